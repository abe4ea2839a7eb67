"""Take applications in: register at once where the day of receipt is certain, else keep them in the queue."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.text.statements import refusal_sentence
from intake import services as intake
from intake.demands import propose_demands
from intake.forms import RegisterForm
from intake.models import Application
from intake.selectors import confirmed_on
from law import Refused, written
from workflow.acts import services
from workflow.acts.registration import kept_demands
from workflow.cases import selectors
from workflow.cases.models import Case
from workflow.desk.forms.buttons import RegistrationButtonsForm
from workflow.desk.registration_preview import preview_registration, similar_cases
from workflow.duplicates.selectors import MOST_SHOWN, check_seen, earlier_applications
from workflow.labels import day
from workflow.pages import ClerkPage

RULES_SHOWN = 5  # similar applications beside the form
READ_AS_TYPED = ("channel", "arrived_on", "confirmed_on", "applicant_name", "content")  # before anything is judged
COMPARED = ("identity_number", "tracking_number", "idempotency_key")  # beside name and text


def day_of(text: str) -> date | None:
    """Return the day that was typed, or None while it is not a day yet."""
    return written.day(text.strip())


def arrival_of(given, today: date) -> dict:
    """Return what registering what was typed would fix, or why it would be refused."""
    arrived_on = day_of(given.get("arrived_on", ""))
    if not arrived_on or not given.get("channel"):
        return {}
    try:
        if arrived_on > today:
            raise Refused("到达日期在今天之后", english="The day of arrival is in the future")
        days = selectors.calendar()
        return {
            "arrival": preview_registration(given["channel"], arrived_on, day_of(given.get("confirmed_on", "")), days)
        }
    except Refused as error:
        return {"arrival_refused": refusal_sentence(error)}


class RegistrationPage(ClerkPage):
    """Take an application in and, where the day of receipt is certain, register it at once."""

    def get(self, request):
        start = {
            "arrived_on": timezone.localdate().isoformat(),
            "channel": "mail_signed",
            "applicant_kind": "natural_person",
            "idempotency_key": uuid.uuid4().hex,
        }
        return self.page(RegisterForm(initial=start))

    def post(self, request):
        form, pressed = RegisterForm(request.POST, request.FILES), RegistrationButtonsForm(request.POST).sent
        if pressed["check"]:  # only the legal day was asked for; nothing is judged yet
            shown = {} if form["demands"].value() else as_lines(propose_demands(form["content"].value() or ""))
            return self.page(RegisterForm(initial=form.data.dict() | shown))
        if not form.is_valid():
            return self.page(form, 422)
        now, values = timezone.now(), dict(form.cleaned_data)
        confirmed, means, files = values.pop("confirmed_on"), values.pop("confirmed_by"), values.pop("files")
        at_once, another, demands = (values.pop(name) for name in ("at_once", "another_application", "demands"))
        if demands is None and len(found := propose_demands(values["content"])) > 1:
            return self.ask(form, found)
        try:
            demands = kept_demands(values["content"], demands).get("demands")
            preview_registration(values["channel"], values["arrived_on"], confirmed, selectors.calendar())
            check_seen(intake.prepare(agency=request.user.agency, now=now, **values), seen=another)
            application = intake.submit(agency=request.user.agency, now=now, by=request.user, files=files, **values)
            refuse_other(application, confirmed, at_once, demands)
            if confirmed and not application.confirmations.exists():
                intake.confirm(application, on=confirmed, means=means, reached=True, now=now, by=request.user)
        except intake.RepeatedApplication as error:
            return self.question(form, error)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, refusal_sentence(error))
            return self.page(form, 422)
        how = {"at_once": at_once, "another": another, "demands": demands}
        return register_and_go(request, application, now, take_next=pressed["next"], **how)

    def ask(self, form: RegisterForm, found: list[str]) -> HttpResponse:
        """Ask what the text asks for, item by item: the proposal as lines to be confirmed or changed; nothing is stored yet."""
        typed = form.data.copy()
        typed.update(as_lines(found))
        asked = RegisterForm(typed)
        asked.add_error("demands", how_many(len(found)))
        return self.page(asked, 422)

    def question(self, form: RegisterForm, repeated: intake.RepeatedApplication) -> HttpResponse:
        """Ask whether this is a second application: what was typed stays, under a key of its own."""
        first, typed = repeated.application, form.data.copy()
        typed["idempotency_key"], typed["another_application"] = uuid.uuid4().hex, "on"  # the button says so
        asked = RegisterForm(typed)
        found = {
            "first": first,
            "case": Case.objects.filter(application=first).first(),
            "differing": [
                (asked.fields[name].label, value_shown(first, name), value_shown(form.cleaned_data, name))
                for name in repeated.differing
            ],
            "had_files": bool(form.files),
        }
        return self.page(asked, 409, repeated=found)

    def page(self, form: RegisterForm, status: int = 200, repeated: dict | None = None) -> HttpResponse:
        """Show the form with the legal day that follows from it, and what it resembles."""
        typed = {name: form[name].value() or "" for name in (*READ_AS_TYPED, *COMPARED)}
        confirmed_on = typed.pop("confirmed_on")
        arrived_on = day_of(typed["arrived_on"])
        name, content = typed["applicant_name"].strip(), typed["content"].strip()
        alike, earlier = [], []
        if arrived_on and (name or content):
            alike = similar_cases(self.request.user.agency, name, content, arrived_on)[:RULES_SHOWN]
        if arrived_on:
            asked = Application(agency=self.request.user.agency, **typed | {"arrived_on": arrived_on})
            earlier = earlier_applications(asked)
        return self.show(
            "workflow/desk/register.html",
            status,
            form=form,
            here="register",
            alike=[case for case in alike if case.pk not in {one.case.pk for one in earlier if one.case}],
            earlier=earlier[:MOST_SHOWN],
            repeated=repeated,
            **arrival_of(typed | {"confirmed_on": confirmed_on}, timezone.localdate()),
        )


def as_lines(proposed: list[str]) -> dict[str, str]:
    """Return the field of the demands as proposed from a text, nothing where it lists none."""
    return {"demands": "\n".join(proposed)} if len(proposed) > 1 else {}


def how_many(seem: int) -> str:
    """Return the question how many demands a text has."""
    return _("The text seems to list %(n)s demands: check these lines, change them where needed, and register.") % {
        "n": seem
    }


def refuse_other(application: Application, confirmed: date | None, at_once: bool, demands: list[str] | None) -> None:
    """Raise Repeated where an application that is registered already was confirmed or read otherwise, or not replied to at once."""
    case = Case.objects.filter(application=application).first()
    if case is None:
        return
    differing = []
    if confirmed and confirmed not in [each.on for each in application.confirmations.all()]:
        differing.append("confirmed_on")
    registered = case.events.get(act="register").data
    if at_once != bool(registered.get("at_once")):
        differing.append("at_once")
    if demands and demands != registered.get("demands"):
        differing.append("demands")
    if differing:
        raise intake.RepeatedApplication(application, differing)


def value_shown(given, name: str) -> str:
    """Return what an application or a form says in a field, as a person reads it."""
    if isinstance(given, dict):
        value = given[name]
    elif name == "confirmed_on":
        value = confirmed_on(given)
    elif name == "files":
        value = given.attachments.all()
    elif name == "demands":
        value = given.case.events.get(act="register").data.get("demands")
    else:
        value = getattr(given, name, "")
    if name == "files":
        return "、".join(each.name for each in value)
    if name == "demands":
        return "；".join(value or ())
    if name in ("channel", "applicant_kind"):
        return str(dict(RegisterForm.base_fields[name].choices).get(value, value))
    return {True: _("yes"), False: ""}.get(value, str(value or "")) if isinstance(value, bool) else str(value or "")


class ArrivalRule(ClerkPage):
    """The legal day that follows from channel and days as typed, for the page to show in place."""

    def get(self, request):
        return self.show("workflow/desk/_arrival.html", **arrival_of(request.GET, timezone.localdate()))


def register_and_go(
    request,
    application: Application,
    now,
    *,
    at_once: bool = False,
    take_next: bool = False,
    another: bool = False,
    reason: str = "",
    demands: list[str] | None = None,
) -> HttpResponse:
    """Register an application and open its case or the form for the next, or leave it in the queue and say why.

    One that looks like an earlier one is registered only as `another`, which somebody ticked.
    """
    existing = Case.objects.filter(application=application).first()
    if existing:
        return redirect("case", existing.pk)
    try:
        besides = check_seen(application, seen=another)
        details = services.RegistrationDetails(
            at_once=at_once, besides=besides, locked_year_reason=reason, demands=demands
        )
        case = services.register(application, by=request.user, now=now, details=details)
    except Refused as error:
        if existing := Case.objects.filter(application=application).first():  # the other of two clicks was quicker
            return redirect("case", existing.pk)
        messages.warning(request, refusal_sentence(error))
        return redirect("queued", application.pk)
    if take_next:
        due = day(case.due_on, timezone.localdate(now))
        messages.success(request, _("Registered: %(number)s, due on %(day)s") % {"number": case.number, "day": due})
        return redirect("register")
    return redirect("case", case.pk)
