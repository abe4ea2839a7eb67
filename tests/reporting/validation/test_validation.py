"""Findings in two severities: each is found where it is planted, keeps its identity, and is answered by name."""

from datetime import date

import pytest

from law import Refused
from law.reports.forms import form_for
from reporting.commentary import services as commentary_services
from reporting.figures.models import Figure, PublishedTable
from reporting.figures.scope import scope_of
from reporting.figures.units import filled_forms_of_units
from reporting.filing import services as filing_services
from reporting.narrative.report import report_of
from reporting.validation import services as validation_services
from reporting.validation.models import Disposition
from reporting.validation.rules import COPIED_FROM, similarity
from tests.reporting import year
from tests.reporting.district import FEBRUARY, JANUARY, PROBLEMS, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at

LICENCES, RULES = "二 行政许可 本年处理决定数量", "二 规章 现行有效件数"


@shared_data
def district():
    found = District()
    found.cases()
    return found


def own(unit):
    return scope_of(unit, YEAR, "own")


def rules(scope, severity=None):
    return {each.rule for each in validation_services.validate_report(scope) if severity in (None, each.severity)}


def test_a_unit_in_order_has_nothing_hard(district):
    unit = district.bureaus[0]
    district.filled(unit)
    district.last_year(unit, R4__business=1, R4__total=1, P1_1__in_force=3, P1_2__in_force=3)
    assert rules(own(unit)) == set()


def test_blanks_are_hard_one_by_one(district):
    unit = district.bureaus[0]
    district.filled(unit)
    Figure.objects.filter(indicator=LICENCES).delete()
    hard = [each for each in validation_services.validate_report(own(unit)) if each.severity == "hard"]
    assert [(each.rule, each.where) for each in hard] == [("blank", LICENCES)]


def test_units_that_stated_nothing_are_hard_for_the_government(district):
    for unit in district.units[:-1]:
        district.filled(unit)
    assert "not-stated-by" in rules(district.scope, "hard")


@pytest.mark.parametrize("carried", [0, 2])
def test_a_broken_carry_over_is_hard(district, carried):
    unit = district.bureaus[0]
    district.filled(unit)
    district.last_year(unit, R4__business=carried, R4__total=carried)
    hard = [each for each in validation_services.validate_report(own(unit)) if each.severity == "hard"]
    assert {each.rule for each in hard} == {"carry-over"}
    assert len({each.identity for each in hard}) == len(hard) == 2  # the column and the total


def test_a_case_without_a_row_is_hard_and_never_dropped(district):
    unit = district.bureaus[0]
    district.filled(unit)
    year.cases(
        [
            {
                "agency": unit,
                "received_on": date(YEAR, 5, 1),
                "outcome": "deny",
                "grounds": "",
                "decided_on": date(YEAR, 5, 9),
            }
        ]
    )
    hard = [each for each in validation_services.validate_report(own(unit)) if each.severity == "hard"]
    assert any(each.rule == "not-classified-R3.7" and "1件没有归入任何一行" in each.message for each in hard)


def test_the_form_of_another_year_is_hard(district):
    unit = district.bureaus[0]
    scope = own(unit)
    assert "form-of-the-year" in {
        each.rule for each in validation_services.validate_report(scope, report_of(scope, form_for(2019)))
    }


def test_the_units_add_up_to_the_government(district):
    for unit in district.units:
        district.filled(unit)
    report = report_of(district.scope)
    assert "units-sum" not in rules(district.scope)
    report.sheet.cells["R1", "total"] += 1
    found = [each for each in validation_services.validate_report(district.scope, report) if each.rule == "units-sum"]
    assert [each.cells for each in found] == [(("R1", "total"),)]


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (20, 101, True),
        (20, 100, False),
        (100, 20, False),
        (100, 19, True),
        (1, 9, False),
        (0, 10, True),
        (10, 0, True),
        (9, 0, False),
    ],
)
def test_leaps_are_soft_from_five_times_up_and_a_fifth_down(district, before, now, found):
    unit = district.bureaus[0]
    district.filled(unit)
    filing_services.enter_figures(unit, YEAR, {LICENCES: (now, "台账")}, by=district.clerks["B1"], now=at(JANUARY))
    district.last_year(unit, R4__business=1, R4__total=1, P5_1__decisions=before)
    leaps = [each.where for each in validation_services.validate_report(own(unit)) if each.rule == "leap"]
    assert (len(leaps) == 1) == found
    assert leaps == ["二、主动公开政府信息情况 / 第二十条第（五）项 / 行政许可 / 本年处理决定数量"][: len(leaps)]


def test_a_large_number_equal_to_last_years_is_soft(district):
    unit = district.bureaus[0]
    district.filled(unit)
    filing_services.enter_figures(unit, YEAR, {LICENCES: (512, "台账")}, by=district.clerks["B1"], now=at(JANUARY))
    district.last_year(unit, R4__business=1, R4__total=1, P5_1__decisions=512)
    assert "same-as-last-year" in rules(own(unit), "soft")


def test_a_whole_table_equal_to_last_years_is_soft(db):
    district = District()
    unit = district.bureaus[0]
    district.filled(unit)
    tables = {
        row.name: {c.label: report_of(own(unit)).sheet.value(row.key, c.key) for c in form_for(YEAR).columns(row.key)}
        for row in form_for(YEAR).printed
    }
    PublishedTable.objects.create(
        agency=unit, year=YEAR - 1, form="annual_2021", tables=tables, sha256="x", frozen_at=at(JANUARY)
    )
    assert "table-of-last-year" in rules(own(unit), "soft")


def test_a_nought_among_many_is_soft(district):
    for unit in district.units:
        district.filled(unit)
    fourth = year.agency("B4", parent=district.government, name="某区农业局")
    for unit in district.bureaus:
        filing_services.enter_figures(
            unit, YEAR, {LICENCES: (150, "台账")}, by=district.clerks[unit.code], now=at(JANUARY)
        )
    Figure.objects.create(agency=fourth, year=YEAR, indicator=LICENCES, value=0, entered_at=at(JANUARY))
    found = [each for each in validation_services.validate_report(own(fourth)) if each.rule == "zero-among-peers"]
    assert [each.message[-12:] for each in found] == ["0，同类单位平均 150"]


def test_documents_in_force_follow_from_last_year(district):
    unit = district.bureaus[0]
    district.filled(unit)
    district.last_year(unit, R4__business=1, R4__total=1, P1_1__in_force=7, P1_2__in_force=3)
    soft = [each.rule for each in validation_services.validate_report(own(unit)) if each.severity == "soft"]
    assert soft == ["stock-P1.1"]


def test_a_number_in_own_words_is_held_against_the_table(district):
    unit = district.bureaus[0]
    district.filled(unit)
    filing_services.write_text(
        unit,
        YEAR,
        commentary_services.PROBLEMS,
        f"全年收到政府信息公开申请99件，数量增长较快。{PROBLEMS['B1']}",
        by=district.clerks["B1"],
        now=at(JANUARY),
    )
    found = [each for each in validation_services.validate_report(own(unit)) if each.rule.startswith("text-")]
    assert len(found) == 1
    assert "表内是 6" in found[0].message


@pytest.mark.parametrize("text", ["", "无", " 暂无。 "])
def test_part_five_without_content_is_soft(district, text):
    unit = district.bureaus[0]
    district.figures(unit)
    filing_services.write_text(
        unit, YEAR, commentary_services.PROBLEMS, text, by=district.clerks["B1"], now=at(JANUARY)
    )
    assert "part-five-empty" in rules(own(unit), "soft")


def test_part_five_copied_from_last_year_or_another_unit_is_soft(district):
    one, two = district.bureaus[:2]
    district.filled(one)
    district.filled(two)
    assert not {each for each in rules(own(two)) if each.startswith("part-five")}
    copied = PROBLEMS["B1"].replace("少数", "个别")
    filing_services.write_text(
        two, YEAR, commentary_services.PROBLEMS, copied, by=district.clerks["B2"], now=at(JANUARY)
    )
    filing_services.write_text(
        two, YEAR - 1, commentary_services.PROBLEMS, copied, by=district.clerks["B2"], now=at(JANUARY)
    )
    found = {
        each.rule: each.message
        for each in validation_services.validate_report(own(two))
        if each.rule.startswith("part-five")
    }
    assert set(found) == {"part-five-of-another", "part-five-of-last-year"}
    assert "某区住建局" in found["part-five-of-another"]


def test_likeness_is_not_fooled_by_spaces_and_says_nothing_of_short_texts():
    text = PROBLEMS["B1"]
    assert similarity(text, "\n".join(text)) == 1.0
    assert similarity(text, PROBLEMS["B2"]) < COPIED_FROM
    assert similarity("无其他问题", "无其他问题") == 0.0


def test_a_finding_keeps_its_identity_and_its_reason_until_its_numbers_change(district):
    unit = district.bureaus[0]
    district.filled(unit)
    district.last_year(unit, R4__business=1, R4__total=1, P1_1__in_force=7, P1_2__in_force=3)
    (first,) = validation_services.validate_report(own(unit))
    filing_services.explain_finding(
        own(unit), first.identity, "清理时漏统计 4 件", by=district.clerks["B1"], now=at(JANUARY)
    )
    for _ in range(2):
        found = validation_services.validate_report(own(unit))
        assert [each.identity for each in found] == [first.identity]
        assert validation_services.unexplained_findings(found, validation_services.dispositions(own(unit))) == []
    filing_services.enter_figures(unit, YEAR, {RULES: (5, "台账")}, by=district.clerks["B1"], now=at(JANUARY))
    (again,) = validation_services.validate_report(own(unit))
    assert again.identity == first.identity
    assert validation_services.unexplained_findings([again], validation_services.dispositions(own(unit))) == [again]
    assert Disposition.objects.get().reason == "清理时漏统计 4 件"


def test_a_hard_finding_is_not_explained_away(district):
    unit = district.bureaus[0]
    with pytest.raises(Refused, match="必须改正"):
        filing_services.explain_finding(
            own(unit),
            validation_services.validate_report(own(unit))[0].identity,
            "没有办法",
            by=district.clerks["B1"],
            now=at(JANUARY),
        )


def test_who_may_explain_and_with_what_words(district):
    unit = district.bureaus[0]
    district.figures(unit)
    (soft,) = [each for each in validation_services.validate_report(own(unit)) if each.rule == "part-five-empty"]
    allowed = set()
    for person in (
        *district.clerks.values(),
        *district.heads.values(),
        district.supervisor,
        district.auditor,
        district.administrator,
    ):
        try:
            filing_services.explain_finding(own(unit), soft.identity, "另报", by=person, now=at(FEBRUARY))
            allowed.add(person.username)
        except Refused:
            continue
    assert allowed == {"clerkB1", "headB1", "supervisor"}
    for reason, told in (("", "理由"), ("x", "理由"), ("长" * 401, "400")):
        with pytest.raises(Refused, match=told):
            filing_services.explain_finding(own(unit), soft.identity, reason, by=district.supervisor, now=at(FEBRUARY))


def test_every_units_sheet_in_one_pass_is_the_sheet_of_the_unit_alone(district, django_assert_max_num_queries):
    for unit in district.units:
        district.filled(unit)
    with django_assert_max_num_queries(12):
        sheets = filled_forms_of_units(district.scope)
    for unit in district.units:
        assert sheets[unit.pk].cells == report_of(own(unit)).sheet.cells


def test_the_findings_on_all_units_at_once_are_those_on_each_alone(district, django_assert_max_num_queries):
    for unit in district.units:
        district.filled(unit)
    district.last_year(district.bureaus[0], R4__business=2, R4__total=2, P1_1__in_force=7, P5_1__decisions=300)
    Figure.objects.filter(agency=district.bureaus[1], indicator=LICENCES).delete()
    filing_services.write_text(
        district.bureaus[2],
        YEAR,
        commentary_services.PROBLEMS,
        PROBLEMS["B1"],
        by=district.clerks["B3"],
        now=at(JANUARY),
    )
    with django_assert_max_num_queries(40):
        together = validation_services.validate_units(district.scope)
    for unit in district.units:
        assert together[unit.pk] == validation_services.validate_report(own(unit)), unit.name
    assert {"leap", "carry-over", "blank", "part-five-of-another", "stock-P1.1"} <= {
        each.rule for found in together.values() for each in found
    }


def test_without_a_filed_year_before_nothing_is_compared(district):
    """No data of last year: no trend and no leap; with last year's figures on file there is one."""
    unit = district.bureaus[0]
    district.filled(unit)
    filing_services.enter_figures(unit, YEAR, {LICENCES: (500, "台账")}, by=district.clerks["B1"], now=at(JANUARY))
    assert "leap" not in rules(own(unit))
    Figure.objects.create(agency=unit, year=YEAR - 1, indicator=LICENCES, value=5, entered_at=at(JANUARY))
    assert "leap" in rules(own(unit))
    assert validation_services.validate_units(district.scope)[unit.pk] == validation_services.validate_report(own(unit))


def test_a_reason_for_the_governments_own_report_is_none_for_the_whole(district):
    """Both carry the government's name; each finding is answered where it stands."""
    for unit in district.units:
        district.figures(unit)
    both = [own(district.government), district.scope]
    empty = [
        next(each for each in validation_services.validate_report(scope) if each.rule == "part-five-empty")
        for scope in both
    ]
    assert empty[0].identity != empty[1].identity
    filing_services.explain_finding(both[0], empty[0].identity, "另报", by=district.supervisor, now=at(JANUARY))
    assert empty[0] not in validation_services.unexplained_findings(
        validation_services.validate_report(both[0]), validation_services.dispositions(both[0])
    )
    assert empty[1] in validation_services.unexplained_findings(
        validation_services.validate_report(both[1]), validation_services.dispositions(both[1])
    )


def test_what_was_made_this_year_is_in_force_even_without_a_year_before(district):
    unit = district.bureaus[0]
    district.filled(unit)
    given = {
        "二 规章 本年制发件数": (2, "目录"),
        "二 规章 本年废止件数": (0, ""),
        "二 规章 现行有效件数": (0, ""),
    }
    filing_services.enter_figures(unit, YEAR, given, by=district.clerks["B1"], now=at(JANUARY))
    found = [one for one in validation_services.validate_report(scope_of(unit, YEAR)) if one.rule == "in-force-P1.1"]
    assert [(one.severity, one.message) for one in found] == [
        ("soft", "规章：本年制发减本年废止不大于现行有效件数：2 ＋ 0 ＞ 0")
    ]
    filing_services.enter_figures(
        unit, YEAR, {"二 规章 现行有效件数": (2, "目录")}, by=district.clerks["B1"], now=at(JANUARY)
    )
    assert not [one for one in validation_services.validate_report(scope_of(unit, YEAR)) if one.rule == "in-force-P1.1"]
