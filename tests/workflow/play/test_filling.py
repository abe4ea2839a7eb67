"""What a step does not say is filled with plausible text, and what decides never is."""

from datetime import date

import pytest

from agencies.organisation.models import AgencyKind
from law import procedure
from law.outcomes import OUTCOMES
from tests.workflow.play.lives import in_hand, play, reply, step
from tests.workflow.sample_office import SEARCH
from workflow.demo.stage import mail_number
from workflow.mail.services import check_digit_fits
from workflow.play.facts import filled_draft
from workflow.play.office import NAMES
from workflow.play.services import FIRST_NUMBER

pytestmark = pytest.mark.django_db
NEVER_FILLED = {  # what decides is named by the step
    "consent": {"workdays": 20},
    "extend": {"workdays": 20},
    "delay": {"workdays": 20},
    "correct_receipt": {"received_on": "2025-03-02"},
    "write_paper": {"kind": "search_sheet"},
    "change_demands": {"demands": ["征地批复", "补偿方案"]},
}
BEFORE = {  # the steps that lead to an act; the others follow the assignment
    "receive_correction": [("handler", "request_correction")],
    "receive_reasons": [("handler", "request_reasons")],
    "extend": [("head", "consent", {"workdays": 20})],
    "delay": [
        ("handler", "request_reasons"),
        ("handler", "receive_reasons"),
        ("head", "consent", {"to": "延迟答复", "workdays": 20}),
    ],
    "receive_third_party_opinion": [("handler", "consult_third_party")],
    "receive_agency_opinion": [("handler", "consult_agency")],
    "notify_applicant": [("handler", "consult_third_party"), ("clerk", "record_service")],
    "receive_payment": [("handler", "issue_fee_notice")],
    "submit_for_review": [("handler", "draft")],
    "approve": [("handler", "draft"), ("handler", "submit_for_review")],
    "return_draft": [("handler", "draft"), ("handler", "submit_for_review")],
    "sign": [("handler", "draft"), ("handler", "submit_for_review"), ("reviewer", "approve")],
    "reply": [("handler", "draft"), ("handler", "submit_for_review"), ("reviewer", "approve"), ("signer", "sign")],
    "deliver": [("clerk", "reply")],
    "close": [("clerk", "record_service"), ("clerk", "reply"), ("clerk", "deliver")],
    "revoke_reply": [("clerk", "reply")],
    "conclude_reconsideration": [("clerk", "file_reconsideration")],
    "conclude_litigation": [("clerk", "file_litigation")],
    "respond": [("clerk", "file_litigation")],
    "propose_transfer": [("clerk", "record_service")],
    "accept_transfer": [("clerk", "record_service"), ("clerk", "propose_transfer")],
    "decline_transfer": [("clerk", "record_service"), ("clerk", "propose_transfer")],
}
ELSEWHERE = {  # played with days in between, or with what they undo, in the tests below
    "lapse_correction", "lapse_reasons", "lapse_payment", "lapse_third_party_opinion", "lapse_agency_opinion", "notify_third_party",
    "record_service", "annul", "register", "recompute", "refund_fee",
    "annul_registration", "correct_particulars",
}  # fmt: skip


MORE = {
    "reply": {"through": True},
    "record_service": {"of": "register", "how": "直接"},
}  # the receipt of the registration


def _before(act: str) -> list[dict]:
    """Return the steps before an act; the letter that is served is the one of the act before it, the receipt otherwise."""
    found = []
    for role, each, *data in BEFORE.get(act, []):
        of_last = each == "record_service" and found
        more = MORE.get(each, {}) | ({"of": found[-1]["do"]} if of_last else {})
        found.append(step("2025-03-05", role, each, *data, **more))
    return found


def _doer(act: str) -> str:
    if act in ("correct_receipt", "approve", "return_draft"):
        return "reviewer"
    if act in procedure.TAKING_OVER:
        return "taker"
    return {"revoke_reply": "signer", "sign": "signer", "consent": "head"}.get(
        act, "handler" if "handler" in procedure.ACTS[act].roles else "clerk"
    )


@pytest.mark.parametrize("act", sorted(procedure.ACTS.keys() - ELSEWHERE))
def test_every_act_is_played_by_its_name_and_what_decides(monkeypatch, act):
    told = play([*in_hand(), *_before(act), step("2025-03-06", _doer(act), act, NEVER_FILLED.get(act))], monkeypatch)
    assert [one["refused"] for one in told] == [None] * len(told)


@pytest.mark.parametrize("act", sorted(NEVER_FILLED))
def test_days_numbers_of_days_and_kinds_are_not_filled(monkeypatch, act):
    told = play([*in_hand(), *_before(act), step("2025-03-06", _doer(act), act)], monkeypatch)
    assert told[-1]["refused"]["field"] == next(iter(NEVER_FILLED[act]))


REFUSED_ALONE = {  # what no reply concludes without something before it
    "withdrawn": "outcome",
    "correction_lapsed": "outcome",
    "fee_lapsed": "outcome",
    "unclear": "outcome",
    "repeat": "earlier_case",
    "open_published": "published_on",
}


@pytest.mark.parametrize("regulation", ["2007", "2019"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_filled_and_none_is_made_possible(monkeypatch, outcome, regulation):
    label = OUTCOMES[outcome].label
    day = {"2007": "2018-03-05", "2019": "2025-03-03"}[regulation]
    told = play([*in_hand(day), reply(f"{day[:5]}03-12", label)], monkeypatch)[-1]
    if regulation not in OUTCOMES[outcome].regulations:
        assert not told["ok"]
    elif outcome in REFUSED_ALONE:
        assert told["refused"]["field"] == REFUSED_ALONE[outcome]
    elif (outcome, regulation) == ("excess", "2019"):
        assert told["refused"]["article"] == "条例35"
    else:
        assert told["refused"] is None and told["state"] == "replied"


@pytest.mark.parametrize(
    ("outcome", "facts", "field", "article"),
    [
        ("信息不存在", {"search_record": {"searched_on": "2025-02-05"}}, "search_record", "条例36（四）"),
        ("信息不存在", {"search_record": {"places": []}}, "search_record", "条例36（四）"),
        ("信息不存在", {"search_record": 5}, "search_record", "条例36（四）"),
        ("其他", {"search_record": {"result": "未查到"}}, "search_record", ""),
        ("不予公开", {"items": 5}, "grounds", "条例14至16、36"),
        ("部分公开", {"items": [{"ground": "国家秘密", "part": ""}]}, "items", "条例37"),
        ("予以公开", {"provided": []}, "provided", ""),
    ],
)
def test_what_a_step_says_goes_before_what_is_plausible(monkeypatch, outcome, facts, field, article):
    told = play([*in_hand(), reply("2025-03-10", outcome, facts=facts)], monkeypatch)[-1]
    assert (told["refused"]["field"], told["refused"]["article"]) == (field, article)


def test_what_is_on_file_goes_before_what_is_plausible(office):
    day = date(2025, 3, 6)
    case = office.assigned(date(2025, 3, 3))
    plausible = filled_draft(case, {"outcome": "not_exist"}, day)["facts"]["search_record"]
    assert plausible["searched_on"] == "2025-03-06" and plausible["places"] != SEARCH["places"]
    searched = SEARCH | {"searched_on": "2025-03-05"}
    office.do(case, "write_paper", day, kind="search_sheet", facts={"record": searched})
    given = {"outcome": "not_exist", "facts": {"search_record": {"left_out": []}}}
    assert filled_draft(case, given, day)["facts"]["search_record"] == searched | {"left_out": []}
    assert "search_record" not in filled_draft(case, {}, day)["facts"]


def test_a_number_of_the_mail_fits():
    assert all(check_digit_fits(mail_number(FIRST_NUMBER + n)) for n in range(1, 100))


@pytest.mark.parametrize("day", ["2020-03-02", "2025-03-03"])
@pytest.mark.parametrize("kind", AgencyKind.values)
def test_an_agency_of_every_kind_may_refuse_with_its_remedies(monkeypatch, kind, day):
    told = play([*in_hand(day), reply(f"{day[:7]}-20", "不予公开", grounds=["内部事务信息"])], monkeypatch, kind=kind)
    assert told[-1]["refused"] is None
    assert kind in NAMES


def test_kinds_are_named_in_chinese_too(monkeypatch):
    told = play([*in_hand(), reply("2025-03-10", "不予公开")], monkeypatch, kind="街道办事处")
    assert told[-1]["ok"]


def test_a_refund_is_played_with_its_amount(monkeypatch):
    paid = [
        step("2025-03-05", "handler", "issue_fee_notice"),
        step("2025-03-05", "clerk", "record_service", None, of="issue_fee_notice", how="直接"),
        step("2025-03-06", "clerk", "receive_payment"),
    ]
    told = play([*in_hand(), *paid, step("2025-03-07", "clerk", "refund_fee", {"amount": 1100})], monkeypatch)
    assert [one["refused"] for one in told] == [None] * len(told)
