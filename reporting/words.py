"""The words that units write into their reports themselves, by section; the latest text of each stands."""

from collections.abc import Iterable

from reporting.models import FilingEvent, Passage

PROBLEMS = "五、存在的主要问题及改进情况"
PART = "problems"  # key of the form's part of that heading
FIRST_YEAR = 2019  # the form of 2014 has no parts
EMPTY = ("", "无", "暂无", "没有", "无。", "暂无。", "/", "略")


def texts_of(agency_ids: Iterable[int], year: int) -> dict[int, dict[str, str]]:
    """Return for every agency its texts of the year by section."""
    ids = list(agency_ids)
    events = FilingEvent.objects.filter(act="write", filing__agency_id__in=ids, filing__year=year).order_by("filing", "seq")
    written = [
        (at, agency, data["section"], data["text"])
        for at, agency, data in events.values_list("at", "filing__agency_id", "data")
    ]
    # The same part may be written on the page of the report's text; the later of the two stands.
    passages = Passage.objects.filter(agency_id__in=ids, year=year, section=PART).order_by("version")
    written += [(at, agency, PROBLEMS, text) for at, agency, text in passages.values_list("at", "agency_id", "text")]
    found: dict[int, dict[str, str]] = {}
    for _, agency, section, text in sorted(written, key=lambda each: each[0]):
        found.setdefault(agency, {})[section] = text
    return found


def texts_of_one(agency_id: int, year: int) -> dict[str, str]:
    """Return the texts of one agency in the year by section."""
    return texts_of([agency_id], year).get(agency_id, {})


def says_nothing(text: str) -> bool:
    """Say whether a text is empty or only the word for none."""
    return "".join(text.split()) in EMPTY
