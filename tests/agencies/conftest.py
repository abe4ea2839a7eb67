"""An office under a clock that the test moves, for rooms in which hours count."""

from datetime import datetime

import pytest
import time_machine

from tests.workflow.sample_office import SHANGHAI

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)


@pytest.fixture
def office(staffed):
    """Return the `staffed` office of the module; the clock is the test's."""
    with time_machine.travel(NOW, tick=False) as clock:
        staffed.clock = clock
        yield staffed
