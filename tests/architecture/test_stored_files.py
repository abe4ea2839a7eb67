"""Stored files have one door: nobody else opens one, and nobody compares texts by hand."""

import re

import pytest

from tests.architecture.sources import name, sources

DOOR = {"agencies/stored_files/storage.py", "agencies/stored_files/sweeping.py"}
OPENS = re.compile(r"default_storage\.open|\.(?:file|pdf|package)\.(?:open|read|chunks)\(")
BY_HAND = re.compile(r"\b\w+__(?:icontains|iexact|istartswith)\b|normalize\(\"NFKC\"")
# A day and the form of a number are read, not compared. A user name is typed to sign in and compares as Django signs in; a title is corrected in place; the readers of registers have rules of their own.
MAY = {
    "agencies/text/comparing.py",
    "agencies/administration/accounts.py",
    "agencies/spreadsheets/written_dates.py",
    "notices/letters/number_forms.py",
    "reporting/audit/titles.py",
    "workflow/cell_readers.py",
    "workflow/mail/delivery_imports.py",
}


@pytest.mark.parametrize("path", sources(), ids=name)
def test_no_stored_file_is_opened_past_the_door(path):
    if name(path) not in DOOR:
        assert OPENS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sources(), ids=name)
def test_no_text_is_compared_by_hand(path):
    if name(path) not in MAY:
        assert BY_HAND.findall(path.read_text(encoding="utf-8")) == []
