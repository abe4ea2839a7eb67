"""The officers' own words and the typical cases of a report: written in versions, read back, checked against the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from agencies.models import Officer
from law import Refused
from law.forms import Form, Part
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from reporting import anonymity, words
from reporting.anonymity import Person
from reporting.models import Example, ExampleStep, Passage, PublishedTable
from reporting.selectors import Report, Scope, cases_of, last_year, published_value, scope_of
from reporting.sentences import contradictions
from workflow import locking
from workflow.models import Case, LockedYear

LONGEST = 20_000  # characters of one part; a whole published report has ten thousand
LONGEST_EXAMPLE = 1_000
WRITERS = ("clerk", "supervisor")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should look at in the own words of a part."""

    section: str
    severity: str  # error: disagrees with the table or names a person; warning: a hint
    message: str
    english: str


def is_published_scope(scope: Scope) -> bool:
    """Say whether this is what the agency publishes: a government all under it, a unit itself."""
    return set(scope.agency_ids) == set(scope_of(scope.agency, scope.year).agency_ids)


def may_write(user: Officer, scope: Scope) -> bool:
    """Say whether the officer may write the text of this report: the agency's own clerk or supervisor."""
    return (
        user.is_active
        and user.agency_id == scope.agency.pk
        and user.has_role(*WRITERS)
        and is_published_scope(scope)
    )


def frozen(scope: Scope) -> bool:
    """Say whether the year was published: its text does not change any more unless the year is unlocked for a new version."""
    here = {"agency": scope.agency, "year": scope.year}
    unlocked = LockedYear.objects.filter(**here).exists() and not locking.is_locked(scope.agency.pk, scope.year)
    return PublishedTable.objects.filter(**here).exists() and not unlocked


# -- own words ---------------------------------------------------------------------------------------------


def passages(scope: Scope) -> dict[str, Passage]:
    """Return the last version of every part; none for a scope that is not published as such."""
    if not is_published_scope(scope):
        return {}
    rows = Passage.objects.filter(agency=scope.agency, year=scope.year).select_related("by").order_by("version")
    return {row.section: row for row in rows}


def standing(scope: Scope) -> dict[str, str]:
    """Return the own words of every part as they stand, those written while filing among them."""
    if not is_published_scope(scope):
        return {}
    filed = words.texts_of_one(scope.agency.pk, scope.year)
    found = {section: row.text for section, row in passages(scope).items()}
    return found | ({words.PART: filed[words.PROBLEMS]} if words.PROBLEMS in filed else {})


def by_heading(scope: Scope, form: Form) -> dict[str, str]:
    """Return the own words under the headings of the form, as they are published."""
    found = standing(scope)
    named = {part.heading or part.key: found[part.key] for part in form.parts if found.get(part.key)}
    return named | words.texts_of_one(scope.agency.pk, scope.year)


@transaction.atomic
def write(scope: Scope, part: Part, text: str, *, seen: int, by: Officer, now: datetime) -> Passage | None:
    """Store a new version of a part's own words; None where nothing changed.

    `seen` is the version that the writer had before him. Raises Refused for a published year, a text beyond all
    measure, and where somebody else wrote in the meantime.
    """
    _open(scope)
    if not part.has_words:
        raise Refused("这一部分没有自己写的文字", field="text", english="This part has no own words")
    if len(text) > LONGEST:
        raise Refused(f"最多 {LONGEST} 字，现在是 {len(text)} 字", field="text", english=f"At most {LONGEST} characters")
    last = Passage.objects.filter(agency=scope.agency, year=scope.year, section=part.key).order_by("-version").first()
    version = last.version if last else 0
    if version != seen:
        raise Refused(
            f"{last.by} 已经写了第 {version} 版；您写的还在下面，对照后再存",
            field="text",
            english=f"{last.by} has written version {version}; yours is still here",
        )
    text = clean(text)
    if text == standing(scope).get(part.key, ""):
        return None
    return Passage.objects.create(
        agency=scope.agency, year=scope.year, section=part.key, version=version + 1, text=text, by=by, at=now
    )


def clean(text: str) -> str:
    """Return a text in paragraphs, without the characters that no document may hold."""
    lines = ("".join(c for c in line if c.isprintable() or c == "\u3000").strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _open(scope: Scope) -> None:
    if frozen(scope):
        raise Refused(f"{scope.year} 年的报告已经公布，文字不再改动", english="The report of the year is published")


def remarks(report: Report, texts: dict[str, str] | None = None) -> list[Remark]:
    """Return what to look at in the own words: numbers against the table, length, empty parts, persons."""
    form, scope = report.sheet.form, report.scope
    given = texts if texts is not None else standing(scope)
    before = last_year(scope)
    last = (lambda row, column: published_value(before, row, column)) if before and before.form == form.code else None
    return [
        remark
        for part in form.parts
        if part.has_words
        for remark in _of_part(form, part, given.get(part.key, ""), report.sheet.value, last)
    ]


def _of_part(form: Form, part: Part, text: str, look, last) -> Iterator[Remark]:
    name = part.name
    if part.needed and not text:
        yield Remark(part.key, "warning", f"“{name}”还没有写", f"“{name}” is not written yet")
    if part.most and len(text) > part.most:
        message = f"“{name}”写了 {len(text)} 字，篇幅原则上不超过 {part.most} 字"
        yield Remark(part.key, "warning", message, f"“{name}” has {len(text)} characters; about {part.most} are wanted")
    for found in contradictions(form.code, text.split("\n"), look, last):
        yield Remark(part.key, found.severity, found.message, f"“{found.published}” disagrees; expected {found.expected}")
    for trace in anonymity.traces(text):
        if trace.what in ("证件号码", "银行账号") or (trace.what == "电话" and trace.words.lstrip("+86-").startswith("1")):
            message = f"“{name}”里有{trace.what}“{trace.words}”，公布前请删去"
            yield Remark(part.key, "error", message, f"“{name}” contains personal data: {trace.words}")


# -- typical cases --------------------------------------------------------------------------------------------


def examples(scope: Scope) -> list[Example]:
    """Return the last step of every typical case, those taken out left out, in the order of the cases."""
    if not is_published_scope(scope):
        return []
    rows = Example.objects.filter(agency=scope.agency, year=scope.year).order_by("version")
    last = {row.case_id: row for row in rows.select_related("case__application", "case__agency", "by")}
    return [row for _, row in sorted(last.items()) if row.step != ExampleStep.WITHDRAWN]


def person_of(case: Case) -> Person:
    """Return the applicant's particulars of a case."""
    given = case.application
    others = (given.representative, given.phone, given.email, given.address, given.identity_number)
    return Person(given.applicant_kind, given.applicant_name, tuple(each for each in others if each))


def story(case: Case) -> str:
    """Return a first text of a case without persons, to be worked on by a person."""
    person = person_of(case)
    decided = OUTCOMES[case.outcome].label if case.outcome else "正在办理"
    reasons = "、".join(GROUNDS[code].label for code in split_grounds(case.grounds))
    content = anonymity.masked(case.application.content, person).rstrip("。")
    text = f"{case.received_on.year}年{case.received_on.month}月，{anonymity.alias(person)}向{case.agency.name}申请公开“{content}”。"
    if case.outcome:
        text += f"经审查，{case.agency.name}于{case.decided_on.month}月作出“{decided}”的答复"
        text += f"，理由是{reasons}。" if reasons else "。"
    told = {"upheld": "结果维持", "corrected": "结果被纠正", "other": "以其他结果结案", "pending": "尚未审结"}
    for remedy in case.remedies.all():
        name = "行政复议" if remedy.kind == "reconsideration" else "行政诉讼"
        if remedy.kind != "complaint":
            text += f"申请人不服，提起{name}，{told[remedy.result]}。"
    return text


def suggested(scope: Scope, most: int = 12) -> list[Case]:
    """Return cases that teach something: those with proceedings first, then partial and refused ones, newest first."""
    decided = cases_of(scope).filter(decided_on__lte=scope.last, decided_on__gte=scope.first)
    taught = decided.filter(remedies__isnull=False) | decided.filter(outcome__in=("partial", "deny"))
    query = taught.annotate(proceedings=Count("remedies", distinct=True)).order_by("-proceedings", "-decided_on", "-pk")
    return list(query.select_related("application", "agency")[:most])


@transaction.atomic
def step(scope: Scope, case: Case, code: str, text: str, *, by: Officer, now: datetime) -> Example:
    """Put a typical case forward, confirm its text, or take it out.

    Raises Refused for a published year, and for a text in which the applicant or anybody's particulars remain.
    """
    _open(scope)
    rows = Example.objects.filter(agency=scope.agency, year=scope.year, case=case)
    last = rows.order_by("-version").first()
    text = clean(text)
    if code == ExampleStep.WITHDRAWN:
        if last is None or last.step == ExampleStep.WITHDRAWN:
            raise Refused("这件没有选作典型案例", english="The case is not a typical case")
        text = last.text
    else:
        if not text or len(text) > LONGEST_EXAMPLE:
            raise Refused(f"写 1 到 {LONGEST_EXAMPLE} 字", field="text", english=f"1 to {LONGEST_EXAMPLE} characters")
        if left := list(anonymity.traces(text, person_of(case))):
            words = "；".join(f"{trace.what}“{trace.words}”" for trace in left[:5])
            raise Refused(f"还有能认出个人的内容：{words}", "条例15", field="text", english=f"Persons can still be told: {words}")
    return Example.objects.create(
        agency=scope.agency,
        year=scope.year,
        case=case,
        version=last.version + 1 if last else 1,
        step=code,
        text=text,
        by=by,
        at=now,
    )
