"""11.5 Demands over the API: registered as a person confirmed them, in doubt where nobody did, changed with a reason, answered."""

import pytest

from tests.api.schema import signed_in
from tests.workflow.sample_office import PUBLISHED
from workflow.cases.models import Case

TEXT, DEMANDS = "1、征地批复；2、补偿方案", ["征地批复", "补偿方案"]


@pytest.fixture
def registered(clerk, given):
    """Return what registers an application with some demands, and reads its case."""

    def register(body: dict):
        stored = clerk.give(
            "/api/v1/applications/", given | {"content": TEXT, "idempotency_key": f"k{len(str(body))}"}
        ).json()
        answer = clerk.give(f"/api/v1/applications/{stored['public_id']}/register/", body)
        return answer, clerk.get(f"/api/v1/cases/{answer.json()['id']}/").json() if answer.status_code == 201 else None

    return register


@pytest.mark.parametrize(
    ("body", "demands", "doubt"),
    [({"demands": DEMANDS}, DEMANDS, 0), ({"demands": [TEXT]}, [TEXT], 0), ({}, [], 2)],
)
def test_demands_are_optional_and_what_nobody_confirmed_is_in_doubt(registered, body, demands, doubt):
    answer, case = registered(body)
    assert answer.status_code == 201
    assert (case["demands"], case["demands_in_doubt"]) == (demands, doubt)


@pytest.mark.parametrize("wrong", [[], "征地批复", [""], ["同上"], ["征地批复", "征地批复"], [7 * ["a"]], ["a"] * 51])
def test_what_are_no_demands_is_refused_and_nothing_is_registered(registered, wrong):
    answer, _ = registered({"demands": wrong})
    assert answer.status_code == 400 and "demands" in str(answer.json())
    assert not Case.objects.exists()


def test_a_doubt_is_ended_by_an_act_and_each_demand_is_answered(office, clerk, registered):
    _, case = registered({})
    handler = signed_in(office.handler)
    address = f"/api/v1/cases/{case['id']}/acts/"

    def act(client, code: str, data: dict):
        version = client.get(f"/api/v1/cases/{case['id']}/").json()["version"]
        return client.give(address, {"act": code, "on": "2026-03-04", "version": version, "data": data})

    assert act(clerk, "assign", {"handler_id": office.handler.pk}).status_code == 201
    assert (
        act(
            handler, "draft", {"outcome": "open_published", "facts": PUBLISHED | {"where_published": "区政府网站"}}
        ).status_code
        == 201
    )
    refused = act(handler, "submit_for_review", {})
    assert refused.status_code == 400 and "似有 2 项" in str(refused.json()) and "条例36" in str(refused.json())
    assert act(handler, "change_demands", {"demands": DEMANDS}).status_code == 400  # why?
    changed = act(handler, "change_demands", {"demands": DEMANDS, "reason": "按申请书所列分项"})
    assert changed.status_code == 201 and changed.json()["data"]["before"] == [TEXT]
    refused = act(handler, "submit_for_review", {})
    assert refused.status_code == 400 and "第 2 项：“补偿方案”" in str(refused.json())
    told = {"conclusion": "open_published", "told": PUBLISHED | {"where_published": "区政府网站"}}
    parts = [{"asked": DEMANDS[1], **told}, {"asked": DEMANDS[0], **told}]
    assert act(handler, "draft", {"kind": "combined", "facts": {"parts": parts}}).status_code == 201
    assert act(handler, "submit_for_review", {}).status_code == 201
    assert Case.objects.get().draft.text.index("一、关于“征地批复”") < Case.objects.get().draft.text.index(
        "二、关于“补偿方案”"
    )
