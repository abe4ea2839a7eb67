"""A day in words is read in every way in which an office writes one; what is no day is refused by what it is."""

from datetime import date, datetime

import pytest

from agencies.spreadsheets.values import Unreadable, day
from agencies.spreadsheets.written_dates import IN_BEIJING, NoDay, read_day

DAY = date(2018, 3, 5)
WRITTEN = [
    "2018-03-05", "2018-3-5", "2018/3/5", "2018/03/05", "2018.3.5", "2018.03.05", "2018．３．５", "２０１８．３．５", "２０１８年３月５日", "2018年3月5日",
    "2018年03月05日", " 2018 年 3 月 5 日 ", "2018年3月5", "2018年3月5号", "20180305", "２０１８０３０５", "二〇一八年三月五日", "二○一八年三月五日", "二零一八年三月五日",
    "二O一八年三月五日", "公元2018年3月5日", "2018年3月5日星期一", "2018年3月5日（星期一）", "2018-03-05 周一", "2018-3-5(礼拜一)", "2018－03－05", "2018／3／5",
    "2018–3–5", "2018年3月\n5日", "2018。3。5", "'2018-03-05", "2018年三月5日", "2018-03-05.", "2018.3.5日",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_every_way_to_write_a_day(written):
    assert read_day(written) == (DAY, "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("二〇一八年十二月三十一日", date(2018, 12, 31)), ("二〇一八年十月十日", date(2018, 10, 10)), ("二〇一八年十一月二十日", date(2018, 11, 20)),
        ("二〇一九年元月廿五日", date(2019, 1, 25)), ("二〇二〇年二月二十九日", date(2020, 2, 29)), ("2024-2-29", date(2024, 2, 29)), ("二〇一八年三月卅一日", date(2018, 3, 31)),
    ],
)  # fmt: skip
def test_the_numbers_of_chinese_days(written, expected):
    assert read_day(written)[0] == expected


@pytest.mark.parametrize(
    "written",
    [
        "2018-03-05 10:30",
        "2018-03-05T10:30:22",
        "2018/3/5 上午10:30",
        "2018年3月5日10时30分",
        "2018年3月5日 10:30:00",
        "2018-03-05 10:30:22.123",
        "2018-03-05T10:30:00Z",
    ],
)
def test_an_hour_beside_the_day_is_kept_apart(written):
    found, clock = read_day(written)
    assert found == DAY and "10" in clock


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-03-04T16:00:00.000Z", 5), ("2018-03-04T15:59:59Z", 4), ("2018-03-05T00:00:00Z", 5), ("2018-03-04 16:00 UTC", 5), ("2018-03-04T16:00:00+00:00", 5),
        ("2018-03-05T00:00:00+08:00", 5), ("2018-03-04T23:30:00+07:00", 5), ("2018-03-05T00:30:00+09:00", 4), ("2018-03-04T20:00:00-05:00", 5), ("2018-03-05T09:00+0800", 5),
    ],
)  # fmt: skip
def test_an_hour_of_another_zone_is_the_day_in_beijing(written, day):
    found, clock = read_day(written)
    assert found == date(2018, 3, day)
    assert (IN_BEIJING in clock) == (str(day) != written[9])


@pytest.mark.parametrize(
    "written",
    ["2018-3-15:30", "2018.3.15:30", "2018/3/110:30", "2018-03-0510:30", "201803051030", "2018-3-5:5", "2018.3.15时", "2018年3月15:30", "20180305:1030", "2018-3-1 5"],
)  # fmt: skip
def test_no_digit_of_a_day_is_taken_for_an_hour(written):
    with pytest.raises(NoDay):
        read_day(written)


@pytest.mark.parametrize("unseen", ["\u200b", "\u200e", "\u202a", "\ufeff", "\u2060", "\u00ad"])
def test_what_nobody_sees_beside_a_day_matters_not(unseen):
    assert read_day(f"{unseen}2018-03-05{unseen}") == (DAY, "")


REFUSED = [
    ("18/3/5", "年份只有两位"), ("18-3-5", "年份只有两位"), ("18年3月5日", "年份只有两位"), ("'18.3.5", "年份只有两位"), ("3月5日", "没有写年份"), ("3/5", "没有写年份"),
    ("三月五日", "没有写年份"), ("5/3/2018", "分不清哪个是月、哪个是日"), ("03-05-2018", "分不清"), ("2018年3月", "只写到月"), ("2018-3", "只写到月"), ("2018年3月上旬", "只写到月"),
    ("二〇一八年三月", "只写到月"), ("2018年", "只写了年份"), ("2018", "只写了年份"), ("民国107年3月5日", "民国纪年"), ("平成30年3月5日", "日本年号"), ("Mar 5, 2018", "英文日期"),
    ("5-Mar-2018", "英文日期"), ("农历二〇一八年正月十八", "农历"), ("2018年3月5日至6日", "不止一个日期"), ("2018-3-5\n2018-3-9", "不止一个日期"), ("2018-3-5、2018-3-9", "不止一个日期"),
    ("2018-13-01", "没有“2018-13-01”这一天"), ("2018年2月30日", "没有“2018年2月30日”这一天"), ("20180230", "这一天"), ("2018-3/5", "不是日期"), ("待定", "不是日期"), ("近期", "不是日期"),
    ("43164", "不是日期"), ("2018年3月5日星期二", "是星期一"), ("2018-03-05 25:00", "这个时刻"), ("二〇一八年十十月五日", "这一天"), ("2018年3月5日前", "不是日期"), ("2018", "只写了年份"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "why"), REFUSED)
def test_what_is_no_day_is_refused_by_what_it_is(written, why):
    with pytest.raises(NoDay, match=why):
        read_day(written)


@pytest.mark.parametrize("value", ["/", "—", "——", "-", "无", " ／ ", "", None])
def test_a_sign_for_none_is_no_day(value):
    assert day(value) == (None, "")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (43164, "如果是日期，它是 2018-03-05"),
        (7, "是数字，不是日期；"),
        (43164.5, "2018-03-05"),
        (True, "逻辑值"),
        (20181305, "这一天"),
    ],
)
def test_a_number_is_no_day_and_the_day_that_it_may_be_is_said(value, why):
    with pytest.raises(Unreadable, match=why):
        day(value)


def test_eight_digits_in_a_number_cell_are_a_day():
    assert day(20180305) == (DAY, "")
    assert day(datetime(2018, 3, 5, 10, 30)) == (DAY, "10:30")
