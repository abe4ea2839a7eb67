"""Letters: draft, issue with a number, make void, supersede."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.installation.remedy_texts import remedy_texts
from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Agency, Officer
from agencies.text.filler import is_filler
from agencies.text.statements import checked_statement
from law import Refused
from notices.kinds.catalogue import kind_of
from notices.kinds.facts import Facts
from notices.letters import numbering, verification_code
from notices.letters.composition import check_glyphs, compose, fill_slots, number_without_markup
from notices.letters.issue_checks import check_as_approved, check_law_unchanged
from notices.letters.models import Draft, Letter, LetterStatus, Supersession, VoidRecord
from notices.wording.services import released

SHORTEST_REASON, LONGEST_REASON = 2, 400


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
        letters=remedy_texts(),
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

    A sheet, the office's own record, takes no number.
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
        letters=remedy_texts(),
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
    """Issue exactly the text that was approved, with number and day in their places; nothing is composed again.

    Raises Refused where the stored text is not the approved one, and where the law's own part would differ on the
    day of issue: then the letter must be drafted, reviewed and signed again.
    """
    check_as_approved(draft, approved_sha256)
    check_law_unchanged(draft, dated, remedy_texts())
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


def _number_and_store(
    agency: Agency, dated: date, html: str, *, kind: str, issued_at: datetime, **fields: Any
) -> Letter:
    refuse_in_restore_mode()
    series, sequence, number = _numbered(agency, kind, dated, issued_at)
    return Letter.objects.create(
        agency=agency,
        series=series,
        year=dated.year,
        sequence=sequence,
        number=number,
        dated=dated,
        kind=kind,
        html=fill_slots(html, number_without_markup(number), dated),
        verification_code=verification_code.code_in_html(html),
        issued_at=issued_at,
        **fields,
    )


def _numbered(agency: Agency, kind: str, dated: date, now: datetime) -> tuple[str, int | None, str]:
    """Take the next number of the kind's series in the year of signing; an office's own sheet takes none."""
    facts = kind_of(kind)
    if not getattr(facts, "NUMBERED", True):
        return "", None, ""
    return numbering.next_number(agency, numbering.family_of(facts), dated, now=now)


def _record_historic(agency, kind, facts, dated, regulation, now, actor, number) -> Letter:
    given = facts.to_json() if isinstance(facts, Facts) else dict(facts)
    if not given.get("addressee"):
        raise Refused("缺少“受文者”，公文不能登记", field="addressee", english="Missing: addressee")
    found = numbering.read_number_as(numbering.forms_of(agency), number)
    series, year, sequence = found or (number[:40], dated.year, None)
    if found:
        numbering.record_historic_number(agency, series, year, sequence, actor=actor, now=now)
    return Letter.objects.create(
        agency=agency,
        kind=kind,
        regulation=regulation,
        series=series[:40],
        year=year or dated.year,
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


# -- letters that no longer hold ------------------------------------------------------------------------------


def _reason(given: str, what: str) -> str:
    return checked_statement(
        given, missing=f"请填写{what}的理由", missing_english="Please give the reason", longest=LONGEST_REASON
    )


def _substance(reason: str) -> str:
    """Return a reason for which nobody else answers; raise Refused where it says nothing: “无”, one character."""
    if len(reason) < SHORTEST_REASON or is_filler(reason):
        raise Refused(
            f"作废的理由只写了“{reason[:20]}”，没有说明什么；请写明具体原因",
            field="reason",
            english=f"“{reason[:20]}” says nothing; give the reason",
        )
    return reason


def void(letter: Letter, reason: str, actor: Officer | None, *, now: datetime) -> VoidRecord:
    """Make a letter void; its number keeps the record and is not given again."""
    refuse_in_restore_mode()
    reason = _substance(_reason(reason, "作废"))
    if letter.historic:
        raise Refused(
            "历史公文不是本系统编号的，不能在这里作废",
            field="letter",
            english="A historic letter cannot be voided here",
        )
    if VoidRecord.objects.filter(letter=letter).exists():
        raise Refused("这份公文已经作废", field="letter", english="The letter is void already")
    return VoidRecord.objects.create(letter=letter, reason=reason, voided_by=actor, voided_at=now)


def supersede(letter: Letter, *, by: Letter, reason: str, actor: Officer | None, now: datetime) -> Supersession:
    """Record that a later letter took the place of a letter (self-correction, a new reply after a lawsuit).

    Raises Refused where it was superseded or made void before, or where the new one is of another agency, earlier or void.
    """
    refuse_in_restore_mode()
    reason = _reason(reason, "替代")
    if letter.status != LetterStatus.VALID:
        raise Refused("这份公文已经作废或者被替代", field="letter", english="The letter is void or superseded already")
    if (
        by.pk == letter.pk
        or by.agency_id != letter.agency_id
        or by.dated < letter.dated
        or by.status != LetterStatus.VALID
    ):
        raise Refused(
            "替代的公文应当是本单位在后作出、现行有效的公文",
            field="by",
            english="The new letter must be a later one of the same agency that is in force",
        )
    return Supersession.objects.create(letter=letter, by=by, reason=reason, recorded_by=actor, recorded_at=now)
