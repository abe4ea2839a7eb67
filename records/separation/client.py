"""The caller's side of separating: a child process with limits for each file, and a sentence whatever becomes of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from law import Refused
from records.separation.marks import Mark

CHILD = "records.separation.worker"
ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 300 * 1024**2  # of a file
WALL_SECONDS = 6 * 3600  # of anybody's clock: two thousand pages take an hour or two
# The child gets no setting, no secret and nothing that could make its work differ from another machine's.
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}


def propose(file: Path, names: list[str]) -> list[dict]:
    """Return the proposals for a PDF; raise Refused saying why there are none."""
    return _ask({"command": "propose", "file": _sound(file), "names": names})


def check(file: Path, marks: list[Mark]) -> dict:
    """Return the proof of a PDF; raise Refused where it cannot be read."""
    return _ask({"command": "check", "file": _sound(file), "marks": [mark.as_json() for mark in marks]})


def apply(file: Path, marks: list[Mark], output: Path) -> dict:
    """Write the separated file and return its proof; where the proof fails there is no file, and one that was there stays.

    Raises Refused where the file, a mark or the place of the output is refused.
    """
    with tempfile.TemporaryDirectory(prefix="separation-") as scratch:
        made = Path(scratch) / "separated.pdf"
        job = {
            "command": "apply",
            "file": _sound(file),
            "output": str(made),
            "marks": [mark.as_json() for mark in marks],
        }
        proof = _ask(job)
        if proof["ok"]:
            _put(made, output)
    return proof


def _put(made: Path, output: Path) -> None:
    """Put a proved file in its place, whole or not at all."""
    try:
        handle, waiting = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
    except OSError as error:
        raise Refused(
            f"写不了 {output}：{error.strerror}", english=f"Cannot write {output}: {error.strerror}", field="output"
        ) from error
    try:
        with os.fdopen(handle, "wb") as target, made.open("rb") as source:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        os.chmod(waiting, 0o640)
        os.replace(waiting, output)
    except OSError as error:
        raise Refused(
            f"写不了 {output}：{error.strerror}", english=f"Cannot write {output}: {error.strerror}", field="output"
        ) from error
    finally:
        Path(waiting).unlink(missing_ok=True)


def _sound(file: Path) -> str:
    """Return the path of a file that may be opened; refuse what is no file, is empty or is too large."""
    if not file.is_file():
        raise Refused(f"没有文件 {file}", english=f"There is no file {file}", field="file")
    if not 0 < (size := file.stat().st_size) <= MOST_BYTES:
        raise Refused(
            f"文件 {file} 有 {size} 字节，应当在 1 字节到 {MOST_BYTES // 1024**2} MB 之间",
            english=f"{file} has {size} bytes; 1 byte to {MOST_BYTES // 1024**2} MB can be handled",
            field="file",
        )
    return str(file.resolve())


def _ask(job: dict):
    """Have a job done by a child of its own; return its result or raise Refused."""
    with tempfile.TemporaryDirectory(prefix="separation-") as scratch:
        given, told = Path(scratch) / "job.json", Path(scratch) / "answer.json"
        given.write_text(json.dumps(job), encoding="utf-8")
        status = _run([sys.executable, "-m", CHILD, str(given), str(told)], scratch)
        try:
            answer = json.loads(told.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _died(status) from error
    if "refused" in answer:
        chinese, english, field = answer["refused"]
        raise Refused(chinese, english=english, field=field)
    return answer["result"]


def _run(command: list[str], scratch: str) -> int:
    """Run the child and return its exit status; minus the signal that it died of."""
    with tempfile.TemporaryFile() as noise:
        child = subprocess.Popen(  # noqa: S603  our own module, no shell
            command,
            cwd=ROOT,
            env={**ENVIRONMENT, "TMPDIR": scratch},
            stdin=subprocess.DEVNULL,
            stdout=noise,
            stderr=noise,
            start_new_session=True,
        )
        try:
            return child.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            return -signal.SIGXCPU
        finally:
            if child.poll() is None:  # Ctrl-C too: what the child started goes with it
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _died(status: int) -> Refused:
    """Return what to tell the person whose file ended the child."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Refused(
            "处理这个文件超过了时间或者内存限制，已中止",
            english="The file exceeded the limits of time or memory",
            field="file",
        )
    return Refused(
        "这个文件有损坏，读的时候程序中止了",
        english=f"The file is damaged: its reading ended with {status}",
        field="file",
    )
