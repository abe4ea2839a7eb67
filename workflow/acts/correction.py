"""补正：asking the applicant to make the request clear, its answer and its lapse (条例30; 2007: 21（四）)."""

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from agencies.forms.rows import rows_of
from agencies.organisation.models import Agency
from agencies.text.comparing import letters_and_digits, same_text
from law import Refused
from law.disputed import DEFAULTS
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import (
    check_received,
    integer,
    term_from_receipt,
    text,
    text_lines,
)
from workflow.cases.act import Act, ActContext
from workflow.cases.term.unsent import in_effect, is_heard
from workflow.form_fields import ActForm, Rows, Text
from workflow.papers.case_file import common_facts


def shortest_term(agency: Agency) -> int:
    """Return the shortest term in working days that the agency may give for a correction (条例30: 合理的补正期限)."""
    return max(agency.correction_least_workdays, DEFAULTS.correction_least_workdays)


def usual_term(agency: Agency) -> int:
    """Return the term in working days that the agency gives for a correction, never under its shortest."""
    return max(agency.correction_workdays, shortest_term(agency))


class TermForm(ActForm):
    """A letter that sets the applicant a term, by default that of the agency."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("term_workdays", usual_term(self.case.agency))


class RequestCorrectionForm(TermForm):
    """What is unclear and how to make it clear, item by item, and until when."""

    points = Rows(
        _("What is unclear, item by item"),
        [_("What is unclear"), _("How to make it clear")],
        help_text=_("Each item with its guidance: what the applicant may write so that it is clear (article 30)."),
    )
    term_workdays = forms.IntegerField(label=_("Term in working days"), max_value=60, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        field, least = self.fields["term_workdays"], shortest_term(self.case.agency)
        field.validators.append(MinValueValidator(least))
        field.widget.attrs["min"] = least

    def act_data(self) -> dict:
        """Return the items and their guidance as two lists of the same length."""
        rows = rows_of(self.cleaned_data["points"], 2)
        return super().act_data() | {"points": [row[0] for row in rows], "ways": [row[1] for row in rows]}

    def refuse(self, refused, sentence: str) -> None:
        """Show a refusal about the guidance beside the table that has it."""
        self.add_error(
            "points" if refused.field == "ways" else refused.field if refused.field in self.fields else None, sentence
        )


class RequestCorrection(Act):
    """告知补正: once, within seven working days; the term starts anew when the correction comes."""

    code = "request_correction"
    form = RequestCorrectionForm
    api_fields = {
        "points": api_fields.lines("What is unclear, one item each (条例30)"),
        "ways": api_fields.lines("How to make it clear, one for each item in the same order (条例30: 指导和释明)"),
        "term_workdays": api_fields.term_workdays(DEFAULTS.correction_least_workdays),
    }

    def obstacle(self, user, case):
        if not DEFAULTS.allows_second_correction and in_effect(case, self.code):
            return Refused(
                "补正应当一次性告知，已经告知过",
                self.row.articles[case.regulation],
                english="Correction was requested already",
            )
        return None

    def clean(self, context, data):
        points, agency = text_lines(data, "points", "需要补正的事项"), context.case.agency
        ways = self._ways(context, data, points)
        if len({letters_and_digits(point) for point in points}) < len(points):
            raise Refused(
                "需要补正的事项有两项相同；每项写不同的内容",
                self.row.articles[context.case.regulation],
                field="points",
                english="Two of the items are the same",
            )
        term = integer(data, "term_workdays", "补正期限（工作日）", shortest_term(agency), 60, usual_term(agency))
        return {"points": points, "ways": ways, "term_workdays": term}

    def _ways(self, context: ActContext, data: dict, points: list[str]) -> list[str]:
        """Return how to make each point clear; refuse a point without it, and one that its guidance only repeats."""
        given = data.get("ways")
        ways = given if isinstance(given, list) else []
        if len(ways) == len(points):
            for point, way in zip(points, ways, strict=True):
                if not isinstance(way, str) or not way.strip() or same_text(way, point):
                    break
            else:
                return text_lines(data, "ways", "怎样写才算明确")
        raise Refused(
            "每一项需要补正的，都要写明怎样写才算明确（指导和释明）",
            self.row.articles[context.case.regulation],
            field="ways",
            english="Say of every item how to make it clear",
        )

    def letter_facts(self, case, event, projection):
        return common_facts(case) | {name: event.data[name] for name in ("points", "ways", "term_workdays")}

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
    check_received(context, context.case.last_event(asked), letter)
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
