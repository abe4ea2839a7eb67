"""What a year leaves behind that its figures do not show yet: mail that nobody registered, letters that have not left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef

from intake.selectors import confirmed_on, unregistered
from law.deadlines import receipt
from notices.letters.models import VoidRecord
from reporting.validation.rules import LeftOver
from workflow.cases.models import DeliveryFact, Event
from workflow.mail.printing import SHEETS


def left_over_of(agencies: Iterable[int], first: date, last: date) -> LeftOver:
    """Return what some agencies leave behind in a year, all together."""
    agencies = tuple(agencies)
    return left_over_of_units({0: agencies}, first, last).get(0, LeftOver())


def left_over_of_units(units: Mapping[int, Iterable[int]], first: date, last: date) -> dict[int, LeftOver]:
    """Return what every unit leaves behind in a year, by its key, in a fixed number of queries; nothing for most of them."""
    unit_of = {agency: unit for unit, agencies in units.items() for agency in agencies}
    found: defaultdict[int, tuple[list, list, list]] = defaultdict(lambda: ([], [], []))
    for one in unregistered(unit_of).filter(arrived_on__lte=last):
        received_on = receipt.received_on(one.channel, one.arrived_on, confirmed_on(one)).received_on
        if received_on is None or received_on <= last:
            name = f"{one.arrived_on} 到达（{one.get_channel_display()}）"
            found[unit_of[one.agency_id]][received_on is None].append(name)
    for agency, number in _unsent(unit_of, first, last):
        found[unit_of[agency]][2].append(number)
    return {unit: LeftOver(*(tuple(names) for names in lists)) for unit, lists in found.items()}


def _unsent(agencies: Iterable[int], first: date, last: date) -> Iterable[tuple[int, str]]:
    """Return agency and number of the letters of a year that have neither left nor been made void."""
    letter = OuterRef("letter")
    events = Event.objects.filter(
        ~Exists(DeliveryFact.objects.filter(letter=letter)),
        ~Exists(VoidRecord.objects.filter(letter=letter)),
        case__agency__in=agencies,
        letter__dated__range=(first, last),
        letter__historic=False,
    )
    events = events.exclude(letter__number="").exclude(letter__kind__in=SHEETS)
    return events.order_by("letter__number").values_list("case__agency_id", "letter__number").distinct()
