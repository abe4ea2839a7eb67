"""The worklist: what comes first today, and every case by stage."""

from dataclasses import asdict

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.http import urlencode

from agencies.models import Officer
from intake.models import Channel
from intake.selectors import unregistered
from law import procedure
from workflow import policy, posting, selectors, worklist
from workflow.views.page import Desk

PER_PAGE = 25
QUEUE = 6


class Worklist(Desk):
    """What comes first today, and every case by stage."""

    def get(self, request):
        today, days = timezone.localdate(), selectors.calendar()
        user, asked = request.user, worklist.Filters.read(request.GET)
        counts = selectors.count_by_state(user)
        agencies = list(policy.visible_agencies(user).order_by("code"))
        page = Paginator(worklist.found(user, asked, today, days), PER_PAGE).get_page(request.GET.get("page"))
        context = {"first": [], "first_count": 0, "queue": []}
        if not asked.stage and not asked.narrow and page.number == 1:
            first, total = worklist.first_things(user, today, days)
            waiting = unregistered([agency.pk for agency in agencies])
            queue = list(waiting[: QUEUE + 1])
            queued = waiting.count() if len(queue) > QUEUE else len(queue)
            back = list(posting.returned(agencies)[: QUEUE + 1])
            came_back = posting.returned(agencies).count() if len(back) > QUEUE else len(back)
            context = {
                "first": first,
                "first_count": total + queued + came_back,
                "queue": queue[:QUEUE],
                "returned": back[:QUEUE],
            }
        return self.show(
            "workflow/worklist.html",
            here="all" if asked.stage == "all" else "worklist",
            rows=worklist.rows(page.object_list, user, today, days),
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

    def handlers(self, agencies) -> list[Officer]:
        """Return the handlers of the reader's own agency; those of many agencies would be no help."""
        if len(agencies) != 1:
            return []
        return list(Officer.objects.filter(agency=agencies[0], grants__role="handler").order_by("display_name", "pk"))
