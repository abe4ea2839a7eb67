"""What was put on paper: drafts, letters, their numbers, and the numbers made void."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from notices.mailing import (  # noqa: F401  Django looks for models here
    Destination,
    Dispatch,
    Mailing,
    MailKind,
    PrintBatch,
    PrintedLetter,
    SetAside,
    UnmatchedMail,
)


class Draft(models.Model):
    """A composed letter that waits for approval; a changed text is a new row, so what was approved stays."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=40)
    regulation = models.CharField(max_length=4)
    dated = models.DateField()  # the day the text was composed for: it chooses the remedy paragraph
    online = models.BooleanField(default=False)
    title = models.CharField(max_length=120)
    facts = models.JSONField()
    html = models.TextField()  # number and date of signing are empty slots
    text = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    def delete(self, *args, **kwargs):
        """Refuse: somebody may have approved this text."""
        raise ValidationError("拟稿只能增加，不能删除")


class NumberSeries(models.Model):
    """The last document number given in one agency, series and year (文号); counted inside the issue."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="number_series")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["agency", "series", "year"], name="series_once_per_agency_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"


class Letter(models.Model):
    """A letter as issued: number, day, the approved text and the PDF made from it (公文)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    regulation = models.CharField(max_length=4)
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(null=True, blank=True)  # null: an old number that fits no pattern
    number = models.CharField(max_length=80)
    dated = models.DateField()
    title = models.CharField(max_length=120)
    addressee = models.CharField(max_length=240)
    facts = models.JSONField()
    html = models.TextField(blank=True)  # empty: issued on paper before this system
    content_sha256 = models.CharField(max_length=64, blank=True)  # over the html with its slots empty
    online = models.BooleanField(default=False)
    historic = models.BooleanField(default=False)  # brought in from a register
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField()

    # The rendering, done later by whichever worker claims the row.
    pdf = models.FileField(upload_to="letters/%Y", max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    render_error = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "year", "sequence"],
                condition=Q(historic=False),
                name="letter_number_once",
            ),
            models.CheckConstraint(
                condition=Q(historic=True) | (Q(sequence__isnull=False) & ~Q(html="") & ~Q(content_sha256="")),
                name="letter_has_number_and_text",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "number"]),
            models.Index(fields=["id"], condition=Q(pdf_sha256="", historic=False), name="letter_without_pdf"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def delete(self, *args, **kwargs):
        """Refuse: a number that was given keeps its record."""
        raise ValidationError("已编号的公文不能删除，只能作废")


class VoidRecord(models.Model):
    """Why the number of a letter is void (作废登记); the number is not given again."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="void_record")
    reason = models.CharField(max_length=400)
    voided_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("void record")
        verbose_name_plural = _("void records")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="void_has_reason")]

    def __str__(self) -> str:
        return f"{self.letter.number}: {self.reason}"
