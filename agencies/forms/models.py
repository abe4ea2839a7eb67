"""Forms that were sent, each by the key of its page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Officer


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
