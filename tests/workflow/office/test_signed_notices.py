"""A year's notice as a signed file: seen before it is applied, by a second person, and taken back (11.8)."""

import base64
import io
from datetime import date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from agencies.installation import signatures
from agencies.installation.models import CalendarYear, SignedNotice
from law import Refused
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.office import signed_notices
from workflow.tasks import recompute_stale

NOW = datetime(2026, 12, 11, 9, tzinfo=SHANGHAI)
NOTICE = """year = 2027
papers = ["国办发明电〔2026〕1号"]
off = [2027-01-01, 2027-01-04]
work = [2027-01-10]
complete = true
"""
BODY = NOTICE.encode()
RFC_SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
RFC_SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


@shared_data
def staffed():
    """Return an office with a case whose provisional term reaches 2027, and two who keep the calendar."""
    with time_machine.travel(NOW, tick=False):
        office = Office()
        office.second = officer("second", office.government, "administrator")
        office.local = officer("local", office.agency, "administrator")
        office.made = office.assigned(date(2026, 12, 7))
    return office


@pytest.fixture
def office(staffed, tmp_path, settings):
    """Return them on one morning, with a key that they trust."""
    with time_machine.travel(NOW, tick=True):
        staffed.secret, staffed.public = signatures.write_key_pair(tmp_path, "国务院办公厅")
        settings.NOTICE_KEYS = str(tmp_path)
        yield staffed


def signature_of(office, body=BODY) -> bytes:
    return signatures.sign(body, office.secret.read_bytes()).encode()


def loaded(office, body=BODY, by=None, **given):
    return signed_notices.load(body, "2027.toml", given.get("signature") or signature_of(office, body), by=by or office.administrator, now=NOW)  # fmt: skip


def test_a_signature_is_that_of_rfc_8032():
    key = signatures.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(RFC_SECRET))
    assert key.sign(b"").hex() == RFC_SIGNATURE


@pytest.mark.parametrize("form", ["base64", "raw", "lines"])
def test_the_signature_is_taken_as_the_command_or_openssl_writes_it(office, form):
    given = signature_of(office)
    given = {"base64": given, "raw": base64.b64decode(given), "lines": given[:40] + b"\r\n" + given[40:] + b"\n"}[form]
    assert loaded(office, signature=given).key == "国务院办公厅"


@pytest.mark.parametrize("what", ["changed", "other_key", "no_signature", "nothing_trusted", "no_key"])
def test_what_is_not_signed_by_a_trusted_key_is_not_taken_in(office, tmp_path, settings, what):
    signature, body = signature_of(office), BODY
    if what == "changed":
        body = BODY.replace(b"2027-01-04", b"2027-01-05")
    elif what == "other_key":
        (tmp_path / "x").mkdir()
        secret, _public = signatures.write_key_pair(tmp_path / "x", "别人")
        signature = signatures.sign(BODY, secret.read_bytes()).encode()
    elif what == "no_signature":
        signature = b"not a signature"
    elif what == "nothing_trusted":
        settings.NOTICE_KEYS = ""
    else:
        (tmp_path / "坏.pem").write_text("no key")
    with pytest.raises(Refused) as refused:
        signed_notices.load(body, "2027.toml", signature, by=office.administrator, now=NOW)
    assert refused.value.field == "signature" and not SignedNotice.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (NOTICE.replace("complete = true", "complete = false"), "不完整"),
        (NOTICE.replace("2027-01-04", "2026-11-04"), "不属于2027年"),
        (NOTICE.replace("[2027-01-10]", '["2027-01-10"]'), "格式不对"),
        (NOTICE.replace("[2027-01-10]", "[2027-01-01]"), "既是放假日又是上班日"),
        ("year = 2027", "格式不对"),
    ],
)
def test_a_signed_file_that_is_no_notice_is_refused(office, body, words):
    with pytest.raises(Refused, match=words):
        loaded(office, body.encode())


def test_before_it_is_applied_nothing_moves_and_the_preview_names_case_days_and_letters(office):
    before = Case.objects.get(pk=office.made.pk)
    notice = loaded(office)
    (moved,) = signed_notices.moved_terms(signed_notices.table_of(notice))
    assert (moved.case.pk, moved.before) == (office.made.pk, before.due_on)
    receipt = office.made.events.get(act="register").letter
    assert [letter.pk for letter in moved.letters] == [receipt.pk]
    assert calendar().published(2027) is False
    assert recompute_stale() == 0
    signed_notices.apply_notice(notice.pk, by=office.second, now=NOW)
    assert calendar().published(2027) is True
    assert recompute_stale() == 1
    assert Case.objects.get(pk=office.made.pk).due_on == moved.after != before.due_on


def test_who_loaded_it_does_not_apply_it(office):
    notice = loaded(office)
    with pytest.raises(Refused, match="另一名系统管理员"):
        signed_notices.apply_notice(notice.pk, by=office.administrator, now=NOW)
    with pytest.raises(Refused, match="一级政府的系统管理员"):
        signed_notices.apply_notice(notice.pk, by=office.local, now=NOW)
    signed_notices.apply_notice(notice.pk, by=office.second, now=NOW)
    with pytest.raises(Refused, match="已经办过"):
        signed_notices.apply_notice(notice.pk, by=office.second, now=NOW)


@pytest.mark.parametrize("earlier", [True, False])
def test_taken_back_it_gives_way_to_what_it_replaced(office, earlier):
    if earlier:
        CalendarYear.objects.create(year=2027, off=["2027-01-01"], work=[], paper="国办发明电〔2026〕0号")
    before = Case.objects.get(pk=office.made.pk)
    recompute_stale()
    due = Case.objects.get(pk=office.made.pk).due_on
    notice = signed_notices.apply_notice(loaded(office).pk, by=office.second, now=NOW)
    recompute_stale()
    assert Case.objects.get(pk=office.made.pk).due_on != due
    with pytest.raises(Refused, match="理由"):
        signed_notices.take_back(notice.pk, " ", by=office.second, now=NOW)
    signed_notices.take_back(notice.pk, "通知有更正", by=office.second, now=NOW)
    assert recompute_stale() == 1
    assert Case.objects.get(pk=office.made.pk).due_on == due
    assert list(CalendarYear.objects.values_list("paper", flat=True)) == (["国办发明电〔2026〕0号"] if earlier else [])
    assert before.provisional is True


def test_of_two_the_later_is_taken_back_first(office):
    first = signed_notices.apply_notice(loaded(office).pk, by=office.second, now=NOW)
    body = BODY.replace(b"2027-01-04", b"2027-01-05")
    later = datetime(2026, 12, 12, 9, tzinfo=SHANGHAI)
    second = signed_notices.apply_notice(loaded(office, body).pk, by=office.second, now=later)
    with pytest.raises(Refused, match="先撤回那一份"):
        signed_notices.take_back(first.pk, "通知有更正", by=office.second, now=later)
    signed_notices.take_back(second.pk, "通知有更正", by=office.second, now=later)
    assert CalendarYear.objects.get().off == ["2027-01-01", "2027-01-04"]


def test_a_row_that_was_changed_in_the_database_is_not_applied(office):
    notice = loaded(office)
    SignedNotice.objects.filter(pk=notice.pk).update(body=NOTICE.replace("2027-01-04", "2027-01-05"))
    with pytest.raises(Refused, match="签名与文件不符"):
        signed_notices.apply_notice(notice.pk, by=office.second, now=NOW)


def test_over_http_it_is_loaded_looked_at_applied_and_taken_back(office, client):
    client.force_login(office.administrator)
    given = {
        "file": SimpleUploadedFile("2027.toml", BODY),
        "signature": SimpleUploadedFile("2027.toml.sig", signature_of(office)),
    }
    answer = client.post(reverse("office-notices"), given)
    notice = SignedNotice.objects.get()
    assert answer.headers["Location"] == reverse("office-notice", args=[notice.pk])
    page = client.get(answer.headers["Location"])
    due = Case.objects.get(pk=office.made.pk).due_on
    assert office.made.number in page.content.decode() and f"{due}" in page.content.decode()
    apply = reverse("office-notice-step", args=[notice.pk, "apply"])
    assert client.post(apply).status_code == 422
    client.force_login(office.second)
    assert client.post(apply).status_code == 302
    back = reverse("office-notice-step", args=[notice.pk, "back"])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "通知有更正"}).status_code == 302
    assert not CalendarYear.objects.exists()
    bad = {
        "file": SimpleUploadedFile("2027.toml", BODY + b"#"),
        "signature": SimpleUploadedFile("s", signature_of(office)),
    }
    assert client.post(reverse("office-notices"), bad).status_code == 422


@pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor", "local"])
def test_for_others_the_page_does_not_exist(office, client, who):
    notice = loaded(office)
    client.force_login(getattr(office, who))
    addresses = [reverse("office-notices"), reverse("office-notice", args=[notice.pk])]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(reverse("office-notice-step", args=[notice.pk, "apply"])).status_code == 404
    assert "office/calendars/notices" not in client.get(reverse("office-calendars")).content.decode()


def test_the_commands_make_a_pair_of_keys_and_sign(office, tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    call_command("sign_notice", new_key="office", folder=folder, stdout=io.StringIO())
    assert (folder / "office.key").stat().st_mode & 0o777 == 0o600
    file = folder / "2027.toml"
    file.write_bytes(BODY)
    call_command("sign_notice", str(file), key=folder / "office.key", stdout=io.StringIO())
    given = signatures.signature_text((folder / "2027.toml.sig").read_bytes())
    assert signatures.name_of_signer(BODY, given, str(folder)) == "office"
    for faulty in ({"new_key": "office", "folder": folder}, {"new_key": "../x"}, {"key": folder / "office.key"}):
        with pytest.raises(CommandError):
            call_command("sign_notice", **faulty, stdout=io.StringIO())
    with pytest.raises(CommandError, match="不是没有口令的"):
        call_command("sign_notice", str(file), key=file, stdout=io.StringIO())
