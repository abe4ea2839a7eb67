"""Who looked at hidden particulars, and who changed an agency or an account; rows are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer


class LookKind(models.TextChoices):
    """What of an application was looked at (查阅内容)."""

    APPLICANT = "applicant", _("Particulars of the applicant")
    SCAN = "scan", _("File that came with the application")
    LETTER = "letter", _("Letter or draft")
    PACKAGE = "package", _("Archive package")
    ADDRESS = "address", _("Address for the post")
    PRINT = "print", _("Letter printed for the post")
    EXPORT = "export", _("Register written out")


class AccessLog(AppendOnlyModel):
    """Who looked at whose hidden particulars or papers, when and why (查阅日志); only ever added to.

    A look beyond the bound of a day is a row too, with `refused`: it showed nothing, and the auditor reads it first.
    """

    DELETE_REFUSED = "查阅日志只能增加，不能删除"

    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="accesses"
    )  # None: a command on the server
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, help_text=_("Number of the case"))
    # Of the application; no foreign key, since this floor knows of none. None: rows from before 2026-12.
    application_key = models.BigIntegerField(null=True)
    what = models.CharField(max_length=40, choices=LookKind.choices)
    reason = models.CharField(max_length=200)
    refused = models.BooleanField(default=False)
    door = models.CharField(max_length=200, blank=True, help_text=_("Address that was opened"))
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="access_has_reason")]
        indexes = [
            models.Index(fields=["agency", "subject"]),
            models.Index(fields=["officer", "at"], name="access_by_officer"),
            models.Index(fields=["application_key"], name="access_by_application"),
        ]

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


class Chain(models.TextChoices):
    """Which rows are linked to each other by a keyed hash."""

    ACCESS = "access", _("Who looked")
    RECORDS = "records", _("Records of changes")


class ChainLink(AppendOnlyModel):
    """One row of the log or of the records, hashed with a key together with all before it; only ever added to."""

    DELETE_REFUSED = "日志的链只能增加，不能删除"

    chain = models.CharField(max_length=10, choices=Chain.choices)
    seq = models.BigIntegerField(help_text=_("Place in the chain, from 1, without gaps"))
    row_id = models.BigIntegerField(help_text=_("Key of the row"))
    form = models.PositiveSmallIntegerField(help_text=_("Which columns are hashed"))
    key = models.CharField(max_length=16, help_text=_("Name of the key"))
    mac = models.CharField(max_length=64, help_text=_("HMAC-SHA-256 over the link before and the row"))

    class Meta:
        ordering = ["chain", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="chain_without_forks"),
            models.UniqueConstraint(fields=["chain", "row_id"], name="row_once_in_its_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"
