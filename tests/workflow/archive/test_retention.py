"""How long packages are kept: the schedule, its most particular rule, terms that are raised and never lowered."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.archive.reviews import TODAY
from tests.workflow.sample_archive import archived, closed
from tests.workflow.sample_office import Office, at
from workflow.archive import services as archiving
from workflow.archive.retention import enter_rule, last_day, term_of
from workflow.cases.models import Case

pytestmark = pytest.mark.django_db


def test_a_term_runs_from_the_end_of_the_year():
    assert last_day(date(2026, 1, 1), 10) == last_day(date(2026, 12, 31), 10) == date(2036, 12, 31)
    assert last_day(date(2024, 2, 29), 30) == date(2054, 12, 31)
    assert last_day(date(2026, 1, 1), None) is None


def test_without_a_schedule_thirty_years_and_for_ever_after_court(office):
    case = closed(office)
    assert term_of(case, TODAY).years == 30
    assert "默认" in term_of(case, TODAY).basis
    office.do(case, "file_reconsideration", date(2026, 4, 1), reference="某复1号")
    assert term_of(case, TODAY).years == 30
    office.do(case, "file_litigation", date(2026, 4, 1), kind="litigation_after", reference="某行初1号")
    assert term_of(case, TODAY).years is None


def rule(office: Office, kind: str, years: int | None, since: date = date(2026, 1, 1), outcomes=()):
    return enter_rule(
        by=office.reviewer,
        kind=kind,
        years=years,
        schedule=f"某档〔{since.year}〕{years}号",
        since=since,
        now=at(TODAY),
        outcomes=outcomes,
    )


def test_the_more_particular_rule_goes_first_then_the_newest_schedule_then_the_longest(office):
    case = closed(office)
    rule(office, "all", 10)
    assert (term_of(case, TODAY).years, term_of(case, TODAY).basis) == (10, "一般案件：某档〔2026〕10号")
    rule(office, "outcome", 15, outcomes=("deny",))
    assert term_of(case, TODAY).years == 10
    rule(office, "outcome", 5, outcomes=("open", "partial"))
    assert term_of(case, TODAY).years == 5
    rule(office, "outcome", 8, outcomes=("open",))
    assert term_of(case, TODAY).years == 8
    rule(office, "outcome", 3, date(2026, 2, 1), outcomes=("open",))
    assert term_of(case, TODAY).years == 3
    rule(office, "outcome", 100, date(2026, 12, 1), outcomes=("open",))  # not in force yet
    assert term_of(case, TODAY).years == 3
    office.do(case, "file_reconsideration", date(2026, 4, 1), reference="某复1号")
    assert term_of(case, TODAY).years == 3
    rule(office, "reconsideration", 50)
    assert term_of(case, TODAY).years == 50


def test_one_agencys_schedule_is_not_anothers(office):
    rule(office, "all", 10)
    case = closed(office)
    Case.objects.filter(pk=case.pk).update(agency=office.government)
    assert term_of(Case.objects.get(pk=case.pk), TODAY).years == 30


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "some"}, "kind"),
        ({"years": 0}, "years"),
        ({"years": 201}, "years"),
        ({"kind": "outcome"}, "outcomes"),
        ({"kind": "outcome", "outcomes": ("none",)}, "outcomes"),
        ({"schedule": " "}, "schedule"),
    ],
)
def test_a_line_of_the_schedule_that_says_nothing_is_refused(office, given, field):
    values = {"kind": "all", "years": 30, "schedule": "某档〔2026〕1号", "since": TODAY} | given
    with pytest.raises(Refused) as error:
        enter_rule(by=office.reviewer, now=at(TODAY), **values)
    assert error.value.field == field


def test_only_the_legal_reviewer_enters_the_schedule(office):
    for person in (
        office.clerk,
        office.handler,
        office.signer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="法制审核"):
            enter_rule(by=person, kind="all", years=1, schedule="x", since=TODAY, now=at(TODAY))


def test_a_term_can_be_raised_with_a_reason_and_never_lowered(office):
    case = closed(office)
    for years, reason, match in ((10, "短些", "不能降低"), (30, "一样", "不能降低"), (None, " ", "理由")):
        with pytest.raises(Refused, match=match):
            archived(office, case, longer=archiving.LongerRetention(years, reason))
    record = archived(office, case, longer=archiving.LongerRetention(None, "涉及重大项目"))
    assert (record.years, record.until, record.basis) == (None, None, "提高：涉及重大项目")


def test_another_edition_never_has_a_shorter_term(office):
    case = closed(office)
    archived(office, case, longer=archiving.LongerRetention(100, "涉及重大项目"))
    office.do(case, "record_complaint", date(2026, 4, 1), reference="举报1号")
    assert archived(office, case, date(2026, 4, 2)).years == 100
