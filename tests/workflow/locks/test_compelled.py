"""A locked year records what law or a court compels, act by act and with its reason, and nothing else (11.10)."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from tests.api.schema import signed_in
from tests.workflow.locks.test_locking import LOCKED_ON, counted, lock, replied, unlock
from tests.workflow.mailroom import EMS
from tests.workflow.sample_office import SEARCH, at
from workflow.acts.services import RegistrationDetails, perform, register
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.locks.compelled import KEPT, REASON

WHY = "签收记录在收发室年终清点时找到"
FOUND = date(2026, 2, 3)


def kept(case, act):
    return case.events.filter(act=act).last().data.get(KEPT)


def found_letter(office, **given):
    details = RegistrationDetails(**given)
    return register(office.application(date(2025, 12, 30)), by=office.clerk, now=at(FOUND), details=details)


def in_time(office):
    """Return a case that was replied to and delivered in time in December."""
    case = office.assigned(date(2025, 12, 8))
    office.drafted(case, date(2025, 12, 15), "not_exist", search_record=SEARCH | {"searched_on": "2025-12-10"})
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, date(2025, 12, 16))
    office.do(case, "deliver", date(2025, 12, 16), method="direct", receipt="张三")
    return case


def test_a_letter_of_december_found_in_february_is_registered_with_its_reason(office):
    lock(office)
    case = found_letter(office, locked_year_reason=WHY)
    told = case.events.get(act="register").data
    assert told[REASON] == WHY and told[KEPT]["kind"] == "late_registration"
    assert told[KEPT]["2025"]["before"] == {} and told[KEPT]["2025"]["after"]["received"] == "in"
    assert case.received_on == date(2025, 12, 30)
    assert counted(office)[0]["R1", "total"] == 1
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize("reason", ["", "无", "同上", "补登", "。。。。。", "登登登登登"])
def test_a_found_letter_without_a_reason_that_says_something_is_refused(office, reason):
    lock(office)
    with pytest.raises(Refused, match="多计 1 件.*锁定年度的更正理由") as refused:
        found_letter(office, locked_year_reason=reason)
    assert refused.value.field == REASON and "give the reason" in refused.value.english
    assert not Case.objects.exists()


def test_a_found_letter_is_registered_on_the_page_of_the_queue(office, client):
    lock(office)
    application = office.application(date(2025, 12, 30))
    client.force_login(office.clerk)
    address = reverse("queued", args=[application.pk])
    assert 'name="locked_year_reason"' in client.get(address).content.decode()
    client.post(address, {"register": "1"})
    assert not Case.objects.exists()
    client.post(address, {"register": "1", "locked_year_reason": WHY})
    assert Case.objects.get().events.get().data[REASON] == WHY


def test_a_found_letter_is_registered_over_the_api(office):
    lock(office)
    application, clerk = office.application(date(2025, 12, 30)), signed_in(office.clerk)
    address = f"/api/v1/applications/{application.public_id}/register/"
    refused = clerk.post(address, {}, format="json")
    assert refused.status_code == 400 and REASON in refused.content.decode()
    assert clerk.post(address, {REASON: WHY}, format="json").status_code == 201


def test_a_late_delivery_is_recorded_as_late(office):
    case = replied(office, date(2025, 12, 1), date(2025, 12, 29))
    lock(office)
    posted = {"method": "mail", "receipt": EMS}
    with pytest.raises(Refused, match="是否按时“按时”→“超期”.*锁定年度的更正理由"):
        office.do(case, "deliver", date(2026, 1, 15), **posted)
    office.do(case, "deliver", date(2026, 1, 15), **posted, locked_year_reason="邮件滞留，投递记录为 1 月 15 日")
    assert Case.objects.get(pk=case.pk).timeliness == "late"
    assert kept(case, "deliver")["kind"] == "late_delivery"


@pytest.mark.parametrize("code", ["file_reconsideration", "file_litigation"])
def test_a_proceeding_of_the_year_is_recorded_and_its_end_in_the_year_too(office, code):
    case = in_time(office)
    lock(office)
    more = {"kind": "litigation_direct"} if code == "file_litigation" else {}
    given = {"reference": "复1号", **more}
    with pytest.raises(Refused, match="复议、诉讼"):
        office.do(case, code, date(2025, 12, 30), **given)
    office.do(case, code, date(2025, 12, 30), **given, locked_year_reason="复议机关的通知书年后转来")
    end = code.replace("file", "conclude")
    office.do(case, end, date(2025, 12, 31), result="upheld", locked_year_reason="决定书落款为十二月三十一日")
    assert kept(case, code)["kind"] == kept(case, end)["kind"] == "proceeding"


def revoked(office):
    case = in_time(office)
    lock(office)
    office.do(case, "revoke_reply", date(2026, 3, 4), by=office.signer, fault="复议决定责令重新答复")
    return case


def test_the_new_reply_after_a_revocation_is_recorded_with_the_fault_as_its_reason(office):
    case = revoked(office)
    office.drafted(case, date(2026, 3, 5), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, date(2026, 3, 6))
    event = case.events.filter(act="reply").last()
    assert (event.data[KEPT]["kind"], event.data[REASON]) == ("new_reply", "复议决定责令重新答复")
    assert event.data[KEPT]["2025"]["before"]["outcome"] == "not_exist"
    office.do(case, "deliver", date(2026, 3, 6), method="direct", receipt="张三")
    late = {"reference": "诉1号", "kind": "litigation_after"}
    with pytest.raises(Refused, match="复议、诉讼"):  # the revocation opens nothing for what is not its own
        office.do(case, "file_litigation", date(2025, 12, 31), **late)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_revocation_opens_the_lock_for_nothing_but_the_new_reply(office, when):
    """Today's fault: one revocation let every later act of its case change the year."""
    case = revoked(office)
    if when == "after":
        office.drafted(case, date(2026, 3, 5), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
        for act in ("submit_for_review", "approve", "sign", "reply"):
            office.do(case, act, date(2026, 3, 6))
    given = {"received_on": "2025-11-28", "reason": "签收章是十一月二十八日", "locked_year_reason": WHY}
    with pytest.raises(Refused, match="收到月份“12月”→“11月”.*由区级统计写明理由解锁"):
        office.do(case, "correct_receipt", date(2026, 3, 9), by=office.reviewer, **given)


@pytest.mark.parametrize("reason", ["", WHY])
def test_a_correction_of_what_was_entered_is_refused_whatever_its_reason(office, reason):
    case = in_time(office)
    lock(office)
    office.do(case, "annul", FOUND, by=office.reviewer, seq=8, reason="送达日期录错")
    with pytest.raises(Refused, match="是否办结“已办结”→“未办结”.*解锁"):
        office.do(case, "annul", FOUND, by=office.reviewer, seq=7, reason="录错", locked_year_reason=reason)


def test_a_difference_that_was_recorded_wrongly_is_taken_back(office):
    case = in_time(office)
    lock(office)
    before = counted(office)
    given = {"reference": "复1号", "locked_year_reason": WHY}
    perform("file_reconsideration", case.pk, by=office.clerk, on=date(2025, 12, 30), now=at(FOUND), data=given)
    assert counted(office) != before
    seq = case.events.get(act="file_reconsideration").seq
    office.do(case, "annul", FOUND, by=office.reviewer, seq=seq, reason="登记到了别的案件")
    assert counted(office) == before
    assert kept(case, "annul")["kind"] == "put_back"


def test_what_an_earlier_publication_counted_is_not_taken_back(office):
    """After an unlocking the proceeding is part of what was published again: its annulment is a change like any other."""
    case = in_time(office)
    lock(office)
    given = {"reference": "复1号", "locked_year_reason": WHY}
    perform("file_reconsideration", case.pk, by=office.clerk, on=date(2025, 12, 30), now=at(FOUND), data=given)
    unlock(office)
    lock(office, day=date(2026, 3, 2))
    seq = case.events.get(act="file_reconsideration").seq
    with pytest.raises(Refused, match="解锁"):
        office.do(case, "annul", date(2026, 3, 3), by=office.reviewer, seq=seq, reason="登记到了别的案件")


def test_a_delivery_does_not_make_a_late_reply_of_a_locked_year_timely(office):
    """A true delivery may only show the reply as late: what makes it look better needs the supervisor."""
    case = replied(office, date(2025, 12, 1), date(2025, 12, 29))
    office.do(case, "deliver", date(2026, 1, 15), method="mail", receipt=EMS)
    lock(office)
    seq = case.events.get(act="deliver").seq
    with pytest.raises(Refused, match="是否按时“超期”→“按时”"):
        office.do(case, "annul", FOUND, by=office.reviewer, seq=seq, reason="录错", locked_year_reason=WHY)


def test_acts_that_change_no_published_year_keep_no_reason(office):
    case = office.assigned(date(2026, 1, 5))
    lock(office)
    event = office.do(case, "file_reconsideration", LOCKED_ON, reference="复1号", locked_year_reason=WHY)
    assert KEPT not in event.data and REASON not in event.data


def test_the_case_page_asks_for_the_reason_only_where_a_locked_year_may_change(office, client):
    old, new = in_time(office), office.assigned(date(2026, 1, 5))
    lock(office)
    client.force_login(office.clerk)
    assert 'name="locked_year_reason"' in client.get(f"/cases/{old.pk}/").content.decode()
    assert 'name="locked_year_reason"' not in client.get(f"/cases/{new.pk}/").content.decode()
    given = {
        "on": "2025-12-30",
        "version": Case.objects.get(pk=old.pk).version,
        "procedure": "ordinary",
        "reference": "复1号",
    }
    assert client.post(f"/cases/{old.pk}/file_reconsideration/", given).status_code == 422
    assert client.post(f"/cases/{old.pk}/file_reconsideration/", given | {REASON: WHY}).status_code == 302
