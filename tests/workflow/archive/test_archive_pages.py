"""The archive at the desk: who meets which page, what the forms refuse, and two people to the end."""

import io
import re
import zipfile
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from agencies.audit_trail.models import AccessLog
from agencies.organisation.models import Agency
from tests.workflow.sample_archive import LATER, archived, closed
from tests.workflow.sample_office import officer
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord, DestructionEntry, RetentionRule, ReviewBatch
from workflow.cases.models import Case

TODAY = date(2057, 1, 5)
PEOPLE = ("clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "administrator")


@pytest.fixture(autouse=True)
def today():
    """Stand still on a morning on which the terms of 2026 are over."""
    with time_machine.travel(LATER, tick=False):
        yield


def text_of(answer) -> str:
    return answer.content.decode()


# name -> one answer a person: clerk, handler, reviewer, signer of the agency; supervisor, auditor above; administrator; nobody
READERS = (200, 200, 200, 200, 200, 200, 404, 302)
PAGES = {
    "archive": READERS,
    "archive-case": (200, 404, 404, 404, 404, 404, 404, 302),
    "archive-records": READERS,
    "archive-record": READERS,
    "archive-due": READERS,
    "archive-batches": READERS,
    "archive-batch": READERS,
    "archive-destroyed": READERS,
    "archive-register": READERS,
    "archive-rules": READERS,
}
POSTS = {  # with nothing typed: 422 for who may, 404 for all others, 405 where nothing is posted
    "archive": (302, 404, 404, 404, 404, 404, 404, 302),
    "archive-case": (422, 404, 404, 404, 404, 404, 404, 302),
    "archive-records": (405, 405, 405, 405, 405, 405, 404, 302),
    "archive-record": (422, 422, 422, 422, 404, 404, 404, 302),
    "archive-due": (422, 404, 404, 404, 404, 404, 404, 302),
    "archive-batches": (405, 405, 405, 405, 405, 405, 404, 302),
    "archive-batch": (404, 404, 404, 422, 404, 404, 404, 302),
    "archive-destroyed": (405, 405, 405, 405, 405, 405, 404, 302),
    "archive-register": (405, 405, 405, 405, 405, 405, 404, 302),
    "archive-rules": (404, 404, 422, 404, 404, 404, 404, 302),
}


def propose(desk, client, verdict="destroy", reason="", by=None):
    client.force_login(by or desk.clerk)
    given = {
        "on": "2057-01-05",
        "opinion": "保管期限已满，无继续保存价值",
        f"verdict-{desk.record.pk}": verdict,
        f"reason-{desk.record.pk}": reason,
    }
    return client.post(reverse("archive-due"), given)


def test_who_meets_which_page_and_who_may_post(desk, client):
    propose(desk, client)
    given = {
        "archive-case": [desk.waits.pk],
        "archive-record": [desk.record.pk],
        "archive-batch": [ReviewBatch.objects.get().pk],
        "archive-register": ["csv"],
    }
    for name, pages in PAGES.items():
        address = reverse(name, args=given.get(name, []))
        got, posted = [], []
        for person in (*PEOPLE, None):
            client.logout()
            if person:
                client.force_login(getattr(desk, person))
            got.append(client.get(address).status_code)
            # A term that there is not: what is typed must be wrong everywhere, so that the answer changes nothing.
            posted.append(client.post(address, {"years": "7"}).status_code)
        assert tuple(got) == pages, name
        assert tuple(posted) == POSTS[name], name
    assert ArchiveRecord.objects.count() == 1


def test_another_agencys_archive_does_not_exist(desk, client):
    stranger = officer(
        "stranger", Agency.objects.create(code="E", name="某区教育局", kind="department"), "clerk", "signer"
    )
    propose(desk, client)
    client.force_login(stranger)
    for name, args in (
        ("archive-record", [desk.record.pk]),
        ("archive-batch", [ReviewBatch.objects.get().pk]),
        ("archive-case", [desk.waits.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
        assert client.post(reverse(name, args=args)).status_code == 404
    for name in ("archive", "archive-records", "archive-due", "archive-batches", "archive-destroyed"):
        assert "2026-0" not in text_of(client.get(reverse(name)))
    client.post(reverse("archive"), {"case": [desk.waits.pk]})
    assert ArchiveRecord.objects.count() == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_in_both_languages_names_no_applicant(desk, client, language):
    propose(desk, client)
    client.cookies.load({"django_language": language})
    given = {
        "archive-case": [desk.waits.pk],
        "archive-record": [desk.record.pk],
        "archive-batch": [ReviewBatch.objects.get().pk],
    }
    for name in PAGES:
        if name == "archive-register":
            continue
        page = text_of(client.get(reverse(name, args=given.get(name, []))))
        assert ("Annual report" in page) == (language == "en")
        assert not re.search("张三|110101199003070134|13800000000", page), name
        assert "style=" not in page
        assert "<script>" not in page


def test_the_case_page_leads_to_the_archive(desk, client):
    client.force_login(desk.clerk)
    assert reverse("archive-case", args=[desk.waits.pk]) in text_of(client.get(reverse("case", args=[desk.waits.pk])))
    page = text_of(client.get(reverse("case", args=[desk.record.case_id])))
    assert desk.record.reference in page
    assert reverse("archive-case", args=[desk.record.case_id]) not in page
    assert "/archive/cases/" not in text_of(client.get(reverse("case", args=[desk.open.pk])))
    assert client.get(reverse("archive-case", args=[desk.open.pk])).status_code == 404


def test_one_case_is_archived_for_longer_with_a_reason(desk, client):
    client.force_login(desk.clerk)
    address = reverse("archive-case", args=[desk.waits.pk])
    page = client.post(address, {"years": "permanent", "reason": ""})
    assert page.status_code == 422
    assert "提高保管期限的理由" in text_of(page)
    assert client.post(address, {"years": "10", "reason": "短些"}).status_code == 422
    done = client.post(address, {"years": "permanent", "reason": "涉及重大项目"})
    assert done.status_code == 302
    record = ArchiveRecord.objects.get(case=desk.waits)
    assert (record.until, record.archived_by) == (None, desk.clerk)
    again = client.post(address, {"years": "", "reason": ""})
    assert again.status_code == 422
    assert "已经归档" in text_of(again)


def test_several_are_archived_at_once_and_the_refused_ones_are_named(desk, client):
    unpressed = closed(desk, date(2026, 3, 6), pressed=False)
    client.force_login(desk.clerk)
    page = client.post(reverse("archive"), {"case": [desk.waits.pk, unpressed.pk, desk.open.pk, "x", "9" * 40]})
    assert page.status_code == 422
    assert "正在生成" in text_of(page)
    assert set(ArchiveRecord.objects.values_list("case_id", flat=True)) == {desk.record.case_id, desk.waits.pk}


def test_a_package_is_taken_out_for_a_reason_on_record(desk, client):
    address = reverse("archive-record", args=[desk.record.pk])
    client.force_login(desk.clerk)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert not AccessLog.objects.exists()
    answer = client.post(address, {"reason": "法院调卷"})
    assert answer["Content-Type"] == "application/zip"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "D-2026-XXGK-0001.zip" in answer["Content-Disposition"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    log = AccessLog.objects.get()
    assert (log.officer, log.subject, log.what, log.reason) == (
        desk.clerk,
        desk.record.case.number,
        "package",
        "法院调卷",
    )


@pytest.mark.fault("F8")
def test_a_damaged_package_says_so_and_is_not_given_out(desk, client):
    with open(desk.record.package.path, "r+b") as stored:
        stored.seek(5000)
        stored.write(b"\xff\xfe")
    client.force_login(desk.clerk)
    address = reverse("archive-record", args=[desk.record.pk])
    assert "损坏" in text_of(client.get(address))
    answer = client.post(address, {"reason": "法院调卷"})
    assert answer.status_code == 422
    assert "附件损坏" in text_of(answer)


@pytest.mark.usefixtures("fonts")
def test_two_people_destroy_and_the_register_is_printed(desk, client):
    sent = propose(desk, client, reason="无继续保存价值")
    batch = ReviewBatch.objects.get()
    assert sent.url == reverse("archive-batch", args=[batch.pk])
    client.force_login(desk.signer)
    wrong = client.post(sent.url, {"approved": "yes", "count": "7"})
    assert wrong.status_code == 422
    assert "本批销毁 1 件" in text_of(wrong)
    assert client.post(sent.url, {"approved": "yes", "count": "1", "comment": "同意"}).status_code == 302
    assert DestructionEntry.objects.get().case_id == desk.record.case_id
    assert client.post(sent.url, {"approved": "yes", "count": "1"}).status_code == 422
    page = text_of(client.get(reverse("case", args=[desk.record.case_id])))
    assert "〔已销毁〕" in page
    assert "张三" not in page
    assert reverse("look", args=[desk.record.case_id]) not in page
    assert "销毁：clerk 鉴定" in text_of(client.get(reverse("archive-record", args=[desk.record.pk])))
    assert client.post(reverse("archive-record", args=[desk.record.pk]), {"reason": "再看"}).status_code == 404
    for kind, media in (("csv", "text/csv"), ("xlsx", "spreadsheetml"), ("pdf", "application/pdf")):
        paper = client.get(reverse("archive-register", args=[kind]) + f"?batch={batch.pk}")
        assert media in paper["Content-Type"]
        assert paper.content
    assert client.get(reverse("archive-register", args=["exe"])).status_code == 404


def test_a_page_of_a_letter_that_was_destroyed_still_opens(desk, client):
    letter = desk.record.case.events.get(act="reply").letter
    propose(desk, client)
    client.force_login(desk.signer)
    client.post(reverse("archive-batch", args=[ReviewBatch.objects.get().pk]), {"approved": "yes", "count": "1"})
    assert "已按规定销毁" in text_of(client.get(reverse("letter-sheet", args=[letter.pk])))
    assert "已按规定销毁" in text_of(client.get(reverse("letter-pdf", args=[letter.pk])))
    assert client.get(reverse("review", args=[desk.record.case_id])).status_code == 200


def test_what_is_typed_in_a_review_stays_after_a_refusal(desk, client):
    client.force_login(desk.clerk)
    typed = {
        "on": "2057-01-05",
        "opinion": "",
        f"verdict-{desk.record.pk}": "extend:10",
        f"reason-{desk.record.pk}": "仍有人来查",
    }
    page = client.post(reverse("archive-due"), typed)
    assert page.status_code == 422
    assert "仍有人来查" in text_of(page)
    assert '"extend:10" selected' in text_of(page)
    assert client.get(reverse("archive-due") + "?on=" + "9" * 30).status_code == 200
    for verdict in ("extend:7", "burn", "extend"):
        page = client.post(reverse("archive-due"), typed | {"opinion": "x", f"verdict-{desk.record.pk}": verdict})
        assert page.status_code == 422, verdict
    assert not ReviewBatch.objects.exists()


def test_the_list_of_a_future_day_can_be_seen_but_not_proposed(desk, client):
    archived(desk, desk.waits, TODAY)
    client.force_login(desk.clerk)
    page = text_of(client.get(reverse("archive-due") + "?on=2060-01-01"))
    assert desk.record.reference in page
    assert 'name="opinion"' not in page


def test_the_reviewer_enters_schedule_and_numbers(desk, client):
    client.force_login(desk.reviewer)
    address = reverse("archive-rules")
    line = {
        "kind": "outcome",
        "outcomes": ["withdrawn", "repeat"],
        "years": "10",
        "schedule": "某档〔2026〕5号",
        "since": "2026-01-01",
    }
    assert client.post(address, line | {"outcomes": []}).status_code == 422
    assert client.post(address, line | {"schedule": ""}).status_code == 422
    assert client.post(address, line).status_code == 302
    rule = RetentionRule.objects.get(agency=desk.agency)
    assert (rule.outcomes, rule.years, rule.entered_by) == ("|repeat|withdrawn|", 10, desk.reviewer)
    assert client.post(address, {"fonds": "Z1", "category": "X", "pattern": "{year}"}).status_code == 422
    assert (
        client.post(address, {"fonds": "Z1", "category": "X", "pattern": "{fonds}-{year}-{number}"}).status_code == 302
    )
    page = text_of(client.get(address))
    assert "Z1-2057-0001" in page
    assert "某档〔2026〕5号" in page


def test_the_lists_ask_the_database_a_bounded_number_of_times(desk, client, django_assert_max_num_queries):
    for day in range(6, 12):
        archived(desk, closed(desk, date(2026, 3, day)), date(2026, 3, 20))
    client.force_login(desk.clerk)
    for name in ("archive", "archive-records", "archive-due"):
        with django_assert_max_num_queries(26):
            client.get(reverse(name))
    assert Case.objects.count() > 8
    assert archiving.archived(desk.clerk).count() == 7
