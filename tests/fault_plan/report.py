"""What a run of the plan showed, row by row, as a page: `pytest -p tests.fault_plan.report --fault-report docs/faults.md`."""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.fault_plan.sizes import SEED, SHARE

ROWS = tomllib.loads((Path(__file__).parent / "rows.toml").read_text(encoding="utf-8"))
SEEDS = re.compile(r"seed[ =]*([0-9]+)", re.IGNORECASE)
SAID = re.compile(r"^(?:sqlite|postgresql): .*$", re.MULTILINE)  # what the programs of the long proofs print last
HEAD = """# The plan of faults: what was run

Written by `make torture` (`TORTURE_SHARE=0.1` runs a tenth in about an hour). Rows and whole sizes: `tests/fault_plan/rows.toml`; a row's
small tests run with every `make test`. Nothing here was entered by hand.

"""


@dataclass
class RowResult:
    """What the tests of one row came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    said: set[str] = field(default_factory=set)

    @property
    def verdict(self) -> str:
        """Return the result in one word."""
        if self.failed:
            return "**failed**"
        return "passed" if self.passed else "not run"


RESULTS: defaultdict[str, RowResult] = defaultdict(RowResult)
ROW = "fault row"


def pytest_addoption(parser):
    """Say where the report goes."""
    parser.addoption("--fault-report", metavar="FILE", help="write what each row of the fault plan came to")


def pytest_collection_modifyitems(items):
    """Write on each test of which rows it is, for whoever gathers the reports."""
    for item in items:
        for mark in item.iter_markers("fault"):
            if mark.args and mark.args[0] in ROWS:
                item.user_properties.append((ROW, mark.args[0]))


def pytest_runtest_logreport(report):
    """Add up what a test came to."""
    if report.when != "call" and report.outcome == "passed":
        return
    for row in {value for name, value in report.user_properties if name == ROW}:
        result = RESULTS[row]
        result.seconds += report.duration
        setattr(result, report.outcome, getattr(result, report.outcome) + 1)
        printed = report.capstdout or ""
        result.said |= set(SAID.findall(printed)) or {f"seed {number}" for number in SEEDS.findall(printed)}


def pytest_sessionfinish(session):
    """Write the page."""
    target = session.config.getoption("--fault-report", default=None)
    if not target or hasattr(session.config, "workerinput"):
        return
    Path(target).write_text(page(date.today()), encoding="utf-8")  # noqa: DTZ011  the day of the run on its machine


def page(day: date) -> str:
    """Return the report."""
    lines = [f"Run on {day}, share {SHARE:g}, seed {SEED}.", "", "| row | what | whole size | tests | result | s | seed, or what was said |", "|---|---|---|---|---|---|---|"]  # fmt: skip
    for row, about in ROWS.items():
        result = RESULTS[row]
        count = result.passed + result.failed + result.skipped
        said = "; ".join(sorted(result.said))[:300]
        missing = f" *Missing: {about['missing']}.*" if about.get("missing") else ""
        verdict = result.verdict + (f", {result.skipped} skipped" if result.skipped else "")
        lines.append(
            f"| {row} | {about['what']}{missing} | {about['size']} | {count} | {verdict} | {result.seconds:.0f} | {said} |"
        )
    return HEAD + "\n".join(lines) + "\n"
