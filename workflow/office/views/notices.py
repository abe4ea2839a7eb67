"""The signed notices of the calendar: loaded, looked at with what they would move, applied, taken back."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from agencies.installation.models import SignedNotice
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office import signed_files, signed_notices
from workflow.office.forms.notices import NoticeFileForm
from workflow.office.views.signed_files import SignedFileDetailPage, SignedFileListPage, SignedFileStep

SHOWN = 200  # cases of a preview


class NoticesPage(SignedFileListPage):
    """Every signed notice that was loaded, and the form to load one."""

    form = NoticeFileForm
    load = staticmethod(signed_notices.load)
    detail = "office-notice"

    def page(self, form: NoticeFileForm, status: int = 200) -> HttpResponse:
        """Show the list and the form."""
        rows = SignedNotice.objects.select_related("loaded_by", "applied_by", "taken_back_by")
        return self.show("workflow/office/notices.html", status, here="office", tab="calendars", rows=rows, form=form)


class NoticeDetailPage(SignedFileDetailPage):
    """One notice: its days, and while it waits the due days and letters that would change."""

    model = SignedNotice

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
            before=signed_files.taken_back_before(notice),
            why_not=signed_files.why_not_apply(notice, self.request.user),
            refused=refused,
        )


class NoticeStep(SignedFileStep, NoticeDetailPage):
    """Apply a notice, or take it back."""

    detail = "office-notice"
    steps = {"apply": signed_notices.apply_notice, "back": signed_notices.take_back}
    in_force = _("In force; the open cases are reckoned anew within a minute.")
