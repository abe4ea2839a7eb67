"""Stored files that are not as they were kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
