"""The page of publication: what stands in the way, what was published and what has changed since."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.organisation.models import Agency
from law import Refused
from reporting.document import revisions
from reporting.figures import units
from reporting.figures.models import PublishedTable
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.filing.deadlines import deadlines_of
from reporting.narrative.report import report_of
from reporting.pages import ReportingPage
from reporting.publication import services as publication_services
from reporting.validation import services as validation_services
from reporting.validation.services import with_reasons
from workflow.cases.models import Case
from workflow.cases.policy import OVERSEERS, visible_agencies
from workflow.locks import services as lock_services
from workflow.locks.models import LockedYear


@method_decorator(never_cache, "dispatch")
class PublishPage(ReportingPage):
    """What keeps a year from going out; publish it; unlock it; the differences since."""

    def get(self, request, year, code):
        """Show where the year stands."""
        return self.page(self.agency(code), year)

    def post(self, request, year, code):
        """Publish, unlock, lock again or explain a finding."""
        agency = self.agency(code)
        try:
            self.perform(agency, year, request.POST.get("act", ""), timezone.now())
        except Refused as error:
            return self.page(agency, year, refused=error, status=422)
        return redirect("publish", year, code)

    def agency(self, code: str) -> Agency:
        """Return the agency whose year it is, for who oversees it, or 404."""
        user = self.request.user
        if not user.is_active or not user.has_role(*OVERSEERS):
            raise Http404
        return get_object_or_404(visible_agencies(user), code=code)

    def changes(self, table: PublishedTable) -> list[tuple]:
        """Return the differences, each with the cases that came and went and the figures that changed, by name."""
        found = revisions.revisions_of(table)
        cases = Case.objects.in_bulk({pk for one in found for pk in (*one.added, *one.removed)})
        names = dict(Agency.objects.values_list("pk", "name"))
        return [
            (
                one,
                [cases[pk] for pk in one.added if pk in cases],
                [cases[pk] for pk in one.removed if pk in cases],
                [(names[each.agency], each) for each in one.figures],
            )
            for one in found
        ]

    def perform(self, agency: Agency, year: int, act: str, now) -> None:
        """Do what was posted; raise Refused for anything that is not an act."""
        post, user, scope = self.request.POST, self.request.user, scope_of(agency, year)
        if act == "publish":
            publication_services.publish(scope, by=user, now=now, reason=post.get("reason", ""))
            messages.success(self.request, _("Published and locked."))
        elif act == "unlock":
            unit = get_object_or_404(Agency.objects.filter(pk__in=scope.agency_ids), code=post.get("unit", ""))
            lock_services.unlock(unit, year, reason=post.get("reason", ""), by=user, now=now)
            messages.success(self.request, _("Unlocked: %(unit)s %(year)s.") % {"unit": unit, "year": year})
        elif act == "lock":
            publication_services.lock_again(scope, by=user, now=now)
            messages.success(self.request, _("Locked again."))
        elif act == "answer":
            filing_services.explain_finding(scope, post.get("finding", ""), post.get("reason", ""), by=user, now=now)
            messages.success(self.request, _("The reason was saved."))
        else:
            raise Refused("没有这一步", english="There is no such act")

    def page(self, agency: Agency, year: int, refused: Refused | None = None, status: int = 200) -> HttpResponse:
        """Render the page."""
        scope, today = scope_of(agency, year), timezone.localdate()
        context = self.scope_context(scope) | {
            "agency": agency,
            "years": range(2014, today.year + 1),
            "refused": refused,
            "here": "supervise",
        }
        try:
            report = report_of(scope)
        except Refused as error:
            return self.show("reporting/publication/publish.html", status=status, **context | {"refused": error})
        findings = validation_services.validate_report(scope, report)
        in_the_way = publication_services.obstacles(scope, report, today, findings)
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
            differences=self.changes(versions[0]) if versions and hasattr(versions[0], "publication") else [],
            corrections=revisions.correction_sentences(scope),
            locked=locked,
            unlocked=[lock for lock in locks if hasattr(lock, "unlocking")],
            open_again=bool(versions) and len({lock.agency_id for lock in locked}) < len(scope.agency_ids),
            supervises=user.has_role("supervisor") and user.agency_id == units.government_of(agency).pk,
            may_answer=filing_services.refusal_to_explain(user, agency, year) is None,
            **context,
        )
