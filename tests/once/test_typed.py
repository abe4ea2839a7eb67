"""What is typed where a day, a number, a key or a text is meant: read once, refused with a sentence, never a 500."""

import json
from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from agencies.forms.fields import DayField
from agencies.organisation.models import Officer
from law import Refused, written
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office
from workflow.acts.fields.reading import text_lines

NUL = "\x00"
NO_DAYS = [
    "99999-01-01", "10000-01-01", "0001-01-01", "0000-00-00", "1899-12-31", "2200-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "20260301",
    "2026-W09-7", "2026-060", "2026-3-1", " 2026-03-01", "2026-03-01T00:00", "２０２６-03-01", "-026-03-01", "2026-03-0x", "", None, [], {}, 20260301, True, NUL,
]  # fmt: skip
NO_KEYS = [
    "",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "0x1",
    "1_000",
    "１",
    "²",
    "٣",
    " 1",
    "9" * 20,
    "9" * 5000,
    str(2**63),
    NUL,
    None,
    [],
    7,
    True,
]


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
    """Return the office on one morning, its clerk signed in."""
    with time_machine.travel(MORNING, tick=False):
        client.force_login(assigned.clerk)
        yield assigned


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_of_our_records_is_none(text):
    assert written.day(text) is None


def test_a_day_is_read_to_the_edges_of_the_records():
    assert written.day("2026-03-01") == date(2026, 3, 1)
    assert (written.day("1900-01-01"), written.day("2199-12-31")) == (written.FIRST, written.LAST)


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_is_no_key_is_none(text):
    assert written.whole_number(text) is None


def test_a_key_is_read_up_to_what_a_column_holds():
    assert written.whole_number("0") == 0
    assert written.whole_number(str(2**63 - 1)) == 2**63 - 1
    assert written.whole_number("7", 8, 9) is None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01", "99999-01-01", "0-0-0"])
def test_a_form_refuses_a_year_that_is_none_beside_the_field(text):
    with pytest.raises(Exception, match="."):
        DayField().clean(text)
    assert DayField().clean("2026-03-01") == date(2026, 3, 1)


# -- addresses ------------------------------------------------------------------------------------------------

PATHS = [
    "/cases/99999999999999999999/", "/cases/" + "9" * 5000 + "/", "/cases/-1/", "/report/99999/D/", "/report/0/D/", "/report/9999/D/", "/report/10000/D/",
    "/published/9999/D/", "/published/0/D/", "/supervise/99999/", "/report/2025/" + "x" * 300 + "/", "/api/v1/cases/" + "9" * 40 + "/", "/api/v1/reports/9999/D/",
    "/api/v1/letters/" + "9" * 400 + "/", "/api/v1/applications/x/", "/archive/destroyed/" + "x" * 300 + "/", "/office/agencies/%20/", "/letters/0/", "/verify/%FF/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_address_of_nothing_is_404(desk, client, path):
    assert client.get(path).status_code == 404


QUERIES = [
    "/?page=" + "9" * 5000, "/?handler=" + "9" * 30, "/?q=%FF%FE", "/?stage=x&stage=y&light=zz", "/statistics/?from=99999-01-01", "/statistics/?from=0001-01-01&to=9999-12-31",
    "/statistics/?unit=x", "/register/arrival/?channel=fax&arrived_on=0001-01-01&confirmed_on=9999-12-31", "/register/arrival/?channel=x&arrived_on=2026-03-01",
    "/archive/due/?on=9999-12-31", "/archive/due/?on=0001-01-01", "/archive/destroyed/?batch=" + "9" * 25, "/statistics/sample/?size=" + "9" * 4400, "/api/v1/cases/?page=" + "9" * 4400,
    "/statistics/behind/?table=handler&row=" + "9" * 25 + "&column=received", "/letters/1/pdf/?copy[]=x", "/?" + "&".join(f"a{n}=1" for n in range(2000)),
]  # fmt: skip


@pytest.mark.parametrize("path", QUERIES)
def test_a_query_of_nonsense_is_no_fault_of_ours(desk, client, path):
    assert client.get(path).status_code < 500


# -- null characters, encodings, headers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/cases/%00/",
        "/?q=%00",
        "/?q=a%00b&page=1",
        "/?%00=1",
        "/office/agencies/D%00/",
        "/static/%00",
        "/published/2025/%00/",
        "/api/v1/cases/?state=%00",
        "/api/v1/reports/2025/%00/",
        "/numbers/%00/",
        "/verify/?x=%00",
    ],
)
def test_a_null_character_in_the_address_is_refused_with_a_sentence(desk, client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert "U+0000" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["applicant_name", "content", "idempotency_key", "channel", "x", "files", "arrived_on", "next", "check", f"a{NUL}"],
)
def test_a_null_character_in_a_form_is_refused_with_a_sentence(desk, client, name):
    answer = client.post(reverse("register"), {name: f"a{NUL}b"})
    assert answer.status_code == 400
    assert "U+0000" in answer.content.decode()


@pytest.mark.parametrize(
    "cookie",
    ['sessionid="abcdefgh\\000"', 'csrftoken="\\000"', 'django_language="\\000"', 'x="a\\000"', 'messages="\\000"'],
)
def test_a_null_character_in_a_cookie_is_refused(desk, cookie, client):
    client.cookies.clear()
    assert client.get("/", headers={"cookie": cookie}).status_code == 400


@pytest.mark.parametrize(
    "charset",
    ["base64", "rot13", "utf-7", "utf-16", "gb18030", "idna", "punycode", "no-such", "latin-1", "undefined", "\xff"],
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
def test_an_encoding_that_is_not_ours_is_415(desk, client, charset, kind):
    for path in ("/", "/register/", "/api/v1/reckon/"):
        assert client.generic("POST", path, b"{}", content_type=f"{kind}; charset={charset}").status_code == 415


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", "us-ascii"])
def test_our_encoding_is_known_by_all_its_names(desk, client, charset):
    body = b'{"received_on": "2026-03-02"}'
    assert (
        client.generic("POST", "/api/v1/reckon/", body, content_type=f"application/json; charset={charset}").status_code
        == 200
    )


# -- JSON ------------------------------------------------------------------------------------------------------

BODIES = {
    "deep": "[" * 100_000 + "]" * 100_000, "deep objects": '{"a":' * 50_000 + "1" + "}" * 50_000, "21 levels": "[" * 21 + "]" * 21, "null character": '"\\u0000"', "lone surrogate": '{"a": "\\ud800"}',
    "lone surrogate as a name": '{"\\udfff": 1}', "infinity": "[1e400]", "NaN": "[NaN]", "digits": "9" * 5000, "cut": '{"a": ', "not UTF-8": b"\xff\xfe{}", "two": "{}{}",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/api/v1/reckon/", "/api/v1/applications/", "/api/v1/token/", "/api/v1/status/", "/api/v1/cases/1/acts/"]
)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_json_that_no_record_can_hold_is_a_sentence(desk, client, path, body):
    path = path.replace("/1/", f"/{desk.one.pk}/")
    assert client.post(path, body, content_type="application/json").status_code == 400


ANYTHING = [None, True, 0, -1, 2**70, 1.5, 1e308, "", "x", [], {}, [[]], {"a": []}, ["x"] * 50, "9" * 5000, "字" * 6000]


@pytest.mark.parametrize("value", ANYTHING, ids=lambda value: repr(value)[:20])
def test_any_value_in_any_place_of_the_interface_is_no_500(desk, client, value):
    names = ("channel", "arrived_on", "applicant_kind", "applicant_name", "content", "phone", "idempotency_key")
    good = {
        "channel": "fax",
        "arrived_on": "2026-03-02",
        "applicant_kind": "natural_person",
        "applicant_name": "a",
        "content": "b",
    }
    for name in names:
        assert (
            client.post(
                "/api/v1/applications/", json.dumps(good | {name: value}), content_type="application/json"
            ).status_code
            < 500
        ), name
    act = {"act": "withdraw", "on": "2026-03-20", "version": 2, "data": {"reason": "r"}}
    for given in (
        *({name: value} for name in act),
        {"data": {"reason": value}},
        {"data": {"points": value, "handler_id": value, "workdays": value}},
    ):
        assert (
            client.post(
                f"/api/v1/cases/{desk.one.pk}/acts/",
                json.dumps(act | given | {"version": given.get("version", 2)}),
                content_type="application/json",
            ).status_code
            < 500
        )
    life = {"received_on": "2026-03-02", "acts": [{"act": "extend", "on": "2026-03-10", "workdays": 5}]}
    for given in (
        value,
        life | {"received_on": value},
        life | {"acts": value},
        life | {"acts": [value]},
        life | {"acts": [life["acts"][0] | {"workdays": value}]},
        [value, life],
    ):
        assert client.post("/api/v1/reckon/", json.dumps(given), content_type="application/json").status_code < 500
    for path, name in (("/api/v1/token/", "username"), ("/api/v1/token/", "password"), ("/api/v1/status/", "code")):
        body = {"username": "clerk", "password": "x"} | {name: value}
        assert client.post(path, json.dumps(body), content_type="application/json").status_code < 500


@pytest.mark.parametrize("value", [7, True, 1.5, {"a": "b"}, [7], ["甲", None], [["甲"]], [{}]], ids=repr)
def test_what_is_no_lines_of_text_is_refused_beside_its_field(value):
    with pytest.raises(Refused, match="应当是文字") as refused:
        text_lines({"points": value}, "points", "补正事项")
    assert refused.value.field == "points"


def test_days_of_the_interface_are_days_of_our_records(desk, client):
    good = {"channel": "fax", "applicant_kind": "natural_person", "applicant_name": "a", "content": "b"}
    for text in ("0001-01-01", "9999-12-31", "1899-12-31", "2026-02-30", "99999-01-01"):
        answer = client.post(
            "/api/v1/applications/", json.dumps(good | {"arrived_on": text}), content_type="application/json"
        )
        assert answer.status_code == 400, text


def test_a_name_too_long_to_be_put_on_record_is_refused_before(desk, client):
    answer = client.post("/api/v1/token/", {"username": "x" * 10_000, "password": "x"}, content_type="application/json")
    assert answer.status_code == 400
    assert Officer.objects.count() == 8
