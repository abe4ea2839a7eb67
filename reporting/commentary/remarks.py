"""What to look at in the own words of a report: numbers against the table, persons, parts left empty, length."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from law.reports.forms import Form, Part
from reporting.claims import contradictions
from reporting.claims.attribution import Attribution
from reporting.commentary import anonymity
from reporting.commentary import services as commentary_services
from reporting.figures.published_tables import last_published_tables, published_sum
from reporting.narrative.report import Report
from reporting.table.checks import CellLookup

ERROR, WARNING = "error", "warning"
NUMBERS = (
    "证件号码",
    "银行账号",
)  # nobody's belongs in a report; an office's own telephone and address may stand there
SHOWN = 60  # characters of a sentence that stand for it


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at in the own words of a part."""

    section: str  # key of the part
    rule: str
    severity: str  # error: disagrees with the table or names a person; warning: a hint
    message: str
    english: str
    clause: str = ""  # the sentence that it speaks of


def remarks_on_texts(
    form: Form, given: Mapping[str, str], look: CellLookup, last: CellLookup | None, about: Attribution
) -> list[Remark]:
    """Return the remarks on all parts of a form; `last` looks up last year's table on the same form."""
    return [
        remark
        for part in form.parts
        if part.has_words
        for remark in _of_part(form, part, given.get(part.key, ""), look, last, about)
    ]


def _of_part(
    form: Form, part: Part, text: str, look: CellLookup, last: CellLookup | None, about: Attribution
) -> Iterator[Remark]:
    name = part.name
    if part.needed and commentary_services.is_empty_text(text):
        yield Remark(part.key, "part-empty", WARNING, f"“{name}”还没有写", f"“{name}” is not written yet")
    if part.most and len(text) > part.most:
        message = f"“{name}”写了 {len(text)} 字，篇幅原则上不超过 {part.most} 字"
        yield Remark(
            part.key,
            "part-long",
            WARNING,
            message,
            f"“{name}” has {len(text)} characters; about {part.most} are wanted",
        )
    for found in contradictions.find_contradictions(form.code, text.split("\n"), look, about, last):
        english = f"“{found.published}” disagrees; expected {found.expected}"
        yield Remark(part.key, f"text-{found.rule}", found.severity, found.message, english, found.sentence[:SHOWN])
    for trace in personal_data_in(text):
        message = f"“{name}”里有{trace.what}“{trace.words}”，公布前请删去"
        yield Remark(
            part.key, "text-person", ERROR, message, f"“{name}” contains personal data: {trace.words}", trace.words
        )


def personal_data_in(text: str) -> Iterator[anonymity.PersonalData]:
    """Yield what in a text of an office tells who a person is: ID and account numbers, mobile telephones."""
    for trace in anonymity.find_personal_data(text):
        if trace.what in NUMBERS or (trace.what == "电话" and trace.words.lstrip("+86-").startswith("1")):
            yield trace


def remarks_of(report: Report, texts: dict[str, str] | None = None) -> list[Remark]:
    """Return what to look at in the own words: numbers against the table and last year's, length, empty parts, persons."""
    form, scope = report.sheet.form, report.scope
    before = [table for table in last_published_tables(scope) if table.form == form.code]
    last = (lambda row, column: published_sum(before, row, column)) if before else None
    about = Attribution(report.sheet.year, report.sheet.body)
    return remarks_on_texts(
        form, commentary_services.texts(scope) if texts is None else texts, report.sheet.value, last, about
    )
