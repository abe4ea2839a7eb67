"""Letters: draft, issue with a number, make void, and keep the PDF that a worker made."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from agencies.models import Agency, Officer
from law import Refused
from notices.composition import compose, filled, plain_number
from notices.facts import Facts
from notices.kinds import kind_of
from notices.models import Draft, Letter, NumberSeries, VoidRecord
from notices.selectors import waiting_for_pdf

LEASE = timedelta(minutes=5)
_NUMBER = re.compile(r"^(?P<series>.+)〔(?P<year>[0-9]{4})〕(?P<sequence>[0-9]{1,9})号$")


def save_draft(
    *,
    agency: Agency,
    kind: str,
    facts: Facts | Mapping[str, Any],
    dated: date,
    regulation: str,
    now: datetime,
    online: bool = False,
    actor: Officer | None = None,
) -> Draft:
    """Compose a letter and keep it for approval; every changed text is a new draft."""
    composed = compose(agency=agency, kind=kind, facts=facts, dated=dated, regulation=regulation, online=online)
    return Draft.objects.create(
        agency=agency,
        kind=kind,
        regulation=regulation,
        dated=dated,
        online=online,
        title=composed.title,
        facts=composed.facts.to_json(),
        html=composed.html,
        text=composed.text,
        content_sha256=composed.content_sha256,
        created_by=actor,
        created_at=now,
    )


def series_of(agency: Agency) -> str:
    """Return the series of an agency's letters: its word and 公开, as in 瓯公开〔2018〕104号."""
    word = agency.series_word or agency.code
    return word if word.endswith("公开") else f"{word}公开"


def _take_number(agency: Agency, series: str, year: int) -> int:
    """Return the next number of a series: no gap and no duplicate, since a rollback gives it back.

    The UPDATE locks the row until the transaction ends, so the read after it sees our own number.
    """
    NumberSeries.objects.get_or_create(agency=agency, series=series, year=year)
    row = NumberSeries.objects.filter(agency=agency, series=series, year=year)
    row.update(last=F("last") + 1)
    return row.values_list("last", flat=True).get()


@transaction.atomic
def issue(
    *,
    agency: Agency,
    kind: str,
    facts: Facts | Mapping[str, Any],
    dated: date,
    regulation: str,
    now: datetime,
    expected_sha256: str | None = None,
    online: bool = False,
    actor: Officer | None = None,
    number: str | None = None,
    supersedes: Letter | None = None,
) -> Letter:
    """Issue a letter: compose, compare with what was approved, number, store; the PDF follows.

    A sheet, the office's own record, takes no number.

    With `number` an old letter is recorded under the number that it had on paper, without a text of its own.
    `supersedes` names the letter that this one takes back. Raises Refused where the text differs from the approved one or a fact is missing.
    """
    if number is not None:
        return _record_historic(agency, kind, facts, dated, regulation, now, actor, number)
    composed = compose(agency=agency, kind=kind, facts=facts, dated=dated, regulation=regulation, online=online)
    if expected_sha256 is not None and composed.content_sha256 != expected_sha256:
        raise Refused(
            "公文内容与审核通过的文本不一致，请重新起草、送审",
            field="content_sha256",
            english="The text differs from the one that was approved",
        )
    series, sequence, number = "", None, ""
    if composed.facts.NUMBERED:
        series = series_of(agency)
        sequence = _take_number(agency, series, dated.year)
        number = f"{series}〔{dated.year}〕{sequence}号"
    return Letter.objects.create(
        agency=agency,
        kind=kind,
        regulation=regulation,
        series=series,
        year=dated.year,
        sequence=sequence,
        number=number,
        dated=dated,
        title=composed.title,
        addressee=composed.facts.addressee,
        facts=composed.facts.to_json(),
        html=filled(composed.html, plain_number(number), dated),
        content_sha256=composed.content_sha256,
        online=online,
        supersedes=supersedes,
        issued_by=actor,
        issued_at=now,
    )


def _record_historic(agency, kind, facts, dated, regulation, now, actor, number) -> Letter:
    given = facts.to_json() if isinstance(facts, Facts) else dict(facts)
    if not given.get("addressee"):
        raise Refused("缺少“受文者”，公文不能登记", field="addressee", english="Missing: addressee")
    found = _NUMBER.match(number)
    series, year, sequence = (
        (found["series"], int(found["year"]), int(found["sequence"])) if found else (number[:40], dated.year, None)
    )
    if found and series == series_of(agency):
        # The next new number must lie above every old one of the same series.
        NumberSeries.objects.get_or_create(agency=agency, series=series, year=year)
        NumberSeries.objects.filter(agency=agency, series=series, year=year, last__lt=sequence).update(last=sequence)
    return Letter.objects.create(
        agency=agency,
        kind=kind,
        regulation=regulation,
        series=series[:40],
        year=year,
        sequence=sequence,
        number=number,
        dated=dated,
        title=kind_of(kind).TITLE,
        addressee=given["addressee"][:240],
        facts=given,
        historic=True,
        issued_by=actor,
        issued_at=now,
    )


def void(letter: Letter, reason: str, actor: Officer | None, *, now: datetime) -> VoidRecord:
    """Make a letter void; its number keeps the record and is not given again."""
    if not reason.strip():
        raise Refused("请填写作废的理由", field="reason", english="Please give the reason")
    if VoidRecord.objects.filter(letter=letter).exists():
        raise Refused("这份公文已经作废", field="letter", english="The letter is void already")
    return VoidRecord.objects.create(letter=letter, reason=reason.strip(), voided_by=actor, voided_at=now)


# -- the work of the renderer --------------------------------------------------------------------------------


def claim(now: datetime) -> Letter | None:
    """Return a letter that waits for its PDF and is ours for five minutes; None when nothing waits.

    The claim is one conditional update: of two workers that see the same letter only one gets it.
    """
    while (pk := waiting_for_pdf(now).values_list("pk", flat=True).first()) is not None:
        ours = waiting_for_pdf(now).filter(pk=pk).update(claimed_until=now + LEASE, attempts=F("attempts") + 1)
        if ours:
            return Letter.objects.select_related("agency").get(pk=pk)
    return None


def keep_pdf(letter: Letter, data: bytes) -> None:
    """Store the PDF of a letter once; the same letter gives the same file, so a second worker changes nothing."""
    sha = hashlib.sha256(data).hexdigest()
    storage = letter.pdf.storage
    name = f"letters/{letter.year}/{letter.pk}-{sha[:16]}.pdf"
    if storage.exists(name):
        storage.delete(name)  # left half written by a worker that died
    stored = storage.save(name, ContentFile(data))
    Letter.objects.filter(pk=letter.pk, pdf_sha256="").update(
        pdf=stored, pdf_sha256=sha, claimed_until=None, render_error=""
    )


def note_failure(letter: Letter, reason: str) -> None:
    """Keep why a letter could not be rendered; the claim runs out by itself and the next sweep tries again."""
    Letter.objects.filter(pk=letter.pk).update(render_error=reason[:400])


