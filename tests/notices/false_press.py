"""A process that stands in for the press and misbehaves as FALSE_PRESS says: run as `python -m tests.notices.false_press`."""

import os
import sys
import time

from notices.typesetting import pipe, worker

HELP = "-----\n\nWeasyPrint could not import some external libraries. Please carefully follow the installation steps\n-----\n"

# Read by a Python at its start (sitecustomize): in it the libraries of Pango cannot be loaded.
HIDDEN = """
import ctypes
class Hiding(ctypes.CDLL):
    def __init__(self, name, *more, **named):
        if str(name).startswith("libpango"):
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        super().__init__(name, *more, **named)
ctypes.CDLL = Hiding
"""


def speak(kind: str, jobs, answers) -> None:
    """Start as the press does, then do what is wrong."""
    at_start, _, after = kind.partition(" then ")
    STARTS[at_start](answers)
    pipe.receive(jobs, worker.LONGEST_JOB)
    AFTER[after](answers)


def hang(_answers) -> None:
    """Say nothing more."""
    time.sleep(300)


STARTS = {
    "ready": lambda answers: pipe.send(answers, b"R"),
    "help text as an answer": lambda answers: answers.write(HELP.encode()),
    "a length of exabytes": lambda answers: answers.write(b"\xff" * 8),
    "zeros": lambda answers: answers.write(bytes(64)),
    "three bytes": lambda answers: sys.exit(answers.write(b"abc")),
    "exit 0": lambda answers: sys.exit(0),
    "exit 1": lambda answers: sys.exit(1),
    "killed": lambda answers: os.kill(os.getpid(), 9),
    "hangs": hang,
    "another word": lambda answers: pipe.send(answers, b"HELLO"),
    "words that are no text": lambda answers: pipe.send(answers, b"S\xff\xfe\x80"),
    "missing libraries": lambda answers: pipe.send(answers, b"X", b"libpango-1.0.so.0 libpangoft2-1.0.so.0"),
    "a library unknown to us": lambda answers: pipe.send(answers, b"X", b"libnobody.so.7"),
    "closes its answers": lambda answers: (answers.close(), hang(answers)),
    "a longer word than any": lambda answers: pipe.send(answers, b"S", b"x" * 100_000),
}
AFTER = {
    "": lambda answers: None,
    "help text": lambda answers: answers.write(HELP.encode()),
    "a length of exabytes": lambda answers: (pipe.send(answers, b"A"), answers.write(b"\x7f" + b"\xff" * 7)),
    "half an answer": lambda answers: (
        pipe.send(answers, b"A"),
        answers.write((10**6).to_bytes(8, "big") + b"D%PDF-1.7"),
    ),
    "no PDF": lambda answers: (pipe.send(answers, b"A"), pipe.send(answers, b"D", HELP.encode())),
    "an empty answer": lambda answers: (pipe.send(answers, b"A"), pipe.send(answers, b"")),
    "a word unknown to us": lambda answers: (pipe.send(answers, b"A"), pipe.send(answers, b"Z", b"?")),
    "a word that is no text": lambda answers: (pipe.send(answers, b"A"), pipe.send(answers, b"F", b"\xff\xfe")),
    "hangs": lambda answers: (pipe.send(answers, b"A"), hang(answers)),
    "hangs before it": hang,
    "exit 3": lambda answers: (pipe.send(answers, b"A"), sys.exit(3)),
    "one byte at a time for ever": lambda answers: (
        pipe.send(answers, b"A"),
        answers.write((10**6).to_bytes(8, "big")),
        [(answers.write(b"D"), time.sleep(0.2)) for _ in range(1500)],
    ),  # fmt: skip
}


def noisy(*given) -> None:
    """Be the real press, with all the noise on standard output that a library may make, and more."""
    os.write(1, HELP.encode() * 2000)
    print("x" * 100_000, flush=True)
    assert sys.stdin.read() == ""
    worker.main(*given)


if __name__ == "__main__":
    kind = os.environ["FALSE_PRESS"]
    if kind == "noisy":
        noisy(*sys.argv[1:])
    else:
        with os.fdopen(int(sys.argv[5]), "rb", 0) as jobs, os.fdopen(int(sys.argv[6]), "wb", 0) as answers:
            speak(kind, jobs, answers)
