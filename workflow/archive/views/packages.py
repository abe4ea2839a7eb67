"""The archive: what waits for it, what is in it, how one package stands, the rules of retention."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from agencies.audit_trail.models import LookKind
from agencies.audit_trail.services import note_access
from agencies.text.language import reads_chinese
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.archive import numbers as archive_numbers
from workflow.archive import retention
from workflow.archive import services as archiving
from workflow.archive.forms import ArchiveForm, CaseKeysForm, PackageForm, RuleForm, SettingsForm, years_of
from workflow.archive.models import ArchiveRecord, RetentionRule
from workflow.archive.package.contents import in_order, pieces
from workflow.archive.package.integrity import ENGLISH, FAULT, NOTE, integrity_findings
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.looks.doors import door_of
from workflow.pages import OfficerPage

PER_PAGE = 50
SANDBOX = "sandbox; default-src 'none'"


class ArchiveDesk(OfficerPage):
    """A page of the archive, for who may see cases at all; for others it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to who sees no agency."""
        if request.user.is_authenticated and not policy.visible_agencies(request.user).exists():
            raise Http404
        return super().dispatch(request, *args, **options)

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page with the tabs of the archive."""
        user, today = self.request.user, timezone.localdate()
        tabs = {
            "here": "archive",
            "may_archive": policy.may_archive(user),
            "waiting_count": archiving.to_archive(user).count(),
            "due_count": retention.due_for_appraisal(policy.visible_agencies(user), today).count(),
            "many": policy.visible_agencies(user).count() > 1,
        }
        return super().show(template, status, **(tabs | context))

    def paged(self, rows, name: str = "page"):
        """Return the asked page of a list."""
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get(name))


class ToArchive(ArchiveDesk):
    """The closed cases without a package; a clerk archives those chosen, each by its rule."""

    def get(self, request):
        return self.page([])

    def post(self, request):
        if not policy.may_archive(request.user):
            raise Http404
        chosen = CaseKeysForm(request.POST).sent["case"]
        cases = self.cases().filter(pk__in=chosen, agency_id=request.user.agency_id)
        refused, done = [], 0
        for case in cases:
            try:
                archiving.archive(case.pk, by=request.user, now=timezone.now())
            except Refused as error:
                refused.append((case, refusal_sentence(error)))
            else:
                done += 1
        if done:
            messages.success(request, _("%(n)s archived") % {"n": done})
        if not refused:
            return redirect(request.get_full_path())
        return self.page(refused, 422)

    def cases(self):
        """Return the cases that the address asks for: those handled here, or those of an imported register."""
        return archiving.to_archive(self.request.user, imported="imported" in self.request.GET)

    def page(self, refused, status: int = 200):
        """Show what waits, and why some of the chosen could not be archived."""
        page = self.paged(self.cases())
        return self.show(
            "workflow/archive/waiting.html",
            status,
            tab="waiting",
            page=page,
            cases=page.object_list,
            refused=refused,
            imported="imported" in self.request.GET,
            imported_count=archiving.to_archive(self.request.user, imported=True).count(),
        )


class ArchiveCase(ArchiveDesk):
    """One case before it goes into the archive: its four natures, its term, what the package will hold."""

    def get(self, request, pk):
        case = self.mine(pk)
        return self.page(case, None)

    def post(self, request, pk):
        case, now = self.mine(pk), timezone.now()
        form = ArchiveForm(request.POST, term=retention.term_of(case, timezone.localdate(now)))
        if not form.is_valid():
            return self.page(case, form, 422)
        try:
            record = archiving.archive(case.pk, by=request.user, now=now, longer=form.longer())
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return self.page(case, form, 422)
        messages.success(request, _("Archived as %(reference)s") % {"reference": record.reference})
        return redirect("archive-record", record.pk)

    def mine(self, pk: int) -> Case:
        """Return a closed case that the officer may archive, or 404."""
        case = self.case(pk)
        if (
            not policy.may_archive(self.request.user)
            or case.agency_id != self.request.user.agency_id
            or case.state != "closed"
        ):
            raise Http404
        return case

    def page(self, case: Case, form: ArchiveForm | None, status: int = 200):
        """Show what was checked and what the package will hold."""
        events = archiving.events_of(case)
        findings = integrity_findings(case, events)
        why = archiving.why_not(self.request.user, case)
        term = retention.term_of(case, timezone.localdate())
        try:
            contents = in_order(piece for piece in pieces(case, events) if piece.listed)
        except Refused:
            contents = []  # what is missing stands among the findings
        return self.show(
            "workflow/archive/case.html",
            status,
            tab="waiting",
            case=case,
            findings=[
                (
                    finding,
                    "no" if finding.result == FAULT else "hm" if finding.result == NOTE else "ok",
                    ENGLISH[finding.nature],
                )
                for finding in findings
            ],
            chinese=reads_chinese(),
            bad=any(finding.result == FAULT for finding in findings),
            why=refusal_sentence(why) if why else "",
            term=term,
            until=retention.last_day(case.closed_on, term.years),
            form=form or ArchiveForm(term=term),
            contents=contents,
            earlier=archiving.last_record(case),
        )


class ArchiveRecordsPage(ArchiveDesk):
    """Everything in the archive, searched by the number of package, case or letter."""

    def get(self, request):
        words = request.GET.get("q", "").strip()[:80]
        page = self.paged(archiving.archived(request.user, words))
        return self.show(
            "workflow/archive/records.html", tab="records", page=page, records=page.object_list, words=words
        )


class ArchiveRecordPage(ArchiveDesk):
    """One package: where it stands, whether it is whole, its editions; it is taken out for a reason on record."""

    def get(self, request, pk):
        return self.page(self.record(pk), PackageForm())

    def post(self, request, pk):
        record = self.record(pk)
        if not policy.may_look(request.user, record.case):
            raise Http404
        form = PackageForm(request.POST)
        if not form.is_valid():
            return self.page(record, form, 422)
        try:
            body = archiving.read_package(record)
            note_access(
                request.user,
                agency_id=record.agency_id,
                subject=record.case.number,
                application_key=record.case.application_id,
                what=LookKind.PACKAGE,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
                door=door_of(request),
            )
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return self.page(record, form, 422)
        response = HttpResponse(body, content_type="application/zip")
        name = record.reference if record.edition == 1 else f"{record.reference}_{record.edition}"
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.zip")
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = SANDBOX
        return response

    def record(self, pk: int) -> ArchiveRecord:
        """Return a package of an agency that the officer may see, or 404."""
        records = ArchiveRecord.objects.filter(agency__in=policy.visible_agencies(self.request.user))
        return get_object_or_404(records.select_related("case__application", "agency", "archived_by"), pk=pk)

    def page(self, record: ArchiveRecord, form: PackageForm, status: int = 200):
        """Show the package, checked now."""
        return self.show(
            "workflow/archive/record.html",
            status,
            tab="records",
            record=record,
            case=record.case,
            verdict=archiving.check(record),
            chinese=reads_chinese(),
            ends=retention.term_ends(record),
            editions=record.case.archive_records.select_related("archived_by").order_by("edition"),
            entry=getattr(record.case, "destruction", None),
            may_look=policy.may_look(self.request.user, record.case),
            form=form,
        )


class RetentionRulesPage(ArchiveDesk):
    """The terms of retention and the pattern of the numbers; the legal reviewer enters the approved schedule."""

    def get(self, request):
        return self.page()

    def post(self, request):
        if not policy.may_enter_retention(request.user):
            raise Http404
        form = SettingsForm(request.POST)
        if "pattern" in form.data:  # the other form of the page has no such field
            if self.saved(form, lambda data: archive_numbers.save_settings(by=request.user, **data)):
                return redirect("archive-rules")
            return self.page(settings=form, status=422)
        form = RuleForm(request.POST)
        if self.saved(
            form,
            lambda data: retention.enter_rule(
                by=request.user,
                now=timezone.now(),
                **data | {"years": years_of(data["years"]), "outcomes": tuple(data["outcomes"])},
            ),
        ):
            return redirect("archive-rules")
        return self.page(rule=form, status=422)

    def saved(self, form, save) -> bool:
        """Store what a form says; a refusal is shown in the form."""
        if not form.is_valid():
            return False
        try:
            save(form.cleaned_data)
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return False
        messages.success(self.request, _("Saved"))
        return True

    def page(self, rule: RuleForm | None = None, settings: SettingsForm | None = None, status: int = 200):
        """Show the rules of the agency and the defaults."""
        agency = self.request.user.agency
        now = archive_numbers.settings_of(agency)
        start = {"fonds": now.fonds, "category": now.category, "pattern": now.pattern}
        return self.show(
            "workflow/archive/rules.html",
            status,
            tab="rules",
            own=RetentionRule.objects.filter(agency=agency).select_related("entered_by"),
            defaults=RetentionRule.objects.filter(agency__isnull=True),
            settings=now,
            example=archive_numbers.reference_of(now, timezone.localdate().year, 1),
            may_enter=policy.may_enter_retention(self.request.user),
            rule_form=rule or RuleForm(initial={"since": timezone.localdate(), "years": "30", "kind": "all"}),
            settings_form=settings or SettingsForm(initial=start),
        )
