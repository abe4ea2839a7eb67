"""The words that an agency adapts in its letters: written by one person, released by another, seen on samples first."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.text.statements import refusal_sentence
from law import Refused
from notices import policy
from notices.letters.preview import SAMPLE_KIND, sample_letter
from notices.wording import services as wording
from notices.wording.models import Wording, WordingStatus
from workflow.desk.forms.wording import EVERY, SampleForm, WordingForm
from workflow.desk.views.drafting import refused_sheet
from workflow.desk.views.letters import sheet
from workflow.pages import OfficerPage


class WordingDesk(OfficerPage):
    """A page about adapted words: 404 for anybody but the agency's administrators and legal reviewers."""

    def dispatch(self, request, *args, **kwargs):
        """Hide the pages from those who have no part in it; who has not signed in is asked to."""
        if request.user.is_authenticated and not policy.may_see_wordings(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def version(self, pk: int) -> Wording:
        """Return a version that the officer may see, or 404."""
        query = policy.visible_wordings(self.request.user)
        return get_object_or_404(
            query.select_related("agency__parent", "written_by", "released_by", "retired_by"), pk=pk
        )

    def writer(self) -> None:
        """Answer 404 unless the officer may write."""
        if not policy.may_write_wordings(self.request.user):
            raise Http404


class WordingList(WordingDesk):
    """Every place of a letter, what stands there now, and what waits for release."""

    def get(self, request):
        rows = list(policy.visible_wordings(request.user).select_related("written_by", "released_by", "retired_by"))
        places = [
            {
                "place": place,
                "current": [row for row in rows if row.place == place.code and row.status != WordingStatus.RETIRED],
                "former": [row for row in rows if row.place == place.code and row.status == WordingStatus.RETIRED],
            }
            for place in wording.PLACES.values()
        ]
        may_write = policy.may_write_wordings(request.user)
        waiting = sum(row.status == WordingStatus.DRAFT for row in rows)
        return self.show(
            "workflow/desk/wording/list.html", here="wording", places=places, may_write=may_write, waiting=waiting
        )


class WordingWrite(WordingDesk):
    """Write a new version; the one in use stays in use until somebody else releases this one."""

    def get(self, request):
        self.writer()
        start = {name: request.GET[name] for name in ("place", "kind") if name in request.GET}
        before = Wording.objects.filter(agency=request.user.agency_id, status=WordingStatus.RELEASED, **start).first()
        if before and "place" in start:
            start["text"] = before.text
        start["kind"] = start.get("kind") or EVERY
        return self.page(WordingForm(initial=start))

    def post(self, request):
        self.writer()
        form = WordingForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        given = form.cleaned_data
        row = wording.write(
            agency=request.user.agency,
            place=given["place"],
            kind=given["kind"],
            text=given["text"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Kept as version %(n)s; a legal reviewer releases it.") % {"n": row.version})
        return redirect("wording-version", pk=row.pk)

    def page(self, form, status=200):
        """Show the form with the variables and the lengths."""
        return self.show(
            "workflow/desk/wording/write.html",
            status,
            here="wording",
            form=form,
            variables=[f"{{{name}}}" for name in wording.VARIABLES],
            places=wording.PLACES.values(),
        )


class WordingPreview(WordingDesk):
    """The sample letter with the words as typed so far; nothing is stored."""

    http_method_names = ["post"]

    def post(self, request):
        self.writer()
        form = WordingForm(request.POST)
        if not form.is_valid():
            return refused_sheet([" ".join(texts) for texts in form.errors.values()])
        given = form.cleaned_data
        return sample_sheet(request.user.agency, given["kind"] or given["sample"], given["place"], given["text"])


class WordingVersion(WordingDesk):
    """One version: the words, who wrote and released them, the sample, and the other versions of the place."""

    def get(self, request, pk):
        return self.page(self.version(pk))

    def page(self, row: Wording, refused: str = "", status: int = 200):
        """Show a version, with the reason why an act on it was refused."""
        user, sample = self.request.user, row.kind or chosen_sample(self.request)
        versions = policy.visible_wordings(user).filter(place=row.place, kind=row.kind)
        return self.show(
            "workflow/desk/wording/version.html",
            status,
            here="wording",
            row=row,
            place=wording.PLACES[row.place],
            versions=versions.select_related("written_by", "released_by", "retired_by"),
            before=versions.filter(status=WordingStatus.RELEASED).exclude(pk=row.pk).first(),
            form=SampleForm({"sample": sample}),
            sample=sample,
            may_release=policy.may_release_wording(user, row),
            may_retire=policy.may_retire_wording(user, row),
            may_write=policy.may_write_wordings(user),
            own=row.written_by_id == user.pk,
            refused=refused,
        )


class WordingSheet(WordingDesk):
    """The sample letter with the words of a version."""

    def get(self, request, pk):
        row = self.version(pk)
        return sample_sheet(row.agency, row.kind or chosen_sample(request), row.place, row.text)


class WordingStep(WordingVersion):
    """Release a draft, or take a version out of use."""

    http_method_names = ["post"]

    def post(self, request, pk, code):
        row = self.version(pk)
        may, act, told = {
            "release": (
                policy.may_release_wording,
                wording.release,
                _("Released: letters drafted from now on say it."),
            ),
            "retire": (
                policy.may_retire_wording,
                wording.retire,
                _("Out of use: letters drafted from now on do not say it."),
            ),
        }.get(code, (None, None, ""))
        if act is None:
            raise Http404
        if code == "release" and row.written_by_id == request.user.pk:
            return self.page(row, _("Nobody releases their own words: another legal reviewer does."), 422)
        if not may(request.user, row):
            raise Http404
        try:
            act(row, by=request.user, now=timezone.now())
        except Refused as refused:
            return self.page(self.version(pk), refusal_sentence(refused), 422)
        messages.success(request, told)
        return redirect("wording-version", pk=row.pk)


def chosen_sample(request) -> str:
    """Return the kind of letter that the address asks to see the words in."""
    form = SampleForm(request.GET)
    return form.cleaned_data["sample"] if form.is_valid() else SAMPLE_KIND


def sample_sheet(agency, kind: str, place: str, text: str):
    """Answer with the sample letter in a sandbox, or with what it lacks."""
    try:
        return sheet(sample_letter(agency=agency, kind=kind, place=place, text=text, dated=timezone.localdate()).html)
    except Refused as refused:
        return refused_sheet([refusal_sentence(refused)])
