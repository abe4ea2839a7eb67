"""What is kept of failed sign-ins: how many are left, which there were, and the alarms that followed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.encryption.fields import EncryptedTextField
from agencies.organisation.models import Officer


class AttemptBudget(models.Model):
    """How many attempts of one kind were used in a span of time; in the database, so shared by all processes and restarts."""

    scope = models.CharField(max_length=20)
    key = models.CharField(max_length=64)  # an address, or the digest of a name, a machine or a session
    used = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="attempt_budget_once")]
        indexes = [models.Index(fields=["begun_at"], name="attempt_budgets_by_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}: {self.used}"


class FailedSignIn(models.Model):
    """A wrong name or password from a machine that is not known for the account; erased after thirty days.

    What was typed is not kept: people type passwords into the field for the name. Equal texts have equal digests,
    keyed by the installation; that of a password is so short that very many passwords share it.
    """

    at = models.DateTimeField()
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="+")  # null: nobody is called so
    name_digest = models.CharField(max_length=32)
    password_digest = models.CharField(max_length=8)
    address = models.CharField(max_length=43)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["address", "at"], name="failures_by_address"),
            models.Index(fields=["password_digest", "at"], name="failures_by_password"),
            models.Index(fields=["name_digest", "at"], name="failures_by_name"),
            models.Index(fields=["at"], name="failures_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"


class AlarmKind(models.TextChoices):
    """What looks like guessing rather than forgetting."""

    ADDRESS = "address", _("One address tries many accounts")
    PASSWORD = "password", _("One password is tried on many accounts")  # noqa: S105
    ACCOUNT = "account", _("One account is tried from many addresses")
    SLOW = "slow", _("One account is tried all day long")
    OVERALL = "overall", _("More wrong passwords than the whole installation allows")
    DENIED = "denied", _("An owner says: I asked for no new password")


class SignInAlarm(models.Model):
    """Something that whoever looks after security must see; it stays on the list after it was seen."""

    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    subject = models.CharField(max_length=64, blank=True)  # the address, or the digest of the name or password
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)  # accounts or addresses, as they were counted last
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AlarmKind.values), name="alarm_kind_known"),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(seen_at__isnull=True), name="open_alarm_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%Y-%m-%d %H:%M} {self.kind} {self.subject}"


class OfficerSession(models.Model):
    """Where and since when an officer is signed in; what a session holds stands in Django's own table."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="listed_sessions")
    key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=43)
    agent = models.CharField(max_length=200, blank=True)  # as the browser names itself
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.officer} {self.address} {self.begun_at:%Y-%m-%d %H:%M}"


class SecondFactor(models.Model):
    """The secret that an officer's telephone holds too, sealed (decision 79); a code of it is good once."""

    officer = models.OneToOneField(Officer, models.CASCADE, related_name="+")
    secret = EncryptedTextField(max_length=100, bound_to=("officer_id",))  # in base 32
    last_step = models.BigIntegerField(default=0)  # half minute of the last code that was used

    def __str__(self) -> str:
        return str(self.officer)


class RecoveryCode(models.Model):
    """A code for who has lost the telephone, as a keyed digest; good once."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.officer)
