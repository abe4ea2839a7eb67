"""The quality of 200,000 files: half of them whole, with letters, half out of an old register.

Scoring all of them against reading and projecting the same events, as `replay --check` does: at most twice as long. A night on
which nothing happened against that of everything: at most a twentieth. The page of a year: one grouped query, under the budget
of a tenth of scoring.

Run: .venv/bin/python tests/bench/bench_quality.py [cases] [cases replayed]. Works on a database of its own in a temporary folder.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import uuid
from pathlib import Path

SCORE_BUDGET = 2.0  # times the replay of as many cases
IDLE_BUDGET = 0.05  # of scoring all
PAGE_BUDGET = 0.1


def main(count: int, replayed: int) -> int:
    """Fill the tables and print what was measured; 1 if anything is over its budget."""
    office = Office()
    whole, old = Case.objects.get(pk=refused(office).pk), imported()
    for kind, model in enumerate((whole, old)):
        for start in range(0, count // 2, 5000):
            clone(model, min(5000, count // 2 - start), kind * 10**7 + start)
    begun = time.perf_counter()
    done = quality_services.score_cases(now=at(date(2026, 4, 1)))
    scored = time.perf_counter() - begun
    begun = time.perf_counter()
    again = quality_services.score_cases(now=at(date(2026, 4, 1)))
    idle = time.perf_counter() - begun
    units = (office.agency.pk, office.government.pk)
    period = Period.of(office.government, date(2025, 1, 1), date(2026, 12, 31), units)
    begun = time.perf_counter()
    _units, every = quality_services.summaries_of_units(period)
    page = time.perf_counter() - begun
    days, keys = calendar(), list(Case.objects.order_by("?").values_list("pk", flat=True)[:replayed])
    begun = time.perf_counter()
    for start in range(0, len(keys), 500):
        events = Prefetch("events", Event.objects.order_by("seq"))
        for case in (
            Case.objects.filter(pk__in=keys[start : start + 500])
            .select_related("application")
            .prefetch_related(events, "remedies")
        ):
            projection_errors(case, list(case.events.all()), days)
    replay = (time.perf_counter() - begun) / len(keys) * done
    ratios = {"score": scored / replay, "idle": idle / scored, "page": page / scored}
    told = {
        "cases": done,
        "again": again,
        "counted": every.scored,
        "seconds": {"score": round(scored, 1), "idle": round(idle, 2), "page": round(page, 2)},
    }
    sys.stdout.write(json.dumps(told | {"ratios": {name: round(value, 3) for name, value in ratios.items()}}) + "\n")
    budgets = {"score": SCORE_BUDGET, "idle": IDLE_BUDGET, "page": PAGE_BUDGET}
    return int(again != 0 or every.scored != done or any(ratios[name] > budgets[name] for name in budgets))


def imported() -> Case:
    """Return a case out of an old register."""
    with tempfile.TemporaryDirectory() as folder:
        result = import_register(
            as_csv(Path(folder) / "r.csv", REPLIED), today=date(2026, 4, 1), now=at(date(2026, 4, 1))
        )
    if result.faults:
        raise SystemExit(str(result.faults))
    return Case.objects.get(imported=True)


def clone(case: Case, times: int, first: int) -> None:
    """Store copies of a case with its application, events and letter of reply."""
    events = list(case.events.order_by("seq"))
    reply = next(event.letter for event in events if event.act == "reply")
    applications = Application.objects.bulk_create(
        copy(case.application, public_id=uuid.uuid4(), idempotency_key="") for _ in range(times)
    )
    cases = Case.objects.bulk_create(
        copy(case, application=application, number=f"C{first + n}") for n, application in enumerate(applications)
    )
    letters = [None] * times
    if reply:
        numbers = range(1000 + first, 1000 + first + times)
        letters = Letter.objects.bulk_create(
            copy(reply, sequence=n, number=f"{reply.series}〔{reply.year}〕{n}号", verification_code="")
            for n in numbers
        )
    Event.objects.bulk_create(
        copy(event, case=one, letter=letter if event.act == "reply" else event.letter)
        for one, letter in zip(cases, letters, strict=True)
        for event in events
    )


def copy(row, **changed):
    """Return an unsaved copy of a row."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    made = type(row)()
    for name in names:
        made.__dict__[name] = getattr(row, name)
    for name, value in changed.items():
        setattr(made, name, value)
    return made


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from datetime import date

        from django.core.management import call_command
        from django.db import connection
        from django.db.models import Prefetch

        from intake.models import Application
        from notices.letters.models import Letter
        from reporting.quality import services as quality_services
        from reporting.statistics.periods import Period
        from tests.reporting.files import refused
        from tests.workflow.sample_office import Office, at
        from tests.workflow.sample_registers import REPLIED, as_csv
        from workflow.cases.models import Case, Event
        from workflow.cases.replay import projection_errors
        from workflow.cases.selectors import calendar
        from workflow.registers.services import import_register

        call_command("migrate", verbosity=0)
        given = [int(text) for text in sys.argv[1:]]
        status = main(*(given + [200_000, 5000][len(given) :]))
        connection.close()
    sys.exit(status)
