"""Read the feed: what waits for its position, and what an account has not seen."""

from django.db.models import Q, QuerySet

from intake.models import ServiceAccount
from intake.selectors import sent_by
from notices.kinds.catalogue import KINDS
from notices.letters.models import Letter
from workflow.cases.models import DeliveryFact
from workflow.changes.models import Change

TO_OTHERS = ("third_party_inquiry", "third_party_notice")
TO_APPLICANTS = [code for code, kind in KINDS.items() if kind.LAYOUT == "letter" and code not in TO_OTHERS]


def to_be_numbered() -> QuerySet[Change]:
    """Return the changes without a position that can be told: those of letters wait for the PDF and its signature."""
    drawn = ~Q(letter__pdf_sha256="") & (Q(letter__signed_copy__isnull=True) | ~Q(letter__signed_copy__pdf_sha256=""))
    on_paper = Q(letter__historic=True)
    return Change.objects.filter(Q(letter__isnull=True) | drawn | on_paper, position__isnull=True)


def changes_after(account: ServiceAccount, position: int) -> QuerySet[Change]:
    """Return what an account has not seen, in the order of positions; of agencies for which it no longer acts, nothing."""
    mine = Change.objects.filter(account=account, application__agency__in=account.agencies.all(), position__gt=position)
    return mine.select_related("application__agency").order_by("position")


def letters_told_to(account: ServiceAccount) -> QuerySet[Letter]:
    """Return the letters to applicants of an account whose leaving is on record: before that nothing was told to anybody."""
    left = DeliveryFact.objects.filter(case__application__in=sent_by(account)).values("letter_id")
    return Letter.objects.filter(pk__in=left, kind__in=TO_APPLICANTS)
