"""The parent's side of the press: one warm child process with limits, started when needed and anew when it dies."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from law import Refused
from notices import glyphs

CPU_SECONDS = 30  # of processor for one letter; the longest honest one takes one
WALL_SECONDS = 120  # of anybody's clock, for a machine under load; far below the lease of a claimed letter
ADDRESS_BYTES = 1024**3
STOP_SECONDS = 3
ROOT = Path(__file__).resolve().parent.parent
# The child gets no setting, no secret and nothing that could make its work differ from another machine's.
ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "FONTCONFIG_FILE": str(Path(__file__).parent / "no_system_fonts.conf"),
}
# What the child says of a job that it refused and survived, and what it says before it has to go.
SURVIVED = (b"D", b"L", b"F")


class Printer:
    """One child process that prints one job at a time; threads of this process wait for each other."""

    def __init__(
        self,
        folder: Path,
        *,
        cpu_seconds: int = CPU_SECONDS,
        wall_seconds: float = WALL_SECONDS,
        address_bytes: int = ADDRESS_BYTES,
    ):
        """Remember the fonts and the limits; the child starts with the first job."""
        self.folder = folder
        self.cpu_seconds, self.wall_seconds, self.address_bytes = cpu_seconds, wall_seconds, address_bytes
        self.child: subprocess.Popen | None = None
        self._scratch = ""
        self._late, self._died_of = False, 0
        self._lock = threading.Lock()

    def print(self, job: dict) -> bytes:
        """Return the PDF of a job for `notices.press`; raise Refused saying why there is none.

        A job that exceeds its limits costs its child; the next job gets a new one.
        """
        block = json.dumps(job).encode()
        with self._lock:
            for _ in range(2):  # a child that died before it took the job costs no letter
                taken, answer = self._try(block)
                if taken:
                    break
            outcome, body = answer[:1], answer[1:]
            if outcome == b"D":
                return body
            raise self._why(outcome, body.decode())

    def _try(self, block: bytes) -> tuple[bool, bytes]:
        """Hand over a job; return whether the child took it, and its answer: nothing where it died over it."""
        taken, answer = False, b""
        self._late, self._died_of = False, 0
        watch = threading.Timer(self.wall_seconds, self._interrupt)
        watch.daemon = True
        watch.start()
        try:
            if self.child is not None and self.child.poll() is not None:
                self.close()
            if self.child is None:
                self._start()
            with suppress(BrokenPipeError):
                _write(self.child.stdin, len(block).to_bytes(8, "big") + block)
            taken = self._take() == b"A"
            answer = self._take() if taken else b""
        finally:
            watch.cancel()
            # Also where an exception came between (Ctrl-C, a task's time limit): an answer that nobody took would be
            # the next letter's.
            if answer[:1] not in SURVIVED:
                self._died_of = self.close(kill=True)
        return taken, answer

    def _take(self) -> bytes:
        """Return the next answer; nothing where the child is gone."""
        length = int.from_bytes(_read(self.child.stdout, 8), "big")
        answer = _read(self.child.stdout, length)
        return answer if len(answer) == length else b""

    def _start(self) -> None:
        self._scratch = tempfile.mkdtemp(prefix="press-")
        limits = (str(self.cpu_seconds), str(self.address_bytes))
        self.child = subprocess.Popen(  # noqa: S603  our own module, no shell
            [sys.executable, "-m", "notices.press", str(self.folder), *limits, self._scratch],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for the parent
        )
        if self._take() != b"R":
            self.close()
            raise Refused("公文排版程序无法启动，请管理员查看日志", field="html", english="The press does not start")

    def _interrupt(self) -> None:
        self._late = True
        if self.child is not None:
            self.child.kill()

    def close(self, *, kill: bool = False) -> int:
        """End the child, if there is one; return the signal it died of, 0 for none."""
        child, self.child = self.child, None
        if child is None:
            return 0
        child.stdin.close()  # the child ends by itself when nobody can ask
        if kill:
            child.kill()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()
        shutil.rmtree(self._scratch, ignore_errors=True)
        return max(0, -child.returncode)

    def forget(self) -> None:
        """After a fork, in the new process: the child is the other process's."""
        if self.child is not None:
            self.child.stdin.close()
            self.child.stdout.close()
            self.child.returncode = 0  # nothing to wait for
            self.child = None

    def _why(self, outcome: bytes, detail: str) -> Refused:
        """Return what to tell the person who waits for the letter."""
        if outcome == b"L":
            return glyphs.refusal(detail)
        if outcome == b"F":
            said = "公文引用了外部资源，不能生成", detail
        elif outcome == b"N":
            said = "公文的结构嵌套过深，不能生成", "The letter is nested too deeply"
        elif self._late or self._died_of == signal.SIGXCPU:
            said = "公文排版超过时间限制，已中止", "The rendering exceeded its time"
        elif outcome == b"M":
            said = "公文排版超过内存限制，已中止", "The rendering exceeded its memory"
        else:
            said = "公文排版进程意外终止，没有生成", f"The press died (signal {self._died_of})"
        return Refused(said[0], field="html", english=said[1])


def _write(pipe, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[pipe.write(rest) :]


def _read(pipe, length: int) -> bytes:
    """Return that many bytes of a pipe, fewer where it ends."""
    parts, missing = [], length
    while missing and (part := pipe.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


# -- the printers of this process ----------------------------------------------------------------------------

_printers: dict[Path, tuple[int, Printer]] = {}
_opening = threading.Lock()


def printer(folder: Path) -> Printer:
    """Return this process's printer for a font folder; a new one after the fonts were set up anew."""
    manifest = Path(folder) / glyphs.MANIFEST
    changed = manifest.stat().st_mtime_ns if manifest.is_file() else 0
    with _opening:
        known, found = _printers.get(folder, (None, None))
        if found is None or known != changed:
            found = Printer(folder)  # a thread may still be waiting for the former one, whose child ends with it
            _printers[folder] = changed, found
        return found


def close_all() -> None:
    """End every child of this process."""
    while _printers:
        _printers.popitem()[1][1].close()


def _after_fork() -> None:
    global _opening
    _opening = threading.Lock()
    while _printers:
        _printers.popitem()[1][1].forget()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close_all)
