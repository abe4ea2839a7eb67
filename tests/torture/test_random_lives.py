"""Twenty thousand lives at the desk, drawn at random; two hundred run with every test run."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fault_plan.sizes import scaled
from tests.workflow.lives.test_lives_over_http import LifeOverHttp, doors  # noqa: F401  the fixture
from tests.workflow.lives.test_random_lives import RECEIVED, STEPS, office, one_life  # noqa: F401  the fixture

pytestmark = pytest.mark.slow


@pytest.mark.fault("C4")
@settings(max_examples=scaled(20_000), deadline=None, suppress_health_check=list(HealthCheck))
@given(received=RECEIVED, steps=STEPS)
def test_twenty_thousand_lives(office, received, steps):  # noqa: F811
    one_life(office, received, steps)


@pytest.mark.fault("C4")
@settings(max_examples=scaled(2_000), deadline=None, suppress_health_check=list(HealthCheck))
@given(received=RECEIVED, steps=STEPS)
def test_two_thousand_lives_over_http(doors, received, steps):  # noqa: F811
    one_life(doors.office, received, steps, lambda _, day: LifeOverHttp(doors, day))
