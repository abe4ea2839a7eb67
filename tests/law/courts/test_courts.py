"""The level of the court by day and kind of agency; a court of another level is doubted, never written or refused."""

from datetime import date

import pytest

from law.courts import jurisdiction
from law.remedies.instructions import LETTERS, Bodies, remedy_paragraph


def agency(kind: str, name: str = "某机关", **bodies: str) -> Bodies:
    return Bodies(kind, name, **bodies)


@pytest.mark.parametrize(
    ("day", "name", "level"),
    [
        ("2014-06-01", "温州市人民政府", "intermediate"),  # 法释〔2008〕1号1（一）
        ("2015-05-01", "温州市人民政府", "intermediate"),
        ("2021-09-30", "浙江省温州市人民政府", "intermediate"),
        ("2021-10-01", "浙江省温州市人民政府", "basic"),
        ("2021-10-01", "湖北省武汉市人民政府", "intermediate"),
        ("2021-10-01", "广西壮族自治区南宁市人民政府", "intermediate"),
        ("2021-10-01", "温州市人民政府", ""),  # the name does not tell the province
        ("2023-09-27", "上海市浦东新区人民政府", "basic"),
        ("2023-09-28", "上海市浦东新区人民政府", "intermediate"),
        ("2026-11-01", "温州市瓯海区人民政府", "intermediate"),
    ],
)
def test_the_court_of_a_county_or_city_government(day, name, level):
    assert jurisdiction.competent_level(date.fromisoformat(day), agency("government", name)) == level


def test_the_province_is_also_told_by_the_names_above_and_the_court():
    for where in ("government", "reconsideration_body", "court"):
        bodies = agency("government", "瓯海区人民政府", **{where: "浙江省某机关"})
        assert jurisdiction.competent_level(date(2022, 1, 1), bodies) == "basic"


@pytest.mark.parametrize("day", ["2008-05-01", "2015-05-01", "2022-01-01", "2026-11-01"])
def test_the_court_of_every_other_kind(day):
    on = date.fromisoformat(day)
    for kind in ("provincial_government", "state_council_department"):
        assert jurisdiction.competent_level(on, agency(kind)) == "intermediate"
    for kind in ("department", "justice_department", "government_office", "township", "subdistrict", "vertical_agency",
                 "dispatched_office", "authorised_organisation", "provincial_vertical"):  # fmt: skip
        assert jurisdiction.competent_level(on, agency(kind)) == "basic"
    assert jurisdiction.competent_level(on, agency("vertical_agency", "温州海关")) == "intermediate"
    assert jurisdiction.competent_level(on, agency("dispatched_organ")) == ""


@pytest.mark.parametrize(
    ("court", "level"),
    [
        ("温州市中级人民法院", "intermediate"),
        ("上海铁路运输中级法院", "intermediate"),
        ("温州市瓯海区人民法院", "basic"),
        ("杭州铁路运输法院", "basic"),
        ("浙江省高级人民法院", ""),
        ("北京知识产权法院", ""),
        ("上海金融法院", ""),
        ("最高人民法院", ""),
        ("人民法院", ""),
        ("某仲裁委员会", ""),
        ("", ""),
    ],
)
def test_a_name_shows_its_level(court, level):
    assert jurisdiction.level_of_court(court) == level


def test_a_basic_court_set_for_a_county_government_is_doubted_and_the_letter_still_says_it():
    county = agency("government", "某县人民政府", government="某市人民政府", court="某县人民法院")
    found = jurisdiction.court_doubt(date(2026, 11, 1), county)
    assert "某县人民法院" in found.text and "中级人民法院" in found.text and found.article == "行政诉讼法14、15"
    assert "某县人民法院" in remedy_paragraph(dated=date(2026, 11, 1), remedy_class="E", agency=county, letters=LETTERS)
    assert (
        "基层人民法院"
        in jurisdiction.court_doubt(date(2026, 11, 1), agency("department", court="某市中级人民法院")).text
    )


@pytest.mark.parametrize(
    "bodies",
    [
        agency("government", "某县人民政府"),  # not set: 依法向人民法院
        agency("government", "某县人民政府", court="某市中级人民法院"),
        agency("department", court="某区人民法院"),
        agency("department", court="杭州铁路运输法院"),  # concentrated
        agency("dispatched_organ", court="某市中级人民法院"),
    ],
)
def test_no_doubt_where_the_level_is_right_or_no_court_is_set(bodies):
    assert jurisdiction.court_doubt(date(2026, 11, 1), bodies) is None
