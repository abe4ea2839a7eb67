"""The process of the press (started by `notices.typesetting.client`): limits, locked doors, and job after job until the parent is gone.

Jobs come and answers go over two pipes of their own. Whatever a library prints on standard output is noise for the
log, never an answer. What keeps the press from starting is answered too, so that a person reads it.
"""

import importlib
import json
import math
import os
import resource
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from notices.typesetting import glyphs, pipe, system_libraries

LONGEST_JOB = 64 * 1024**2  # bytes
# What the import of a library, or of fonts, may end with on a machine where something is not as it should be.
UNABLE = (ImportError, OSError, LookupError, ValueError, TypeError, AttributeError, MemoryError)


def limit_memory(most: int) -> None:
    """Allow no more address space than that many bytes, and no core file."""
    for what, bound in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(what, (bound, bound))


def limit_time(seconds: int) -> None:
    """Allow that many seconds of processor from now on; the system ends the process after that."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, hard))


def close_all_access(scratch: str) -> None:
    """From now on this process reads Python's own files and its scratch folder, writes nothing, connects nowhere.

    A second lock behind the fetcher, for whatever a library may try by itself.
    """
    prefixes = tuple(os.path.join(os.path.realpath(place), "") for place in (sys.prefix, sys.base_prefix, scratch))
    forbidden = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork")
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

    def guard(event: str, given: tuple) -> None:
        if event == "open":
            path, _, flags = given
            if not isinstance(path, int) and (flags & writing or not os.path.realpath(path).startswith(prefixes)):
                raise PermissionError(f"the press opens no {path}")
        elif event.startswith(forbidden):
            raise PermissionError(f"the press does no {event}")

    sys.addaudithook(guard)


def warm_up(folder: Path, address_bytes: int):
    """Return the module of the press and a press with its fonts, after a first page: it loads what is lazy.

    The press is loaded here and not above: a machine may lack what it needs, and this process has to say so.
    """
    for entry in glyphs.read_manifest(folder)["faces"].values():
        if not (folder / entry["file"]).is_file():
            raise FileNotFoundError(f"font {entry['file']}")
    press = importlib.import_module("notices.typesetting.html_to_pdf")
    ready = press.Typesetter(folder)
    limit_memory(address_bytes)
    first = '<html lang="zh-CN"><title>试</title><p>试 1'
    ready.typeset(first, 'p { font-family: "Letter Fang" }', facts="{}", dated="2000-01-01")
    return press, ready


def serve(folder: Path, cpu_seconds: int, address_bytes: int, jobs: BinaryIO, answers: BinaryIO) -> None:
    """Print job after job until the parent is gone; at once say what is missing where the press cannot start."""
    if lacking := system_libraries.missing_libraries():
        pipe.send(answers, b"X", " ".join(lacking).encode())
        return
    try:
        press, ready = warm_up(folder, address_bytes)
    except UNABLE as error:
        pipe.send(answers, b"S", f"{type(error).__name__}: {error}"[:400].encode())
        raise  # its traceback is for the log
    close_all_access(tempfile.gettempdir())
    pipe.send(answers, b"R")
    while (block := pipe.receive(jobs, LONGEST_JOB)) is not None:
        pipe.send(answers, b"A")  # from here on a death is the job's
        limit_time(cpu_seconds)
        pipe.send(answers, *press.answer_job(ready, json.loads(block)))


def remove_scratch_folder(scratch: str) -> None:
    """Remove the scratch folder, name by name: the doors are closed to `rmtree`, which opens folders."""
    with suppress(OSError):  # the parent may be at it too
        for folder, _, names in os.walk(scratch, topdown=False):
            for name in names:
                os.unlink(os.path.join(folder, name))
            os.rmdir(folder)


def main(folder: str, cpu_seconds: str, address_bytes: str, scratch: str, jobs: str, answers: str) -> None:
    """Serve the parent; the copies of the fonts that WeasyPrint makes go with the process."""
    tempfile.tempdir = scratch
    try:
        with os.fdopen(int(jobs), "rb", buffering=0) as given, os.fdopen(int(answers), "wb", buffering=0) as taken:
            serve(Path(folder), int(cpu_seconds), int(address_bytes), given, taken)
    except BrokenPipeError:  # the parent went away in the middle
        sys.exit(1)
    finally:
        remove_scratch_folder(scratch)


if __name__ == "__main__":
    main(*sys.argv[1:])
