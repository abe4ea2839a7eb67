"""Typical cases of a report without persons: those chosen, those that suggest themselves, a first text."""

from django.db.models import Count

from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from reporting.commentary import anonymity
from reporting.commentary.anonymity import Particulars
from reporting.commentary.models import Example, ExampleStep
from reporting.figures.counting import cases_of
from reporting.figures.scope import Scope, is_published_scope
from workflow.cases import consultations
from workflow.cases.models import Case

LONGEST_EXAMPLE = 1_000


def current_examples(scope: Scope) -> list[Example]:
    """Return the last step of every typical case, those taken out left out, in the order of the cases."""
    if not is_published_scope(scope):
        return []
    rows = Example.objects.filter(agency=scope.agency, year=scope.year).order_by("version")
    last = {row.case_id: row for row in rows.select_related("case__application", "case__agency", "by")}
    return [row for _, row in sorted(last.items()) if row.step != ExampleStep.WITHDRAWN]


def particulars_of(case: Case) -> Particulars:
    """Return the particulars of a case's applicant and the names of the third parties that were asked."""
    given = case.asked
    asked = [one.name for one in consultations.consultations_of(case, consultations.THIRD_PARTY)]
    came = case.application
    others = (given.representative, given.phone, given.email, given.address, given.identity_number, *asked)
    if case.particulars:  # the words of the application may have the old reading
        others += (came.applicant_name, came.representative, came.phone, came.email, came.address, came.identity_number)
    return Particulars(given.applicant_kind, given.applicant_name, tuple(each for each in others if each))


def draft_story(case: Case) -> str:
    """Return a first text of a case without persons, to be worked on by a person."""
    person = particulars_of(case)
    decided = OUTCOMES[case.outcome].label if case.outcome else "正在办理"
    reasons = "、".join(GROUNDS[code].label for code in split_grounds(case.grounds))
    content = anonymity.mask(case.application.content, person).rstrip("。")
    text = f"{case.received_on.year}年{case.received_on.month}月，{anonymity.alias(person)}向{case.agency.name}申请公开“{content}”。"
    if case.outcome:
        text += f"经审查，{case.agency.name}于{case.decided_on.month}月作出“{decided}”的答复"
        text += f"，理由是{reasons}。" if reasons else "。"
    results = {"upheld": "结果维持", "corrected": "结果被纠正", "other": "以其他结果结案", "pending": "尚未审结"}
    for remedy in case.remedies.all():
        name = "行政复议" if remedy.kind == "reconsideration" else "行政诉讼"
        if remedy.kind != "complaint":
            text += f"申请人不服，提起{name}，{results[remedy.result]}。"
    return text


def suggested_cases(scope: Scope, most: int = 12) -> list[Case]:
    """Return cases that teach something: those with proceedings first, then partial and refused ones, newest first."""
    decided = cases_of(scope).filter(decided_on__lte=scope.last, decided_on__gte=scope.first)
    taught = decided.filter(remedies__isnull=False) | decided.filter(outcome__in=("partial", "deny"))
    query = taught.annotate(proceedings=Count("remedies", distinct=True)).order_by("-proceedings", "-decided_on", "-pk")
    return list(query.select_related("application", "agency")[:most])
