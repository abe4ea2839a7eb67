"""The number register and the check behind it (I4): every number has its letter or its explanation."""

from datetime import date

import pytest
from django.utils import timezone

from agencies.organisation.models import Agency
from notices.letters import numbering, services
from notices.letters.models import Letter, NumberSeries
from notices.register import selectors as register_selectors


def lines(year=2026):
    """Return the register as (first, last, what stands there)."""
    series = NumberSeries.objects.select_related("agency").get(year=year)
    found = []
    for entry in register_selectors.register_entries(series):
        what = entry.letter.status if entry.letter else entry.mark.reason if entry.mark else "missing"
        found.append((entry.first, entry.last, str(what)))
    return found


def lift(agency, last, reason="在纸上编号"):
    numbering.raise_mark(
        agency=agency, series="瓯建公开", year=2026, last=last, reason=reason, actor=None, now=timezone.now()
    )


def test_every_number_stands_in_the_register_with_its_letter_or_its_reason(issued, agency):
    issued()
    lift(agency, 5)
    void = issued()
    services.void(void, "盖章有误", None, now=timezone.now())
    lift(agency, 9, "恢复备份后补登")
    old, new = issued(), issued("deny")
    services.supersede(old, by=new, reason="自行纠正", actor=None, now=timezone.now())
    assert lines() == [
        (1, 1, "valid"),
        (2, 5, "在纸上编号"),
        (6, 6, "void"),
        (7, 9, "恢复备份后补登"),
        (10, 10, "superseded"),
        (11, 11, "valid"),
    ]
    series = NumberSeries.objects.get()
    assert register_selectors.series_summary(series) == {"letters": 4, "void": 1, "superseded": 1, "gaps": 0}
    assert register_selectors.numbering_faults() == []


def test_old_letters_explain_the_numbers_below_them(issued, agency):
    for sequence in (3, 4, 9):
        issued("amend_told", number=f"瓯建公开〔2026〕{sequence}号", facts={"addressee": "甲"}, regulation="2007")
    issued()
    assert [line[:2] for line in lines()] == [(1, 2), (3, 3), (4, 4), (5, 8), (9, 9), (10, 10)]
    assert register_selectors.numbering_faults() == []


def test_an_old_letter_may_fill_a_number_that_a_mark_explained(issued, agency):
    lift(agency, 3)
    issued("amend_told", number="瓯建公开〔2026〕2号", facts={"addressee": "甲"}, regulation="2007")
    assert lines() == [(1, 1, "在纸上编号"), (2, 2, "valid"), (3, 3, "在纸上编号")]
    assert register_selectors.numbering_faults() == []


def test_an_imported_register_explains_its_numbers_with_one_mark(issued, agency):
    now = timezone.now()
    numbering.raise_marks({(agency.pk, "瓯建公开", 2026): 37, (agency.pk, "瓯公", 2018): 104}, now=now)
    numbering.raise_marks({(agency.pk, "瓯建公开", 2026): 12}, now=now)  # lower: changes nothing
    assert issued().sequence == 38
    assert lines() == [(1, 37, numbering.IN_A_REGISTER), (38, 38, "valid")]
    assert lines(2018) == [(1, 104, numbering.IN_A_REGISTER)] and register_selectors.numbering_faults() == []


def test_a_gap_without_explanation_is_named(issued, agency):
    issued()
    NumberSeries.objects.update(last=3)  # two letters are gone
    issued()
    assert lines() == [(1, 1, "valid"), (2, 3, "missing"), (4, 4, "valid")]
    assert register_selectors.numbering_faults() == [
        "瓯海区住房和城乡建设局 瓯建公开〔2026〕 缺 2—3 号，没有公文，也没有说明"
    ]
    NumberSeries.objects.update(last=5)
    assert register_selectors.numbering_faults()[1:] == [
        "瓯海区住房和城乡建设局 瓯建公开〔2026〕 缺 5 号，没有公文，也没有说明"
    ]
    assert register_selectors.series_summary(NumberSeries.objects.get())["gaps"] == 3


def test_a_gap_between_two_marks_is_still_a_gap(issued, agency):
    lift(agency, 2)
    NumberSeries.objects.update(last=4)
    lift(agency, 6)
    assert lines() == [(1, 2, "在纸上编号"), (3, 4, "missing"), (5, 6, "在纸上编号")]


def _copy(letter, **changes):
    kept = {f.attname: getattr(letter, f.attname) for f in Letter._meta.concrete_fields if not f.primary_key}
    return Letter.objects.create(**kept | changes)


def test_a_number_given_twice_above_its_counter_or_without_one_is_named(issued, agency):
    letter = issued()
    _copy(letter, historic=True)  # an old register says that number 1 was used on paper
    assert register_selectors.numbering_faults() == ["瓯海区住房和城乡建设局 瓯建公开〔2026〕 1 号用了两次"]
    _copy(letter, sequence=2, number="瓯建公开〔2026〕2号")
    assert "2 号在登记簿的最大号 1 之后，会被再次编出" in register_selectors.numbering_faults()[1]
    _copy(letter, year=2027, dated=date(2027, 1, 4), number="瓯建公开〔2027〕1号")
    assert register_selectors.numbering_faults()[2] == "瓯海区住房和城乡建设局 瓯建公开〔2027〕没有登记簿"


def test_the_check_of_one_agency_leaves_the_others_alone(issued, agency):
    issued()
    NumberSeries.objects.update(last=2)
    other = Agency.objects.create(
        code="B08", name="瓯海区财政局", series_word="瓯财", kind="department", parent=agency.parent
    )
    issued(agency=other)
    assert register_selectors.numbering_faults(Agency.objects.filter(pk=other.pk)) == []
    assert len(register_selectors.numbering_faults(Agency.objects.filter(pk=agency.pk))) == 1


@pytest.mark.parametrize("series", [(), ("甲公开",)])
def test_an_empty_register_is_whole(db, agency, series):
    for words in series:
        NumberSeries.objects.create(agency=agency, series=words, year=2026)
    assert register_selectors.numbering_faults() == []
