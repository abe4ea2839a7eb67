"""The pages of the numbers (words, registers, marks), and the page on which anyone may verify a letter."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.throttling import SimpleRateThrottle

from agencies.models import Agency
from law import Refused
from notices import policy
from notices.letters import numbering
from notices.letters import verification_code as verification
from notices.letters.models import SeriesWord
from notices.register import selectors as register
from notices.register.forms import MarkForm, WordsForm
from notices.verification.uploads import MOST_BYTES, HashOnly

LONGEST_CODE = 200  # characters; more is no code
ON_A_PAGE = 200  # lines of a register


def sentence(refused: Refused) -> str:
    """Return a refusal in the reader's language."""
    return str(refused) if (get_language() or "").startswith("zh") else refused.english


@method_decorator(never_cache, "dispatch")
class Desk(LoginRequiredMixin, View):
    """A page of the numbers; an agency that one may not see is 404."""

    def agency(self, code: str) -> Agency:
        """Return the agency of the address."""
        return get_object_or_404(policy.register_agencies(self.request.user), code=code)

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page of the desk."""
        user = self.request.user
        base = {
            "today": timezone.localdate(),
            "may_register": policy.may_keep(user, user.agency),
            "sees_cases": policy.sees_cases(user),
            "here": "numbers",
        }
        return render(self.request, template, base | context, status=status)


class Numbers(Desk):
    """The numbers of one's own agency."""

    def get(self, request):
        agency = request.user.agency
        if agency is None or not policy.register_agencies(request.user).exists():
            raise Http404
        return redirect("numbers-of", agency.code)


class NumbersOf(Desk):
    """The series of an agency: words in force, counters, registers, and the forms of those who may."""

    def get(self, request, code):
        return self.page(self.agency(code))

    def page(self, agency: Agency, *, words=None, mark=None, status=200):
        """Show the page, with a form that was refused kept as it was typed."""
        user, today = self.request.user, timezone.localdate()
        rows = list(register.all_series(Agency.objects.filter(pk=agency.pk)))
        others = policy.register_agencies(user).filter(active=True)
        return self.show(
            "numbers/numbers.html",
            status,
            agency=agency,
            others=others if len(others) > 1 else [],
            families=[(family.label, form) for family, form in numbering.forms_in_force(agency, today).items()],
            settings=SeriesWord.objects.filter(agency=agency).select_related("set_by"),
            rows=[(row, register.summary(row)) for row in rows],
            faults=register.faults(Agency.objects.filter(pk=agency.pk)),
            words=(words or WordsForm(initial={"from_on": today})) if policy.may_set_words(user, agency) else None,
            mark=(mark or self.mark_form(agency, rows)) if policy.may_raise(user, agency) else None,
        )

    def mark_form(self, agency: Agency, rows, data=None) -> MarkForm:
        """Return the form of a high-water mark with the series that the agency has."""
        forms = list(numbering.forms_in_force(agency, timezone.localdate()).values())
        series = list(dict.fromkeys([*(form.series for form in forms if form), *(row.series for row in rows)]))
        return MarkForm(data, series=series, initial={"year": timezone.localdate().year})


class SetWords(NumbersOf):
    """Set the words of a family from a day on."""

    http_method_names = ["post"]

    def post(self, request, code):
        agency = self.agency(code)
        if not policy.may_set_words(request.user, agency):
            raise Http404
        form = WordsForm(request.POST)
        if not form.is_valid():
            return self.page(agency, words=form, status=422)
        try:
            numbering.set_words(agency=agency, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused, sentence(refused))
            return self.page(agency, words=form, status=422)
        messages.success(request, _("The words are set; numbers that were given keep theirs."))
        return redirect("numbers-of", agency.code)


class RaiseMark(NumbersOf):
    """Lift a series to the last number that was used outside this system."""

    http_method_names = ["post"]

    def post(self, request, code):
        agency = self.agency(code)
        if not policy.may_raise(request.user, agency):
            raise Http404
        form = self.mark_form(agency, register.all_series(Agency.objects.filter(pk=agency.pk)), request.POST)
        if not form.is_valid():
            return self.page(agency, mark=form, status=422)
        given = {name: form.cleaned_data[name] for name in ("series", "year", "last", "reason")}
        try:
            numbering.raise_mark(agency=agency, actor=request.user, now=timezone.now(), **given)
        except Refused as refused:
            form.refuse(refused, sentence(refused))
            return self.page(agency, mark=form, status=422)
        messages.success(request, _("The mark is on record; the next letter gets the number after it."))
        return redirect("numbers-of", agency.code)


class Register(Desk):
    """Every number of one series and year: its letter, void or superseded, or why it has none."""

    def get(self, request, code, pk):
        agency = self.agency(code)
        series = get_object_or_404(register.all_series(Agency.objects.filter(pk=agency.pk)), pk=pk)
        lines = list(register.entries(series))[::-1]
        page = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
        return self.show(
            "numbers/register.html",
            agency=agency,
            series=series,
            page=page,
            summary=register.summary(series),
            # Letters name applicants: those who see no case see no letter.
            opens=policy.sees_cases(request.user),
        )


class VerifyRate(SimpleRateThrottle):
    """So many questions a minute from one address; the code itself cannot be guessed (100 bits)."""

    scope = "verify"

    def get_cache_key(self, request, view):
        """Count by address, whoever asks."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters("code")], "dispatch")
class Verify(View):
    """Tell anyone whether a letter is ours: in force, superseded, void or unknown, its number and day, and nothing else.

    The code comes in the body of a POST and the QR code has it behind #, so that it is in no log and no Referer.
    A file is hashed while it passes and kept nowhere. The answer has the same shape whatever was asked.
    """

    def get(self, request):
        return self.answer(request)

    def post(self, request):
        rate = VerifyRate()
        if not rate.allow_request(request, self):
            response = self.answer(
                request, 429, refused=_("Too many questions from your address; try again in a minute.")
            )
            response["Retry-After"] = str(int(rate.wait() or 0) + 1)
            return response
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length) > MOST_BYTES + 64 * 1024:
            return self.answer(request, 413, refused=self.too_large())
        handler = HashOnly(request)
        request.upload_handlers = [handler]  # before the body is read, which the check of the form's token does
        return csrf_protect(self.look)(request, handler)

    def look(self, request, handler: HashOnly) -> HttpResponse:
        """Look the code or the hash of the file up."""
        file, code = request.FILES.get("file"), request.POST.get("code", "").strip()
        if handler.too_large:
            return self.answer(request, 413, refused=self.too_large())
        if not code and (file is None or not file.size):
            return self.answer(request, 422, refused=_("Give the code of the letter, or choose its PDF file."))
        found = verification.by_file(file.sha256) if file else verification.by_code(code[:LONGEST_CODE])
        return self.answer(request, asked=True, found=found, by_file=bool(file))

    @staticmethod
    def too_large() -> str:
        """Return the sentence for a file that is no letter of ours by its size alone."""
        return _("The file is larger than 10 MB; no letter is.")

    def answer(self, request, status=200, **context) -> HttpResponse:
        """Render the page."""
        return render(request, "verify/verify.html", context, status=status)
