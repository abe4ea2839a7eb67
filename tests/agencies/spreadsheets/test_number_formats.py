"""A number is a day where the Chinese edition of Excel shows one, whatever its format is called in the file."""

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from agencies.spreadsheets.faults import Unusable
from agencies.spreadsheets.file_formats.number_formats import BUILT_IN, read_format, value_of
from agencies.spreadsheets.table import grids
from tests.agencies.spreadsheets.books import patched

SERIAL = 43164  # 2018-03-05
DAYS = (14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58)
MONTHS = (17, 27, 36, 50, 52, 57)
HOURS = (18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56)
DAY_WITH_ITS_HOUR, ELAPSED = 22, 46
EVERY = {*DAYS, *MONTHS, *HOURS, DAY_WITH_ITS_HOUR, ELAPSED}


def cell_of(path, since_1904=False):
    with grids(path) as (grid,):
        return list(grid.rows())[0][1][0]


@pytest.mark.parametrize("number", sorted(EVERY | set(BUILT_IN)))
def test_every_built_in_format_of_the_chinese_edition(tmp_path, number):
    made = Workbook()
    made.active["A1"] = SERIAL
    made.active["A1"].number_format = "0.0000"  # a style of its own, whose number is then changed to the built-in one
    made.save(tmp_path / "a.xlsx")
    path = patched(
        tmp_path / "a.xlsx", "xl/styles.xml", r'numFmtId="164"(?= fontId| applyAlign| borderId)', f'numFmtId="{number}"'
    )
    found = cell_of(path)
    if number in (*DAYS, DAY_WITH_ITS_HOUR):
        assert found == datetime(2018, 3, 5)
    elif number in MONTHS:
        assert isinstance(found, Unusable) and "只显示到月（2018年3月）" in found.why
    elif number == ELAPSED:
        assert found == timedelta(days=SERIAL)
    else:
        assert number in HOURS and isinstance(found, Unusable) and "只显示时刻" in found.why


CODES = [
    'yyyy"年"m"月"d"日"', "yyyy年m月d日", r"yyyy\年m\月d\日", "[$-804]yyyy年m月d日", '[$-F800]dddd", "mmmm dd", "yyyy', "yyyy-mm-dd",
    r"yyyy\-mm\-dd;@", "yyyy/m/d;@", "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", "[DBNum1][$-804]m\"月\"d\"日\"", 'm"月"d"日";@',
    "[$-804]aaaa;@", "[$-804]aaa", 'yyyy"年"m"月"d"日" aaaa', "yy/m/d", "d/m/yyyy", "[红色]yyyy-m-d", "[Red]yyyy-m-d",
    "e/m/d", "[$-404]e/m/d", "yyyy.mm.dd", "dd", 'd"日"', "yyyy_-mm_-dd", "YYYY-MM-DD", "[$-zh-CN]yyyy年m月d日", "mmm d, yyyy",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_way_to_show_a_day_is_a_day(code):
    assert value_of(SERIAL, read_format(code)) == datetime(2018, 3, 5)


@pytest.mark.parametrize(
    "code",
    [
        "yyyy-mm-dd hh:mm",
        'yyyy"年"m"月"d"日" h"时"mm"分"',
        "yyyy/m/d h:mm AM/PM",
        "m/d/yy h:mm:ss",
        '上午/下午h"时" yyyy-m-d',
    ],
)
def test_a_day_with_its_hour_keeps_both(code):
    assert value_of(SERIAL + 0.4375, read_format(code)) == datetime(2018, 3, 5, 10, 30)


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"', "yyyy-mm", '[DBNum1][$-804]yyyy"年"m"月"', "mmm-yy", "mmmm", "yyyy/m"]
)
def test_what_shows_a_month_only_is_no_day(code):
    assert "只显示到月" in value_of(SERIAL, read_format(code)).why


@pytest.mark.parametrize("code", ["yyyy", 'yyyy"年"', "yy", "e", "[$-404]e"])
def test_what_shows_a_year_only_is_no_day(code):
    assert "只显示年份（2018）" in value_of(SERIAL, read_format(code)).why


@pytest.mark.parametrize(
    "code", ["h:mm", "hh:mm:ss", 'h"时"mm"分"', '上午/下午h"时"mm"分"', "mm:ss", "[$-F400]h:mm:ss AM/PM"]
)
def test_an_hour_is_an_hour(code):
    assert value_of(0.4375, read_format(code)) == time(10, 30)


@pytest.mark.parametrize("code", ["[h]:mm", "[mm]:ss", "[s]", "[h]"])
def test_what_has_passed_is_no_day(code):
    assert value_of(1.5, read_format(code)) == timedelta(hours=36)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 43164, 43164), ("0", 43164, 43164), ("0.00", 1.5, 1.5), ("#,##0", 43164, 43164), ("0%", 0.5, 0.5), ("0.00E+00", 43164, 43164),
        ("@", 43164, 43164), ("[红色]0", 7, 7), ('#,##0.00"元"', 200, 200), ("000", 7, "007"), ('"2018-"000', 7, "2018-007"), ('0"个工作日"', 15, "15个工作日"),
        ('0"号"', 3, "3号"), ("G/通用格式", 43164, 43164), ("General;-General", 5, 5), (r"\第0\号", 3, "第3号"), ("¥#,##0", 200, 200),
        ("$0", 5, 5), ("¥0", 5, 5), ('"¥"0', 5, 5), ("# ##0", 1234, 1234), ("0_ ", 5, 5), ("0 000", 1234, "1234"), ("00", 5, "05"), ("[$¥-804]0", 5, 5), ("[DBNum2]0", 12, 12),
    ],
)  # fmt: skip
def test_what_is_no_day_stays_a_number_as_it_is_shown(code, value, shown):
    assert value_of(value, read_format(code)) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('0000"-"0000', 20250104, "2025-0104"), ("0000-0000", 20250104, "2025-0104"), (r"0000\-0000", 20250104, "2025-0104"), ('"2025-"#', 104, "2025-104"),
        ('"2025-"General', 104, "2025-104"), ('"2025-"G/通用格式', 104, "2025-104"), ('"XX-"###0', 7, "XX-7"), ('"2025（"0"）"', 5, "2025（5）"), ('"甲-"@', 5, "甲-5"),
        ('0000"年第"0"号"', 20253, "2025年第3号"), ("000-0000", 21234567, "2123-4567"), ('[<10]"2025-00"0;"2025-0"0', 7, "2025-007"),
        ('[<10]"2025-00"0;"2025-0"0', 17, "2025-017"), ('"a;b"0', 3, "a;b3"), ('"第"0"号"', 0, "第0号"), ("0000年", 2025, "2025年"), ('[Red]"瓯"000;;', 4, "瓯004"),
    ],
)  # fmt: skip
def test_a_number_of_a_document_is_read_as_it_is_shown(code, value, shown):
    assert value_of(value, read_format(code)) == shown


@pytest.mark.parametrize(
    ("code", "value"),
    [('"2025-"000.0', 3.5), ('"2025-"0', -4), ('0"号"', 3.5), ('"2025-"#,##0', 1204), ('0.00"（万元）"', 3.0), ('"第"0.0', 1.5), ('[<10]"甲-"0;"乙-"0', 10.5)],
)  # fmt: skip
def test_a_number_that_is_shown_as_another_is_refused_and_not_guessed(code, value):
    found = value_of(value, read_format(code))
    assert isinstance(found, Unusable) and "请把看到的内容作为文本填写" in found.why


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"瓯登"@"号"', "瓯登104号"), ('@"号"', "104号"), ("@", "104"), ("General", "104"), ('0;-0;0;"注："@', "注：104"), ("yyyy-mm-dd;@", "104"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "104"), (r"\瓯@", "瓯104"), ('0;"负"0;"零";"文"@"字"', "文104字"), ("甲@", "甲104"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_format_shows_it(tmp_path, code, shown):
    made = Workbook()
    made.active["A1"] = "104"
    made.active["A1"].number_format = code
    made.save(tmp_path / "a.xlsx")
    assert cell_of(tmp_path / "a.xlsx") == shown


def test_a_workbook_that_counts_from_1904(tmp_path):
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active["A1"] = date(2018, 3, 5)
    made.save(tmp_path / "a.xlsx")
    assert cell_of(tmp_path / "a.xlsx") == datetime(2018, 3, 5)


def test_the_last_days_of_february_1900_are_where_excel_puts_them():
    form = read_format("yyyy-mm-dd")
    assert [value_of(n, form) for n in (1, 59, 61)] == [
        datetime(1900, 1, 1),
        datetime(1900, 2, 28),
        datetime(1900, 3, 1),
    ]


@pytest.mark.parametrize("number", [-1, 10**8])
def test_a_number_that_is_no_day_says_so(number):
    assert "不是日期" in value_of(number, read_format("yyyy-mm-dd")).why
