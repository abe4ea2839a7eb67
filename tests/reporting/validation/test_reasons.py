"""A reason speaks for a finding as it was when the reason was given."""

from dataclasses import replace
from types import SimpleNamespace

from reporting.validation.rules import SOFT, ValidationFinding
from reporting.validation.services import unexplained_findings, with_reasons

FOUND = ValidationFinding("part-five-empty", SOFT, "五", "“五”没有内容", "Part five is empty")


def test_a_reason_is_shown_and_answers_only_what_the_finding_said_then():
    given = {FOUND.identity: SimpleNamespace(message=FOUND.message, reason="另报")}
    (shown,) = with_reasons([FOUND], given)
    assert (shown.finding, shown.given.reason, shown.answered) == (FOUND, "另报", True)
    otherwise = replace(FOUND, message="另一句话")
    (stale,) = with_reasons([otherwise], given)
    assert (stale.finding, stale.given.reason, stale.answered) == (otherwise, "另报", False)
    (bare,) = with_reasons([FOUND], {})
    assert (bare.given, bare.answered) == (None, False)
    assert unexplained_findings([FOUND], given) == [] and unexplained_findings([otherwise], given) == [otherwise]
