"""Say why papers are opened; read who looked: one's own looks, the auditor's log, the answer to an applicant."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from agencies.text.statements import refusal_sentence
from intake.models import Attachment
from law import Refused
from notices.letters.models import Letter
from workflow.cases import policy as cases_policy
from workflow.cases.models import Case
from workflow.looks import policy, selectors
from workflow.looks.doors import door_of
from workflow.looks.forms import LogForm, OpenPaperForm
from workflow.looks.services import MissingReason, case_of_letter, give_leave, leave_for, note_look, reason_of
from workflow.looks.workbook import log_workbook
from workflow.pages import OfficerPage

PER_PAGE = 50
MOST_ROWS = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def leave_key(case: Case | None, *, application=None, letter: Letter | None = None) -> str:
    """Return under what the session keeps the reason for the papers of a case, an application or a letter."""
    if case is not None:
        return f"case:{case.pk}"
    return f"application:{application.pk}" if application is not None else f"letter:{letter.pk}"


class PaperDoor(OfficerPage):
    """A page that shows papers of an applicant: the look is on record before, or the page asks why."""

    def noted(self, what: str, paper: str, key: int, **owner) -> HttpResponse | None:
        """Record the look; return the page that asks for a reason or says why nothing is shown, None when it is on record."""
        now = timezone.now()
        leave = leave_key(owner.get("case"), application=owner.get("application"), letter=owner.get("letter"))
        given = leave_for(self.request.session, leave, now=now)
        try:
            note_look(self.request.user, what, door=door_of(self.request), now=now, given=given, **owner)
        except MissingReason as error:
            return self.ask_reason(paper, key, owner.get("case"), refusal_sentence(error), 403)
        except Refused as error:
            return self.show("workflow/looks/refused.html", 429, case=owner.get("case"), why=refusal_sentence(error))
        return None

    def reasoned(self, paper: str, key: int, **owner) -> HttpResponse | None:
        """Return the page that asks why, where a page frames a paper that would have to ask; None where there is a reason."""
        now, case = timezone.now(), owner.get("case")
        leave = leave_key(case, application=owner.get("application"), letter=owner.get("letter"))
        given = leave_for(self.request.session, leave, now=now)
        try:
            reason_of(self.request.user, case or owner["letter"], case, given, timezone.localdate(now))
        except MissingReason as error:
            return self.ask_reason(paper, key, case, refusal_sentence(error), 403)
        return None

    def ask_reason(self, paper: str, key: int, case: Case | None, why: str, status: int, **more) -> HttpResponse:
        """Ask why the papers are to be opened."""
        return self.show("workflow/looks/reason.html", status, paper=paper, key=key, case=case, why=why, **more)


class OpenPaper(PaperDoor):
    """Keep the reason for the papers of one case and go on to the one that was asked for."""

    http_method_names = ["post"]

    def post(self, request):
        form = OpenPaperForm(request.POST)
        if not form.is_valid():
            raise Http404
        said = form.cleaned_data
        case, leave = self.owner(said["paper"], said["key"])
        try:
            give_leave(request.session, leave, said["reason"], now=timezone.now())
        except Refused as error:
            return self.ask_reason(
                said["paper"], said["key"], case, refusal_sentence(error), 422, typed=said["reason"][:400]
            )
        return redirect(form.address())

    def owner(self, paper: str, key: int) -> tuple[Case | None, str]:
        """Return the case of a paper that the officer may see, and under what its reason is kept; or 404."""
        if paper in ("draft", "draft-sheet", "review"):
            case = self.case(key)
            return case, leave_key(case)
        user = self.request.user
        if paper == "attachment":
            found = get_object_or_404(Attachment, pk=key, application__in=cases_policy.visible_applications(user))
            case = Case.objects.filter(application=found.application_id).first()
            return case, leave_key(case, application=found.application)
        letter = get_object_or_404(cases_policy.visible_letters(user), pk=key)
        case = case_of_letter(letter)
        return case, leave_key(case, letter=letter)


class OwnLooksPage(OfficerPage):
    """What I opened myself: whoever looks knows that it is on record."""

    def get(self, request):
        page = Paginator(selectors.own_looks(request.user), PER_PAGE).get_page(request.GET.get("page"))
        return self.show("workflow/looks/own.html", page=page)


class LogPage(OfficerPage):
    """Who looked at what, for the auditor; the database itself refuses to change it."""

    def get(self, request):
        form, rows = self.asked()
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        refused = policy.visible_log(request.user).filter(refused=True).count()
        asked = request.GET.copy()
        asked.pop("page", None)
        return self.show(
            "workflow/looks/log.html", here="office", tab="looks", page=page, form=form, refused=refused,
            asked=f"{asked.urlencode()}&" if asked else "",
        )  # fmt: skip

    def asked(self):
        """Return the form and the rows that it asks for, or 404 for who does not read the log."""
        if not policy.reads_log(self.request.user):
            raise Http404
        form = LogForm(self.request.GET)
        given = form.cleaned_data if form.is_valid() else {}
        rows = selectors.searched_log(
            self.request.user, words=given.get("q", "").strip(), first=given.get("first"), last=given.get("last"),
            refused=given.get("refused", False),
        )  # fmt: skip
        return form, rows


class LogFile(LogPage):
    """The rows that the page shows, as a workbook."""

    def get(self, request):
        _form, rows = self.asked()
        response = HttpResponse(log_workbook(rows[:MOST_ROWS]), content_type=XLSX)
        response["Content-Disposition"] = content_disposition_header(True, f"查阅日志{timezone.localdate()}.xlsx")
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ApplicantLooksPage(OfficerPage):
    """Who looked at the papers of the person behind a case, to be printed for that person (个人信息保护法44、45)."""

    def get(self, request, pk):
        case = self.case(pk)
        if not policy.may_answer(request.user, case):
            raise Http404
        cases, looks = selectors.looks_at_person(case)
        return self.show("workflow/looks/applicant.html", here="all", case=case, cases=cases, looks=looks)
