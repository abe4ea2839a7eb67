"""The page of publication: what stands in the way, what was published and what has changed since."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.forms.fields import RefusableForm
from agencies.organisation.models import Agency
from law import Refused
from reporting.document import revisions
from reporting.document.recorded_differences import causes_of, recorded_differences
from reporting.figures import units
from reporting.figures.models import PublishedTable
from reporting.figures.scope import Scope, scope_of
from reporting.filing import services as filing_services
from reporting.filing.deadlines import deadlines_of
from reporting.filing.forms import DispositionForm
from reporting.narrative.report import report_of
from reporting.pages import ReportingPage
from reporting.publication import services as publication_services
from reporting.publication.forms import UnlockingForm
from reporting.publication.obstacles import obstacles
from reporting.validation import services as validation_services
from reporting.validation.services import with_reasons
from workflow.cases.models import Case
from workflow.cases.policy import OVERSEERS, visible_agencies
from workflow.form_fields import ActChoiceForm, ReasonForm
from workflow.labels import said
from workflow.locks import services as lock_services
from workflow.locks.models import LockedYear

ACTS = ("publish", "unlock", "lock", "answer")


@method_decorator(never_cache, "dispatch")
class PublishPage(ReportingPage):
    """What keeps a year from going out; publish it; unlock it; the differences since."""

    def get(self, request, year, code):
        """Show where the year stands."""
        return self.page(self.agency(code), year)

    def post(self, request, year, code):
        """Publish, unlock, lock again or explain a finding."""
        agency, act = self.agency(code), ActChoiceForm(request.POST, acts=ACTS).chosen()
        scope = scope_of(agency, year)
        form = self.form(act, scope)
        valid = form.is_valid()
        if "unit" in form.errors:  # not among those that the page offers
            raise Http404
        if valid:
            try:
                self.perform(act, scope, form.cleaned_data)
                return redirect("publish", year, code)
            except Refused as error:
                form.refuse(error, said(error))
        return self.page(agency, year, form=form, status=422)

    def form(self, act: str, scope: Scope) -> RefusableForm:
        """Return what was sent as the form of its act."""
        if act == "unlock":
            return UnlockingForm(self.request.POST, units=Agency.objects.filter(pk__in=scope.agency_ids))
        return DispositionForm(self.request.POST) if act == "answer" else ReasonForm(self.request.POST)

    def agency(self, code: str) -> Agency:
        """Return the agency whose year it is, for who oversees it, or 404."""
        user = self.request.user
        if not user.is_active or not user.has_role(*OVERSEERS):
            raise Http404
        return get_object_or_404(visible_agencies(user), code=code)

    def since(self, versions: list[PublishedTable]) -> dict:
        """Return what has changed since the last version, and what of it the law compelled."""
        if not versions or not hasattr(versions[0], "publication"):
            return {"differences": [], "recorded": []}
        return {"differences": self.changes(versions[0]), "recorded": recorded_differences(versions[0])}

    def changes(self, table: PublishedTable) -> list[tuple]:
        """Return the differences, each with the cases that came and went, the figures that changed, by name, and what the law compelled."""
        found, recorded = revisions.revisions_of(table), recorded_differences(table)
        cases = Case.objects.in_bulk({pk for one in found for pk in (*one.added, *one.removed)})
        names = dict(Agency.objects.values_list("pk", "name"))
        return [
            (
                one,
                [cases[pk] for pk in one.added if pk in cases],
                [cases[pk] for pk in one.removed if pk in cases],
                [(names[each.agency], each) for each in one.figures],
                causes_of({*one.added, *one.removed}, recorded),
            )
            for one in found
        ]

    def perform(self, act: str, scope: Scope, given: dict) -> None:
        """Do what was sent and say so; raise Refused for no act and where it is not allowed."""
        by = {"by": self.request.user, "now": self.now}
        if act == "publish":
            publication_services.publish(scope, reason=given["reason"], **by)
            messages.success(self.request, _("Published and locked."))
        elif act == "unlock":
            lock_services.unlock(given["unit"], scope.year, reason=given["reason"], **by)
            told = {"unit": given["unit"], "year": scope.year}
            messages.success(self.request, _("Unlocked: %(unit)s %(year)s.") % told)
        elif act == "lock":
            publication_services.lock_again(scope, **by)
            messages.success(self.request, _("Locked again."))
        elif act == "answer":
            filing_services.explain_finding(scope, given["finding"], given["reason"], **by)
            messages.success(self.request, _("The reason was saved."))
        else:
            raise Refused("没有这一步", english="There is no such act")

    def page(self, agency: Agency, year: int, form: RefusableForm | None = None, status: int = 200) -> HttpResponse:
        """Render the page."""
        scope, today = scope_of(agency, year), timezone.localdate()
        context = self.scope_context(scope) | {
            "agency": agency,
            "years": range(2014, today.year + 1),
            "form": form,
            "here": "supervise",
        }
        try:
            report = report_of(scope)
        except Refused as error:
            return self.show("reporting/publication/publish.html", status=status, **context | {"refused": error})
        findings = validation_services.validate_report(scope, report)
        in_the_way = obstacles(scope, report, today, findings, self.request.user)
        versions = list(
            PublishedTable.objects.filter(agency=agency, year=year).select_related("publication__published_by")
        )
        locks = LockedYear.objects.filter(agency_id__in=scope.agency_ids, year=year).select_related(
            "agency", "unlocking__unlocked_by", "locked_by"
        )
        locked = [lock for lock in locks if not hasattr(lock, "unlocking")]
        user = self.request.user
        return self.show(
            "reporting/publication/publish.html",
            status=status,
            obstacles=in_the_way,
            waiting=[each for each in in_the_way if each.agency],
            others=[each for each in in_the_way if not each.finding and not each.agency],
            findings=with_reasons(findings, validation_services.dispositions(scope)),
            terms=deadlines_of(units.government_of(agency), year),
            versions=versions,
            **self.since(versions),
            corrections=revisions.correction_sentences(scope),
            locked=locked,
            unlocked=[lock for lock in locks if hasattr(lock, "unlocking")],
            open_again=bool(versions) and len({lock.agency_id for lock in locked}) < len(scope.agency_ids),
            supervises=user.has_role("supervisor") and user.agency_id == units.government_of(agency).pk,
            may_answer=filing_services.refusal_to_explain(user, agency, year) is None,
            **context,
        )
