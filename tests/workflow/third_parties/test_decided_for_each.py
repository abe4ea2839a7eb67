"""The reply decides for each third party, through the pages and over the API (11.4; practice A2, cases 14 and 15)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.workflow.sample_office import at
from tests.workflow.third_parties.doors import AFTER, ASKED, FOUND, START, WEIGHED, ApiDoor, PageDoor, asked
from workflow.cases.models import Case
from workflow.cases.replay import replay

# What came, what is decided; then the field and the article for which the draft is not submitted, or None.
ROWS = [
    ("agrees", {}, ("decision", "条例32")),
    ("silent", {"decision": "disclose"}, ("finding", "条例32")),
    ("silent", {"decision": "withhold"}, ("finding", "条例32")),
    ("agrees", {"decision": "withhold"}, ("finding", "条例15")),
    ("bare", {"decision": "withhold"}, ("finding", "条例32")),
    ("bare", {"decision": "disclose", "finding": FOUND}, ("public_interest", "条例15、32")),
    ("objects", {"decision": "disclose", "finding": FOUND}, ("public_interest", "条例15、32")),
    ("partly", {"decision": "disclose"}, ("public_interest", "条例15、32")),
    ("silent", {"decision": "withhold", "finding": FOUND}, None),
    ("agrees", {"decision": "disclose"}, None),
    ("agrees", {"decision": "withhold", "finding": FOUND}, None),
    ("bare", {"decision": "withhold", "finding": FOUND}, None),
    ("objects", {"decision": "withhold"}, None),
    ("objects", {"decision": "disclose", "public_interest": WEIGHED}, None),
]
NAMES = [
    f"{said}-{decided.get('decision', 'none')}-{'ok' if wrong is None else wrong[0]}" for said, decided, wrong in ROWS
]


@pytest.mark.parametrize(("said", "decided", "wrong"), ROWS, ids=NAMES)
def test_over_the_api_a_draft_is_submitted_only_with_a_decision_that_stands_for_each(office, said, decided, wrong):
    case, door = asked(office, said), ApiDoor(office)
    assert door.draft(case, AFTER, [{"key": "a"} | decided] if decided else [])[0] == 201
    told = door.submit(case, AFTER)
    if wrong is None:
        assert told[0] == 201
    else:
        assert told[0] == 400 and "“甲公司”" in told[1]
        assert told[2:] == (wrong[1], f"party_a_{wrong[0]}")


@pytest.mark.parametrize(("said", "decided", "wrong"), ROWS, ids=NAMES)
def test_on_the_pages_too(office, client, said, decided, wrong):
    case, door = asked(office, said), PageDoor(office, client)
    assert door.draft(case, AFTER, [{"key": "a"} | decided])[0] == 201
    status, page = door.submit(case, AFTER)
    assert status == (201 if wrong is None else 422)
    if wrong is not None:
        with time_machine.travel(at(AFTER), tick=False):
            page = client.get(reverse("review", args=[case.pk])).content.decode()
        assert "第三方“甲公司”" in page and wrong[1] in page  # the reviewer would be told the same


@pytest.mark.parametrize("said", ["第三方未答复，视为不同意", "甲公司逾期未提出意见，本机关决定不予公开", "无", "同上"])
@pytest.mark.parametrize("through", ["api", "page"])
def test_a_finding_that_repeats_the_silence_or_says_nothing_is_refused_at_once(office, client, said, through):
    case = asked(office, "silent")
    door = ApiDoor(office) if through == "api" else PageDoor(office, client)
    told = door.draft(case, AFTER, [{"key": "a", "decision": "withhold", "finding": said}])
    assert told[0] == (400 if through == "api" else 422)
    assert "甲公司" in told[1]
    if through == "api":
        assert told[2:] == ("条例32", "party_a_finding")
    assert not Case.objects.get(pk=case.pk).draft_id


def test_the_same_of_the_finding_on_what_is_withheld(office):
    case = asked(office, "silent")
    item = {
        "ground": "trade_secret",
        "reason": "工序单价为商业秘密",
        "evidence": "合同",
        "finding": "第三方没有答复，视为不同意",
    }
    door = ApiDoor(office)
    told = door.act(office.handler, case, "draft", AFTER, kind="deny", facts={"items": [item]})
    assert told[0] == 400 and told[2:] == ("条例32", "finding")


def test_an_objection_without_reasons_carries_no_refusal_by_itself(office):
    case, door = asked(office, "bare"), ApiDoor(office)
    item = {"ground": "trade_secret", "reason": "工序单价为商业秘密", "evidence": "合同"}
    told = door.act(office.handler, case, "draft", AFTER, kind="deny", facts={"items": [item]})
    assert (told[0], told[2:]) == (400, ("条例32", "finding"))
    assert "没有说明理由" in told[1]
    parties = [{"key": "a", "decision": "withhold"}]
    told = door.act(
        office.handler, case, "draft", AFTER, kind="deny", facts={"items": [item | {"finding": FOUND}]}, parties=parties
    )
    assert told[0] == 201
    assert door.submit(case, AFTER)[0] == 201


def test_what_is_withheld_for_third_parties_does_not_rest_on_an_objection_that_is_overruled(office):
    case, door = asked(office, "objects"), ApiDoor(office)
    item = {"ground": "trade_secret", "part": "附件一", "reason": "工序单价为商业秘密", "evidence": "合同"}
    facts = {"provided": ["合同"], "secrecy_review": "表1", "items": [item]}
    parties = [{"key": "a", "decision": "disclose", "public_interest": WEIGHED}]
    told = door.act(office.handler, case, "draft", AFTER, kind="partial", facts=facts, parties=parties)
    assert (told[0], told[2:]) == (400, ("条例15", "finding"))
    facts["items"] = [item | {"finding": "附件一另有分包单位的报价明细"}]
    assert door.act(office.handler, case, "draft", AFTER, kind="partial", facts=facts, parties=parties)[0] == 201


def test_the_silence_of_one_of_two_is_named_where_nothing_else_carries_what_is_withheld(office):
    """11.4: one agrees and one keeps silent; whose silence it is decides the sentence (practice A2, 14)."""
    case, door = asked(office, "agrees"), ApiDoor(office)
    asked(office, "silent", "b", "乙公司", case)
    item = {"ground": "trade_secret", "reason": "工序单价为商业秘密", "evidence": "合同"}
    told = door.act(office.handler, case, "draft", AFTER, kind="deny", facts={"items": [item]})
    assert (told[0], told[2:]) == (400, ("条例32", "finding"))
    assert "不能仅因第三方未答复而不予公开" in told[1]


def test_under_2007_an_objection_needs_no_reasons_and_silence_is_no_ground_either(office):
    start, opinion = date(2018, 3, 5), date(2018, 3, 12)
    case = office.assigned(start)
    for key, name in (("a", "甲公司"), ("b", "乙公司")):
        office.do(
            case,
            "consult_third_party",
            date(2018, 3, 6),
            name=name,
            matter="单价",
            key=key,
            delivered_on=date(2018, 3, 6),
        )
    office.do(case, "receive_third_party_opinion", opinion, key="a", agrees="objects", text="不同意")
    office.do(case, "lapse_third_party_opinion", date(2018, 4, 2), key="b")
    day, door = date(2018, 4, 2), ApiDoor(office)
    parties = [{"key": "a", "decision": "withhold"}, {"key": "b", "decision": "withhold"}]
    door.draft(case, day, parties)
    told = door.submit(case, day)
    assert (told[0], told[2:]) == (400, ("条例23", "party_b_finding"))
    parties[1]["finding"] = FOUND
    door.draft(case, day, parties)
    assert door.submit(case, day)[0] == 201


def test_each_of_three_is_named_until_all_are_decided(office):
    case = asked(office, "agrees", "a", "甲公司")
    asked(office, "objects", "b", "乙公司", case)
    asked(office, "silent", "c", "丙公司", case)
    door, parties = ApiDoor(office), []
    decided = (
        {"key": "a", "decision": "disclose"},
        {"key": "b", "decision": "withhold"},
        {"key": "c", "decision": "disclose", "finding": "付款节点已随中标结果公告，不属于商业秘密"},
    )
    for name, one in zip(("甲公司", "乙公司", "丙公司"), decided, strict=True):
        door.draft(case, AFTER, parties)
        assert f"“{name}”" in door.submit(case, AFTER)[1]
        parties.append(one)
    door.draft(case, AFTER, parties)
    assert door.submit(case, AFTER)[0] == 201
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize(
    ("parties", "field"),
    [
        ([{"key": "z", "decision": "disclose"}], "parties"),
        ([{"key": "a", "decision": "disclose"}, {"key": "a", "decision": "withhold"}], "parties"),
    ],
)
def test_a_decision_is_for_who_was_asked_and_once(office, parties, field):
    told = ApiDoor(office).draft(asked(office, "agrees"), AFTER, parties)
    assert (told[0], told[3]) == (400, field)


@pytest.mark.parametrize(("kind", "facts", "decision"), [
    ("open", {"provided": ["合同"], "secrecy_review": "表1"}, "withhold"),
    ("deny", {"items": [{"ground": "process", "reason": "讨论记录", "evidence": "原件"}]}, "disclose"),
])  # fmt: skip
def test_a_decision_fits_the_conclusion(office, kind, facts, decision):
    case = asked(office, "agrees")
    parties = [{"key": "a", "decision": decision}]
    told = ApiDoor(office).act(office.handler, case, "draft", AFTER, kind=kind, facts=facts, parties=parties)
    assert (told[0], told[2:]) == (400, ("条例32", "party_a_decision"))


def test_who_has_not_answered_yet_waits_and_is_decided_before_the_signature(office):
    case, door = asked(office, ""), ApiDoor(office)
    day = date(2026, 3, 9)
    door.draft(case, day, [])
    assert door.submit(case, day)[0] == 201
    office.do(case, "receive_third_party_opinion", day, key="a", agrees="agrees", text="同意")
    told = door.act(office.reviewer, case, "approve", day)
    assert (told[0], told[2:]) == (400, ("条例32", "party_a_decision"))


def test_a_reply_that_neither_discloses_nor_withholds_decides_for_nobody(office):
    case = asked(office, "agrees")
    facts = {"reason": "该合同由某区城投公司订立并保存", "responsible": "某区城投公司", "responsible_contact": "0577-3"}
    door = ApiDoor(office)
    told = door.act(office.handler, case, "draft", AFTER, kind="not_ours", facts=facts)
    assert told[0] == 201, told
    assert door.submit(case, AFTER)[0] == 201


def test_the_form_remembers_what_was_decided_and_says_how_each_stands(office, client):
    case = asked(office, "objects")
    door = PageDoor(office, client)
    door.draft(case, AFTER, [{"key": "a", "decision": "disclose", "public_interest": WEIGHED}])
    with time_machine.travel(at(AFTER), tick=False):
        page = client.get(reverse("draft", args=[case.pk]), {"outcome": "partial"})
    form = page.context["form"]
    assert (form["party_a_decision"].value(), form["party_a_public_interest"].value()) == ("disclose", WEIGHED)
    assert "工序单价不为公众所知悉" in page.content.decode()


def test_nobody_asked_is_nobody_to_decide_for(office, client):
    case = office.assigned(START)
    door = PageDoor(office, client)
    assert door.draft(case, ASKED, [])[0] == 201
    assert door.submit(case, ASKED)[0] == 201
