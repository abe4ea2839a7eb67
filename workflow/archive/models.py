"""What the archive keeps: its rules of retention, one record per package, the reviews, the register of what was destroyed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer


class ArchiveEntry(AppendOnlyModel):
    """A row that is only ever added; the database refuses UPDATE and DELETE as well."""

    DELETE_REFUSED = "档案记录只能增加，不能删除"

    class Meta:
        abstract = True


class RuleKind(models.TextChoices):
    """To which cases a rule of retention applies; the more particular one goes before the general one."""

    LITIGATION = "litigation", _("Went to court")
    RECONSIDERATION = "reconsideration", _("Went to reconsideration")
    OUTCOME = "outcome", _("Certain outcomes")
    ALL = "all", _("Every case")


class RetentionRule(ArchiveEntry):
    """How long packages are kept (保管期限), from an approved schedule; without an agency: the default of this software."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="retention_rules")
    kind = models.CharField(max_length=20, choices=RuleKind.choices)
    outcomes = models.CharField(max_length=200, blank=True)  # |withdrawn|repeat| for kind outcome
    years = models.PositiveSmallIntegerField(null=True, blank=True)  # null = permanent (永久)
    schedule = models.CharField(max_length=200)  # the approved schedule (期限表): its title and document number
    since = models.DateField()  # packages archived from this day on
    entered_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "-since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="rule_kind_known"),
            models.CheckConstraint(condition=~Q(schedule=""), name="rule_has_schedule"),
            models.CheckConstraint(condition=Q(years__isnull=True) | Q(years__gte=1), name="rule_years_positive"),
            models.CheckConstraint(
                condition=Q(kind="outcome") & ~Q(outcomes="") | ~Q(kind="outcome") & Q(outcomes=""),
                name="rule_outcomes_where_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.years or '永久'}"


class ArchiveSettings(models.Model):
    """How an agency numbers its packages: its fonds (全宗号), the category, the pattern of the number (档号)."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="archive_settings")
    fonds = models.CharField(max_length=20)
    category = models.CharField(max_length=20)
    pattern = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.fonds}: {self.pattern}"


class ArchiveCounter(models.Model):
    """The last package number that an agency gave in a year."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="one_archive_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"


class ArchiveRecord(ArchiveEntry):
    """One package of one closed case (档案包); acts after it call for another edition under the same number."""

    case = models.ForeignKey("workflow.Case", models.PROTECT, related_name="archive_records")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="archive_records")
    edition = models.PositiveSmallIntegerField(default=1)
    reference = models.CharField(max_length=80)  # 档号
    fonds = models.CharField(max_length=20)
    category = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()  # 年度: of the closing
    sequence = models.PositiveIntegerField()
    title = models.CharField(max_length=200)  # 题名; names nobody, so that it may stay after destruction
    years = models.PositiveSmallIntegerField(null=True, blank=True)  # null = permanent
    basis = models.CharField(max_length=240)  # the rule and its schedule, or the reason for a longer term
    closed_on = models.DateField()
    until = models.DateField(null=True, blank=True)  # the last day of the term; null = permanent
    head = models.CharField(max_length=64)  # hash of the last event in the package
    files = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    package = models.FileField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    archived_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField()

    class Meta:
        ordering = ["-archived_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "edition"], name="archive_edition_once"),
            models.UniqueConstraint(fields=["agency", "reference", "edition"], name="archive_reference_once"),
            models.CheckConstraint(
                condition=Q(years__isnull=True, until__isnull=True) | Q(years__isnull=False, until__isnull=False),
                name="archive_term_whole",
            ),
        ]
        indexes = [models.Index(fields=["agency", "until"])]

    def __str__(self) -> str:
        return self.reference


class ReviewBatch(ArchiveEntry):
    """A review of packages whose term is over (鉴定), proposed by one person."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="review_batches")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    on = models.DateField()  # the day on which the terms were over
    opinion = models.CharField(max_length=400)
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["agency", "year", "sequence"], name="review_number_once")]

    def __str__(self) -> str:
        return f"鉴定〔{self.year}〕{self.sequence}号"


class Verdict(models.TextChoices):
    """What a review proposes for one package."""

    DESTROY = "destroy", _("Destroy")
    EXTEND = "extend", _("Keep longer")


class ReviewItem(ArchiveEntry):
    """One package in a review, with what is proposed and why."""

    batch = models.ForeignKey(ReviewBatch, models.PROTECT, related_name="items")
    record = models.ForeignKey(ArchiveRecord, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    until = models.DateField(null=True, blank=True)  # of an extension: the new last day; null = permanent
    reason = models.CharField(max_length=400)

    class Meta:
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "record"], name="record_once_per_review"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="review_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.verdict}"


class ReviewDecision(ArchiveEntry):
    """The decision of a second person on a review; one, for good."""

    batch = models.OneToOneField(ReviewBatch, models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    comment = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.batch}: {self.approved}"


class DestructionEntry(ArchiveEntry):
    """One line of the register of what was destroyed (销毁清册); it stays for ever and names no applicant."""

    item = models.OneToOneField(ReviewItem, models.PROTECT, related_name="entry")
    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="destruction")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="destroyed")
    reference = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField()
    until = models.DateField()
    closed_on = models.DateField()
    archived_on = models.DateField()
    files = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    packages = models.JSONField()  # SHA-256 of each edition's package
    stored = models.JSONField()  # names of the stored files that go
    events = models.PositiveIntegerField()
    head = models.CharField(max_length=64)  # hash of the last event, over all that is gone
    remains_sha256 = models.CharField(max_length=64)  # over the events as they remain
    reason = models.CharField(max_length=400)
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    destroyed_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "reference"]
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by=F("approved_by")), name="destruction_takes_two_people"),
            models.CheckConstraint(condition=~Q(reason=""), name="destruction_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reference


class Tombstone(ArchiveEntry):
    """A row whose words the database lets go, because the register says so; nothing else opens a kept table."""

    entry = models.ForeignKey(DestructionEntry, models.PROTECT, related_name="tombstones")
    table_name = models.CharField(max_length=40)
    row_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table_name", "row_id"], name="one_tombstone_per_row")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"
