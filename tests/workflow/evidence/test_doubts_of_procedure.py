"""11.4 to 11.6: what a handler does who wants a green light and is not refused: the reviewer sees it, and it costs the file."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.organisation.models import OfficerRole
from intake.services import attach
from reporting.quality.case_file import read_case_files
from reporting.quality.scoring import score_case
from tests.workflow.looks.reasons import say_why
from tests.workflow.sample_office import DAYS, PUBLISHED, SEARCH
from workflow.cases.models import Case
from workflow.cases.term.clock import effective
from workflow.evidence.doubts import doubts_of_reply
from workflow.evidence.procedure_doubts import doubts_of_procedure
from workflow.evidence.publications import SNAPSHOT_NAME

TODAY = date(2026, 3, 4)
PLACES = SEARCH["places"]
OPEN = {"provided": ["合同第1至20页"], "secrecy_review": "保密审查表第1号"}
WHERE = "门户网站“政府信息公开”栏目"


def opened(desk, case: Case) -> Case:
    desk.drafted(case, TODAY, **OPEN)
    return case


def corrected(desk, points: list[str], ways: list[str], answer: str = "即演练路12号院") -> Case:
    desk.do(desk.one, "request_correction", TODAY, points=points, ways=ways, term_workdays=10)
    desk.do(desk.one, "receive_correction", TODAY, text=answer)
    return desk.one


def extended(desk, reason: str, head=None) -> Case:
    desk.decide(desk.one, "consent", TODAY, by=head, to="extend", workdays=20, reason="十一个项目，期限内查不完")
    desk.do(desk.one, "extend", TODAY, by=head, consented=False, workdays=20, reason=reason)
    return opened(desk, desk.one)


def consents_to_himself(desk) -> Case:
    OfficerRole.objects.create(officer=desk.handler, role="head")
    return extended(desk, "涉及十一个项目，档案分存三处", desk.handler)


def still_unclear(desk, answer: str, point: str) -> Case:
    case = corrected(desk, ["小区的名称"], ["写明小区的名称或者坐落"], answer)
    desk.drafted(case, TODAY, "unclear", unclear_points=[point])
    return case


def found_on_the_sheet(desk) -> Case:
    rows = [PLACES[0] | {"found": 2, "finding": "查到合同两份"}, *PLACES[1:]]
    desk.do(desk.one, "write_paper", TODAY, kind="search_sheet", facts={"record": SEARCH | {"places": rows}})
    desk.drafted(desk.one, TODAY, "not_exist", search_record=SEARCH)
    return desk.one


def combined(desk, case: Case, *parts: tuple[str, str, dict]) -> Case:
    told = [dict(zip(("asked", "conclusion", "told"), part, strict=True)) for part in parts]
    desk.do(case, "draft", TODAY, kind="combined", facts={"parts": told})
    return case


def of_two(desk, *demands: str) -> Case:
    return desk.assigned(date(2026, 3, 2), content="1.某小区改造施工合同；2.物业收费审批表", demands=list(demands))


def invented(desk) -> Case:
    case = desk.assigned(date(2026, 3, 2), demands=["食堂菜单", "公务车里程"])
    return combined(desk, case, ("食堂菜单", "open", OPEN), ("公务车里程", "open", OPEN | {"provided": ["里程表"]}))


def invented_beside_a_refusal(desk) -> Case:
    item = {"ground": "process", "reason": "属于作出决定以前的讨论记录", "evidence": "会商纪要原件"}
    return combined(desk, desk.one, ("某小区改造施工合同", "deny", {"items": [item]}), ("本局电话", "open", OPEN))


def copied(desk) -> Case:
    both = ("某小区改造施工合同", "物业收费审批表")
    return combined(desk, of_two(desk, *both), *((text, "open", OPEN) for text in both))


def one_search_for_two(desk) -> Case:
    both, told = ("某小区改造施工合同", "物业收费审批表"), {"search_record": SEARCH}
    return combined(desk, of_two(desk, *both), *((text, "not_exist", told) for text in both))


def told(desk, outcome: str, **facts) -> Case:
    desk.drafted(desk.one, TODAY, outcome, **facts)
    return desk.one


def withheld(desk, **item) -> Case:
    usual = {"ground": "process", "reason": "属于作出决定以前的讨论记录", "evidence": "会商纪要原件"}
    return told(desk, "deny", items=[usual | item])


def asked_twice(desk) -> Case:
    for key in ("a", "b"):
        desk.do(desk.one, "consult_third_party", TODAY, key=key, name="甲公司", matter=f"单价{key}", delivered_on=TODAY)
        desk.do(desk.one, "receive_third_party_opinion", TODAY, key=key, agrees="agrees", text="同意公开总价")
    return opened(desk, desk.one)


def agrees_and_nothing_is_on_file(desk) -> Case:
    desk.do(desk.one, "consult_third_party", TODAY, key="a", name="甲公司", matter="工序单价", delivered_on=TODAY)
    desk.do(desk.one, "receive_third_party_opinion", TODAY, key="a", agrees="agrees")
    return opened(desk, desk.one)


def withheld_for_somebody(desk, *grounds: str) -> Case:
    desk.do(desk.one, "consult_third_party", TODAY, key="a", name="甲公司", matter="工序单价", delivered_on=TODAY)
    desk.do(desk.one, "receive_third_party_opinion", TODAY, key="a", agrees="objects", text="工序单价不为公众所知悉")
    items = [
        {"ground": g, "reason": f"第{n}页为讨论记录、账号和单价", "evidence": "合同原件"} for n, g in enumerate(grounds)
    ]
    desk.do(
        desk.one, "draft", TODAY, outcome="deny", facts={"items": items}, parties=[{"key": "a", "decision": "withhold"}]
    )
    return desk.one


DOUBTFUL = {  # what is done -> words of the doubt
    "a correction asks what for": (lambda desk: opened(desk, corrected(desk, ["申请用途"], ["请说明申请这项信息的目的"])), "条例29不要求"),
    "a correction asks what is written": (lambda desk: opened(desk, corrected(desk, ["要哪一份"], ["某小区改造施工合同"])), "申请里已经写了"),
    "still unclear, and the answer is not on file": (lambda desk: still_unclear(desk, "", "坐落仍不明确"), "没有记下申请人补正的内容"),
    "still unclear in the words of the request": (lambda desk: still_unclear(desk, "即演练路12号院", "小区的名称"), "照抄了补正告知书"),
    "an extension for any reason": (lambda desk: extended(desk, "因工作需要"), "延期的理由只写了“因工作需要”"),
    "the handler consents to his own extension": (consents_to_himself, "同意延期的就是本件的经办人"),
    "the sheet found what the reply did not": (found_on_the_sheet, "查到 2 件，答复写查到 0 件"),
    "demands of something else": (invented, "“食堂菜单”不是申请人要的"),
    "an answer beside the refusal to what nobody asked": (invented_beside_a_refusal, "“本局电话”不是申请人要的"),
    "the same facts for two demands": (copied, "几项申请用同样的事实答复"),
    "one search for two demands": (one_search_for_two, "检索词都不在申请内容里"),
    "asked twice": (asked_twice, "征求了 2 次"),
    "agrees, and nothing is on file": (agrees_and_nothing_is_on_file, "没有写它的意见是怎么说的"),
    "withheld for somebody on another ground": (lambda desk: withheld_for_somebody(desk, "process"), "没有一项是以商业秘密、个人隐私不予公开的"),
    "two things withheld for one": (lambda desk: withheld_for_somebody(desk, "trade_secret", "privacy"), "不予公开 2 项，决定不公开的第三方只有 1 个"),
    "a homepage": (lambda desk: told(desk, "open_published", **PUBLISHED | {"where_published": "http://www.example.gov.cn"}), "没有网址、栏目"),
    "published after the application": (lambda desk: told(desk, "open_published", **PUBLISHED | {"where_published": WHERE, "published_on": "2026-03-03"}), "在收到申请（2026-03-02）以后"),
    "a hash without its file": (lambda desk: told(desk, "open_published", **PUBLISHED | {"where_published": WHERE}), "不在本件案卷里"),
    "given before, nobody knows when": (lambda desk: told(desk, "reconfirm", earlier_delivery="以前已经提供过了"), "哪一天、以哪个文号"),
    "some law": (lambda desk: told(desk, "query", special_law="有关规定", access_channel="登记中心窗口"), "没有法律名称或者条款"),
    "evidence somewhere on file": (lambda desk: withheld(desk, evidence="见案卷"), "在卷证据只写了“见案卷”"),
    "a state secret without a level": (lambda desk: withheld(desk, ground="state_secret", reason="该图标有营区坐标", evidence="领导批示"), "看不出符合“国家秘密”"),
    "a process of which nothing is said": (lambda desk: withheld(desk, reason="该件比较敏感，不宜外传", evidence="该件原件"), "看不出符合“过程性信息”"),
    "to be given some day": (lambda desk: told(desk, "open", **OPEN | {"how": "整理后另行提供"}), "没有写明时间"),
    "a review without a record": (lambda desk: told(desk, "open", **OPEN | {"secrecy_review": "已审"}), "保密审查只写了“已审”"),
}  # fmt: skip


@pytest.mark.parametrize("why", DOUBTFUL)
def test_the_reviewer_sees_what_looks_thin(desk, client, why):
    """On the page of the review, as a point to be looked at."""
    do, says = DOUBTFUL[why]
    case = do(desk)
    client.force_login(desk.reviewer)
    say_why(client, "review", case.pk)
    checks = client.get(reverse("review", args=[case.pk])).context["checks"]
    assert {check.verdict for check in checks if says in check.text} == {"hm"}


def doubts(case: Case) -> list[str]:
    case = Case.objects.get(pk=case.pk)
    told, events = (case.draft.kind, case.draft.facts), effective(case.events.order_by("seq"))
    return [doubt.text for doubt in (*doubts_of_reply(case, *told), *doubts_of_procedure(case, events, *told))]


def test_what_is_done_as_it_should_be_has_no_doubt(desk):
    """A correction, an extension by the head, two demands with their own answers."""
    case = of_two(desk, "某小区改造施工合同", "物业收费审批表")
    desk.do(
        case,
        "request_correction",
        TODAY,
        points=["合同所在的年份"],
        ways=["写明大致年份，例如2019年"],
        term_workdays=10,
    )
    desk.do(case, "receive_correction", TODAY, text="2019年的合同")
    desk.do(case, "extend", TODAY, workdays=20, reason="涉及十一个项目，档案分存三处")
    other = {"provided": ["物业收费审批表复印件"], "secrecy_review": "保密审查表第2号"}
    combined(desk, case, ("某小区改造施工合同", "open", OPEN), ("物业收费审批表", "open", other))
    assert doubts(case) == []


def test_with_the_file_of_its_snapshot_a_publication_has_no_doubt(desk):
    """As the page keeps it."""
    attach(
        desk.one.application,
        name=f"{SNAPSHOT_NAME}栏目.pdf",
        body=b"%PDF-1.7 page",
        now=desk.one.events.first().recorded_at,
    )
    mark = desk.one.application.attachments.get().sha256
    assert doubts(told(desk, "open_published", **PUBLISHED | {"where_published": WHERE, "snapshot_sha256": mark})) == []


@pytest.mark.parametrize(
    "why",
    [
        "the handler consents to his own extension",
        "demands of something else",
        "the sheet found what the reply did not",
    ],
)
def test_and_it_costs_the_file(desk, why):
    """A tenth of the whole, with the sentence that the reviewer saw."""
    do, says = DOUBTFUL[why]
    case = do(desk)
    for act in ("submit_for_review", "approve", "sign", "reply"):
        desk.do(case, act, TODAY)
    score = score_case(read_case_files([case.pk], DAYS)[0])
    assert score.lost["doubtful"] == 10
    answers = next(one.answers for one in score.items if one.item.key == "doubtful")
    assert any(says in answer.text and answer.evidence for answer in answers)
