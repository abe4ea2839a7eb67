"""Every form does its work once, however often it is clicked, reloaded or sent again; a race lost is run again once."""

import contextlib
import time
import uuid
from collections.abc import Collection

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError
from django.forms import Form
from django.http import QueryDict, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.forms import sent_forms
from agencies.forms.models import SentForm
from config.middleware.unavailable import answer_unavailable
from config.outages import SILENCE
from workflow.cases import policy

FIELD = "once"
UNCOMPARED = (FIELD, "csrfmiddlewaretoken")
VERSIONED = ("version", "seen")  # such a form asks by itself where the record has moved on
PATIENCE, PAUSE = 20.0, 0.05  # seconds
LOST_RACES = ("40001", "40P01", "23505")  # serialization failure, deadlock, unique violation
UNIQUE = "UNIQUE constraint failed"  # as SQLite says it


class SentOnceMiddleware:
    """Claim the key of a form before its view works; answer for the view where the work is done already."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on, then keep where it led, or give the key back where nothing was done."""
        request.sent_form = None
        response = self.get_response(request)
        if request.sent_form is not None:
            with contextlib.suppress(*SILENCE):  # what was done is done, even if the database falls silent now
                keep_answer(request.sent_form, response)
        return response

    def process_view(self, request, view, args, options):
        """Answer in place of the view where this form was sent before."""
        if request.content_type == "application/json":
            with contextlib.suppress(
                UnreadablePostError, RequestDataTooBig, ValueError
            ):  # the view meets it too, and says so
                request.body  # noqa: B018  kept for a view that is run again
        if (
            request.method != "POST"
            or getattr(view, "csrf_exempt", False)
            or not request.user.is_authenticated
            or request.htmx
        ):
            return None
        key = request.POST.get(FIELD, "")
        try:
            return self.answered(request, view, key) if key else None
        except SILENCE:  # what is raised here passes by `process_exception`, which is for views only
            return answer_unavailable(request)

    def answered(self, request, view, key: str):
        """Return the answer to a form that was sent before, or None after claiming its key."""
        secret = getattr(getattr(view, "view_class", None), "secret", False)  # of a password not even a hash is kept
        fields = {} if secret else sent_forms.content_hashes(_typed(request.POST), dict(request.FILES.lists()))
        form = self.claimed(request, key, fields)
        if form is None:
            return None
        return answer_again(request, form, sent_forms.changed_fields(form, fields))

    def claimed(self, request, key: str, fields: dict[str, str]) -> SentForm | None:
        """Claim the key and return None, or return the form that was done under it, waiting for it while it is being done."""
        until = time.monotonic() + PATIENCE
        while True:
            form, mine = sent_forms.claim(
                request.user, key, path=request.get_full_path(), fields=fields, now=timezone.now()
            )
            if mine:
                request.sent_form = form
                return None
            if form.answered_at is not None or time.monotonic() > until:
                return form
            time.sleep(PAUSE)

    def process_exception(self, request, exception):
        """Run a view again that lost a race: it sees now what the winner stored, and answers as for a second click."""
        if request.method != "POST" or not lost_race(exception) or getattr(request, "ran_again", False):
            return None
        request.ran_again = True
        for _name, uploads in request.FILES.lists() if hasattr(request, "_files") else ():
            for upload in uploads:
                upload.seek(0)
        match = request.resolver_match
        try:
            return match.func(request, *match.args, **match.kwargs)
        except (IntegrityError, OperationalError):
            return None  # no race: it is logged as the fault it is


def keep_answer(form: SentForm, response) -> None:
    """Keep where the work led, or give the key back where nothing was done."""
    if 300 <= response.status_code < 400:
        sent_forms.settle(form, response["Location"], now=timezone.now())
    elif getattr(response, "shown_once", False):
        sent_forms.settle(form, "", now=timezone.now())
    else:
        sent_forms.release(form)


def lost_race(error: Exception) -> bool:
    """Say whether the database refused because somebody else was quicker; the transaction is undone and may be tried again."""
    if not isinstance(error, IntegrityError | OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in LOST_RACES or UNIQUE in str(error)


def _typed(given: QueryDict) -> dict[str, list[str]]:
    return {name: values for name, values in given.lists() if name not in UNCOMPARED}


def answer_again(request, form: SentForm, differing: list[str]):
    """Answer a form that was sent before: with what came of it, or, where it says something else now, with a question."""
    if form.answered_at is not None and not differing and form.location:
        return redirect(form.location)
    if form.answered_at is not None and differing and not set(VERSIONED).isdisjoint(request.POST):
        return None
    view = getattr(request.resolver_match.func, "view_class", None)
    typed = {} if getattr(view, "secret", False) else _typed(request.POST)
    known = field_labels(typed)
    return render(
        request,
        "once.html",
        {
            "form": form,
            "differing": [(known.get(name, name), "\n".join(typed.get(name, []))) for name in differing],
            "typed": [(name, value) for name, values in typed.items() for value in values],
            "had_files": bool(request.FILES),
            "again": "" if getattr(view, "secret", False) else uuid.uuid4().hex,
            "page": request.path if "get" in getattr(view, "http_method_names", ()) and hasattr(view, "get") else "",
            "today": timezone.localdate(),
            "may_register": policy.may_register(request.user),
            "sees_cases": policy.sees_cases(request.user),
        },
        status=409,
    )


def field_labels(sent: Collection[str]) -> dict[str, str]:
    """Return what the fields that were sent are called: by the form that has most of them, else by the words of the pages."""
    found = {"reason": _("Reason"), "remark": _("Remark"), "text": _("Text"), "act": _("Step"), "do": _("Step")}
    waiting, known = [Form], []
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        known.append(kind)
    fitting = max(known, key=lambda kind: (len(_shared(kind, sent)), -len(getattr(kind, "base_fields", ()))))
    return found | {
        name: str(fitting.base_fields[name].label) for name in _shared(fitting, sent) if fitting.base_fields[name].label
    }


def _shared(kind: type[Form], sent: Collection[str]) -> set[str]:
    return set(sent).intersection(getattr(kind, "base_fields", ()))
