"""What the agency does: cases, the events that made them what they are, remedies, reminders."""

from copy import copy

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer, Section
from intake.models import ApplicantKind, Application, Channel
from law import procedure
from law.outcomes import OUTCOMES
from workflow.transitions import Transitions


class CaseQuerySet(models.QuerySet):
    """Cases, and which of them count."""

    def counted(self) -> "CaseQuerySet":
        """Leave out those whose registration is annulled: their application counts by the case that remains."""
        return self.exclude(state="annulled")


class Case(Transitions, models.Model):
    """An application in hand (政府信息公开申请案件); every column but the identity is rebuilt by `replay`."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="case")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cases")
    number = models.CharField(max_length=40)

    # Statistical facts of the application as corrected, copied so that a report is one grouped query over one table.
    applicant_kind = models.CharField(max_length=20, choices=ApplicantKind.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    topic = models.CharField(max_length=40, blank=True)
    imported = models.BooleanField(default=False)

    # Projections of the events.
    particulars = models.JSONField(default=dict, blank=True)  # what was corrected, by the field of the application
    state = FSMField(default="registered", protected=True)
    regulation = models.CharField(max_length=4)
    arrived_on = models.DateField()
    received_on = models.DateField()
    unconfirmed = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    waiting_for = models.CharField(max_length=20, blank=True)
    waiting_until = models.DateField(null=True, blank=True)
    open_consultations = models.PositiveSmallIntegerField(default=0)
    extended = models.BooleanField(default=False)
    unsent_notices = models.JSONField(default=list, blank=True)  # decided, not yet left: event, act, last day
    send_by = models.DateField(null=True, blank=True)  # the last day of the first of them
    due_on_if_sent = models.DateField(null=True, blank=True)  # the due day that its leaving sets
    lapse = models.CharField(max_length=20, blank=True)  # correction | payment
    outcome = models.CharField(max_length=20, blank=True)
    grounds = models.CharField(max_length=160, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    timeliness = models.CharField(max_length=10, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    handler = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey("notices.Draft", models.PROTECT, null=True, blank=True, related_name="+")
    drafter = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    approved_sha256 = models.CharField(max_length=64, blank=True)
    calendar_fingerprint = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)  # number of events; two people on one case: the first wins
    head = models.CharField(max_length=64, blank=True)  # hash of the last event

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="case_number_once_per_agency"),
            models.CheckConstraint(condition=models.Q(state__in=list(procedure.STATES)), name="state_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(outcome__in=list(OUTCOMES)), name="outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_on__isnull=True)
                | (~models.Q(outcome="") & models.Q(decided_on__isnull=False)),
                name="outcome_with_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"]),
            models.Index(fields=["agency", "received_on"]),
            models.Index(fields=["agency", "decided_on"]),
            models.Index(  # the order of a list over many agencies: its first page is the first entries
                fields=["due_on", "received_on", "id"],
                condition=models.Q(state__in=procedure.OPEN_STATES),
                name="open_cases_by_due_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def asked(self) -> Application:
        """Return the application as its particulars stand corrected, to be read; what came is `application`."""
        if not self.particulars:
            return self.application
        corrected = copy(self.application)
        for name, value in self.particulars.items():
            setattr(corrected, name, value)
        return corrected

    @property
    def applicant_names(self) -> set[str]:
        """Return under which names the applicant was written to: as it came, and as corrected."""
        return {self.application.applicant_name, self.asked.applicant_name}

    @property
    def is_open(self) -> bool:
        """Say whether the applicant still waits for an answer."""
        return self.state in procedure.OPEN_STATES

    @cached_property
    def standing_events(self) -> list["Event"]:
        """Return the events in effect, read once for all that asks what may be done; a case that was acted on is read anew."""
        return list(self.events.effective().order_by("seq"))

    def events_of(self, *acts: str) -> list["Event"]:
        """Return the events of some acts that are in effect, in the order of their recording."""
        return [event for event in self.standing_events if event.act in acts]

    def last_event(self, *acts: str) -> "Event | None":
        """Return the last event of some acts that is in effect, or None."""
        return next((event for event in reversed(self.standing_events) if event.act in acts), None)

    def refresh_from_db(self, *args, **options) -> None:
        """Read the row anew, and forget the events that were read before."""
        super().refresh_from_db(*args, **options)
        self.__dict__.pop("standing_events", None)

    @property
    def annulled(self) -> bool:
        """Say whether the registration is annulled: kept under its number and counted nowhere."""
        return self.state == "annulled"

    @cached_property
    def destroyed(self) -> bool:
        """Say whether what the case said was destroyed after its term (档案销毁); its figures remain."""
        return self.state == "closed" and hasattr(self, "destruction")


class SearchText(models.Model):
    """Under what a case is found: three lines in the form for comparing, and by whom and which mail it came; never printed."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="search_text")
    text = models.TextField()
    person = models.CharField(max_length=80, blank=True, default="", db_index=True)
    identity = models.CharField(max_length=80, blank=True, default="", db_index=True)  # a blind index
    mail = models.CharField(max_length=40, blank=True, default="", db_index=True)
    marks = models.TextField(blank=True, default="")  # a blind index of each identity number and telephone

    def __str__(self) -> str:
        return f"{self.case_id}"


class EventQuerySet(models.QuerySet):
    """Events, and which of them are in effect."""

    def effective(self) -> "EventQuerySet":
        """Leave out the annulled events and the annulments themselves."""
        annulments = (
            Event.objects.filter(case_id=models.OuterRef("case_id"), act="annul")
            .annotate(annuls=Cast(KT("data__annuls"), models.IntegerField()))
            .filter(annuls=models.OuterRef("seq"))
        )
        return self.exclude(act="annul").filter(~models.Exists(annulments.order_by()))


class Event(AppendOnlyModel):
    """One act, on its legal day; written once, chained by hash to the one before it."""

    DELETE_REFUSED = "办理记录只能增加，不能删除"

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    on = models.DateField()  # the legal day
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict)
    letter = models.ForeignKey("notices.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["case", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.act}"


class DeliveryFact(models.Model):
    """One fact about the service of one letter (送达): posted, delivered or returned; a projection of its event.

    The latest fact about a letter holds; `receipt` is the mail number, the signatory or the sending record.
    """

    class Status(models.TextChoices):
        """What became of the letter."""

        POSTED = "posted", _("Posted")
        DELIVERED = "delivered", _("Delivered")
        RETURNED = "returned", _("Returned")

    case = models.ForeignKey(Case, models.PROTECT, related_name="delivery_facts")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    letter = models.ForeignKey("notices.Letter", models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=Status.choices)
    on = models.DateField()
    receipt = models.CharField(max_length=120)

    class Meta:
        db_table = "workflow_service"  # its name from the beginning
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["posted", "delivered", "returned"]), name="service_status_known"
            )
        ]
        indexes = [models.Index(fields=["receipt"])]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.status} {self.on}"


class RemedyKind(models.TextChoices):
    """The proceedings that follow a reply."""

    RECONSIDERATION = "reconsideration", _("Reconsideration")
    LITIGATION_DIRECT = "litigation_direct", _("Litigation without reconsideration")
    LITIGATION_AFTER = "litigation_after", _("Litigation after reconsideration")
    COMPLAINT = "complaint", _("Complaint")


class RemedyResult(models.TextChoices):
    """The results that table four of the annual form counts."""

    UPHELD = "upheld", _("Upheld")
    CORRECTED = "corrected", _("Corrected")
    OTHER = "other", _("Other result")
    PENDING = "pending", _("Pending")


class RemedyCase(models.Model):
    """A reconsideration, lawsuit or complaint against the agency; a projection of events."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=RemedyKind.choices)
    received_on = models.DateField()
    result = models.CharField(max_length=12, choices=RemedyResult.choices, default=RemedyResult.PENDING)
    concluded_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="remedy_key_once_per_case")]
        indexes = [models.Index(fields=["kind", "received_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on}"


class Reminder(models.Model):
    """A reminder that became due: once per case, rule and day, whatever happens to the queue."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reminders")
    rule = models.CharField(max_length=40)
    day = models.DateField()
    text = models.CharField(max_length=200)
    english = models.CharField(max_length=200)
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, blank=True, related_name="reminders")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["case", "rule", "day"], name="reminder_once")]

    def __str__(self) -> str:
        return self.text
