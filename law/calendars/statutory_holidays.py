"""The days off that the law fixes whatever the year's notice says (全国年节及纪念日放假办法2), for years without a notice."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from law import dated

FOLDER = Path(__file__).parent / "statutory"
TEXTS = dated.load_texts(FOLDER, ("source", "days", "festivals"))


@cache
def _lunar_days() -> dict[str, dict[str, date]]:
    return tomllib.loads((FOLDER / "lunar" / "days.toml").read_text(encoding="utf-8"))


def known_years() -> range:
    """Return the years whose fixed days are known: those with lunar days."""
    years = [int(year) for year in _lunar_days()]
    return range(min(years), max(years) + 1)


def fixed_days(year: int) -> frozenset[date]:
    """Return the days off that the law fixes for a year of `known_years`; substitutes for weekends come with the notice only."""
    text = dated.text_in_force(TEXTS, date(year, 1, 1)).says
    festivals = _lunar_days()[str(year)]
    found = {date.fromisoformat(f"{year}-{day}") for day in text["days"]}
    for festival, places in text["festivals"].items():
        found |= {festivals[festival] + timedelta(days=place) for place in places}
    return frozenset(found)
