"""A wrong entry is annulled by a later record with a reason, never edited; what remains must be lawful."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from agencies.organisation.models import OfficerRole
from law import Refused, procedure
from law.calendars.working_days import published_calendar
from notices.letters import services as notices
from tests.workflow.acts.test_perform import walk
from tests.workflow.sample_office import at, officer
from workflow.cases import annulments, policy
from workflow.cases.models import Case, Event
from workflow.cases.projection import Projection, project
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import effective, run_clock

START, TODAY = date(2026, 3, 2), date(2026, 3, 20)


def seq_of(case, act):
    return case.events.effective().filter(act=act).last().seq


def annul(office, case, act, *, by=None, on=TODAY, reason="日期录错", **data):
    seq = data.get("seq") or seq_of(case, act)
    return office.do(case, "annul", on, by=by or office.reviewer, seq=seq, reason=reason)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def columns(case):
    case = fresh(case)
    return {name: getattr(case, name) for name in Projection.COLUMNS}


@pytest.mark.fault("C4b")
def test_a_delivery_on_the_wrong_day_is_annulled_and_entered_anew(office):
    case = office.assigned(START)
    office.drafted(case, date(2026, 3, 10), provided=["合同"], secrecy_review="1")
    for act, person in (("submit_for_review", None), ("approve", None), ("sign", None), ("reply", None)):
        office.do(case, act, date(2026, 3, 12), by=person)
    before = columns(case)
    office.do(case, "deliver", date(2026, 4, 9), method="mail", receipt="1012345678933")
    assert fresh(case).timeliness == "late"
    event = annul(office, case, "deliver", on=date(2026, 4, 10))
    assert columns(case) == before
    assert event.data == {
        "annuls": 8, "act": "deliver", "act_on": "2026-04-09", "annulled_hash": case.events.get(seq=8).hash,
        "to_void": [], "reason": "日期录错",
    }  # fmt: skip
    office.do(case, "deliver", date(2026, 3, 13), method="mail", receipt="1012345678933")
    assert (fresh(case).state, fresh(case).timeliness, fresh(case).delivered_on) == (
        "delivered",
        "on_time",
        date(2026, 3, 13),
    )
    assert replay(case.pk, check=True) == []
    assert case.events.count() == 10
    assert "deliver" in [e.act for e in case.events.all()][7]  # the wrong record is still there


def test_another_person_of_the_acts_role_or_who_answers_for_it(office):
    """docs/decisions/0007: never the one who entered it; the act's own role, the legal reviewer or the signer."""
    case = office.assigned(START)
    office.decide(case, "extend", date(2026, 3, 5), by=office.handler, workdays=5, reason="档案多")
    with pytest.raises(Refused, match="另一人"):
        annul(office, case, "extend", by=office.handler)
    extend = case.events.get(act="extend")
    second = officer("second", office.agency, "clerk")
    auditor = officer("own_auditor", office.agency, "auditor")
    allowed = {
        p.username
        for p in (office.clerk, office.handler, office.reviewer, office.signer, second, auditor)
        if annulments.may_annul(p, extend)
    }
    assert allowed == {"clerk", "reviewer", "signer", "second"}
    for outsider in (office.supervisor, office.auditor, office.administrator, auditor):
        assert policy.why_not(outsider, "annul", fresh(case), TODAY)
    annul(office, case, "extend", by=second)
    assert fresh(case).unsent_notices == []


def test_a_drafter_takes_back_no_signature(office):
    case = office.assigned(START)
    office.drafted(case, START, provided=["合同"], secrecy_review="1")
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, START)
    assert [e.act for e in annulments.candidates(list(case.events.all()))] == ["sign"]
    assert policy.why_not(office.handler, "annul", fresh(case), TODAY)
    annul(office, case, "sign")
    assert (fresh(case).state, fresh(case).signer_id) == ("approved", None)


def test_acts_that_build_on_one_another_are_taken_back_from_the_end(office):
    case = walk(office, office.assigned(START))
    for act in ("assign", "draft", "approve", "sign", "reply", "deliver"):
        with pytest.raises(Refused, match="从最后一条起"):
            annul(office, case, act)
    for act, state in (("close", "delivered"), ("deliver", "replied"), ("reply", "signed"), ("sign", "approved")):
        person = office.signer if act == "sign" else None
        if act == "sign":
            person = office.reviewer
        annul(office, case, act, by=person)
        assert fresh(case).state == state
    assert (fresh(case).outcome, fresh(case).document_number, fresh(case).decided_on) == ("", "", None)
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize(
    ("seq", "words"), [(1, "没有这条"), (99, "没有这条"), ("x", "整数"), (0, "之间"), (None, "整数")]
)
def test_what_is_no_record_to_annul_is_refused(office, seq, words):
    case = office.assigned(START)
    with pytest.raises(Refused, match=words):
        office.do(case, "annul", TODAY, by=office.reviewer, seq=seq, reason="错")
    assert case.events.count() == 2


def test_a_record_is_annulled_once_and_an_annulment_not_at_all(office):
    case = office.assigned(START)
    wrong = office.decide(case, "extend", START, workdays=5, reason="档案多")
    first = annul(office, case, "extend")
    with pytest.raises(Refused, match="已经更正过"):
        annul(office, case, "", seq=wrong.seq)
    with pytest.raises(Refused, match="没有这条"):
        annul(office, case, "", seq=first.seq)
    with pytest.raises(Refused, match="更正的理由"):
        annul(office, case, "assign", by=office.reviewer, reason=" ")


@pytest.mark.fault("C4b")
def test_what_the_rest_needs_stays_with_the_laws_sentence(office):
    case = office.assigned(START)
    office.do(case, "request_correction", date(2026, 3, 4), points="哪一栋", term_workdays=10)
    office.do(case, "receive_correction", date(2026, 3, 9), text="第 7 幢")
    office.decide(case, "extend", date(2026, 3, 10), workdays=5, reason="档案多")
    with pytest.raises(Refused, match="没有“收到补正”，后面的记录就不能成立：正在等待补正"):
        annul(office, case, "receive_correction")
    annul(office, case, "extend")
    annul(office, case, "receive_correction")
    assert (fresh(case).state, fresh(case).due_on) == ("awaiting_correction", None)
    with pytest.raises(Refused, match="不是录入错误"):
        annul(office, case, "request_correction")
    annul(office, case, "record_service")
    assert (fresh(case).state, fresh(case).due_on) == ("handling", date(2026, 3, 30))
    annul(office, case, "request_correction")
    assert (fresh(case).state, fresh(case).due_on) == ("handling", date(2026, 3, 30))
    office.do(case, "request_correction", date(2026, 3, 11), points="哪一年", term_workdays=10)  # once: this one
    assert fresh(case).waiting_for == "correction"


@pytest.mark.fault("C5")
def test_an_opinion_stays_once_a_signed_reply_rests_on_it(office):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 3), name="某公司", matter="单价", key="a")
    office.do(case, "receive_third_party_opinion", date(2026, 3, 9), key="a", agrees="agrees")
    annul(office, case, "receive_third_party_opinion")
    assert fresh(case).open_consultations == 1
    office.do(case, "receive_third_party_opinion", date(2026, 3, 10), key="a", agrees="objects")
    assert fresh(case).due_on == date(2026, 4, 7)
    office.drafted(case, date(2026, 3, 11), provided=["合同"], secrecy_review="1")
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, date(2026, 3, 11))
    with pytest.raises(Refused, match="已签发的答复就不能成立"):
        annul(office, case, "receive_third_party_opinion")


@pytest.mark.fault("C4b")
def test_letters_of_an_annulled_act_are_listed_until_they_are_void(office):
    case = office.assigned(START)
    event = office.decide(case, "extend", START, workdays=5, reason="档案多")
    assert annul(office, case, "extend").data["to_void"] == [event.letter.number]
    listed = lambda: annulments.letters_to_void(list(case.events.select_related("letter__void_record")))  # noqa: E731
    assert listed() == [event.letter]
    notices.void(event.letter, "延期日数录错", office.reviewer, now=at(TODAY))
    assert listed() == []


def test_a_proceeding_entered_by_mistake_is_gone_from_the_remedies(office):
    case = walk(office, office.assigned(START))
    office.do(case, "file_reconsideration", TODAY, key="r", reference="复〔2026〕1号")
    office.do(case, "conclude_reconsideration", TODAY, key="r", result="upheld")
    with pytest.raises(Refused, match="没有找到待审结的复议"):
        annul(office, case, "file_reconsideration")
    annul(office, case, "conclude_reconsideration")
    assert case.remedies.get().result == "pending"
    annul(office, case, "file_reconsideration")
    assert not case.remedies.exists()
    assert replay(case.pk, check=True) == []


# -- the day of receipt -----------------------------------------------------------------------------------------
@pytest.mark.fault("C4b")
def test_a_corrected_day_of_receipt_moves_the_term_and_lists_what_is_printed(office):
    case = office.assigned(START)
    office.do(case, "extend", date(2026, 3, 5), workdays=5, reason="档案多")
    printed = [e.letter.number for e in case.events.all() if e.letter]
    with pytest.raises(Refused, match="另一人"):
        office.do(case, "correct_receipt", TODAY, received_on="2026-02-27", reason="签收章日期")
    event = office.do(case, "correct_receipt", TODAY, by=office.reviewer, received_on="2026-02-27", reason="签收章日期")
    assert (fresh(case).received_on, fresh(case).due_on) == (date(2026, 2, 27), date(2026, 4, 2))
    assert event.data["to_correct"] == printed and len(printed) == 2
    reckoning = run_clock(list(case.events.all()), calendar())
    assert "由 2026-03-02 更正为 2026-02-27" in reckoning.reasons[0].text
    assert reckoning.reasons[0].article == "条例33②"
    annul(office, case, "correct_receipt", by=office.signer)
    assert fresh(case).received_on == START
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-21", "今天之后"),
        ("2026-03-02", "相同"),
        ("3月4日", "应写成"),
        (None, "应写成"),
    ],
)
def test_a_day_of_receipt_that_cannot_be_is_refused(office, day, words):
    case = office.assigned(START)
    office.do(case, "extend", date(2026, 3, 3), workdays=5, reason="档案多")
    office.drafted(case, date(2026, 3, 3), provided=["合同"], secrecy_review="1")
    with pytest.raises(Refused, match=words):
        office.do(case, "correct_receipt", TODAY, by=office.reviewer, received_on=day, reason="签收章日期")


def test_annulling_a_correction_of_the_receipt_may_not_strand_an_act(office):
    case = office.assigned(date(2026, 3, 16))
    office.do(case, "correct_receipt", TODAY, by=office.reviewer, received_on="2026-03-02", reason="签收章日期")
    office.do(case, "withdraw", date(2026, 3, 10), reason="来信")
    with pytest.raises(Refused, match="没有“更正收到日”，后面的记录就不能成立：申请人撤回在 2026-03-10"):
        annul(office, case, "correct_receipt", by=office.signer)


# -- on the page ------------------------------------------------------------------------------------------------
def test_the_page_offers_the_wrong_record_and_strikes_it_through(office, client):
    case = office.assigned(START)
    office.decide(case, "extend", START, workdays=5, reason="档案多")
    client.force_login(office.reviewer)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "延期答复 2026-03-02 clerk" in page
    given = {"on": "2026-03-20", "version": fresh(case).version, "seq": seq_of(case, "extend"), "reason": "录错 5 日"}
    assert client.post(reverse("step", args=[case.pk, "annul"]), given).status_code == 302
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "<s><b>延期答复</b>" in page and "录错 5 日" in page
    assert "应当作废的公文" in page
    assert client.get(reverse("worklist")).status_code == 200


# -- lives drawn at random --------------------------------------------------------------------------------------
DATA = {
    "request_correction": {"term_workdays": 10},
    **dict.fromkeys(("extend", "delay"), {"workdays": 5}),
    "consult_third_party": {"key": "t"},
    "consult_agency": {"key": "g"},
    "draft": {"draft_id": 1},
    "approve": {"content_sha256": "x"},
    "reply": {"outcome": "open", "number": "1号"},
    "file_reconsideration": {"key": "r", "kind": "reconsideration"},
    "respond": {"key": "r", "handed_in": "答复书"},
    "conclude_reconsideration": {"key": "r", "result": "upheld"},
    "file_litigation": {"key": "l", "kind": "litigation_direct"},
    "conclude_litigation": {"key": "l", "result": "other"},
    "record_complaint": {"key": "c", "kind": "complaint"},
    "propose_transfer": {"from": 1, "from_number": "甲1", "to": 2},
    "record_service": {"serves": 1, "letter_id": 1, "status": "posted", "method": "mail", "receipt": "1012345678933"},
}
ACTS = [code for code in procedure.ACTS if code not in (*annulments.KEPT, "annul", "correct_receipt")]


def event(seq, act, on, actor_id=1, **data):
    return SimpleNamespace(seq=seq, act=act, on=on, data=data, actor_id=actor_id)


def life(dice):
    """Return the events of a lawful life drawn at random, some of them annulled on the way."""
    day = START + timedelta(days=dice.randrange(20))
    events = [event(1, "register", day, received_on=day.isoformat())]
    for _ in range(dice.randrange(2, 30)):
        day += timedelta(days=dice.choice((0, 0, 0, 1, 1, 2, 5, 22)))
        if dice.random() < 0.2 and (wrong := annulments.candidates(events)):
            new = event(len(events) + 1, "annul", day, annuls=dice.choice(wrong).seq)
        else:
            state = project(events, published_calendar()).state
            possible = [act for act in ACTS if state in procedure.ACTS[act].source]
            onward = [act for act in possible if procedure.ACTS[act].target not in (None, state, "closed", "annulled")]
            likely = ["close"] if state == "delivered" and dice.random() < 0.2 else onward
            act = dice.choice(likely if likely and dice.random() < 0.4 else possible)
            new = event(len(events) + 1, act, day, dice.randrange(5), **DATA.get(act, {}))
        try:
            project([*events, new], published_calendar())
        except Refused:
            continue
        events.append(new)
    return events


@pytest.mark.fault("C4")
def test_annulling_the_last_record_gives_the_life_without_it():
    dice, seen = random.Random(20261124), set()
    for _ in range(1000):
        events = life(dice)
        while wrong := annulments.candidates(events):
            last = wrong[0]
            without = [e for e in events if e is not last]
            undone = [*events, event(len(events) + 1, "annul", events[-1].on, annuls=last.seq)]
            assert project(undone, published_calendar()) == project(without, published_calendar())
            assert [vars(e) for e in effective(undone)] == [vars(e) for e in effective(without)]
            seen.add(last.act)
            events = undone
        assert [e.act for e in effective(events)] == ["register"]
    assert seen == set(ACTS)


def test_the_database_and_the_fold_agree_on_what_stands(office):
    for role in ("clerk", "handler", "reviewer", "signer"):
        OfficerRole.objects.get_or_create(officer=office.reviewer, role=role)
    case = walk(office, office.assigned(START))
    annul(office, case, "close", by=office.signer)
    annul(office, case, "deliver", by=office.signer)
    other = office.case(START)
    for one in (case, other):
        events = list(one.events.order_by("seq"))
        assert list(one.events.effective().order_by("seq")) == effective(events)
    assert Event.objects.effective().count() == Event.objects.count() - 4
