"""Every byte of an archive package, flipped one after another: the checker finds each (faults.md F8)."""

import random
import shutil
from pathlib import Path

import pytest

from tests.workflow.sample_archive import archived, closed
from tests.workflow.sample_office import Office
from workflow.archive.package.check import verify_package


@pytest.mark.django_db
@pytest.mark.fault("F8")
def test_every_byte_flipped(tmp_path):
    office = Office()
    package = Path(shutil.copy(archived(office, closed(office)).package.path, tmp_path / "p.zip"))
    whole, chance = package.read_bytes(), random.Random(20260303)
    assert verify_package(package).whole
    unseen = []
    for place in range(len(whole)):
        torn = bytearray(whole)
        torn[place] ^= 1 << chance.randrange(8)
        package.write_bytes(torn)
        if verify_package(package).whole:
            unseen.append(place)
    assert unseen == []
