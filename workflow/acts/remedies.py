"""行政复议、行政诉讼、举报投诉：what follows a reply, from its filing to its result (条例51; 2007: 33)."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from law import Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, text
from workflow.cases.act import Act
from workflow.cases.models import RemedyCase, RemedyKind, RemedyResult
from workflow.cases.projection import Remedy
from workflow.form_fields import ActForm, Text

KEY_LENGTH, REFERENCE_LENGTH = (RemedyCase._meta.get_field(name).max_length for name in ("key", "reference"))
LAWSUITS = (RemedyKind.LITIGATION_DIRECT, RemedyKind.LITIGATION_AFTER)
RESULTS = [pair for pair in RemedyResult.choices if pair[0] != RemedyResult.PENDING]


class FileForm(ActForm):
    """Under which number it is kept."""

    reference = Text(_("Case number"))


class FileRemedy(Act):
    """A proceeding of one of the kinds `KINDS` was filed."""

    KINDS = ()
    form = FileForm
    api_fields = {
        "reference": api_fields.words(help_text="Case number", max_length=REFERENCE_LENGTH),
        "key": api_fields.key(),
    }

    def clean(self, context, data):
        kind = self.KINDS[0] if len(self.KINDS) == 1 else choice(data, "kind", "诉讼类型", self.KINDS)
        return {
            "key": text(data, "key", "编号", needed=False, most=KEY_LENGTH) or uuid.uuid4().hex[:8],
            "kind": str(kind),
            "reference": text(data, "reference", "案号", most=REFERENCE_LENGTH),
        }

    def effect(self, projection, event, calendar):
        key = event.data["key"]
        if key in projection.remedies:
            raise Refused("这一复议或者诉讼已经登记过", field="key", english="This proceeding is already on record")
        projection.remedies[key] = Remedy(key, event.data["kind"], event.on, reference=event.data.get("reference", ""))


class FileReconsideration(FileRemedy):
    """收到行政复议."""

    code = "file_reconsideration"
    KINDS = (RemedyKind.RECONSIDERATION,)


class FileLitigationForm(FileForm):
    """With or without a reconsideration before it."""

    kind = forms.ChoiceField(label=_("Kind of lawsuit"), choices=[(kind.value, kind.label) for kind in LAWSUITS])


class FileLitigation(FileRemedy):
    """收到行政诉讼."""

    code = "file_litigation"
    form = FileLitigationForm
    KINDS = LAWSUITS
    api_fields = {  # in this order, which is that of the schema
        "kind": serializers.ChoiceField([kind.value for kind in LAWSUITS]),
        "reference": api_fields.words(help_text="Case number", max_length=REFERENCE_LENGTH),
        "key": api_fields.key(),
    }


class RecordComplaint(FileRemedy):
    """举报投诉."""

    code = "record_complaint"
    KINDS = (RemedyKind.COMPLAINT,)


class ConcludeForm(ActForm):
    """Which proceeding ended, and how."""

    key = forms.ChoiceField(label=_("Proceeding"))
    result = forms.ChoiceField(label=_("Result"), choices=RESULTS)
    KINDS = ()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["key"].choices = [
            (remedy.key, f"{remedy.reference} {remedy.received_on}") for remedy in _pending(self.case, self.KINDS)
        ]


def _pending(case, kinds):
    """Return the proceedings of these kinds that have no result yet."""
    return RemedyCase.objects.filter(case=case, kind__in=kinds, concluded_on__isnull=True)


class ConcludeRemedy(Act):
    """A proceeding of one of the kinds `KINDS` ended with a result."""

    KINDS = ()
    api_fields = {"result": serializers.ChoiceField(RESULTS), "key": api_fields.key()}

    def obstacle(self, user, case):
        if not _pending(case, self.KINDS).exists():
            return Refused("没有待审结的案件", english="No proceeding is pending")
        return None

    def clean(self, context, data):
        result = choice(data, "result", "结果", [code for code, _label in RESULTS])
        pending = _pending(context.case, self.KINDS)
        if data.get("key"):
            pending = pending.filter(key=data["key"])
        remedy = pending.first()
        if remedy is None:
            raise Refused("没有待审结的复议或者诉讼", field="key", english="No such pending proceeding")
        return {"key": remedy.key, "result": result}

    def effect(self, projection, event, calendar):
        remedy = projection.remedies.get(event.data["key"])
        if remedy is None or remedy.concluded_on:
            raise Refused("没有找到待审结的复议或者诉讼", field="key", english="No such pending proceeding")
        if event.on < remedy.received_on:
            raise Refused("结案日期早于收到日期", field="concluded_on", english="Concluded before it was received")
        remedy.result, remedy.concluded_on = event.data["result"], event.on


class ConcludeReconsiderationForm(ConcludeForm):
    """The end of a reconsideration."""

    KINDS = (RemedyKind.RECONSIDERATION,)


class ConcludeReconsideration(ConcludeRemedy):
    """行政复议结果."""

    code = "conclude_reconsideration"
    form = ConcludeReconsiderationForm
    KINDS = (RemedyKind.RECONSIDERATION,)


class ConcludeLitigationForm(ConcludeForm):
    """The end of a lawsuit."""

    KINDS = LAWSUITS


class ConcludeLitigation(ConcludeRemedy):
    """行政诉讼结果."""

    code = "conclude_litigation"
    form = ConcludeLitigationForm
    KINDS = LAWSUITS
