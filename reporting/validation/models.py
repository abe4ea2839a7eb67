"""Reasons given for soft findings."""

from django.db import models

from agencies.organisation.models import Agency, Officer


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
