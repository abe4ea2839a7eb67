"""Fixtures of the tests of readers."""

from tests.notices.conftest import fonts

__all__ = ["fonts"]
