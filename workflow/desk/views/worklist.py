"""The worklist: what comes first today, and every case by stage."""

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.organisation.models import Agency, Officer
from agencies.organisation.selectors import shortest_keys, with_parents
from agencies.text.statements import refusal_sentence
from intake.models import Channel
from intake.selectors import unregistered
from law import Refused, procedure
from workflow.acts import services
from workflow.cases import policy, selectors
from workflow.cases.models import Case
from workflow.desk import worklist
from workflow.desk.forms.act_forms import form_for
from workflow.desk.forms.buttons import AssignManyForm
from workflow.mail import services as posting
from workflow.pages import FoundPages, OfficerPage

PER_PAGE = 25
QUEUE = 6


class Worklist(OfficerPage):
    """What comes first today, and every case by stage."""

    def get(self, request):
        today, days = timezone.localdate(), selectors.calendar()
        user, asked = request.user, worklist.Filters.read(request.GET)
        agencies = self.agencies(user)
        counts = selectors.count_by_state(user)
        page = self.pages(user, asked, today, days, counts).get_page(request.GET.get("page"))
        context = {"first": [], "first_count": 0, "queue": []}
        if not asked.stage and not asked.narrow and page.number == 1:
            first, total = worklist.first_things(user, today, days)
            among = shortest_keys([agency.pk for agency in agencies])
            waiting = unregistered(among)
            queue = list(waiting[: QUEUE + 1])
            queued = waiting.count() if len(queue) > QUEUE else len(queue)
            back = list(posting.returned(among)[: QUEUE + 1])
            came_back = posting.returned(among).count() if len(back) > QUEUE else len(back)
            context = {
                "first": first,
                "first_count": total + queued + came_back,
                "queue": queue[:QUEUE],
                "returned": back[:QUEUE],
            }
        rows = worklist.worklist_rows(page.object_list, user, today, days)
        rows = worklist.with_moves(rows) if asked.stage == "all" else rows
        return self.show(
            "workflow/desk/worklist.html",
            here="all" if asked.stage == "all" else "worklist",
            rows=rows,
            assignable=any(row.mine and row.step == "assign" for row in rows),
            page=page,
            asked=asked,
            address=urlencode({name: value for name, value in asdict(asked).items() if value}),
            counts=[(state, counts[state]) for state in procedure.STATES if counts.get(state)],
            open_count=sum(n for state, n in counts.items() if state in procedure.OPEN_STATES),
            all_count=sum(counts.values()),
            channels=Channel.choices,
            lights=worklist.LIGHTS,
            agencies=agencies if len(agencies) > 1 else [],
            handlers=self.handlers(agencies),
            **context,
        )

    def pages(self, user: Officer, asked: worklist.Filters, today, days, counts: dict[str, int]) -> Paginator:
        """Return the pages of the list; one by stage alone has as many cases as were counted by state already."""
        cases = worklist.filtered_cases(user, asked, today, days)
        pages = (FoundPages if asked.q else Paginator)(cases, PER_PAGE)
        if not asked.narrow and asked.stage != "all":
            pages.count = sum(
                counts.get(state, 0) for state in ([asked.stage] if asked.stage else procedure.OPEN_STATES)
            )
        return pages

    def agencies(self, user: Officer) -> list[Agency]:
        """Return the agencies whose cases the reader sees; his own is not read from the database a second time."""
        found = policy.agencies_seen(user).order_by("code")
        found = list(found if user.has_role(*policy.OVERSEERS) else with_parents(found))  # an overseer performs nothing
        for agency in found:
            if agency.pk == user.agency_id:
                user.agency = agency
        policy.note_visible_agencies(user, found)
        return found

    def handlers(self, agencies) -> list[Officer]:
        """Return the handlers of the reader's own agency with their open cases; those of many agencies would be no help."""
        if len(agencies) != 1:
            return []
        people = Officer.objects.filter(agency=agencies[0], grants__role="handler", is_active=True)
        load = selectors.count_by_handler(agencies[0])
        found = list(people.select_related("section").order_by("display_name", "pk"))
        for person in found:
            person.at_work = load.get(person.pk, 0)
        return found


class AssignMany(OfficerPage):
    """Give several new cases to one handler; each is an act of its own, so that one refused hinders no other."""

    http_method_names = ["post"]

    def post(self, request):
        sent, done = AssignManyForm(request.POST).sent, 0
        for key, version in sent["case"]:
            try:
                done += self.assign(self.case(key), version, sent["handler_id"])
            except Refused as error:
                messages.warning(request, refusal_sentence(error))
        if done:
            messages.success(request, ngettext("%(n)s case assigned", "%(n)s cases assigned", done) % {"n": done})
        elif not sent["case"]:
            messages.warning(request, _("No case was chosen."))
        return redirect("worklist")

    def assign(self, case: Case, version: str, handler: str) -> bool:
        """Assign one case; raise Refused with its number where that is not possible."""
        now = timezone.now()
        given = {"on": timezone.localdate(now).isoformat(), "version": version, "handler_id": handler}
        form = form_for("assign", case, self.request.user, data=given)
        try:
            if refusal := policy.why_not(self.request.user, "assign", case, timezone.localdate()):
                raise refusal
            if not form.is_valid():
                raise Refused("请选一位承办人", english="Choose a handler")
            services.perform(
                "assign",
                case.pk,
                by=self.request.user,
                on=form.cleaned_data["on"],
                now=now,
                data=form.act_data(),
                version=form.cleaned_data["version"],
            )
        except Refused as error:
            english = f"{case.number}: {error.english}"
            raise Refused(f"{case.number}：{error.reason}", error.article, english=english) from error
        return True
