"""11.3: a registration made twice or wrongly is annulled by a second person: kept, numbered, counted nowhere, undone by nobody alone."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from law import Refused, procedure
from reporting.figures.counting import cases_of
from reporting.figures.scope import Scope
from tests.workflow.sample_office import at, officer
from tests.workflow.telling.lives import ASKED, EXTENSION, START, fresh, march, record, reply
from tests.workflow.test_api_and_sweeps import client_of, standing_on
from workflow.cases.act import Act
from workflow.cases.models import Case, Reminder
from workflow.cases.policy import why_not_void
from workflow.cases.reminders import write_reminders
from workflow.cases.selectors import calendar
from workflow.desk import worklist
from workflow.fees.monthly_cases import cases_of_month
from workflow.mail.printing import unprinted

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]
TODAY = march(4)


@pytest.fixture
def remaining(office):
    """Return the case that came first."""
    return office.case(START)


@pytest.fixture
def twice(office, remaining):
    """Return the second registration of the same application."""
    return office.case(march(3))


def annulled(office, case, keeps, **more):
    """Annul a registration as the reviewer."""
    given = {
        "by": office.reviewer,
        "why": "twice",
        "remaining": keeps.number,
        "reason": "同一封信登记了两次",
    } | more
    return office.decide(case, "annul_registration", TODAY, **given)


def test_it_is_kept_and_counted_nowhere(office, remaining, twice):
    scope = Scope(office.agency, 2026, False)
    assert cases_of(scope).count() == 2 and len(cases_of_month(twice).certain) == 1
    annulled(office, twice, remaining)
    now = fresh(twice)
    assert (now.state, now.number, now.is_open) == ("annulled", twice.number, False)
    assert list(cases_of(scope)) == [remaining]
    later = office.case(march(5), identity_number="110105194912310021", content="另一件")
    assert cases_of_month(later).certain[-1].pk == later.pk
    with_overdue = date(2026, 6, 1)
    shown = worklist.filtered_cases(office.clerk, worklist.Filters(), with_overdue, calendar())
    assert twice not in shown and remaining in shown
    write_reminders(now=at(with_overdue))
    assert set(Reminder.objects.values_list("case", flat=True)) == {remaining.pk, later.pk}


def test_it_does_not_count_as_a_case_of_the_month(office):
    number = {"identity_number": "11010519491231002X"}
    first, twice, third = (office.case(march(day), **number) for day in (2, 3, 4))
    assert [one.pk for one in cases_of_month(third).certain] == [first.pk, twice.pk, third.pk]
    office.decide(
        twice, "annul_registration", TODAY, by=office.reviewer, why="twice", remaining=first.number, reason="同一封信"
    )
    assert [one.pk for one in cases_of_month(third).certain] == [first.pk, third.pk]


def test_pages_show_it_with_its_sign_and_the_case_that_remains(office, client, remaining, twice):
    annulled(office, twice, remaining)
    client.force_login(office.clerk)
    page = client.get(reverse("case", args=[twice.pk])).content.decode()
    assert (
        "登记已作废：编号保留" in page
        and f'<a href="{reverse("case", args=[remaining.pk])}">{remaining.number}</a>' in page
    )
    assert twice.number in client.get(reverse("case", args=[remaining.pk])).content.decode()
    every = client.get(reverse("worklist"), {"stage": "all", "q": twice.number}).content.decode()
    assert "登记已作废" in every and twice.number in every
    assert twice.number not in client.get(reverse("worklist")).content.decode()


def test_a_second_person_does_it_and_a_third_can_take_it_back(office, remaining, twice):
    second = officer("clerk2", office.agency, "clerk")
    with pytest.raises(Refused, match="要由另一人作废"):
        annulled(office, twice, remaining, by=office.clerk)
    with pytest.raises(Refused, match="岗位"):
        annulled(office, twice, remaining, by=office.handler)
    event = annulled(office, twice, remaining, by=second)
    with pytest.raises(Refused):
        office.decide(fresh(twice), "annul", TODAY, by=second, seq=event.seq, reason="看错了，不是同一件")
    office.decide(fresh(twice), "annul", TODAY, by=office.signer, seq=event.seq, reason="看错了，不是同一件")
    assert fresh(twice).state == "registered"


@pytest.mark.parametrize(
    ("number", "words"),
    [("2026-999", "没有“2026-999”"), ("itself", "没有“2026-002”"), ("", "请填写"), ("annulled", "已经作废"), ("later", "期限从先收到的一天起算"), ("stranger", "不是同一件申请"), ("elsewhere", "本单位没有")],
)  # fmt: skip
def test_the_case_that_remains_is_one_in_force_of_the_same_application_received_no_later(
    office, remaining, twice, number, words
):
    """Otherwise an overdue case would be hidden behind a fresh one, or behind a stranger's."""
    later = office.case(march(4))
    stranger = office.case(START, applicant_name="李四", content="某路扩建的环评批复", phone="", address="")
    gone = office.case(START)
    annulled(office, gone, remaining)
    Case.objects.filter(pk=office.case(START).pk).update(number="别处-1", agency=office.government)
    names = {
        "itself": twice.number, "annulled": gone.number, "later": later.number, "stranger": stranger.number, "elsewhere": "别处-1",
    }  # fmt: skip
    with pytest.raises(Refused, match=words) as refused:
        annulled(office, twice, remaining, remaining=names.get(number, number))
    assert refused.value.field == "remaining" and fresh(twice).state == "registered"


def test_no_two_name_each_other(office, remaining):
    other = office.case(START)
    annulled(office, other, remaining)
    with pytest.raises(Refused, match="已经作废"):
        annulled(office, remaining, other)


def righted(office, case, letter, remaining):
    """Write the letter that puts another one right; it has not left."""
    facts = {
        "earlier_number": letter.number, "approved_by": "林建国", "earlier_title": letter.title,
        "earlier_dated": letter.dated.isoformat(),
        "wrong": [f"登记编号{case.number}"], "right": [f"登记编号{remaining.number}"],
    }  # fmt: skip
    return office.decide(case, "write_paper", TODAY, kind="rectification", facts=facts)


def test_what_was_told_is_put_right_by_a_letter_that_left_first(office, remaining, twice):
    """The receipt was handed over: the applicant has a number that is no more."""
    receipt = twice.events.get(act="register")
    record(office, twice, receipt, march(3), status="delivered", method="direct", receipt="张三")
    with pytest.raises(Refused, match="已经告知对方") as refused:
        annulled(office, twice, remaining)
    assert receipt.letter.number in refused.value.reason
    letter = righted(office, twice, receipt.letter, remaining)
    with pytest.raises(Refused, match="已经告知对方"):
        annulled(office, twice, remaining)  # it is written and has not left
    office.send(twice, letter, TODAY)
    annulled(office, twice, remaining)
    assert fresh(twice).state == "annulled"


def test_an_inquiry_is_put_right_with_who_was_asked(office, remaining, twice):
    asked = office.do(twice, "consult_third_party", TODAY, **ASKED)
    with pytest.raises(Refused, match="已经告知对方"):
        annulled(office, twice, remaining)
    letter = righted(office, twice, asked.letter, remaining)
    assert letter.letter.addressee == "甲公司"
    office.send(twice, letter, TODAY)
    annulled(office, twice, remaining)


def test_a_notice_of_an_older_version_counts_as_told(office, remaining, twice, monkeypatch):
    """Its event has no mark that it takes effect by leaving: it was told on its day."""
    with monkeypatch.context() as older:
        older.setattr(Act, "by_leaving", False)
        told = office.decide(twice, "extend", TODAY, **EXTENSION)
    with pytest.raises(Refused, match="已经告知对方") as refused:
        annulled(office, twice, remaining)
    assert told.letter.number in refused.value.reason


def test_unsent_letters_are_sent_no_more_and_their_numbers_are_made_void(office, client, remaining, twice):
    receipt = twice.events.get(act="register")
    assert why_not_void(office.clerk, receipt.letter, TODAY) is not None
    assert receipt.letter in unprinted(office.agency)
    annulled(office, twice, remaining)
    assert why_not_void(office.clerk, receipt.letter, TODAY) is None
    assert receipt.letter not in unprinted(office.agency)
    with pytest.raises(Refused, match="这份公文不再寄出"):
        record(office, twice, receipt, TODAY)
    client.force_login(office.clerk)
    assert "应当作废的公文" in client.get(reverse("case", args=[twice.pk])).content.decode()


def test_a_reply_is_revoked_first_and_its_revocation_put_right(office, remaining, twice):
    office.do(twice, "assign", TODAY, handler_id=office.handler.pk)
    reply(office, twice, TODAY)
    with pytest.raises(Refused, match="不能作废登记"):
        annulled(office, twice, remaining)
    revoked = office.decide(twice, "revoke_reply", TODAY, by=office.signer, fault="重复登记，已另有答复")
    with pytest.raises(Refused, match="已经告知对方"):
        annulled(office, twice, remaining)
    office.send(twice, revoked, TODAY)
    office.send(twice, righted(office, twice, revoked.letter, remaining), TODAY)
    annulled(office, twice, remaining)
    assert cases_of(Scope(office.agency, 2026, False)).count() == 1


def test_not_while_a_proceeding_is_on_record(office, remaining, twice):
    office.decide(twice, "file_reconsideration", TODAY, reference="复议1号")
    with pytest.raises(Refused, match="已有复议"):
        annulled(office, twice, remaining)


def test_nothing_else_is_done_in_it(office, remaining, twice):
    annulled(office, twice, remaining)
    case = fresh(twice)
    for code, row in procedure.ACTS.items():
        if row.by_hand and code not in ("annul", "record_service"):
            assert "annulled" not in row.source
    with pytest.raises(Refused, match="登记已作废"):
        office.decide(case, "correct_receipt", TODAY, by=office.signer, received_on="2026-03-01", reason="签收章")


def test_the_register_is_written_without_it_and_says_so(office, remaining, twice, tmp_path, capsys):
    annulled(office, twice, remaining)
    call_command("export_register", str(tmp_path / "r.csv"))
    rows = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert remaining.number in rows and twice.number not in rows
    assert "登记已作废的案件，没有导出" in capsys.readouterr().out


def test_the_page_and_the_api_do_it(office, client, remaining, twice):
    third = office.case(march(3))
    given = {"why": "wrongly", "remaining": remaining.number, "reason": "误登在另一份上"}
    with standing_on(TODAY):
        client.force_login(office.reviewer)
        form = {"on": "2026-03-04", "version": 1} | given
        assert client.post(reverse("step", args=[twice.pk, "annul_registration"]), form).status_code == 302
        api, address = client_of(office.signer), f"/api/v1/cases/{third.pk}/acts/"
        body = {"act": "annul_registration", "on": "2026-03-04", "version": 1, "data": given | {"why": "no"}}
        assert api.post(address, body, format="json").status_code == 400
        assert api.post(address, body | {"data": given}, format="json").status_code == 201
        listed = api.get("/api/v1/cases/", {"state": "annulled"}).json()
        assert {one["number"] for one in listed["results"]} == {twice.number, third.number}
    assert timezone.localdate(at(TODAY)) == TODAY
