"""What whoever looks after security sees: who guesses passwords."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration import policy
from agencies.authentication.alarms import accounts_tried, see_alarm
from workflow.pages import OfficerPage

ON_A_PAGE = 50


class SecurityPage(OfficerPage):
    """A page of who looks after security; for anybody else it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to anybody else; who has not signed in is asked to."""
        if request.user.is_authenticated and not policy.secures(request.user):
            raise Http404
        return super().dispatch(request, *args, **options)


class AlarmsPage(SecurityPage):
    """The alarms, those that nobody has seen first, each with the accounts that were tried."""

    def get(self, request):
        alarms = policy.visible_alarms(request.user).select_related("officer__agency", "seen_by")
        ordered = alarms.order_by(F("seen_at").desc(nulls_first=True), "-raised_at", "-pk")
        rows = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page"))
        return self.show(
            "workflow/office/alarms.html",
            here="office",
            tab="alarms",
            page=rows,
            rows=[(alarm, accounts_tried(alarm)) for alarm in rows.object_list],
        )


class AlarmSeen(SecurityPage):
    """Record that an alarm was seen, and by whom."""

    http_method_names = ["post"]

    def post(self, request, pk):
        alarms = policy.visible_alarms(request.user)
        if not alarms.filter(pk=pk).exists():
            raise Http404
        if see_alarm(alarms, pk, by=request.user, now=timezone.now()):
            messages.success(request, _("It is on record that you have seen it."))
        return redirect("office-alarms")
