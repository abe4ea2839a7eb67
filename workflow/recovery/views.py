"""The pages of a reconciliation: what is open, the points of one agency, the release by two people."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.installation.models import Restoration
from agencies.installation.restore_mode import open_restoration
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.pages import OfficerPage
from workflow.recovery import policy, selectors, services
from workflow.recovery.forms import AccountsForm, PointsForm, ReleaseForm

SHOWN = 200


class RecoveryPage(OfficerPage):
    """A page for who reconciles or releases; for anybody else, and where nothing was ever restored, it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 where there is nothing to reconcile for this person."""
        if request.user.is_authenticated:
            self.restoration = open_restoration() or Restoration.objects.order_by("pk").last()
            mine = policy.reconciled_by(request.user)
            if self.restoration is None or not (mine.exists() or policy.may_release(request.user)):
                raise Http404
        return super().dispatch(request, *args, **options)

    def agency(self, code: str):
        """Return an agency whose points the officer states, or 404."""
        return get_object_or_404(policy.reconciled_by(self.request.user), code=code)


class ReconciliationPage(RecoveryPage):
    """Every agency with what is open, and the release."""

    def get(self, request):
        """Show it."""
        return self.page(AccountsForm())

    def page(self, form, status: int = 200):
        """Show the list; a refusal stands in the form."""
        today, rows = timezone.localdate(), []
        for agency in policy.reconciled_by(self.request.user)[:SHOWN]:
            points = selectors.points_of(agency, self.restoration, today)
            rows.append({"agency": agency, "points": points, "open": sum(point.stated is None for point in points)})
        return self.show(
            "workflow/recovery/reconciliation.html",
            status,
            here="recovery",
            restoration=self.restoration,
            rows=rows,
            accounts=selectors.point_of_installation(self.restoration),
            may_release=policy.may_release(self.request.user),
            form=form,
        )

    def post(self, request):
        """Keep the statement on accounts."""
        form = AccountsForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            services.reconcile_accounts(
                self.restoration.pk, form.cleaned_data["statement"], by=request.user, now=timezone.now()
            )
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(form, 422)
        messages.success(request, _("On record."))
        return redirect("recovery")


class ReleasePage(RecoveryPage):
    """The release: one administrator states that all is done, another one releases."""

    http_method_names = ["post"]

    def post(self, request):
        """Take the step whose button was pressed."""
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return redirect("recovery")
        now = timezone.now()
        step = services.release if form.cleaned_data["do"] == "release" else services.state_all_done
        try:
            step(self.restoration.pk, by=request.user, now=now, today=timezone.localdate(now))
        except Refused as refused:
            messages.error(request, refusal_sentence(refused))
            return redirect("recovery")
        messages.success(request, _("On record."))
        return redirect("recovery")


class AgencyPointsPage(RecoveryPage):
    """The points of one agency."""

    def get(self, request, code):
        """Show what the restored records say, and ask what is on paper."""
        agency = self.agency(code)
        return self.page(agency, PointsForm(points=self.points(agency)))

    def points(self, agency):
        """Return the points of the agency."""
        return selectors.points_of(agency, self.restoration, timezone.localdate())

    def page(self, agency, form, status: int = 200):
        """Show the form."""
        return self.show(
            "workflow/recovery/agency.html",
            status,
            here="recovery",
            agency=agency,
            form=form,
            restoration=self.restoration,
        )

    def post(self, request, code):
        """Keep what was stated, all or nothing."""
        agency, now = self.agency(code), timezone.now()
        form = PointsForm(request.POST, points=self.points(agency))
        if not form.is_valid():
            return self.page(agency, form, 422)
        try:
            services.reconcile(
                self.restoration.pk,
                agency,
                form.answers(),
                by=request.user,
                now=now,
                today=timezone.localdate(now),
            )
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, form, 422)
        messages.success(request, _("On record; the counters follow the numbers on paper."))
        return redirect("recovery")
