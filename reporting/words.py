"""The words that units write into their reports themselves, by section; the latest text of each stands."""

from collections.abc import Iterable

from reporting.models import FilingEvent

PROBLEMS = "五、存在的主要问题及改进情况"
FIRST_YEAR = 2019  # the form of 2014 has no parts
EMPTY = ("", "无", "暂无", "没有", "无。", "暂无。", "/", "略")


def texts_of(agency_ids: Iterable[int], year: int) -> dict[int, dict[str, str]]:
    """Return for every agency its texts of the year by section."""
    events = FilingEvent.objects.filter(act="write", filing__agency_id__in=list(agency_ids), filing__year=year)
    found: dict[int, dict[str, str]] = {}
    for agency, data in events.order_by("filing", "seq").values_list("filing__agency_id", "data"):
        found.setdefault(agency, {})[data["section"]] = data["text"]
    return found


def says_nothing(text: str) -> bool:
    """Say whether a text is empty or only the word for none."""
    return "".join(text.split()) in EMPTY
