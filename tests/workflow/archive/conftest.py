"""A package of a case that went its whole way."""

from datetime import date
from pathlib import Path

import pytest
import time_machine

from tests.shared_data import shared_data
from tests.workflow.sample_archive import LATER, archived, closed
from tests.workflow.sample_office import Office


@shared_data
def keeping():
    """Return an office with one case in the archive, and the bytes of its package."""
    office = Office()
    office.body = Path(archived(office, closed(office)).package.path).read_bytes()
    return office


@shared_data
def desk():
    """Return an office with one case in the archive, one that waits, one that is open, as they stand when the terms are over."""
    with time_machine.travel(LATER, tick=False):
        office = Office()
        office.record = archived(office, closed(office), date(2026, 3, 3))
        office.waits = closed(office, date(2026, 3, 4))
        office.open = office.assigned(date(2026, 3, 5))
    return office


@pytest.fixture
def package(keeping, tmp_path) -> Path:
    """Return a copy of the package."""
    path = tmp_path / "package.zip"
    path.write_bytes(keeping.body)
    return path
