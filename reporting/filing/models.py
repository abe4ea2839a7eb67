"""A unit's report on its way: terms, states, acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency, Officer


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
