"""The same over the desk's pages and over the API, as the person."""

from datetime import date

import pytest
from django.urls import reverse

from tests.api.schema import signed_in
from tests.workflow.fees.applications import PAYMENT, UNNUMBERED, asked, numbers
from workflow.cases.models import Case

pytestmark = pytest.mark.fault("11.7")

FOURTH = date(2026, 3, 4)


def post(client, case, code, **given):
    """Send the form of an act."""
    version = Case.objects.get(pk=case.pk).version
    return client.post(reverse("step", args=[case.pk, code]), {"on": "2026-03-31", "version": version, **given})


def give(person, case, **data):
    """Send a fee notice over the API."""
    version = Case.objects.get(pk=case.pk).version
    body = {"act": "issue_fee_notice", "on": "2026-03-31", "version": version, "data": {"payment": PAYMENT} | data}
    return signed_in(person).give(f"/api/v1/cases/{case.pk}/acts/", body)


def faults(answer) -> set[str]:
    """Return the fields that a problem names."""
    return {fault["field"] for fault in answer.json()["errors"]}


# -- pages ------------------------------------------------------------------------------------------------------------
def test_the_form_asks_for_no_number_and_says_which_case_it_is(eleven, evening, client):
    client.force_login(eleven.clerk)
    page = client.get(reverse("case", args=[eleven.eleventh.pk])).content.decode()
    assert 'name="count"' not in page
    assert "本件是该申请人 2026-03 的第 11 件" in page
    assert 'name="same_person"' not in page
    answer = post(client, eleven.eleventh, "issue_fee_notice", mode="cases", payment=PAYMENT, count=31)
    assert answer.status_code == 302
    event = eleven.eleventh.events.get(act="issue_fee_notice")
    assert (event.data["count"], event.data["amount"]) == (11, 100)


def test_the_form_offers_the_same_name_and_contact_to_be_ticked(eleven, evening, client):
    unnumbered = asked(eleven, FOURTH, **UNNUMBERED | {"phone": ""})
    namesake = asked(eleven, FOURTH, **UNNUMBERED | {"phone": "13900000000", "address": "另一路9号1幢"})
    client.force_login(eleven.handler)
    page = client.get(reverse("case", args=[unnumbered.pk])).content.decode()
    assert f"{eleven.ten[0].number} · 2026-03-02 · 地址相同" in page and "13800000001" not in page
    assert f'name="same_person" value="{namesake.pk}"' not in page
    refused = post(client, unnumbered, "issue_fee_notice", mode="cases", payment=PAYMENT)
    assert refused.status_code == 422 and "本月第 1 件，没有超出免费的范围" in refused.content.decode()
    foreign = post(client, unnumbered, "issue_fee_notice", mode="cases", payment=PAYMENT, same_person=[namesake.pk])
    assert foreign.status_code == 422
    ticked = [case.pk for case in eleven.ten]
    assert (
        post(client, unnumbered, "issue_fee_notice", mode="cases", payment=PAYMENT, same_person=ticked).status_code
        == 302
    )
    event = unnumbered.events.get(act="issue_fee_notice")
    assert event.data["confirmed"] == [case.number for case in eleven.ten]
    history = client.get(reverse("case", args=[unnumbered.pk])).content.decode()
    assert "本月第 11 件" in history and f"经人认定为同一申请人：{eleven.ten[0].number}、" in history
    assert numbers(event)[-1] == unnumbered.number


@pytest.mark.parametrize(
    ("typed", "documents"),
    [
        ("《批复》 – 60\n附图：8页", [("《批复》", 60), ("附图", 8)]),
        ("2020年报告 2019\t68", [("2020年报告 2019", 68)]),
        ("批复—68", [("批复", 68)]),
        ("\n 批复, 68 页 \r\n\n", [("批复", 68)]),
    ],
)
def test_documents_are_typed_one_a_line(eleven, evening, client, typed, documents):
    client.force_login(eleven.clerk)
    answer = post(client, eleven.eleventh, "issue_fee_notice", mode="pages", payment=PAYMENT, documents=typed)
    assert answer.status_code == 302
    event = eleven.eleventh.events.get(act="issue_fee_notice")
    assert [(one["title"], one["pages"]) for one in event.data["documents"]] == documents


@pytest.mark.parametrize("typed", ["批复", "批复12", "68", "批复 ６８", "批复 12\n– 9", "批复 1.5页半"])
def test_a_line_without_pages_is_named_and_kept(eleven, evening, client, typed):
    client.force_login(eleven.clerk)
    answer = post(client, eleven.eleventh, "issue_fee_notice", mode="pages", payment=PAYMENT, documents=typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"第 {len(typed.splitlines())} 行“{typed.splitlines()[-1]}”：请写明文件名称和页数" in text
    assert typed.splitlines()[0] in text


def test_a_refund_over_the_page(eleven, evening, client):
    client.force_login(eleven.clerk)
    case = eleven.eleventh
    assert (
        post(client, case, "issue_fee_notice", mode="pages", payment=PAYMENT, documents="批复 – 68").status_code == 302
    )
    assert post(client, case, "receive_payment", amount=380).status_code == 302
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "退付按财政规定办理" in page
    assert post(client, case, "refund_fee", amount=381, reason="不提供").status_code == 422
    assert post(client, case, "refund_fee", amount=380, reason="改为已主动公开").status_code == 302
    history = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "退还信息处理费" in history and "改为已主动公开" in history and "68 页" in history


# -- the API ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", ["cases", "pages"])
@pytest.mark.parametrize("count", [31, 11, None])
def test_the_api_reads_no_number(eleven, evening, mode, count):
    answer = give(eleven.clerk, eleven.eleventh, mode=mode, count=count)
    assert (answer.status_code, faults(answer)) == (400, {"data.count"})


def test_the_api_counts_and_answers_with_what_it_counted(eleven, evening):
    unnumbered = asked(eleven, FOURTH, **UNNUMBERED)
    free = give(eleven.clerk, unnumbered, mode="cases")
    assert (free.status_code, "本月第 1 件" in free.json()["detail"]) == (400, True)
    strangers = give(eleven.clerk, unnumbered, mode="cases", same_person=[unnumbered.pk])
    assert (strangers.status_code, faults(strangers)) == (400, {"same_person"})
    answer = give(eleven.handler, unnumbered, mode="cases", same_person=[case.pk for case in eleven.ten])
    assert answer.status_code == 201, answer.content
    assert numbers(unnumbered.events.get(act="issue_fee_notice")) == [
        *(case.number for case in eleven.ten),
        unnumbered.number,
    ]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"documents": [{"title": "批复"}]}, "data.documents.0.pages"),
        ({"documents": [{"title": "批复", "pages": 68, "sheets": 3}]}, "data.documents.0.sheets"),
        ({"documents": [{"title": "批复", "pages": "many"}]}, "data.documents.0.pages"),
        ({"documents": "批复 68"}, "data.documents"),
        ({"same_person": ["x"]}, "data.same_person.0"),
    ],
)
def test_the_api_names_what_it_does_not_read(eleven, evening, data, field):
    answer = give(eleven.clerk, eleven.eleventh, mode="pages", **data)
    assert answer.status_code == 400 and field in faults(answer), answer.content


def test_the_api_charges_by_documents(eleven, evening):
    documents = [{"title": "批复", "pages": 68}]
    assert give(eleven.clerk, eleven.eleventh, mode="pages", documents=documents).status_code == 201
    assert eleven.eleventh.events.get(act="issue_fee_notice").data["amount"] == 380
