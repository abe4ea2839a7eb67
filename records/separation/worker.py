"""The process that opens PDF files of strangers (started by `records.separation.client`): limits, one job, one answer.

A job is a JSON file, its answer another. Whatever a library prints goes to standard error and is no answer. A file that
kills this process kills nothing else.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path

from law import Refused
from records.pdf.pages import Document
from records.pdf.rebuilt_file import sha256
from records.separation.flattening import marks_of_pages, write_flattened
from records.separation.marks import from_json
from records.separation.proof import left_beside, prove, words_of
from records.separation.proposals import propose

FIRST_SECONDS = 60  # of processor for a file, and then for each page of it
SECONDS_OF_A_PAGE = 20
ADDRESS_BYTES = 3 * 1024**3
FILE_BYTES = 2 * 1024**3


def limit() -> None:
    """Allow so much memory, so large a file and no core file; the time grows with the pages that the file turns out to have."""
    for what, bound in (
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(what, (bound, bound))
    limit_time(0)


def limit_time(pages: int) -> None:
    """Allow the seconds of processor that so many pages may cost; the system ends the process after them."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (FIRST_SECONDS + SECONDS_OF_A_PAGE * pages, hard))


def answer(job: dict) -> object:
    """Return what the command prints; raise Refused where the file or the marks are refused."""
    document = Document.of_file(job["file"])
    limit_time(document.count)
    if job["command"] == "propose":
        return propose(document, job["names"])
    marks = marks_of_pages([from_json(mark) for mark in job["marks"]], document)
    if job["command"] == "check":
        return {"sha256": sha256(job["file"]), **prove(job["file"], marks, [])}
    words = [word for page in document.pages() for word in words_of(page, marks.get(page.number, []))]
    beside = left_beside(document, marks, words)
    covered = write_flattened(document, marks, job["output"])
    proof = prove(job["output"], marks, words, covered)
    proof["readable"] += beside
    proof["ok"] = not proof["readable"] and not proof["metadata"] and proof["pages"] == document.count
    return {"sha256": sha256(job["output"]), **proof}


def main(job_path: str, answer_path: str) -> None:
    """Do the job and write its answer: `result`, or `refused` with a sentence in both languages."""
    job = json.loads(Path(job_path).read_text(encoding="utf-8"))
    limit()
    try:
        told = {"result": answer(job)}
    except Refused as refusal:
        told = {"refused": [str(refusal), refusal.english, refusal.field]}
    except (MemoryError, RecursionError):
        told = {"refused": ["文件展开后过大或者嵌套过深，已中止", "The file needs too much memory", "file"]}
    Path(answer_path).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
