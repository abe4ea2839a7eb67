"""Take an attempt before the password is looked at, and give it back when it was right: nobody gains by asking at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from agencies.authentication.models import AttemptBudget

CLOCK_SLACK = timedelta(minutes=1)  # a beginning later than this is of a clock that was wrong: it holds nobody up
ROUNDS = 3  # somebody else may begin the same span at the same moment


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts of one kind in a span of time; the span begins with the first and is made longer by none."""

    scope: str
    most: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit for one account, machine, address or session."""

    limit: Limit
    key: str

    def take(self, now: datetime) -> bool:
        """Use one attempt; return False where none is left."""
        rows, limit = self._rows(), self.limit
        over = Q(begun_at__lte=now - limit.span) | Q(begun_at__gt=now + CLOCK_SLACK)
        for _round in range(ROUNDS):
            if rows.filter(~over, used__lt=limit.most).update(used=F("used") + 1):
                return True
            if rows.filter(over).update(used=1, begun_at=now):
                return True
            _row, created = AttemptBudget.objects.get_or_create(
                scope=limit.scope, key=self.key, defaults={"used": 1, "begun_at": now}
            )
            if created:
                return True
        return False

    def give_back(self) -> None:
        """Take back an attempt that was none."""
        self._rows().filter(used__gt=0).update(used=F("used") - 1)

    def clear(self) -> None:
        """Begin anew."""
        self._rows().delete()

    def used_up_until(self, now: datetime) -> datetime | None:
        """Return when there are attempts again, None where there are some now."""
        row = self._rows().first()
        if row is None or row.used < self.limit.most:
            return None
        until = row.begun_at + self.limit.span
        return until if now < until <= now + self.limit.span + CLOCK_SLACK else None

    def _rows(self):
        return AttemptBudget.objects.filter(scope=self.limit.scope, key=self.key)


def take_all(budgets: list[Budget], now: datetime) -> Budget | None:
    """Use one attempt of each; where one has none left nothing is used, and that one is returned."""
    taken: list[Budget] = []
    for budget in budgets:
        if not budget.take(now):
            for one in taken:
                one.give_back()
            return budget
        taken.append(budget)
    return None
