"""The guide through the demonstration: what to look at as which person; and signing in as one of them with one click.

All of it is there only in a system that bears the mark of the demonstration; in any other the pages are unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from agencies.authentication.known_machines import remember_machine
from agencies.authentication.sessions import list_session
from agencies.installation.models import Demonstration
from agencies.organisation.models import Officer
from config.api.tokens import too_many_failures
from config.sign_in.second_step import ask_for_code
from intake.models import Application
from notices.kinds.catalogue import REPLIES
from notices.letters.models import Letter
from notices.letters.verification_code import code_in_html
from reporting.demo.filings import LATE
from reporting.figures.models import PublishedTable
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.demo.people import BUREAU, GOVERNMENT, PASSWORD, PEOPLE
from workflow.demo.stories import KEY

HIDDEN = f"{settings.COOKIE_PREFIX}guide_hidden"  # cookie: this browser does not want to be led to the guide after signing in
DAYS = 365
SEVEN = tuple(row[0] for row in PEOPLE if row[0] not in ("handler2", "security"))  # one person of each role


def persons(mark: Demonstration | None) -> list[Officer]:
    """Return one person of each role whose password is still the public one, in the order of the work; none elsewhere."""
    if mark is None:
        return []
    found = Officer.objects.filter(
        username__in=SEVEN, password=mark.password, is_active=True, must_change_password=False
    )
    return sorted(found.select_related("agency").prefetch_related("grants"), key=lambda one: SEVEN.index(one.username))


class SignIn(auth.LoginView):
    """Sign in; in the demonstration also as one of its persons, in place of the one who is signed in."""

    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        """Let the guide change persons: only there somebody signed in may sign in as another."""
        self.mark = Demonstration.objects.first()
        if request.method == "POST" and self.mark is not None:
            self.redirect_authenticated_user = False
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Offer the persons of the demonstration."""
        return super().get_context_data(persons=persons(self.mark), password=PASSWORD, **kwargs)

    def form_valid(self, form):
        """Remember in the session that this is the demonstration, so that no page has to ask the database."""
        if form.get_user().has_second_factor:
            return ask_for_code(self.request, form.get_user(), self.get_success_url())
        answer = super().form_valid(form)
        remember_machine(self.request, answer, form.get_user())
        list_session(self.request, form.get_user(), timezone.now())
        if self.mark is not None:
            self.request.session["demonstration"] = True
        return answer

    def form_invalid(self, form):
        """Say where no more may be tried for now."""
        if getattr(self.request, "sign_in_refused", False):
            return too_many_failures(self.request)
        return super().form_invalid(form)

    def get_default_redirect_url(self):
        """Lead to the guide of the demonstration, unless this browser has put it away."""
        if self.mark is not None and not self.request.COOKIES.get(HIDDEN):
            return reverse("guide")
        return super().get_default_redirect_url()


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One thing to look at: a short name, as whom, where, what it shows."""

    what: str
    who: str  # user name; "" = anybody, without signing in
    url: str
    text: str


@method_decorator(never_cache, "dispatch")
class GuidePage(LoginRequiredMixin, View):
    """Ten lines that say what to look at as which person."""

    def dispatch(self, request, *args, **kwargs):
        """Be unknown in a system that is no demonstration."""
        self.mark = Demonstration.objects.first()
        if self.mark is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Show the lines; what is no longer as it was told has lost its line."""
        offered = {one.username: one for one in persons(self.mark)}
        return render(
            request,
            "guide.html",
            {
                "here": "guide", "today": timezone.localdate(), "password": PASSWORD, "hidden": bool(request.COOKIES.get(HIDDEN)),
                "lines": [(line, offered.get(line.who)) for line in lines() if not line.who or line.who in offered],
                "code": printed_code(), "may_register": policy.may_register(request.user), "sees_cases": policy.sees_cases(request.user),
            },
        )  # fmt: skip

    def post(self, request):
        """Put the guide away for this browser, or take it out again."""
        if request.POST.get("hide"):
            answer = redirect("worklist")
            answer.set_cookie(
                HIDDEN, "1", max_age=DAYS * 86400, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        else:
            answer = redirect("guide")
            answer.delete_cookie(HIDDEN, samesite="Lax")
        return answer


def lines() -> Iterator[GuideLine]:
    """Yield the lines of the guide as the demonstration stands now; what was dealt with since has lost its line."""
    fax = Application.objects.filter(idempotency_key=f"{KEY}fax", case__isnull=True).first()
    if fax is not None:
        text = _("nobody was reached by telephone: until the applicant confirms, no term runs (article 31)")
        yield GuideLine(_("A fax that nobody has confirmed"), "clerk", reverse("queued", args=[fax.pk]), text)
    yield from _cases()
    yield from _district()


def _cases() -> Iterator[GuideLine]:
    """Yield the bureau's cases that show something, each as long as it stands where it stood."""
    overdue = _("past its term, day by day with the reason for each; the district has asked about it")
    back = _("the post returned a reply: give another address and post it again")
    returned = _("the reviewer says what is missing; the search record stands beside it")
    looked = _("sees every case, changes nothing; each look has its reason on record")
    told = (  # key of the story, where it stands, who looks, at which page, what it is
        ("overdue", "handling", "clerk", "case", "", _("An overdue case"), overdue),
        ("returned_mail", "delivered", "clerk", "post-returns", "", _("A letter that came back"), back),
        ("returned", "handling", "handler", "draft", "", _("A draft that was returned"), returned),
        (
            "in_review",
            "in_review",
            "reviewer",
            "review",
            "",
            _("A reply to be reviewed"),
            _("the checks, the facts and the letter on one page"),
        ),
        (
            "approved",
            "approved",
            "signer",
            "case",
            "",
            _("A reply to be signed"),
            _("drafted, reviewed and signed by three people"),
        ),
        ("returned_mail", "delivered", "auditor", "case", "#who", _("Who looked at a telephone number"), looked),
    )
    cases = Case.objects.filter(application__idempotency_key__startswith=KEY).select_related("application")
    standing = {(case.application.idempotency_key.removeprefix(KEY), case.state): case.pk for case in cases}
    for key, state, who, page, place, what, text in told:
        if pk := standing.get((key, state)):
            yield GuideLine(what, who, reverse(page, args=[] if page == "post-returns" else [pk]) + place, text)


def _district() -> Iterator[GuideLine]:
    """Yield what the supervisor, the administrator and the public see; the reports are those published last."""
    table = PublishedTable.objects.filter(agency__code=GOVERNMENT, publication__isnull=False).order_by("-year").first()
    if table is not None:
        late = _(
            "the reports of %(year)s: this one came late, one was sent back once, all were accepted; “Supervision” shows today's cases"
        )
        yield GuideLine(
            _("A unit that filed late"),
            "supervisor",
            reverse("filing", args=[table.year, LATE]),
            late % {"year": table.year},
        )
        text = _("%(year)s with its files and hashes; who may see the cases opens each number") % {"year": table.year}
        yield GuideLine(_("A published report"), "", reverse("published", args=[table.year, GOVERNMENT]), text)
    yield GuideLine(
        _("Agencies and people"),
        "admin",
        reverse("office"),
        _("accounts, roles and the succession of agencies; sees no case"),
    )


def printed_code() -> str:
    """Return the code that a reply of the demonstration bears; empty where the site has no public address."""
    letter = Letter.objects.filter(agency__code=BUREAU, kind__in=REPLIES).order_by("-pk").first()
    return code_in_html(letter.html) if letter is not None else ""
