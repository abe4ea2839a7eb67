"""An independent clock for tests: it walks day by day, on the calendar of another package, and shares no code."""

from copy import deepcopy
from datetime import date, timedelta
from functools import cache

import chinese_calendar

DAY = timedelta(days=1)
LAST = 2026  # the last year of law/calendars; the other package must know it too
# The days off by law of the years without a notice, kept by hand apart from law/calendars.
FIXED = {
    2027: "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
    2028: "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03",
    2029: "01-01 02-12 02-13 02-14 02-15 04-04 05-01 05-02 06-16 09-22 10-01 10-02 10-03",
    2030: "01-01 02-02 02-03 02-04 02-05 04-05 05-01 05-02 06-05 09-12 10-01 10-02 10-03",
}
AFTER = {"receive_third_party_opinion": "consult_third_party", "receive_agency_opinion": "consult_agency"}


class Illegal(Exception):
    """The act may not follow."""


@cache
def workday(day: date) -> bool:
    """Ask the other package; where it has no table Monday to Friday count, but for the days off by law."""
    if 2008 <= day.year <= LAST:
        return chinese_calendar.is_workday(day)
    return day.weekday() < 5 and (day.year < 2008 or f"{day:%m-%d}" not in FIXED[day.year].split())


def step(day: date, n: int) -> date:
    """Return the n-th working day after a day."""
    while n:
        day += DAY
        n -= workday(day)
    return day


class SlowLife:
    """One life, told act by act."""

    def __init__(self, received: date):
        self.received = self.start = self.latest = received
        self.new = received >= date(2019, 5, 15)
        self.full = 20 if self.new else 15
        self.extra = 0
        self.asked: list[dict] = []
        self.waits = None
        self.seen: set[str] = set()

    def due(self) -> date:
        left, day = self.full + self.extra, self.start
        while left:
            day += DAY
            if workday(day) and not any(a["from"] < day <= a["till"] for a in self.asked if a["stops"]):
                left -= 1
        return day

    def provisional(self) -> bool:
        return self.due().year > LAST

    def do(self, act: str, on: date, key=None, delivered_on=None, workdays=None, term_workdays=None) -> None:
        if on < self.latest:
            raise Illegal("order")
        if self.waits and act not in (f"receive_{self.waits}", *AFTER):
            raise Illegal("waiting")
        if delivered_on and delivered_on < on:
            raise Illegal("delivered before it left")
        getattr(self, act)(on, key, delivered_on or on, workdays, term_workdays or 15)
        self.latest = on

    def last_day(self, act: str) -> date:
        """Return the last day on which a notice may leave; an inquiry may leave on any, and while one waits none is set."""
        if act == "request_correction" and self.new:
            return step(self.received, 7)
        return date.max if act.startswith("consult") or self.waits else self.due()

    def once(self, act: str, on: date) -> None:
        if act in self.seen or on > self.due():
            raise Illegal(act)
        self.seen.add(act)

    def request_correction(self, on, *_):
        if self.new and on > step(self.received, 7):
            raise Illegal("late")
        self.once("correction", on)
        self.waits = "correction"

    def issue_fee_notice(self, on, *_):
        if not self.new or on < date(2021, 1, 1):
            raise Illegal("no fee")
        self.once("fee", on)
        self.waits = "payment"

    def restart(self, awaited, on):
        if self.waits != awaited:
            raise Illegal("not awaited")
        self.waits, self.start, self.extra = None, on, 0
        self.seen.discard("extension")

    def receive_correction(self, on, *_):
        self.restart("correction", on)

    def receive_payment(self, on, *_):
        self.restart("payment", on)

    def extend(self, on, _key, _delivered, workdays, _term):
        if not workdays or not 0 < workdays <= self.full:
            raise Illegal("days")
        self.once("extension", on)
        self.extra = workdays

    def consult(self, kind, on, key, delivered, term):
        if any(a["open"] and key is not None and (a["kind"], a["key"]) == (kind, key) for a in self.asked):
            raise Illegal("key")
        stops = on < self.due()
        self.asked.append(
            {"kind": kind, "key": key, "from": on, "till": step(delivered, term), "open": True, "stops": stops}
        )

    def consult_third_party(self, on, key, delivered, _days, term):
        self.consult("consult_third_party", on, key, delivered, term)

    def consult_agency(self, on, key, delivered, _days, term):
        if self.new:
            self.consult("consult_agency", on, key, delivered, term)

    def opinion(self, kind, on, key):
        found = [a for a in self.asked if a["open"] and a["kind"] == kind and key in (None, a["key"])]
        if not found:
            raise Illegal("nothing asked")
        found[-1]["open"] = False
        found[-1]["till"] = min(on, found[-1]["till"])

    def receive_third_party_opinion(self, on, key, *_):
        self.opinion("consult_third_party", on, key)

    def receive_agency_opinion(self, on, key, *_):
        if self.new:
            self.opinion("consult_agency", on, key)


def live(received: date, acts: list[dict]) -> tuple[SlowLife, list[int]]:
    """Live a whole life of which only the days are known on which letters left; return it and the places of void notices.

    Each act may name `sent_on`: the day on which its letter left, None for never. Raises Illegal.
    """
    days, latest = [], received
    for place, act in enumerate(acts):
        left = act.get("sent_on", act["on"])
        if act["on"] < latest or (left and left < act["on"]):
            raise Illegal("order")
        latest = act["on"]
        days.append((act["on"], place, left == act["on"], act))
        if left and left != act["on"]:
            days.append((left, place, None, act))
    life, void = SlowLife(received), []
    for day, place, leaves, act in sorted(days, key=lambda one: one[:2]):
        told = {name: value for name, value in act.items() if name != "sent_on"} | {"on": day}
        if leaves is False:  # decided, and sent later or never: could it have been done this day?
            delivered = {} if act.get("sent_on") or "delivered_on" not in act else {"delivered_on": act["delivered_on"]}
            deepcopy(life).do(**{name: value for name, value in told.items() if name != "delivered_on"} | delivered)
        elif leaves is None and day > life.last_day(act["act"]):
            void.append(place)
        else:
            life.do(**told)
    return life, void
