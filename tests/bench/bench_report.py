"""The annual table over 100,000 cases against one hand-written GROUP BY over the same rows: at most 1.5 times.

Run: .venv/bin/python tests/bench/bench_report.py [cases] [rounds]. Works on a database of its own in a temporary folder.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

BUDGET = 1.5
# What a person would write to get at the numbers of table three, and of section three of the 2014 form.
BY_HAND = {
    2025: "SELECT applicant_kind, received_on >= '2025-01-01', decided_on <= '2025-12-31', outcome, grounds, COUNT(*)"
    " FROM workflow_case WHERE received_on <= '2025-12-31' AND (decided_on IS NULL OR decided_on >= '2025-01-01')"
    " AND agency_id IN ({ids}) GROUP BY 1, 2, 3, 4, 5",
    2018: "SELECT channel, timeliness, received_on >= '2018-01-01', decided_on <= '2018-12-31', outcome, grounds, COUNT(*)"
    " FROM workflow_case WHERE received_on <= '2018-12-31' AND (decided_on IS NULL OR decided_on >= '2018-01-01')"
    " AND agency_id IN ({ids}) GROUP BY 1, 2, 3, 4, 5, 6",
}
# And the fewest columns from which the outcome rows alone could be had: a rival that does less than the table.
LEAST = (
    "SELECT applicant_kind, outcome, grounds, COUNT(*) FROM workflow_case WHERE received_on <= '2025-12-31'"
    " AND (decided_on IS NULL OR decided_on >= '2025-01-01') AND agency_id IN ({ids}) GROUP BY 1, 2, 3"
)


def rows(units, cases: int, of_year: int, seed: int):
    """Yield the facts of cases that all occur in one year."""
    chance = random.Random(seed)  # noqa: S311
    outcomes = ["open", "open_published", "partial", "not_exist", "not_ours", "petition", "repeat", "other", "deny"]
    grounds = ["state_secret", "law_forbids", "security_stability", "trade_secret", "privacy", "internal", "process"]
    first = date(of_year, 1, 1)
    for _ in range(cases):
        received = first + timedelta(chance.randrange(-20, 365))
        row = {
            "agency": chance.choice(units),
            "received_on": received,
            "channel": chance.choice(["in_person", "mail_signed", "portal", "online", "email", "fax"]),
            "applicant_kind": chance.choices(
                ["natural_person", "business", "research", "public_interest", "legal_service", "other_org"],
                [88, 6, 1, 1, 3, 1],
            )[0],
            "topic": chance.choice(["土地征收", "房屋征收", "城建规划", "财政资金", "人事编制", "其他"]),
        }
        if chance.random() < 0.95:
            row["outcome"] = chance.choice(outcomes)
            row["decided_on"] = max(first, received) + timedelta(chance.randrange(0, 25))
            row["timeliness"] = chance.choice(["on_time", "extended", "late"])
            if row["outcome"] == "deny":
                row["grounds"] = f"|{'|'.join(chance.sample(grounds, chance.choice([1, 1, 2])))}|"
        yield row


def compare(rounds: int, ours, rivals: dict) -> dict:
    """Time ours and the rivals in turn; return the median seconds of each."""
    taken = {"ours": [], **{name: [] for name in rivals}}
    for _ in range(rounds):
        for name, call in (("ours", ours), *rivals.items()):
            begun = time.perf_counter()
            call()
            taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def main(cases: int, rounds: int) -> int:
    """Fill the tables of a 2018 and of a 2025 year and print the ratios; 1 if one is over the budget."""
    found, worst = {"cases": cases, "rounds": rounds, "budget": BUDGET}, 0.0
    for of_year in (2018, 2025):
        government = year.agency(f"G{of_year}", "government")
        units = [government, *(year.agency(f"U{of_year}-{n}", parent=government) for n in range(60))]
        year.cases(list(rows(units, cases, of_year, seed=of_year)))
        scope = Scope(government, of_year, True)
        ids = ",".join(str(pk) for pk in scope.agency_ids)

        def run(sql: str, ids=ids):
            with connection.cursor() as cursor:
                cursor.execute(sql.format(ids=ids))
                return cursor.fetchall()

        rivals = {"by_hand": lambda r=run, y=of_year: r(BY_HAND[y])}
        if of_year == 2025:
            rivals["least"] = lambda r=run: r(LEAST)
        table = compare(rounds, lambda s=scope: filled_form_of(s), rivals)
        report = compare(rounds, lambda s=scope: report_of(s), {})
        ratio = table["ours"] / table["by_hand"]
        worst = max(worst, ratio)
        found[of_year] = {
            "milliseconds": {name: round(1000 * s, 1) for name, s in table.items()},
            "ratio": round(ratio, 2),
            "whole_report_milliseconds": round(1000 * report["ours"], 1),
        }
        if "least" in table:
            found[of_year]["ratio_to_least"] = round(table["ours"] / table["least"], 2)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return int(worst > BUDGET)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from reporting.figures.scope import Scope
        from reporting.figures.tables import filled_form_of
        from reporting.narrative.report import report_of
        from tests.reporting import year

        call_command("migrate", verbosity=0)
        given = [int(text) for text in sys.argv[1:]]
        status = main(*(given + [100_000, 7][len(given) :]))
        connection.close()
    sys.exit(status)
