"""Numbers, telephones and addresses of applicants stand nowhere in the database but sealed, and everything that used them still does."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from agencies.encryption import keys, rotation
from agencies.encryption.fields import Sealed
from agencies.encryption.keys import AES, HMAC, INDEX, SEAL, SM4, KeyMissing, KeyRing
from agencies.encryption.sealing import Unreadable
from config.health import checks
from intake.models import Application
from intake.services import TEXT_FIELDS, content_digest, prepare
from reporting.invariants.sealed_texts import sealed_texts
from tests.workflow.sample_office import at
from workflow.cases import search
from workflow.cases.models import Case, SearchText
from workflow.office.backup_readiness import backup_lines
from workflow.office.readiness_lines import MISSING

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DAY = date(2026, 3, 2)
GIVEN = {
    "identity_number": "110105194912310021",
    "phone": "13912345678、0577-88512345",
    "email": "canary@example.org",
    "address": "金丝雀路77号",
    "postcode": "325987",
}


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Give the test a file of keys of its own."""
    settings.VAR_DIR, settings.SEALING_KEYS = tmp_path, tmp_path / "sealing_keys"
    return settings.SEALING_KEYS


def column(name: str, pk: int) -> str:
    """Return what a column holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM intake_application WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def put(pk: int, **values) -> None:
    """Write into columns past everything but the guards."""
    setting = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE intake_application SET {setting} WHERE id = %s", [*values.values(), pk])


def everything_stored() -> str:
    """Return every text of every table as the database has it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def without(key_id: str) -> None:
    """Take a key out of the file."""
    keys.write(django_settings.SEALING_KEYS, KeyRing(tuple(one for one in keys.ring().keys if one.key_id != key_id)))


# -- stored and read ----------------------------------------------------------------------------------------------


def test_each_is_sealed_in_its_column_and_read_as_it_came(office):
    kept = Application.objects.get(pk=office.case(DAY, **GIVEN).application_id)
    assert {name: getattr(kept, name) for name in GIVEN} == GIVEN
    for name, text in GIVEN.items():
        assert column(name, kept.pk).startswith("sealed1:aes-256-gcm:") and text not in everything_stored()
    values = {name: getattr(kept, name) for name in ("channel", "arrived_on", "applicant_kind", *TEXT_FIELDS)}
    assert content_digest(values) == kept.digest and list(sealed_texts()) == []


def test_a_row_that_was_not_opened_is_opened_by_nobody(office):
    pk = office.case(DAY, **GIVEN).application_id
    kept = Application.objects.only("applicant_name").get(pk=pk)
    assert kept.applicant_name and "phone" not in kept.__dict__
    whole = Application.objects.get(pk=pk)
    assert isinstance(whole.__dict__["phone"], Sealed) and "加密" in str(whole.__dict__["phone"])
    assert isinstance(Application.objects.values_list("phone", flat=True).get(pk=pk), Sealed)


def test_a_text_moved_to_another_row_or_column_does_not_open(office):
    one, other = (
        office.case(DAY, **GIVEN).application_id,
        office.case(DAY, **GIVEN | {"phone": "13700000000"}).application_id,
    )
    put(other, phone=column("phone", one))
    put(other, address=column("postcode", other))
    moved = Application.objects.get(pk=other)
    for name in ("phone", "address"):
        with pytest.raises(Unreadable, match=name):
            getattr(moved, name)
    assert moved.email == GIVEN["email"]
    assert {finding.invariant for finding in sealed_texts()} == {"I1"}


def test_the_same_text_never_reads_alike(office):
    one, other = (office.case(DAY, **GIVEN).application_id for _ in range(2))
    assert column("phone", one) != column("phone", other)


def test_it_is_looked_up_by_its_index_and_never_by_a_condition_that_finds_nothing():
    for lookup in ({"phone": "13912345678"}, {"phone__contains": "139"}, {"identity_number__startswith": "1"}):
        with pytest.raises(FieldError, match="sealed"):
            Application.objects.filter(**lookup).count()
    with pytest.raises(FieldError, match="sealed"), transaction.atomic():
        Application.objects.update(phone="13912345678")
    assert not Application.objects.exclude(phone="").exists()


def test_many_rows_at_once_are_sealed_too(office):
    rows = [
        prepare(agency=office.agency, channel="fax", arrived_on=DAY, applicant_kind="natural_person", now=at(DAY),
                applicant_name="甲", content="某事", **GIVEN) for _ in range(3)
    ]  # fmt: skip
    Application.objects.bulk_create(rows)
    assert [one.phone for one in Application.objects.all()] == [GIVEN["phone"]] * 3
    assert len(set(Application.objects.values_list("identity_index", flat=True))) == 1
    assert GIVEN["phone"] not in everything_stored()


def test_the_database_lets_a_text_be_sealed_anew_and_nothing_else(office):
    pk = office.case(DAY, **GIVEN).application_id
    put(pk, phone=column("phone", pk)[:-4] + "AAAA")  # it cannot tell; `verify` can
    assert [finding.invariant for finding in sealed_texts()] == ["I1"]
    for values in (
        {"phone": "13700000000"},
        {"phone": ""},
        {"identity_index": ""},
        {"content": "改"},
        {"phone": "sealed1:x", "content": "改"},
        {"digest": "0" * 64},
        {"agency_id": office.government.pk},
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            put(pk, **values)
    empty = office.case(DAY, phone="", content="无电话").application_id
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        put(empty, phone="sealed1:x")  # who gave no telephone gets none


# -- found again --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["110105194912310021", "11010519491231 0021", "１３９１２３４５６７８", "139-1234-5678", "057788512345"]
)
def test_a_whole_number_or_telephone_finds_its_case(office, query):
    case = office.case(DAY, **GIVEN)
    office.case(DAY, applicant_name="李四", content="别的")
    assert list(search.cases_matching(Case.objects.all(), query)) == [case]


def test_a_part_of_a_number_finds_nothing(office):
    office.case(DAY, **GIVEN)
    assert not [
        query for query in ("1101051949", "139123456", "12310021") if search.cases_matching(Case.objects.all(), query)
    ]


def test_who_has_the_number_of_old_is_the_same(office):
    """15 and 18 digits, written with or without blanks: one person, one index."""
    first = office.case(DAY, identity_number="110105491231002", content="一")
    second = office.case(DAY, identity_number="11010519491231 002X", content="二")
    index = set(Application.objects.values_list("identity_index", flat=True)) | set(
        SearchText.objects.values_list("identity", flat=True)
    )
    assert len(index) == 1 and first.pk != second.pk and "110105" not in index.pop()


# -- keys change --------------------------------------------------------------------------------------------------


def rotate(*words: str) -> str:
    """Run rotate_keys; return what it said."""
    out = StringIO()
    call_command("rotate_keys", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.fault("R6")
@pytest.mark.parametrize("algorithm", [AES, SM4])
def test_everything_is_sealed_anew_and_the_old_key_may_go(office, algorithm):
    pk = office.case(DAY, **GIVEN).application_id
    old, before = keys.ring().present(SEAL).key_id, column("phone", pk)
    said = rotate("--new", algorithm)
    new = keys.ring().present(SEAL)
    assert new.key_id in said and new.algorithm == algorithm and "重新加密了 1 行" in said
    assert old not in {key for _column, key in rotation.keys_in_use(apps)} and column("phone", pk) != before
    without(old)
    kept = Application.objects.get(pk=pk)
    assert {name: getattr(kept, name) for name in GIVEN} == GIVEN and list(sealed_texts()) == []
    assert "重新加密了 0 行" in rotate()


@pytest.mark.fault("R6")
def test_rows_of_several_keys_are_read_side_by_side(office):
    made = []
    for place in range(3):
        made.append(office.case(DAY, **GIVEN | {"phone": f"1390000000{place}"}).application_id)
        keys.add_present_key(keys.new_key(SEAL, (AES, SM4)[place % 2]))
    assert len(rotation.keys_in_use(apps)) == 15  # five columns, three keys
    assert [Application.objects.get(pk=pk).phone for pk in made] == [f"1390000000{place}" for place in range(3)]


@pytest.mark.fault("R6")
def test_a_lost_key_is_said_by_its_id_and_nothing_is_empty(office, client):
    case = office.case(DAY, **GIVEN)
    lost = keys.ring().present(SEAL).key_id
    keys.add_present_key(keys.new_key(SEAL, AES))
    without(lost)
    before = column("phone", case.application_id)
    with pytest.raises(KeyMissing, match=lost):
        _ = Application.objects.get(pk=case.application_id).phone
    client.force_login(office.clerk)
    page = client.get(reverse("case", args=[case.pk]))
    assert page.status_code == 503 and lost in page.content.decode()
    lacking = {line.code: line for line in backup_lines(DAY)}["sealing_keys"]
    assert lacking.state == MISSING and lost in lacking.says[0] and checks._keys().state == checks.BAD
    with pytest.raises(CommandError, match="没有改动"):
        rotate()
    assert column("phone", case.application_id) == before
    found = [str(finding) for finding in sealed_texts()]
    assert len(found) == 5 and all(lost in one for one in found)
    with pytest.raises(SystemExit):
        rotate("--check")
    assert office.case(DAY, content="另一件", applicant_name="李四").application.pk  # work goes on


@pytest.mark.fault("R6")
def test_while_the_key_of_the_index_changes_everybody_is_found(office):
    case = office.case(DAY, **GIVEN)
    keys.add_present_key(keys.new_key(INDEX, HMAC))
    later = office.case(DAY, **GIVEN | {"content": "另一件事"})
    number = GIVEN["identity_number"]
    assert set(search.cases_matching(Case.objects.all(), number)) == {case, later}
    assert [finding.invariant for finding in sealed_texts()] == ["I2"]
    rotate()
    call_command("rebuild_search", stdout=StringIO())
    without(keys.ring().of(INDEX)[1].key_id)
    assert set(search.cases_matching(Case.objects.all(), number)) == {case, later} and list(sealed_texts()) == []


def test_what_was_left_in_clear_is_named_and_sealed(office):
    from agencies.backups.triggers import triggers_at_rest  # noqa: PLC0415  this test alone goes past the guards

    pk = office.case(DAY, **GIVEN).application_id
    with triggers_at_rest(connection):
        put(pk, phone="13800138000")
    assert Application.objects.get(pk=pk).phone == "13800138000"  # from before encryption
    assert [finding.invariant for finding in sealed_texts()] == ["I11"]
    rotate()
    assert column("phone", pk).startswith("sealed1:") and list(sealed_texts()) == []
