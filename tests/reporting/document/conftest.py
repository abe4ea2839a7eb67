"""What the tests of the report share."""

from tests.reporting.real_years import real_year  # noqa: F401  a fixture
