"""What the events of a case tell of its moves, stored for both registers, and who may see it by them.

Who sees what is answered in keys: joined by OR, a sub-select would make the database read all cases (docs/decisions/0072).
"""

from collections.abc import Sequence
from dataclasses import asdict

from django.db.models import Q, prefetch_related_objects

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
    return sorted(set(CaseTransfer.objects.filter(given | offered).order_by().values_list("case_id", flat=True)))


def offered_to(agency_id: int) -> list[int]:
    """Return the keys of the cases that another agency proposes to give to this one."""
    offered = CaseTransfer.objects.filter(to_agency=agency_id, status=PROPOSED).order_by()
    return sorted(set(offered.values_list("case_id", flat=True)))
