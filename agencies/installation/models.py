"""What one installation was told: calendars of later years, signs of its worker and backups, the mark of a demonstration."""

from django.db import models
from django.db.models import F, Q
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


class SignedFile(models.Model):
    """A file that was loaded with a signature: who loaded it, who applied it, who took it back and why."""

    name = models.CharField(max_length=120)  # of the file
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)  # Ed25519 over the bytes of the body, base64
    key = models.CharField(max_length=120)  # name of the trusted key that it was checked against
    loaded_by = models.ForeignKey("agencies.Officer", models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    applied_by = models.ForeignKey("agencies.Officer", models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey("agencies.Officer", models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)  # why it was taken back

    class Meta:
        abstract = True
        ordering = ["-id"]

    @property
    def state(self) -> str:
        """Return how it stands: loaded, applied, back."""
        return "back" if self.taken_back_at else "applied" if self.applied_at else "loaded"


def _waits_once(name: str) -> models.UniqueConstraint:
    """Return the rule that the same file does not wait twice."""
    waits = models.Q(applied_at__isnull=True, taken_back_at__isnull=True)
    return models.UniqueConstraint(fields=["sha256"], condition=waits, name=name)


class SignedNotice(SignedFile):
    """A year's notice that was loaded as a signed file, and what it replaced."""

    year = models.PositiveSmallIntegerField()
    replaced = models.JSONField(null=True, blank=True)  # the year as it was entered before; null: it was not

    class Meta(SignedFile.Meta):
        abstract = False
        verbose_name = _("signed notice")
        verbose_name_plural = _("signed notices")
        constraints = [_waits_once("signed_notice_waits_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class SignedRemedyText(SignedFile):
    """A dated text of the remedy paragraphs that was loaded as a signed file; applied, it holds until it is taken back."""

    in_force_from = models.DateField()

    class Meta(SignedFile.Meta):
        abstract = False
        verbose_name = _("signed text of remedies")
        verbose_name_plural = _("signed texts of remedies")
        constraints = [_waits_once("signed_remedy_text_waits_once")]

    def __str__(self) -> str:
        return f"{self.in_force_from} {self.name}"


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


class BackupRecord(models.Model):
    """A backup that this system made: of which moment, into which file, and what was in it."""

    made_at = models.DateTimeField()  # the moment of the snapshot
    on = models.DateField()
    file = models.CharField(max_length=200)  # its name, without the folder
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    encrypted = models.BooleanField()
    rows = models.PositiveBigIntegerField()
    files = models.PositiveBigIntegerField()
    missing = models.PositiveIntegerField()  # stored files that a row names and that were not there, or not as kept

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("backup on record")
        verbose_name_plural = _("backups on record")

    def __str__(self) -> str:
        return f"{self.on} {self.file}"


class Restoration(models.Model):
    """A backup that was restored here: until two people released it, the system is in restore mode (恢复模式).

    One of them states that everything is reconciled, the other releases.
    """

    backup_made_at = models.DateTimeField()  # what was done after this moment is not in the database
    backup_sha256 = models.CharField(max_length=64)  # of the list of its members
    restored_at = models.DateTimeField()
    stated_by = models.ForeignKey("agencies.Officer", models.PROTECT, null=True, blank=True, related_name="+")
    stated_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey("agencies.Officer", models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("restoration")
        verbose_name_plural = _("restorations")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True)
                | (Q(stated_by__isnull=False, released_by__isnull=False) & ~Q(released_by=F("stated_by"))),
                name="released_by_two",
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(released_at__isnull=True), name="open_restorations")]

    def __str__(self) -> str:
        return f"{self.backup_made_at:%Y-%m-%d %H:%M}"
