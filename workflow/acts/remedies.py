"""行政复议、行政诉讼、举报投诉：what follows a reply, from its filing to its result (条例51; 2007: 33)."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from law import Refused
from law.remedies.respondent import knows_simplified_procedure
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, text
from workflow.cases.act import Act
from workflow.cases.models import RemedyCase, RemedyKind, RemedyResult
from workflow.cases.proceedings import ANSWERED_KINDS, SIMPLIFIED
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


PROCEDURES = (("ordinary", _("Ordinary procedure")), (SIMPLIFIED, _("Simplified procedure")))


class FileReconsiderationForm(FileForm):
    """In which procedure it is heard, on which the agency's term depends."""

    procedure = forms.ChoiceField(label=_("Procedure"), choices=PROCEDURES)


class FileReconsideration(FileRemedy):
    """收到行政复议; the procedure decides whether the agency answers within ten or five working days (行政复议法48、54)."""

    code = "file_reconsideration"
    form = FileReconsiderationForm
    KINDS = (RemedyKind.RECONSIDERATION,)
    api_fields = {
        **FileRemedy.api_fields,
        "procedure": serializers.ChoiceField(PROCEDURES, required=False, help_text="Default: ordinary"),
    }

    def clean(self, context, data):
        kept = super().clean(context, data)
        if (data.get("procedure") or "ordinary") == "ordinary":
            return kept
        procedure = choice(data, "procedure", "审理程序", [code for code, _label in PROCEDURES])
        if not knows_simplified_procedure(context.on):
            raise Refused(
                "2024年1月1日以前的行政复议没有简易程序",
                "行政复议法53、90",
                field="procedure",
                english="Simplified procedure exists since 2024-01-01",
            )
        return kept | {"procedure": procedure}


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


def _unanswered(case):
    """Return the reconsiderations and lawsuits to which no answer is on record."""
    proceedings = RemedyCase.objects.filter(case=case, kind__in=list(ANSWERED_KINDS))
    if not proceedings.exists():
        return proceedings.none()
    return proceedings.exclude(key__in=[answer.data["key"] for answer in case.events_of("respond")])


class RespondForm(ActForm):
    """What was handed in to which proceeding."""

    key = forms.ChoiceField(label=_("Proceeding"))
    handed_in = Text(
        _("What was handed in"),
        rows=3,
        help_text=_(
            "The answer with evidence and bases: that it was published and told, that the search was full, whose the "
            "information is, the earlier reply to the same applicant, the level and term of secrecy."
        ),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["key"].choices = [
            (remedy.key, f"{remedy.reference} {remedy.received_on}") for remedy in _unanswered(self.case)
        ]


class Respond(Act):
    """提交答复、答辩: the agency's answer with its evidence was handed in (行政复议法48、54; 行政诉讼法67)."""

    code = "respond"
    form = RespondForm
    api_fields = {
        "handed_in": api_fields.words(help_text="What was handed in: the answer, evidence, bases"),
        "key": api_fields.key(),
    }

    def obstacle(self, user, case):
        if not _unanswered(case).exists():
            return Refused("没有待答复的行政复议或者行政诉讼", english="No proceeding waits for an answer")
        return None

    def clean(self, context, data):
        handed_in = text(data, "handed_in", "提交的材料")
        unanswered = _unanswered(context.case)
        if data.get("key"):
            unanswered = unanswered.filter(key=data["key"])
        remedy = unanswered.first()
        if remedy is None:
            raise Refused(
                "没有这一件待答复的复议或者诉讼", field="key", english="No such proceeding waits for an answer"
            )
        return {"key": remedy.key, "handed_in": handed_in}

    def effect(self, projection, event, calendar):
        remedy = projection.remedies.get(event.data["key"])
        if remedy is None or remedy.kind not in ANSWERED_KINDS:
            raise Refused("没有找到这一件复议或者诉讼", field="key", english="No such proceeding")
        if event.on < remedy.received_on:
            raise Refused("提交答复的日期早于收到日期", field="on", english="Answered before it was received")
        if remedy.concluded_on and event.on > remedy.concluded_on:
            raise Refused("提交答复的日期晚于结案日期", field="on", english="Answered after it was concluded")


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
