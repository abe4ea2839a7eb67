"""Accounts and agencies as services: roles, scope, what is recorded, and a record that the database keeps."""

from datetime import date, datetime

import pytest
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, transaction

from agencies.administration import accounts, offices, policy
from agencies.audit_trail.models import OfficeAct, OfficeRecord
from agencies.installation.models import CalendarYear
from agencies.organisation.models import Agency, Officer, Role
from law import Refused
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
ROLES = frozenset({"clerk"})


@shared_data
def office():
    """Return an office and an administrator of its bureau."""
    office = Office()
    office.local = officer("local", office.agency, "administrator")
    return office


def given(*roles: str, name: str = "某人", section=None) -> accounts.PersonDetails:
    return accounts.PersonDetails(name, section, frozenset(roles))


@pytest.mark.parametrize("role", Role.values)
def test_which_roles_an_administrator_may_hold_besides(role):
    alone = role == "administrator"
    for superuser in (False, True):
        refused = policy.role_conflict(
            {role, "administrator"} - ({"administrator"} if superuser else set()), superuser=superuser
        )
        assert (refused is None) == alone, (role, superuser)
    assert policy.role_conflict({role}) is None


def test_what_was_done_is_recorded_with_before_and_after(office):
    person, password = accounts.open_account(office.agency, "new", given("clerk"), by=office.local, now=NOW)
    accounts.change_account(person, given("clerk", "handler", name="改名"), by=office.administrator, now=NOW)
    accounts.reset_password(person, by=office.local, now=NOW)
    accounts.close_account(person, by=office.local, now=NOW)
    accounts.reopen_account(person, by=office.local, now=NOW)
    rows = [(row.act, row.actor.username, row.changes) for row in OfficeRecord.objects.order_by("pk")]
    assert rows == [
        ("add_officer", "local", [["username", "", "new"], ["display_name", "", "某人"], ["roles", "", "clerk"]]),
        ("change_officer", "administrator", [["display_name", "某人", "改名"], ["roles", "clerk", "clerk|handler"]]),
        ("reset_password", "local", []),
        ("deactivate", "local", []),
        ("reactivate", "local", []),
    ]
    assert {row.agency for row in OfficeRecord.objects.all()} == {office.agency}
    assert person.check_password(password)


def test_the_services_themselves_refuse_what_is_outside_the_realm(office):
    root = Officer.objects.create(username="root", is_superuser=True)
    steps = [
        lambda: accounts.open_account(office.government, "n", given(), by=office.local, now=NOW),
        lambda: accounts.change_account(office.auditor, given(), by=office.local, now=NOW),
        lambda: accounts.reset_password(office.administrator, by=office.local, now=NOW),
        lambda: accounts.close_account(office.administrator, by=office.clerk, now=NOW),
        lambda: accounts.reset_password(root, by=office.administrator, now=NOW),
        lambda: accounts.reset_password(root, by=root, now=NOW),
        lambda: accounts.change_account(root, given("clerk"), by=None, now=NOW),
        lambda: offices.change_agency(office.government, {"phone": "1"}, by=office.local, now=NOW),
        lambda: offices.change_agency(office.agency, {"kind": "township"}, by=office.local, now=NOW),
        lambda: offices.add_agency(
            code="N", name="N", kind="department", parent=office.agency, by=office.local, now=NOW
        ),
        lambda: offices.close_agency(office.agency, office.government, on=date(2026, 5, 1), by=office.local, now=NOW),
        lambda: offices.add_section(office.government, "科", by=office.local, now=NOW),
    ]
    for step in steps:
        with pytest.raises(Refused), transaction.atomic():
            step()
    assert not OfficeRecord.objects.exists()


def test_the_record_cannot_be_changed_or_deleted(office):
    accounts.open_account(office.agency, "new", given("clerk"), by=office.local, now=NOW)
    row = OfficeRecord.objects.get()
    with pytest.raises(ValidationError):
        row.delete()
    for change in (
        lambda: OfficeRecord.objects.update(act="deactivate"),
        lambda: OfficeRecord.objects.all()._raw_delete("default"),
        lambda: row.save(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert OfficeRecord.objects.get().act == "add_officer"


def test_the_database_knows_the_acts_and_keeps_who_did_them(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeRecord.objects.create(act="other", at=NOW)
    person, _ = accounts.open_account(office.agency, "new", given("clerk"), by=office.local, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.filter(pk=office.local.pk).delete()  # protected: named in a record
    assert len(OfficeAct.values) == 11


def test_a_refused_change_leaves_everything_as_it_was(office):
    person = officer("p", office.agency, "clerk")
    with pytest.raises(Refused):
        accounts.change_account(person, given("clerk", "administrator", name="改名"), by=office.local, now=NOW)
    person = Officer.objects.get(pk=person.pk)
    assert (person.display_name, person.roles) == ("p", {"clerk"})


def test_a_first_password_is_kept_as_a_hash_only(office):
    person, password = accounts.open_account(office.agency, "new", given("clerk"), by=office.local, now=NOW)
    assert password not in person.password
    assert (person.must_change_password, person.password_set_at) == (True, NOW)


# -- commands -------------------------------------------------------------------------------------------------


def test_the_first_administrator_of_a_fresh_installation(office, capsys):
    call_command("create_administrator", "guanli", agency="某区人民政府", name="周管理")
    printed = capsys.readouterr().out
    person = Officer.objects.get(username="guanli")
    password = printed.split("初始口令：")[1].split()[0]
    assert person.check_password(password)
    assert person.must_change_password
    assert (person.agency, person.roles) == (office.government, {"administrator"})
    assert OfficeRecord.objects.get().actor is None
    assert set(policy.managed_agencies(person)) == set(Agency.objects.all())
    for again, sentence in ((("guanli", "G"), "已经有用户"), (("other", "没有"), "import_agencies")):
        with pytest.raises(CommandError, match=sentence):
            call_command("create_administrator", again[0], agency=again[1], name="某")


YEAR = """year = 2027
complete = true
papers = ["国办发明电〔2026〕8号"]
off = [2027-01-01]
work = [2027-01-02]
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (YEAR.replace("2027-01-02", "2027-01-01"), "既是放假日又是上班日"),
        (YEAR.replace("2027-01-02", "2029-01-01"), "不属于2027年"),
        (YEAR.replace("papers", "paper"), "格式不对"),
        (YEAR.replace("true", "false"), "不完整"),
        ("year =", "格式不对"),
        (YEAR.replace("2027-01-01", '"新年"'), "格式不对"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(db, tmp_path, text, sentence):
    path = tmp_path / "2027.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("enter_calendar", str(path))
    assert not CalendarYear.objects.exists()


def test_a_calendar_is_entered_and_entered_again(db, tmp_path):
    path = tmp_path / "2027.toml"
    for text in (YEAR, YEAR.replace("work = [2027-01-02]", "work = []")):
        path.write_text(text, encoding="utf-8")
        call_command("enter_calendar", str(path))
    row = CalendarYear.objects.get()
    assert (row.year, row.off, row.work, row.paper) == (2027, ["2027-01-01"], [], "国办发明电〔2026〕8号")
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("enter_calendar", str(tmp_path / "2028.toml"))


@pytest.mark.parametrize("rules", ["djbh", "asvs"])
def test_a_password_is_strong_and_one_s_own(office, rules):
    """Under both sets of rules; the longest is taken whole."""
    names = ["LongEnough", "NotCommon", "NotTheName", "NotThePresentOne"] + ["ThreeClasses"] * (rules == "djbh")
    least = 10 if rules == "djbh" else 12
    validators = [
        {"NAME": f"agencies.administration.passwords.{name}"}
        | ({"OPTIONS": {"min_length": least}} if name == "LongEnough" else {})
        for name in names
    ]
    person = office.clerk
    person.username, person.display_name = "wangxiaoming", "王小明"
    person.set_password("Einmal-benutzt-7")
    person.save()
    checked = get_password_validators(validators)
    for bad in ("a1B", "password123", "Wangxiaoming1", "Einmal-benutzt-7", "qwertyuiop12"[:least]):
        with pytest.raises(ValidationError):
            validate_password(bad, person, checked)
    good = "Ganz eigenes Wort 42 甲乙" + "x" * 120
    validate_password(good, person, checked)
    person.set_password(good)
    assert (
        person.check_password(good) and not person.check_password(good[:-1]) and not person.check_password(good.lower())
    )
