"""The form of delivering begins with the way that the applicant asked for (条例40)."""

from datetime import date

import pytest

from intake.models import Application
from tests.workflow.locks.test_locking import replied
from workflow.acts.reply import DeliverForm, wished_method

MARCH = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("wish", "channel", "method"),
    [
        ("邮寄", "in_person", "mail"),
        ("快递到付", "portal", "mail"),
        ("当面领取", "mail_signed", "direct"),
        ("自行领取", "portal", "direct"),
        ("电子邮件", "mail_signed", "electronic"),
        ("发我邮箱", "in_person", "electronic"),
        ("E-mail", "in_person", "electronic"),
        ("", "in_person", "direct"),
        ("", "mail_signed", "mail"),
        ("", "portal", "mail"),
        ("随便", "in_person", "mail"),
    ],
)
def test_the_wish_names_the_way(wish, channel, method):
    assert wished_method(Application(wanted_way=wish, channel=channel)) == method


def test_the_form_begins_with_it_and_says_what_was_asked_for(office):
    case = replied(office, MARCH, date(2026, 3, 10))
    case.application.wanted_way = "当面领取"
    form = DeliverForm(case=case, user=office.clerk)
    assert form["method"].initial == "direct"
    assert "当面领取" in str(form["method"].help_text)
