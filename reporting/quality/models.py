"""The kept score of a case, and a supervisor's marks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Agency, Officer
from workflow.cases.models import Case


class SupervisorMark(AppendOnlyModel):
    """What a supervisor saw in a unit and no record tells (评分登记); taken back only by a further row."""

    DELETE_REFUSED = "登记只能以另一条撤回，不能删除"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="marks")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="marks")
    item = models.CharField(max_length=40)  # key of an item of the scoring scheme
    on = models.DateField()  # the day on which it happened
    reason = models.CharField(max_length=400)  # what happened and where it can be looked up
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="withdrawal")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "reporting_supervisionmark"  # as it was made; the guards of the database name it
        ordering = ["-id"]
        verbose_name = _("mark of the supervisor")
        verbose_name_plural = _("marks of the supervisor")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="mark_of_supervisor_has_reason"),
        ]
        indexes = [models.Index(fields=["agency", "item", "on"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on} {self.item}"


class CaseQuality(models.Model):
    """The quality score of a concluded case (案卷质量分); a projection of its records, which can be computed again at any time."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="quality")
    points = models.PositiveSmallIntegerField()
    lost = models.JSONField()  # item -> points lost; what lost nothing is not named
    # What it was made from; where one of them has changed, it is computed again.
    events = models.PositiveIntegerField()  # the case's version
    last_mark = models.BigIntegerField(default=0)  # key of the last mark on the case
    scheme = models.CharField(max_length=16)  # fingerprint of the points
    scored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quality of a case")
        verbose_name_plural = _("quality of cases")
        constraints = [models.CheckConstraint(condition=models.Q(points__lte=100), name="quality_of_a_hundred")]
        indexes = [models.Index(fields=["points"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.points}"
