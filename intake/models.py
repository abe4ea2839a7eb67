"""Who asks whom for what: applications exactly as they came in."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.encryption.fields import BlindIndexField, EncryptedTextField
from agencies.organisation.models import Agency, Officer
from intake.applicants import identity_key

ROW = ("public_id",)  # for which row a particular is sealed: given before it is stored, never changed


class Channel(models.TextChoices):
    """How an application came in (申请方式); the receipt rule follows from it (条例31)."""

    IN_PERSON = "in_person", _("In person")
    MAIL_SIGNED = "mail_signed", _("Mail, signed for")
    MAIL_ORDINARY = "mail_ordinary", _("Ordinary mail")
    MAIL_MISDIRECTED = "mail_misdirected", _("Mail sent to another unit or person")
    PORTAL = "portal", _("The agency's own portal")
    ONLINE = "online", _("Other online channel")
    EMAIL = "email", _("E-mail")
    FAX = "fax", _("Fax")


class ApplicantKind(models.TextChoices):
    """The six statistical kinds of applicant (国办公开办函〔2021〕30号 table three)."""

    NATURAL_PERSON = "natural_person", _("Natural person")
    BUSINESS = "business", _("Business")
    RESEARCH = "research", _("Research institution")
    PUBLIC_INTEREST = "public_interest", _("Public-interest organisation")
    LEGAL_SERVICE = "legal_service", _("Legal service organisation")
    OTHER_ORG = "other_org", _("Other organisation")


class Application(AppendOnlyModel):
    """What an applicant sent, word for word; never changed after it is stored (条例29)."""

    DELETE_REFUSED = "收到的申请不得删除"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="applications")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    arrived_on = models.DateField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    tracking_number = models.CharField(max_length=40, blank=True)

    applicant_kind = models.CharField(max_length=20, choices=ApplicantKind.choices)
    applicant_name = models.CharField(max_length=120)
    identity_number = EncryptedTextField(max_length=40, blank=True, bound_to=ROW)
    identity_index = BlindIndexField(of="identity_number", form=identity_key, editable=False)
    representative = models.CharField(max_length=80, blank=True)
    phone = EncryptedTextField(max_length=40, blank=True, bound_to=ROW)
    email = EncryptedTextField(max_length=120, blank=True, bound_to=ROW)
    address = EncryptedTextField(max_length=240, blank=True, bound_to=ROW)
    postcode = EncryptedTextField(max_length=12, blank=True, bound_to=ROW)

    content = models.TextField(max_length=5000)
    topic = models.CharField(max_length=40, blank=True)
    wanted_form = models.CharField(max_length=80, blank=True)
    wanted_way = models.CharField(max_length=80, blank=True)

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    idempotency_key = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 over everything the applicant gave
    imported = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="channel_known"),
            models.CheckConstraint(
                condition=models.Q(applicant_kind__in=ApplicantKind.values), name="applicant_kind_known"
            ),
            models.UniqueConstraint(
                fields=["agency", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="application_once_per_key",
            ),
        ]
        indexes = [models.Index(fields=["agency", "arrived_on"])]

    def __str__(self) -> str:
        return f"{self.applicant_name}: {self.content[:30]}"


class Confirmation(models.Model):
    """An attempt to confirm with the applicant, or the confirmation itself (条例31（二）（三）)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="confirmations")
    on = models.DateField()
    means = models.CharField(max_length=40)
    reached = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.on} {self.means}"


def stored_name(attachment: "Attachment", name: str) -> str:
    """Return a random place for an uploaded file: its own name is data, never a path."""
    return f"applications/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file that came with an application, stored under a random name with its hash."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_name)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """What a service account may do; no scope performs an act, since acts are done by people."""

    SUBMIT = "submit", _("Send applications in")
    STATUS = "read_status", _("Read where its applications stand")
    LETTERS = "read_letters", _("Read the letters that answer its applications")


class ServiceAccount(models.Model):
    """A platform that sends applications to named agencies and follows them: one account for a portal of a whole province.

    It is no officer: it holds no role, so that whatever asks for one refuses it. Of its token only a hash is kept.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="service_accounts", help_text=_("Who answers for it")
    )
    name = models.CharField(max_length=80, unique=True)
    agencies = models.ManyToManyField(Agency, related_name="+", help_text=_("For which it may act"))
    scopes = models.JSONField(default=list)
    key = models.CharField(max_length=16, unique=True)  # the part of the token that is no secret
    token_sha256 = models.CharField(max_length=64)
    requests_per_minute = models.PositiveIntegerField(default=600)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")

    is_authenticated = True
    is_anonymous = False
    is_superuser = False
    roles: frozenset[str] = frozenset()

    class Meta:
        ordering = ["name"]
        verbose_name = _("service account")
        verbose_name_plural = _("service accounts")

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Say whether it was not revoked; whether it has expired is asked with the clock, by who reads its token."""
        return self.revoked_at is None

    def has_role(self, *codes: str) -> bool:
        """Say that it holds none of the roles: what a person must do, it cannot."""
        return False


class Submission(models.Model):
    """Which service account sent an application, and what it was last told of it."""

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="submission")
    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="submissions")
    told = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.account}: {self.application_id}"
