"""What the events of a case tell of its moves, stored for both registers, and who may see it by them.

Who sees what is answered in keys: joined by OR, a sub-select would make the database read all cases (docs/decisions/0072).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from django.db.models import Q, QuerySet, prefetch_related_objects

from workflow.cases.models import Case, Event
from workflow.cases.projection import Projection, Transfer
from workflow.cases.transfers.models import CaseTransfer

ACCEPTED, PROPOSED = CaseTransfer.Status.ACCEPTED, CaseTransfer.Status.PROPOSED


def write_transfers(case: Case, projection: Projection) -> None:
    """Store the moves of a case that its events tell; one whose proposal was annulled goes."""
    case.transfers.exclude(seq__in=[one.seq for one in projection.transfers]).delete()
    for one in projection.transfers:
        CaseTransfer.objects.update_or_create(case=case, seq=one.seq, defaults=asdict(one))


def stored_transfers(case: Case) -> list[Transfer]:
    """Return the stored moves of a case as its events would tell them."""
    names = [name for name in Transfer.__dataclass_fields__]
    return [Transfer(*values) for values in case.transfers.order_by("seq").values_list(*names)]


def proposal(case: Case) -> CaseTransfer | None:
    """Return the move that waits for the receiving agency, or None; the moves of a case are read once."""
    prefetch_related_objects([case], "transfers")
    return next((one for one in case.transfers.all() if one.status == PROPOSED), None)


def numbers_of(case: Case) -> list[tuple[int, str]]:
    """Return under which agency and number a case stands and stood in the registers, the present one last."""
    prefetch_related_objects([case], "transfers")
    moved = [(one.from_agency_id, one.from_number) for one in case.transfers.all() if one.status == ACCEPTED]
    return [*moved, (case.agency_id, case.number)]


def number_at(case: Case, agency_id: int) -> str:
    """Return the number of a case in the register of an agency, which it may have left; else the one it has today."""
    return next((number for place, number in reversed(numbers_of(case)) if place == agency_id), case.number)


def moved_case(agency_id: int, number: str) -> Case | None:
    """Return the case that left the register of an agency under this number, or None."""
    moved = CaseTransfer.objects.filter(from_agency=agency_id, from_number=number.strip(), status=ACCEPTED)
    left = moved.select_related("case").order_by("-pk").first()
    return left.case if left else None


def numbers_given_away(agency_id: int) -> QuerySet[str]:
    """Return the numbers under which cases stood in the register of an agency that they left: no other case gets them."""
    moved = CaseTransfer.objects.filter(from_agency=agency_id, status=ACCEPTED).order_by()
    return moved.values_list("from_number", flat=True)


def numbers_in_register(agency_id: int) -> Iterator[str]:
    """Yield every number in the register of an agency: of its cases, and of those that moved on."""
    yield from Case.objects.filter(agency_id=agency_id).order_by().values_list("number", flat=True).iterator()
    yield from numbers_given_away(agency_id)


def original_key(case: Case, events: Sequence[Event]) -> str:
    """Return the agency and number under which a case was registered: the hashes of its events begin with it for ever."""
    moved = next((event for event in events if event.act == "accept_transfer"), None)
    if moved is None:
        return f"{case.agency_id}/{case.number}"
    return f"{moved.data['from']}/{moved.data['from_number']}"


def cases_given_or_offered(agency_id: int) -> list[int]:
    """Return the keys of the cases that an agency gave away, and of those that another proposes to give to it.

    It may look at them, and do nothing.
    """
    given, offered = Q(from_agency=agency_id, status=ACCEPTED), Q(to_agency=agency_id, status=PROPOSED)
    return _keys(given | offered)


def given_away(agency_id: int) -> list[int]:
    """Return the keys of the cases that an agency gave away."""
    return _keys(Q(from_agency=agency_id, status=ACCEPTED))


def offered_to(agency_id: int) -> list[int]:
    """Return the keys of the cases that another agency proposes to give to this one."""
    return _keys(Q(to_agency=agency_id, status=PROPOSED))


def _keys(moves: Q) -> list[int]:
    return sorted(set(CaseTransfer.objects.filter(moves).order_by().values_list("case_id", flat=True)))
