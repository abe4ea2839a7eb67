"""Papers and replies with several conclusions as their writers meet them: forms filled in, previews, refusals beside their field."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from notices.kinds.catalogue import PAPERS
from notices.letters.models import Draft, Letter
from tests.shared_data import shared_data
from tests.workflow.acts.test_perform import walk
from tests.workflow.sample_office import SHANGHAI, Office
from tests.workflow.sample_parties import CONTACT
from workflow.cases.models import Case

ROWS = [  # the boxes of the table, as a browser sends them
    ["公文系统", "施工合同", "2010年至今", "李某", "0", "收发文中没有该合同"],
    ["档案室", "施工合同", "2010年至今", "李某", "0", "案卷目录中没有该合同"],
    ["业务系统", "施工合同", "2010年至今", "李某", "0", "项目台账中没有该合同"],
    ["承办科室", "施工合同", "2010年至今", "李某", "0", "建管科没有经办过该合同"],
]


def searched(*rows: list[str]) -> dict[str, str]:
    """Return what the form of a search sends."""
    cells = {
        f"fact_record__places-{place}-{column}": cell
        for place, row in enumerate(rows)
        for column, cell in enumerate(row)
    }
    return cells | {"fact_record__searched_on": "2026-03-04"}


MORNING = datetime(2026, 3, 20, 9, tzinfo=SHANGHAI)


@shared_data
def assigned():
    """Return an office with one assigned case."""
    with time_machine.travel(MORNING, tick=False):
        office = Office()
        office.one = office.assigned(date(2026, 3, 2))
    return office


@pytest.fixture
def desk(assigned, client):
    """Return the office on one morning, its handler signed in."""
    with time_machine.travel(MORNING, tick=False):
        client.force_login(assigned.handler)
        yield assigned


def paper(desk, code: str) -> str:
    """Return the address of a paper of the case."""
    return reverse("paper", args=[desk.one.pk, code])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_names_every_paper_of_the_cases_regulations(desk, client, language):
    client.cookies.load({"django_language": language})
    page = client.get(reverse("papers", args=[desk.one.pk])).content.decode()
    for code, kind in PAPERS.items():
        assert (kind.TITLE if language == "zh-hans" else kind.NAME.replace("'", "&#x27;")) in page
        assert reverse("paper", args=[desk.one.pk, code]) in page
    old = desk.assigned(date(2018, 3, 5))
    assert PAPERS["proactive_sheet"].TITLE not in client.get(reverse("papers", args=[old.pk])).content.decode()
    assert client.get(reverse("paper", args=[old.pk, "proactive_sheet"])).status_code == 404
    assert client.get(paper(desk, "deny")).status_code == 404


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_every_paper_has_a_form_that_asks_for_nothing_the_case_knows(desk, client, code):
    answer = client.get(paper(desk, code))
    assert answer.status_code == 200
    asked = {name.removeprefix("fact_") for name in answer.context["form"].fields}
    assert not asked & {"application_number", "content", "received_on"}


def test_a_search_is_written_seen_and_kept(desk, client):
    address, given = paper(desk, "search_sheet"), {"on": "2026-03-20", "version": 2} | searched(*ROWS)
    shown = client.post(reverse("paper-preview", args=[desk.one.pk, "search_sheet"]), given)
    assert shown.status_code == 200 and "业务系统" in shown.content.decode()
    assert not Letter.objects.filter(kind="search_sheet").exists()
    lacking = client.post(address, {"on": "2026-03-20", "version": 2} | searched(*ROWS[:1], *ROWS[2:]))
    assert lacking.status_code == 422 and "“档案室”" in str(lacking.context["form"].errors["fact_record__places"])
    assert client.post(address, given).status_code == 302
    letter = Letter.objects.get(kind="search_sheet")
    assert [row["place"] for row in letter.facts["record"]["places"]] == [row[0] for row in ROWS]
    page = client.get(reverse("case", args=[desk.one.pk])).content.decode()
    assert "政府信息检索记录表" in page
    form = client.get(reverse("draft", args=[desk.one.pk]), {"outcome": "not_exist"}).context["form"]
    assert "fact_search_record__places" not in form.fields  # on file already


def test_a_refusal_stands_beside_its_field(desk, client):
    given = {
        "on": "2026-03-20",
        "version": 2,
        "fact_arrived_on": "2026-03-02",
        "fact_arrived_at": "9时",
        "fact_item": "EMS",
        "fact_sender": "张三",
        "fact_pieces": "1",
        "fact_received_by": "何某",
        "fact_handed_on": "2026-03-02",
        "fact_handed_at": "9时",
        "fact_taken_by": "何某",
    }
    answer = client.post(paper(desk, "mail_hand_over"), given)
    assert answer.status_code == 422
    assert "两个人" in str(answer.context["form"].errors["fact_taken_by"])


def test_a_table_is_one_line_a_record(desk, client):
    case = walk(desk, desk.one)
    answer = client.get(paper(desk, "service_record"))
    start = answer.context["form"]["fact_documents"].value()
    assert start == f"政府信息公开告知书｜{case.document_number}｜1｜"
    given = {name: value for name, value in answer.context["form"].initial.items() if value is not None}
    given["fact_documents"] = f"{start.removesuffix('｜')}|3\n保密告知书"
    assert client.post(paper(desk, "service_record"), given).status_code == 302
    documents = Letter.objects.get(kind="service_record").facts["documents"]
    assert documents[0] == {"title": "政府信息公开告知书", "number": case.document_number, "copies": 1, "pages": 3}
    assert documents[1] == {"title": "保密告知书", "number": "", "copies": 1, "pages": None}


@pytest.mark.parametrize("code", ["registration_form", "approval_sheet", "signing_sheet", "archive_index"])
def test_these_sheets_are_kept_as_they_are_filled_in(desk, client, code):
    walk(desk, desk.one)
    start = client.get(paper(desk, code)).context["form"].initial
    answer = client.post(paper(desk, code), {name: value for name, value in start.items() if value is not None})
    assert answer.status_code == 302, answer.context["form"].errors


def test_who_may_not_write_finds_nothing(desk, client):
    client.force_login(desk.supervisor)
    assert client.get(paper(desk, "search_sheet")).status_code == 404
    assert client.post(paper(desk, "search_sheet"), {}).status_code == 404


# -- several conclusions ----------------------------------------------------------------------------------------
PARTS = {
    "part1_asked": "合同正文",
    "part1_fact_provided": "《施工合同》",
    "part1_fact_secrecy_review": "表1",
    "part2_asked": "住户名单",
    "part2_item_ground": "privacy",
    "part2_item_reason": "含有身份证号码",
    "part2_item_evidence": "名单原件",
}


def several(desk, *conclusions: str) -> str:
    """Return the address of the form for some conclusions."""
    chosen = "".join(f"&part={code}" for code in conclusions)
    return reverse("draft", args=[desk.one.pk]) + f"?outcome=combined{chosen}"


def test_conclusions_are_chosen_before_their_facts(desk, client):
    page = client.get(several(desk))
    assert page.context["form"] is None and "第 6 项" in page.content.decode()
    assert client.get(several(desk, "open")).context["form"] is None  # one is not several
    assert client.get(several(desk, "open", "fee_lapsed")).context["form"] is None  # nor what ends the whole
    assert client.post(several(desk), {"on": "2026-03-20", "version": 2}).status_code == 422
    fields = client.get(several(desk, "open", "deny")).context["form"].fields
    assert {"part1_asked", "part1_fact_provided", "part2_item_ground"} <= set(fields)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_several_conclusions_are_drafted_seen_and_mended(desk, client, language):
    client.cookies.load({"django_language": language})
    address, given = several(desk, "open", "deny"), {"on": "2026-03-20", "version": 2} | PARTS
    shown = client.post(address.replace("/draft/", "/draft/preview/"), given)
    assert shown.status_code == 200 and "二、关于" in shown.content.decode()
    assert not Draft.objects.exists()
    lacking = client.post(address, given | {"part2_item_ground": "law_forbids"})
    assert lacking.status_code == 422 and lacking.context["form"].errors["part2_item_provision"]
    assert client.post(address, given).status_code == 302
    case = Case.objects.get(pk=desk.one.pk)
    assert case.events.get(act="draft").data["outcome"] == "partial"
    again = client.get(several(desk)).context["form"]
    assert again["part2_item_reason"].value() == "含有身份证号码"
    assert client.get(reverse("review", args=[case.pk])).status_code == 200
    assert client.post(several(desk), given | {"version": 3, "part1_asked": "合同全文"}).status_code == 302
    assert "合同全文" in Case.objects.get(pk=case.pk).draft.text


def test_a_reply_given_on_the_spot_is_registered_without_a_receipt(desk, client):
    client.force_login(desk.clerk)
    typed = {
        "channel": "in_person",
        "arrived_on": "2026-03-20",
        "applicant_kind": "natural_person",
        "applicant_name": "李四",
        "content": "某文件",
        "idempotency_key": "k",
        "at_once": "on",
    }
    client.post(reverse("register"), typed)
    case = Case.objects.latest("pk")
    assert case.application.applicant_name == "李四" and case.events.get(act="register").letter is None


def test_the_consultation_form_offers_to_tell_the_applicant(desk, client):
    given = {"on": "2026-03-20", "version": 2, "name": "甲公司", "matter": "合同", "tell_applicant": "on"}
    given |= CONTACT
    assert client.post(reverse("step", args=[desk.one.pk, "consult_third_party"]), given).status_code == 302
    assert Letter.objects.filter(kind="applicant_consultation_notice").count() == 1
