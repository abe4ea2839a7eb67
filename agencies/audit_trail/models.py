"""Who looked at hidden particulars, and who changed an agency or an account; rows are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer


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
