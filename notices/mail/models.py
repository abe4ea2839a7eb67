"""What was done with letters on paper: printed together, addressed, handed to the post; only ever added to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.encryption.fields import EncryptedTextField
from agencies.organisation.models import Agency, Officer

GONE = ("〔已销毁〕",)  # what is left of an address when its case was destroyed


class MailRecord(AppendOnlyModel):
    """A record of what was done; a mistake is put right by a further record."""

    DELETE_REFUSED = "打印和交寄的记录只能增加，不能删除"

    class Meta:
        abstract = True


class MailKind(models.TextChoices):
    """The services of the postal enterprise; no other courier may carry official documents (235号二, 邮政法55)."""

    EMS = "ems", _("EMS")
    REGISTERED = "registered", _("Registered mail")
    ORDINARY = "ordinary", _("Ordinary mail")


class PrintBatch(MailRecord):
    """Letters that one person printed together, by number (打印批次)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField()  # of the merged file, blank backs included
    sha256 = models.CharField(max_length=64)  # of the merged file: it is made again from the letters, never stored
    reason = models.CharField(max_length=200, blank=True)  # of a reprint
    printed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "printed_at"])]

    def __str__(self) -> str:
        return f"#{self.pk}"


class PrintedLetter(MailRecord):
    """One letter of a batch; `round` counts its printings, so that two people cannot print it for the first time."""

    batch = models.ForeignKey(PrintBatch, models.PROTECT, related_name="letters")
    letter = models.ForeignKey("notices.Letter", models.PROTECT, related_name="printings")
    place = models.PositiveSmallIntegerField()
    copies = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["batch_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "round"], name="printing_once_per_round"),
            models.UniqueConstraint(fields=["batch", "place"], name="place_once_per_batch"),
            models.CheckConstraint(condition=models.Q(copies__gte=1), name="at_least_one_copy"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.place}"


class SetAsideLetter(MailRecord):
    """A letter that needs neither printing nor posting here, and why: sent before this system did it, for one."""

    letter = models.OneToOneField("notices.Letter", models.PROTECT, related_name="set_aside")
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        db_table = "notices_setaside"  # as it was made; the guards of the database name it
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="set_aside_has_reason")]

    def __str__(self) -> str:
        return self.reason


class Destination(MailRecord):
    """Where a letter is to go, as typed for it; without one it goes where its application says."""

    letter = models.ForeignKey("notices.Letter", models.PROTECT, related_name="destinations")
    name = models.CharField(max_length=120)
    address = EncryptedTextField(max_length=240, bound_to=("letter_id", "entered_at"), in_clear=GONE)
    postcode = EncryptedTextField(max_length=6, blank=True, bound_to=("letter_id", "entered_at"))
    phone = EncryptedTextField(max_length=40, blank=True, bound_to=("letter_id", "entered_at"))
    reason = models.CharField(max_length=200)
    entered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~models.Q(address=""), name="destination_has_address")]

    def __str__(self) -> str:
        return self.name


class Dispatch(MailRecord):
    """One visit to the postal counter (交寄): the day on it is the day of posting."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    posted_on = models.DateField()
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "posted_on"])]

    def __str__(self) -> str:
        return f"{self.posted_on} #{self.pk}"


class Mailing(MailRecord):
    """One letter of a dispatch, with the address that was on its envelope."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="mailings")
    letter = models.ForeignKey("notices.Letter", models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    mail_number = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    address = EncryptedTextField(max_length=240, bound_to=("dispatch_id", "letter_id"), in_clear=GONE)
    postcode = EncryptedTextField(max_length=12, blank=True, bound_to=("dispatch_id", "letter_id"))
    phone = EncryptedTextField(max_length=40, blank=True, bound_to=("dispatch_id", "letter_id"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "letter"], name="letter_once_per_dispatch"),
            models.CheckConstraint(
                condition=models.Q(kind="ordinary", mail_number="")
                | (models.Q(kind__in=["ems", "registered"]) & ~models.Q(mail_number="")),
                name="recorded_mail_has_its_number",
            ),
        ]
        indexes = [models.Index(fields=["mail_number"])]

    def __str__(self) -> str:
        return self.mail_number or str(self.letter_id)


class UnmatchedMail(MailRecord):
    """What a carrier's list told about a mail number of which no posting was on record."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    mail_number = models.CharField(max_length=20)
    status = models.CharField(max_length=12)
    on = models.DateField()
    source = models.CharField(max_length=64)  # SHA-256 of the list
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "mail_number", "status", "on"], name="unmatched_told_once")
        ]

    def __str__(self) -> str:
        return self.mail_number
