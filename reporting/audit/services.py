"""Audit many published reports at once: one bad file names itself and stops nobody; nothing is kept."""

import struct
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from lxml.etree import LxmlError

from law import Refused
from reporting.audit import statement
from reporting.audit.rules import AuditFinding, audit_report, findings_without_previous, previous_of
from reporting.audit.statement import PublishedStatement

MOST_FILES = 60
MOST_BYTES = 10 * 1024 * 1024  # of one file
MOST_TOGETHER = 120 * 1024 * 1024
MOST_FINDINGS = 200  # of one file that are listed; an honest report has a dozen
SUFFIXES = (".json", ".xlsx", ".docx", ".html", ".htm")
# What the readers of other people's formats raise for a file made to break them; none of it is ours to fix.
UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError, NotImplementedError,
    RuntimeError, EOFError, OSError, MemoryError, SyntaxError, struct.error, zlib.error, LxmlError,
)  # fmt: skip


@dataclass
class AuditedFile:
    """What the audit of one file says: why it could not be read, or its findings, errors first."""

    name: str
    refused: str = ""
    english: str = ""
    body: str = ""
    year: int | None = None
    before: str = ""  # the file that was taken for last year's
    findings: list[AuditFinding] = field(default_factory=list)
    more: int = 0  # findings beyond those listed

    @property
    def reason(self) -> str:
        """Return why the file could not be read."""
        return self.refused

    @property
    def errors(self) -> int:
        """Return how many of the listed findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)

    def as_json(self) -> dict:
        """Return the file with its findings as in the JSON of the page."""
        return {
            "file": self.name,
            "refused": self.refused,
            "english": self.english,
            "body": self.body,
            "year": self.year,
            "previous": self.before,
            "errors": self.errors,
            "findings": [finding.as_json() for finding in self.findings],
            "more": self.more,
        }


def audit_files(files: Iterable[UploadedFile]) -> list[AuditedFile]:
    """Return what the audit says of each file, those with the most errors first.

    A file among them that holds the same body's report of the year before is taken for last year's.
    Raises Refused where there is no file, or too many.
    """
    files = list(files)
    if not files:
        raise Refused("没有选文件", field="files", english="No file was chosen")
    if len(files) > MOST_FILES:
        raise Refused(
            f"一次最多核对 {MOST_FILES} 个文件，这次选了 {len(files)} 个",
            field="files",
            english=f"At most {MOST_FILES} files at once; these are {len(files)}",
        )
    read = [_read(file) for file in files]
    reports = [report for _, report in read if report is not None]
    names = {id(report): audited.name for audited, report in read if report is not None}
    for audited, report in read:
        if report is not None:
            _audit(audited, report, reports, names)
    return sorted(
        (audited for audited, _ in read),
        key=lambda audited: (not audited.refused, -audited.errors, -len(audited.findings), audited.name),
    )


def _read(file: UploadedFile) -> tuple[AuditedFile, PublishedStatement | None]:
    audited = AuditedFile(Path(file.name).name[:120])
    suffix = Path(file.name).suffix.lower()
    try:
        if suffix not in SUFFIXES:
            raise Refused(
                "只收 JSON、Excel（.xlsx）、Word（.docx）和网页（.html）", english="Only JSON, XLSX, DOCX and HTML"
            )
        if file.size > MOST_BYTES:
            raise Refused(
                f"文件超过 {MOST_BYTES // 1024**2} MB", english=f"The file is larger than {MOST_BYTES // 1024**2} MB"
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report{suffix}"  # never the name that was sent
            with path.open("wb") as copy:
                for chunk in file.chunks():
                    copy.write(chunk)
            return audited, statement.read_statement(path)
    except Refused as error:
        audited.refused, audited.english = error.reason, error.english
    except UNREADABLE:
        audited.refused, audited.english = "打不开这个文件，文件可能损坏", "The file cannot be read; it may be damaged"
    return audited, None


def _audit(
    audited: AuditedFile, report: PublishedStatement, others: list[PublishedStatement], names: dict[int, str]
) -> None:
    before = previous_of(report, others)
    audited.body, audited.year = report.body[:120], report.year
    audited.before = names.get(id(before), "")
    try:
        found = [*audit_report(report, before), *findings_without_previous(report, others)]
    except UNREADABLE:
        audited.refused, audited.english = (
            "这份报告核对不下去，表里有认不出的内容",
            "The report holds what cannot be checked",
        )
        return
    audited.findings, audited.more = found[:MOST_FINDINGS], max(0, len(found) - MOST_FINDINGS)


def audit_rows(audited: Iterable[dict]) -> Iterable[list]:
    """Yield the lines of the workbook from the JSON of the audited files."""
    for file in audited:
        about = [file["file"], file["body"], file["year"]]
        if file["refused"]:
            yield [*about, "✕", "", "", "", "", file["refused"]]
        elif not file["findings"]:
            yield [*about, "✓", "", "", "", "", ""]
        for each in file["findings"]:
            mark = "✕" if each["severity"] == "error" else "▲"
            yield [*about, mark, each["rule"], each["where"], each["published"], each["expected"], each["message"]]
