"""Every list of codes and every field of every act can be read from the API, and is what the API then takes."""

import pytest

from law import procedure
from tests.api.schema import schema, signed_in
from workflow.api.acts import OF_ACT
from workflow.api.choices import TYPES, describe

SCALARS = {
    "text": "x",
    "integer": 3,
    "number": 1.5,
    "decimal": "1.5",
    "boolean": True,
    "date": "2026-03-04",
    "object": {},
}


@pytest.fixture
def lists(clerk):
    """Return the lists of codes by name."""
    return {
        one["name"]: {row["code"]: row["label"] for row in one["choices"]}
        for one in clerk.get("/api/v1/choices/").json()
    }


@pytest.fixture
def acts(clerk):
    """Return the acts by code."""
    return {one["code"]: one for one in clerk.get("/api/v1/acts/").json()}


def test_lists_hold_what_fields_take(lists, clerk):
    parts = schema()["components"]["schemas"]
    for name, part in (
        ("channel", "ChannelEnum"),
        ("applicant_kind", "ApplicantKindEnum"),
        ("state", "StateEnum"),
        ("act", "ActEnum"),
    ):
        assert set(lists[name]) == set(parts[part]["enum"]), name
    assert lists["channel"]["fax"] == "传真"
    assert lists["outcome"]["open"] and lists["ground"]["trade_secret"] and lists["letter_kind"]["receipt"]
    english = {one["name"]: one["choices"] for one in clerk.get("/api/v1/choices/", HTTP_ACCEPT_LANGUAGE="en").json()}
    assert {"code": "fax", "label": "Fax"} in english["channel"]
    assert {"code": "awaiting_payment", "label": "Awaiting payment"} in english["state"]
    assert all(row["label"] for rows in english.values() for row in rows)


def test_every_act_by_hand_is_told_as_the_table_has_it(acts):
    assert set(acts) == set(OF_ACT)
    extend = acts["extend"]
    assert extend["roles"] == list(procedure.ACTS["extend"].roles)
    assert {one["regulation"] for one in extend["articles"]} == set(procedure.ACTS["extend"].articles)
    assert extend["letter"] == "extension" and extend["moves_clock"]
    workdays = next(one for one in extend["data"] if one["name"] == "workdays")
    assert (workdays["type"], workdays["required"], workdays["least"]) == ("integer", True, 1)


@pytest.mark.parametrize("code", OF_ACT)
def test_what_is_told_of_the_fields_is_what_is_read(code):
    """Fill every field as it is described: nothing is refused for its shape; leave out one that is required: it is named."""
    read = OF_ACT[code].data_class
    fields = [describe(name, field) for name, field in read().fields.items()]
    whole = {one["name"]: filled(one) for one in fields}
    found = read(data=whole)
    found.is_valid()
    assert {name for name in found.errors if not shaped(found.errors[name])} == set(), found.errors
    for one in fields:
        lacking = read(data={name: value for name, value in whole.items() if name != one["name"]})
        lacking.is_valid()
        assert one["required"] == (
            "required" in {getattr(fault, "code", "") for fault in lacking.errors.get(one["name"], ())}
        )


def shaped(faults) -> bool:
    """Say whether a fault is about the pattern of a text, as of a hash, which no description spells out."""
    return isinstance(faults, list) and {getattr(fault, "code", "") for fault in faults} <= {"invalid"}


def filled(field: dict):
    """Return a value as a description asks for it."""
    if field["choices"]:
        value = field["choices"][0]
    elif field["members"]:
        value = {one["name"]: filled(one) for one in field["members"]}
    else:
        kind = field["items"] or field["type"]
        value = max(SCALARS["integer"], int(field["least"] or 0)) if kind == "integer" else SCALARS[kind]
    return [value] if field["type"] == "list" else value


def test_nobody_who_is_not_signed_in_reads_them():
    for path in ("/api/v1/choices/", "/api/v1/acts/"):
        assert signed_in(None).get(path).status_code == 401
    assert len({name for _kind, name in TYPES}) > 8
