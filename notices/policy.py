"""Who may see, write and release the words that an agency adapts in its letters."""

from django.db.models import QuerySet

from agencies.models import Officer
from notices.models import Wording, WordingStatus

WRITER, RELEASER = "administrator", "reviewer"


def may_see_wordings(user: Officer) -> bool:
    """Say whether `user` may look at the words of the own agency; for anybody else the pages are not there."""
    return user.is_authenticated and user.is_active and user.agency_id is not None and user.has_role(WRITER, RELEASER)


def visible_wordings(user: Officer) -> QuerySet[Wording]:
    """Return the wordings that `user` may see; what is not in here is answered with 404."""
    if not may_see_wordings(user):
        return Wording.objects.none()
    return Wording.objects.filter(agency_id=user.agency_id)


def may_write_wordings(user: Officer) -> bool:
    """Say whether `user` may write a new version."""
    return may_see_wordings(user) and user.has_role(WRITER)


def may_release(user: Officer, wording: Wording) -> bool:
    """Say whether `user` may release this draft: a legal reviewer of the agency who did not write it."""
    return (
        may_see_wordings(user)
        and user.has_role(RELEASER)
        and wording.agency_id == user.agency_id
        and wording.status == WordingStatus.DRAFT
        and wording.written_by_id != user.pk
    )


def may_retire(user: Officer, wording: Wording) -> bool:
    """Say whether `user` may take this version out: the reviewer any of them, the writer a draft."""
    if not may_see_wordings(user) or wording.agency_id != user.agency_id or wording.status == WordingStatus.RETIRED:
        return False
    return user.has_role(RELEASER) or (wording.status == WordingStatus.DRAFT and user.has_role(WRITER))
