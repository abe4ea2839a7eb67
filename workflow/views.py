"""The desk: worklist, register, case page, drafts and letters. Only here is the clock read, once a request."""

import uuid

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from intake import services as intake
from intake.models import Application, Attachment, Channel
from intake.selectors import unregistered
from law import Refused, clock, procedure
from notices.models import Letter
from workflow import folding, letters, policy, selectors, services
from workflow.forms import FORMS, ConfirmForm, DraftForm, RegisterForm, outcomes_for
from workflow.models import Case, Reminder
from workflow.templatetags.desk import act_name, said

PER_PAGE = 25
STAGES = ["registered", "handling", "awaiting_correction", "awaiting_payment", "lapsed", "in_review", "approved", "signed", "replied", "delivered", "closed"]
SANDBOX = "sandbox; default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'"


def page_of(request, user) -> dict:
    """Return what every page shows: today, what may be done from the top bar."""
    return {"today": timezone.localdate(), "may_register": policy.may_register(user)}


class Desk(LoginRequiredMixin, View):
    """A page for officers."""

    def case(self, pk: int) -> Case:
        """Return a case that the officer may see, or 404."""
        query = policy.visible_to(self.request.user)
        return get_object_or_404(
            query.select_related("application", "agency", "handler", "draft", "drafter", "reviewer", "signer"), pk=pk
        )

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page."""
        return render(self.request, template, page_of(self.request, self.request.user) | context, status=status)


class Worklist(Desk):
    """What comes first today, and every case by stage."""

    def get(self, request):
        today, days = timezone.localdate(), selectors.calendar()
        cases = self.filtered(request)
        page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
        rows = [
            {"case": case, "light": selectors.light(case.due_on, today, days) if case.is_open else None}
            for case in page.object_list
        ]
        agencies = policy.visible_agencies(request.user)
        first = [
            {"case": case, "light": selectors.light(case.due_on, today, days)}
            for case in selectors.open_cases(request.user)
            .filter(due_on__isnull=False, due_on__lte=days.add(today, 1))
            .exclude(state="replied", delivered_on__isnull=False)
            .select_related("handler", "application")[:8]
        ]
        counts = selectors.count_by_state(request.user)
        return self.show(
            "workflow/worklist.html",
            rows=rows,
            page=page,
            first=first,
            first_count=len(first) + unregistered(agencies).count(),
            queue=unregistered(agencies)[:10],
            queued=unregistered(agencies).count(),
            counts=[(state, counts.get(state, 0)) for state in STAGES if counts.get(state)],
            open_count=sum(n for state, n in counts.items() if state in procedure.OPEN_STATES),
            stage=request.GET.get("stage", ""),
            q=request.GET.get("q", ""),
            channel=request.GET.get("channel", ""),
            channels=Channel.choices,
            reminders=Reminder.objects.filter(case__in=policy.visible_to(request.user), day=today)[:20],
        )

    def filtered(self, request):
        """Return the cases that the filters leave, the earliest due day first."""
        stage = request.GET.get("stage", "")
        if stage in procedure.STATES:
            cases = policy.visible_to(request.user).filter(state=stage).order_by("due_on", "-received_on", "-id")
        elif stage == "all":
            cases = policy.visible_to(request.user).order_by("-received_on", "-id")
        else:
            cases = selectors.open_cases(request.user)
        if request.GET.get("channel") in Channel.values:
            cases = cases.filter(channel=request.GET["channel"])
        q = request.GET.get("q", "").strip()[:80]
        if q:
            cases = cases.filter(
                Q(number__icontains=q)
                | Q(document_number__icontains=q)
                | Q(application__applicant_name__icontains=q)
                | Q(application__content__icontains=q)
            )
        return cases.select_related("application", "handler", "agency")


class Register(Desk):
    """Take an application in and, where the day of receipt is certain, register it at once."""

    def get(self, request):
        if not policy.may_register(request.user):
            raise Http404
        today = timezone.localdate()
        start = {"arrived_on": today, "channel": "mail_signed", "idempotency_key": uuid.uuid4().hex}
        return self.show("workflow/register.html", form=RegisterForm(initial=start))

    def post(self, request):
        if not policy.may_register(request.user):
            raise Http404
        form = RegisterForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show("workflow/register.html", 422, form=form)
        now = timezone.now()
        values = dict(form.cleaned_data)
        confirmed_on, means = values.pop("confirmed_on"), values.pop("confirmed_by")
        upload = values.pop("files")
        try:
            application = intake.submit(
                agency=request.user.agency, now=now, by=request.user, files=[upload] if upload else (), **values
            )
            if confirmed_on and not application.confirmations.exists():
                intake.confirm(
                    application, on=confirmed_on, means=means, reached=True, now=now, by=request.user
                )
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, f"{said(error)} {error.article}".strip())
            return self.show("workflow/register.html", 422, form=form)
        return register_and_go(request, application, now)


def register_and_go(request, application: Application, now) -> HttpResponse:
    """Register an application and open its case, or leave it in the queue and say why."""
    existing = Case.objects.filter(application=application).first()
    if existing:
        return redirect("case", existing.pk)
    try:
        case = services.register(application, by=request.user, now=now)
    except Refused as error:
        messages.warning(request, said(error))
        return redirect("queued", application.pk)
    return redirect("case", case.pk)


class Queued(Desk):
    """An application that has arrived and is not registered yet."""

    def application(self, pk: int) -> Application:
        """Return a waiting application of the officer's agencies, or 404."""
        return get_object_or_404(unregistered(policy.visible_agencies(self.request.user)), pk=pk)

    def get(self, request, pk):
        form = ConfirmForm(initial={"on": timezone.localdate()})
        return self.show("workflow/queued.html", application=self.application(pk), form=form)

    def post(self, request, pk):
        application = self.application(pk)
        if not policy.may_register(request.user):
            raise Http404
        now = timezone.now()
        if "register" in request.POST:
            return register_and_go(request, application, now)
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            return self.show("workflow/queued.html", 422, application=application, form=form)
        try:
            intake.confirm(application, now=now, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, said(error))
            return self.show("workflow/queued.html", 422, application=application, form=form)
        if form.cleaned_data["reached"]:
            # Read afresh: the confirmations read with the queue are older than the one just recorded.
            return register_and_go(request, Application.objects.get(pk=application.pk), now)
        return redirect("queued", application.pk)


class CasePage(Desk):
    """Where a case stands, until when and why, and exactly what the person may do now."""

    def get(self, request, pk):
        return self.page(self.case(pk))

    def page(self, case: Case, *, bound=None, refused=None, conflict=None, code="", status=200):
        """Show the case, with a form that was refused kept as it was typed."""
        request, today, days = self.request, timezone.localdate(), selectors.calendar()
        events = list(case.events.select_related("actor", "letter").order_by("seq"))
        reckoning = folding.reckon(events, days)
        rows = policy.possible_acts(request.user, case)
        start = {"on": today, "version": case.version, "content_sha256": case.draft.content_sha256 if case.draft else ""}
        acts = [
            {
                "row": row,
                "form": None
                if row.code == "draft"
                else bound
                if bound is not None and row.code == code
                else FORMS[row.code](case=case, user=request.user, initial=start),
                "open": row.code == code,
                "refused": refused if row.code == code else None,
            }
            for row in rows
        ]
        offered = {row.code for row in rows}
        mine = [row for row in procedure.ACTS.values() if row.by_hand and row.source and request.user.has_role(*row.roles)]
        never = [(row, policy.why_not(request.user, row.code, case)) for row in mine if row.code not in offered]
        return self.show(
            "workflow/case.html",
            status,
            case=case,
            events=events[::-1],
            strip=clock.days(reckoning, days) if case.is_open else [],
            reckoning=reckoning,
            light=selectors.light(case.due_on, today, days) if case.is_open else None,
            acts=acts,
            never=never,
            conflict=conflict,
            refused=refused,
            typed=request.POST if conflict else None,
            remedies=case.remedies.all(),
            letters=[event.letter for event in events if event.letter],
            outcomes=outcomes_for(case),
        )


class StepView(CasePage):
    """One act: POST, perform, redirect; a refusal shows the sentence and keeps what was typed."""

    http_method_names = ["post"]

    def post(self, request, pk, code):
        case = self.case(pk)
        if code not in FORMS:
            raise Http404
        refusal = policy.why_not(request.user, code, case)
        form = FORMS[code](request.POST, case=case, user=request.user)
        if refusal is None and not form.is_valid():
            return self.page(case, bound=form, code=code, status=422)
        try:
            if not form.is_valid():
                raise refusal
            services.perform(
                code,
                case.pk,
                by=request.user,
                on=form.cleaned_data["on"],
                now=timezone.now(),
                data=form.act_data(),
                version=form.cleaned_data["version"],
            )
        except services.Conflict as error:
            return self.page(self.case(pk), bound=form, conflict=error, code=code, status=409)
        except Refused as error:
            return self.page(self.case(pk), bound=form, refused=error, code=code, status=422)
        messages.success(request, _("Done: %(act)s") % {"act": act_name(code)})
        return redirect("case", case.pk)


class DraftPage(Desk):
    """Write the reply: choose the outcome, give exactly the facts that its letter needs, see it composed."""

    def get(self, request, pk):
        case = self.draftable(pk)
        outcome = request.GET.get("outcome", "")
        if outcome not in dict(outcomes_for(case)):
            return self.show("workflow/draft.html", case=case, outcomes=outcomes_for(case), form=None)
        start = {"on": timezone.localdate(), "version": case.version}
        return self.show("workflow/draft.html", case=case, outcome=outcome, form=self.form(case, outcome, initial=start))

    def post(self, request, pk):
        case = self.draftable(pk)
        outcome = request.GET.get("outcome", "")
        if outcome not in dict(outcomes_for(case)):
            raise Http404
        form = self.form(case, outcome, data=request.POST)
        if not form.is_valid():
            return self.show("workflow/draft.html", 422, case=case, outcome=outcome, form=form)
        try:
            services.perform(
                "draft",
                case.pk,
                by=request.user,
                on=form.cleaned_data["on"],
                now=timezone.now(),
                data=form.act_data(),
                version=form.cleaned_data["version"],
            )
        except Refused as error:
            field = f"fact_{error.field}" if f"fact_{error.field}" in form.fields else None
            form.add_error(field, f"{said(error)} {error.article}".strip())
            status = 409 if isinstance(error, services.Conflict) else 422
            return self.show("workflow/draft.html", status, case=case, outcome=outcome, form=form)
        return redirect("review", case.pk)

    def draftable(self, pk: int) -> Case:
        """Return a case whose reply the officer may draft now, or 404."""
        case = self.case(pk)
        if not policy.may(self.request.user, "draft", case):
            raise Http404
        return case

    def form(self, case: Case, outcome: str, **given) -> DraftForm:
        """Return the form of an outcome, without what the case tells by itself."""
        return DraftForm(
            **given, case=case, user=self.request.user, outcome=outcome, known=letters.known_facts(case, outcome)
        )


class Review(Desk):
    """The reply as it will be sent, with what may be done with it."""

    def get(self, request, pk):
        case = self.case(pk)
        if case.draft is None:
            raise Http404
        start = {"on": timezone.localdate(), "version": case.version, "content_sha256": case.draft.content_sha256}
        codes = ("submit_for_review", "approve", "return_draft", "sign", "reply")
        acts = [
            {"row": row, "form": FORMS[row.code](case=case, user=request.user, initial=start)}
            for row in policy.possible_acts(request.user, case)
            if row.code in codes
        ]
        drafted = case.events.filter(act="draft").last()
        return self.show("workflow/review.html", case=case, acts=acts, drafted=drafted)


class DraftSheet(Desk):
    """The stored text of a draft, alone and without any right."""

    def get(self, request, pk):
        case = self.case(pk)
        if case.draft is None:
            raise Http404
        return sheet(case.draft.html)


def sheet(html: str) -> HttpResponse:
    """Answer with a letter's own HTML in a sandbox: nothing in it runs, nothing is fetched."""
    styled = html.replace("</head>", '<link rel="stylesheet" href="/static/sheet.css"></head>', 1)
    response = HttpResponse(styled)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def letter_of(user, pk: int) -> Letter:
    """Return a letter of a case that the officer may see, or 404."""
    return get_object_or_404(Letter.objects.filter(agency__in=policy.visible_agencies(user)), pk=pk)


class LetterSheet(Desk):
    """An issued letter as a page."""

    def get(self, request, pk):
        return sheet(letter_of(request.user, pk).html)


class LetterPdf(Desk):
    """The PDF of an issued letter, or word that the worker is still at it."""

    def get(self, request, pk):
        letter = letter_of(request.user, pk)
        if not letter.pdf:
            return self.show("workflow/waiting.html", 202, letter=letter)
        name = f"{letter.number}.pdf"
        return FileResponse(letter.pdf.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


class AttachmentFile(Desk):
    """A file that came with an application, always as a download."""

    def get(self, request, pk):
        found = get_object_or_404(
            Attachment.objects.filter(application__agency__in=policy.visible_agencies(request.user)), pk=pk
        )
        return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type)
