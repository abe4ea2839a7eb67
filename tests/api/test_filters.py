"""Lists: every documented filter narrows as it says or is refused by name; order and pages are stable and bounded."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from law import procedure
from law.outcomes import join_grounds
from tests.api.conftest import MORNING
from tests.api.schema import operations, signed_in
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office
from workflow.cases.models import Case

LISTS = {
    operation["operationId"]: (path, operation)
    for path, method, operation in operations()
    if operation["operationId"].startswith("list_")
}
FREE = {"search", "number", "document_number", "topic", "kind"}  # any words may be looked for


@shared_data
def staffed():
    """Return an office with cases that differ in everything that a list can be narrowed by."""
    with time_machine.travel(MORNING, tick=True):
        office = Office()
        differing(office)
    return office


def differing(office) -> None:
    """Make the cases."""
    first = date(2026, 1, 5)
    made = []
    for n in range(8):
        case = office.case(
            first + timedelta(days=n % 4),
            channel=["in_person", "mail_signed"][n % 2],
            content=f"第{n}号文件",
            topic=["城建", "教育", ""][n % 3],
        )
        made.append(case)
    Case.objects.filter(pk=made[0].pk).update(
        outcome="deny",
        grounds=join_grounds(["state_secret", "trade_secret"]),
        decided_on=date(2026, 2, 2),
        state="replied",
        document_number="某住建公开〔2026〕1号",
        timeliness="on_time",
        due_on=date(2026, 2, 10),
    )
    Case.objects.filter(pk=made[1].pk).update(
        outcome="open", decided_on=date(2026, 2, 3), state="closed", timeliness="late", extended=True
    )
    Case.objects.filter(pk=made[2].pk).update(due_on=None, state="awaiting_correction", waiting_for="correction")


@pytest.fixture
def cases(office, today):
    """Return them, on that morning."""
    return Case.objects.order_by("pk")


def ids(client, query: str) -> list[int]:
    """Return the ids of a list of cases."""
    answer = client.get(f"/api/v1/cases/?{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("state=registered", lambda case: case.state == "registered"),
        ("state=closed&state=replied", lambda case: case.state in ("closed", "replied")),
        ("open=true", lambda case: case.state in procedure.OPEN_STATES),
        ("open=false", lambda case: case.state not in procedure.OPEN_STATES),
        ("outcome=deny", lambda case: case.outcome == "deny"),
        ("outcome=deny&outcome=open", lambda case: case.outcome != ""),
        ("ground=trade_secret", lambda case: "trade_secret" in case.grounds),
        ("ground=secret_business", None),
        ("channel=mail_signed", lambda case: case.channel == "mail_signed"),
        ("applicant_kind=natural_person", lambda case: True),
        ("applicant_kind=business", lambda case: False),
        ("agency=D", lambda case: True),
        ("agency=X", None),
        ("topic=教育", lambda case: case.topic == "教育"),
        ("regulation=2019", lambda case: True),
        ("regulation=2020", None),
        ("extended=true", lambda case: case.extended),
        ("extended=false", lambda case: not case.extended),
        ("extended=1", None),
        ("imported=yes", None),
        ("unconfirmed=false", lambda case: True),
        ("provisional=false", lambda case: not case.provisional),
        ("timeliness=late", lambda case: case.timeliness == "late"),
        ("received_on__gte=2026-01-07", lambda case: case.received_on >= date(2026, 1, 7)),
        ("received_on__lte=2026-01-05", lambda case: case.received_on <= date(2026, 1, 5)),
        ("received_on__gte=2026-01-06&received_on__lte=2026-01-06", lambda case: case.received_on == date(2026, 1, 6)),
        ("received_on__gte=2026-13-01", None),
        ("due_on__gte=2026-02-03", lambda case: case.due_on and case.due_on >= date(2026, 2, 3)),
        ("due_on__lte=2026-02-02", lambda case: case.due_on and case.due_on <= date(2026, 2, 2)),
        ("decided_on__gte=2026-02-03", lambda case: case.decided_on and case.decided_on >= date(2026, 2, 3)),
        ("decided_on__lte=2026-02-02", lambda case: case.decided_on and case.decided_on <= date(2026, 2, 2)),
        (
            "overdue=true",
            lambda case: case.state in procedure.OPEN_STATES and case.due_on and case.due_on < timezone.localdate(),
        ),
        ("number=2026-003", lambda case: case.number == "2026-003"),
        ("document_number=某住建公开〔2026〕1号", lambda case: bool(case.document_number)),
        ("search=第7号", lambda case: "第7号" in case.application.content),
        (
            "search=某住建公开",
            lambda case: (
                bool(case.document_number) or case.events.filter(letter__number__startswith="某住建公开").exists()
            ),
        ),
        ("search=张三", lambda case: True),
        ("handler=1", None),
        (
            "state=registered&channel=in_person&search=文件",
            lambda case: case.state == "registered" and case.channel == "in_person",
        ),
    ],
)
def test_a_filter_leaves_what_it_says_or_is_refused(clerk, cases, query, holds):
    if holds is None:
        answer = clerk.get(f"/api/v1/cases/?{query}")
        if answer.status_code == 200:  # an officer of this very id
            assert query == "handler=1"
            return
        assert answer.status_code == 400
        assert {one["field"] for one in answer.json()["errors"]} == {query.split("=")[0]}
        return
    assert set(ids(clerk, f"{query}&page_size=200")) == {case.pk for case in cases if holds(case)}


def test_true_and_false_together_are_all(clerk, cases):
    for name in ("open", "overdue", "extended", "imported", "unconfirmed", "provisional"):
        both = [set(ids(clerk, f"{name}={word}")) for word in ("true", "false")]
        assert both[0] | both[1] == set(cases.values_list("pk", flat=True))
        assert not both[0] & both[1]


def parameters():
    """Return address and parameter of everything that lists can be narrowed by."""
    return [
        (path, one) for path, operation in LISTS.values() for one in operation["parameters"] if one["in"] == "query"
    ]


def test_every_documented_parameter_refuses_what_it_cannot_read(clerk, cases):
    for path, parameter in parameters():
        refuses(clerk, path, parameter)


def refuses(clerk, path, parameter):
    """Fail where a parameter passes over a value that it cannot read."""
    name = parameter["name"]
    for word in ("", "%00", "ü" * 100, "1e3", "-1", "0", "9" * 40, "[]", "None", "x,y", "2026-02-30", "null"):
        answer = clerk.get(f"{path}?{name}={word}")
        if name in FREE and word not in ("", "%00", "ü" * 100):
            assert answer.status_code == 200, (name, word, answer.content)
        elif word == "%00":  # refused before anybody asks what it belongs to
            assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/problems/malformed/"), (
                name,
                answer.content,
            )
        elif answer.status_code == 200:  # a number that is nobody's
            assert name in ("case", "handler") and word in ("0",), (name, word)
        else:
            assert (answer.status_code, {one["field"] for one in answer.json()["errors"]}) == (400, {name}), (
                name,
                word,
                answer.content,
            )
    if parameter["schema"].get("type") != "array":
        assert clerk.get(f"{path}?{name}=1&{name}=2").status_code == 400


def test_every_documented_value_is_accepted(clerk, cases):
    assert len(parameters()) > 50
    for path, parameter in parameters():
        accepts(clerk, path, parameter)


def accepts(clerk, path, parameter):
    """Fail where a parameter refuses a value that the schema names."""
    told = parameter["schema"]
    values = (
        told.get("enum")
        or told.get("items", {}).get("enum")
        or {"boolean": ["true", "false"], "integer": [1]}.get(told.get("type"), ["2026-01-05"])
    )
    for value in values:
        if parameter["name"] in ("agency", "handler"):
            value = {"agency": "D", "handler": Case.objects.first().events.get().actor_id}[parameter["name"]]
        assert clerk.get(f"{path}?{parameter['name']}={value}").status_code == 200, (parameter["name"], value)


@pytest.mark.parametrize(
    "order",
    [
        "received_on",
        "-received_on",
        "due_on",
        "-due_on",
        "decided_on",
        "-decided_on",
        "id",
        "-id",
        "received_on&ordering=-due_on",
        "-received_on&ordering=id",
    ],
)
def test_an_order_is_kept_across_pages_and_rows_alike_stand_still(clerk, cases, order):
    whole = ids(clerk, f"ordering={order}&page_size=200")
    paged = [pk for page in range(1, 4) for pk in ids(clerk, f"ordering={order}&page_size=3&page={page}")]
    assert whole == paged
    assert sorted(whole) == sorted(cases.values_list("pk", flat=True))
    name = order.split("&")[0]
    values = [getattr(Case.objects.get(pk=pk), name.lstrip("-")) for pk in whole]
    told = [value for value in values if value is not None]
    assert told == sorted(told, reverse=name.startswith("-"))
    assert values[len(told) :] == [None] * (len(values) - len(told)), "empty days stand last"


@pytest.mark.parametrize(("order", "turned"), [("received_on", False), ("-received_on", True)])
def test_rows_alike_stand_by_their_key_in_the_direction_of_the_order(clerk, cases, order, turned):
    expected = sorted(cases, key=lambda case: (case.received_on, case.pk), reverse=turned)
    assert ids(clerk, f"ordering={order}&page_size=200") == [case.pk for case in expected]


@pytest.mark.parametrize(
    "order",
    [
        "number",
        "state",
        "-",
        "received_on,",
        "received_on;id",
        "due_on,received_on",
        "application__applicant_name",
        "?",
        "pk",
        "RECEIVED_ON",
        "received_on desc",
    ],
)
def test_an_order_that_no_index_carries_is_refused(clerk, cases, order):
    answer = clerk.get("/api/v1/cases/", {"ordering": order})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "ordering")


def test_a_list_without_an_order_has_one(clerk, cases):
    whole = ids(clerk, "page_size=200")
    assert whole == [case.pk for case in Case.objects.order_by("-received_on", "-id")]
    assert whole == [pk for page in (1, 2) for pk in ids(clerk, f"page_size=4&page={page}")]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [("page=3&page_size=4", 404, ""), ("page=99999", 404, ""), ("page=0", 400, "page"), ("page=-1", 400, "page"), ("page=last", 400, "page"), ("page=1.0", 400, "page"), ("page=", 400, "page"),
     ("page=１", 400, "page"), ("page_size=0", 400, "page_size"), ("page_size=201", 400, "page_size"), ("page_size=all", 400, "page_size"), ("page_size=-5", 400, "page_size"), ("page=1&page=2", 400, "page")],
)  # fmt: skip
def test_a_page_that_is_none_is_told(clerk, cases, query, status, field):
    answer = clerk.get(f"/api/v1/cases/?{query}")
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["errors"]] == ([field] if field else [])


def test_an_empty_list_has_a_first_page(db, today):
    clerk = signed_in(Office().clerk)
    assert clerk.get("/api/v1/cases/?page=1").json() == {"count": 0, "next": None, "previous": None, "results": []}
    assert clerk.get("/api/v1/cases/?page=2").status_code == 404


def test_a_page_keeps_the_filters_of_its_neighbours(clerk, cases):
    first = clerk.get("/api/v1/cases/?channel=in_person&page_size=2&ordering=id").json()
    second = clerk.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == ids(clerk, "channel=in_person&ordering=id")[2:4]
    assert "channel=in_person" in second["previous"]


def test_nobody_finds_what_they_may_not_see(office, cases):
    stranger = signed_in(office.administrator)
    for query in ("", "search=文件", "state=registered", "number=2026-001"):
        assert ids(stranger, query) == []
    assert stranger.get("/api/v1/cases/?agency=D").status_code == 400
    assert stranger.get("/api/v1/officers/").json()["count"] == 0
    assert len(ids(signed_in(office.supervisor), "agency=D")) == 8


def test_letters_and_applications_are_narrowed_too(office, clerk, cases):
    waiting = office.application(date(2026, 3, 2), channel="fax", content="传真来的")
    case = cases[3]
    letter = case.events.get().letter
    rows = clerk.get(f"/api/v1/letters/?case={case.pk}").json()["results"]
    assert [(row["id"], row["case"]) for row in rows] == [(letter.pk, case.pk)]
    for query in (
        f"number={letter.number}",
        f"search={letter.number}",
        f"kind=receipt&dated__gte={letter.dated}&dated__lte={letter.dated}&case={case.pk}",
    ):
        assert letter.pk in [row["id"] for row in clerk.get(f"/api/v1/letters/?{query}").json()["results"]], query
    assert clerk.get("/api/v1/letters/?standing=void").json()["count"] == 0
    assert (
        clerk.get("/api/v1/letters/?standing=valid").json()["count"]
        == clerk.get("/api/v1/letters/?has_pdf=false").json()["count"]
        == 8
    )
    for query in ("registered=false", "channel=fax", "search=传真", "arrived_on__gte=2026-03-02"):
        assert [row["public_id"] for row in clerk.get(f"/api/v1/applications/?{query}").json()["results"]] == [
            str(waiting.public_id)
        ], query
    assert clerk.get("/api/v1/applications/?registered=true").json()["count"] == 8


@pytest.mark.parametrize("name", ["cases", "letters", "applications", "officers"])
def test_a_longer_page_asks_no_more_questions(clerk, cases, name, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as few:
        clerk.get(f"/api/v1/{name}/?page_size=2")
    with django_assert_max_num_queries(len(few)):
        clerk.get(f"/api/v1/{name}/?page_size=200")


def test_who_can_be_assigned_is_told(office, clerk):
    rows = clerk.get("/api/v1/officers/?role=handler").json()["results"]
    assert [(row["id"], row["roles"]) for row in rows] == [(office.handler.pk, ["handler"])]
    assert clerk.get("/api/v1/officers/").json()["count"] == 5
