"""How long packages are kept, and whose term is over (保管期限)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agencies.organisation.models import Agency, Officer
from intake.services import clean_text
from law import Refused
from law.outcomes import OUTCOMES
from workflow.archive.models import ArchiveRecord, RetentionRule, ReviewItem, RuleKind, Verdict
from workflow.archive.package.build import term
from workflow.cases.models import Case, RemedyKind, RemedyResult
from workflow.cases.policy import may_enter_retention

COURT = (RemedyKind.LITIGATION_DIRECT, RemedyKind.LITIGATION_AFTER)
PARTICULAR = (
    RuleKind.LITIGATION,
    RuleKind.RECONSIDERATION,
    RuleKind.OUTCOME,
    RuleKind.ALL,
)  # the first that fits
LONGEST = 200  # years; more is a slip of the hand
FOREVER = 10_000  # sorts above every term in years


@dataclass(frozen=True, slots=True)
class RetentionTerm:
    """How long a package is kept, and on which rule; None years = permanent."""

    years: int | None
    basis: str

    @property
    def name(self) -> str:
        """Return the term as the archive writes it."""
        return term(self.years)


def last_day(closed_on: date, years: int | None) -> date | None:
    """Return the last day of a term: it runs from 1 January after the year of closing; None = permanent."""
    return None if years is None else date(closed_on.year + years, 12, 31)


def longer(one: int | None, other: int | None) -> bool:
    """Say whether the first term is longer than the second."""
    return (one or FOREVER) > (other or FOREVER)


# -- rules ----------------------------------------------------------------------------------------------------


def term_of(case: Case, day: date) -> RetentionTerm:
    """Return the term of a case by the rules in force on `day`.

    The more particular rule goes first (court, reconsideration, outcome, every case); of one kind the agency's own
    goes before the default, its newest schedule before an older one, and of one schedule the longest.
    """
    kinds = set(case.remedies.values_list("kind", flat=True))
    fits = {
        RuleKind.LITIGATION: bool(kinds.intersection(COURT)),
        RuleKind.RECONSIDERATION: RemedyKind.RECONSIDERATION in kinds,
        RuleKind.OUTCOME: True,
        RuleKind.ALL: True,
    }
    for kind in PARTICULAR:
        rules = rules_in_force(case.agency_id, kind, day) if fits[kind] else []
        rules = [rule for rule in rules if kind != RuleKind.OUTCOME or f"|{case.outcome}|" in rule.outcomes]
        if rules:
            rule = max(rules, key=lambda rule: rule.years or FOREVER)
            return RetentionTerm(rule.years, f"{RULE_NAMES[kind]}：{rule.schedule}")
    raise Refused(
        "没有适用的保管期限，请先填写保管期限表",
        english="No rule of retention fits: enter the schedule first",
    )


RULE_NAMES = {
    RuleKind.LITIGATION: "进入行政诉讼的",
    RuleKind.RECONSIDERATION: "进入行政复议的",
    RuleKind.OUTCOME: "按办理结果",
    RuleKind.ALL: "一般案件",
}


def rules_in_force(agency_id: int, kind: str, day: date) -> list[RetentionRule]:
    """Return the rules of one kind in force on a day: the newest schedule of the agency, else the defaults."""
    rules = list(
        RetentionRule.objects.filter(Q(agency_id=agency_id) | Q(agency__isnull=True), kind=kind, since__lte=day)
    )
    own = [rule for rule in rules if rule.agency_id] or rules
    newest = max((rule.since for rule in own), default=None)
    return [rule for rule in own if rule.since == newest]


def _refuse_rule(kind: str, years: int | None, outcomes: tuple[str, ...]) -> None:
    """Raise Refused for a kind that there is not, a term out of bounds, outcomes that nobody chose."""
    if kind not in RuleKind.values:
        raise Refused("没有这一类案件", field="kind", english="No such kind")
    if years is not None and not 1 <= years <= LONGEST:
        raise Refused(
            f"保管期限应当在 1 到 {LONGEST} 年之间，或者永久",
            field="years",
            english=f"1 to {LONGEST} years, or permanent",
        )
    if kind == RuleKind.OUTCOME and (not outcomes or set(outcomes) - set(OUTCOMES)):
        raise Refused("请选办理结果", field="outcomes", english="Choose the outcomes")


def enter_rule(
    *,
    by: Officer,
    kind: str,
    years: int | None,
    schedule: str,
    since: date,
    now: datetime,
    outcomes: tuple[str, ...] = (),
) -> RetentionRule:
    """Enter a term from the agency's approved schedule; it holds for what is archived from `since` on."""
    if not may_enter_retention(by):
        raise Refused("由法制审核人员填写保管期限表", english="The legal reviewer enters the schedule")
    _refuse_rule(kind, years, outcomes)
    schedule = clean_text(schedule, "保管期限表")
    if not schedule:
        raise Refused(
            "请写明经批准的保管期限表及其文号",
            "档案法21",
            field="schedule",
            english="Name the approved schedule",
        )
    joined = "|" + "|".join(sorted(set(outcomes))) + "|" if kind == RuleKind.OUTCOME else ""
    return RetentionRule.objects.create(
        agency_id=by.agency_id,
        kind=kind,
        outcomes=joined,
        years=years,
        schedule=schedule,
        since=since,
        entered_by=by,
        entered_at=now,
    )


# -- whose term is over ---------------------------------------------------------------------------------------


def latest(records: QuerySet[ArchiveRecord] | None = None) -> QuerySet[ArchiveRecord]:
    """Return the last edition of each package that was not destroyed."""
    records = ArchiveRecord.objects.all() if records is None else records
    later = ArchiveRecord.objects.filter(case=OuterRef("case"), edition__gt=OuterRef("edition"))
    return records.filter(~Exists(later), case__destruction__isnull=True)


def due_for_appraisal(agencies: QuerySet[Agency] | list[Agency], day: date) -> QuerySet[ArchiveRecord]:
    """Return the packages whose term was over before `day` and that no review holds or has prolonged beyond it."""
    reviews = ReviewItem.objects.filter(record__case=OuterRef("case"))
    waiting = reviews.filter(batch__decision__isnull=True)
    prolonged = reviews.filter(batch__decision__approved=True, verdict=Verdict.EXTEND).filter(
        Q(until__isnull=True) | Q(until__gte=day)
    )
    return (
        latest(ArchiveRecord.objects.filter(agency__in=agencies, until__lt=day, case__head=F("head")))
        .filter(~Exists(waiting), ~Exists(prolonged))
        .select_related("case", "agency")
        .order_by("until", "reference")
    )


def term_ends(record: ArchiveRecord) -> date | None:
    """Return the last day of a package's term with what reviews have added; None = permanent."""
    added = (
        ReviewItem.objects.filter(record__case=record.case_id, batch__decision__approved=True, verdict=Verdict.EXTEND)
        .order_by("pk")
        .last()
    )
    return added.until if added else record.until


def pending(case: Case) -> bool:
    """Say whether a proceeding about the case is not concluded yet; a complaint has no conclusion on record."""
    return case.remedies.exclude(kind=RemedyKind.COMPLAINT).filter(result=RemedyResult.PENDING).exists()
