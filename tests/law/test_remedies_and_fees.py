"""The remedy paragraph by date, class and kind of agency; the tariffs; the outcomes."""

from datetime import date

import pytest

from law import Refused, fees
from law.outcomes import GROUNDS, OUTCOMES, may_conclude
from law.procedure import ACTS, STATES, acts_from
from law.remedies import Bodies, paragraph

DEPARTMENT = Bodies("department", "某区住建局", "某区人民政府", "某市住建局", court="某区人民法院")


@pytest.mark.parametrize(
    ("dated", "months"),
    [("2014-06-01", "3个月"), ("2015-05-01", "6个月"), ("2019-05-14", "6个月"), ("2019-05-15", "6个月"),
     ("2021-01-01", "6个月"), ("2023-12-29", "6个月")],
)  # fmt: skip
def test_before_2024_a_department_names_both_bodies(dated, months):
    text = paragraph(dated=date.fromisoformat(dated), remedy_class="F", agency=DEPARTMENT)
    assert "某区人民政府或者某市住建局" in text
    assert months in text
    assert "先向" not in text


@pytest.mark.parametrize("dated", ["2024-01-02", "2025-05-30", "2025-06-03", "2026-11-01"])
def test_since_2024_a_refusal_goes_to_reconsideration_first(dated):
    refused = paragraph(dated=date.fromisoformat(dated), remedy_class="F", agency=DEPARTMENT)
    assert "先向某区人民政府申请行政复议" in refused
    assert "15日内" in refused
    assert "某市住建局" not in refused
    either = paragraph(dated=date.fromisoformat(dated), remedy_class="E", agency=DEPARTMENT)
    assert "先向" not in either
    assert "6个月内" in either


def test_a_missing_body_is_refused_by_the_name_of_its_setting():
    with pytest.raises(Refused, match="上一级主管部门"):
        paragraph(dated=date(2023, 1, 1), remedy_class="E", agency=Bodies("vertical_agency", "某海关"))


def test_served_online_needs_the_address():
    with pytest.raises(Refused, match="在线复议网址"):
        paragraph(dated=date(2025, 1, 1), remedy_class="E", agency=DEPARTMENT, online=True)


def test_tariffs():
    assert [fees.month_total(n) for n in (10, 11, 30, 31, 40, 45, 60, 100)] == [0, 100, 2000, 2200, 4000, 5500, 11000, 37000]
    assert [fees.page_fee(n) for n in (30, 31, 68, 100, 101, 200, 201, 250, 1000)] == [0, 10, 380, 700, 720, 2700, 2740, 4700, 34700]
    assert fees.in_words(380) == "叁佰捌拾元整"
    assert fees.in_words(10005) == "壹万零伍元整"


def test_every_outcome_and_ground_has_an_article_in_each_of_its_regulations():
    for row in (*OUTCOMES.values(), *GROUNDS.values()):
        assert set(row.articles) == set(row.regulations)
        assert all(row.articles.values())
    assert not may_conclude("2019", "amend_told")
    assert not may_conclude("2019", "deny", ("not_government_information",))
    assert not may_conclude("2019", "deny")


def test_every_act_names_known_states_and_an_article():
    for row in ACTS.values():
        assert set(row.source) <= set(STATES)
        assert row.target is None or row.target in STATES
        assert row.articles
    assert "issue_fee_notice" not in {row.code for row in acts_from("handling", "2007")}
    assert "issue_fee_notice" in {row.code for row in acts_from("handling", "2019")}
