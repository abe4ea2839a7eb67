"""The pages of the numbers: words, registers, high-water marks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.organisation.models import Agency
from agencies.text.statements import refusal_sentence
from law import Refused
from notices import policy
from notices.letters import numbering
from notices.letters.models import SeriesWord
from notices.pages import NoticesPage
from notices.register import selectors as register_selectors
from notices.register.forms import HighWaterMarkForm, NumberWordsForm

LINES_PER_PAGE = 200  # lines of a register


class OwnNumbersPage(NoticesPage):
    """The numbers of one's own agency."""

    def get(self, request):
        agency = request.user.agency
        if agency is None or not policy.register_agencies(request.user).exists():
            raise Http404
        return redirect("numbers-of", agency.code)


class NumbersPage(NoticesPage):
    """The series of an agency: words in force, counters, registers, and the forms of those who may."""

    def get(self, request, code):
        return self.page(self.agency(code))

    def page(self, agency: Agency, *, words=None, mark=None, status=200):
        """Show the page, with a form that was refused kept as it was typed."""
        user, today = self.request.user, timezone.localdate()
        rows = list(register_selectors.all_series(Agency.objects.filter(pk=agency.pk)))
        others = policy.register_agencies(user).filter(active=True)
        return self.show(
            "notices/register/numbers.html",
            status,
            agency=agency,
            others=others if len(others) > 1 else [],
            families=[(family.label, form) for family, form in numbering.forms_in_force(agency, today).items()],
            settings=SeriesWord.objects.filter(agency=agency).select_related("set_by"),
            rows=[(row, register_selectors.series_summary(row)) for row in rows],
            faults=register_selectors.numbering_faults(Agency.objects.filter(pk=agency.pk)),
            words=(words or NumberWordsForm(initial={"from_on": today}))
            if policy.may_set_words(user, agency)
            else None,
            mark=(mark or self.mark_form(agency, rows)) if policy.may_raise_mark(user, agency) else None,
        )

    def mark_form(self, agency: Agency, rows, data=None) -> HighWaterMarkForm:
        """Return the form of a high-water mark with the series that the agency has."""
        forms = list(numbering.forms_in_force(agency, timezone.localdate()).values())
        series = list(dict.fromkeys([*(form.series for form in forms if form), *(row.series for row in rows)]))
        return HighWaterMarkForm(data, series=series, initial={"year": timezone.localdate().year})


class SetNumberWords(NumbersPage):
    """Set the words of a family from a day on."""

    http_method_names = ["post"]

    def post(self, request, code):
        agency = self.agency(code)
        if not policy.may_set_words(request.user, agency):
            raise Http404
        form = NumberWordsForm(request.POST)
        if not form.is_valid():
            return self.page(agency, words=form, status=422)
        try:
            numbering.set_words(agency=agency, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, words=form, status=422)
        messages.success(request, _("The words are set; numbers that were given keep theirs."))
        return redirect("numbers-of", agency.code)


class RaiseHighWaterMark(NumbersPage):
    """Lift a series to the last number that was used outside this system."""

    http_method_names = ["post"]

    def post(self, request, code):
        agency = self.agency(code)
        if not policy.may_raise_mark(request.user, agency):
            raise Http404
        form = self.mark_form(agency, register_selectors.all_series(Agency.objects.filter(pk=agency.pk)), request.POST)
        if not form.is_valid():
            return self.page(agency, mark=form, status=422)
        given = {name: form.cleaned_data[name] for name in ("series", "year", "last", "reason")}
        try:
            numbering.raise_mark(agency=agency, actor=request.user, now=timezone.now(), **given)
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, mark=form, status=422)
        messages.success(request, _("The mark is on record; the next letter gets the number after it."))
        return redirect("numbers-of", agency.code)


class NumberRegister(NoticesPage):
    """Every number of one series and year: its letter, void or superseded, or why it has none."""

    def get(self, request, code, pk):
        agency = self.agency(code)
        series = get_object_or_404(register_selectors.all_series(Agency.objects.filter(pk=agency.pk)), pk=pk)
        lines = list(register_selectors.register_entries(series))[::-1]
        page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
        return self.show(
            "notices/register/register.html",
            agency=agency,
            series=series,
            page=page,
            summary=register_selectors.series_summary(series),
            # Letters name applicants: those who see no case see no letter.
            opens=policy.sees_cases(request.user),
        )
