"""11.6: a search names every place where the agency keeps such records, with terms and what was found (A2, cases 16 to 18)."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from agencies.audit_trail.models import OfficeRecord
from agencies.organisation.models import RecordPlace, Section
from law import Refused
from notices.kinds.search_record import result_of
from tests.notices.kinds.test_sheets import IN_WORDS
from tests.workflow.sample_office import SEARCH, SEARCHED
from workflow.cases.models import Case

TODAY = date(2026, 3, 4)
PLACES = SEARCH["places"]
NO_ARCHIVE = [row for row in PLACES if row["place"] != "档案室"]
NO_SECTION = [row for row in PLACES if row["place"] != "承办科室"]
LEFT_OUT = {"place": "档案室", "reason": "该信息未满归档期，仍在科室"}


def with_rows(rows, **more) -> dict:
    return SEARCH | {"places": rows} | more


REFUSED = {  # what is on record -> what the sentence names
    "nothing": (5, "公文系统、档案室、业务系统、承办科室"),
    "in words, as before": (IN_WORDS, "公文系统、档案室、业务系统、承办科室"),
    "no row": (with_rows([]), "逐处检索"),
    "the archive room is missing": (with_rows(NO_ARCHIVE), "“档案室”"),
    "no section": (with_rows(NO_SECTION), "承办科室"),
    "left out without a reason": (with_rows(NO_ARCHIVE, left_out=[{"place": "档案室", "reason": "没查"}]), "理由只写了“没查”"),
    "searched and left out": (with_rows(PLACES, left_out=[LEFT_OUT]), "既写了检索"),
    "a place that is not on the list": (with_rows([*PLACES, {"place": "我的电脑", "finding": "电脑里没有该合同"} | SEARCHED]), "“我的电脑”不在"),
    "a term of one character": (with_rows([PLACES[0] | {"terms": "路"}, *PLACES[1:]]), "“公文系统”的检索词"),
    "terms that say nothing": (with_rows([PLACES[0] | {"terms": "无、同上"}, *PLACES[1:]]), "“公文系统”的检索词"),
    "a finding that says nothing": (with_rows([PLACES[0] | {"finding": "同上"}, *PLACES[1:]]), "同上"),
    "nobody searched": (with_rows([PLACES[0] | {"searched_by": "—"}, *PLACES[1:]]), "—"),
    "no number": (with_rows([PLACES[0] | {"found": None}, *PLACES[1:]]), "查到几件"),
    "fewer than none": (with_rows([PLACES[0] | {"found": -1}, *PLACES[1:]]), "不能小于零"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_a_search_without_substance_is_refused_with_its_article(desk, why):
    """11.6: with the article and the name of the place; nothing is drafted."""
    record, named = REFUSED[why]
    with pytest.raises(Refused) as refusal:
        desk.drafted(desk.one, TODAY, "not_exist", search_record=record)
    assert named in refusal.value.reason
    assert refusal.value.article in ("条例36（四）", "条例36")
    assert Case.objects.get(pk=desk.one.pk).draft_id is None


def test_a_sheet_is_held_to_the_same(desk):
    """11.6: the search sheet of the file, from which the draft takes its search."""
    with pytest.raises(Refused, match="“档案室”") as refusal:
        desk.do(desk.one, "write_paper", TODAY, kind="search_sheet", facts={"record": with_rows(NO_ARCHIVE)})
    assert (refusal.value.article, refusal.value.field) == ("条例36（四）", "record")
    desk.do(desk.one, "write_paper", TODAY, kind="search_sheet", facts={"record": SEARCH})
    desk.drafted(desk.one, TODAY, "not_exist")
    assert Case.objects.get(pk=desk.one.pk).draft.facts["search_record"]["places"] == PLACES


def test_of_2007_with_its_own_article(office):
    """11.6: the article is that of the Regulations of the case."""
    case = office.assigned(date(2018, 3, 5))
    with pytest.raises(Refused, match="“档案室”") as refusal:
        office.drafted(case, date(2018, 3, 7), "not_exist", search_record=with_rows(NO_ARCHIVE))
    assert refusal.value.article == "条例21（三）"


def test_a_place_is_left_out_with_its_reason_and_the_letter_says_so(desk):
    """11.6: or have a reason why not."""
    desk.drafted(desk.one, TODAY, "not_exist", search_record=with_rows(NO_ARCHIVE, left_out=[LEFT_OUT]))
    text = Case.objects.get(pk=desk.one.pk).draft.text
    assert "档案室没有检索，理由：该信息未满归档期，仍在科室" in text
    assert "以“施工合同、某小区改造”检索2020年至今的资料，公文系统查到0件，收发文中没有该合同" in text
    assert "李某" not in text  # who searched stays on file


def test_the_agency_keeps_its_own_list(desk, client):
    """11.6: edited by its administrator on a page of its own, on record, and in force for the next search."""
    address = reverse("office-places", args=["D"])
    client.force_login(desk.handler)
    assert client.get(address).status_code == 404
    client.force_login(desk.administrator)
    page = client.get(address)
    assert page.context["form"]["archive_room"].value() == "档案室" and not page.context["own"]
    given = {
        "document_system": "OA 系统",
        "archive_room": "局档案室",
        "business_system": "房产交易系统\n维修资金系统",
        "section": "建管科",
    }
    lacking = client.post(address, given | {"archive_room": " "})
    assert lacking.status_code == 422 and "条例36（四）" in str(lacking.context["form"].errors["archive_room"])
    assert client.post(address, given | {"section": "无"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert RecordPlace.objects.filter(agency=desk.agency).count() == 5
    assert ["archive_room", "", "局档案室"] in OfficeRecord.objects.latest("pk").changes
    assert "维修资金系统" in client.get(reverse("office-agency", args=["D"])).content.decode()
    with pytest.raises(Refused, match="“公文系统”不在本机关的检索处所里"):
        desk.drafted(desk.one, TODAY, "not_exist", search_record=SEARCH)
    Section.objects.create(agency=desk.agency, name="财务科")
    rows = [
        {"place": name, "finding": f"{name}没有该合同"} | SEARCHED
        for name in ("OA 系统", "局档案室", "房产交易系统", "财务科")
    ]
    with pytest.raises(Refused, match="“维修资金系统”"):
        desk.drafted(desk.one, TODAY, "not_exist", search_record=with_rows(rows))
    left_out = [{"place": "维修资金系统", "reason": "只存维修资金，不存施工合同"}]
    assert desk.drafted(desk.one, TODAY, "not_exist", search_record=with_rows(rows, left_out=left_out))


def test_the_form_has_a_row_for_every_place_and_keeps_what_was_typed(desk, client):
    """11.6: over HTTP as the handler: the places stand there, an empty row is a place that was not searched."""
    client.force_login(desk.handler)
    address = reverse("draft", args=[desk.one.pk]) + "?outcome=not_exist"
    page = client.get(address).content.decode()
    assert 'name="fact_search_record__places-3-0" value="承办科室"' in page
    given = {"on": "2026-03-04", "version": 2, "fact_search_record__searched_on": "2026-03-04"}
    names = ("place", "terms", "period", "searched_by", "found", "finding")
    for place, row in enumerate(PLACES):
        given |= {f"fact_search_record__places-{place}-{column}": str(row[name]) for column, name in enumerate(names)}
    empty = given | {f"fact_search_record__places-1-{column}": "" for column in range(1, 6)}  # 业务系统
    refused = client.post(address, empty)
    assert refused.status_code == 422 and "“业务系统”" in refused.content.decode()
    assert 'value="收发文中没有该合同"' in refused.content.decode()
    assert client.post(address, given).status_code == 302
    assert Case.objects.get(pk=desk.one.pk).draft.facts["search_record"]["places"] == PLACES


def test_over_the_api_with_the_place_and_the_article(desk):
    """11.6: the same door."""
    client = APIClient()
    client.force_authenticate(desk.handler)
    body = {"act": "draft", "on": "2026-03-04", "version": 2}
    address = f"/api/v1/cases/{desk.one.pk}/acts/"
    facts = {"search_record": with_rows(NO_ARCHIVE)}
    answer = client.post(address, body | {"data": {"outcome": "not_exist", "facts": facts}}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["article"]) == (400, "条例36（四）")
    assert "“档案室”" in answer.json()["detail"]
    answer = client.post(
        address, body | {"data": {"outcome": "not_exist", "facts": {"search_record": SEARCH}}}, format="json"
    )
    assert answer.status_code == 201


def test_each_item_of_a_reply_is_searched_for_itself(desk):
    """11.6: also where one of several conclusions is that something does not exist."""
    told = [
        {"asked": "合同", "conclusion": "open", "told": {"provided": ["合同"], "secrecy_review": "保密审查表第1号"}},
        {"asked": "监理日志", "conclusion": "not_exist", "told": {"search_record": with_rows(NO_SECTION)}},
    ]
    with pytest.raises(Refused, match="没有可能保存信息的科室"):
        desk.do(desk.one, "draft", TODAY, kind="combined", facts={"parts": told})


def test_the_result_of_a_sheet_of_before_is_read_as_it_was():
    """11.6: the approval sheet tells the result of an old search in its old words, and of a new one place by place."""
    assert result_of(IN_WORDS) == "未查到相关信息"
    assert (
        result_of(with_rows(PLACES[:2]))
        == "公文系统：查到0件，收发文中没有该合同；业务系统：查到0件，项目台账中没有该合同"
    )
