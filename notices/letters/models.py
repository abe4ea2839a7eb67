"""What was put on paper: drafts, letters, their numbers, and the numbers made void."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer


class Draft(AppendOnlyModel):
    """A composed letter that waits for approval; a changed text is a new row, so what was approved stays."""

    DELETE_REFUSED = "拟稿只能增加，不能删除"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=40)
    regulation = models.CharField(max_length=4)
    dated = models.DateField()  # the day the text was composed for: it chooses the remedy paragraph
    online = models.BooleanField(default=False)
    title = models.CharField(max_length=120)
    facts = models.JSONField()
    html = models.TextField()  # number and date of signing are empty slots
    text = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    law_part = models.JSONField(null=True)  # composition.LawPart; null: drafted before it was kept
    created_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"


class NumberFamily(models.TextChoices):
    """The families of letters that an agency may number apart (law.md 4.2: one sequence per family and year)."""

    REPLY = "reply", _("Replies")
    PROCEDURAL = "procedural", _("Procedural notices")
    INTER_AGENCY = "inter_agency", _("Letters to other agencies")


class SeriesWord(models.Model):
    """The words that a family's numbers bear from a day on (机关代字), as in 瓯公开补; only ever added to."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="series_words")
    family = models.CharField(max_length=12, choices=NumberFamily.choices)
    words = models.CharField(max_length=40)  # what names the series; a form without words names itself
    form = models.CharField(max_length=60, blank=True)  # number_forms.NumberForm; empty: 瓯公开〔2026〕1号
    from_on = models.DateField()  # the first day of signing (成文日期) whose letters bear them
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "family", "-from_on", "-id"]
        verbose_name = _("words of a number series")
        verbose_name_plural = _("words of number series")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="series_has_words"),
            models.CheckConstraint(condition=Q(family__in=NumberFamily.values), name="number_family_known"),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.from_on}"


class NumberSeries(models.Model):
    """The last document number given in one agency, series and year (文号); counted inside the issue.

    The database refuses to count down or to delete: a number that was given is never given again.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="number_series")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["agency", "series", "year"], name="series_once_per_agency_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.last}"

    @property
    def title(self) -> str:
        """Return what the series is called: its words with the year, if its numbers name one."""
        return f"{self.series}〔{self.year}〕" if self.year else self.series


class HighWaterMark(models.Model):
    """A series lifted to a high-water mark: the numbers above `former` up to `last` were used outside this system."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="number_marks")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    former = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=400)
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        db_table = "notices_numbermark"  # as it was made; the guards of the database name it
        ordering = ["agency", "series", "year", "former"]
        verbose_name = _("high-water mark")
        verbose_name_plural = _("high-water marks")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="mark_has_reason"),
            models.CheckConstraint(condition=Q(last__gt=F("former")), name="mark_only_upward"),
        ]
        indexes = [models.Index(fields=["agency", "series", "year"])]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.former}→{self.last}"


class LetterStatus(models.TextChoices):
    """Whether a letter still says what holds; void is told before superseded."""

    VALID = "valid", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    VOID = "void", _("Void")


class Letter(AppendOnlyModel):
    """A letter as issued: number, day, the approved text and the PDF made from it (公文)."""

    DELETE_REFUSED = "已编号的公文不能删除，只能作废"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    regulation = models.CharField(max_length=4)
    series = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(
        null=True, blank=True
    )  # null: a sheet, or an old number that fits no pattern
    number = models.CharField(max_length=80, blank=True)  # empty: a sheet
    dated = models.DateField()
    title = models.CharField(max_length=120)
    addressee = models.CharField(max_length=240, blank=True)
    facts = models.JSONField()
    html = models.TextField(blank=True)  # empty: issued on paper before this system
    content_sha256 = models.CharField(max_length=64, blank=True)  # over the html with its slots empty
    online = models.BooleanField(default=False)
    verification_code = models.CharField(max_length=20, blank=True)  # as printed beside the QR code, without its dashes
    historic = models.BooleanField(default=False)  # brought in from a register
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField()

    # The rendering, done later by whichever worker claims the row.
    pdf = models.FileField(upload_to="letters/%Y", max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    render_error = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "year", "sequence"],
                condition=Q(historic=False),
                name="letter_number_once",
            ),
            models.CheckConstraint(
                # An office's own sheet takes no number: its series is empty.
                condition=Q(historic=True)
                | (~Q(html="") & ~Q(content_sha256="") & Q(sequence__isnull=False) & ~Q(series=""))
                | (~Q(html="") & ~Q(content_sha256="") & Q(sequence__isnull=True, series="", number="")),
                name="letter_has_number_and_text",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "number"]),
            models.Index(fields=["id"], condition=Q(pdf_sha256="", historic=False), name="letter_without_pdf"),
            models.Index(fields=["verification_code"], condition=~Q(verification_code=""), name="letter_by_code"),
            models.Index(fields=["pdf_sha256"], condition=~Q(pdf_sha256=""), name="letter_by_file"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def status(self) -> LetterStatus:
        """Say whether the letter holds; fetch `void_record` and `supersession` with it where many are asked."""
        if hasattr(self, "void_record"):
            return LetterStatus.VOID
        return LetterStatus.SUPERSEDED if hasattr(self, "supersession") else LetterStatus.VALID


class VoidRecord(models.Model):
    """Why the number of a letter is void (作废登记); the number is not given again."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="void_record")
    reason = models.CharField(max_length=400)
    voided_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("void record")
        verbose_name_plural = _("void records")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="void_has_reason")]

    def __str__(self) -> str:
        return f"{self.letter.number}: {self.reason}"


class Supersession(models.Model):
    """Which later letter took the place of a letter (自行纠正、重新作出); only ever added to."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="supersession")
    by = models.ForeignKey(Letter, models.PROTECT, related_name="replaces")
    reason = models.CharField(max_length=400)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("supersession")
        verbose_name_plural = _("supersessions")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="supersession_has_reason"),
            models.CheckConstraint(condition=~Q(letter=F("by")), name="not_superseded_by_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.letter.number} → {self.by.number}"


class SignedCopy(models.Model):
    """The electronically signed copy of a letter's PDF; the unsigned one stays as it is.

    The row is made with the PDF where a signer is set; it waits until the worker signed it or gave up.
    """

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="signed_copy")
    pdf = models.FileField(upload_to="signed/%Y", max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    signer = models.CharField(max_length=400, blank=True)  # as the signer described itself
    signed_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        indexes = [
            models.Index(fields=["id"], condition=Q(pdf_sha256=""), name="copy_to_be_signed"),
            models.Index(fields=["pdf_sha256"], condition=~Q(pdf_sha256=""), name="signed_copy_by_file"),
        ]

    def __str__(self) -> str:
        return f"{self.letter.number} {self.pdf_sha256[:8]}"
