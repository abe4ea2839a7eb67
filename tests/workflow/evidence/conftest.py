"""Fixtures of the tests of evidence: an office with one assigned case, on one morning."""

import pytest
import time_machine

from tests.workflow.one_assigned_case import MORNING, assigned

__all__ = ["assigned"]


@pytest.fixture
def desk(assigned):
    """Return the office on the morning of 4 March 2026."""
    with time_machine.travel(MORNING, tick=False):
        yield assigned
