"""By when a year's report is due, and how a unit stands against it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from agencies.organisation.models import Agency, Officer
from law import Refused
from reporting.filing.models import Filing, FilingTerms

FILING_BEGINS = (12, 1)  # from 1 December of the year the supervisor sees who has begun
FIRST_OF_2019 = 2019  # reports of 2018 and before were due by 31 March for all (2007 条例31)


@dataclass(frozen=True, slots=True)
class FilingDeadlines:
    """The two days of a year: units file by the one, the government publishes by the other."""

    units_by: date
    publish_by: date
    local: bool = False
    article: str = "条例49"


def statutory_deadlines(year: int) -> FilingDeadlines:
    """Return the days of the Regulations: 31 January and 31 March of the year after (条例49; before 2019 only the latter)."""
    march = date(year + 1, 3, 31)
    if year < FIRST_OF_2019:
        return FilingDeadlines(march, march, article="2007 年条例31")
    return FilingDeadlines(date(year + 1, 1, 31), march)


def deadlines_of(government: Agency, year: int) -> FilingDeadlines:
    """Return the terms that a government set for a year, else those of the Regulations."""
    own = FilingTerms.objects.filter(government=government, year=year).first()
    return (
        replace(statutory_deadlines(year), units_by=own.units_by, publish_by=own.publish_by, local=True)
        if own
        else statutory_deadlines(year)
    )


def set_deadlines(
    government: Agency, year: int, units_by: date, publish_by: date, *, by: Officer, now: datetime
) -> FilingTerms:
    """Set earlier days for a year; raise Refused for later ones, for days within the year and for another's government."""
    if not by.has_role("supervisor") or by.agency_id != government.pk:
        raise Refused("只有本级政府的区级统计可以规定期限", english="Only the government's supervisor sets the terms")
    latest = statutory_deadlines(year)
    if units_by > latest.units_by or publish_by > latest.publish_by:
        raise Refused(
            f"可以早于、不能晚于法定期限：单位 {latest.units_by}，政府 {latest.publish_by}",
            latest.article,
            field="units_by" if units_by > latest.units_by else "publish_by",
            english=f"Earlier than the law, never later: units {latest.units_by}, government {latest.publish_by}",
        )
    if units_by <= date(year, 12, 31):
        raise Refused("期限应当在年度结束之后", field="units_by", english="The term lies after the end of the year")
    if units_by > publish_by:
        raise Refused(
            "单位报送应当在政府公布之前", field="publish_by", english="Units file before the government publishes"
        )
    terms, _ = FilingTerms.objects.update_or_create(
        government=government, year=year, defaults={"units_by": units_by, "publish_by": publish_by}
    )
    return terms


@dataclass(frozen=True, slots=True)
class FilingStatus:
    """How a unit stands: the code of a light, days late or days left, in calendar days."""

    code: str  # g done, y to do, r returned or last days, k late, p not yet time
    days_late: int = 0
    days_left: int = 0


LAST_DAYS = 5


def filing_status(filing: Filing | None, year: int, terms: FilingDeadlines, today: date) -> FilingStatus:
    """Return how a unit stands; a filing that came late stays late."""
    state = filing.state if filing else "open"
    came = filing.confirmed_on if filing else None
    late = max(0, ((came or today) - terms.units_by).days)
    if state in ("confirmed", "accepted"):
        return FilingStatus("g", late)
    over = max(0, (today - terms.units_by).days)
    if over:
        return FilingStatus("k", over)
    left = (terms.units_by - today).days
    if state == "returned":
        return FilingStatus("r", 0, left)
    if today < date(year, *FILING_BEGINS):
        return FilingStatus("p", 0, left)
    return FilingStatus("o" if left <= LAST_DAYS else "y", 0, left)
