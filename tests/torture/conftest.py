"""Fixtures of the long proofs."""

from tests.notices.conftest import canary, secret

__all__ = ["canary", "secret"]
