"""Fixtures of the letters' tests."""

import pytest
from django.conf import settings
from django.utils import timezone

from agencies.models import Agency
from notices import glyphs
from notices.kinds import KINDS
from notices.services import issue
from tests.notices.letters import DAYS


@pytest.fixture
def agency(db):
    """Return a stored department under a district."""
    government = Agency.objects.create(code="G", name="瓯海区人民政府", kind="government")
    return Agency.objects.create(
        code="B07",
        name="瓯海区住房和城乡建设局",
        kind="department",
        parent=government,
        superior_department="温州市住房和城乡建设局",
        series_word="瓯建",
    )


@pytest.fixture
def issued(agency):
    """Return a function that issues the sample letter of a kind."""

    def issue_sample(code="not_exist", regulation="2019", **changes):
        given = {
            "agency": agency,
            "kind": code,
            "facts": KINDS[code].sample(regulation),
            "dated": DAYS[regulation],
            "regulation": regulation,
            "now": timezone.now(),
        }
        return issue(**given | changes)

    return issue_sample


@pytest.fixture(scope="session")
def fonts():
    """Skip where no fonts were set up: `make setup` says why."""
    if "serif" not in glyphs.read_manifest(settings.FONT_DIR)["faces"]:
        pytest.skip("no fonts in FONT_DIR; run make setup")
