"""A plugin of pytest that loads the tests once, and then runs some of them in a child of its own for each fault that is asked.

The fault is planted in memory: the code of the function in which it stands is changed, in the child alone. Asked and answered
over two pipes, whose numbers `FORKED_RUNS` names, a line of JSON each.
"""

import contextlib
import gc
import inspect
import json
import os
import select
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol
from pytest_django.plugin import blocking_manager_key

from tests.shared_data import OPENED

ROOT = Path(__file__).resolve().parents[2]
PIPES = "FORKED_RUNS"  # the variable of the environment
SEEN, UNSEEN, CANNOT, HANGS = "seen", "unseen", "cannot", "hangs"


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of the functions and methods of a module; what stands inside a function comes with it."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and inner.co_flags & inspect.CO_OPTIMIZED:
            yield inner
        elif isinstance(inner, CodeType):  # the body of a class
            yield from codes_in(inner)


def plant(functions: list[FunctionType], path: str, source: str) -> bool:
    """Give the functions of a module the code that they have in `source`; say whether any changed."""
    written = {(code.co_qualname, code.co_firstlineno): code for code in codes_in(compile(source, path, "exec"))}
    changed = False
    for function in functions:
        old = function.__code__
        new = written.get((old.co_qualname, old.co_firstlineno))
        if new is not None and new != old and len(new.co_freevars) == len(old.co_freevars):
            function.__code__, changed = new, True
    return changed


class ForkedRuns:
    """Answers what is asked until nobody asks any more."""

    def __init__(self, asked: int, answers: int):
        self.asked, self.answers = os.fdopen(asked), os.fdopen(answers, "w")

    def pytest_runtestloop(self, session) -> bool:
        """Make the databases, then answer one fault after another."""
        if session.testsfailed:
            raise session.Interrupted("tests that cannot be read")
        self.files = defaultdict(list)
        for item in session.items:
            self.files[item.nodeid.split("::")[0]].append(item)
        self._make_databases(session)
        self._find_functions()
        self._say({"ready": len(session.items)})
        for line in self.asked:
            self._say(self._in_a_child(session, json.loads(line)))
        return True

    def _make_databases(self, session) -> None:
        """Run one test that needs them; what is for the whole session stays for every child."""
        first = next(item for item in session.items if "db" in item.fixturenames)
        other = next(item for item in reversed(session.items) if item.path.parent != first.path.parent)
        runtestprotocol(first, nextitem=other, log=False)
        if (opened := session.config.stash.get(OPENED, None)) is not None:
            with session.config.stash[blocking_manager_key].unblock():
                opened.close()

    def _find_functions(self) -> None:
        gc.unfreeze()
        self.functions = defaultdict(list)
        for one in gc.get_objects():
            if type(one) is FunctionType:  # isinstance() would wake lazy objects
                self.functions[one.__code__.co_filename].append(one)
        gc.collect()
        gc.freeze()

    def _say(self, answer: dict) -> None:
        print(json.dumps(answer), file=self.answers, flush=True)

    def _in_a_child(self, session, fault: dict) -> dict:
        """Plant a fault in a child and run its tests there until one fails; return what became of it."""
        started, (read, write) = time.perf_counter(), os.pipe()
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            os.close(read)
            outcome = {"outcome": HANGS, "by": "anybody: the run ends"}
            with contextlib.suppress(BaseException):
                outcome = self._until_one_fails(session, fault)
            os.write(write, json.dumps(outcome).encode())
            os._exit(0)
        os.close(write)
        said = b""
        while select.select([read], [], [], max(0, started + fault["longest"] - time.perf_counter()))[0]:
            piece = os.read(read, 65536)
            said += piece
            if not piece:
                break
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        os.close(read)
        os.waitpid(child, 0)
        answer = json.loads(said) if said else {"outcome": HANGS, "by": f"anybody: it ends within {fault['longest']} s"}
        return answer | {"seconds": time.perf_counter() - started}

    def _until_one_fails(self, session, fault: dict) -> dict:
        path = str(ROOT / fault["path"]) if fault["path"] else ""
        if path and not plant(self.functions[path], path, fault["source"]):
            return {"outcome": CANNOT, "by": ""}
        only = fault.get("only")
        items = chain.from_iterable(self.files[name] for name in fault["tests"])
        items = [item for item in items if only is None or item.nodeid == only]
        session._setupstate.teardown_exact(items[0])
        for item, following in pairwise([*items, items[-1]]):  # the last leaves standing what is for the whole session
            if any(report.failed for report in runtestprotocol(item, nextitem=following, log=False)):
                return {"outcome": SEEN, "by": item.nodeid}
        return {"outcome": UNSEEN, "by": ""}


@pytest.hookimpl(trylast=True)
def pytest_configure(config) -> None:
    """Begin where pipes are named."""
    if pipes := os.environ.get(PIPES):
        config.pluginmanager.register(ForkedRuns(*map(int, pipes.split(","))))
