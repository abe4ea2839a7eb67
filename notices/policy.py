"""Who may see the number registers, set their words, lift their marks and make letters void."""

from django.db.models import QuerySet

from agencies.models import Agency, Officer

READERS = ("clerk", "handler", "reviewer", "signer")  # their own agency
OVERSEERS = ("supervisor", "auditor", "administrator")  # every agency under theirs


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


def may_raise(user: Officer, agency: Agency) -> bool:
    """Say whether the officer may lift a high-water mark: the agency's clerk, who keeps the paper register, or as above."""
    return may_keep(user, agency) or may_set_words(user, agency)


def may_keep(user: Officer, agency: Agency) -> bool:
    """Say whether the officer keeps the agency's numbers: its clerk."""
    return user.is_active and user.agency_id == agency.pk and user.has_role("clerk")
