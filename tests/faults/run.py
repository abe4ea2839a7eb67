"""Plant faults one at a time and say which the tests nearest to them did not see: `python -m tests.faults.run --help`."""

import argparse
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from tests.faults.forked_runs import CANNOT, PIPES, SEEN, UNSEEN
from tests.faults.planting import KINDS, Fault, faults_in
from tests.faults.recorded_calls import WRITTEN_TO

ROOT = Path(__file__).resolve().parents[2]
AREAS = tomllib.loads((Path(__file__).with_name("areas.toml")).read_text(encoding="utf-8"))
HARMLESS = tomllib.loads((Path(__file__).with_name("harmless.toml")).read_text(encoding="utf-8"))["fault"]
LONGEST = 900  # seconds; a run that hangs has been seen by anybody
NEEDED = (".venv", "var/fonts")  # beside the sources; linked, since no test writes there
PASSED, FAILED = 0, 1
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", "--tb=no"]


@dataclass(frozen=True)
class Outcome:
    """What became of one fault."""

    area: str
    fault: Fault
    seen: bool
    by: str  # the first test that failed
    seconds: float

    def __str__(self) -> str:
        """Return one line for the person who waits."""
        fault, verdict = self.fault, f"seen by {self.by}" if self.seen else "NOT SEEN"
        change = re.sub(r"\s+", " ", f"{fault.before} -> {fault.after or 'nothing'}")
        return f"{self.area:14}{fault.kind:9} {fault.path}:{fault.line} {fault.where}: {change[:140]}  [{verdict}, {self.seconds:.0f} s]"


def candidates(area: str) -> list[Fault]:
    """Return every fault that can be planted in an area, those known to change nothing left out."""
    harmless = {one["fault"] for one in HARMLESS}
    paths = sorted({path for pattern in AREAS[area]["modules"] for path in ROOT.glob(pattern)})
    faults = [
        fault
        for path in paths
        for fault in faults_in(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    return [fault for fault in faults if fault.name not in harmless]


def drawn(areas: list[str], seed: int) -> Iterator[tuple[str, Fault]]:
    """Draw faults without end, area by area and kind by kind in turn, so that none is left out; the seed decides which."""
    dice = random.Random(seed)
    heaps = {}
    for area in areas:
        found = candidates(area)
        dice.shuffle(found)
        for kind in KINDS:
            heaps[area, kind] = [fault for fault in found if fault.kind == kind]
    while any(heaps.values()):
        for kind, area in itertools.product(KINDS, areas):
            if heaps[area, kind]:
                fault = heaps[area, kind].pop()
                if fault.changes((ROOT / fault.path).read_text(encoding="utf-8")):
                    yield area, fault


def copy_of_the_project(folder: Path) -> Path:
    """Copy what git knows or would know, and link what tests need beside it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to((ROOT / name).resolve())
    for compiled in (ROOT / "locale").rglob("*.mo"):
        shutil.copy2(compiled, folder / compiled.relative_to(ROOT))
    return folder


def asked(project: Path, tests: list[str], *options: str, **environment: str) -> tuple[int | None, str, float]:
    """Run tests until one fails; return pytest's code (None: it hung), the test, the seconds."""
    command = [*PYTEST, "-x", *options]
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | environment
    started = time.perf_counter()
    try:
        run = subprocess.run(command + tests, cwd=project, env=around, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return None, f"anybody: it hangs for {LONGEST} s", LONGEST
    by = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    return run.returncode, by.group(1) if by else run.stdout[-300:], time.perf_counter() - started


def without_a_fault(project: Path, tests: str) -> dict:
    """Run some tests of a project without a fault, which must pass; return what each file of them called and took."""
    with tempfile.NamedTemporaryFile() as file:
        code, by, seconds = asked(project, [tests], "-p", "tests.faults.recorded_calls", **{WRITTEN_TO: file.name})
        if code != PASSED:  # everything would be seen then
            raise SystemExit(f"{tests} fail without a fault: {by}")
        recorded = json.loads(Path(file.name).read_bytes())
    print(f"without a fault: {tests}, {len(recorded['calls'])} files of tests, {seconds:.0f} s", flush=True)
    return recorded


class Nearest:
    """Knows the tests that call a function; every folder of tests is run once without a fault, however many areas it serves."""

    def __init__(self, recorded: Iterable[dict]):
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, set[str]] = {}
        for one in recorded:
            self.seconds |= one["seconds"]
            self.calls |= {test: set(called) for test, called in one["calls"].items()}

    @staticmethod
    def folders(areas: list[str]) -> list[str]:
        """Return the tests of some areas, none of them twice."""
        named = {tests for area in areas for tests in AREAS[area]["tests"]}
        return sorted(tests for tests in named if not any(tests.startswith(f"{other}/") for other in named))

    def of(self, area: str, fault: Fault) -> list[str]:
        """Return the area's files of tests that call the function, the quickest first; all of them for a line outside any."""
        function = f"{fault.path}::{fault.where}"
        files = [
            test
            for test, names in self.calls.items()
            if (function in names or not fault.inside_a_function)
            and any(test == tests or test.startswith(f"{tests}/") for tests in AREAS[area]["tests"])
        ]
        return sorted(files, key=self.seconds.__getitem__)


class LoadedTests:
    """The tests of some folders, loaded once in a copy of the project and run in a child for each fault."""

    def __init__(self, project: Path, folders: list[str]):
        self.project = project
        asked_here, asks = os.pipe()
        answered, answers = os.pipe()
        command = [*PYTEST, "-p", "tests.faults.forked_runs", *folders]
        self.process = subprocess.Popen(
            command,
            cwd=project,
            env=os.environ | {PIPES: f"{asked_here},{answers}"},
            pass_fds=(asked_here, answers),
            stdout=subprocess.DEVNULL,
        )
        os.close(asked_here)
        os.close(answers)
        self.asks, self.answers = os.fdopen(asks, "w"), os.fdopen(answered)
        self._answer()

    def _answer(self) -> dict:
        if not (line := self.answers.readline()):
            raise SystemExit(f"the tests in {self.project} could not be loaded")
        return json.loads(line)

    def ask(self, tests: list[str], path: str = "", source: str = "", only: str | None = None) -> dict:
        """Run tests until one fails, with a fault or without; return what became of it."""
        asked = {"tests": tests, "path": path, "source": source, "only": only, "longest": LONGEST}
        print(json.dumps(asked), file=self.asks, flush=True)
        return self._answer()

    def close(self) -> None:
        """Let the tests go."""
        self.asks.close()
        self.process.wait()


def tried(loaded: LoadedTests, area: str, fault: Fault, tests: list[str]) -> Outcome | None:
    """Plant one fault in a copy and ask its tests; None when the code cannot even be loaded with it.

    What only decides when a module is loaded is planted in the file. A test that fails in memory must pass without the fault.
    """
    if not tests:
        return Outcome(area, fault, False, "", 0)
    source = fault.planted((loaded.project / fault.path).read_text(encoding="utf-8"))
    if fault.inside_a_function:
        answer = loaded.ask(tests, fault.path, source)
        if answer["outcome"] == SEEN:
            control = loaded.ask(tests, only=answer["by"])
            if control["outcome"] != UNSEEN:
                raise SystemExit(f"{answer['by']} fails without a fault")
        if answer["outcome"] != CANNOT:
            return Outcome(area, fault, answer["outcome"] != UNSEEN, answer["by"], answer["seconds"])
    return tried_from_the_file(loaded.project, area, fault, tests)


def tried_from_the_file(project: Path, area: str, fault: Fault, tests: list[str]) -> Outcome | None:
    """Plant one fault in the file of a copy, ask its tests in a new process, take it out."""
    module = project / fault.path
    source = module.read_text(encoding="utf-8")
    module.write_text(fault.planted(source), encoding="utf-8")
    try:
        code, by, seconds = asked(project, tests)
    finally:
        module.write_text(source, encoding="utf-8")
    if code not in (PASSED, FAILED, None):
        return None
    return Outcome(area, fault, code != PASSED, by, seconds)


def in_turn(places: list) -> Callable:
    """Return a function that does work in one of some places that is free, and waits for one."""
    free: Queue = Queue()
    for place in places:
        free.put(place)

    def work_in_one(work: Callable, *given: object) -> object:
        place = free.get()
        try:
            return work(place, *given)
        finally:
            free.put(place)

    return work_in_one


def nearest_tests(projects: list[Path], areas: list[str], record: Path | None) -> Nearest:
    """Return which tests call what, read from a record of an earlier run of the same tests if there is one."""
    if record and record.is_file():
        return Nearest(json.loads(record.read_bytes()))
    in_a_copy = in_turn(projects)
    with ThreadPoolExecutor(len(projects)) as pool:
        recorded = list(pool.map(lambda tests: in_a_copy(without_a_fault, tests), Nearest.folders(areas)))
    if record:
        record.write_text(json.dumps(recorded), encoding="utf-8")
    return Nearest(recorded)


def run(count: int, seed: int, areas: list[str], workers: int, record: Path | None = None) -> list[Outcome]:
    """Plant that many faults and return what became of each; those with which nothing loads are drawn anew."""
    outcomes: list[Outcome] = []
    waiting = deque(itertools.islice(drawn(areas, seed), 2 * count))
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, ThreadPoolExecutor(workers) as pool:
        projects = [copy_of_the_project(Path(folder) / str(number)) for number in range(workers)]
        nearest = nearest_tests(projects, areas, record)
        loaded = list(pool.map(lambda project: LoadedTests(project, Nearest.folders(areas)), projects))
        in_one = in_turn(loaded)

        def one(_: int) -> None:
            while waiting:
                area, fault = waiting.popleft()
                if outcome := in_one(tried, area, fault, nearest.of(area, fault)):
                    outcomes.append(outcome)
                    print(f"{len(outcomes):4} {outcome}", flush=True)
                    return

        list(pool.map(one, range(count)))
        for tests in loaded:
            tests.close()
    return outcomes


def main() -> None:
    """Read the command line, plant, print what was not seen, fail where more than five of a hundred were not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None, help="drawn and told when left out")
    parser.add_argument("--area", action="append", choices=list(AREAS), help="all when left out")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--record", type=Path, help="keep here which tests call what, or read it from an earlier run")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    areas = given.area or list(AREAS)
    print(f"seed {seed}, {sum(len(candidates(area)) for area in areas)} faults to draw from", flush=True)
    outcomes = run(given.count, seed, areas, given.workers, given.record)
    unseen = [outcome for outcome in outcomes if not outcome.seen]
    for outcome in unseen:
        print(outcome)
    by_area = Counter(outcome.area for outcome in outcomes)
    print(", ".join(f"{area} {n - sum(o.area == area for o in unseen)} of {n}" for area, n in by_area.items()))
    print(f"{len(outcomes) - len(unseen)} of {len(outcomes)} faults were seen (seed {seed})")
    sys.exit(len(unseen) * 20 > len(outcomes))


if __name__ == "__main__":
    main()
