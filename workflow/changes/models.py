"""What changed for the platforms that sent applications: rows written with the event that changed it, numbered once committed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from intake.models import Application, ServiceAccount


class ChangeKind(models.TextChoices):
    """What a platform is told."""

    STATUS = "status", _("Where the application stands")
    LETTER = "letter", _("A letter has left and its PDF can be fetched")


class Change(AppendOnlyModel):
    """One thing to tell one platform; it has no position until it is committed and, for a letter, until its PDF is there.

    Identity numbers of rows are given before the commit, so that an earlier one may become visible after a later one: a
    reader that remembers the last number would lose it. Positions are given afterwards, under a lock (docs/decisions/0077).
    """

    DELETE_REFUSED = "告知平台的变更记录不能删除"

    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="changes")
    application = models.ForeignKey(Application, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    standing = models.JSONField()  # as it was told: state, days, number of the case; nothing personal
    letter = models.ForeignKey("notices.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    position = models.PositiveBigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="letter", letter__isnull=False) | Q(kind="status", letter__isnull=True),
                name="change_of_a_letter_names_it",
            ),
            models.UniqueConstraint(fields=["letter"], condition=Q(letter__isnull=False), name="letter_told_once"),
        ]
        indexes = [
            models.Index(fields=["account", "position"]),
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="change_without_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.application_id}"


class FeedCounter(models.Model):
    """The last position that was given; its one row is the lock under which positions are given."""

    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("feed counter")
        verbose_name_plural = _("feed counters")

    def __str__(self) -> str:
        return str(self.last)
