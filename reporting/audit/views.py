"""The audit of many published reports as a page: files in, one list out, nothing kept."""

import json

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from law import Refused
from reporting import workbooks
from reporting.audit import services as audit_services
from reporting.audit.forms import AuditForm, ResultForm, sealed
from reporting.pages import CONTENT_TYPES, ReportingPage, workbook_response
from workflow.cases.policy import OVERSEERS


class OverseerPage(ReportingPage):
    """A page for supervisors and auditors."""

    def dispatch(self, request, *args, **kwargs):
        """Hide the page from everybody else."""
        if request.user.is_authenticated and not (request.user.agency_id and request.user.has_role(*OVERSEERS)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@method_decorator(
    csrf_exempt, name="dispatch"
)  # so that the length is asked before the body is read; post() is protected
class AuditPage(OverseerPage):
    """Where reports are dropped, and the list of what is wrong with them."""

    def get(self, request):
        return self.page()

    def post(self, request):
        length = request.META.get("CONTENT_LENGTH", "")
        if not length.isdecimal() or int(length) > audit_services.MOST_TOGETHER:
            mib = audit_services.MOST_TOGETHER // 1024**2
            return self.page(
                413,
                refused=Refused(
                    f"这些文件合起来超过 {mib} MB，请分几次", english=f"The files exceed {mib} MB together"
                ),
            )
        return self.check(request)

    @method_decorator(csrf_protect)
    def check(self, request):
        """Answer with what the audit says of the files."""
        form = AuditForm(request.POST, request.FILES)
        try:
            audited = audit_services.audit_files(form.cleaned_data["files"] if form.is_valid() else ())
        except Refused as error:
            return self.page(422, refused=error)
        result = [file.as_json() for file in audited]
        return self.page(files=audited, sealed=sealed(result), when=timezone.localtime())

    def page(self, status: int = 200, **context) -> HttpResponse:
        """Return the page with this status."""
        context |= {
            "most": audit_services.MOST_FILES,
            "megabytes": audit_services.MOST_BYTES // 1024**2,
            "here": "audit",
        }
        answer = self.show("reporting/audit/audit.html", **context)
        answer.status_code = status
        return answer


class AuditDownload(OverseerPage):
    """The list that a page shows as a file; the page itself sends it back, sealed, for nothing is kept."""

    def post(self, request, kind):
        form = ResultForm(request.POST)
        if not form.is_valid():
            raise Http404
        result = form.cleaned_data["sealed"]
        if kind == "json":
            answer = HttpResponse(json.dumps(result, ensure_ascii=False, indent=1), content_type=CONTENT_TYPES["json"])
            answer["Content-Disposition"] = 'attachment; filename="audit.json"'
            return answer
        if kind == "xlsx":
            head = [
                _("File"),
                _("Agency"),
                _("Year"),
                "",
                _("Rule"),
                _("Place"),
                _("Published"),
                _("Expected"),
                _("Finding"),
            ]
            return workbook_response(
                workbooks.write_workbook([(_("Audit"), head, audit_services.audit_rows(result))]), "audit.xlsx"
            )
        raise Http404
