"""A district of 61 units and 200,000 cases: its report, the sheet of every unit, a list of 50,000 rows.

The report as JSON against the bare grouped query over the same rows: at most 1.5 times, in one run. The sheets of all units
against the sheet of the whole: far below 61 times. The workbook in a process of its own: below 500 MB at its highest.

Run: .venv/bin/python tests/bench/bench_district.py [cases] [rounds]. Works on a database of its own in a temporary folder.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPORT_BUDGET = 1.5
UNITS_BUDGET = 12  # times the sheet of the whole; one query a unit would be 61
BOOK_BUDGET = 500  # MB
BOOK_ROWS = 50_000
YEAR = 2025


def book() -> int:
    """Write a list of 50,000 cases and print its length and this process's highest memory, in MB."""
    begun = time.perf_counter()
    cases = Case.objects.filter(pk__in=Case.objects.order_by("pk").values("pk")[:BOOK_ROWS])
    file = workbooks.write_workbook([("案件", workbooks.case_header(), workbooks.case_rows(cases))])
    size = file.seek(0, os.SEEK_END)
    told = {
        "rows": cases.count(),
        "file_megabytes": round(size / 1024**2, 1),
        "highest_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "seconds": round(time.perf_counter() - begun, 1),
    }
    sys.stdout.write(json.dumps(told))
    return 0


def main(cases: int, rounds: int) -> int:
    """Fill the district and print what was measured; 1 if anything is over its budget."""
    government = year.agency("G", "government")
    units = [government, *(year.agency(f"U{n}", parent=government) for n in range(60))]
    for part in range(0, cases, 20_000):
        year.cases(list(rows(units, min(20_000, cases - part), YEAR, seed=part)))
    scope = Scope(government, YEAR, True)
    period = Period.of(government, scope.first, scope.last, tuple(scope.agency_ids))
    sql = BY_HAND[YEAR].format(ids=",".join(map(str, scope.agency_ids)))

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    taken = compare(
        rounds,
        lambda: json.dumps(export.as_json(report_of(scope)), ensure_ascii=False),
        {
            "bare_query": bare,
            "sheet": lambda: filled_form_of(scope),
            "breakdown_by_unit": lambda: statistics_tables.breakdown_table(period, "unit", scope.last),
            "scores": lambda: score_services.scores_of_units(period, scope.last),
            "sample": lambda: sampling.draw_sample(period, 60, "2025-12-31"),
            "every_sheet": lambda: filled_forms_of_units(scope),
        },
    )
    told = subprocess.run([sys.executable, __file__, "book"], check=True, capture_output=True, text=True).stdout
    workbook = json.loads(told)
    found = {
        "cases": cases,
        "units": len(units),
        "rounds": rounds,
        "load": os.getloadavg()[0],
        "milliseconds": {name: round(1000 * seconds, 1) for name, seconds in taken.items()},
        "report_to_bare_query": round(taken["ours"] / taken["bare_query"], 2),
        "every_sheet_to_one": round(taken["every_sheet"] / taken["sheet"], 2),
        "workbook": workbook,
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return int(
        found["report_to_bare_query"] > REPORT_BUDGET
        or found["every_sheet_to_one"] > UNITS_BUDGET
        or workbook["highest_megabytes"] > BOOK_BUDGET
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1:] != ["book"]:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from reporting import workbooks
        from reporting.document import export
        from reporting.figures.scope import Scope
        from reporting.figures.tables import filled_form_of
        from reporting.figures.units import filled_forms_of_units
        from reporting.narrative.report import report_of
        from reporting.scores import services as score_services
        from reporting.statistics import sampling
        from reporting.statistics import tables as statistics_tables
        from reporting.statistics.periods import Period
        from tests.bench.bench_report import BY_HAND, compare, rows
        from tests.reporting import year
        from workflow.cases.models import Case

        if sys.argv[1:] == ["book"]:
            status = book()
        else:
            call_command("migrate", verbosity=0)
            given = [int(text) for text in sys.argv[1:]]
            status = main(*(given + [200_000, 5][len(given) :]))
        connection.close()
    sys.exit(status)
