"""What law or a court compels is listed beside the published figures, which stay; a year with mail left is not published (11.10)."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from agencies.organisation.models import Agency
from intake.services import confirm, submit
from law import Refused
from reporting.document.recorded_differences import recorded_differences
from reporting.document.revisions import correction_sentences
from reporting.figures.models import PublishedTable
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.narrative.report import report_of
from reporting.publication import services as publication_services
from reporting.publication.obstacles import obstacles
from reporting.validation import services as validation_services
from tests.api.schema import signed_in
from tests.reporting.district import FEBRUARY, JANUARY, YEAR
from tests.workflow.sample_office import at, officer
from workflow.acts.services import RegistrationDetails, register
from workflow.cases.models import Case

WHY = "年终清点收发室时找到"
ADDRESS = f"/published/{YEAR}/G/"


def arrived(district, **given):
    """Take an application of the last week of the year in at the first bureau."""
    Agency.objects.filter(code="B1").update(series_word="某住建")
    facts = {"channel": "in_person", "arrived_on": date(YEAR, 12, 29), "applicant_kind": "natural_person"} | given
    return submit(
        agency=district.bureaus[0],
        now=at(JANUARY),
        by=district.clerks["B1"],
        applicant_name="张三",
        phone="13800000000",
        address="某路2号",
        content="某小区改造施工合同",
        **facts,
    )


@pytest.fixture
def found(published):
    """Return the published district after a letter of December was found and registered."""
    details = RegistrationDetails(locked_year_reason=WHY)
    published.found = register(arrived(published), by=published.clerks["B1"], now=at(FEBRUARY, 10), details=details)
    return published


def test_the_published_version_stays_and_the_difference_is_listed_with_case_and_reason(found, client):
    table = PublishedTable.objects.get(agency=found.government, year=YEAR)
    assert publication_services.is_intact(table)
    client.force_login(found.supervisor)
    page = client.get(f"/report/{YEAR}/G/publish/")
    total = next(one for one in page.context["differences"] if one[0].row == "R1" and one[0].column == "total")
    revision, came, _went, _figures, causes = total
    assert revision.now == revision.published + 1 and [case.pk for case in came] == [found.found.pk]
    assert [(one.kind, one.reason) for one in causes] == [("late_registration", WHY)]
    assert WHY in page.content.decode()
    assert table.tables == PublishedTable.objects.get(pk=table.pk).tables


@pytest.mark.parametrize(
    ("who", "sees"), [("supervisor", True), ("clerk", True), ("nobody", False), ("elsewhere", False)]
)
def test_everybody_reads_what_changed_and_only_officers_whose_case_it_is_read_case_and_reason(found, client, who, sees):
    if who == "elsewhere":
        client.force_login(officer("other", found.bureaus[1], "clerk"))
    elif who != "nobody":
        client.force_login(found.supervisor if who == "supervisor" else found.clerks["B1"])
    body = client.get(ADDRESS).content.decode()
    assert "本年新收政府信息公开申请数量 × 总计：公布为" in body
    assert (WHY in body) is sees
    assert (f"/cases/{found.found.pk}/" in body) is sees
    workbook = client.get(f"{ADDRESS}differences/")
    assert workbook.status_code == {"nobody": 302}.get(who, 200)


def test_nothing_is_said_of_changes_where_there_are_none(published, client):
    assert 'id="since"' not in client.get(ADDRESS).content.decode()


def test_the_workbook_names_cell_before_after_case_and_reason(found, client):
    client.force_login(found.clerks["B1"])
    answer = client.get(f"{ADDRESS}differences/")
    cells, records = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets
    rows = {row[0]: row[1:] for row in cells.iter_rows(min_row=2, values_only=True)}
    published, now, why = next(value for name, value in rows.items() if name.endswith("申请数量 × 总计"))
    assert now == published + 1 and WHY in why and found.found.number in why
    assert [row[0] for row in records.iter_rows(min_row=2, values_only=True)] == [found.found.number]
    client.force_login(officer("other", found.bureaus[1], "clerk"))
    _cells, records = load_workbook(
        BytesIO(b"".join(client.get(f"{ADDRESS}differences/").streaming_content))
    ).worksheets
    assert list(records.iter_rows(min_row=2, values_only=True)) == []


def test_the_api_lists_cells_and_records(found):
    told = signed_in(found.supervisor).get(f"/api/v1/reports/{YEAR}/G/differences/").json()
    assert [(one["case"], one["kind"], one["reason"]) for one in told["records"]] == [
        (found.found.pk, "late_registration", WHY)
    ]
    assert told["records"][0]["before"] == {} and told["records"][0]["after"]["received"] == "in"
    assert found.found.pk in told["cells"][0]["cases"]
    none = signed_in(found.supervisor).get(f"/api/v1/reports/{YEAR - 1}/G/differences/").json()
    assert none == {"version": None, "cells": [], "records": []}


def test_a_difference_of_an_older_year_is_stated_in_the_report_of_today(found):
    """Of the year before last only what was opened again used to be stated; a compelled record opens nothing."""
    from_two_years = scope_of(found.government, YEAR + 2)
    assert any(f"{YEAR} 年度" in text for text in correction_sentences(from_two_years))
    assert len(recorded_differences(found.table)) == 1


# -- mail and letters that a year leaves behind -----------------------------------------------------------------------------


def rules(scope, by=None):
    return [(one.rule, one.message) for one in obstacles(scope, report_of(scope), FEBRUARY, by=by)]


def test_a_year_is_not_published_while_mail_of_it_is_unregistered(ready):
    application = arrived(ready)
    with pytest.raises(Refused, match="1 件已收到的申请没有登记：2025-12-29 到达"):
        ready.publish()
    register(application, by=ready.clerks["B1"], now=at(FEBRUARY))
    assert not any("没有登记" in message for _rule, message in rules(ready.scope))


def test_no_unit_confirms_while_its_mail_is_unregistered(ready):
    unit = ready.bureaus[0]
    filing_services.return_filing(unit, YEAR, "请核对", {}, by=ready.supervisor, now=at(FEBRUARY))
    arrived(ready)
    with pytest.raises(Refused, match="没有登记"):
        filing_services.confirm(unit, YEAR, by=ready.heads["B1"], now=at(FEBRUARY))


@pytest.mark.parametrize(
    ("given", "confirmed", "expected"),
    [
        ({"channel": "fax"}, None, "还没有与申请人确认的申请 1 件"),
        ({"channel": "fax"}, date(YEAR, 12, 31), "1 件已收到的申请没有登记"),
        ({"channel": "fax"}, date(YEAR + 1, 1, 5), ""),
        ({"arrived_on": date(YEAR + 1, 1, 5)}, None, ""),
    ],
)
def test_mail_counts_by_its_legal_day(ready, given, confirmed, expected):
    application = arrived(ready, **given)
    if confirmed:
        confirm(application, on=confirmed, means="电话", reached=True, now=at(JANUARY), by=ready.clerks["B1"])
    told = [message for _rule, message in rules(ready.scope) if "申请" in message]
    assert [expected in message for message in told] == ([True] if expected else [])


def test_what_waits_for_a_confirmation_needs_the_reason_of_a_second_person(ready):
    arrived(ready, channel="fax")
    unit = scope_of(ready.bureaus[0], YEAR, "own")
    finding = next(one for one in validation_services.validate_report(unit) if one.rule == "mail-unconfirmed")
    given = {"reason": "三次电话没有接通，已发短信", "now": at(FEBRUARY)}
    filing_services.explain_finding(unit, finding.identity, by=ready.supervisor, **given)
    with pytest.raises(Refused, match="理由是您自己写的"):
        ready.publish()
    filing_services.return_filing(ready.bureaus[0], YEAR, "请说明", {}, by=ready.supervisor, now=at(FEBRUARY))
    filing_services.explain_finding(unit, finding.identity, by=ready.clerks["B1"], **given)
    filing_services.confirm(ready.bureaus[0], YEAR, by=ready.heads["B1"], now=at(FEBRUARY))
    filing_services.accept(ready.bureaus[0], YEAR, by=ready.supervisor, now=at(FEBRUARY))
    assert ready.publish().table.version == 1


def test_letters_that_have_not_left_need_a_reason(ready):
    case = register(arrived(ready), by=ready.clerks["B1"], now=at(date(YEAR, 12, 30)))
    number = case.events.get().letter.number
    told = [message for rule, message in rules(ready.scope) if rule == "soft" and number in message]
    assert told and "没有寄出、送出" in told[0]
    assert Case.objects.get(pk=case.pk).events.count() == 1
