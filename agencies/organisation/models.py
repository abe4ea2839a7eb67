"""Who acts: agencies, their sections, their officers and the roles that these hold."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

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
        if len(found) == sum(len(below) for below in children.values()):
            return self.all()  # every agency there is: a province asks without thousands of keys
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
    # The shortest term that the agency gives for a correction; one under that of law/disputed.py counts as that.
    correction_least_workdays = models.PositiveSmallIntegerField(default=5)
    active = models.BooleanField(default=True)
    opened_on = models.DateField(null=True, blank=True)  # its first day; empty: before everything that is counted here
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


class PlaceKind(models.TextChoices):
    """The kinds of place that a search is asked for by the courts (指导案例101号 and what followed it)."""

    DOCUMENT_SYSTEM = "document_system", _("Document system")
    ARCHIVE_ROOM = "archive_room", _("Archive room")
    BUSINESS_SYSTEM = "business_system", _("Business system")
    SECTION = "section", _("Section")
    OTHER = "other", _("Another place")


class RecordPlace(models.Model):
    """A place where an agency keeps its records: a search for what does not exist goes through them (条例36（四）).

    What was searched in an earlier letter is written in that letter; a place that is struck off is searched no more.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="record_places")
    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["agency", "id"]
        verbose_name = _("place of records")
        verbose_name_plural = _("places of records")
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="record_place_once_per_agency"),
            models.CheckConstraint(condition=models.Q(kind__in=PlaceKind.values), name="record_place_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What an officer does; a person may hold several roles, but never two of the three of one reply."""

    CLERK = "clerk", _("Clerk")
    HANDLER = "handler", _("Handler")
    REVIEWER = "reviewer", _("Legal reviewer")
    SIGNER = "signer", _("Signer")
    HEAD = "head", _("Head of the disclosure office")  # 公开工作机构负责人 (条例33②)
    SUPERVISOR = "supervisor", _("District supervisor")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY = "security", _("Security administrator")


class Officer(AbstractUser):
    """A person of an agency who signs in."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="officers")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="officers")
    display_name = models.CharField(max_length=40, blank=True)
    # A password that somebody else knows, new or reset: nothing opens before it is changed.
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)  # empty: never by a page, so its age is unknown
    session_round = models.PositiveIntegerField(default=0)  # raised by one, every session that began before is over
    has_second_factor = models.BooleanField(default=False)
    held = models.BooleanField(default=False)  # a password was given: nothing opens before a second person confirms
    one_time_digest = models.CharField(max_length=64, blank=True)  # of a random password that was given, while it holds

    class Meta:
        ordering = ["agency", "username"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret=None) -> str:
        """Return what a session is bound to: the password, and the round that ends with every change of roles."""
        salt = "agencies.organisation.models.Officer.session"
        return salted_hmac(salt, f"{self.session_round} {self.password}", secret=secret, algorithm="sha256").hexdigest()

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
