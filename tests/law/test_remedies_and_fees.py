"""The remedy paragraph by date, class and kind of agency; the tariffs; the outcomes."""

from datetime import date
from functools import partial

import pytest

from law import Refused
from law.disputed import Settings
from law.fees import tariffs
from law.outcomes import GROUNDS, OUTCOMES, may_conclude
from law.procedure import ACTS, STATES, acts_from
from law.remedies import instructions
from law.remedies.instructions import LETTERS, OWN, SETTINGS, Bodies
from notices.kinds.catalogue import KINDS

remedy_paragraph = partial(instructions.remedy_paragraph, letters=LETTERS)
DEPARTMENT = Bodies("department", "某区住建局", "某区人民政府", "某市住建局", court="某区人民法院")


@pytest.mark.parametrize(
    ("dated", "months"),
    [("2014-06-01", "3个月"), ("2015-05-01", "6个月"), ("2019-05-14", "6个月"), ("2019-05-15", "6个月"),
     ("2021-01-01", "6个月"), ("2023-12-29", "6个月")],
)  # fmt: skip
def test_before_2024_a_department_names_both_bodies(dated, months):
    text = remedy_paragraph(dated=date.fromisoformat(dated), remedy_class="F", agency=DEPARTMENT)
    assert "某区人民政府或者某市住建局" in text
    assert months in text
    assert "先向" not in text


@pytest.mark.parametrize("dated", ["2024-01-02", "2025-05-30", "2025-06-03", "2026-11-01"])
def test_since_2024_a_refusal_goes_to_reconsideration_first(dated):
    refused = remedy_paragraph(dated=date.fromisoformat(dated), remedy_class="F", agency=DEPARTMENT)
    assert "先向某区人民政府申请行政复议" in refused
    assert "15日内" in refused
    assert "某市住建局" not in refused
    either = remedy_paragraph(dated=date.fromisoformat(dated), remedy_class="E", agency=DEPARTMENT)
    assert "先向" not in either
    assert "6个月内" in either


NAMED = dict(
    government="区政府", superior="市局", reconsideration_body="复议政府", founding_body="设立机关", court="区法院", online_filing_url="https://fy.example"
)  # fmt: skip
# kind -> who is named before 2024 and since, with every setting given (with words for names: tests/notices/reviewed)
TABLE = {
    "department": ("区政府或者市局", "复议政府"),
    "justice_department": ("区政府或者市局", "复议政府或者市局"),
    "government_office": ("区政府", "复议政府"),
    "government": ("复议政府", "复议政府"),
    "township": ("复议政府", "复议政府"),
    "subdistrict": ("复议政府", "复议政府"),
    "dispatched_organ": ("复议政府", "复议政府"),
    "dispatched_office": ("设立机关或者复议政府", "复议政府或者区政府"),
    "authorised_organisation": ("设立机关", "复议政府"),
    "central_dispatched_office": ("设立机关", "设立机关"),
    "central_authorised_organisation": ("设立机关", "设立机关"),
    "vertical_agency": ("市局", "市局"),
    "provincial_vertical": ("区政府或者市局", "复议政府"),
    "provincial_government": ("本机关（某机关）", "本机关（某机关）"),
    "state_council_department": ("本机关（某机关）", "本机关（某机关）"),
}


def test_every_kind_has_its_bodies_in_every_text():
    for text in LETTERS:
        assert set(text.says["bodies"]) == set(TABLE)


@pytest.mark.parametrize("kind", TABLE)
@pytest.mark.parametrize(
    ("dated", "since"), [("2015-04-30", 0), ("2023-12-31", 0), ("2024-01-01", 1), ("2026-11-01", 1)]
)
def test_with_every_setting_given_each_kind_names_its_own(dated, since, kind):
    agency = Bodies(kind, "某机关", **NAMED)
    for remedy_class in ("E", "F", "F_PARTIAL"):
        text = remedy_paragraph(dated=date.fromisoformat(dated), remedy_class=remedy_class, agency=agency)
        assert f"向{TABLE[kind][since]}申请行政复议" in text
        assert "向区法院提起行政诉讼" in text
        assert ("国务院申请裁决" in text) == (kind in OWN)


def test_an_office_of_a_city_department_names_the_government_of_its_place_too():
    agency = Bodies(
        "dispatched_office",
        "某分局",
        government="某市人民政府",
        founding_body="某市局",
        place_government="某区人民政府",
    )
    before, since = (
        remedy_paragraph(dated=day, remedy_class="E", agency=agency) for day in (date(2023, 12, 31), date(2024, 1, 1))
    )
    assert "向某市局或者某市人民政府申请" in before
    assert "向某市人民政府或者某区人民政府申请" in since


@pytest.mark.parametrize("kind", [kind for kind in TABLE if kind not in OWN])
@pytest.mark.parametrize("dated", ["2018-06-01", "2025-06-01"])
def test_a_missing_body_is_refused_by_the_name_of_its_setting(kind, dated):
    with pytest.raises(Refused) as refused:
        remedy_paragraph(dated=date.fromisoformat(dated), remedy_class="E", agency=Bodies(kind, "某机关"))
    assert refused.value.field in SETTINGS
    assert SETTINGS[refused.value.field] in str(refused.value)


@pytest.mark.parametrize(("dated", "link"), [("2023-12-31", False), ("2024-01-01", True)])
def test_served_online_the_letter_names_the_address_for_filing_online(dated, link):
    agency = Bodies("department", "某机关", **NAMED)
    text = remedy_paragraph(dated=date.fromisoformat(dated), remedy_class="E", agency=agency, online=True)
    assert ("您可以通过https://fy.example在线提交行政复议申请书。" in text) == link


def test_served_online_needs_the_address():
    with pytest.raises(Refused, match="在线复议网址"):
        remedy_paragraph(dated=date(2025, 1, 1), remedy_class="E", agency=DEPARTMENT, online=True)


def test_procedural_letters_have_no_remedy_and_fee_notices_their_own():
    assert remedy_paragraph(dated=date(2025, 1, 1), remedy_class="N", agency=Bodies("department", "某机关")) == ""
    assert "不能单独" in remedy_paragraph(
        dated=date(2021, 1, 1), remedy_class="P", agency=Bodies("department", "某机关")
    )
    with pytest.raises(Refused, match="信息处理费"):
        remedy_paragraph(dated=date(2020, 12, 31), remedy_class="P", agency=DEPARTMENT)


def test_disputed_remedies_are_settings():
    partial = dict(dated=date(2025, 1, 1), remedy_class="F_PARTIAL", agency=DEPARTMENT)
    assert "先向" not in remedy_paragraph(**partial, settings=Settings(partial_needs_reconsideration=False))
    vertical = dict(dated=date(2025, 1, 1), remedy_class="E", agency=Bodies("provincial_vertical", "某机关", **NAMED))
    assert "向市局申请" in remedy_paragraph(**vertical, settings=Settings(provincial_vertical_as_department=False))


JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)  # the revised 实施条例 is in force from the second


@pytest.mark.parametrize("remedy_class", ["E", "F", "F_PARTIAL", "P"])
@pytest.mark.parametrize("kind", TABLE)
def test_the_revision_of_july_2026_changes_no_word_of_a_letter(kind, remedy_class):
    agency = Bodies(kind, "某机关", **NAMED)
    june, july = (
        remedy_paragraph(dated=day, remedy_class=remedy_class, agency=agency, online=True) for day in (JUNE, JULY)
    )
    assert june == july
    assert "实施条例" not in july


def test_from_july_2026_the_withheld_part_goes_to_reconsideration_first_whatever_the_setting():
    june, july = (
        remedy_paragraph(
            dated=day,
            remedy_class="F_PARTIAL",
            agency=DEPARTMENT,
            settings=Settings(partial_needs_reconsideration=False),
        )
        for day in (JUNE, JULY)
    )
    assert "先向" not in june
    assert "不予公开的部分不服，应当自收到本答复书之日起60日内先向某区人民政府申请行政复议" in july
    assert "如对其他内容不服，可以" in july


def test_from_july_2026_silence_goes_to_reconsideration_first_and_express_refusals_to_act_do_not():
    first = partial(instructions.silence_goes_to_reconsideration_first, letters=LETTERS)
    assert [first(day) for day in (date(2014, 1, 2), date(2024, 1, 2), JUNE, JULY, date(2026, 11, 30))] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert not first(JULY, settings=Settings(silence_needs_reconsideration=False))
    for outcome in ("not_exist", "not_ours", "no_ready", "unclear", "petition", "repeat", "excess"):
        assert OUTCOMES[outcome].remedy == "E"


@pytest.mark.parametrize(
    ("dated", "first"), [("2014-06-01", False), ("2023-12-31", False), ("2024-01-01", True), ("2026-07-01", True)]
)
def test_a_refusal_may_be_sued_over_at_once_before_2024(dated, first):
    day = date.fromisoformat(dated)
    assert instructions.must_go_to_reconsideration_first(day, "F", LETTERS) == first
    assert not instructions.must_go_to_reconsideration_first(day, "F_PARTIAL", LETTERS)
    assert not instructions.must_go_to_reconsideration_first(day, "E", LETTERS)


def test_what_was_not_read_is_said_with_what_counsel_must_check():
    (text,) = [text for text in LETTERS if instructions.not_read(text)]
    assert text.in_force_from == JULY
    told = instructions.not_read(text)
    assert [each.sure for each in told] == [90, 90, 90]
    assert all(each.paper and each.says and each.to_check for each in told)


def test_told_to_amend_ends_the_case_and_so_tells_a_remedy():
    assert OUTCOMES["amend_told"].remedy == "E"
    assert KINDS["correction_request"].REMEDY == "N"


@pytest.mark.parametrize(
    ("on", "kind"),
    [("2008-05-01", "cost"), ("2017-03-31", "cost"), ("2017-04-01", "none"), ("2019-05-15", "none"),
     ("2020-12-31", "none"), ("2021-01-01", "processing"), ("2026-11-24", "processing")],
)  # fmt: skip
def test_which_charge_exists_on_a_day(on, kind):
    assert tariffs.fee_kind(date.fromisoformat(on)) == kind


def test_cost_fees_may_be_waived_and_have_ended():
    assert tariffs.cost_fee(date(2016, 3, 1), search=10, copying=20, postage=5) == 35
    assert tariffs.cost_fee(date(2016, 3, 1), copying=20, waived_by="徐敏") == 0
    with pytest.raises(Refused, match="停征"):
        tariffs.cost_fee(date(2017, 4, 1), copying=20)
    with pytest.raises(Refused, match="负数"):
        tariffs.cost_fee(date(2016, 3, 1), copying=-1)


def test_tariffs():
    assert [tariffs.month_total(n) for n in (10, 11, 30, 31, 40, 45, 60, 100)] == [
        0,
        100,
        2000,
        2200,
        4000,
        5500,
        11000,
        37000,
    ]
    assert [tariffs.page_fee(n) for n in (30, 31, 68, 100, 101, 200, 201, 250, 1000)] == [
        0,
        10,
        380,
        700,
        720,
        2700,
        2740,
        4700,
        34700,
    ]
    assert tariffs.amount_in_words(380) == "叁佰捌拾元整"
    assert tariffs.amount_in_words(10005) == "壹万零伍元整"


def test_every_outcome_and_ground_has_an_article_in_each_of_its_regulations():
    for row in (*OUTCOMES.values(), *GROUNDS.values()):
        assert set(row.articles) == {*row.regulations, *getattr(row, "in_partial", ())}
        assert all(row.articles.values())
    assert not may_conclude("2019", "amend_told")
    assert not may_conclude("2019", "deny", ("not_government_information",))
    assert may_conclude("2019", "partial", ("not_government_information",))
    assert not may_conclude("2019", "deny")


def test_every_act_names_known_states_and_an_article():
    for row in ACTS.values():
        assert set(row.source) <= set(STATES)
        assert row.target is None or row.target in STATES
        assert row.articles
    assert "issue_fee_notice" not in {row.code for row in acts_from("handling", "2007")}
    assert "issue_fee_notice" in {row.code for row in acts_from("handling", "2019")}


def test_amounts_in_words_to_their_limit():
    """11.7: the highest amount that is written is one below a hundred million; a gap between digits is said once."""
    assert tariffs.amount_in_words(99_999_999) == "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"
    assert tariffs.amount_in_words(0) == "零元整" and tariffs.amount_in_words(1) == "壹元整"
    said = {1000: "壹仟元整", 1010: "壹仟零壹拾元整", 1001: "壹仟零壹元整", 10_000: "壹万元整", 11_000: "壹万壹仟元整"}
    said |= {10_999: "壹万零玖佰玖拾玖元整", 100_100: "壹拾万零壹佰元整", 20_010_000: "贰仟零壹万元整"}
    assert {yuan: tariffs.amount_in_words(yuan) for yuan in said} == said
    for yuan in (-1, 100_000_000):
        with pytest.raises(Refused, match="超出范围"):
            tariffs.amount_in_words(yuan)


def test_pages_fewer_than_none_are_refused():
    """11.7: what is counted from the documents is never below nothing."""
    assert tariffs.page_fee(0) == 0
    with pytest.raises(Refused, match="页数不能是负数") as refused:
        tariffs.page_fee(-1)
    assert (refused.value.field, refused.value.article) == ("pages", "国办函〔2020〕109号5")


@pytest.mark.parametrize("ordinal", [0, -1])
def test_cases_of_a_month_count_from_one(ordinal):
    """11.7: there is no case before the first (国办函〔2020〕109号4)."""
    with pytest.raises(Refused) as caught:
        tariffs.case_rate(ordinal)
    assert (caught.value.field, caught.value.article) == ("count", "国办函〔2020〕109号4")
    assert tariffs.case_rate(1) == 0
