"""What a case shows, stored from its events: written by the one door, rebuilt by `replay`, checked against the events."""

from django.db import transaction

from law.calendars.working_days import Calendar
from workflow.cases import remains
from workflow.cases.delivery import DeliveryRecord, delivery_records
from workflow.cases.models import Case, DeliveryFact, Event, RemedyCase
from workflow.cases.projection import Projection, Remedy, digest, moved_to, project
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import effective
from workflow.cases.transfers.records import original_key, stored_transfers, write_transfers


def put_projection(case: Case, projection: Projection, days: Calendar) -> None:
    """Copy a projection onto the columns of a case (the state past its protection: the projection is its truth)."""
    for name in Projection.COLUMNS:
        if name == "state":
            case.__dict__["state"] = projection.state
        else:
            setattr(case, name, getattr(projection, name))
    if moved := moved_to(projection.transfers):
        case.agency_id, case.number = moved
    case.applicant_kind, case.channel = counted_particulars(case, projection)
    case.calendar_fingerprint = days.fingerprint


def counted_particulars(case: Case, now: Projection | Case) -> tuple[str, str]:
    """Return the kind of applicant and the channel that are counted: as `now` has them corrected, else as they came."""
    came, corrected = case.application, now.particulars
    return corrected.get("applicant_kind", came.applicant_kind), corrected.get("channel", came.channel)


def write_remedies(case: Case, projection: Projection) -> None:
    """Store the proceedings against the agency that the events tell."""
    for remedy in projection.remedies.values():
        RemedyCase.objects.update_or_create(
            case=case,
            key=remedy.key,
            defaults={
                "kind": remedy.kind,
                "received_on": remedy.received_on,
                "result": remedy.result,
                "concluded_on": remedy.concluded_on,
                "reference": remedy.reference,
            },
        )


def write_delivery_facts(case: Case, events: list[Event], served: list[DeliveryRecord]) -> None:
    """Store facts of service, each with the event that tells it."""
    by_seq = {event.seq: event for event in events}
    DeliveryFact.objects.bulk_create(
        DeliveryFact(
            case=case,
            event=by_seq[fact.seq],
            letter_id=fact.letter_id,
            method=fact.method,
            status=fact.status,
            on=fact.on,
            receipt=fact.receipt,
        )
        for fact in served
    )


def rewrite_delivery_facts(case: Case, events: list[Event]) -> None:
    """Store the facts of service anew from all events."""
    case.delivery_facts.all().delete()
    write_delivery_facts(case, events, delivery_records(effective(events)))


@transaction.atomic
def replay(case_id: int, *, check: bool = False) -> list[str]:
    """Rebuild the projections of a case from its events; return what differed.

    With `check` nothing is written. The hash chain is verified in the same pass.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("application").get(pk=case_id)
    events, days = list(case.events.order_by("seq")), calendar()
    errors = projection_errors(case, events, days)
    if errors and not check:
        projection = project(events, days)
        put_projection(case, projection, days)
        case.version, case.head = events[-1].seq, events[-1].hash
        case.save(force_update=True)
        case.remedies.exclude(key__in=projection.remedies).delete()
        write_remedies(case, projection)
        write_transfers(case, projection)
        rewrite_delivery_facts(case, events)
    return errors


def projection_errors(case: Case, events: list[Event], days: Calendar) -> list[str]:
    """Return where the columns and remedies of a case differ from what its events say, and every break in their chain.

    Raises Refused where the events do not follow one another by law.
    """
    errors = verify_chain(case, events)
    if not events:
        return errors
    projection = project(events, days)
    for name in Projection.COLUMNS:
        if getattr(case, name) != getattr(projection, name):
            errors.append(f"{case.number} {name}: {getattr(case, name)!r} != {getattr(projection, name)!r}")
    if (case.applicant_kind, case.channel) != counted_particulars(case, projection):
        errors.append(f"{case.number}: kind of applicant or channel are not those of the application as corrected")
    stored, projected = (
        {remedy.key: _of_remedy(remedy) for remedy in remedies}
        for remedies in (case.remedies.all(), projection.remedies.values())
    )
    if stored != projected:
        errors.append(f"{case.number} remedies: {stored} != {projected}")
    if stored_transfers(case) != projection.transfers or moved_to(projection.transfers) not in (
        None,
        (case.agency_id, case.number),
    ):
        errors.append(f"{case.number} transfers: not what the events tell")
    if [_as_fact(row) for row in case.delivery_facts.select_related("event")] != delivery_records(effective(events)):
        errors.append(f"{case.number} services: not what the events tell")
    return errors


def verify_chain(case: Case, events: list[Event]) -> list[str]:
    """Return every break in the hash chain of a case."""
    errors, previous, key = [], case.application.digest, original_key(case, events)
    if not events:
        return [f"{case.number}: no events"]
    for place, event in enumerate(events, start=1):
        expected = chained_hash(case, event, previous, key)
        if event.seq != place or event.prev_hash != previous or event.hash != expected:
            errors.append(f"{case.number} event {event.seq}: chain broken")
        previous = event.hash
    if case.version != len(events) or case.head != previous:
        errors.append(f"{case.number}: last event differs from the case's head")
    # The words of a destroyed case are gone, and with them the hashes over them: the register vouches for the rest.
    return remains.verify(case, events) if errors and case.destroyed else errors


def chained_hash(case: Case, event: Event, previous: str, key: str = "") -> str:
    """Return the hash of an event of a case over its content and the hash of the event before it.

    `key` is agency and number under which it was registered, where the case may have moved since.
    """
    key = key or f"{case.agency_id}/{case.number}"
    return digest(previous, key, event.seq, event.act, event.on, event.actor_id, event.data)


def _as_fact(row: DeliveryFact) -> DeliveryRecord:
    return DeliveryRecord(row.event.seq, row.letter_id, row.method, row.status, row.on, row.receipt)


def _of_remedy(remedy: RemedyCase | Remedy) -> tuple:
    return remedy.kind, remedy.received_on, remedy.result, remedy.concluded_on, remedy.reference
