"""The ledger of fees: who is in it, what it adds up, who may read it, and its workbook."""

import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from agencies.organisation.models import Agency
from reporting.fees.ledger import lines_of
from tests.shared_data import shared_data
from tests.workflow.fees.applications import PAYMENT, UNNUMBERED, ZHANG, asked, charged, elsewhere
from tests.workflow.sample_office import Office, at, officer
from workflow.cases.models import Case

pytestmark = pytest.mark.fault("11.7")

SECOND, THIRD, FIFTH, TENTH = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 10)
LI = {"applicant_name": "李四", "identity_number": "330302198001011111", "phone": "13700000000", "address": "北街7号院"}


@shared_data
def charging():
    """Return an office with eleven cases of one person, the last charged by cases, and one of another charged by pages."""
    office = Office()
    office.ten = [asked(office, SECOND, **(UNNUMBERED if n == 9 else ZHANG)) for n in range(10)]
    office.last = asked(office, THIRD, **ZHANG)
    charged(office, office.last, FIFTH, same_person=[office.ten[9].pk])
    office.do(office.last, "receive_payment", TENTH)
    office.by_pages = asked(office, SECOND, **LI)
    documents = [{"title": "批复", "pages": 68}]
    office.do(office.by_pages, "issue_fee_notice", FIFTH, mode="pages", documents=documents, payment=PAYMENT)
    office.do(office.by_pages, "receive_payment", TENTH)
    office.do(office.by_pages, "refund_fee", date(2026, 3, 11), amount=280, reason="实际提供 40 页")
    return office


@pytest.fixture
def office(charging):
    """Return the office on 12 March 2026."""
    with time_machine.travel(at(date(2026, 3, 12)), tick=False):
        yield charging


def page(client, person, **query):
    """Return the answer of the page."""
    client.force_login(person)
    return client.get(reverse("fees"), query)


def shown(answer) -> list[tuple]:
    """Return what the lines of a page say."""
    return [
        (line.case.agency.code, f"{line.month:%Y-%m}", len(line.cases), line.due, line.paid, line.refunded)
        for line in answer.context["lines"]
    ]


# -- what is in it ----------------------------------------------------------------------------------------------------
def test_a_line_has_the_cases_and_the_money_of_one_applicant_and_month(office, client):
    answer = page(client, office.clerk)
    assert shown(answer) == [("D", "2026-03", 11, 100, 100, 0), ("D", "2026-03", 1, 380, 380, 280)]
    assert answer.context["sums"] == {"due": 480, "paid": 480, "refunded": 280}
    text = answer.content.decode()
    assert "张**" in text and "张国庆" not in text and ZHANG["identity_number"] not in text
    assert "本月第 11 件" in text and "68 页" in text and office.last.number in text
    assert [line.by_number for line in answer.context["lines"]] == [False, True]  # one of the eleven by confirmation


def test_who_asked_more_than_ten_times_is_there_without_a_notice(office, client):
    for _ in range(10):
        asked(office, SECOND, **LI)
    other = page(client, office.clerk).context["lines"][1]
    assert (len(other.cases), other.due) == (11, 380)
    for n in range(11):
        asked(office, THIRD, applicant_name="王五", phone="13600000000" if n < 10 else "13500000000", address="")
    assert len(shown(page(client, office.clerk))) == 2  # ten and one: not the same contact
    asked(office, THIRD, applicant_name="王五", phone="136 0000 0000", address="")
    assert shown(page(client, office.clerk))[-1] == ("D", "2026-03", 11, 0, 0, 0)
    assert "未收费" in page(client, office.clerk).content.decode()


def test_unconfirmed_cases_of_the_same_name_are_not_added_to_those_with_a_number(office, client):
    asked(office, TENTH, **UNNUMBERED | {"phone": "13100000000", "address": "别处11号"})
    assert shown(page(client, office.clerk))[0][2] == 11


def test_a_lapse_and_an_annulled_notice(office, client):
    unpaid = asked(office, SECOND, **LI | {"identity_number": "330302197001011112"})
    notice = office.decide(
        unpaid, "issue_fee_notice", FIFTH, mode="pages", documents=[{"title": "图", "pages": 31}], payment=PAYMENT
    )
    office.do(
        unpaid, "record_service", TENTH, letter_id=notice.letter_id, status="delivered", method="direct", receipt="李四"
    )
    office.do(unpaid, "lapse_payment", date(2026, 4, 20))
    line = page(client, office.clerk).context["lines"][-1]
    assert (line.due, line.paid, str(line.charges[0].balance.lapse.on)) == (10, 0, "2026-04-20")
    wrong = office.by_pages.events.get(act="refund_fee")
    office.do(office.by_pages, "annul", date(2026, 4, 20), by=office.reviewer, seq=wrong.seq, reason="没有退")
    assert page(client, office.clerk).context["sums"] == {"due": 490, "paid": 480, "refunded": 0}


def test_a_notice_whose_count_no_longer_holds_is_marked(office, client):
    office.do(office.ten[0], "correct_receipt", TENTH, by=office.signer, received_on="2026-02-27", reason="签收单")
    text = page(client, office.clerk).content.decode()
    assert "按现在的登记是第 10 件" in text
    assert "本月第 11 件" in text


def test_what_a_person_did_not_confirm_is_no_contradiction(office, client):
    for _ in range(12):
        asked(office, SECOND, applicant_name="王五", phone="13600000000", address="")
    case = asked(office, THIRD, applicant_name="王五", phone="13600000000", address="")
    ticked = [one.pk for one in Case.objects.filter(application__applicant_name="王五").order_by("pk")[:10]]
    charged(office, case, FIFTH, same_person=ticked)
    answer = page(client, office.clerk)
    assert shown(answer)[-1] == ("D", "2026-03", 13, 100, 0, 0)
    assert "按现在的登记" not in answer.content.decode()


# -- year, month, agency ----------------------------------------------------------------------------------------------
def test_year_and_month_choose_the_month_of_receipt(office, client):
    assert len(shown(page(client, office.clerk, year=2026, month=3))) == 2
    assert shown(page(client, office.clerk, year=2026, month=2)) == []
    assert shown(page(client, office.clerk, year=2025)) == []


@pytest.mark.parametrize(
    "query", [{"year": "x"}, {"year": 2020}, {"year": 99999}, {"month": 13}, {"month": "x"}, {"year": ""}]
)
def test_what_is_no_period_is_told_beside_its_field(office, client, query):
    answer = page(client, office.clerk, **query)
    assert (answer.status_code, answer.context["lines"]) == (422, [])
    assert client.get(reverse("fees-file"), query).status_code == 404


def test_a_supervisor_sees_the_agencies_below_and_chooses_one(office, client):
    for _ in range(11):
        elsewhere(office, SECOND, **ZHANG)
    assert [line[0] for line in shown(page(client, office.supervisor))] == ["D", "D", "G"]
    assert [line[0] for line in shown(page(client, office.supervisor, unit="G"))] == ["G"]
    assert [line[0] for line in shown(page(client, office.clerk))] == ["D", "D"]
    assert [line[0] for line in shown(page(client, office.clerk, unit="G"))] == ["D", "D"]  # there is nothing to choose
    Agency.objects.create(code="X", name="别区住建局", kind="department")
    assert page(client, office.supervisor, unit="X").status_code == 422


# -- who reads it -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("clerk", 200),
        ("reviewer", 200),
        ("signer", 200),
        ("supervisor", 200),
        ("auditor", 200),
        ("handler", 404),
        ("administrator", 404),
    ],
)
def test_who_reads_it(office, client, person, status):
    client.force_login(getattr(office, person))
    assert client.get(reverse("fees")).status_code == status
    assert client.get(reverse("fees-file")).status_code == status
    menu = client.get(reverse("worklist")).content.decode()
    assert (f'href="{reverse("fees")}"' in menu) == (status == 200)


def test_nobody_reads_it_without_signing_in(office, client):
    assert client.get(reverse("fees")).status_code == client.get(reverse("fees-file")).status_code == 302


def test_another_agencys_clerk_sees_nothing_of_it(office, client):
    other = Agency.objects.create(code="X", name="别区住建局", kind="department")
    assert shown(page(client, officer("far", other, "clerk"))) == []


# -- the workbook -----------------------------------------------------------------------------------------------------
def test_the_workbook_has_a_row_for_each_notice(office, client):
    client.force_login(office.clerk)
    answer = client.get(reverse("fees-file"), {"year": 2026, "month": 3})
    (sheet,) = load_workbook(io.BytesIO(answer.getvalue())).worksheets
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[:5] == ("单位", "收到月份", "申请人", "认定依据", "计件数")
    assert [row[2] for row in rows] == ["张**", "李*"]
    first, second = rows
    number = office.last.events.get(act="issue_fee_notice").data["number"]
    assert first[4:11] == (11, office.last.number, number, "按件", 11, 100, first[10]) and first[10].date() == TENTH
    assert (second[7:10], second[11:]) == (("按量", 68, 380), (380, 280, None))


def test_the_ledger_asks_the_database_a_bounded_number_of_times(office, client, django_assert_max_num_queries):
    client.force_login(office.supervisor)
    for month in (1, 2):
        for _ in range(11):
            elsewhere(office, date(2026, month, 5), **ZHANG)
    with django_assert_max_num_queries(30):
        assert len(client.get(reverse("fees")).context["lines"]) == 4


def test_the_same_lines_come_of_the_cases_of_one_month(office):
    assert len(lines_of(Case.objects.filter(agency=office.agency))) == 2
    assert lines_of(Case.objects.none()) == []
