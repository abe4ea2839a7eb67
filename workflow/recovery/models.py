"""What a person stated when the restored records were held against paper, post and public door."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.installation.models import Restoration
from agencies.organisation.models import Agency, Officer


class Subject(models.TextChoices):
    """What is reconciled."""

    DOCUMENTS = "documents", _("Last document number on paper")
    REGISTER = "register", _("Last register number on paper")
    MAIL = "mail", _("Mail posted since the backup")
    APPLICATIONS = "applications", _("Applications received since the backup")
    ACCOUNTS = "accounts", _("Accounts closed and tokens ended since the backup")


class ReconciledPoint(AppendOnlyModel):
    """One point of the reconciliation as a person stated it; stated anew it is a new row, and the last one stands."""

    DELETE_REFUSED = "恢复核对的记录只能增加，不能删除"

    restoration = models.ForeignKey(Restoration, models.PROTECT, related_name="points")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: the installation
    subject = models.CharField(max_length=12, choices=Subject.choices)
    series = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(default=0)  # 0: numbers that name no year, and what is no number
    former = models.PositiveIntegerField(default=0)  # the last number of the restored records
    last = models.PositiveIntegerField(default=0)  # the last number on paper
    statement = models.CharField(max_length=1000, blank=True)
    stated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("reconciled point")
        verbose_name_plural = _("reconciled points")
        constraints = [
            models.CheckConstraint(condition=models.Q(subject__in=Subject.values), name="subject_known"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("former")), name="paper_not_below_records"),
        ]
        indexes = [models.Index(fields=["restoration", "agency"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.series} {self.last}".strip()
