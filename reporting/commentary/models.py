"""Officers' own words and typical cases, in versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer
from workflow.cases.models import Case


class Passage(AppendOnlyModel):
    """The officers' own words in one part of a report; a changed text is a new version, the old ones stay."""

    DELETE_REFUSED = "年报文字只能增加版本，不能删除"

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


class ExampleStep(models.TextChoices):
    """What happens to a typical case on its way into the report."""

    PROPOSED = "proposed", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("In the report")
    WITHDRAWN = "withdrawn", _("Taken out")


class Example(AppendOnlyModel):
    """One step of a typical case (典型案例): its anonymised text, by whom; only a confirmed text is printed."""

    DELETE_REFUSED = "典型案例只能增加版本，不能删除"

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
