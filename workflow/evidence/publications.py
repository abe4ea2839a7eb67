"""What was published already: where, when, and the snapshot that proves it (条例36（一）; 法释〔2025〕8号)."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.stored_files.storage import all_or_none
from intake.models import Attachment
from intake.services import attach
from law import Refused, written
from workflow.cases.models import Case

SHA256 = re.compile(r"[0-9a-f]{64}")
SNAPSHOT_NAME = "公开页面快照·"  # before the name of its file, which else lies among what the applicant sent
LONGEST_NAME = 150
EMPTY = hashlib.sha256(b"").hexdigest()


@contextmanager
def keeping_snapshots(case: Case, sent: Iterable[tuple[str, bytes]], *, now: datetime) -> Iterator[None]:
    """Keep snapshots with the papers of the case if the block succeeds; where one is refused nothing is done.

    They lie among the files of the application, so that archive, check and destruction reach them.
    """
    with transaction.atomic(), all_or_none(Attachment._meta.get_field("file").storage) as stored:
        yield
        there = set(case.application.attachments.values_list("sha256", flat=True))
        for name, body in sent:
            if hashlib.sha256(body).hexdigest() not in there:
                kept = attach(case.application, name=SNAPSHOT_NAME + name[-LONGEST_NAME:], body=body, now=now)
                stored.append(kept.file.name)


def check_publication(case: Case, told: Mapping[str, Any], today: date, article: str) -> None:
    """Raise Refused for a publication without its day, one to come, and one without its snapshot and hash.

    What the applicant sent is no snapshot of what the agency published.
    """
    day = told.get("published_on")
    day = day if isinstance(day, date) else written.day(day) if day else None
    if day is None:
        raise Refused(
            "请填写“公开日期”：已经主动公开的，要能证明是哪一天公开的",
            article,
            field="published_on",
            english="When was it published? Whoever says so has to prove it",
        )
    if day > today:
        raise Refused("公开日期在今天之后", article, field="published_on", english="The publication lies in the future")
    name, mark = told.get("snapshot"), told.get("snapshot_sha256")
    if not (isinstance(name, str) and name.strip() and isinstance(mark, str)) or not SHA256.fullmatch(mark):
        raise Refused(
            "请上传公开页面或者公报的快照（PDF、JPG 或者 PNG），系统保存它的 SHA-256；只写网址，页面改了就没有证据",
            article,
            field="snapshot",
            english="A snapshot of the publication is needed, with its SHA-256: an address alone proves nothing once the page changes",
        )
    if mark == EMPTY:
        raise Refused("快照是空文件", article, field="snapshot", english="The snapshot is an empty file")
    if applicants_file := _of_the_applicant(case, mark):
        raise Refused(
            f"快照“{name}”就是申请人提交的“{applicants_file}”，不是公开页面；请上传公开页面或者公报的快照",
            article,
            field="snapshot",
            english="The snapshot is a file that the applicant sent, not what was published",
        )


def kept_here(case: Case, mark: str) -> bool:
    """Say whether the file of a snapshot lies among those of the case; over the API its name and hash may be all there is."""
    return any(one.sha256 == mark and one.name.startswith(SNAPSHOT_NAME) for one in case.application.attachments.all())


def _of_the_applicant(case: Case, mark: str) -> str:
    found = case.application.attachments.filter(sha256=mark).exclude(name__startswith=SNAPSHOT_NAME)
    return found.values_list("name", flat=True).first() or ""
