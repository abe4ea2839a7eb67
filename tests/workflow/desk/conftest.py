"""Fixtures of the tests of the desk."""

from tests.workflow.one_assigned_case import assigned

__all__ = ["assigned"]
