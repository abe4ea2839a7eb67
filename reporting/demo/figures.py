"""What the units of the demonstration enter for a year: the same unit and year give the same figures."""

import random
from decimal import Decimal

from agencies.organisation.models import Agency

FIRST = 2020  # the stock of documents is reckoned from this year on, so that one year follows from the other
LICENSING = {"OH-B34": 1480, "OH-B25": 620, "OH-B07": 540, "OH-B13": 168, "OH-B15": 232, "OH-B20": 176, "OH-B12": 96, "OH-B14": 88, "OH-B16": 41,
             "OH-B17": 57, "OH-B22": 63, "OH-B24": 35, "OH-B44": 74}  # fmt: skip
PUNISHING = {
    "OH-B07": 1610,
    "OH-B26": 760,
    "OH-B25": 388,
    "OH-B15": 214,
    "OH-B22": 92,
    "OH-B20": 58,
    "OH-B24": 83,
    "OH-B13": 47,
    "OH-B16": 12,
}
COMPELLING = {"OH-B07": 231, "OH-B26": 118, "OH-B25": 36, "OH-B15": 19}
CHARGING = {"OH-B12": "318.46", "OH-B13": "96.2", "OH-B44": "41.85", "OH-B07": "73.5"}  # ten thousand yuan
EVIDENCE = {
    "二 规章 本年制发件数": "",
    "二 规章 本年废止件数": "",
    "二 规章 现行有效件数": "",
    "二 行政规范性文件 本年制发件数": "规范性文件统一编号登记簿",
    "二 行政规范性文件 本年废止件数": "规范性文件清理结果公告",
    "二 行政规范性文件 现行有效件数": "现行有效规范性文件目录",
    "二 行政许可 本年处理决定数量": "行政许可台账（浙江政务服务网导出）",
    "二 行政处罚 本年处理决定数量": "行政处罚案件统计台账",
    "二 行政强制 本年处理决定数量": "行政强制登记簿",
    "二 行政事业性收费 本年收费金额（单位：万元）": "非税收入年度对账单",
}


def entered_figures(agency: Agency, year: int) -> dict[str, Decimal]:
    """Return the entered figures of a unit and year on the form of 2021, indicator by indicator."""
    made, repealed, in_force = _documents(agency, year)
    numbers = (
        0, 0, 0, made, repealed, in_force,
        _near(LICENSING.get(agency.code, 0), agency, year), _near(PUNISHING.get(agency.code, 0), agency, year),
        _near(COMPELLING.get(agency.code, 0), agency, year), _money(agency, year),
    )  # fmt: skip
    return {name: Decimal(number) for name, number in zip(EVIDENCE, numbers, strict=True)}


def _documents(agency: Agency, year: int) -> tuple[int, int, int]:
    """Return the normative documents made, repealed and in force: the stock of a year is that of the last, more and less."""
    in_force = 60 if agency.is_government else 2 + _dice(agency, 0).randrange(0, 7)
    made = repealed = 0
    for each in range(FIRST, year + 1):
        dice = _dice(agency, each)
        most = 9 if agency.is_government else 2
        made, repealed = dice.randrange(0, most + 1), min(in_force, dice.randrange(0, most))
        in_force += made - repealed
    return made, repealed, in_force


def _near(usual: int, agency: Agency, year: int) -> int:
    """Return a number about as large as in other years, never quite the same."""
    return usual + _dice(agency, year + usual).randrange(-usual // 9, usual // 9 + 1) if usual else 0


def _money(agency: Agency, year: int) -> str:
    usual = Decimal(CHARGING.get(agency.code, 0))
    return str((usual * (100 + _dice(agency, year).randrange(-8, 9)) / 100).quantize(Decimal("0.01")))


def _dice(agency: Agency, salt: int) -> random.Random:
    return random.Random(f"{agency.code} {salt}")  # noqa: S311  invented figures, no secret
