"""What one installation was told: calendars of later years, signs of its worker and backups, the mark of a demonstration."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year's working days added or replaced after delivery, from its State Council notice (放假通知)."""

    year = models.PositiveSmallIntegerField(unique=True)
    off = models.JSONField(help_text=_("Days off, as ISO dates"))
    work = models.JSONField(help_text=_("Make-up working days, as ISO dates"))
    paper = models.CharField(max_length=200, help_text=_("Title or number of the notice"))
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Demonstration(models.Model):
    """The mark of a system into which the demonstration was loaded: its persons and their password are public."""

    only = models.BooleanField(default=True, unique=True, editable=False)  # one row at most
    loaded_at = models.DateTimeField()
    password = models.CharField(max_length=128)  # as hashed: whoever changed his is no longer offered at the sign-in

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_demonstration")]

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d}"


class SystemSign(models.Model):
    """The last sign of one thing; a backup is made outside this program, so a person says when."""

    class What(models.TextChoices):
        """Of what there are signs."""

        WORKER = "worker", _("The background worker")
        BACKUP = "backup", _("A backup")

    what = models.CharField(max_length=20, choices=What.choices, unique=True)
    at = models.DateTimeField()  # of a backup: when somebody said so
    on = models.DateField()
    by = models.ForeignKey("agencies.Officer", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sign of the system")
        verbose_name_plural = _("signs of the system")
        constraints = [models.CheckConstraint(condition=models.Q(what__in=["worker", "backup"]), name="sign_known")]

    def __str__(self) -> str:
        return f"{self.what} {self.on}"
