"""Figures that no case counts, and the tables that were published for a year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency, Officer
from law.reports.forms import SIGNED


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
    """The table that an agency published for a year, frozen; the next year's carry-over is checked against the latest."""

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
