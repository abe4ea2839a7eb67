"""Who writes the text of a report and until when; its own words, and its typical cases without persons."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from agencies.models import Officer
from law import Refused
from law.forms import Form, Part
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from reporting.claims.attribution import About
from reporting.commentary import anonymity
from reporting.commentary import services as words
from reporting.commentary.anonymity import Person
from reporting.commentary.remarks import Remark
from reporting.commentary.remarks import remarks as remarks_on
from reporting.figures.counting import Report, Scope, cases_of, last_tables, published_sum, scope_of
from reporting.filing import services as filing
from reporting.models import Example, ExampleStep, Passage, PublishedTable
from workflow import consultations, locking
from workflow.models import Case, LockedYear

LONGEST_EXAMPLE = 1_000
WRITERS = (
    "clerk",
    "supervisor",
)  # of a government's report; the unit's own is written by its clerk, as its figures are


def is_published_scope(scope: Scope) -> bool:
    """Say whether this is what the agency publishes: a government all under it, a unit itself."""
    return set(scope.agency_ids) == set(scope_of(scope.agency, scope.year).agency_ids)


def may_write(user: Officer, scope: Scope) -> bool:
    """Say whether the officer is one who writes the text of this report, whether it may be written now or not."""
    whole = words.is_whole(scope)
    theirs = user.is_active and user.agency_id == scope.agency.pk and user.has_role(*(WRITERS if whole else ("clerk",)))
    return theirs and (whole or not scope.all or is_published_scope(scope))


def closed(user: Officer, scope: Scope) -> Refused | None:
    """Return why the officer may not write the text now, None while he may.

    A government's report is closed by its publication, until the year is unlocked for a further version; a unit's own
    by its confirmation, until it is returned.
    """
    if not may_write(user, scope):
        return Refused("您的岗位不能写这份报告的文字", english="Your role does not allow you to write this report")
    if not words.is_whole(scope):
        return filing.why_not(user, "write", filing.filing_of(scope.agency, scope.year))
    if frozen(scope):
        return Refused(f"{scope.year} 年的报告已经公布，文字不再改动", english="The report of the year is published")
    return None


def frozen(scope: Scope) -> bool:
    """Say whether the year was published: its text does not change any more unless the year is unlocked for a new version."""
    here = {"agency": scope.agency, "year": scope.year}
    unlocked = LockedYear.objects.filter(**here).exists() and not locking.is_locked(scope.agency.pk, scope.year)
    return PublishedTable.objects.filter(**here).exists() and not unlocked


# -- own words ---------------------------------------------------------------------------------------------


def by_heading(scope: Scope, form: Form) -> dict[str, str]:
    """Return the own words under the headings of the form, as they are published."""
    found = words.texts(scope)
    return {part.heading or part.key: found[part.key] for part in form.parts if part.key in found}


@transaction.atomic
def write(scope: Scope, part: Part, text: str, *, seen: int, by: Officer, now: datetime) -> Passage | None:
    """Store a new version of a part's own words; None where nothing changed.

    Raises Refused where the report is closed, and for whatever `words.keep` refuses. What a unit writes into its own
    report is an act of its filing.
    """
    if not words.is_whole(scope):
        return filing.write(scope.agency, scope.year, part.key, text, by=by, now=now, seen=seen)
    if refusal := closed(by, scope):
        raise refusal
    return words.keep(scope, words.part_of(scope.year, part.key), text, by=by, now=now, seen=seen)


def remarks(report: Report, texts: dict[str, str] | None = None) -> list[Remark]:
    """Return what to look at in the own words: numbers against the table and last year's, length, empty parts, persons."""
    form, scope = report.sheet.form, report.scope
    before = [table for table in last_tables(scope) if table.form == form.code]
    last = (lambda row, column: published_sum(before, row, column)) if before else None
    about = About(report.sheet.year, report.sheet.body)
    return remarks_on(form, words.texts(scope) if texts is None else texts, report.sheet.value, last, about)


# -- typical cases --------------------------------------------------------------------------------------------


def examples(scope: Scope) -> list[Example]:
    """Return the last step of every typical case, those taken out left out, in the order of the cases."""
    if not is_published_scope(scope):
        return []
    rows = Example.objects.filter(agency=scope.agency, year=scope.year).order_by("version")
    last = {row.case_id: row for row in rows.select_related("case__application", "case__agency", "by")}
    return [row for _, row in sorted(last.items()) if row.step != ExampleStep.WITHDRAWN]


def person_of(case: Case) -> Person:
    """Return the particulars of a case's applicant and the names of the third parties that were asked."""
    given = case.application
    asked = [one.name for one in consultations.of_case(case, consultations.THIRD_PARTY)]
    others = (given.representative, given.phone, given.email, given.address, given.identity_number, *asked)
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

    Raises Refused where the report is closed, and for a text in which the applicant or anybody's particulars remain.
    """
    if refusal := closed(by, scope):
        raise refusal
    rows = Example.objects.filter(agency=scope.agency, year=scope.year, case=case)
    last = rows.order_by("-version").first()
    text = words.clean(text)
    if code == ExampleStep.WITHDRAWN:
        if last is None or last.step == ExampleStep.WITHDRAWN:
            raise Refused("这件没有选作典型案例", english="The case is not a typical case")
        text = last.text
    else:
        if not text or len(text) > LONGEST_EXAMPLE:
            raise Refused(f"写 1 到 {LONGEST_EXAMPLE} 字", field="text", english=f"1 to {LONGEST_EXAMPLE} characters")
        if left := list(anonymity.traces(text, person_of(case))):
            told = "；".join(f"{trace.what}“{trace.words}”" for trace in left[:5])
            raise Refused(
                f"还有能认出个人的内容：{told}", "条例15", field="text", english=f"Persons can still be told: {told}"
            )
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
