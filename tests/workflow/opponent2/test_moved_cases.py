"""11.10: what a transfer takes along and what it does not: consents, annulled twins, duplicates; who may take a case over."""

import pytest
from django.urls import reverse

from agencies.organisation.models import Agency
from intake.services import attach, confirm
from law import Refused
from tests.api.schema import signed_in
from tests.workflow.acts.test_transfer import ACCEPTED, PROPOSED, RECEIVED, WHY, District
from tests.workflow.sample_archive import PDF
from tests.workflow.sample_office import DAYS, at, officer
from tests.workflow.sample_registers import GOOD, as_csv
from tests.workflow.telling.lives import fresh, march
from workflow.acts.services import perform, register
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.duplicates.selectors import annulled_for, check_seen, earlier_applications
from workflow.evidence.consents import consents_to_decide
from workflow.registers.services import import_register

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.10")]
MAIL = {"tracking_number": "EA123456785CN"}
CONSENT = {"to": "extend", "workdays": 20, "reason": "档案较多，需要逐页核对"}
TWICE = {"why": "twice", "reason": "核对信封为同一封信"}


@pytest.fixture
def district():
    return District()


def handed_on(district, case, on=ACCEPTED):
    """Move a case to the other agency."""
    district.send_all(case, on)
    district.do(case, "propose_transfer", on, agency="E", reason=WHY)
    district.do(case, "accept_transfer", on, by=district.taker)
    return fresh(case)


def faxed(district, on):
    """Register an application by fax, of which both sides confirm the receipt."""
    application = district.application(on, channel="fax")
    confirm(application, on=on, means="电话", reached=True, now=at(on), by=district.clerk)
    return register(application, by=district.clerk, now=at(on))


def test_the_head_of_the_old_agency_does_not_extend_for_the_new_one(district):
    """11.6, 条例33②: the head of the agency that answers consents; the consent of another is none."""
    case, head = district.assigned(RECEIVED), officer("other_head", district.other, "head")
    district.decide(case, "consent", march(3), **CONSENT)
    case = handed_on(district, case)
    extension = {"by": district.taker, "consented": False, "workdays": 20, "reason": "档案较多，需要逐页核对"}
    with pytest.raises(Refused, match="other_head") as refused:
        district.decide(case, "extend", march(6), **extension)
    assert (refused.value.field, refused.value.article) == ("consent", "条例33②")
    assert case in consents_to_decide(head, march(26), DAYS)
    district.decide(case, "consent", march(6), by=head, **CONSENT)
    assert district.decide(case, "extend", march(6), **extension).data["approved_by"] == str(head)
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize("same", ["mail", "text"])
def test_what_was_given_away_is_found_when_it_is_entered_once_more(district, same):
    """11.3: one letter would be counted at two agencies, each with a term of its own."""
    district.case(RECEIVED, content="某路拓宽工程的可行性研究报告")
    case = district.moved(**MAIL)
    other = {"content": "另一件材料"} if same == "mail" else {"tracking_number": ""}
    again = district.application(march(6), **MAIL | other)
    (found,) = earlier_applications(again)
    assert (found.case, found.number, found.name) == (case, "2026-002", "2026-002（已移送某区教育局）")
    with pytest.raises(Refused, match="2026-002（已移送某区教育局）"):
        check_seen(again, seen=False)
    assert check_seen(again, seen=True) == ["2026-002"]


def test_a_twin_of_a_case_that_moved_is_annulled_under_its_old_number(district, client):
    """11.3, 11.10: the registration made twice has its way back, and its page leads to the case that remains."""
    case = district.moved(**MAIL)
    twin = register(district.application(march(6), **MAIL), by=district.clerk, now=at(march(6)))
    event = district.decide(twin, "annul_registration", march(9), district.reviewer, remaining="2026-001", **TWICE)
    assert event.data["remaining"] == "2026-001" and fresh(twin).annulled
    assert [one.case for one in annulled_for(case)] == [twin]
    client.force_login(district.clerk)
    assert f'href="/cases/{case.pk}/"' in client.get(f"/cases/{twin.pk}/").content.decode()


def test_a_case_that_moved_is_not_made_later_than_the_one_annulled_for_it(district):
    """11.3: to annul the twin, to move the case, and then to give its term back."""
    second = officer("other_reviewer", district.other, "reviewer")
    keeps, twin = (faxed(district, day) for day in (RECEIVED, march(3)))
    district.decide(twin, "annul_registration", march(3), district.reviewer, remaining=keeps.number, **TWICE)
    moved = handed_on(district, keeps)
    with pytest.raises(Refused, match=f"{twin.number} 作废登记时保留的是本件"):
        district.decide(
            moved, "correct_receipt", march(12), second, received_on="2026-03-10", reason="核对传真确认记录"
        )


def test_the_number_of_a_case_that_moved_is_neither_given_nor_imported_again(district, tmp_path):
    """11.10: it stays in the register that it left; the same row of an old register would be counted at both."""
    path = as_csv(tmp_path / "one.csv", GOOD | {"登记编号": "2026-003", "到达日期": "2026-03-02"})
    assert import_register(path, today=march(3), now=at(march(3))).imported == 1
    case = handed_on(district, Case.objects.get(number="2026-003"))
    assert (case.agency, case.number) == (district.other, "2026-001")
    (fault,) = import_register(path, today=march(9), now=at(march(9))).faults
    assert "2026-003" in fault.message and "已经登记过" in fault.message
    assert [district.case(march(day)).number for day in (9, 10, 11)] == ["2026-001", "2026-002", "2026-004"]


def papers(client, who, case, scan, letter) -> list[int]:
    """Ask for the scan of the application and for a letter, on the desk and over the API, with a reason."""
    client.force_login(who)
    why, api, application = {"reason": "核对移送的案件"}, signed_in(who), case.application
    for paper, key in (("attachment", scan.pk), ("letter", letter.pk)):
        client.post(reverse("looks-open"), why | {"paper": paper, "key": key})
    return [
        client.get(reverse("attachment", args=[scan.pk])).status_code,
        client.get(reverse("letter", args=[letter.pk])).status_code,
        api.get(f"/api/v1/applications/{application.public_id}/attachments/{scan.pk}/", why).status_code,
        api.get(f"/api/v1/letters/{letter.pk}/").status_code,
    ]


def test_who_answers_a_case_that_moved_reads_its_papers(district, client):
    """11.10: scans and letters of the old agency were 404 for those who have the case, and for who is asked to take it."""
    case, new = district.assigned(RECEIVED), district.new_handler
    scan = attach(case.application, name="申请表.pdf", body=PDF, now=at(RECEIVED))
    receipt = case.events.get(act="register").letter
    district.send_all(case, RECEIVED)
    stranger = officer(
        "stranger", Agency.objects.create(code="Y", name="某区城管局", parent=district.government), "clerk"
    )
    assert papers(client, new, case, scan, receipt) == [404] * 4
    district.do(case, "propose_transfer", PROPOSED, agency="E", reason=WHY)
    assert papers(client, district.taker, case, scan, receipt) == [200] * 4
    district.do(case, "decline_transfer", PROPOSED, by=district.taker, reason="项目档案不在我局")
    assert papers(client, district.taker, case, scan, receipt) == [404] * 4
    handed_on(district, case)
    for who in (new, district.clerk, district.supervisor):
        assert papers(client, who, case, scan, receipt) == [200] * 4
    assert papers(client, stranger, case, scan, receipt) == [404] * 4
    sent = {"data": {"points": ["某小区指哪一个"], "ways": ["写明门牌号"]}, "by": district.taker, "now": at(ACCEPTED)}
    asked = perform("request_correction", case.pk, on=ACCEPTED, **sent).letter
    assert asked.agency == district.other and papers(client, district.clerk, case, scan, asked) == [200] * 4


@pytest.mark.parametrize("how", ["closed", "elsewhere"])
def test_an_agency_that_ended_meanwhile_takes_nothing_over(district, how):
    """11.10: a case at an agency that works no more is nobody's."""
    case = district.offered()
    change = {"closed_on": PROPOSED}
    if how == "elsewhere":
        change = {"parent": Agency.objects.create(code="X", name="邻区人民政府", kind="government")}
    Agency.objects.filter(pk=district.other.pk).update(**change)
    with pytest.raises(Refused, match="不能接收") as refused:
        district.do(case, "accept_transfer", ACCEPTED, by=district.taker)
    assert refused.value.article
    district.do(case, "decline_transfer", ACCEPTED, by=district.taker, reason="本局已经撤销")
    assert fresh(case).agency == district.agency
