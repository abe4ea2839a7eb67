"""The scoring sheet of the units: every number with its evidence, and the form with which a supervisor enters a mark."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from agencies.forms.fields import RefusableForm
from agencies.organisation.models import Agency
from agencies.text.language import reads_chinese
from law import Refused
from reporting import workbooks
from reporting.pages import MOST_ROWS_SHOWN, workbook_response
from reporting.quality.models import SupervisorMark
from reporting.scores import marks
from reporting.scores import services as score_services
from reporting.scores.forms import MarkForm, WithdrawalForm
from reporting.scores.occurrences import Occurrence, occurrence_sheet
from reporting.statistics.pages import CountedRowsPage, PeriodPage
from reporting.statistics.periods import AskedPeriod, Period
from workflow.cases.policy import visible_agencies
from workflow.form_fields import ActChoiceForm
from workflow.labels import said

FEW_CASES = 30  # cases; the score of fewer says little


class ScoresPage(PeriodPage):
    """The scoring sheet of the units, each number with its evidence; as a workbook with `?as=xlsx`."""

    def get(self, request):
        """Show the sheet, or answer with it as a workbook."""
        asked, refused = self.asked()
        if request.GET.get("as") == "xlsx":
            return workbook_response(
                workbooks.write_workbook([(_("Scoring sheet"), *self.sheet(asked))]), "scores.xlsx"
            )
        return self.page(asked, refused=refused)

    def post(self, request):
        """Enter a mark or take one back; who is no supervisor of the unit's government gets 404."""
        asked, _refused = self.asked()
        units, act = self.markable(), ActChoiceForm(request.POST, acts=("mark", "withdraw")).chosen()
        if not units or not act:
            raise Http404
        if act == "mark":
            form = MarkForm(request.POST, units=units)
        else:
            form = WithdrawalForm(request.POST, marks=SupervisorMark.objects.filter(agency__in=units))
        valid = form.is_valid()
        if {"unit", "mark"} & form.errors.keys():  # not among those that the page offers
            raise Http404
        try:
            done = valid and (self.entered(form.cleaned_data) if act == "mark" else self.taken_back(form.cleaned_data))
        except Refused as error:
            form.refuse(error, said(error))
            done = ""
        if not done:
            return self.page(asked, form=form, status=422)
        messages.success(request, done)
        return redirect(f"{request.path}?{asked.address()}#marks")

    def entered(self, given: dict) -> str:
        """Enter the mark that was typed; return what to say."""
        by_hand = score_services.load_score_sheet().by_hand
        mark = marks.enter_mark(**given, allowed=tuple(by_hand), by=self.request.user, now=self.now)
        return _("Entered: %(unit)s, %(item)s, %(day)s") % {
            "unit": mark.agency.name,
            "item": label_of(by_hand[mark.item]),
            "day": mark.on,
        }

    def taken_back(self, given: dict) -> str:
        """Take back the mark that was named; return what to say."""
        mark = marks.withdraw_mark(given["mark"].pk, given["reason"], by=self.request.user, now=self.now)
        return _("Withdrawn: %(unit)s, %(day)s") % {"unit": mark.agency.name, "day": mark.on}

    def markable(self) -> list[Agency]:
        """Return the units that the reader may mark, in their order."""
        if not self.request.user.has_role("supervisor"):
            return []
        seen = visible_agencies(self.request.user).select_related("parent__parent").order_by("code")
        return [unit for unit in seen if marks.may_mark(self.request.user, unit)]

    def page(
        self, asked: AskedPeriod, *, refused=None, form: RefusableForm | None = None, status: int = 200
    ) -> HttpResponse:
        """Render the sheet; what was typed stays in its fields."""
        by, found = score_services.load_score_sheet(), score_services.scores_of_units(asked.period, self.today)
        rows = [(one, [(one.points[group.key], self.cells(one, group)) for group in by.groups]) for one in found]
        markable = self.markable()
        context = {
            "groups": [
                (group, label_of(group), [(item, label_of(item)) for item in group.items]) for group in by.groups
            ],
            "rows": rows,
            "refused": refused,
            "few": FEW_CASES,
            "entries": [
                (entry, label_of(by.by_hand[entry.item]) if entry.item in by.by_hand else entry.item)
                for entry in marks.mark_entries(asked.period)
            ],
            "markable": markable,
            "mine": {unit.pk for unit in markable},
            "by_hand": [(item, label_of(item)) for item in by.by_hand.values()],
            "refused_form": form,
            "mark_form": form if isinstance(form, MarkForm) else MarkForm(initial={"on": self.today}, units=markable),
        }
        return self.show("reporting/scores/scores.html", status, **self.period_context(asked) | context)

    def cells(self, one: score_services.UnitScore, group: score_services.ScoreGroup) -> list[tuple]:
        """Return the numbers of a unit in one group: item, name, number."""
        return [(item, label_of(item), one.counted[item.key]) for item in group.items]

    def sheet(self, asked: AskedPeriod) -> tuple[list[str], list[list]]:
        """Return head and rows of the workbook."""
        by, found = score_services.load_score_sheet(), score_services.scores_of_units(asked.period, self.today)
        head = [_("Unit"), _("Cases"), *(label_of(item) for item in by.items)]
        head += [f"{label_of(group)} ({group.full})" for group in by.groups]
        rows = [
            [
                one.unit.name,
                one.cases,
                *(one.counted[item.key] for item in by.items),
                *(one.points[group.key] for group in by.groups),
            ]
            for one in found
        ]
        return head, rows


class ScoreRowsPage(CountedRowsPage):
    """What a number of the scoring sheet rests on: cases, proceedings or occurrences."""

    def counted_rows(self, period: Period, table: str, row: str, column: str) -> QuerySet | list[Occurrence]:
        """Return the evidence; raise KeyError or Refused where there is no such number."""
        return score_services.rows_counted_by(period, row, column, self.today)

    def label(self, period: Period, table: str, row: str, column: str) -> str:
        """Return what the number is called."""
        item = {each.key: each for each in score_services.load_score_sheet().items}[column]
        unit = visible_agencies(self.request.user).get(pk=row)
        return f"{unit} × {label_of(item)}"

    def first_rows(self, counted: QuerySet | list[Occurrence]) -> dict:
        """Return the first rows by what they are."""
        return (
            {"occurrences": counted[:MOST_ROWS_SHOWN]}
            if isinstance(counted, list)
            else self.first_rows_by_kind(counted)
        )

    def download(self, counted: QuerySet | list[Occurrence], name: str) -> FileResponse:
        """Answer with the whole list, whatever it is a list of."""
        if isinstance(counted, list):
            return workbook_response(
                workbooks.write_workbook([(_("Occurrences"), *occurrence_sheet(counted))]), "list.xlsx"
            )
        return self.workbook_of_rows(counted, name)


def label_of(item: score_services.ScoreItem | score_services.ScoreGroup) -> str:
    """Return what an item or a group is called in the reader's language."""
    return item.label if reads_chinese() else item.english
