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
from notices.approval import check_as_approved, check_law_unchanged
from notices.composition import check_glyphs, compose, filled, plain_number
from notices.facts import Facts
from notices.kinds import kind_of
from notices.models import Draft, Letter, NumberSeries, VoidRecord
from notices.selectors import waiting_for_pdf
from notices.wording import released

LEASE = timedelta(minutes=5)
# Old registers write the brackets of the year in several ways; a number longer than six digits is a slip.
_NUMBER = re.compile(r"^(?P<series>[^〔\[［(（【]{1,40})[〔\[［(（【](?P<year>[0-9]{4})[〕\]］)）】]\s*第?(?P<sequence>[0-9]{1,6})号$")


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
    """Compose a letter and keep it for approval; every changed text is a new draft.

    The adapted words are those in use now: a draft keeps them whatever is released later.
    """
    composed = compose(
        agency=agency,
        kind=kind,
        facts=facts,
        dated=dated,
        regulation=regulation,
        online=online,
        wording=released(agency, kind),
    )
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
        law_part=composed.law.to_json(),
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


def read_number(text: str) -> tuple[str, int, int] | None:
    """Return series, year and sequence of a document number as 瓯公开〔2018〕104号 writes them; None for another shape."""
    found = _NUMBER.match(text)
    return (found["series"].strip(), int(found["year"]), int(found["sequence"])) if found else None


def raise_marks(marks: Mapping[tuple[int, str, int], int]) -> None:
    """Let every series (agency key, series, year) go on above a number that is on paper already; a lower one changes nothing.

    A series that the agency does not use today is marked as well: its word may become the agency's word tomorrow.
    """
    NumberSeries.objects.bulk_create(
        [NumberSeries(agency_id=agency, series=series, year=year) for agency, series, year in sorted(marks)],
        ignore_conflicts=True,
        batch_size=500,
    )
    for (agency, series, year), sequence in sorted(marks.items()):
        row = NumberSeries.objects.filter(agency_id=agency, series=series, year=year, last__lt=sequence)
        row.update(last=sequence)


@transaction.atomic
def issue(
    *,
    agency: Agency,
    kind: str,
    facts: Facts | Mapping[str, Any],
    dated: date,
    regulation: str,
    now: datetime,
    online: bool = False,
    actor: Officer | None = None,
    number: str | None = None,
) -> Letter:
    """Issue a letter that needs no approval: compose, number, store; the PDF follows.

    With `number` an old letter is recorded under the number that it had on paper, without a text of its own.
    Raises Refused where a fact is missing.
    """
    if number is not None:
        return _record_historic(agency, kind, facts, dated, regulation, now, actor, number)
    composed = compose(
        agency=agency,
        kind=kind,
        facts=facts,
        dated=dated,
        regulation=regulation,
        online=online,
        wording=released(agency, kind),
    )
    return _number_and_store(
        agency,
        dated,
        composed.html,
        kind=kind,
        regulation=regulation,
        title=composed.title,
        addressee=composed.facts.addressee,
        facts=composed.facts.to_json(),
        content_sha256=composed.content_sha256,
        online=online,
        issued_by=actor,
        issued_at=now,
    )


@transaction.atomic
def issue_draft(
    draft: Draft, *, dated: date, approved_sha256: str, now: datetime, actor: Officer | None = None
) -> Letter:
    """Issue exactly the text that was approved, with number and day in their places; nothing is composed anew.

    Raises Refused where the stored text is not the approved one, and where the law's own part would differ on the
    day of issue: then the letter must be drafted, reviewed and signed anew.
    """
    check_as_approved(draft, approved_sha256)
    check_law_unchanged(draft, dated)
    check_glyphs(draft.html)
    return _number_and_store(
        draft.agency,
        dated,
        draft.html,
        kind=draft.kind,
        regulation=draft.regulation,
        title=draft.title,
        addressee=draft.facts["addressee"],
        facts=draft.facts,
        content_sha256=draft.content_sha256,
        online=draft.online,
        issued_by=actor,
        issued_at=now,
    )


def _number_and_store(agency: Agency, dated: date, html: str, **fields: Any) -> Letter:
    series = series_of(agency)
    sequence = _take_number(agency, series, dated.year)
    number = f"{series}〔{dated.year}〕{sequence}号"
    return Letter.objects.create(
        agency=agency,
        series=series,
        year=dated.year,
        sequence=sequence,
        number=number,
        dated=dated,
        html=filled(html, plain_number(number), dated),
        **fields,
    )


def _record_historic(agency, kind, facts, dated, regulation, now, actor, number) -> Letter:
    given = facts.to_json() if isinstance(facts, Facts) else dict(facts)
    if not given.get("addressee"):
        raise Refused("缺少“受文者”，公文不能登记", field="addressee", english="Missing: addressee")
    found = read_number(number)
    series, year, sequence = found or (number[:40], dated.year, None)
    if found:
        raise_marks({(agency.pk, series, year): sequence})
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


