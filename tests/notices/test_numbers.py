"""Issue, numbers, approval by hash, void records, old numbers."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from agencies.models import Agency
from law import Refused
from notices import services
from notices.kinds import KINDS
from notices.models import Draft, Letter, NumberSeries, VoidRecord
from tests.notices.letters import DAYS

ROOT = Path(__file__).resolve().parents[2]


def test_numbers_follow_each_other_in_agency_series_and_year(issued, agency):
    assert [issued().number for _ in range(3)] == [f"瓯建公开〔2026〕{n}号" for n in (1, 2, 3)]
    assert issued(dated=date(2027, 1, 4)).number == "瓯建公开〔2027〕1号"
    other = Agency.objects.create(code="B08", name="瓯海区财政局", kind="department", parent=agency.parent)
    assert issued(agency=other).number == "B08公开〔2026〕1号"


def test_the_year_is_that_of_the_letter_not_of_the_clock(issued):
    assert issued(dated=date(2026, 12, 31)).year == 2026


def test_a_rollback_gives_the_number_back(issued):
    issued()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issued()
        raise ZeroDivisionError
    assert issued().sequence == 2


@pytest.mark.fault("C2")
def test_threads_leave_no_gap_and_no_duplicate(tmp_path):
    surroundings = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.notices.numbering_race", "8", "10"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "80 letters" in done.stdout


def test_an_old_number_is_kept_as_it_was(agency, issued):
    agency.series_word = "瓯"
    given = {"facts": {"addressee": "杨超英"}, "regulation": "2007", "dated": date(2018, 1, 19)}
    old = issued("amend_told", number="瓯公开〔2018〕104号", **given)
    assert (old.historic, old.series, old.year, old.sequence, old.html) == (True, "瓯公开", 2018, 104, "")
    odd = issued("amend_told", number="沪水务部答（2018）第 3 号", **given)
    assert (odd.number, odd.sequence) == ("沪水务部答（2018）第 3 号", None)
    new = issued("amend_told", "2007", dated=date(2018, 12, 3))
    assert new.number == "瓯公开〔2018〕105号"


def test_an_old_number_of_another_series_moves_no_counter(agency, issued):
    issued("amend_told", number="温公开〔2026〕900号", facts={"addressee": "甲"}, regulation="2007")
    assert issued().sequence == 1


def test_two_letters_cannot_have_one_number(issued):
    letter = issued()
    NumberSeries.objects.update(last=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        issued()
    assert Letter.objects.get().pk == letter.pk


def test_void_keeps_the_record_and_the_number(issued):
    letter = issued()
    with pytest.raises(Refused, match="理由"):
        services.void(letter, " ", None, now=timezone.now())
    services.void(letter, "盖章前发现受文者有误", None, now=timezone.now())
    with pytest.raises(Refused, match="已经作废"):
        services.void(letter, "再次", None, now=timezone.now())
    assert VoidRecord.objects.get().letter.number == "瓯建公开〔2026〕1号"
    assert issued().sequence == 2


def test_drafts_and_letters_cannot_be_changed_or_deleted(issued, agency):
    letter = issued()
    draft = services.save_draft(
        agency=agency,
        kind="deny",
        facts=KINDS["deny"].sample(),
        dated=DAYS["2019"],
        regulation="2019",
        now=timezone.now(),
    )
    for row in (letter, draft):
        with pytest.raises(ValidationError):
            row.delete()
    attempts = (
        lambda: Draft.objects.update(html="x"),
        lambda: Draft.objects.all()._raw_delete("default"),
        lambda: Letter.objects.update(number="x"),
        lambda: Letter.objects.update(html="x"),
        lambda: Letter.objects.all()._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_a_series_word_with_markup_is_refused(issued, agency):
    agency.series_word = "<b>"
    with pytest.raises(Refused, match="文号"):
        issued()
