"""What is entered and what was published: figures that no case counts, and tables of earlier years."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from law.forms import SIGNED
from workflow.models import Case


class Figure(models.Model):
    """A figure that a unit enters because no case counts it (proactive disclosure, staff, meetings …)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    source = models.CharField(max_length=200, blank=True)
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
    """The table that an agency published for a year, frozen; the next year's carry-over is held against it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="published_tables")
    year = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=20)
    tables = models.JSONField()
    sentences = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year"]
        verbose_name = _("published table")
        verbose_name_plural = _("published tables")
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="published_once")]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}"


class Passage(models.Model):
    """The officers' own words in one part of a report; a changed text is a new version, the old ones stay."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="passages")
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=40)  # key of the form's part
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)  # empty: the words were taken out
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year", "section", "-version"]
        verbose_name = _("own words")
        verbose_name_plural = _("own words")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "section", "version"], name="passage_version_once")
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
