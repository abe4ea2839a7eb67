"""The parent's side of the press: one warm child process with limits, started when needed and again when it dies.

Whatever happens on the other side, the person who waits reads a sentence: `Refused` for this letter, `TypesettingUnavailable` where
this machine draws no letter at present.
"""

import atexit
import errno
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from law import Refused
from notices.typesetting import glyphs, pipe, system_libraries
from notices.typesetting.worker import LONGEST_JOB

logger = logging.getLogger(__name__)
CPU_SECONDS = 30  # of processor for one letter; the longest honest one takes one
WALL_SECONDS = 120  # of anybody's clock, for a machine under load; far below the lease of a claimed letter
ADDRESS_BYTES = 1024**3
START_SECONDS = 60  # of anybody's clock: five are much, on a cold machine
STOP_SECONDS = 3
LONGEST_ANSWER = 64 * 1024**2  # bytes; a report with its charts has one
LONGEST_WORD = 4096  # bytes of what the child says that is no PDF
ROOT = Path(__file__).resolve().parents[2]
CHILD = "notices.typesetting.worker"
# The child gets no setting, no secret and nothing that could make its work differ from another machine's.
ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "FONTCONFIG_FILE": str(Path(__file__).parent / "no_system_fonts.conf"),
}
NO_SPACE_ERRORS = {  # what a temporary folder may say instead of taking a file
    errno.ENOSPC: ("已满", "is full"),
    errno.EDQUOT: ("超过了配额", "is over its quota"),
    errno.EROFS: ("是只读的", "is read-only"),
    errno.EACCES: ("没有写入的权限", "may not be written"),
}
SURVIVED = (b"D", b"L", b"F")  # what the child says of a job that it refused and survived, or printed


class TypesettingUnavailable(Refused):
    """This machine draws nothing at present, whatever the letter: libraries or fonts are missing, the press does not start."""

    STATUS = 4  # with which a command ends, so that a script goes on with the rest


class TypesettingProcess:
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
        self._jobs = self._answers = None  # our ends of the two pipes
        self._late, self._died_of = False, 0
        self._lock = threading.Lock()

    def typeset(self, job: dict) -> bytes:
        """Return the PDF of a job for `notices.typesetting.html_to_pdf`; raise Refused saying why there is none, TypesettingUnavailable
        if there can be none.

        A job that exceeds its limits costs its child; the next job gets a new one.
        """
        block = json.dumps(job).encode()
        if len(block) > LONGEST_JOB:
            raise Refused(
                "公文和它的印章图片过大，不能生成", field="html", english="The letter and its seal are too large"
            )
        with self._lock:
            for _ in range(2):  # a child that died before it took the job costs no letter
                taken, answer = self._try(block)
                if taken:
                    break
            outcome, body = answer[:1], answer[1:]
            if outcome == b"D":
                return body
            raise self._why(outcome, body.decode(errors="replace"))

    def _try(self, block: bytes) -> tuple[bool, bytes]:
        """Hand over a job; return whether the child took it, and its answer: nothing where it died over it."""
        taken, answer = False, b""
        self._late, self._died_of = False, 0
        try:
            if self.child is not None and self.child.poll() is not None:
                self.close()
            if self.child is None:
                with self._within(START_SECONDS):
                    self._start()
            with self._within(self.wall_seconds):
                with suppress(BrokenPipeError):
                    pipe.send(self._jobs, block)
                taken = self._take(1) == b"A"
                answer = self._take(LONGEST_ANSWER) if taken else b""
            if answer.startswith(b"D") and not answer.startswith(b"D%PDF"):
                answer = b""  # nonsense, and what comes after it would be too
        finally:
            # Also where an exception came between (Ctrl-C, a task's time limit): an answer that nobody took would be
            # the next letter's.
            if answer[:1] not in SURVIVED:
                self._died_of = self.close(kill=True)
        return taken, answer

    def _take(self, longest: int) -> bytes:
        """Return the next answer; nothing where the child is gone or talks nonsense."""
        try:
            return pipe.receive(self._answers, longest) or b""
        except pipe.GarbledMessage as error:
            logger.error("the press answered with %s", error)
            return b""

    @contextmanager
    def _within(self, seconds: float):
        """End the child when its time is over."""
        watch = threading.Timer(seconds, self._interrupt)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _start(self) -> None:
        """Start the child and wait until it is ready; raise TypesettingUnavailable with what keeps it from starting."""
        ends: list[int] = []
        try:
            self._scratch = tempfile.mkdtemp(prefix="press-")
            end, self._jobs = _pipe()
            ends.append(end)
            self._answers, end = _pipe(out=False)
            ends.append(end)
            given = (self.folder, self.cpu_seconds, self.address_bytes, self._scratch, *ends)
            self.child = subprocess.Popen(  # noqa: S603  our own module, no shell
                [sys.executable, "-m", CHILD, *map(str, given)],
                cwd=ROOT,
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=_noise(),  # what a library prints is no answer
                pass_fds=ends,
                start_new_session=True,  # Ctrl-C is for the parent
            )
        except OSError as error:
            self._forget_pipes()
            raise unavailable_because(b"S", str(error)) from error
        finally:
            for end in ends:
                os.close(end)
        said = self._take(LONGEST_WORD)
        if said != b"R":
            late = self._late
            self.close(kill=True)
            raise unavailable_because(b"L" if late else said[:1], said[1:].decode(errors="replace"))

    def _interrupt(self) -> None:
        self._late = True
        if self.child is not None:
            self.child.kill()

    def close(self, *, kill: bool = False) -> int:
        """End the child, if there is one; return the signal it died of, 0 for none."""
        child, self.child = self.child, None
        if child is None:
            return 0
        self._jobs.close()  # the child ends by itself when nobody can ask
        if kill:
            child.kill()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._forget_pipes()
        return max(0, -child.returncode)

    def forget(self) -> None:
        """After a fork, in the new process: the child is the other process's."""
        if self.child is not None:
            self.child.returncode = 0  # nothing to wait for
            self.child = None
            self._jobs.close()
            self._answers.close()

    def _forget_pipes(self) -> None:
        for ours in filter(None, (self._jobs, self._answers)):
            ours.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _why(self, outcome: bytes, detail: str) -> Refused:
        """Return what to tell the person who waits for the letter."""
        if outcome == b"L":
            return glyphs.refusal_of_characters(detail)
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


def why_unavailable(folder: Path) -> TypesettingUnavailable | None:
    """Return why this machine draws nothing at present, None where it can: asked afresh, without drawing anything."""
    try:
        return missing_fonts(folder) or missing_libraries()
    except (OSError, subprocess.SubprocessError) as error:
        return unavailable_because(b"S", str(error))


def missing_fonts(folder: Path) -> TypesettingUnavailable | None:
    """Return what to do where no fonts were set up; None where there are some."""
    if "serif" in glyphs.read_manifest(folder)["faces"]:
        return None
    return TypesettingUnavailable(
        f"公文字体还没有装好（{folder}），请管理员运行 make setup，装好后自动开始生成，不必重新启动",
        field="fonts",
        english=f"The fonts are not set up in {folder}: run make setup; drawing then begins by itself",
    )


def missing_libraries() -> TypesettingUnavailable | None:
    """Return which libraries of the system are missing, asked in a fresh process; None where none is."""
    asked = [sys.executable, "-m", system_libraries.__name__, "--list"]
    done = subprocess.run(  # noqa: S603
        asked, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    lacking = [name for name in done.stdout.split() if name in system_libraries.NEEDED]
    return unavailable_because(b"X", " ".join(lacking)) if lacking else None


def unavailable_because(outcome: bytes, detail: str) -> TypesettingUnavailable:
    """Return what to tell people while this machine draws nothing: X missing libraries, L too slow, else the detail."""
    if outcome == b"X" and detail.split():
        said = system_libraries.installation_advice(detail.split())
    elif outcome == b"L":
        said = "公文排版程序没有在规定时间内启动，请稍后再试", "The press did not start in time"
    elif (
        told := next((words for code, words in NO_SPACE_ERRORS.items() if os.strerror(code) in detail), None)
    ) is not None:
        said = (
            f"临时文件夹{told[0]}，公文暂时不能生成；请系统管理员处理，处理好后自动开始生成",
            f"The temporary folder {told[1]}; drawing begins by itself once the administrator has fixed it",
        )
    else:
        why = detail or "没有说明原因，见后台日志"
        said = f"公文排版程序无法启动，请管理员处理：{why}", f"The press does not start: {detail or 'see the log'}"
    return TypesettingUnavailable(said[0], field="html", english=said[1])


def _pipe(*, out: bool = True) -> tuple:
    """Return a pipe, read end first: the end that the child gets is a number, ours an unbuffered file."""
    reading, writing = os.pipe()
    return (reading, os.fdopen(writing, "wb", 0)) if out else (os.fdopen(reading, "rb", 0), writing)


def _noise() -> int:
    """Return where the child's standard output goes: to our log, or nowhere if we have none."""
    try:
        os.fstat(2)
    except OSError:
        return subprocess.DEVNULL
    return 2


# -- the typesetting processes of this process ----------------------------------------------------------------------------

_processes: dict[Path, tuple[int, TypesettingProcess]] = {}
_opening = threading.Lock()


def process_of(folder: Path) -> TypesettingProcess:
    """Return this process's typesetting process for a font folder; a new one after the fonts were set up again."""
    manifest = Path(folder) / glyphs.MANIFEST
    changed = manifest.stat().st_mtime_ns if manifest.is_file() else 0
    with _opening:
        known, found = _processes.get(folder, (None, None))
        if found is None or known != changed:
            found = TypesettingProcess(
                folder
            )  # a thread may still be waiting for the former one, whose child ends with it
            _processes[folder] = changed, found
        return found


def close_all_processes() -> None:
    """End every child of this process."""
    while _processes:
        _processes.popitem()[1][1].close()


def _after_fork() -> None:
    global _opening
    _opening = threading.Lock()
    while _processes:
        _processes.popitem()[1][1].forget()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close_all_processes)
