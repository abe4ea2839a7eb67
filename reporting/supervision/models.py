"""Supervising notes (督办) and their answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.append_only import AppendOnlyModel
from agencies.organisation.models import Officer
from workflow.cases.models import Case


class SupervisionNote(AppendOnlyModel):
    """What a supervisor asks a unit about one of its cases (督办), with the day to answer by; stays as it was sent."""

    DELETE_REFUSED = "督办不能删除"

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervision_notes")
    text = models.CharField(max_length=400)
    answer_by = models.DateField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("supervising note")
        verbose_name_plural = _("supervising notes")
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="supervision_note_says_something")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.answer_by}"

    @property
    def answered(self) -> "SupervisionAnswer | None":
        """Return the answer, or None while the note is open."""
        return getattr(self, "answer", None)


class SupervisionAnswer(AppendOnlyModel):
    """What the unit answered to a supervising note; one answer closes it, a further question is a further note."""

    DELETE_REFUSED = "督办的答复不能删除"

    note = models.OneToOneField(SupervisionNote, models.PROTECT, related_name="answer")
    text = models.CharField(max_length=400)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("answer to a supervising note")
        verbose_name_plural = _("answers to supervising notes")
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="supervision_answer_says_something")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.at}"
