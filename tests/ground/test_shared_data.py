"""Shared rows are written once, and no test sees what another did to them: in any order, each of these begins with the same."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import TestCase

from agencies.organisation.models import Agency
from tests.shared_data import shared_data

WRITTEN, STORED = [], "shared/one.txt"


def codes() -> list[str]:
    return sorted(Agency.objects.values_list("code", flat=True))


@shared_data
def two():
    """Write two agencies and store a file."""
    WRITTEN.append(1)
    default_storage.save(STORED, ContentFile(b"whole"))
    return [Agency.objects.create(code=code, name=code, kind="department") for code in "AB"]


@shared_data(params=[1, 3], ids=str)
def several(count):
    """Write some agencies."""
    return [Agency.objects.create(code=f"N{n}", name=f"N{n}", kind="department") for n in range(count)]


@pytest.mark.parametrize("turn", range(3))
def test_rows_objects_and_files_are_as_they_were_written(two, turn):
    path = Path(settings.MEDIA_ROOT, STORED)
    assert codes() == [one.code for one in two] == ["A", "B"]
    assert [one.name for one in two] == ["A", "B"]
    assert path.read_bytes() == b"whole"
    assert len(WRITTEN) == 1  # for all turns
    two[0].name = "another"
    two[0].save()
    two.append(Agency.objects.create(code="C", name="C", kind="department"))
    path.unlink()


@pytest.mark.parametrize("turn", range(2))
def test_each_parameter_has_rows_of_its_own(several, turn):
    assert len(codes()) == len(several) in (1, 3)
    Agency.objects.create(code="C", name="C", kind="department")


class AClassOfDjangosOwn(TestCase):
    """Its rows are written before any fixture of a test."""

    @classmethod
    def setUpTestData(cls):
        cls.before = codes()

    def test_begins_without_the_rows_of_others(self):
        assert self.before == codes() == []


def test_whoever_asks_for_none_has_none(db):
    assert codes() == []
    Agency.objects.create(code="A", name="A", kind="department")


# Between such tests Django deletes every row; on SQLite the guards of what is append-only refuse that (TRUNCATE passes them).
emptied_afterwards = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")


@emptied_afterwards
@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_has_its_own(two):
    assert codes() == ["A", "B"]
    Agency.objects.create(code="C", name="C", kind="department")


@emptied_afterwards
@pytest.mark.django_db(transaction=True)
def test_and_leaves_none():
    assert codes() == []
