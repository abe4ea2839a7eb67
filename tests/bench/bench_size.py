"""The pages of the desk and of the supervisor on few and on many cases: cost follows what is shown, not what is stored.

Each office in a process and a database of its own: 61 units with 1,000 cases, 61 units with many, 3,051 units with many. The
same page of a large office against that of the small one, and the lists against the condition that they had before: an OR of
sub-selects (docs/decisions/0072). Prints the ratios; fails where a page of one unit grows with what other units store.

Run: .venv/bin/python tests/bench/bench_size.py [cases] [rounds]. On SQLite in a temporary folder, or, where DATABASE_URL names
an empty PostgreSQL database whose user may create others, in databases beside it.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OFFICES = {"small": (61, 1000), "large": (61, None), "wide": (3051, None)}  # units, cases; None = as many as asked
UNIT_BUDGET = 3.0  # the clerk's pages: 61 times the cases at most, of which the clerk's unit holds its part
YEAR = 2025


def timed(rounds: int, call) -> float:
    """Return the median milliseconds of a call, after one that warms up."""
    call()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    return round(statistics.median(taken), 2)


def measure(units: int, cases: int, rounds: int) -> dict[str, float]:
    """Make an office and return the milliseconds of each page and list."""
    office = large_office.fill(units, cases)
    before = Q(agency_id=office.clerk.agency_id) | Q(agency_id__in=successions(office.clerk))

    def page(person, name: str, *args, **query):
        client = Client()
        client.force_login(person)
        return lambda: require(client.get(reverse(name, args=args), query))

    def require(answer):
        if answer.status_code != 200:
            raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")

    unit = office.units[1]
    calls = {
        "clerk's counts": lambda: selectors.count_by_state(office.clerk),
        "clerk's counts before": lambda: dict(
            Case.objects.filter(before).order_by().values_list("state").annotate(n=Count("pk"))
        ),
        "clerk's worklist": page(office.clerk, "worklist"),
        "clerk's search": page(office.clerk, "worklist", q="施工许可证", stage="all"),
        "supervisor's worklist": page(office.supervisor, "worklist"),
        "supervisor's search": page(office.supervisor, "worklist", q="施工许可证", stage="all"),
        "watch": page(office.supervisor, "watch"),
        "filings": page(office.supervisor, "supervise", YEAR),
        "one filing": page(office.clerk, "filing", YEAR, unit.code),
        "report": lambda: report_of(Scope(office.government, YEAR, True)),
    }
    return {name: timed(rounds, call) for name, call in calls.items()}


def successions(user) -> object:
    """Return the agencies taken over as they were asked for before: a sub-select in the condition on cases."""
    taken = AgencySuccession.objects.filter(takes_files=True).order_by()
    closed = Agency.objects.filter(parent_id=user.agency_id, closed_on__isnull=False)
    return closed.exclude(pk__in=taken.values("predecessor_id")).order_by().values("pk")


def database(name: str, folder: str) -> str:
    """Return the address of a new database for one office."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{folder}/{name}.sqlite3"
    parts = urlsplit(given)
    host, _slash, base = parts.path.rpartition("/")
    with psycopg.connect(host=host, dbname=base, user=dict(parse_qsl(parts.query))["user"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "bench_{name}"')
    return urlunsplit(parts._replace(path=f"{host}/bench_{name}"))


def main(cases: int, rounds: int) -> int:
    """Measure each office and print what was found; 1 where a page of one unit grows with what others store."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (units, few) in OFFICES.items():
            environment = os.environ | {"DATABASE_URL": database(name, folder)}
            asked = [sys.executable, __file__, "office", str(units), str(few or cases), str(rounds)]
            told = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
            found[name] = json.loads(told)
    ratios = {
        name: {what: round(found[name][what] / found["small"][what], 2) for what in found[name]}
        for name in OFFICES
        if name != "small"
    }
    gains = {name: round(each["clerk's counts before"] / each["clerk's counts"], 1) for name, each in found.items()}
    told = {"cases": cases, "rounds": rounds, "milliseconds": found, "to_small": ratios, "before_to_after": gains}
    sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    held = [each["clerk's worklist"] for each in ratios.values()] + [ratios["large"]["one filing"]]
    return int(any(ratio > UNIT_BUDGET for ratio in held))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    if sys.argv[1:2] == ["office"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db.models import Count, Q
        from django.test import Client
        from django.test.utils import override_settings
        from django.urls import reverse

        from agencies.organisation.models import Agency, AgencySuccession
        from reporting.figures.scope import Scope
        from reporting.narrative.report import report_of
        from tests.bench import large_office
        from workflow.cases import selectors
        from workflow.cases.models import Case

        call_command("migrate", verbosity=0)
        with override_settings(ALLOWED_HOSTS=["*"]):
            sys.stdout.write(json.dumps(measure(*map(int, sys.argv[2:]))))
        sys.exit(0)
    from urllib.parse import parse_qsl, urlsplit, urlunsplit

    import psycopg

    given = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*(given + [200_000, 5][len(given) :])))
