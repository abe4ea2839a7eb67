"""The moves of cases from one agency to another; a projection of their events, read by both registers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency
from workflow.cases.models import Case


class CaseTransfer(models.Model):
    """One move of a case, proposed by the agency that has it and accepted by the one that takes it."""

    class Status(models.TextChoices):
        """How a proposal stands."""

        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    seq = models.PositiveIntegerField()  # of the event that proposed it
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    from_number = models.CharField(max_length=40)  # in the register that the case leaves, where it stays
    to_number = models.CharField(max_length=40, blank=True)  # in the register that it enters
    proposed_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)  # accepted or declined
    status = models.CharField(max_length=10, choices=Status.choices)

    class Meta:
        ordering = ["case", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="transfer_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "accepted", "declined"]), name="transfer_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["from_agency", "status"], name="transfers_out"),
            models.Index(fields=["to_agency", "status"], name="transfers_in"),
        ]

    def __str__(self) -> str:
        return f"{self.from_number} → {self.to_number or self.to_agency_id}"
