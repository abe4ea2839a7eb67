"""Who acts: agencies, their sections, their officers and the roles that these hold."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.signs import SystemSign  # noqa: F401  Django looks for models here
from law.remedies.instructions import CENTRAL, Bodies


class AgencyKind(models.TextChoices):
    """The kinds of agency that the remedy table tells apart (行政复议法第二十四条至第二十八条)."""

    GOVERNMENT = "government", _("People's government")
    PROVINCIAL_GOVERNMENT = "provincial_government", _("Provincial government")
    GOVERNMENT_OFFICE = "government_office", _("General office of a government")
    DEPARTMENT = "department", _("Department")
    JUSTICE_DEPARTMENT = "justice_department", _("Justice department")
    STATE_COUNCIL_DEPARTMENT = "state_council_department", _("Department of the State Council")
    SUBDISTRICT = "subdistrict", _("Subdistrict office")
    TOWNSHIP = "township", _("Township government")
    DISPATCHED_ORGAN = "dispatched_organ", _("Dispatched organ")
    DISPATCHED_OFFICE = "dispatched_office", _("Dispatched office")
    AUTHORISED_ORGANISATION = "authorised_organisation", _("Organisation authorised by law")
    VERTICAL_AGENCY = "vertical_agency", _("Vertically led agency")
    PROVINCIAL_VERTICAL = "provincial_vertical", _("Agency led vertically below the province")


GOVERNMENTS = (AgencyKind.GOVERNMENT, AgencyKind.PROVINCIAL_GOVERNMENT)
DEPARTMENTS = (
    AgencyKind.DEPARTMENT,
    AgencyKind.JUSTICE_DEPARTMENT,
    AgencyKind.STATE_COUNCIL_DEPARTMENT,
    AgencyKind.PROVINCIAL_VERTICAL,
)
UNDER_DISPATCHED = (AgencyKind.GOVERNMENT, AgencyKind.DEPARTMENT, AgencyKind.JUSTICE_DEPARTMENT)


class AgencyQuerySet(models.QuerySet):
    """Agencies, and the question who stands under whom."""

    def lock(self, pk: int) -> "Agency":
        """Return an agency, locked until the transaction ends: what is numbered for it comes one after the other."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def under(self, agency: "Agency") -> "AgencyQuerySet":
        """Return `agency` and every agency below it, at any depth."""
        children: dict[int | None, list[int]] = {}
        for child, parent in Agency.objects.order_by().values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(child)
        found, queue = [], [agency.pk]
        while queue:
            current = queue.pop()
            found.append(current)
            queue.extend(children.get(current, ()))
        return self.filter(pk__in=found)


class Agency(models.Model):
    """An administrative agency that receives applications (行政机关)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40, choices=AgencyKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # The bodies that a remedy paragraph names (law.md 4.4.2). Empty = follows from kind and parent, or a letter is refused.
    superior_department = models.CharField(max_length=120, blank=True)
    reconsideration_body = models.CharField(max_length=120, blank=True)
    founding_body = models.CharField(max_length=120, blank=True)
    # 行政复议法24④: only for an office that a city's department founded for one of its districts.
    place_government = models.CharField(max_length=120, blank=True)
    court = models.CharField(max_length=120, blank=True)
    online_filing_url = models.CharField(max_length=200, blank=True)
    # What letters say.
    series_word = models.CharField(max_length=20, blank=True, help_text=_("Word of the document number"))
    letterhead = models.CharField(max_length=120, blank=True, help_text=_("Words of the red head; empty: the name"))
    contact_office = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    correction_workdays = models.PositiveSmallIntegerField(default=15)  # law gives no number (条例30), practice 15
    active = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)  # merged, split, renamed or closed (机构改革)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    @property
    def is_government(self) -> bool:
        """Say whether the agency is a government, whose report adds up every agency under it."""
        return self.kind in GOVERNMENTS

    @property
    def founded_by_parent(self) -> bool:
        """Say whether the parent is the department that founded or manages this office or organisation."""
        return self.kind in CENTRAL and self.parent is not None and self.parent.kind in DEPARTMENTS

    @property
    def government_above(self) -> str:
        """Return the government of this agency's level (本级), for a government the one above it, or ""."""
        above = self.parent
        if above is not None and self.founded_by_parent:
            above = above.parent
        if above is None:
            return ""
        # 行政复议法24③ (before 2024: 13②): an organ dispatched by the province stands for a city's government there.
        stands = above.is_government or (above.kind == AgencyKind.DISPATCHED_ORGAN and self.kind in UNDER_DISPATCHED)
        return above.name if stands else ""

    def bodies(self) -> Bodies:
        """Return the names that the remedy paragraph of this agency's letters may need."""
        founded = self.founded_by_parent
        central = founded and self.parent.kind == AgencyKind.STATE_COUNCIL_DEPARTMENT
        return Bodies(
            kind=CENTRAL[self.kind] if central else self.kind,
            name=self.name,
            government=self.government_above,
            superior=self.superior_department,
            reconsideration_body=self.reconsideration_body,
            founding_body=self.founding_body or (self.parent.name if founded else ""),
            place_government=self.place_government,
            court=self.court,
            online_filing_url=self.online_filing_url,
        )


class AgencySuccession(models.Model):
    """An agency that ended and one that went on (机构改革, 国办公开办函〔2019〕14号); the old one keeps its history."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="inheritances")
    on = models.DateField()
    takes_files = models.BooleanField(default=True, help_text=_("Of several successors only one counts the old files"))
    paper = models.CharField(max_length=200, blank=True, help_text=_("Title or number of the notice"))

    class Meta:
        ordering = ["on", "id"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=models.Q(takes_files=True), name="files_go_to_one_successor"
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="nobody_succeeds_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} {self.on}"


class Section(models.Model):
    """A section of an agency that handles applications (承办科室)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="sections")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["agency", "name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="section_once_per_agency")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What an officer does; a person may hold several roles, but never two of the three of one reply."""

    CLERK = "clerk", _("Clerk")
    HANDLER = "handler", _("Handler")
    REVIEWER = "reviewer", _("Legal reviewer")
    SIGNER = "signer", _("Signer")
    SUPERVISOR = "supervisor", _("District supervisor")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("System administrator")


class Officer(AbstractUser):
    """A person of an agency who signs in."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="officers")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="officers")
    display_name = models.CharField(max_length=40, blank=True)
    # A password that somebody else knows, new or reset: nothing opens before it is changed.
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)  # empty: never by a page, so its age is unknown

    class Meta:
        ordering = ["agency", "username"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def roles(self) -> frozenset[str]:
        """Return the codes of the roles that the officer holds, read once per instance."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.grants.values_list("role", flat=True))
        return self._roles

    def has_role(self, *codes: str) -> bool:
        """Say whether the officer holds at least one of the roles."""
        return bool(self.roles.intersection(codes))


class OfficerRole(models.Model):
    """One role held by one officer."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "role"], name="role_once_per_officer"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_role_display()}"


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


class SheetName(models.Model):
    """What a heading or label of an office's own sheets means, as a person has confirmed it (对照)."""

    sheet = models.CharField(max_length=20, help_text=_("Kind of sheet: register"))
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")  # None: for the sheets of all
    column = models.CharField(
        max_length=40, blank=True, help_text=_("Column of the label; empty: the word is a heading")
    )
    written = models.CharField(max_length=200)
    meaning = models.CharField(max_length=40)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["sheet", "column", "written"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "agency", "column", "written"], name="sheet_name_once"),
            models.UniqueConstraint(
                fields=["sheet", "column", "written"], condition=models.Q(agency=None), name="sheet_name_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column}{self.written} → {self.meaning}"


class AccessLog(AppendOnlyModel):
    """Who looked at whose hidden particulars, when and why (查阅日志); only ever added to."""

    DELETE_REFUSED = "查阅日志只能增加，不能删除"

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="accesses")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, help_text=_("Number of the case"))
    what = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="access_has_reason")]
        indexes = [models.Index(fields=["agency", "subject"])]

    def __str__(self) -> str:
        return f"{self.officer} {self.subject}: {self.reason}"


class OfficeAct(models.TextChoices):
    """What may be done to agencies, sections and accounts."""

    ADD_AGENCY = "add_agency", _("Agency entered")
    CHANGE_AGENCY = "change_agency", _("Facts of the agency changed")
    ADD_SECTION = "add_section", _("Section entered")
    RENAME_SECTION = "rename_section", _("Section renamed")
    SUCCEED = "succeed", _("Succession recorded")
    ADD_OFFICER = "add_officer", _("Account opened")
    CHANGE_OFFICER = "change_officer", _("Account changed")
    DEACTIVATE = "deactivate", _("Account closed")
    REACTIVATE = "reactivate", _("Account opened again")
    RESET_PASSWORD = "reset_password", _("Password reset")  # noqa: S105
    CHANGE_PASSWORD = "change_password", _("Own password changed")  # noqa: S105


class OfficeRecord(AppendOnlyModel):
    """Who changed an agency or an account, when, from what to what; never a password. Only ever added to."""

    DELETE_REFUSED = "人员与单位的变更记录只能增加，不能删除"

    act = models.CharField(max_length=20, choices=OfficeAct.choices)
    actor = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")  # None: a command on the server
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="records"
    )  # None: an account without one
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="records")
    changes = models.JSONField(default=list, help_text=_("Rows of field, before and after"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(act__in=OfficeAct.values), name="office_act_known")]
        indexes = [models.Index(fields=["agency", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.officer or self.agency}"


class Demonstration(models.Model):
    """The mark of a system into which the demonstration was loaded: its persons and their password are public."""

    only = models.BooleanField(default=True, unique=True, editable=False)  # one row at most
    loaded_at = models.DateTimeField()
    password = models.CharField(max_length=128)  # as hashed: whoever changed his is no longer offered at the sign-in

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_demonstration")]

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d}"


class SentForm(models.Model):
    """A form that an officer sent, by the key with which its page was drawn; of what was typed only keyed hashes."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    path = models.CharField(max_length=300)
    fields = models.JSONField(default=dict, help_text=_("Hash of every field, by its name"))
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)  # empty: it is being done
    location = models.CharField(max_length=500, blank=True)  # the page that shows what came of it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="form_sent_once")]
        indexes = [models.Index(fields=["officer", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.path} {self.sent_at:%Y-%m-%d %H:%M}"


class FaultKind(models.TextChoices):
    """What may be wrong between the stored files and the rows that name them."""

    MISSING = "missing", _("Gone")
    DAMAGED = "damaged", _("Altered")
    UNREADABLE = "unreadable", _("Unreadable")
    STRANGER = "stranger", _("Named by no row")


class FileFault(models.Model):
    """A stored file that is not as it was kept, or that no row names, for the administrator; one row a file."""

    name = models.CharField(max_length=200, unique=True)  # under MEDIA_ROOT; never what the file was called
    kind = models.CharField(max_length=12, choices=FaultKind.choices)
    about = models.CharField(max_length=200, blank=True)  # whose file it is; names no applicant
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=FaultKind.values), name="file_fault_known")]
        indexes = [
            models.Index(fields=["found_at"], condition=models.Q(resolved_at__isnull=True), name="open_file_faults")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}"
