"""The ledger of fees as a page and as a workbook; names are masked as everywhere."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting import workbooks
from reporting.fees.forms import LedgerForm
from reporting.fees.ledger import LedgerLine, lines_of
from reporting.fees.policy import may_read_ledger
from reporting.pages import ReportingPage, workbook_response
from reporting.table.numbers import plain_number
from workflow.cases.models import Case
from workflow.cases.policy import visible_agencies
from workflow.labels import masked_name

MOST_LINES_SHOWN = 300


class LedgerPage(ReportingPage):
    """Who was charged in a year or a month, what came of it, and who could be."""

    def dispatch(self, request, *args, **kwargs):
        """Hide the ledger from who has no part in it."""
        if request.user.is_authenticated and not may_read_ledger(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def asked(self) -> LedgerForm:
        """Return what the address asks for: without a year, this one."""
        agencies = list(visible_agencies(self.request.user).order_by("code"))
        given = self.request.GET.copy()
        given.setdefault("year", timezone.localdate().year)
        return LedgerForm(given, agencies=agencies)

    def cases(self, form: LedgerForm) -> QuerySet[Case]:
        """Return the cases of the agencies and months that were asked for."""
        asked = form.cleaned_data
        agencies = visible_agencies(self.request.user)
        if asked.get("unit"):
            agencies = agencies.filter(code=asked["unit"])
        cases = Case.objects.counted().filter(agency__in=agencies.order_by(), received_on__year=asked["year"])
        return cases.filter(received_on__month=asked["month"]) if asked["month"] else cases

    def get(self, request):
        form = self.asked()
        lines = lines_of(self.cases(form)) if form.is_valid() else []
        return self.show(
            "reporting/fees/ledger.html",
            status=200 if form.is_valid() else 422,
            here="fees",
            form=form,
            lines=lines[:MOST_LINES_SHOWN],
            count=len(lines),
            most=MOST_LINES_SHOWN,
            sums={
                name: plain_number(sum(getattr(line, name) for line in lines)) for name in ("due", "paid", "refunded")
            },
            several="unit" in form.fields,
        )


class DownloadLedger(LedgerPage):
    """The same as a workbook."""

    def get(self, request):
        form = self.asked()
        if not form.is_valid():
            raise Http404
        asked = form.cleaned_data
        name = f"{_('Fee ledger')} {asked['year']}" + (f"-{asked['month']:02}" if asked["month"] else "")
        return workbook_response(
            workbooks.write_workbook([(name, head(), rows(lines_of(self.cases(form))))]), f"{name}.xlsx"
        )


def head() -> list[str]:
    """Return the head of the workbook."""
    return [
        _("Agency"), _("Month of receipt"), _("Applicant"), _("Told by"), _("Cases counted"), _("Case"), _("Fee notice"), _("Charged by"),
        _("Cases or pages"), _("Due, yuan"), _("Paid on"), _("Paid, yuan"), _("Refunded, yuan"), _("Lapsed on"),
    ]  # fmt: skip


def rows(lines: list[LedgerLine]) -> Iterator[list]:
    """Yield a row for each notice, and one for who was not charged and could be by cases."""
    modes = {"cases": _("by cases"), "pages": _("by pages")}
    for line in lines:
        told = _("number") if line.by_number else _("name and contact")
        who = [line.case.agency.name, f"{line.month:%Y-%m}", masked_name(line.case.asked), told, len(line.cases)]
        if not line.charges:
            yield [*who, *[None] * 9]
        for charge in line.charges:
            balance, data = charge.balance, charge.balance.notice.data
            yield [
                *who,
                charge.case.number,
                data.get("number", ""),
                modes.get(data.get("mode"), ""),
                data.get("count"),
                plain_number(balance.due),
                balance.payment.on if balance.payment else None,
                plain_number(balance.paid),
                plain_number(balance.refunded),
                balance.lapse.on if balance.lapse else None,
            ]
