"""Where changes are sent, and how far each of them is."""

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from intake.models import ServiceAccount
from workflow.changes.models import Change


class Webhook(models.Model):
    """An address to which the changes of a service account are sent.

    Its secret stands nowhere: it follows from the secret key of the installation and the row's own random part.
    """

    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=400)
    salt = models.CharField(max_length=32)
    reached = models.PositiveBigIntegerField(default=0)  # position up to which deliveries have been made
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [models.UniqueConstraint(fields=["account", "url"], name="webhook_once_per_account")]

    def __str__(self) -> str:
        return self.url

    @property
    def key(self) -> bytes:
        """Return the 32 bytes with which deliveries are signed."""
        return salted_hmac("workflow.webhooks", f"{self.pk}:{self.salt}", algorithm="sha256").digest()


class DeliveryState(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting", _("Waits to be sent")
    DELIVERED = "delivered", _("Taken by the platform")
    DEAD = "dead", _("Given up after a day")


class Delivery(models.Model):
    """One change on its way to one address; sent until it is taken or a day is over, and again where it is replayed."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    change = models.ForeignKey(Change, models.PROTECT, related_name="deliveries")
    progress = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()  # not before; while it is being sent, the end of the claim
    give_up_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["change__position"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["webhook", "change"], name="delivery_once_per_change"),
            models.CheckConstraint(condition=Q(progress__in=DeliveryState.values), name="delivery_state_known"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(progress="waiting"), name="delivery_to_be_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} → {self.webhook_id}: {self.progress}"
