"""11.3: a registration is not annulled to hide a case; who applied is not turned into somebody else."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from tests.workflow.acts.test_transfer import PROPOSED, District
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import REPLIED, as_csv
from tests.workflow.telling.lives import START, fresh, march, reply
from tests.workflow.test_api_and_sweeps import client_of, standing_on
from workflow.acts.services import perform
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.desk import worklist
from workflow.registers.services import import_register

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]
ROAD, SCHOOL = "某路拓宽工程的可行性研究报告", "城南小学食堂食材采购招标文件"
NEIGHBOUR = {"applicant_name": "李四", "phone": "13911111111", "address": "别处9号院"}
MAIL = {"tracking_number": "EA123456785CN"}
TODAY = march(20)


def annulled(office, case, keeps, why="twice", **more):
    """Annul a registration as the reviewer."""
    given = {"by": office.reviewer, "why": why, "remaining": keeps.number, "reason": "核对信封为同一封信"} | more
    return office.decide(fresh(case), "annul_registration", TODAY, **given)


@pytest.mark.parametrize("why", ["twice", "wrongly"])
@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"content": ROAD}, {"content": SCHOOL}),
        ({"content": ROAD}, {"content": ROAD} | NEIGHBOUR),
        ({"content": ROAD} | MAIL, {"content": SCHOOL} | MAIL | NEIGHBOUR),
    ],
    ids=["same person", "same text", "same envelope"],
)
def test_another_application_is_not_hidden_behind_an_earlier_one(office, why, earlier, later):
    """11.3: one thing in common makes two applications of one person, or of two, no single one."""
    keeps, overdue = office.case(START, **earlier), office.case(march(3), **later)
    with pytest.raises(Refused, match="没有两项相同，不是同一件申请") as refused:
        annulled(office, overdue, keeps, why)
    assert (refused.value.field, refused.value.article) == ("remaining", "条例33、36")
    assert fresh(overdue).state == "registered"


@pytest.mark.parametrize(
    ("why", "later", "possible"),
    [
        ("twice", {"content": SCHOOL}, False),
        ("wrongly", {"content": SCHOOL}, True),
        ("wrongly", {"applicant_name": "章三"}, True),
        ("wrongly", {"applicant_name": "章三"} | NEIGHBOUR, False),
        ("twice", {"content": SCHOOL} | MAIL, True),
        ("twice", {"applicant_name": "章三"} | MAIL, True),
    ],
)
def test_what_was_typed_wrongly_is_tied_by_day_contact_or_mail(office, why, later, possible):
    """11.3: a wrong text or name has a way back, where the rest says that one letter came."""
    keeps = office.case(START, content=ROAD, **MAIL)
    wrong = office.case(START, **{"content": ROAD} | later)
    if possible:
        annulled(office, wrong, keeps, why)
        assert fresh(wrong).annulled
    else:
        with pytest.raises(Refused, match="不是同一件申请"):
            annulled(office, wrong, keeps, why)


@pytest.mark.parametrize("end", ["reply", "withdraw"])
def test_the_same_asked_again_after_the_end_is_another_application(office, end):
    """11.3, 条例36（六）: a repeated application is answered as one."""
    first = office.assigned(date(2026, 2, 2), content=ROAD)
    if end == "reply":
        reply(office, first, date(2026, 2, 9))
    else:
        office.decide(first, "withdraw", date(2026, 2, 9), reason="来信撤回")
    again = office.case(START, content=ROAD)
    with pytest.raises(Refused, match="已于 2026-02-09 办结，本件是其后收到的") as refused:
        annulled(office, again, first)
    assert refused.value.article == "条例36（六）"


def test_the_same_letter_registered_after_the_reply_is_annulled(office):
    first = office.assigned(date(2026, 2, 2), content=ROAD, **MAIL)
    reply(office, first, date(2026, 2, 9))
    annulled(office, office.case(START, content=ROAD, **MAIL), first)


def test_not_while_a_transfer_waits(db):
    """11.3, 11.10: the other agency would have an offer that it can neither accept nor decline."""
    district = District()
    keeps, case = district.case(date(2026, 3, 1)), district.offered()
    with pytest.raises(Refused, match="已经提出移送，等待接收"):
        annulled(district, case, keeps)
    district.do(case, "decline_transfer", PROPOSED, by=district.taker, reason="项目档案不在我局")
    with pytest.raises(Refused, match="已经告知对方"):
        annulled(district, case, keeps)


def test_what_a_proof_of_service_on_paper_says_was_told(office):
    """11.3: whichever form recorded the telling; here a sheet of the file and no record of service."""
    keeps, twice = office.case(START), office.case(march(3))
    receipt = twice.events.get(act="register").letter
    facts = {
        "place": "政务大厅", "method": "直接送达", "served_on": "2026-03-04", "signed_by": "张三", "servers": ["李某"],
        "documents": [{"title": receipt.title, "number": receipt.number}],
    }  # fmt: skip
    office.decide(twice, "write_paper", march(4), kind="service_record", facts=facts)
    with pytest.raises(Refused, match="已经告知对方") as refused:
        annulled(office, twice, keeps)
    assert receipt.number in refused.value.reason and refused.value.article


def test_the_page_of_an_annulled_case_shows_no_running_term(office, client):
    keeps, twice = office.case(START), office.case(march(3))
    client.force_login(office.clerk)
    address = reverse("case", args=[twice.pk])
    with standing_on(TODAY):
        assert "term_status" in client.get(address).context
        annulled(office, twice, keeps)
        page = client.get(address)
    assert "term_status" not in page.context and "reckoning" not in page.context


@pytest.mark.parametrize(
    ("second", "possible"),
    [
        ({}, True), ({"文号": "某住建〔2025〕11号"}, False), ({"申请人": "李四", "联系电话": "", "通信地址": ""}, False),
        ({"到达日期": "2025-03-21", "答复日期": "2025-03-24", "送达日期": "2025-03-24"}, False),
    ],
    ids=["the same", "another reply", "another person", "after the reply"],
)  # fmt: skip
def test_a_row_of_a_register_that_was_entered_twice_is_annulled(office, tmp_path, second, possible):
    """11.3: the register of earlier years has one reply in two rows; two replies are two applications."""
    kept = as_csv(tmp_path / "one.csv", REPLIED)
    again = as_csv(tmp_path / "two.csv", REPLIED | {"登记编号": "2025-002"} | second)
    for path in (kept, again):
        done = import_register(path, today=TODAY, now=at(TODAY))
        assert done.imported == 1, done
    first, twice = Case.objects.get(number="2025-001"), Case.objects.get(number="2025-002")
    if possible:
        annulled(office, twice, first)
        assert fresh(twice).annulled and list(Case.objects.counted()) == [first]
        event = twice.events.get(act="annul_registration")
        office.decide(twice, "annul", TODAY, by=office.signer, seq=event.seq, reason="两行不是同一件")
        assert fresh(twice).state == first.state
        return
    with pytest.raises(Refused, match="不是同一") as refused:
        annulled(office, twice, first)
    assert refused.value.article


# -- who applied --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("given", [{"applicant_name": "章三"}, {"identity_number": "11010519491231002X"}])
def test_who_applied_is_corrected_by_a_second_person(office, given):
    """11.3, 11.7: fees and repeated applications are counted by it."""
    case = office.case(START)
    for reason in ("核对申请书原件", "打错字"):
        with pytest.raises(Refused, match="要由另一人更正") as refused:
            office.decide(case, "correct_particulars", march(4), reason=reason, **given)
        assert refused.value.field in given and refused.value.article
    office.decide(case, "correct_particulars", march(4), office.reviewer, reason="核对申请书原件", **given)
    office.decide(case, "correct_particulars", march(4), phone="13911112222", reason="核对申请书原件")


def test_a_correction_of_one_counted_particular_opens_no_other(office):
    """11.3: the reviewer put the channel right; the kind is still the clerk's own entry."""
    case = office.case(START)
    office.decide(case, "correct_particulars", march(4), office.reviewer, reason="核对信封", channel="portal")
    with pytest.raises(Refused, match="申请人类型计入.*要由另一人更正"):
        office.decide(case, "correct_particulars", march(4), reason="核对信封", applicant_kind="business")
    office.decide(case, "correct_particulars", march(4), reason="核对信封", channel="in_person")


def test_another_person_is_no_correction(office):
    """11.3: name, number and contacts at once are somebody else's."""
    case = office.case(START, identity_number="11010519491231002X")
    other = {"applicant_name": "李四", "identity_number": "330302199001011234", "reason": "核对申请书原件"}
    with pytest.raises(Refused, match="这不是更正") as refused:
        office.decide(
            case, "correct_particulars", march(4), office.reviewer, phone="13911112222", address="别处9号", **other
        )
    assert refused.value.article == "条例29"
    office.decide(case, "correct_particulars", march(4), office.reviewer, **other)  # reached as before: one person


def test_over_the_api_and_beside_a_reply(office):
    """11.3: two tabs: the reply was issued meanwhile, and the correction that saw another version is not made."""
    case = office.assigned(START)
    seen = fresh(case).version
    reply(office, case, march(9))
    body = {"act": "correct_receipt", "on": "2026-03-20", "version": seen}
    body["data"] = {"received_on": "2026-02-26", "reason": "签收章", "proof": "信封"}
    with standing_on(TODAY):
        api = client_of(office.reviewer)
        assert api.post(f"/api/v1/cases/{case.pk}/acts/", body, format="json").status_code == 409
    assert fresh(case).received_on == START


def test_a_transfer_beside_a_decision_is_not_accepted_with_its_letter_here(db):
    """11.10: proposed, then an extension decided: its letter would stay behind."""
    district = District()
    case = district.offered()
    district.decide(case, "extend", PROPOSED, workdays=5, reason="档案多")
    with pytest.raises(Refused, match="告知书没有寄出") as refused:
        perform("accept_transfer", case.pk, by=district.taker, on=march(5), now=at(march(5)), data={})
    assert refused.value.article == "条例45"
    assert Case.objects.get(pk=case.pk).agency == district.agency


def test_an_offer_that_came_to_nothing_is_no_task_of_the_other_agency(db):
    """11.10: withdrawn by the applicant while it was offered; it may be declined, and hangs in no list."""
    district = District()
    case = district.offered()
    first = [row.case for row in worklist.first_things(district.taker, PROPOSED, calendar())[0]]
    assert first == [case]
    district.decide(case, "withdraw", march(5), reason="来信撤回")
    assert worklist.first_things(district.taker, march(6), calendar()) == ([], 0)
    district.do(case, "decline_transfer", march(6), by=district.taker, reason="申请人已经撤回")
