"""What takes two people: passwords that somebody else gave, and roles that wait for the security administrator."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Officer


class PasswordReset(models.Model):
    """A password that was given to an officer by another person: what the owner was told, and what a second person confirmed."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="resets")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")  # null: a command on the server
    at = models.DateTimeField()
    factor = models.BooleanField(default=False)  # the second factor was taken away, the password stayed
    code = models.CharField(max_length=6)  # digits that the owner tells to whoever confirms
    known_at = models.DateTimeField(null=True)  # the owner has said to know of it
    known_from = models.CharField(max_length=43, blank=True)  # address
    denied_at = models.DateTimeField(null=True)  # the owner has said not to have asked for it
    confirmed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("password reset")
        verbose_name_plural = _("password resets")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.officer}"


class RoleRequest(models.Model):
    """Roles that a system administrator asks for somebody: they hold once a security administrator has granted them."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="role_requests")
    roles = models.CharField(max_length=200, help_text=_("Codes, divided by |"))
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("request for roles")
        verbose_name_plural = _("requests for roles")
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=models.Q(decided_at__isnull=True), name="open_role_request_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, granted__isnull=True)
                | models.Q(decided_at__isnull=False, granted__isnull=False),
                name="role_request_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.roles}"
