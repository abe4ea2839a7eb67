"""A partial reply that only separates what is no government information loses nothing for the article that it does not need."""

import dataclasses

import pytest

from intake.models import Application
from law.remedies.instructions import LETTERS
from notices.kinds.samples import sample_day, sample_facts
from notices.kinds.withheld import NOT_INFORMATION, WithheldItem
from notices.letters.models import Letter
from reporting.quality import reply as quality_reply
from reporting.quality.case_file import CaseFile
from reporting.quality.rubric import load_rubric
from tests.notices.sample_letters import compose
from tests.workflow.sample_office import Office
from workflow.cases.models import Case, Event
from workflow.cases.selectors import calendar

SEPARATED = WithheldItem(ground=NOT_INFORMATION, part="附件二", reason="该意见是对问题的解答", evidence="附件二")


@pytest.fixture
def office(db):
    """Return an office."""
    return Office()


def judged(office, spoil=lambda html: html):
    """Return what the rubric says of the conclusion and the remedy of such a reply."""
    facts, day = dataclasses.replace(sample_facts("partial"), items=(SEPARATED,)), sample_day("partial")
    made = compose(agency=office.agency, kind="partial", facts=facts, dated=day, regulation="2019")
    given = {"kind": "partial", "regulation": "2019", "dated": day, "title": made.title, "facts": facts.to_json()}
    letter = Letter(pk=1, html=spoil(made.html), **given)
    application = Application(content=facts.content)
    case = Case(pk=1, agency=office.agency, regulation="2019", outcome="partial", application=application)
    file = CaseFile(case, [Event(seq=1, act="reply", on=day, letter_id=1)], letter, [], 0, calendar(), LETTERS)
    items = (quality_reply.conclusion, quality_reply.remedy)
    return [answer.text for item in items for answer in item(file, load_rubric()) if not answer.holds]


def test_nothing_is_lost(office):
    assert judged(office) == []


@pytest.mark.parametrize(("old", "new"), [("6个月", "15日"), ("第（二）项", "")])
def test_a_wrong_term_or_a_missing_article_is_seen(office, old, new):
    assert judged(office, lambda html: html.replace(old, new)) != []
