"""A package of a case that went its whole way."""

from pathlib import Path

import pytest

from tests.shared_data import shared_data
from tests.workflow.sample_archive import archived, closed
from tests.workflow.sample_office import Office


@shared_data
def keeping():
    """Return an office with one case in the archive, and the bytes of its package."""
    office = Office()
    office.body = Path(archived(office, closed(office)).package.path).read_bytes()
    return office


@pytest.fixture
def package(keeping, tmp_path) -> Path:
    """Return a copy of the package."""
    path = tmp_path / "package.zip"
    path.write_bytes(keeping.body)
    return path
