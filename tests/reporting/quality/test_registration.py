"""How many working days lie between arrival and registration, in the words of the file."""

from datetime import date

import pytest

from reporting.quality.case_file import read_case_files
from reporting.quality.procedure import registration
from reporting.quality.rubric import load_rubric
from tests.workflow.sample_office import DAYS, Office, at
from workflow.acts.services import register

ARRIVED = date(2026, 3, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "passed", "holds"), [(2, 0, True), (3, 1, True), (4, 2, False), (7, 4, False), (9, 5, False)]
)
def test_the_days_until_registration_are_counted_and_told(day, passed, holds):
    """Of the same day none; a Saturday counts as none (条例31、45)."""
    office = Office()
    application = office.application(ARRIVED, channel="mail_signed", tracking_number="EMS EA000000001CN")
    case = register(application, by=office.clerk, now=at(date(2026, 3, day)))
    (answer,) = registration(read_case_files([case.pk], DAYS)[0], load_rubric())
    assert answer.holds is holds
    assert f"隔 {passed} 个工作日（以 1 个为限）" in answer.text
