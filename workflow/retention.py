"""How long packages are kept, whose term is over, and the review by two people (保管期限、鉴定)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.models import Agency, Officer
from intake.services import clean_text
from law import Refused
from law.outcomes import OUTCOMES
from workflow import destruction
from workflow.archive_models import (
    ArchiveRecord,
    RetentionRule,
    ReviewBatch,
    ReviewDecision,
    ReviewItem,
    RuleKind,
    Verdict,
)
from workflow.models import Case, RemedyKind, RemedyResult
from workflow.packages.build import term
from workflow.policy import may_appraise, may_approve_destruction, may_enter_retention

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
class Term:
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


def term_of(case: Case, day: date) -> Term:
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
            return Term(rule.years, f"{RULE_NAMES[kind]}：{rule.schedule}")
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
        RetentionRule.objects.filter(
            Q(agency_id=agency_id) | Q(agency__isnull=True), kind=kind, since__lte=day
        )
    )
    own = [rule for rule in rules if rule.agency_id] or rules
    newest = max((rule.since for rule in own), default=None)
    return [rule for rule in own if rule.since == newest]


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


def due(agencies: QuerySet[Agency] | list[Agency], day: date) -> QuerySet[ArchiveRecord]:
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
        ReviewItem.objects.filter(
            record__case=record.case_id, batch__decision__approved=True, verdict=Verdict.EXTEND
        )
        .order_by("pk")
        .last()
    )
    return added.until if added else record.until


# -- review ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person proposes for one package; `years` of an extension, None = permanent."""

    record_id: int
    verdict: str
    reason: str
    years: int | None = None


@transaction.atomic
def propose(*, by: Officer, on: date, opinion: str, proposals: list[Proposal], now: datetime) -> ReviewBatch:
    """Open a review over packages whose term is over; nothing changes before a second person decides.

    Raises Refused naming the package.
    """
    if not may_appraise(by):
        raise Refused("由登记员提出鉴定意见", english="The clerk proposes a review")
    if not proposals:
        raise Refused("请至少选一件", field="records", english="Choose at least one package")
    today = timezone.localdate(now)
    if on > today:
        raise Refused("日期在今天之后，期限还没有届满", field="on", english="The day lies in the future")
    Agency.objects.select_for_update().get(
        pk=by.agency_id
    )  # one review after another: no package in two of them
    open_now = {record.pk: record for record in due([by.agency], on)}
    last = ReviewBatch.objects.filter(agency_id=by.agency_id, year=today.year).aggregate(
        last=Max("sequence")
    )["last"]
    batch = ReviewBatch.objects.create(
        agency_id=by.agency_id,
        year=today.year,
        sequence=(last or 0) + 1,
        on=on,
        opinion=_needed(opinion, "鉴定意见", "opinion", 400),
        proposed_by=by,
        proposed_at=now,
    )
    for proposal in proposals:
        record = open_now.pop(proposal.record_id, None)
        if record is None:
            raise Refused(
                "所选案卷没有到期，或者已经在别的鉴定里",
                "档案法21",
                field="records",
                english="A chosen package is not due",
            )
        _add(batch, record, proposal)
    return batch


def _add(batch: ReviewBatch, record: ArchiveRecord, proposal: Proposal) -> ReviewItem:
    if proposal.verdict not in Verdict.values:
        raise Refused(
            f"{record.reference}：请选销毁或者续存",
            field="records",
            english=f"{record.reference}: destroy or keep",
        )
    until = None
    if proposal.verdict == Verdict.DESTROY:
        destruction.refuse(record)
    elif proposal.years is not None:
        if not 1 <= proposal.years <= LONGEST:
            raise Refused(
                f"{record.reference}：续存年数不对", field="records", english=f"{record.reference}: years"
            )
        until = date(batch.on.year + proposal.years, 12, 31)
    reason = _needed(proposal.reason, f"{record.reference} 的理由", "records", 200)
    return ReviewItem.objects.create(
        batch=batch, record=record, verdict=proposal.verdict, until=until, reason=reason
    )


def _needed(value: str, label: str, field: str, limit: int) -> str:
    text = clean_text(value, label)
    if not text:
        raise Refused(f"请填写“{label}”", field=field, english=f"Please give: {field}")
    if len(text) > limit:
        raise Refused(f"“{label}”超过 {limit} 字", field=field, english=f"{field} is too long")
    return text


@transaction.atomic
def decide(
    batch_id: int, *, by: Officer, approved: bool, now: datetime, comment: str = "", count: int | None = None
) -> ReviewDecision:
    """Decide on a review as its second person; what it destroys is destroyed in the same transaction.

    `count` is the number of packages to be destroyed as the person understood it. Files go after the commit:
    call `destruction.erase()` then; the daily sweep does it as well. Raises Refused.
    """
    batch = (
        ReviewBatch.objects.select_for_update(of=("self",))
        .select_related("proposed_by", "agency")
        .get(pk=batch_id)
    )
    if not may_approve_destruction(by) or by.agency_id != batch.agency_id:
        raise Refused("由签发人批准", english="The signer approves")
    if by.pk == batch.proposed_by_id:
        raise Refused("提出鉴定意见的人不能批准同一批", "档案法21", english="Who proposed may not approve")
    if ReviewDecision.objects.filter(batch=batch).exists():
        raise Refused("这一批已经有决定", english="This review is decided already")
    if not approved and not comment.strip():
        raise Refused("不同意的，请写明理由", field="comment", english="Say why not")
    items = list(batch.items.select_related("record__case__application", "record__agency"))
    doomed = [item for item in items if item.verdict == Verdict.DESTROY]
    if approved and count != len(doomed):
        raise Refused(
            f"本批销毁 {len(doomed)} 件，请填写这个数字以确认",
            field="count",
            english=f"Confirm by the number to destroy: {len(doomed)}",
        )
    comment = clean_text(comment, "意见")[:400]
    decision = ReviewDecision.objects.create(
        batch=batch, approved=approved, comment=comment, decided_by=by, decided_at=now
    )
    if approved:
        for item in doomed:
            destruction.destroy(item, proposed_by=batch.proposed_by, approved_by=by, now=now)
    return decision


def pending(case: Case) -> bool:
    """Say whether a proceeding about the case is not concluded yet; a complaint has no conclusion on record."""
    return case.remedies.exclude(kind=RemedyKind.COMPLAINT).filter(result=RemedyResult.PENDING).exists()
