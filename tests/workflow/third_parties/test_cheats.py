"""11.4: tried as a handler who wants no trouble with third parties: each kind of it is refused with its article."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.third_parties.doors import AFTER, ANSWERED, ASKED, OPINIONS, START, WEIGHED, ApiDoor, asked
from workflow.cases.models import Case

TRADE_SECRET = {"ground": "trade_secret", "reason": "工序单价为经营信息", "evidence": "合同第3页"}
OPEN = {"provided": ["合同"], "secrecy_review": "保密审查表第1号"}


@pytest.mark.parametrize(
    "said", ["公益", "公共利益大于第三方利益", "为维护公众知情权、监督权，应当公开", "经权衡，符合公共利益需要"]
)
def test_a_public_interest_that_is_only_named_is_not_weighed(office, said):
    case, door = asked(office, "objects"), ApiDoor(office)
    parties = [{"key": "a", "decision": "disclose", "public_interest": said}]
    told = door.act(office.handler, case, "draft", AFTER, kind="open", facts=OPEN, parties=parties)
    assert (told[0], told[2:]) == (400, ("条例32", "party_a_public_interest"))
    parties[0]["public_interest"] = WEIGHED
    assert door.act(office.handler, case, "draft", AFTER, kind="open", facts=OPEN, parties=parties)[0] == 201


@pytest.mark.parametrize("words", ["objection", "matter", "content"])
def test_a_finding_is_not_copied_from_what_others_wrote(office, words):
    case = asked(office, "objects")
    said = {
        "objection": OPINIONS["objects"]["text"],
        "matter": "合同所列 工序单价",
        "content": case.application.content,
    }
    parties = [{"key": "a", "decision": "withhold", "finding": said[words]}]
    told = ApiDoor(office).draft(case, AFTER, parties)
    assert (told[0], told[2:]) == (400, ("条例32", "party_a_finding")) and "照抄" in told[1]


@pytest.mark.parametrize(
    "said",
    ["涉及商业秘密，请勿公开，谢谢", "我司不同意", "公开会损害我公司合法权益", "不同意，理由不便说明", "依法不应公开"],
)
def test_an_objection_that_names_no_reason_carries_no_refusal(office, said):
    case, door = asked(office, ""), ApiDoor(office)
    assert (
        door.act(office.handler, case, "receive_third_party_opinion", ANSWERED, agrees="objects", text=said)[0] == 201
    )
    parties = [{"key": "a", "decision": "withhold"}]
    facts = {"items": [TRADE_SECRET]}
    told = door.act(office.handler, case, "draft", AFTER, kind="deny", facts=facts, parties=parties)
    assert (told[0], told[2:]) == (400, ("条例32", "finding")) and "没有说明理由" in told[1]


@pytest.mark.parametrize(
    "more",
    [
        {"finding": "甲公司明确不同意公开，公开会损害其竞争地位"},
        {"finding": "经书面征求意见，工序单价由该公司采取保密措施"},
        {"finding": "工序单价由该公司采取保密措施", "evidence": "第三方意见书原件"},
        {"finding": "工序单价由该公司采取保密措施", "reason": "权利人来函反对公开工序单价"},
    ],
)
def test_nobody_is_said_to_have_answered_who_was_not_asked(office, more):
    case, door = office.assigned(START), ApiDoor(office)
    facts = {"items": [TRADE_SECRET | more]}
    assert door.act(office.handler, case, "draft", ASKED, kind="deny", facts=facts)[0] == 201
    told = door.submit(case, ASKED)
    assert (told[0], told[2]) == (400, "条例32") and "没有征求第三方意见的记录" in told[1]
    facts = {"items": [TRADE_SECRET | {"finding": "工序单价由该公司采取保密措施，该公司已注销，无法征求"}]}
    assert door.act(office.handler, case, "draft", ASKED, kind="deny", facts=facts)[0] == 201
    assert door.submit(case, ASKED)[0] == 201


@pytest.mark.parametrize(
    ("act", "given", "article"),
    [
        ("consult_third_party", {"name": "张 三"}, "条例32"),
        ("consult_third_party", {"name": "本局"}, "条例32"),
        ("consult_third_party", {"name": "有关单位"}, "条例32"),
        ("consult_third_party", {"phone": "1"}, "条例32"),
        ("consult_agency", {"name": "某区住建局法规科"}, "条例11、33③、34"),
        ("consult_agency", {"name": "我局 办公室"}, "条例11、33③、34"),
    ],
)
def test_who_is_asked_is_somebody_else_and_can_be_reached(office, act, given, article):
    """11.4: to ask the applicant, the agency itself or nobody stops no clock."""
    case = office.assigned(START)
    usual = {"name": "甲公司", "matter": "合同所列工序单价"}
    usual |= {"interest": "trade_secret", "phone": "0577-2"} if act == "consult_third_party" else {}
    told = ApiDoor(office).act(office.handler, case, act, ASKED, **usual | given)
    assert (told[0], told[2]) == (400, article)
    assert Case.objects.get(pk=case.pk).open_consultations == 0


def test_of_2007_with_its_own_article(office):
    case = office.assigned(date(2018, 3, 5))
    with pytest.raises(Refused) as refusal:
        office.do(case, "consult_third_party", date(2018, 3, 6), name="张三", matter="合同")
    assert refusal.value.article == "条例23"
