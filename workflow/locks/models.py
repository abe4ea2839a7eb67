"""Years whose statistics are published, and why one was opened again."""

from django.db import models

from agencies.organisation.models import Agency, Officer


class LockedYear(models.Model):
    """A year of an agency whose statistics are published: what they count may not change without an unlocking."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="locked_years")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # the first lock of the year, the second after an unlocking …
    basis = models.CharField(max_length=120)  # what was published
    locked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    locked_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "year", "number"]
        constraints = [models.UniqueConstraint(fields=["agency", "year", "number"], name="lock_number_once")]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}/{self.number}"


class Unlocking(models.Model):
    """Why a locked year was opened again, by whom and when; a later lock ends it."""

    lock = models.OneToOneField(LockedYear, models.PROTECT, related_name="unlocking")
    reason = models.CharField(max_length=400)
    unlocked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    unlocked_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="unlocking_has_reason")]

    def __str__(self) -> str:
        return f"{self.lock}: {self.reason}"
