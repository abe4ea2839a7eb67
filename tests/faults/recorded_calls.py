"""A plugin of pytest that writes down which functions of the project each file of tests calls, and how long it takes."""

import json
import os
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_TO = "RECORDED_CALLS"  # the variable of the environment that names the file


class RecordedCalls:
    """Watches calls; functions are named by file and qualified name."""

    def __init__(self, file: Path):
        self.file, self.current = file, ""
        self.calls: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)
        self.ours = f"{ROOT}{os.sep}"
        self.not_ours = tuple(f"{ROOT}{os.sep}{name}{os.sep}" for name in (".venv", "tests"))

    def watch(self, frame, event, arg) -> None:
        """Keep the name of a function that is entered; no line of it is watched."""
        name = frame.f_code.co_filename
        if name.startswith(self.ours) and not name.startswith(self.not_ours):
            self.calls[self.current].add((name, frame.f_code.co_qualname))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note whose calls follow."""
        self.current = nodeid.split("::")[0]
        self.calls[self.current] |= set()  # one that calls nothing still sees what a module says when it is loaded
        self.started = time.perf_counter()
        threading.settrace(self.watch)
        sys.settrace(self.watch)

    def pytest_runtest_logfinish(self) -> None:
        """Add what the test took."""
        sys.settrace(None)
        self.seconds[self.current] += time.perf_counter() - self.started

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        calls = {
            test: sorted(
                {f"{name.removeprefix(self.ours)}::{where.replace('.<locals>', '')}" for name, where in called}
            )
            for test, called in self.calls.items()
        }
        self.file.write_text(json.dumps({"calls": calls, "seconds": self.seconds}), encoding="utf-8")


def pytest_configure(config) -> None:
    """Begin where a file is named."""
    if file := os.environ.get(WRITTEN_TO):
        config.pluginmanager.register(RecordedCalls(Path(file)))
