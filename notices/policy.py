"""Who may see the number registers and keep the numbers; who may see, write and release adapted words."""

from django.db.models import QuerySet

from agencies.organisation.models import Agency, Officer
from notices.wording.models import Wording, WordingStatus

READERS = ("clerk", "handler", "reviewer", "signer", "head")  # their own agency
OVERSEERS = ("supervisor", "auditor", "administrator")  # every agency under theirs
WRITER, RELEASER = "administrator", "reviewer"


# -- numbers --------------------------------------------------------------------------------------------------


def register_agencies(user: Officer) -> QuerySet[Agency]:
    """Return the agencies whose number registers (文号登记簿) the officer may see; they name no applicant."""
    if not user.is_authenticated or not user.is_active or user.agency_id is None:
        return Agency.objects.none()
    if user.has_role(*OVERSEERS):
        return Agency.objects.under(user.agency)
    return Agency.objects.filter(pk=user.agency_id) if user.has_role(*READERS) else Agency.objects.none()


def sees_cases(user: Officer) -> bool:
    """Say whether the pages of cases are for the officer at all; an administrator has none."""
    return user.has_role(*READERS, "supervisor", "auditor")


def may_set_words(user: Officer, agency: Agency) -> bool:
    """Say whether the officer may set the words of the agency's series: an administrator of it or above it."""
    return user.is_active and user.has_role("administrator") and register_agencies(user).filter(pk=agency.pk).exists()


def may_raise_mark(user: Officer, agency: Agency) -> bool:
    """Say whether the officer may lift a high-water mark: the agency's clerk, who keeps the paper register, or as above."""
    return may_keep_register(user, agency) or may_set_words(user, agency)


def may_keep_register(user: Officer, agency: Agency) -> bool:
    """Say whether the officer keeps the agency's numbers: its clerk."""
    return user.is_active and user.agency_id == agency.pk and user.has_role("clerk")


# -- adapted words --------------------------------------------------------------------------------------------


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


def may_release_wording(user: Officer, wording: Wording) -> bool:
    """Say whether `user` may release this draft: a legal reviewer of the agency who did not write it."""
    return (
        may_see_wordings(user)
        and user.has_role(RELEASER)
        and wording.agency_id == user.agency_id
        and wording.status == WordingStatus.DRAFT
        and wording.written_by_id != user.pk
    )


def may_retire_wording(user: Officer, wording: Wording) -> bool:
    """Say whether `user` may take this version out: the reviewer any of them, the writer a draft."""
    if not may_see_wordings(user) or wording.agency_id != user.agency_id or wording.status == WordingStatus.RETIRED:
        return False
    return user.has_role(RELEASER) or (wording.status == WordingStatus.DRAFT and user.has_role(WRITER))
