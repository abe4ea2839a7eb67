"""What the pages of signed files have in common: who sees them, loading a file, applying it and taking it back."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.administration.policy import may_found
from agencies.forms.fields import RefusableForm
from agencies.installation.models import SignedFile
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office import signed_files
from workflow.office.forms.notices import SignedFileStepForm
from workflow.pages import OfficerPage

LONGEST_SIGNATURE = 1000  # bytes that are read of one


class SignedFilesPage(OfficerPage):
    """A page of who keeps calendar and texts; for anybody else it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to who does not; who has not signed in is asked to."""
        if request.user.is_authenticated and not may_found(request.user):
            raise Http404
        return super().dispatch(request, *args, **options)


class SignedFileListPage(SignedFilesPage):
    """Every file of a kind that was loaded, and the form to load one."""

    form: ClassVar[type[RefusableForm]]
    load: ClassVar[Callable[..., SignedFile]]  # keeps a file, or raises Refused
    detail: ClassVar[str]  # the name of the address of one file

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        file, signature = form.cleaned_data["file"], form.cleaned_data["signature"]
        body, signed = file.read(signed_files.MOST_BYTES + 1), signature.read(LONGEST_SIGNATURE)
        try:
            row = self.load(body, file.name, signed, by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(form, 422)
        return redirect(self.detail, row.pk)

    def page(self, form: RefusableForm, status: int = 200) -> HttpResponse:
        """Show the list and the form."""
        raise NotImplementedError


class SignedFileDetailPage(SignedFilesPage):
    """One file, what it would change while it waits, and why what was tried is refused."""

    model: ClassVar[type[SignedFile]]

    def get(self, request, pk):
        return self.page(get_object_or_404(self.model, pk=pk))

    def page(self, row: SignedFile, status: int = 200, refused: str = "") -> HttpResponse:
        """Show the file."""
        raise NotImplementedError


class SignedFileStep:
    """Apply a file, or take it back; stands before the page of one file."""

    http_method_names = ("post",)
    detail: ClassVar[str]
    steps: ClassVar[Mapping[str, Callable[..., SignedFile]]]  # by the word in the address
    in_force: ClassVar[Promise]  # what is said once it is applied

    def post(self, request, pk, code):
        row = get_object_or_404(self.model, pk=pk)
        if code not in self.steps:
            raise Http404
        given = {"reason": SignedFileStepForm(request.POST).sent["reason"]} if code == "back" else {}
        try:
            self.steps[code](pk, **given, by=request.user, now=timezone.now())
        except Refused as refused:
            return self.page(row, 422, refusal_sentence(refused))
        messages.success(request, self.in_force if code == "apply" else _("Taken back."))
        return redirect(self.detail, pk)
