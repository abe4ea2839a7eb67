"""The feed tells a platform everything that its applicants may know, once, in one order, and nothing of the office's routine."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.audit_trail.models import AccessLog
from agencies.backups.triggers import triggers_at_rest
from intake.models import Application
from intake.services import submit
from notices.letters.models import Letter
from notices.rendering import queue
from tests.api.platform.conftest import opened
from tests.workflow.sample_office import at
from workflow.acts.services import register
from workflow.changes.models import Change, FeedCounter
from workflow.changes.services import number_changes

DAY = date(2026, 3, 4)
CHANGES = "/api/v1/changes/"


def draw() -> None:
    """Draw every letter that waits."""
    while letter := queue.claim_letter(timezone.now()):
        queue.store_pdf(letter, b"%PDF-1.7\n")


def sent_case(office, account, key: str = "p-1"):
    """Return a registered case of an application that the platform sent."""
    given = {
        "channel": "in_person",
        "applicant_kind": "natural_person",
        "applicant_name": "王小明",
        "content": f"第{key}号文件",
    }
    given |= {"phone": "13911112222", "identity_number": "11010519491231002X", "idempotency_key": key}
    application = submit(agency=office.agency, now=at(DAY), account=account, arrived_on=DAY, **given)
    return register(application, by=office.clerk, now=at(DAY))


def replied(office, case) -> None:
    """Lead a case to its reply."""
    facts = {"provided": ["《施工合同》"], "secrecy_review": "保密审查表第1号"}
    office.do(case, "assign", DAY, handler_id=office.handler.pk)
    office.do(case, "draft", DAY, outcome="open", facts=facts)
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, DAY)
    office.do(case, "deliver", DAY, method="direct", receipt="王小明")


def test_a_life_is_told_without_the_office_s_routine(office, account, portal):
    case = sent_case(office, account)
    replied(office, case)
    told = portal.get(CHANGES).json()
    assert [row["state"] for row in told["results"]] == ["being_handled", "replied", "delivered"]
    assert {row["kind"] for row in told["results"]} == {"status"}, "no letter is drawn yet"
    assert told["results"][0] | {"recorded_at": ""} == {
        "position": 1, "kind": "status", "application": case.application_id, "agency": "D", "idempotency_key": "p-1",
        "state": "being_handled", "case_number": case.number, "received_on": "2026-03-04", "due_on": "2026-04-01",
        "provisional": False, "decided_on": None, "letter": None, "recorded_at": "",
    }  # fmt: skip
    draw()
    more = portal.get(f"{CHANGES}?after={told['after']}").json()
    assert [(row["kind"], row["state"]) for row in more["results"]] == [("letter", "delivered")]
    reply = portal.get(f"/api/v1/letters/{more['results'][0]['letter']}/").json()
    assert (reply["kind"], reply["drawing"]) == ("open", "drawn")
    assert portal.get(f"/api/v1/letters/{reply['id']}/pdf/").content.startswith(b"%PDF-")
    look = AccessLog.objects.get(what="letter")
    assert (look.officer, look.reason) == (None, f"平台账号“{account.name}”为申请人取件")
    assert [
        row["id"] for row in portal.get(f"/api/v1/letters/?application={case.application_id}").json()["results"]
    ] == [reply["id"]]
    assert portal.get(f"{CHANGES}?after={more['after']}").json() == {
        "results": [],
        "after": more["after"],
        "more": False,
    }


def test_no_letter_is_seen_before_its_leaving_is_on_record(office, account, portal):
    case = sent_case(office, account)
    draw()
    receipt = case.events.get().letter_id
    assert portal.get(f"/api/v1/letters/{receipt}/").status_code == 404
    assert portal.get("/api/v1/letters/").json()["count"] == 0
    office.send(case, case.events.get(), DAY)
    assert portal.get(f"/api/v1/letters/{receipt}/").status_code == 200
    assert [row["letter"] for row in portal.get(CHANGES).json()["results"]] == [None, receipt]
    assert Change.objects.filter(letter=receipt).count() == 1


def test_letters_to_others_are_never_its(office, account, portal):
    case = sent_case(office, account)
    office.do(case, "assign", DAY, handler_id=office.handler.pk)
    office.do(case, "consult_third_party", DAY, name="某公司", matter="合同", key="a")
    draw()
    inquiry = Letter.objects.get(kind="third_party_inquiry")
    assert portal.get(f"/api/v1/letters/{inquiry.pk}/").status_code == 404
    assert not Change.objects.filter(letter=inquiry).exists()


def test_nothing_personal_is_told(office, account, portal):
    replied(office, sent_case(office, account))
    draw()
    body = portal.get(CHANGES).content.decode()
    for secret in (
        "王小明",
        "13911112222",
        "11010519491231002X",
        "第p-1号文件",
        str(Application.objects.get().public_id),
        "handler",
        "clerk",
    ):
        assert secret not in body, secret


def test_what_came_otherwise_is_told_to_nobody(office, account, portal):
    replied(office, office.case(DAY))
    draw()
    assert not Change.objects.exists()
    assert portal.get(CHANGES).json()["results"] == []


def test_pages_follow_one_another_and_bounds_are_refused(office, account, portal):
    for n in range(5):
        sent_case(office, account, f"p-{n}")
    seen, after = [], 0
    while True:
        told = portal.get(f"{CHANGES}?after={after}&most=2").json()
        seen += [row["position"] for row in told["results"]]
        after = told["after"]
        if not told["more"]:
            break
    assert seen == [1, 2, 3, 4, 5]
    for query in (
        "after=-1",
        "after=x",
        "most=0",
        "most=501",
        "after=",
        "cursor=1",
        "after=1&after=2",
        "after=" + "9" * 40,
    ):
        assert portal.get(f"{CHANGES}?{query}").status_code == 400, query


def test_each_platform_has_its_own(office, account, portal):
    other, elsewhere = opened(office.government, [office.agency], name="另一平台")
    sent_case(office, account)
    sent_case(office, other, "q-1")
    assert [row["idempotency_key"] for row in portal.get(CHANGES).json()["results"]] == ["p-1"]
    assert [row["idempotency_key"] for row in elsewhere.get(CHANGES).json()["results"]] == ["q-1"]


def test_what_is_refused_is_not_told(office, account):
    case = sent_case(office, account)
    before = Change.objects.count()
    with pytest.raises(Exception, match="岗位"):
        office.decide(case, "assign", DAY, by=office.auditor, handler_id=office.handler.pk)
    assert Change.objects.count() == before


def test_a_row_that_becomes_visible_late_gets_a_later_position_and_is_not_lost(office, account, portal):
    """On PostgreSQL a transaction may commit after one that began later; here its row is put away and comes back."""
    sent_case(office, account, "p-1")
    sent_case(office, account, "p-2")
    first = Change.objects.order_by("id").first()
    values = {field.attname: getattr(first, field.attname) for field in Change._meta.concrete_fields}
    with triggers_at_rest(connection):
        Change.objects.filter(pk=first.pk)._raw_delete("default")
    seen = portal.get(CHANGES).json()
    assert [row["idempotency_key"] for row in seen["results"]] == ["p-2"]
    Change(**values).save(force_insert=True)  # the earlier number commits after it was read past
    late = portal.get(f"{CHANGES}?after={seen['after']}").json()
    assert [row["idempotency_key"] for row in late["results"]] == ["p-1"]
    assert number_changes() == 0
    assert FeedCounter.objects.get().last == 2


def test_what_was_told_is_not_told_otherwise(office, account):
    """The database itself refuses: a position is given once, and nothing else is ever changed or deleted."""
    sent_case(office, account)
    number_changes()
    for wrong in ({"standing": {}}, {"position": 7}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Change.objects.update(**wrong)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Change.objects.all()._raw_delete("default")


def test_the_stored_rows_are_json_of_days(office, account):
    sent_case(office, account)
    assert json.loads(json.dumps(Change.objects.get().standing)) == Change.objects.get().standing
