"""Fixtures of the workflow tests."""

import pytest

from tests.workflow.sample_office import Office


@pytest.fixture
def office(db):
    """Return a staffed office."""
    return Office()
