"""延期、说明理由、延迟：consent of the head, and what moves the due day by a letter that must leave in time (条例33②、35; 2007: 24②)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.text.language import reads_chinese
from law import Refused
from law.procedure import ACTS
from law.regulations.texts import REGULATIONS
from workflow.acts.correction import DayForm, TermForm, ended_term, usual_term
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, integer, term_from_receipt, text, text_lines
from workflow.cases.act import Act
from workflow.cases.term.unsent import in_effect, is_heard
from workflow.evidence.consents import NEED_CONSENT, consent_given, why_no_consent
from workflow.form_fields import ActForm, Text
from workflow.papers.case_file import common_facts


def _moved_due_day(case, event, projection) -> dict:
    """Return what a letter says that moves the due day: by how much, from when to when, who agreed."""
    return {
        "workdays": event.data["workdays"],
        "former_due_on": case.due_on.isoformat(),
        "due_on": projection.due_on.isoformat(),
        "approved_by": event.data["approved_by"],
        "provisional": projection.provisional,
    }


MOST_DELAYED = 250


def _extended_already(case, code: str) -> Refused | None:
    if case.extended:
        return Refused("已经延期一次", ACTS[code].articles[case.regulation], english="Extended already")
    return None


class ConsentForm(ActForm):
    """To what the head consents, for how long at most, and why."""

    to = forms.ChoiceField(label=_("Consent to"))
    workdays = forms.IntegerField(label=_("Working days at most"), min_value=1, max_value=MOST_DELAYED)
    reason = Text(_("Why the term does not do"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        rows = [(code, ACTS[code]) for code in NEED_CONSENT if self.case.regulation in ACTS[code].articles]
        self.fields["to"].choices = [(code, row.term if reads_chinese() else row.name) for code, row in rows]


class Consent(Act):
    """负责人同意延期: by the head of the disclosure office in person, before the extension or delay is told (条例33②、35)."""

    code = "consent"
    form = ConsentForm
    api_fields = {
        "to": serializers.ChoiceField(list(NEED_CONSENT), help_text="The act that the head consents to"),
        "workdays": api_fields.number(1, MOST_DELAYED, help_text="At most so many working days"),
        "reason": api_fields.words(),
    }

    def obstacle(self, user, case):
        possible = [code for code in NEED_CONSENT if case.regulation in ACTS[code].articles]
        if possible == ["extend"] and (refusal := _extended_already(case, "extend")):
            return refusal
        return None

    def clean(self, context, data):
        to = choice(data, "to", "同意的事项", NEED_CONSENT)
        most = REGULATIONS[context.case.regulation].extension_workdays if to == "extend" else MOST_DELAYED
        if context.case.regulation not in ACTS[to].articles:
            raise Refused("2007 年《条例》下没有“延迟答复”", field="to", english="The 2007 Regulations know no delay")
        if to == "extend" and (refusal := _extended_already(context.case, to)):
            raise refusal
        workdays = integer(data, "workdays", "同意的工作日数", 1, MOST_DELAYED)
        if workdays > most:
            raise Refused(
                f"延长的期限最长不得超过{most}个工作日",
                ACTS[to].articles[context.case.regulation],
                field="workdays",
                english=f"At most {most} days",
            )
        return {
            "to": to,
            "workdays": workdays,
            "reason": text(data, "reason", "同意的理由"),
        }


class ExtendForm(ActForm):
    """By how much, and why; the head has consented before."""

    workdays = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=60)
    reason = Text(_("Reason"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        most = REGULATIONS[self.case.regulation].extension_workdays
        self.fields["workdays"].help_text = _("At most %(most)s, once, and told before the due day.") % {"most": most}


class Extend(Act):
    """延期答复: once, told before the due day."""

    code = "extend"
    form = ExtendForm
    api_fields = {
        "workdays": api_fields.number(1, 60, help_text="At most 20 (条例33②; 2007: 15)"),
        "reason": api_fields.words(),
    }

    def obstacle(self, user, case):
        return _extended_already(case, self.code) or why_no_consent(case, self.code)

    def clean(self, context, data):
        workdays = integer(data, "workdays", "延期工作日数", 1, 60)
        reason = text(data, "reason", "延期理由")
        return {"workdays": workdays, "reason": reason} | consent_given(context.case, self.code, workdays, context.on)

    def letter_facts(self, case, event, projection):
        return common_facts(case) | {"reason": event.data["reason"]} | _moved_due_day(case, event, projection)


class RequestReasonsForm(TermForm):
    """What exceeds the reasonable, and what is to be explained."""

    count_facts = Text(_("What exceeds the reasonable: how many applications, since when, about what"), rows=3)
    points = Text(_("What is to be explained, one point a line"), rows=3)
    count_table = Text(_("Table of the applications on file (not printed)"))
    term_workdays = forms.IntegerField(label=_("Term in working days"), min_value=1, max_value=60, required=False)


class RequestReasons(Act):
    """要求说明理由: of applications whose number plainly exceeds the reasonable (条例35)."""

    code = "request_reasons"
    form = RequestReasonsForm
    api_fields = {
        "count_facts": api_fields.words(help_text="What exceeds the reasonable (条例35)"),
        "points": api_fields.lines("What is to be explained"),
        "count_table": api_fields.words(help_text="Table of the applications on file; not printed"),
        "term_workdays": api_fields.term_workdays(),
    }

    def obstacle(self, user, case):
        if in_effect(case, self.code):
            return Refused("已经要求过说明理由", "条例35", english="Reasons were asked for already")
        return None

    def clean(self, context, data):
        return {
            "count_facts": text(data, "count_facts", "数量、频次明显超过合理范围的事实"),
            "points": text_lines(data, "points", "要求说明的事项"),
            "count_table": text(data, "count_table", "申请数量、频次统计表"),
            "term_workdays": integer(
                data, "term_workdays", "说明理由的期限（工作日）", 1, 60, usual_term(context.case.agency)
            ),
        }

    def letter_facts(self, case, event, projection):
        names = ("count_facts", "points", "term_workdays", "count_table")
        return common_facts(case) | {name: event.data[name] for name in names}

    def effect(self, projection, event, calendar):
        projection.waiting_until = term_from_receipt(event, calendar, int(event.data.get("term_workdays") or 15))


class ReceiveReasonsForm(ActForm):
    """What the applicant explains."""

    text = Text(_("The reasons that the applicant gives"), rows=3)


class ReceiveReasons(Act):
    """收到说明的理由."""

    code = "receive_reasons"
    form = ReceiveReasonsForm
    api_fields = {"text": api_fields.words()}

    def obstacle(self, user, case):
        return None if is_heard(case, "request_reasons") else self.wrong_state(case)

    def clean(self, context, data):
        return {"text": text(data, "text", "申请人说明的理由", verbatim=True)}


class LapseReasons(Act):
    """逾期未说明理由."""

    code = "lapse_reasons"
    form = DayForm

    def clean(self, context, data):
        return {"term_ended_on": ended_term(context, "request_reasons", "说明理由告知书", "记为逾期未说明理由")}


class DelayForm(ActForm):
    """By how much, and on which finding; the head has consented before."""

    workdays = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=MOST_DELAYED)
    finding = Text(_("Why the reasons are accepted and why the term does not do"), rows=3)


class Delay(Act):
    """延迟答复: a reasonable term, once, after the applicant's reasons were accepted (条例35)."""

    code = "delay"
    form = DelayForm
    api_fields = {
        "workdays": api_fields.number(1, MOST_DELAYED),
        "finding": api_fields.words(),
    }

    def obstacle(self, user, case):
        if not case.last_event("receive_reasons"):
            return Refused(
                "申请人说明理由以后，才能确定延迟答复的期限",
                "条例35",
                english="A delay needs the applicant's reasons first",
            )
        if in_effect(case, self.code):
            return Refused("已经确定过延迟答复的期限", "条例35", english="Delayed already")
        return why_no_consent(case, self.code)

    def clean(self, context, data):
        workdays = integer(data, "workdays", "延迟的工作日数", 1, MOST_DELAYED)
        finding = text(data, "finding", "认可理由、需要延迟的说明")
        return {"workdays": workdays, "finding": finding} | consent_given(context.case, self.code, workdays, context.on)

    def letter_facts(self, case, event, projection):
        reasons = case.last_event("receive_reasons")
        told = {"reasons_on": reasons.on.isoformat(), "finding": event.data["finding"]}
        return common_facts(case) | told | _moved_due_day(case, event, projection)
