"""Forms of numbers: read from examples, printed again, and never guessed where there are two ways."""

import pytest

from notices.letters.number_forms import NumberForm, named_form, readings_of
from notices.letters.series_detection import detect_series

ONE_WAY = [  # a number of 2018, its form, the running number, the series, what comes after it in 2026
    ("瓯公开告〔2018〕15号", "瓯公开告〔{year}〕{n}号", 15, "瓯公开告", "瓯公开告〔2026〕16号"),
    ("瓯信公开〔2018〕第007号", "瓯信公开〔{year}〕第{n3}号", 7, "瓯信公开", "瓯信公开〔2026〕第008号"),
    ("(2018)第12号", "({year})第{n}号", 12, "(年)N号", "(2026)第13号"),
    ("2018-0012", "{year}-{n4}", 12, "年-N", "2026-0013"),
    ("XXGK-2018-12", "XXGK-{year}-{n}", 12, "XXGK", "XXGK-2026-13"),
    ("12", "{n}", 12, "N", "13"),
    ("20180012", "{year}{n4}", 12, "年N", "20260013"),
    ("2018年公开第12号", "{year}年公开第{n}号", 12, "年公开N号", "2026年公开第13号"),
    ("瓯公开〔２０１８〕第　９号", "瓯公开〔{year}〕第{n}号", 9, "瓯公开", "瓯公开〔2026〕第10号"),
    ("依申请2018第3号", "依申请{year}第{n}号", 3, "依申请", "依申请2026第4号"),
    ("No.0099", "No.{n4}", 99, "No.N", "No.0100"),
    ("瓯公开[2018]999号", "瓯公开[{year}]{n}号", 999, "瓯公开", "瓯公开[2026]1000号"),
    ("【2018】瓯信复第18号", "【{year}】瓯信复第{n}号", 18, "(年)瓯信复N号", "【2026】瓯信复第19号"),
    ("公开-2018-第0999", "公开-{year}-第{n4}", 999, "公开", "公开-2026-第1000"),
]


@pytest.mark.parametrize(("number", "form", "sequence", "series", "following"), ONE_WAY)
def test_a_number_is_read_and_the_next_one_has_the_same_form(number, form, sequence, series, following):
    (reading,) = readings_of(number, (2018,))
    assert (reading.form.text, reading.sequence, reading.form.series) == (form, sequence, series)
    assert reading.year == (2018 if reading.form.yearly else 0)
    assert reading.form.number(2026, sequence + 1) == following
    assert reading.form.read(following) == (2026 if reading.form.yearly else 0, sequence + 1)


@pytest.mark.parametrize(
    "number",
    [
        "201812",
        "20181",
        "18-012",
        "2018-2019",
        "XXGK-2018-03-012",
        "瓯公开〔2018〕9号、10号",
        "3科2018第4号",
        "瓯建2科〔2018〕12号",
    ],
)
def test_a_number_with_several_readings_is_doubtful_and_keeps_all_of_them(number):
    ((series,), unread) = detect_series([(number, 2018)])
    assert len(readings_of(number, (2018,))) > 1 and unread == []
    assert not series.sure and len(series.options) > 1


def test_many_numbers_settle_what_one_leaves_open():
    ((series,), _) = detect_series([(f"瓯建2科〔2018〕{n}号", 2018) for n in range(1, 9)])
    assert (
        series.sure
        and series.best.form.text == "瓯建2科〔{year}〕{n}号"
        and series.best.following(2018) == "瓯建2科〔2018〕9号"
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["瓯公开〔2018〕007号", "瓯公开〔2018〕8号"], "补零"),
        (["(2018)第12号", "（2018）第13号"], "几种写法"),
        (["瓯公开〔2018〕12号", "瓯公开〔2018〕第13号"], "几种写法"),
        ([*(f"瓯公开〔2018〕{n}号" for n in (1, 2, 3)), "瓯公开〔2018〕9999号"], "相差很远"),
    ],
)
def test_what_a_person_must_settle_is_said(numbers, said):
    ((series,), _) = detect_series([(number, 2018) for number in numbers])
    assert not series.sure and any(said in doubt for doubt in series.doubts)


def test_several_series_of_one_register_stay_apart_and_what_has_no_number_is_named():
    numbers = (
        [f"瓯公开告〔2018〕{n}号" for n in range(1, 9)]
        + [f"瓯公开补〔2018〕{n}号" for n in range(1, 4)]
        + ["口头", "当面答复"]
    )
    found, unread = detect_series([(number, 2018) for number in numbers])
    assert [(one.best.form.series, one.count, one.best.last(2018)) for one in found] == [
        ("瓯公开告", 8, 8),
        ("瓯公开补", 3, 3),
    ]
    assert unread == ["口头", "当面答复"]


def test_zeros_keep_their_places_beyond_them():
    ((series,), _) = detect_series([(f"瓯信公开〔2018〕第{n:03d}号", 2018) for n in range(90, 114)])
    assert (
        series.sure
        and series.best.following(2018) == "瓯信公开〔2018〕第114号"
        and series.best.following(2026) == "瓯信公开〔2026〕第001号"
    )


def test_each_year_has_its_own_last_number_and_a_form_without_a_year_runs_on():
    ((yearly,), _) = detect_series(
        [(f"XXGK-{year}-{n}", year) for year, last in ((2025, 40), (2026, 7)) for n in range(1, last + 1)]
    )
    assert [yearly.best.last(year) for year in (2025, 2026, 2027)] == [40, 7, 0]
    ((running,), _) = detect_series([(str(n), 2018 + n // 10) for n in range(1, 40)])
    assert running.best.following(2026) == running.best.following(2030) == "40"


@pytest.mark.parametrize(
    "text", ["", "瓯公开", "{year}号", "{n}{n}", "{n}{x}", "{year}{yy}{n}", "x" * 61 + "{n}", "{n}}"]
)
def test_what_is_no_form_is_none(text):
    assert named_form(text) is None


@pytest.mark.parametrize("text", ["{n}", "瓯公开〔{year}〕{n}号", "{yy}-{n3}"])
def test_a_form_is_read_from_its_text(text):
    assert named_form(text) == NumberForm(text)
