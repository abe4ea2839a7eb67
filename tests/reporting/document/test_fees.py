"""Part six of the report tells the money of the year: what was paid less what was given back (国办函〔2020〕109号)."""

from datetime import date

import pytest
from django.urls import reverse

from reporting.document.assembly import document_of
from reporting.figures.scope import scope_of
from reporting.narrative.fragments import LinkedNumber, fragments_of
from reporting.publication.views.report import number_label, rows_counted_by
from tests.workflow.fees.applications import PAYMENT
from tests.workflow.sample_office import Office, at
from tests.workflow.sample_registers import REPLIED, TODAY, as_csv
from workflow.registers.services import import_register

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.7")]

PAGES = [{"title": "批复", "pages": 68}]


@pytest.fixture
def office():
    """Return a staffed office."""
    return Office()


def paid(office, start: date, on: date):
    """Return a case of which 380 yuan were paid."""
    case = office.assigned(start)
    office.do(case, "issue_fee_notice", start, mode="pages", documents=PAGES, payment=PAYMENT)
    office.do(case, "receive_payment", on)
    return case


def told(office, year: int):
    """Return the sentence of a year about money."""
    document = document_of(scope_of(office.agency, year))
    texts = [block.text for section in document.sections for block in section.blocks if block.text]
    (found,) = [text for text in texts if "信息处理费" in text]
    return found


def test_without_money_it_says_so(office):
    assert told(office, 2026) == "2026年没有收取政府信息公开信息处理费。"


def test_what_was_paid_is_told(office):
    paid(office, date(2026, 3, 2), date(2026, 3, 9))
    assert told(office, 2026) == "2026年发出信息处理费收费通知1次，实际收取信息处理费380元。"


def test_what_was_given_back_is_taken_off_and_every_number_opens_its_case(office):
    case = paid(office, date(2026, 3, 2), date(2026, 3, 9))
    paid(office, date(2026, 3, 2), date(2026, 3, 9))
    office.do(case, "refund_fee", date(2026, 3, 10), amount=280, reason="实际提供 40 页")
    sentence = told(office, 2026)
    assert sentence == "2026年发出信息处理费收费通知2次，实际收取信息处理费480元（已扣除退还的280元）。"
    scope = scope_of(office.agency, 2026)
    numbers = [one for one in fragments_of(sentence) if isinstance(one, LinkedNumber)]
    report = document_of(scope).report
    behind = [rows_counted_by(scope, report.sheet.form, one.row, one.column) for one in numbers]
    assert [rows.count() for rows in behind] == [2, 2, 1]
    assert behind[2].get() == case
    assert number_label(report.sheet.form, numbers[2].row, numbers[2].column) == "退还信息处理费"


def test_an_annulled_refund_is_taken_off_no_more(office):
    case = paid(office, date(2026, 3, 2), date(2026, 3, 9))
    refund = office.do(case, "refund_fee", date(2026, 3, 10), amount=380, reason="误登")
    office.do(case, "annul", date(2026, 3, 10), by=office.reviewer, seq=refund.seq, reason="没有退")
    assert told(office, 2026).endswith("实际收取信息处理费380元。")


def test_money_of_an_earlier_year_is_told_in_the_year_in_which_it_was_given_back(office):
    case = paid(office, date(2025, 12, 1), date(2025, 12, 9))
    office.do(case, "refund_fee", date(2026, 1, 5), amount=380, reason="不提供页面")
    assert told(office, 2025).endswith("实际收取信息处理费380元。")
    assert (
        told(office, 2026)
        == "2026年发出信息处理费收费通知0次，实际收取信息处理费0元，退还信息处理费380元（含以前年度收取的）。"
    )


def test_parts_of_a_yuan_of_an_imported_register_are_added(office, tmp_path):
    row = REPLIED | {"收费通知日期": "2025-03-05", "收费金额": "380.5", "缴费日期": "2025-03-10"}
    import_register(as_csv(tmp_path / "台账.csv", row), today=TODAY, now=at(TODAY))
    paid(office, date(2025, 12, 1), date(2025, 12, 9))
    assert told(office, 2025) == "2025年发出信息处理费收费通知2次，实际收取信息处理费760.5元。"


def test_the_page_of_the_report_shows_it(office, client):
    case = paid(office, date(2026, 3, 2), date(2026, 3, 9))
    office.do(case, "refund_fee", date(2026, 3, 10), amount=280, reason="实际提供 40 页")
    client.force_login(office.signer)
    text = client.get(reverse("report-text", args=[2026, "D"])).content.decode()
    assert "已扣除退还的" in text
