"""Fixtures of the long proofs."""

from tests.notices.conftest import canary, fonts, secret

__all__ = ["canary", "fonts", "secret"]
