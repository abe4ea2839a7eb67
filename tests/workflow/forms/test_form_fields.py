"""What pages send besides what is typed: ticked rows, pressed buttons, versions, the name of an act."""

import pytest
from django import forms
from django.http import QueryDict

from workflow.desk.forms.buttons import AssignManyForm, RegistrationButtonsForm
from workflow.form_fields import ActChoiceForm, ButtonField, KeyField, ReasonForm, RowKeysField, SentForm
from workflow.office.forms.buttons import SeriesForm
from workflow.office.forms.numbers import RegisterForm


class PageForm(SentForm):
    row = RowKeysField(most=3)
    version = KeyField()
    go = ButtonField()


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("", {"row": [], "version": None, "go": False}),
        ("row=7&row=x&row=-1&version=12&go=", {"row": [7], "version": 12, "go": True}),
        ("row=1&row=2&row=3&row=4&version=1.0&go=1", {"row": [1, 2, 3], "version": None, "go": True}),
        (f"row={10**30}&version={10**30}", {"row": [], "version": None, "go": False}),
    ],
)
def test_what_nobody_types_is_never_wrong_and_rubbish_is_left_out(query, sent):
    form = PageForm(QueryDict(query))
    assert form.sent == sent
    assert form.errors == {} and form.first_error == ""


@pytest.mark.parametrize(("query", "act"), [("act=accept", "accept"), ("act=burn", ""), ("act=", ""), ("", "")])
def test_an_act_is_one_of_those_of_the_page_or_none(query, act):
    assert ActChoiceForm(QueryDict(query), acts=("accept", "return")).chosen() == act


def test_words_come_as_they_were_typed():
    assert ReasonForm(QueryDict("reason=+a++b+")).sent == {"reason": " a  b "}
    assert ReasonForm(QueryDict("")).sent == {"reason": ""}


def test_cases_come_with_the_version_that_the_page_showed():
    form = AssignManyForm(QueryDict("case=7.3&case=x.1&case=8&handler_id=5"))
    assert form.sent == {"case": [(7, "3"), (8, "")], "handler_id": "5"}


def test_of_several_buttons_the_pressed_one_is_named():
    assert RegistrationButtonsForm(QueryDict("next=1")).sent == {
        "check": False,
        "next": True,
        "register": False,
        "another_application": False,
        "locked_year_reason": "",
    }


@pytest.mark.parametrize(
    ("query", "documents"), [("what=documents", True), ("families=sent", True), ("what=registers", False), ("", False)]
)
def test_the_series_of_documents_names_itself_or_its_letters(query, documents):
    assert SeriesForm(QueryDict(query)).of_documents is documents


def test_the_pressed_button_brings_the_last_number_beside_it():
    form = RegisterForm(QueryDict("way=1|A〔2026〕7号&last-0=3&last-1=41&last=9"))
    assert form.is_valid()
    assert (form.cleaned_data["form"], form.cleaned_data["last"]) == ("A〔2026〕7号", 41)
    assert RegisterForm(QueryDict("number=8")).is_valid() and not RegisterForm().is_bound


def test_an_error_says_itself_once_above_a_page():
    class DayForm(SentForm):
        on = forms.DateField(error_messages={"invalid": "no day"})

    assert DayForm(QueryDict("on=x")).first_error == "no day"
