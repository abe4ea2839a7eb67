"""Years that agencies and lawful late acts come across: who counts, what stays locked, what the next report says."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from agencies.organisation.models import Agency, AgencySuccession
from law import Refused
from reporting.document import revisions
from reporting.document.assembly import document_of
from reporting.figures import published_tables
from reporting.figures.models import Figure, PublishedTable
from reporting.figures.scope import Scope, scope_of
from reporting.figures.tables import filled_form_of
from reporting.filing import services as filing_services
from reporting.narrative.report import report_of
from reporting.statistics import tables as statistics_tables
from reporting.statistics.periods import Period
from reporting.validation import services as validation_services
from tests.reporting import year
from tests.reporting.district import FEBRUARY, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import SEARCH, Office, at, officer
from workflow.acts.services import perform
from workflow.cases.models import Case
from workflow.locks import services as lock_services

pytestmark = pytest.mark.django_db
ASKED = "?row=R1&column=total"


@shared_data
def district():
    found = District()
    found.made = found.cases()
    return found


@shared_data
def went_out():
    """Return a district whose year was published."""
    found = District()
    found.made = found.cases()
    found.ready().publish()
    return found


def unlock(district, on=FEBRUARY):
    for unit in district.units:
        lock_services.unlock(unit, YEAR, reason="复核发现登记有误", by=district.supervisor, now=at(on))


# -- findings --------------------------------------------------------------------------------------------------------


def test_two_contradictions_in_one_sentence_are_two_findings_and_each_takes_a_reason(district):
    unit, scope = district.bureaus[0], scope_of(district.bureaus[0], YEAR)
    district.filled(unit)
    text = "收到申请77件，办结88件，均已妥善处理。"
    filing_services.write_text(unit, YEAR, "requests", text, by=district.clerks["B1"], now=at(district.january))
    filing_services.confirm(unit, YEAR, by=district.heads["B1"], now=at(district.january))
    left = validation_services.unexplained_findings(
        validation_services.validate_report(scope), validation_services.dispositions(scope)
    )
    about = [one for one in left if one.rule == "text-sentence"]
    assert len(about) == len({one.identity for one in about}) == 2
    district.explained(scope)
    assert (
        validation_services.unexplained_findings(
            validation_services.validate_report(scope), validation_services.dispositions(scope)
        )
        == []
    )
    filing_services.accept(unit, YEAR, by=district.supervisor, now=at(FEBRUARY))


# -- lawful acts after the lock ----------------------------------------------------------------------------------------


def test_a_revoked_reply_is_given_anew_in_a_locked_year_and_stands_among_the_differences():
    office = Office()
    case = office.assigned(date(2025, 12, 8))
    office.drafted(case, date(2025, 12, 15), "not_exist", search_record=SEARCH | {"searched_on": "2025-12-10"})
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, date(2025, 12, 16))
    office.do(case, "deliver", date(2025, 12, 16), method="direct", receipt="张三")
    lock_services.lock([office.agency.pk], 2025, basis="x", by=office.supervisor, now=at(date(2026, 2, 10)))
    office.do(case, "revoke_reply", date(2026, 3, 4), by=office.signer, fault="复议决定责令重新答复")
    office.drafted(case, date(2026, 3, 5), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, date(2026, 3, 6))
    case = Case.objects.get(pk=case.pk)
    assert (case.outcome, case.decided_on) == ("open", date(2025, 12, 16))
    with pytest.raises(Refused, match="已经公布并锁定"):  # nothing else of the year is let through
        office.assigned(date(2025, 12, 9))


def test_a_receipt_is_not_moved_to_another_month_of_a_locked_year():
    office = Office()
    case, second = office.case(date(2025, 3, 31)), officer("c2", office.agency, "clerk")
    lock_services.lock([office.agency.pk], 2025, basis="x", by=office.supervisor, now=at(date(2026, 2, 1)))
    given = {"received_on": "2025-02-28", "reason": "登记错误", "proof": "签收单"}
    with pytest.raises(Refused, match="收到月份“3月”→“2月”"):
        perform("correct_receipt", case.pk, by=second, on=date(2026, 2, 3), now=at(date(2026, 2, 3)), data=given)


# -- reforms of agencies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "refused"), [(date(YEAR, 12, 1), True), (date(YEAR + 1, 1, 1), False)])
def test_no_reform_takes_files_out_of_a_locked_year(went_out, tmp_path, capsys, on, refused):
    path = tmp_path / "a.csv"
    path.write_text(f"代码,名称,类型,上级,撤销日期,承接单位\nB1,某区住建局,department,G,{on},B2\n", encoding="utf-8")
    if refused:
        with pytest.raises(SystemExit):
            call_command("import_agencies", str(path))
        assert "已经公布并锁定，这样改会使它计到别处" in capsys.readouterr().err
    else:
        call_command("import_agencies", str(path))
    assert AgencySuccession.objects.exists() is not refused
    assert revisions.revisions_of(published_tables.published_table(went_out.government, YEAR)) == []


def test_nobody_is_moved_under_another_government_in_a_locked_year(went_out):
    other = year.agency("X", "government")
    with pytest.raises(Refused, match="某区住建局 2025 年度"), lock_services.refusing_moved_facts():
        Agency.objects.filter(code="B1").update(parent=other)
    assert Agency.objects.get(code="B1").parent == went_out.government


def test_a_unit_that_leaves_the_government_breaks_no_chain(went_out):
    left = year.agency("V", "vertical_agency", name="某税务局")
    AgencySuccession.objects.create(predecessor=went_out.bureaus[0], successor=left, on=date(YEAR + 1, 6, 1))
    found = validation_services.validate_report(scope_of(went_out.government, YEAR + 1))
    assert [one.message for one in found if one.rule == "carry-over"] == []
    assert filled_form_of(Scope(left, YEAR + 1, False)).value("R2", "total") == 1


def listed(answer) -> set[str]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("code", ["B3", "G"])
def test_the_page_the_workbook_and_the_number_agree_after_reforms(district, client, code):
    one, two, three = district.bureaus
    if code == "B3":
        AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
        AgencySuccession.objects.create(predecessor=two, successor=three, on=date(YEAR, 8, 1))
    else:
        Agency.objects.filter(pk=one.pk).update(active=False, closed_on=date(YEAR, 7, 1))
    client.force_login(district.clerks[code])
    page = client.get(f"/report/{YEAR}/{code}/cell/{ASKED}")
    assert (
        page.context["count"]
        == len(page.context["cases"])
        == len(listed(client.get(f"/report/{YEAR}/{code}/cell/xlsx/{ASKED}")))
    )
    assert page.context["hidden"] == 0


def test_the_governments_own_part_holds_what_it_took_over(district):
    Agency.objects.filter(pk=district.bureaus[0].pk).update(active=False, closed_on=date(YEAR, 7, 1))
    own = filled_form_of(Scope(district.government, YEAR, False)).value("R1", "total")
    whole = report_of(district.scope)
    assert f"其中本级{own}件、所属各单位{whole.sheet.value('R1', 'total') - own}件" in whole.sentences[0]


def test_the_chart_of_units_and_the_statistics_count_as_the_sheets_do(district):
    one, two, _three = district.bureaus
    year.cases(
        [
            {"agency": unit, "received_on": date(YEAR, 2, 3), "outcome": "open", "decided_on": date(YEAR, 2, 10)}
            for unit in district.bureaus
            for _ in range(40)
        ]
    )
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
    document = document_of(district.scope)
    (chart,) = [chart for chart in document.charts if chart.key == "units"]
    heir = filled_form_of(Scope(two, YEAR, False)).value("R1", "total")
    assert dict((bar.label, bar.number) for bar in chart.bars)[two.name] == heir
    assert one.name not in {bar.label for bar in chart.bars}
    period = Period.of(two, date(YEAR, 1, 1), date(YEAR, 12, 31), (two.pk,))
    assert statistics_tables.filled_form_of_period(period).value("R1", "total") == heir
    assert statistics_tables.breakdown_table(period, "unit", date(YEAR + 1, 1, 5)).numbers["*", "received"] == heir


# -- differences and next years' reports ------------------------------------------------------------------------------------


def test_numbers_of_text_and_charts_are_differences_too(went_out):
    unlock(went_out)
    Case.objects.filter(agency=went_out.bureaus[0]).update(channel="mail_signed", topic="土地征收")
    Case.objects.filter(agency=went_out.bureaus[1], received_on=date(YEAR, 2, 5)).update(
        received_on=date(YEAR, 9, 5), decided_on=date(YEAR, 9, 20)
    )
    found = revisions.revisions_of(published_tables.published_table(went_out.government, YEAR))
    names = {one.name: (one.published, one.now) for one in found}
    assert {"申请渠道 × 信函申请", "申请渠道 × 当面申请", "收到申请 × 2月", "收到申请 × 9月"} <= set(names)
    moved = sum(case.agency_id == went_out.bureaus[0].pk and case.received_on.year == YEAR for case in went_out.made)
    assert names["申请渠道 × 信函申请"] == (0, moved)
    assert any(
        "申请渠道 × 信函申请" in text
        for text in revisions.correction_sentences(scope_of(went_out.government, YEAR + 1))
    )


def test_a_correction_after_the_next_report_went_out_stands_in_the_one_after(went_out):
    table = published_tables.published_table(went_out.government, YEAR)
    PublishedTable.objects.create(
        agency=went_out.government,
        year=YEAR + 1,
        form=table.form,
        tables=table.tables,
        sha256="x",
        frozen_at=at(date(YEAR + 2, 2, 1)),
    )
    after = scope_of(went_out.government, YEAR + 2)
    assert revisions.correction_sentences(after) == []
    unlock(went_out, date(YEAR + 2, 5, 1))
    Figure.objects.filter(agency=went_out.bureaus[0], year=YEAR, indicator="二 行政许可 本年处理决定数量").update(
        value=99
    )
    assert ["行政许可" in text for text in revisions.correction_sentences(after)] == [True]


def test_late_by_delivery_stands_in_the_table_of_lateness(district):
    (case,) = year.cases(
        [
            {
                "agency": district.bureaus[0],
                "received_on": date(YEAR, 3, 3),
                "outcome": "open",
                "decided_on": date(YEAR, 3, 31),
                "timeliness": "late",
            }
        ]
    )
    Case.objects.filter(pk=case.pk).update(due_on=date(YEAR, 3, 31), delivered_on=date(YEAR, 4, 8))
    period, today = (
        Period.of(district.government, date(YEAR, 1, 1), date(YEAR, 12, 31), tuple(unit.pk for unit in district.units)),
        date(YEAR + 1, 1, 20),
    )
    numbers = {key: n for key, n in statistics_tables.delay_table(period, today).numbers.items() if n}
    assert numbers == {("6-10", "late"): 1}
    assert [one.pk for one in statistics_tables.rows_counted_by(period, "delays", "6-10", "late", today)] == [case.pk]
