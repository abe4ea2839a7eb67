"""The words that an office adapts at places of its letters, version by version."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer


class WordingStatus(models.TextChoices):
    """Where a version of adapted words stands."""

    DRAFT = "draft", _("Waiting for release")
    RELEASED = "released", _("In use")
    RETIRED = "retired", _("No longer in use")


class Wording(AppendOnlyModel):
    """One version of the words that an agency adapts at one place of its letters; a changed text is a new version."""

    DELETE_REFUSED = "可改的文字只能停用，不能删除"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="wordings")
    place = models.CharField(max_length=20)
    kind = models.CharField(max_length=40, blank=True)  # "": every letter
    version = models.PositiveIntegerField()
    text = models.TextField()
    status = models.CharField(max_length=10, choices=WordingStatus.choices, default=WordingStatus.DRAFT)
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place", "kind", "-version"]
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            models.UniqueConstraint(fields=["agency", "place", "kind", "version"], name="wording_version_once"),
            models.UniqueConstraint(
                fields=["agency", "place", "kind"], condition=Q(status="released"), name="wording_released_once"
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("written_by")), name="wording_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_by__isnull=False, released_at__isnull=False),
                name="wording_released_by_somebody",
            ),
            models.CheckConstraint(condition=Q(status__in=WordingStatus.values), name="wording_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind or '*'} v{self.version}"
