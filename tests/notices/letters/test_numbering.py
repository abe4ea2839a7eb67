"""Issue, numbers, approval by hash, void records, old numbers."""

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from agencies.organisation.models import Agency
from law import Refused
from notices.kinds.catalogue import KINDS
from notices.letters import numbering, services
from notices.letters.models import Draft, HighWaterMark, Letter, NumberSeries, SeriesWord, Supersession, VoidRecord
from notices.register import selectors as register_selectors
from tests.notices.sample_letters import DAYS, changed

ROOT = Path(__file__).resolve().parents[3]


def test_numbers_follow_each_other_in_agency_series_and_year(issued, agency):
    assert [issued().number for _ in range(3)] == [f"瓯建公开〔2026〕{n}号" for n in (1, 2, 3)]
    assert issued(dated=date(2027, 1, 4)).number == "瓯建公开〔2027〕1号"
    other = Agency.objects.create(
        code="B08", name="瓯海区财政局", series_word="瓯财", kind="department", parent=agency.parent
    )
    assert issued(agency=other).number == "瓯财公开〔2026〕1号"


def test_the_year_is_that_of_the_letter_not_of_the_clock(issued):
    assert issued(dated=date(2026, 12, 31)).year == 2026


def test_a_rollback_gives_the_number_back(issued):
    issued()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issued()
        raise ZeroDivisionError
    assert issued().sequence == 2


@pytest.mark.fault("C2")
def test_writers_that_abort_and_die_leave_no_gap_and_no_duplicate(tmp_path, copy_migrated):
    copy_migrated(tmp_path / "race.sqlite3")
    surroundings = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.notices.numbering_race", "4", "10"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "faults: none" in done.stdout


@pytest.mark.fault("C2")
def test_the_last_and_the_first_of_a_year_are_numbered_by_their_day_of_signing(issued):
    late = timezone.make_aware(datetime(2027, 1, 1, 0, 5))  # the clock has passed midnight, the letter has not
    old = issued(dated=date(2026, 12, 31), now=late)
    new = issued(dated=date(2027, 1, 1), now=late)
    assert [old.number, new.number] == ["瓯建公开〔2026〕1号", "瓯建公开〔2027〕1号"]


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
    copy = {f.attname: getattr(letter, f.attname) for f in Letter._meta.concrete_fields if not f.primary_key}
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(**copy)
    assert Letter.objects.get().pk == letter.pk


@pytest.mark.parametrize(
    "misfit",
    [
        {"number": "瓯建公开〔2026〕第2号"},
        {"number": "瓯建公开〔2026〕02号"},
        {"number": "瓯建公开[2026]2号"},
        {"number": "瓯建公开〔2026〕3号"},
        {"dated": date(2027, 1, 1)},
    ],
)
def test_the_database_refuses_a_number_that_does_not_fit_series_and_day(issued, misfit):
    letter = issued()
    copy = {f.attname: getattr(letter, f.attname) for f in Letter._meta.concrete_fields if not f.primary_key}
    fitting = {"sequence": 2, "number": "瓯建公开〔2026〕2号"}
    with pytest.raises(DatabaseError, match="does not fit"), transaction.atomic():
        Letter.objects.create(**copy | fitting | misfit)
    assert Letter.objects.create(**copy | fitting).sequence == 2


def test_a_counter_never_falls_and_is_never_deleted(issued):
    issued(), issued()
    attempts = (
        lambda: NumberSeries.objects.update(last=1),
        lambda: NumberSeries.objects.update(year=2027),
        lambda: NumberSeries.objects.all()._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert NumberSeries.objects.get().last == 2


# -- words ----------------------------------------------------------------------------------------------------


def words(agency, family="procedural", said="瓯建公开补", from_on=date(2026, 3, 1)):
    return numbering.set_words(
        agency=agency, family=family, words=said, from_on=from_on, actor=None, now=timezone.now()
    )


def test_each_family_has_its_own_series_once_its_words_are_set(issued, agency, monkeypatch):
    monkeypatch.setattr(KINDS["agency_inquiry"], "LAYOUT", "document", raising=False)
    words(agency)
    words(agency, "inter_agency", "瓯建公开函")
    numbers = [issued(kind).number for kind in ("deny", "extension", "receipt", "agency_inquiry", "open")]
    assert numbers == [
        "瓯建公开〔2026〕1号",
        "瓯建公开补〔2026〕1号",
        "瓯建公开补〔2026〕2号",
        "瓯建公开函〔2026〕1号",
        "瓯建公开〔2026〕2号",
    ]


def test_new_words_begin_on_their_day_and_touch_no_number_that_was_given(issued, agency):
    before = issued("extension")
    words(agency, from_on=date(2026, 4, 1))
    assert issued("extension", dated=date(2026, 3, 31)).number == "瓯建公开〔2026〕2号"
    assert issued("extension", dated=date(2026, 4, 1)).number == "瓯建公开补〔2026〕1号"
    before.refresh_from_db()
    assert before.number == "瓯建公开〔2026〕1号"
    with pytest.raises(Refused, match="从其后一日起用"):
        words(agency, said="瓯公开延", from_on=date(2026, 4, 1))
    words(agency, said="瓯公开延", from_on=date(2026, 4, 2))
    words(agency, "reply", "瓯公开答", from_on=date(2026, 3, 1))  # of another family: its letters are not in the way
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SeriesWord.objects.update(words="改")


@pytest.mark.parametrize("said", ["", "瓯公开〔2026〕", "瓯公开第", "瓯公开号", "瓯公开1", "<b>", "瓯 公开", "瓯" * 31])
def test_words_that_cannot_stand_in_a_number_are_refused(agency, said):
    with pytest.raises(Refused, match="代字"):
        words(agency, said=said)


def test_the_words_of_another_agency_are_refused(agency, issued):
    other = Agency.objects.create(
        code="B08", name="瓯海区财政局", series_word="瓯财", kind="department", parent=agency.parent
    )
    issued()
    with pytest.raises(Refused, match="住房和城乡建设局"):
        words(other, said="瓯建公开")


# -- high-water marks -----------------------------------------------------------------------------------------


def lift(agency, last, reason="一至六月在纸上编号", series="瓯建公开", year=2026):
    return numbering.raise_mark(
        agency=agency, series=series, year=year, last=last, reason=reason, actor=None, now=timezone.now()
    )


@pytest.mark.fault("R2")
def test_a_mark_lifts_the_series_upward_only_with_a_reason_and_on_record(agency, issued):
    lift(agency, 103)
    assert issued().number == "瓯建公开〔2026〕104号"
    for last in (1, 103, 104):
        with pytest.raises(Refused, match="只能往上"):
            lift(agency, last)
    with pytest.raises(Refused, match="理由"):
        lift(agency, 200, reason=" ")
    with pytest.raises(Refused, match="没有“别家公开”"):
        lift(agency, 200, series="别家公开")
    with pytest.raises(Refused, match="99999"):
        lift(agency, 100_000)
    assert lift(agency, 110, "恢复备份后补登").former == 104
    assert issued().sequence == 111
    assert register_selectors.numbering_faults() == []
    for attempt in (
        lambda: HighWaterMark.objects.update(last=1),
        lambda: HighWaterMark.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_a_refused_mark_moves_nothing(agency):
    with pytest.raises(Refused):
        lift(agency, 0)
    assert not NumberSeries.objects.filter(last__gt=0).exists() and not HighWaterMark.objects.exists()


def test_a_new_series_begins_above_the_old_letters_that_bear_its_words(agency, issued):
    for sequence in (3, 4, 9):
        issued("amend_told", number=f"瓯公开补〔2026〕{sequence}号", facts={"addressee": "甲"}, regulation="2007")
    words(agency, said="瓯公开补")
    assert issued("extension").number == "瓯公开补〔2026〕10号"
    assert register_selectors.numbering_faults() == []


def test_a_typing_error_in_an_old_number_does_not_end_the_series(agency, issued):
    issued("amend_told", number="瓯建公开〔2026〕20260104号", facts={"addressee": "甲"}, regulation="2007")
    assert issued().sequence == 1


# -- void and superseded --------------------------------------------------------------------------------------


def test_void_keeps_the_record_and_the_number(issued):
    letter = issued()
    with pytest.raises(Refused, match="理由"):
        services.void(letter, " ", None, now=timezone.now())
    services.void(letter, "盖章前发现受文者有误", None, now=timezone.now())
    with pytest.raises(Refused, match="已经作废"):
        services.void(letter, "再次", None, now=timezone.now())
    assert VoidRecord.objects.get().letter.number == "瓯建公开〔2026〕1号"
    assert issued().sequence == 2


def test_an_old_letter_is_not_made_void_here(issued):
    old = issued("amend_told", number="瓯公开〔2018〕104号", facts={"addressee": "甲"}, regulation="2007")
    with pytest.raises(Refused, match="历史"):
        services.void(old, "重号", None, now=timezone.now())


def test_a_letter_is_superseded_by_a_later_one_of_the_same_agency_that_holds(issued, agency):
    old, new, third = issued(), issued("deny"), issued("open")
    now = timezone.now()

    def supersede(letter, by, reason="自行纠正"):
        return services.supersede(letter, by=by, reason=reason, actor=None, now=now)

    other = Agency.objects.create(
        code="B08", name="瓯海区财政局", series_word="瓯财", kind="department", parent=agency.parent
    )
    for wrong in (old, issued(agency=other), issued(dated=date(2026, 3, 26))):
        with pytest.raises(Refused, match="替代的公文"):
            supersede(old, wrong)
    with pytest.raises(Refused, match="理由"):
        supersede(old, new, " ")
    supersede(old, new)
    assert [Letter.objects.get(pk=one.pk).status for one in (old, new)] == ["superseded", "valid"]
    with pytest.raises(Refused, match="已经作废或者被替代"):
        supersede(Letter.objects.get(pk=old.pk), third)
    with pytest.raises(Refused, match="替代的公文"):
        supersede(third, Letter.objects.get(pk=old.pk))
    services.void(old, "已被替代，收回原件", None, now=now)
    assert Letter.objects.get(pk=old.pk).status == "void"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Supersession.objects.update(reason="x")


def test_an_office_s_own_sheet_takes_no_number(issued, monkeypatch):
    monkeypatch.setattr(KINDS["extension"], "NUMBERED", False, raising=False)
    sheets = [issued("extension"), issued("extension")]
    assert [(sheet.number, sheet.series, sheet.sequence) for sheet in sheets] == [("", "", None)] * 2
    assert not NumberSeries.objects.exists()


def test_drafts_and_letters_cannot_be_changed_or_deleted(issued, agency):
    letter = issued()
    draft = services.save_draft(
        agency=agency,
        kind="deny",
        facts=changed("deny"),
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
