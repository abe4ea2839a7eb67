"""What is entered, published, asked and scored: figures no case counts, tables of earlier years, marks, notes, quality."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from law.forms import SIGNED
from reporting.supervision.models import (
    SupervisionAnswer,  # noqa: F401  Django looks for the models of the app here
    SupervisionNote,  # noqa: F401  Django looks for the models of the app here
)
from workflow.models import Case


class Figure(models.Model):
    """A figure that a unit enters because no case counts it (proactive disclosure, staff, meetings …)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    source = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=400, blank=True)  # where the figure can be looked up: a register, a paper
    entered_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year", "indicator"]
        verbose_name = _("entered figure")
        verbose_name_plural = _("entered figures")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "indicator"], name="figure_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0) | models.Q(indicator__in=SIGNED), name="figure_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["year", "indicator"])]

    def __str__(self) -> str:
        return f"{self.agency} {self.year} {self.indicator}: {self.value}"


class PublishedTable(models.Model):
    """The table that an agency published for a year, frozen; the next year's carry-over is held against the latest."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="published_tables")
    year = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=20)
    tables = models.JSONField()
    sentences = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1)  # one more after each unlocking and new publication

    class Meta:
        ordering = ["agency", "year", "-version"]
        verbose_name = _("published table")
        verbose_name_plural = _("published tables")
        constraints = [models.UniqueConstraint(fields=["agency", "year", "version"], name="published_once")]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}"


class Publication(models.Model):
    """What stood behind a published table: the file as it was given out, its checks, the cases behind every cell."""

    table = models.OneToOneField(PublishedTable, models.PROTECT, related_name="publication")
    document = models.TextField()  # the JSON as published; the table's sha256 is the hash of exactly this text
    checks = models.JSONField()
    cells = (
        models.JSONField()
    )  # row path -> column label -> keys of the cases; of the text's numbers by their own names
    figures = models.JSONField(default=list)  # entered figures: key of the agency, indicator, number, evidence, author
    agencies = models.JSONField()  # keys of the agencies that it adds up
    explained = models.JSONField(default=list)  # soft findings with the reasons under which they went out; not public
    reason = models.CharField(max_length=400, blank=True)  # why there is a further version
    published_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.table} v{self.table.version}"


class PublishedFile(models.Model):
    """One of the files in which a version was published, kept as it is given out; anybody may hold a copy against its hash."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8)  # html, docx, xlsx, pdf; the JSON is the publication's own document
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["publication", "kind"]
        constraints = [models.UniqueConstraint(fields=["publication", "kind"], name="published_file_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.kind}"


class DrawingFailure(models.Model):
    """Why the PDF of a published version could not be drawn so far; the row goes when it is there."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="drawing_failure")
    reason = models.CharField(max_length=400)
    english = models.CharField(max_length=400)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.reason}"


class FilingTerms(models.Model):
    """By when the units of a government file and the government publishes (条例49); local ones may be earlier."""

    government = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    units_by = models.DateField()
    publish_by = models.DateField()

    class Meta:
        ordering = ["government", "year"]
        verbose_name = _("filing terms")
        verbose_name_plural = _("filing terms")
        constraints = [
            models.UniqueConstraint(fields=["government", "year"], name="terms_once"),
            models.CheckConstraint(
                condition=models.Q(units_by__lte=models.F("publish_by")), name="units_file_before_publication"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.government} {self.year}: {self.units_by}, {self.publish_by}"


class FilingState(models.TextChoices):
    """Where the filing of a unit stands."""

    OPEN = "open", _("Being filled in")
    CONFIRMED = "confirmed", _("Confirmed by the unit")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


class Filing(models.Model):
    """A unit's report of a year on its way to the government; a projection of its events."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="filings")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=FilingState.choices, default=FilingState.OPEN)
    sheet_sha256 = models.CharField(max_length=64, blank=True)  # of the table that was confirmed or accepted
    confirmed_on = models.DateField(null=True, blank=True)  # the first time: late or not
    version = models.PositiveIntegerField(default=0)  # number of events; two people on one filing: the first wins

    class Meta:
        ordering = ["year", "agency"]
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="filing_once"),
            models.CheckConstraint(condition=models.Q(state__in=FilingState.values), name="filing_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}: {self.get_state_display()}"


class FilingAct(models.TextChoices):
    """What is done with a filing."""

    ENTER = "enter", _("Enter a figure")
    WRITE = "write", _("Write a text")
    CONFIRM = "confirm", _("Confirm")
    RETURN = "return", _("Return with remarks")
    ACCEPT = "accept", _("Accept")


class FilingEvent(models.Model):
    """One act on a filing, written once."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=FilingAct.choices)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    remark = models.CharField(max_length=400, blank=True)
    data = models.JSONField(
        default=dict
    )  # enter: indicator, from, to, evidence; return: figures; write: section, heading, version
    sheet_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["filing", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "seq"], name="filing_event_seq_once"),
            models.CheckConstraint(condition=models.Q(act__in=FilingAct.values), name="filing_act_known"),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.seq} {self.act}"


class Disposition(models.Model):
    """Why a soft finding stands: the reason and the name under which it may be published."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    finding = models.CharField(max_length=64)  # the identity of the finding: its rule and its place
    rule = models.CharField(max_length=40)
    message = models.TextField()  # what the finding said when the reason was given
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="disposition_has_reason")]
        indexes = [models.Index(fields=["agency", "year", "finding"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.rule}: {self.reason}"


class Passage(models.Model):
    """The officers' own words in one part of a report; a changed text is a new version, the old ones stay."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="passages")
    year = models.PositiveSmallIntegerField()
    whole = models.BooleanField(
        default=False
    )  # of a government's report that adds up all its units, not of its own sheet
    section = models.CharField(max_length=40)  # key of the form's part
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)  # empty: the words were taken out
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year", "whole", "section", "-version"]
        verbose_name = _("own words")
        verbose_name_plural = _("own words")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "whole", "section", "version"], name="passage_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year} {self.section} {self.version}"

    def delete(self, *args, **kwargs):
        """Refuse: what was written stays."""
        raise ValidationError("年报文字只能增加版本，不能删除")


class ExampleStep(models.TextChoices):
    """What happens to a typical case on its way into the report."""

    PROPOSED = "proposed", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("In the report")
    WITHDRAWN = "withdrawn", _("Taken out")


class Example(models.Model):
    """One step of a typical case (典型案例): its anonymised text, by whom; only a confirmed text is printed."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="examples")
    year = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="examples")
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=ExampleStep.choices)
    text = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year", "case", "-version"]
        verbose_name = _("typical case")
        verbose_name_plural = _("typical cases")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "case", "version"], name="example_version_once"),
            models.CheckConstraint(condition=models.Q(step__in=ExampleStep.values), name="example_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year} {self.case_id} {self.version}"

    def delete(self, *args, **kwargs):
        """Refuse: who confirmed what stays on record."""
        raise ValidationError("典型案例只能增加版本，不能删除")


class SupervisionMark(models.Model):
    """What a supervisor saw in a unit and no record tells (评分登记); taken back only by a further row."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="marks")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="marks")
    item = models.CharField(max_length=40)  # key of an item of the scoring scheme
    on = models.DateField()  # the day on which it happened
    reason = models.CharField(max_length=400)  # what happened and where it can be looked up
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="withdrawal")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("mark of the supervisor")
        verbose_name_plural = _("marks of the supervisor")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="mark_of_supervisor_has_reason"),
        ]
        indexes = [models.Index(fields=["agency", "item", "on"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on} {self.item}"

    def delete(self, *args, **kwargs):
        """Refuse: what was marked stays, with its withdrawal."""
        raise ValidationError("登记只能以另一条撤回，不能删除")


class CaseQuality(models.Model):
    """The quality score of a concluded case (案卷质量分); a projection of its records, made anew at any time."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="quality")
    points = models.PositiveSmallIntegerField()
    lost = models.JSONField()  # item -> points lost; what lost nothing is not named
    # What it was made from; where one of them moved on, it is made anew.
    events = models.PositiveIntegerField()  # the case's version
    last_mark = models.BigIntegerField(default=0)  # key of the last mark on the case
    scheme = models.CharField(max_length=16)  # fingerprint of the points
    scored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quality of a case")
        verbose_name_plural = _("quality of cases")
        constraints = [models.CheckConstraint(condition=models.Q(points__lte=100), name="quality_of_a_hundred")]
        indexes = [models.Index(fields=["points"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.points}"
