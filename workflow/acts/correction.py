"""补正：asking the applicant to make the request clear, its answer and its lapse (条例30; 2007: 21（四）)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from law import Refused
from law.disputed import DEFAULTS
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import (
    check_received,
    integer,
    last_of,
    term_from_receipt,
    text,
    text_lines,
)
from workflow.cases.act import Act, ActContext
from workflow.cases.term.unsent import in_effect, is_heard
from workflow.form_fields import ActForm, Text
from workflow.papers.case_file import common_facts


class TermForm(ActForm):
    """A letter that sets the applicant a term, by default that of the agency."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("term_workdays", self.case.agency.correction_workdays)


class RequestCorrectionForm(TermForm):
    """What is to be made clear, how, and until when."""

    points = Text(_("What is unclear, one point a line"), rows=4)
    guidance = Text(_("Guidance: how to make it clear"), rows=2)
    term_workdays = forms.IntegerField(
        label=_("Term in working days"), min_value=DEFAULTS.correction_least_workdays, max_value=60, required=False
    )


class RequestCorrection(Act):
    """告知补正: once, within seven working days; the term starts anew when the correction comes."""

    code = "request_correction"
    form = RequestCorrectionForm
    api_fields = {
        "points": api_fields.lines("What is unclear, one point each (条例30)"),
        "guidance": api_fields.words(help_text="How to make it clear (条例30: 指导和释明)"),
        "term_workdays": api_fields.term_workdays(DEFAULTS.correction_least_workdays),
    }

    def obstacle(self, user, case):
        if not DEFAULTS.second_correction and in_effect(case, self.code):
            return Refused(
                "补正应当一次性告知，已经告知过",
                self.row.articles[case.regulation],
                english="Correction was requested already",
            )
        return None

    def clean(self, context, data):
        return {
            "points": text_lines(data, "points", "需要补正的事项"),
            "guidance": text(data, "guidance", "指导和释明：怎样写才算明确"),
            "term_workdays": integer(
                data,
                "term_workdays",
                "补正期限（工作日）",
                DEFAULTS.correction_least_workdays,
                60,
                context.case.agency.correction_workdays,
            ),
        }

    def letter_facts(self, case, event, projection):
        return common_facts(case) | {name: event.data[name] for name in ("points", "guidance", "term_workdays")}

    def effect(self, projection, event, calendar):
        projection.waiting_until = term_from_receipt(event, calendar, int(event.data.get("term_workdays") or 15))


class ReceivedForm(ActForm):
    """What the applicant sent."""

    text = Text(_("What was received"), required=False, rows=3)


class ReceiveCorrection(Act):
    """收到补正: heard even after the lapse."""

    code = "receive_correction"
    form = ReceivedForm
    api_fields = {"text": api_fields.note()}

    def obstacle(self, user, case):
        return None if is_heard(case, "request_correction") else self.wrong_state(case)

    def clean(self, context, data):
        return {"text": text(data, "text", "内容", needed=False)}

    def effect(self, projection, event, calendar):
        projection.lapse = ""


class DayForm(ActForm):
    """An act that says nothing but its day."""


def ended_term(context: ActContext, asked: str, letter: str, says: str) -> str:
    """Return the last day of a term that has passed without an answer, as text.

    Raises Refused while it runs, or while nobody knows that the `letter` of the act `asked` was received;
    `says` is what therefore cannot be said yet.
    """
    until = context.case.waiting_until
    if until is not None and context.on <= until:
        raise Refused(
            f"期限到 {until} 才届满，还不能{says}", context.article, field="on", english=f"The term runs until {until}"
        )
    check_received(context, last_of(context.case, asked), letter)
    return until.isoformat()


def check_term_is_final(context: ActContext) -> None:
    """Refuse to deem a request abandoned by a term that rests on a calendar not published yet."""
    year = context.case.waiting_until.year
    if not context.days.published(year):
        raise Refused(
            f"{year} 年放假通知还没有公布，期限是暂定的，不能视为放弃",
            context.article,
            field="on",
            english="The term is provisional",
        )


class LapseCorrection(Act):
    """逾期不补正: deemed abandoned (条例30)."""

    code = "lapse_correction"
    form = DayForm

    def clean(self, context, data):
        ended_on = ended_term(context, "request_correction", "补正告知书", "视为放弃")
        check_term_is_final(context)
        return {"term_ended_on": ended_on}

    def effect(self, projection, event, calendar):
        projection.lapse = "correction"
