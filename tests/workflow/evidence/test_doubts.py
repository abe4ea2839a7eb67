"""11.6: what is not refused and looks thin is shown to the reviewer, and costs points."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.organisation.models import Agency
from intake.services import attach
from reporting.quality.case_file import read_case_files
from reporting.quality.scoring import score_case
from tests.workflow.looks.reasons import say_why
from tests.workflow.sample_office import DAYS, PUBLISHED, SEARCH, at
from workflow.cases.models import Case
from workflow.evidence.doubts import doubts_of_reply
from workflow.evidence.publications import SNAPSHOT_NAME

TODAY = date(2026, 3, 4)
PLACES = SEARCH["places"]


def changed(**facts) -> dict:
    """Return a search in which every place says so."""
    return {"search_record": SEARCH | {"places": [row | facts for row in PLACES]}}


DOUBTFUL = {  # what a draft says -> the outcome, its facts, and words of the doubt
    "a single term": ("not_exist", changed(terms="施工合同"), "只用了一个检索词"),
    "terms of something else": ("not_exist", changed(terms="会议纪要、签到表"), "检索词都不在申请内容里"),
    "a very short finding": ("not_exist", changed(finding="查过了"), "检索结果只写了“查过了”"),
    "the same finding everywhere": ("not_exist", changed(finding="没有查到该合同文本"), "各处的检索结果一字不差"),
    "found, and yet not there": ("not_exist", changed(found=2), "查到 2 件，仍答复不存在"),
    "a place left out": (
        "not_exist",
        {"search_record": SEARCH | {"places": PLACES[:1] + PLACES[2:], "left_out": [{"place": "业务系统", "reason": "系统里只有许可事项"}]}},
        "没有检索“业务系统”",
    ),
    "published somewhere": ("open_published", PUBLISHED | {"where_published": "门户网站"}, "没有网址、栏目"),
    "an earlier letter that is not here": (
        "repeat",
        {"earlier_number": "某公开〔2017〕8号", "earlier_dated": "2017-05-06", "not_in_system": "当年没有本系统"},
        "不在本系统，是录入的",
    ),
    "an agency that resembles ours": (
        "not_ours",
        {"reason": "由水利部门管理", "responsible": "某区水利居", "responsible_contact": "0577-9"},
        "与名单里的“某区水利局”相近",
    ),
    "nobody named": ("not_ours", {"reason": "由水利部门管理"}, "没有写明负责公开的机关"),
}  # fmt: skip


@pytest.mark.parametrize("why", DOUBTFUL)
def test_the_reviewer_sees_the_doubt(desk, client, why):
    """11.6: on the page of the review, with the words that are doubtful."""
    outcome, facts, says = DOUBTFUL[why]
    Agency.objects.create(code="W", name="某区水利局", kind="department", parent=desk.government)
    desk.drafted(desk.one, TODAY, outcome, **facts)
    client.force_login(desk.reviewer)
    say_why(client, "review", desk.one.pk)
    checks = client.get(reverse("review", args=[desk.one.pk])).context["checks"]
    assert {check.verdict for check in checks if says in check.text} == {"hm"}


def test_what_is_whole_has_no_doubt(desk):
    """11.6: the search, publication and items that the other tests use, the snapshot with its file."""
    kept = attach(desk.one.application, name=f"{SNAPSHOT_NAME}公开页面.pdf", body=b"%PDF-1.7 page", now=at(TODAY))
    for outcome, facts in (
        ("not_exist", {"search_record": SEARCH}),
        (
            "open_published",
            PUBLISHED | {"where_published": "门户网站“政府信息公开”栏目", "snapshot_sha256": kept.sha256},
        ),
    ):
        assert doubts_of_reply(desk.one, outcome, facts) == []


def test_the_same_reason_for_everything_withheld_is_doubtful(desk):
    """11.6: word for word the same for two parts."""
    item = {"ground": "process", "reason": "该材料是作出决定以前的讨论记录", "evidence": "会商纪要原件"}
    told = {"items": [item, item]}
    assert [doubt.about for doubt in doubts_of_reply(desk.one, "deny", told)] == ["withheld"]
    assert doubts_of_reply(desk.one, "deny", {"items": [item]}) == []


def test_a_doubt_costs_points_and_says_why(desk):
    """11.6: a tenth of the whole, with the sentence that the reviewer saw."""
    scores = []
    for finding in ("收发文中没有该合同", "查过了"):
        case, rows = desk.assigned(date(2026, 3, 2)), [PLACES[0] | {"finding": finding}, *PLACES[1:]]
        desk.drafted(case, TODAY, "not_exist", search_record=SEARCH | {"places": rows})
        for act in ("submit_for_review", "approve", "sign", "reply"):
            desk.do(case, act, TODAY)
        scores.append(score_case(read_case_files([case.pk], DAYS)[0]))
    assert scores[0].points - scores[1].points == 10 and scores[1].lost["doubtful"] == 10
    answers = next(one.answers for one in scores[1].items if one.item.key == "doubtful")
    assert [answer.text for answer in answers] == ["“公文系统”的检索结果只写了“查过了”"]


def test_the_same_guidance_for_every_item_costs_points_too(desk):
    """11.6: of a request for correction."""
    case = desk.assigned(date(2026, 3, 2))
    desk.do(case, "request_correction", TODAY, points=["小区", "年份"], ways=["请写得再具体一些"] * 2)
    desk.do(case, "receive_correction", TODAY)
    desk.drafted(case, TODAY, provided=["合同"], secrecy_review="1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        desk.do(case, act, TODAY)
    assert Case.objects.get(pk=case.pk).state == "replied"
    assert score_case(read_case_files([case.pk], DAYS)[0]).lost["doubtful"] == 10
