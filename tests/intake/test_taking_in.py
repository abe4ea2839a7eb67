"""What is taken in, at the edge of every bound: each refusal names its field, and what is refused leaves nothing behind."""

import io
from datetime import date, timedelta

import pytest

from agencies.organisation.models import Agency
from intake import services
from intake.models import Application, Attachment, Confirmation
from intake.service_accounts import AccountDetails, account_of, open_account, receiving_agency, renew_token, revoke
from law import Conflict, Refused
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at

DAY = date(2026, 3, 2)
NOW, YEAR = at(DAY), timedelta(days=365)
PDF, PNG, JPG = b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
GIVEN = {
    "channel": "in_person",
    "arrived_on": DAY,
    "applicant_kind": "natural_person",
    "applicant_name": "张三",
    "content": "某小区改造施工合同",
}


@shared_data
def office():
    """Return an office."""
    return Office()


def sent(office, now=NOW, **more) -> Application:
    """Take an application in."""
    return services.submit(agency=office.agency, now=now, by=office.clerk, **GIVEN | more)


def upload(body: bytes, name: str = "a.pdf") -> io.BytesIO:
    """Return a file as a form sends it."""
    file = io.BytesIO(body)
    file.name = name
    return file


LONGEST = {name: Application._meta.get_field(name).max_length for name in services.TEXT_FIELDS}


@pytest.mark.parametrize("name", [name for name, length in LONGEST.items() if length] + ["content"])
def test_a_text_is_taken_up_to_its_length_and_refused_beyond_by_its_name(office, name):
    longest = LONGEST[name] or services.MAX_CONTENT
    assert getattr(sent(office, **{name: "字" * longest}), name) == "字" * longest
    with pytest.raises(Refused) as refusal:
        sent(office, **{name: "字" * (longest + 1)})
    assert refusal.value.field == name and str(longest) in refusal.value.reason
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "article"),
    [
        ({"channel": "pigeon"}, "channel", ""),
        ({"applicant_kind": "ghost"}, "applicant_kind", ""),
        ({"applicant_name": " \n"}, "applicant_name", "条例29"),
        ({"content": ""}, "content", "条例29"),
        ({"arrived_on": DAY + timedelta(days=1)}, "arrived_on", "条例31"),
        ({"applicant_name": "张\ue000"}, "申请人", ""),
        ({"phone": "138\u202e0"}, "联系电话", ""),
        ({"address": "某\x00路"}, "通信地址", ""),
        ({"files": [upload(PDF)] * (services.MAX_ATTACHMENTS + 1)}, "files", ""),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_stored(office, wrong, field, article):
    with pytest.raises(Refused) as refusal:
        sent(office, **wrong)
    assert (refusal.value.field, refusal.value.article or "") == (field, article)
    assert not Application.objects.exists() and not Attachment.objects.exists()


def test_lines_and_tabs_are_kept_and_blanks_around_are_not(office):
    assert sent(office, content="  一、合同\r\n\t二、图纸 ").content == "一、合同\n\t二、图纸"


@pytest.mark.parametrize("count", [0, services.MAX_ATTACHMENTS])
def test_as_many_files_as_are_allowed(office, count):
    files = [upload(PDF + bytes([n])) for n in range(count)]
    assert sent(office, files=files).attachments.count() == count


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.jpg", JPG, "image/jpeg"),
        ("a.jpeg", JPG, "image/jpeg"),
        ("a.png", PNG, "image/png"),
        ("a.pdf", PNG, None),
        ("a.png", JPG, None),
        ("a.exe", PDF, None),
        ("a.pdf", b"", None),
        ("a.pdf", b"x" + PDF, None),
    ],
)
def test_a_file_is_what_it_begins_with_and_is_called(office, name, body, media_type):
    if media_type is None:
        with pytest.raises(Refused) as refusal:
            sent(office, files=[upload(body, name)])
        assert refusal.value.field == "files" and not Application.objects.exists()
        return
    kept = sent(office, files=[upload(body, name)]).attachments.get()
    assert (kept.media_type, kept.size, kept.name) == (media_type, len(body), name)


def test_a_file_is_taken_up_to_its_size(office):
    application = sent(office)
    assert services.attach(application, name="a.pdf", body=PDF, now=NOW, max_bytes=len(PDF)).size == len(PDF)
    with pytest.raises(Refused, match="超过"):
        services.attach(application, name="a.pdf", body=PDF + b"1", now=NOW, max_bytes=len(PDF))


# -- the same again ----------------------------------------------------------------------------------------------
def test_the_same_under_its_key_is_the_first_and_without_a_key_another(office):
    first = sent(office, idempotency_key="k")
    assert sent(office, idempotency_key="k", now=NOW + timedelta(hours=1)).pk == first.pk
    assert sent(office, idempotency_key="l").pk != first.pk
    assert sent(office).pk != sent(office).pk


@pytest.mark.parametrize("name", ["channel", "applicant_kind", *services.TEXT_FIELDS])
def test_under_a_used_key_every_field_in_which_it_differs_is_named(office, name):
    sent(office, idempotency_key="k")
    other = {"channel": "fax", "applicant_kind": "business"}.get(name, "别的")
    with pytest.raises(services.RepeatedApplication) as refusal:
        sent(office, idempotency_key="k", **{name: other})
    assert refusal.value.differing == [name] and Application.objects.count() == 1


def test_files_under_a_used_key_may_be_forgotten_and_not_exchanged(office):
    first = sent(office, idempotency_key="k", files=[upload(PDF)])
    assert sent(office, idempotency_key="k").pk == sent(office, idempotency_key="k", files=[upload(PDF)]).pk == first.pk
    with pytest.raises(services.RepeatedApplication) as refusal:
        sent(office, idempotency_key="k", files=[upload(PDF), upload(PDF + b"2")])
    assert refusal.value.differing == ["files"]


# -- confirmation ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False), (2, True)])
def test_a_confirmation_is_between_arrival_and_today(office, days, refused):
    fax = sent(office, channel="fax")
    given = {"on": DAY + timedelta(days=days), "means": "", "reached": True, "now": at(DAY + timedelta(days=1))}
    if refused:
        with pytest.raises(Refused) as refusal:
            services.confirm(fax, by=office.clerk, **given)
        assert (refusal.value.field, refusal.value.article) == ("confirmed_on", "条例31")
        return
    first = services.confirm(fax, by=office.clerk, **given)
    assert (first.means, first.reached) == ("电话", True)
    assert services.confirm(fax, by=office.clerk, **given).pk == first.pk
    for other in ({"reached": False}, {"means": "短信"}, {"note": "无人接听"}):
        services.confirm(fax, by=office.clerk, **given | other)
    services.confirm(fax, by=office.handler, **given)
    assert Confirmation.objects.filter(application=fax).count() == 5


# -- accounts of platforms ---------------------------------------------------------------------------------------
def details(office, **more) -> AccountDetails:
    """Return what an account is opened with."""
    given = {
        "name": "门户",
        "agencies": [office.agency],
        "scopes": ["submit"],
        "requests_per_minute": 60,
        "expires_at": NOW + YEAR,
    }
    return AccountDetails(**given | more)


def opened(office, by=None, **more):
    """Open an account of the government."""
    return open_account(office.government, details(office, **more), by=by, now=NOW)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["submit", "rule"]}, "scopes"),
        ({"agencies": []}, "agencies"),
        ({"requests_per_minute": 0}, "requests_per_minute"),
        ({"requests_per_minute": 100_001}, "requests_per_minute"),
        ({"expires_at": NOW}, "expires_at"),
        ({"expires_at": NOW + timedelta(days=400)}, "expires_at"),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_its_field(office, more, field):
    with pytest.raises(Refused) as refusal:
        opened(office, **more)
    assert refusal.value.field == field


def test_an_account_acts_for_agencies_below_and_is_opened_by_who_manages_them(office):
    foreign = Agency.objects.create(code="X", name="别区住建局", kind="department")
    with pytest.raises(Refused, match="不属于"):
        opened(office, agencies=[office.agency, foreign])
    with pytest.raises(Refused, match="不归您管理"):
        opened(office, by=office.clerk)
    for least, most in ((1, "低"), (100_000, "高")):
        assert opened(office, by=office.administrator, name=most, requests_per_minute=least)[1]
    with pytest.raises(Refused, match="已经有平台账号"):
        opened(office, name="低")


def test_a_token_is_good_until_its_end_its_renewal_and_its_revocation(office):
    account, token = opened(office, expires_at=NOW + timedelta(days=1))
    last = NOW + timedelta(days=1) - timedelta(seconds=1)
    assert account_of(token, last) == account
    assert account_of(token, NOW + timedelta(days=1)) is None
    assert account_of(token + "x", NOW) is account_of("", NOW) is account_of(token[:-1], NOW) is None
    with pytest.raises(Refused, match="不归您管理"):
        renew_token(account, expires_at=NOW + YEAR, by=office.clerk, now=NOW)
    renewed = renew_token(account, expires_at=NOW + YEAR, by=office.administrator, now=NOW)
    assert account_of(token, NOW) is None and account_of(renewed, NOW) == account
    with pytest.raises(Refused, match="不归您管理"):
        revoke(account, by=office.clerk, now=NOW)
    revoke(account, by=office.administrator, now=NOW)
    assert account_of(renewed, NOW) is None
    for again in (
        lambda: revoke(account, by=None, now=NOW),
        lambda: renew_token(account, expires_at=NOW + YEAR, by=None, now=NOW),
    ):
        with pytest.raises(Refused, match="已经撤销"):
            again()


def test_an_application_goes_to_an_agency_of_the_account_that_still_takes_them(office):
    account, _token = opened(office)
    assert receiving_agency(account, "D") == office.agency
    for code in ("G", "X", ""):
        with pytest.raises(Refused) as refusal:
            receiving_agency(account, code)
        assert refusal.value.field == "agency"
    Agency.objects.filter(pk=office.agency.pk).update(closed_on=DAY)
    with pytest.raises(Refused, match="不再接收申请"):
        receiving_agency(account, "D")
    Agency.objects.filter(pk=office.agency.pk).update(closed_on=None, active=False)
    with pytest.raises(Refused, match="不再接收申请"):
        receiving_agency(account, "D")


def test_a_platform_is_told_nothing_of_what_others_sent_under_its_key(office):
    first, _token = opened(office)
    other, _token = opened(office, name="另一个门户")
    sent(office, idempotency_key="k", account=first)
    assert sent(office, idempotency_key="k", account=first)
    for account in (other,):
        with pytest.raises(Conflict, match="别的来源"):
            sent(office, idempotency_key="k", account=account)
    sent(office, idempotency_key="desk")
    with pytest.raises(Conflict, match="别的来源"):
        sent(office, idempotency_key="desk", account=first)
