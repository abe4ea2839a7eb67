"""The signed notices of the calendar: loaded, looked at with what they would move, applied, taken back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration.policy import may_found
from agencies.installation.models import SignedNotice
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office import signed_files, signed_notices
from workflow.office.forms.notices import NoticeFileForm, SignedFileStepForm
from workflow.pages import OfficerPage

SHOWN = 200  # cases of a preview
STEPS = {"apply": signed_notices.apply_notice, "back": signed_notices.take_back}


class SignedFilesPage(OfficerPage):
    """A page of who keeps calendar and texts; for anybody else it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to who does not; who has not signed in is asked to."""
        if request.user.is_authenticated and not may_found(request.user):
            raise Http404
        return super().dispatch(request, *args, **options)


class NoticesPage(SignedFilesPage):
    """Every signed notice that was loaded, and the form to load one."""

    def get(self, request):
        return self.page(NoticeFileForm())

    def post(self, request):
        form = NoticeFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        file, signature = form.cleaned_data["file"], form.cleaned_data["signature"]
        try:
            notice = signed_notices.load(
                file.read(signed_files.MOST_BYTES + 1),
                file.name,
                signature.read(1000),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(form, 422)
        return redirect("office-notice", notice.pk)

    def page(self, form: NoticeFileForm, status: int = 200) -> HttpResponse:
        """Show the list and the form."""
        rows = SignedNotice.objects.select_related("loaded_by", "applied_by", "taken_back_by")
        return self.show("workflow/office/notices.html", status, here="office", tab="calendars", rows=rows, form=form)


class NoticeDetailPage(SignedFilesPage):
    """One notice: its days, and while it waits the due days and letters that would change."""

    def get(self, request, pk):
        return self.page(get_object_or_404(SignedNotice, pk=pk))

    def page(self, notice: SignedNotice, status: int = 200, refused: str = "") -> HttpResponse:
        """Show the notice, and why what was tried is refused."""
        table, moved = None, []
        try:
            table = signed_notices.table_of(notice)
            moved = signed_notices.moved_terms(table) if notice.state == "loaded" else []
        except Refused as error:
            refused = refused or refusal_sentence(error)
        return self.show(
            "workflow/office/notice.html",
            status,
            here="office",
            tab="calendars",
            notice=notice,
            table=table,
            off=sorted(table.off) if table else [],
            work=sorted(table.work) if table else [],
            moved=moved[:SHOWN],
            count=len(moved),
            letters=sum(len(one.letters) for one in moved),
            why_not=signed_files.why_not_apply(notice, self.request.user),
            refused=refused,
        )


class NoticeStep(NoticeDetailPage):
    """Apply a notice, or take it back."""

    http_method_names = ["post"]

    def post(self, request, pk, code):
        notice = get_object_or_404(SignedNotice, pk=pk)
        if code not in STEPS:
            raise Http404
        given = {"reason": SignedFileStepForm(request.POST).sent["reason"]} if code == "back" else {}
        try:
            STEPS[code](pk, **given, by=request.user, now=timezone.now())
        except Refused as refused:
            return self.page(notice, 422, refusal_sentence(refused))
        messages.success(
            request,
            _("In force; the open cases are reckoned anew within a minute.") if code == "apply" else _("Taken back."),
        )
        return redirect("office-notice", pk)
