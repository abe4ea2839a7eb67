"""Packages whose term is over: proposed by one person, decided by another, destroyed for good, on a register for ever."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from agencies.text.statements import refusal_sentence
from law import Refused, written
from notices.rendering import pdf
from workflow.archive import appraisal, destruction, destruction_register, retention
from workflow.archive.forms import VERDICTS, DecisionForm, ReviewForm
from workflow.archive.models import DestructionEntry, ReviewBatch, Verdict
from workflow.archive.views.packages import ArchiveDesk
from workflow.cases import policy

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DueForAppraisal(ArchiveDesk):
    """The packages whose term is over at a day; the clerk proposes what becomes of them."""

    def get(self, request):
        return self.page(self.day(request.GET.get("on", "")))

    def post(self, request):
        if not policy.may_appraise(request.user):
            raise Http404
        form, now = ReviewForm(request.POST), timezone.now()
        if not form.is_valid():
            return self.page(form.cleaned_data.get("on") or timezone.localdate(), form, 422)
        on = form.cleaned_data["on"]
        try:
            batch = appraisal.propose(
                by=request.user,
                on=on,
                opinion=form.cleaned_data["opinion"],
                proposals=form.proposals(),
                now=now,
            )
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return self.page(on, form, 422)
        messages.success(request, _("%(batch)s proposed; another person decides") % {"batch": batch})
        return redirect("archive-batch", batch.pk)

    def day(self, text: str):
        """Return the day that was asked for, today otherwise."""
        return written.day(text) or timezone.localdate()

    def page(self, on, form: ReviewForm | None = None, status: int = 200):
        """Show what is due at the day, with what was typed for each package."""
        typed = form.data if form is not None else {}
        page = self.paged(retention.due_for_appraisal(policy.visible_agencies(self.request.user), on))
        rows = [
            {
                "record": record,
                "verdict": typed.get(f"verdict-{record.pk}", ""),
                "reason": typed.get(f"reason-{record.pk}", ""),
            }
            for record in page.object_list
        ]
        return self.show(
            "workflow/archive/due.html",
            status,
            tab="due",
            on=on,
            rows=rows,
            page=page,
            verdicts=VERDICTS,
            form=form or ReviewForm(initial={"on": on}),
            may_appraise=policy.may_appraise(self.request.user) and on <= timezone.localdate(),
        )


class AppraisalBatches(ArchiveDesk):
    """Every review of the visible agencies."""

    def get(self, request):
        batches = ReviewBatch.objects.filter(agency__in=policy.visible_agencies(request.user))
        page = self.paged(
            batches.select_related("agency", "proposed_by", "decision__decided_by").prefetch_related("items")
        )
        return self.show("workflow/archive/batches.html", tab="batches", page=page, batches=page.object_list)


class AppraisalBatchPage(ArchiveDesk):
    """One review; a second person decides, and what is to be destroyed is destroyed then."""

    def get(self, request, pk):
        return self.page(self.batch(pk), DecisionForm())

    def post(self, request, pk):
        batch = self.batch(pk)
        if not policy.may_approve_destruction(request.user) or request.user.agency_id != batch.agency_id:
            raise Http404
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.page(batch, form, 422)
        try:
            decision = appraisal.decide(batch.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return self.page(batch, form, 422)
        destruction.erase(DestructionEntry.objects.filter(item__batch=batch))
        messages.success(request, _("Approved") if decision.approved else _("Not approved"))
        return redirect("archive-batch", batch.pk)

    def batch(self, pk: int) -> ReviewBatch:
        """Return a review of a visible agency, or 404."""
        batches = ReviewBatch.objects.filter(agency__in=policy.visible_agencies(self.request.user))
        return get_object_or_404(batches.select_related("agency", "proposed_by", "decision__decided_by"), pk=pk)

    def page(self, batch: ReviewBatch, form: DecisionForm, status: int = 200):
        """Show what is proposed, and the decision or its form."""
        items = batch.items.select_related("record__case", "entry")
        user = self.request.user
        decision = getattr(batch, "decision", None)
        return self.show(
            "workflow/archive/batch.html",
            status,
            tab="batches",
            batch=batch,
            items=items,
            doomed=sum(item.verdict == Verdict.DESTROY for item in items),
            decision=decision,
            own=batch.proposed_by_id == user.pk,
            may_decide=decision is None
            and policy.may_approve_destruction(user)
            and user.agency_id == batch.agency_id
            and user.pk != batch.proposed_by_id,
            form=form,
        )


class DestructionRegisterPage(ArchiveDesk):
    """The register of what was destroyed, and the same as a paper for two signatures."""

    def get(self, request, kind=""):
        entries = DestructionEntry.objects.filter(agency__in=policy.visible_agencies(request.user))
        entries = entries.select_related("agency", "proposed_by", "approved_by", "item__batch").order_by(
            "agency", "-destroyed_at", "reference"
        )
        batch = request.GET.get("batch", "")
        if (key := written.whole_number(batch)) is not None:
            entries = entries.filter(item__batch_id=key)
        if kind:
            return self.download(list(entries.order_by("agency", "reference")), kind)
        page = self.paged(entries)
        return self.show("workflow/archive/destroyed.html", tab="destroyed", page=page, entries=page.object_list)

    def download(self, entries: list[DestructionEntry], kind: str):
        """Return the register as a file; 404 for a kind that there is not."""
        agency = self.request.user.agency.name
        try:
            body, media = {
                "csv": lambda: (destruction_register.as_csv(entries), "text/csv; charset=utf-8"),
                "xlsx": lambda: (destruction_register.as_xlsx(entries, agency), XLSX),
                "pdf": lambda: (
                    pdf.render_html(
                        destruction_register.as_html(entries, agency, timezone.localdate()),
                        "archive/register.css",
                    ),
                    "application/pdf",
                ),
            }[kind]()
        except KeyError:
            raise Http404 from None
        except Refused as error:
            messages.warning(self.request, refusal_sentence(error))
            return redirect("archive-destroyed")
        response = HttpResponse(body, content_type=media)
        response["Content-Disposition"] = content_disposition_header(True, f"{destruction_register.TITLE}.{kind}")
        return response
