"""Files come with an application as at the desk, confirmations too; what is not kept is refused by name."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from intake.models import Application, Attachment
from tests.api.schema import signed_in

PDF = b"%PDF-1.7\n1 0 obj\n"
JPG = b"\xff\xd8\xff\xe0 picture"
PNG = b"\x89PNG\r\n\x1a\n picture"
APPLICATIONS = "/api/v1/applications/"


def upload(name: str = "申请书.pdf", body: bytes = PDF, kind: str = "application/pdf") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, body, kind)


def faults(answer) -> dict[str, str]:
    """Return the fields that a problem names, with their codes."""
    return {fault["field"]: fault["code"] for fault in answer.json()["errors"]}


def test_files_are_stored_hashed_and_given_back(clerk, given):
    answer = clerk.post(
        APPLICATIONS,
        given | {"files": [upload(), upload("信封.jpg", JPG, "image/jpeg"), upload("x.PNG", PNG)]},
        format="multipart",
    )
    assert answer.status_code == 201, answer.content
    kept = answer.json()["attachments"]
    assert [(one["name"], one["media_type"], one["size"]) for one in kept] == [
        ("申请书.pdf", "application/pdf", len(PDF)),
        ("信封.jpg", "image/jpeg", len(JPG)),
        ("x.PNG", "image/png", len(PNG)),
    ]
    assert kept[0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    address = f"{APPLICATIONS}{answer.json()['public_id']}/attachments/{kept[1]['id']}/"
    for accept in ("*/*", "image/jpeg", "application/json"):
        file = clerk.get(address, HTTP_ACCEPT=accept)
        assert (file.content, file["Content-Type"]) == (JPG, "image/jpeg")
        assert "attachment" in file["Content-Disposition"]
    assert clerk.get(f"{APPLICATIONS}{answer.json()['public_id']}/attachments/{kept[2]['id'] + 1}/").status_code == 404


def test_one_file_alone_and_none_at_all_are_right_too(clerk, given):
    assert len(clerk.post(APPLICATIONS, given | {"files": upload()}, format="multipart").json()["attachments"]) == 1
    assert clerk.post(APPLICATIONS, given, format="multipart").json()["attachments"] == []


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"files": upload("空.pdf", b"")}, "files", "空"),
        ({"files": upload("x.exe", b"MZ\x90")}, "files", "PDF"),
        ({"files": upload("x.pdf", b"<html>")}, "files", "PDF"),
        ({"files": upload("x.jpg", PDF)}, "files", "PDF"),
        ({"files": [upload(), upload("y.docx", b"PK\x03\x04")]}, "files", "y.docx"),
        ({"files": [upload(f"{n}.pdf") for n in range(11)]}, "files", "10"),
        ({"file": upload()}, "file", "没有这个字段"),
        ({"attachment": upload()}, "attachment", "没有这个字段"),
        ({"files[0]": upload()}, "files[0]", "没有这个字段"),
        ({"files": "申请书.pdf"}, "files.0", ""),
        ({"content": upload()}, "content", ""),
        ({"scan": upload(), "files": upload()}, "scan", "没有这个字段"),
        ({"channel": ["in_person", "fax"]}, "channel", "不止一次"),
        ({"unknown": "x"}, "unknown", "没有这个字段"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_and_nothing_is_stored(clerk, given, parts, field, words):
    answer = clerk.post(APPLICATIONS, given | parts, format="multipart")
    assert answer.status_code == 400
    assert field in faults(answer), answer.json()
    assert words in answer.json()["detail"]
    assert not Application.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused_by_its_name(clerk, given):
    answer = clerk.post(
        APPLICATIONS, given | {"files": upload("大.pdf", PDF + b"0" * (20 * 1024 * 1024))}, format="multipart"
    )
    assert (answer.status_code, faults(answer)) == (400, {"files": "refused"})
    assert "大.pdf" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["", ".", "..", "/"])
def test_a_file_without_a_name_does_not_vanish(clerk, given, name):
    lines = [
        f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in given.items()
    ]
    lines.append(
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
    )
    answer = clerk.generic(
        "POST", APPLICATIONS, b"".join([*lines, PDF, b"\r\n--b--\r\n"]), "multipart/form-data; boundary=b"
    )
    assert answer.status_code == 400, answer.content
    assert "文件名" in answer.json()["detail"]
    assert not Application.objects.exists()


def test_files_are_taken_nowhere_else(clerk, given, office):
    case = office.case(date(2026, 3, 2))
    for address in (
        f"/api/v1/cases/{case.pk}/acts/",
        f"{APPLICATIONS}{case.application.public_id}/register/",
        f"{APPLICATIONS}{case.application.public_id}/confirmations/",
        "/api/v1/status/",
        "/api/v1/token/",
        "/api/v1/reckon/",
    ):
        assert clerk.post(address, {"files": upload()}, format="multipart").status_code == 415, address


def test_a_submission_too_large_as_a_whole_is_413(clerk, given):
    answer = clerk.post(APPLICATIONS, {"files": upload()}, format="multipart", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413
    assert (
        clerk.generic("POST", "/api/v1/reckon/", b"[]", "application/json", CONTENT_LENGTH=str(10**9)).status_code
        == 413
    )


def test_more_files_than_anybody_reads_are_413(clerk, given):
    answer = clerk.post(APPLICATIONS, given | {"files": [upload(f"{n}.pdf") for n in range(101)]}, format="multipart")
    assert answer.status_code == 413
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "many"}, {"CONTENT_LENGTH": "-1"}],
)
def test_a_body_of_untold_length_is_not_passed_over(clerk, given, headers):
    public_id = clerk.give(APPLICATIONS, given).json()["public_id"]
    answer = clerk.generic(
        "POST", f"{APPLICATIONS}{public_id}/register/", b'{"at_once": true}', "application/json", **headers
    )
    assert answer.status_code == 400
    assert "Content-Length" in answer.json()["detail"]


def test_an_altered_file_is_told_and_not_given(clerk, given):
    answer = clerk.post(APPLICATIONS, given | {"files": upload()}, format="multipart").json()
    kept = Attachment.objects.get()
    with open(kept.file.path, "r+b") as file:
        file.write(b"%pdf")
    told = clerk.get(f"{APPLICATIONS}{answer['public_id']}/attachments/{kept.pk}/")
    assert told.status_code == 409
    assert "损坏" in told.json()["detail"]


@pytest.mark.parametrize("channel", ["mail_ordinary", "fax", "email", "online"])
def test_what_needs_a_confirmation_is_registered_on_the_day_of_it(clerk, given, channel):
    address = f"{APPLICATIONS}{clerk.give(APPLICATIONS, given | {'channel': channel, 'arrived_on': '2026-03-02'}).json()['public_id']}/"
    refused = clerk.give(f"{address}register/")
    if refused.status_code == 201:  # by the published rule of the agency
        assert channel in ("email", "online")
        return
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["article"].startswith("条例31")
    missed = clerk.give(
        f"{address}confirmations/", {"on": "2026-03-03", "means": "电话", "reached": False, "note": "无人接听"}
    )
    assert missed.status_code == 201
    assert clerk.give(f"{address}register/").status_code == 400
    assert (
        clerk.give(f"{address}confirmations/", {"on": "2026-03-04", "means": "电话", "reached": True}).status_code
        == 201
    )
    assert [one["reached"] for one in clerk.get(address).json()["confirmations"]] == [False, True]
    case = clerk.give(f"{address}register/", {})
    assert (case.status_code, case.json()["received_on"]) == (201, "2026-03-04")
    late = clerk.give(f"{address}confirmations/", {"on": "2026-03-04", "means": "电话", "reached": True})
    assert (late.status_code, late.json()["type"]) == (409, "/api/v1/problems/conflict/")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"on": "2026-03-01"}, "confirmed_on"),  # before it arrived
        ({"on": "2026-03-05"}, "confirmed_on"),  # tomorrow
        ({"on": "gestern"}, "on"),
        ({"on": None}, "on"),
        ({"reached": "perhaps"}, "reached"),
        ({"means": ""}, "means"),
        ({"means": "x" * 41}, "means"),
        ({"note": "x" * 201}, "note"),
        ({"confirmed_on": "2026-03-04"}, "confirmed_on"),
        ({"by": 1}, "by"),
    ],
)
def test_a_confirmation_that_cannot_be_is_refused_by_its_field(clerk, given, body, field):
    address = f"{APPLICATIONS}{clerk.give(APPLICATIONS, given | {'channel': 'fax', 'arrived_on': '2026-03-02'}).json()['public_id']}/"
    right = {"on": "2026-03-04", "means": "电话", "reached": True}
    answer = clerk.give(f"{address}confirmations/", right | body)
    assert answer.status_code == 400
    assert field in faults(answer)
    assert clerk.get(address).json()["confirmations"] == []


@pytest.mark.parametrize(
    "body", [{"note": "\x00"}, {"means": "电\x00话"}, {"\x00": 1}, {"on": "\x00"}, {"note": ["\x00"]}]
)
def test_a_null_character_is_refused_wherever_it_stands(clerk, given, body):
    address = f"{APPLICATIONS}{clerk.give(APPLICATIONS, given | {'channel': 'fax', 'arrived_on': '2026-03-02'}).json()['public_id']}/"
    answer = clerk.give(f"{address}confirmations/", {"on": "2026-03-04", "means": "电话", "reached": True} | body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/problems/malformed/")
    assert clerk.get(address).json()["confirmations"] == []


def test_only_the_clerk_takes_in_confirms_and_registers(everybody, given):
    stored = everybody["clerk"].give(APPLICATIONS, given | {"channel": "fax"}).json()["public_id"]
    right = {"on": "2026-03-04", "means": "电话", "reached": True}
    for name, client in everybody.items():
        if name == "clerk":
            continue
        expected = {401} if name == "nobody" else {403, 404}
        assert client.give(APPLICATIONS, given).status_code in expected, name
        assert client.give(f"{APPLICATIONS}{stored}/confirmations/", right).status_code in expected, name
        assert client.give(f"{APPLICATIONS}{stored}/register/").status_code in expected, name


def test_a_reply_on_the_spot_has_no_receipt(clerk, given):
    public_id = clerk.give(APPLICATIONS, given).json()["public_id"]
    case = clerk.give(f"{APPLICATIONS}{public_id}/register/", {"at_once": True}).json()
    assert clerk.get(f"/api/v1/letters/?case={case['id']}").json()["count"] == 0
    again = clerk.give(f"{APPLICATIONS}{public_id}/register/", {})
    assert again.status_code in (400, 409)


def test_an_impossible_day_is_refused_before_anything_is_kept(clerk, given):
    for day in ("2007-01-01", "2026-03-05", "2026-02-30", "04.03.2026"):
        answer = clerk.give(APPLICATIONS, given | {"arrived_on": day})
        assert answer.status_code == 400, day
    assert not Application.objects.exists()


def test_the_same_key_with_the_same_content_is_one_application(clerk, given):
    first, second = (clerk.give(APPLICATIONS, given | {"idempotency_key": "k"}).json() for _ in range(2))
    assert first["public_id"] == second["public_id"]


@override_settings(ATTACHMENT_MAX_BYTES=10)
def test_english_and_chinese_by_what_is_accepted(office, given):
    client = signed_in(office.clerk)
    english = client.post(
        APPLICATIONS, given | {"files": upload("x.exe", b"MZ")}, format="multipart", HTTP_ACCEPT_LANGUAGE="en"
    )
    assert english.json()["title"] == "Refused by the Regulations or by procedure"
    assert "Only PDF" in english.json()["detail"]
    chinese = client.post(
        APPLICATIONS, given | {"files": upload("x.exe", b"MZ")}, format="multipart", HTTP_ACCEPT_LANGUAGE="zh-CN"
    )
    assert "不是 PDF" in chinese.json()["detail"]
