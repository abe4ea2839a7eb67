"""What stood behind a published table, its files, and why a PDF is not drawn yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Officer
from reporting.figures.models import PublishedTable


class Publication(models.Model):
    """What stood behind a published table: the file as it was given out, its checks, the cases behind every cell."""

    table = models.OneToOneField(PublishedTable, models.PROTECT, related_name="publication")
    document = models.TextField()  # the JSON as published; the table's sha256 is the hash of exactly this text
    checks = models.JSONField()
    cells = (
        models.JSONField()
    )  # row path -> column label -> keys of the cases; of the text's numbers by their own names
    figures = models.JSONField(default=list)  # entered figures: key of the agency, indicator, number, evidence, author
    agencies = models.JSONField()  # keys of the agencies that it adds up
    explained = models.JSONField(default=list)  # soft findings with the reasons under which they went out; not public
    reason = models.CharField(max_length=400, blank=True)  # why there is a further version
    published_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.table} v{self.table.version}"


class PublishedFile(models.Model):
    """One of the files in which a version was published, kept as it is given out; anybody may check a copy against its hash."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8)  # html, docx, xlsx, pdf; the JSON is the publication's own document
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["publication", "kind"]
        constraints = [models.UniqueConstraint(fields=["publication", "kind"], name="published_file_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.kind}"


class DrawingFailure(models.Model):
    """Why the PDF of a published version could not be drawn so far; the row goes when it is there."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="drawing_failure")
    reason = models.CharField(max_length=400)
    english = models.CharField(max_length=400)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.reason}"
