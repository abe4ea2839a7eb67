"""The numbers of an agency's register (登记编号): their form and counter, the next one, and the series of an imported register."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Min
from django.utils import timezone

from agencies.organisation.models import Agency, Officer
from law import Refused
from notices.letters import numbering
from notices.letters.models import NumberFamily, SeriesWord
from notices.letters.number_forms import NumberForm, readings_of
from notices.letters.series_detection import DetectedSeries, SeriesOption, detect_series
from workflow.cases.models import Case, Event
from workflow.cases.transfers.records import numbers_given_away, numbers_in_register

USUAL = NumberForm("{year}-{n3}")
LONGEST_NUMBER = 40
CLEAR_ENOUGH = 3  # agencies that are named where one word stands in several registers


class CaseCounter(models.Model):
    """The last register number that an agency gave in a year."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="one_counter_per_agency_and_year")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"


class RegisterForm(models.Model):
    """The form of an agency's register numbers (登记编号) from now on, as a person confirmed it; only ever added to."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)  # notices.letters.number_forms.NumberForm
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(form=""), name="register_form_said")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.form}"


# -- the next number ------------------------------------------------------------------------------------------


def form_in_force(agency_id: int) -> NumberForm:
    """Return the form of the register numbers that an agency gives now: 2026-001 until a person confirms another."""
    said = RegisterForm.objects.filter(agency_id=agency_id).order_by("-id").values_list("form", flat=True).first()
    return NumberForm(said) if said else USUAL


def next_number(agency_id: int, year: int) -> str:
    """Return the next register number of an agency in a year; one that an imported case has, or one that moved on had, is passed over."""
    form = form_in_force(agency_id)
    counted = year if form.yearly else numbering.RUNNING
    CaseCounter.objects.get_or_create(agency_id=agency_id, year=counted)
    counters = CaseCounter.objects.filter(agency_id=agency_id, year=counted)
    while True:
        counters.update(last=F("last") + 1)
        number = form.number(year, counters.get().last)
        taken = Case.objects.filter(agency_id=agency_id, number=number).exists()
        if not taken and not numbers_given_away(agency_id).filter(from_number=number).exists():
            return number


def raise_counter(agency: Agency, year: int, last: int) -> None:
    """Let the register numbers of a year go on above `last`; a counter never goes down."""
    CaseCounter.objects.get_or_create(agency=agency, year=year)
    CaseCounter.objects.filter(agency=agency, year=year, last__lt=last).update(last=last)


# -- what an imported register has ----------------------------------------------------------------------------


@dataclass(slots=True)
class ImportedSeries:
    """The series of an agency's imported register: of its replies and of the register itself, and numbers of no form."""

    documents: list[DetectedSeries] = field(default_factory=list)
    documents_unread: list[str] = field(default_factory=list)
    registers: list[DetectedSeries] = field(default_factory=list)
    registers_unread: list[str] = field(default_factory=list)


def imported_series(agency: Agency) -> ImportedSeries:
    """Return the series of the imported cases of an agency, each with the ways to go on."""
    cases = Case.objects.filter(agency=agency, imported=True).order_by()
    replied = cases.filter(decided_on__isnull=False).exclude(document_number="")
    told = [(number, day.year) for number, day in replied.values_list("document_number", "decided_on").iterator()]
    kept = [(number, day.year) for number, day in cases.values_list("number", "received_on").iterator()]
    result = ImportedSeries()
    result.documents, result.documents_unread = detect_series(told)
    result.registers, result.registers_unread = detect_series(kept)
    for series in result.documents:
        series.doubts += _shared(agency, series)
    return result


def _shared(agency: Agency, series: DetectedSeries) -> list[str]:
    """Return a doubt where other agencies' registers have the same words: only one of them can go on with it."""
    form = series.best.form
    before = form.text.partition("{year}")[0]
    if not form.worded or len(before) < 2:
        return []
    others = Case.objects.filter(imported=True, document_number__startswith=before).exclude(agency=agency).order_by()
    names = list(
        Agency.objects.filter(pk__in=others.values("agency_id")).values_list("name", flat=True)[: CLEAR_ENOUGH + 1]
    )
    if not names:
        return []
    more = "等" if len(names) > CLEAR_ENOUGH else ""
    return [f"{'、'.join(names[:CLEAR_ENOUGH])}{more}的台账里也有“{form.series}”，只能由一个单位续用"]


def undecided(agency: Agency) -> list[str]:
    """Return what nobody has decided yet of an imported register: "documents", "registers".

    Decided is what was said on these numbers after the register came in, whether it goes on or not.
    """
    cases = Case.objects.filter(agency=agency, imported=True).order_by()
    told, kept = _came(cases.exclude(document_number="")), _came(cases)
    waiting = []
    if told and not SeriesWord.objects.filter(agency=agency, set_at__gte=told).exists() and not _usual(agency, cases):
        waiting.append("documents")
    if (
        kept
        and not RegisterForm.objects.filter(agency=agency, set_at__gte=kept).exists()
        and not _goes_on(agency, cases)
    ):
        waiting.append("registers")
    return waiting


def _came(cases) -> datetime | None:
    """Return when the first of these cases was imported."""
    return Event.objects.filter(case__in=cases.values("pk"), seq=1).aggregate(first=Min("recorded_at"))["first"]


def _usual(agency: Agency, cases) -> bool:
    """Say whether the register bears the words that the agency has today: then its numbers go on by themselves."""
    forms = numbering.forms_of(agency)
    last = (
        cases.exclude(document_number="")
        .order_by("-decided_on", "-pk")
        .values_list("document_number", flat=True)
        .first()
    )
    return any((read := form.read(last)) and form.standard and form.number(*read) == last for form in forms)


def _goes_on(agency: Agency, cases) -> bool:
    """Say whether the register is numbered as this system does, so that the next number follows by itself."""
    number, day = cases.order_by("-received_on", "-pk").values_list("number", "received_on").first()
    form = form_in_force(agency.pk)
    return bool(read := form.read(number)) and form.number(day.year, read[1]) == number


# -- what a person confirms -----------------------------------------------------------------------------------


@transaction.atomic
def continue_register(*, agency: Agency, form: NumberForm, last: int, by: Officer | None, now: datetime) -> None:
    """Give register numbers in this form from now on, the next one after `last` (of this year, or of all).

    Raises Refused where the register has come farther, or a number would be too long.
    """
    year = timezone.localdate(now).year
    counted = year if form.yearly else numbering.RUNNING
    given = [
        read[1]
        for number in _numbers(agency)
        if (read := form.read(number)) and read[0] in (counted, numbering.RUNNING)
    ]
    highest = max(given, default=0)
    if last < highest:
        raise Refused(
            f"登记簿里已经用到 {highest} 号，不能比它小", field="last", english=f"The register has reached {highest}"
        )
    if last > numbering.HIGHEST or len(form.number(year, numbering.HIGHEST)) > LONGEST_NUMBER:
        raise Refused("这个编号太大或者太长", field="last", english="Such a number is too large or too long")
    RegisterForm.objects.create(agency=agency, form=form.text, set_by=by, set_at=now)
    counter, _ = CaseCounter.objects.get_or_create(agency=agency, year=counted)
    CaseCounter.objects.filter(pk=counter.pk).update(last=max(last, highest))


def _numbers(agency: Agency) -> Iterable[str]:
    return numbers_in_register(agency.pk)


@transaction.atomic
def continue_documents(
    *, agency: Agency, form: NumberForm, last: int, families: Iterable[str], by: Officer | None, now: datetime
) -> None:
    """Number the letters of the families in this form from today on, the next one after `last`.

    Raises Refused as `numbering.continue_series` does.
    """
    today, highest = timezone.localdate(now), {}
    replied = Case.objects.filter(agency=agency, imported=True).exclude(document_number="").order_by()
    for number in replied.values_list("document_number", flat=True).iterator():
        if read := form.read(number):
            highest[read[0]] = max(read[1], highest.get(read[0], 0))
    numbering.continue_series(
        agency=agency,
        families=list(families),
        form=form,
        highest=highest,
        from_on=today,
        last=last,
        actor=by,
        now=now,
    )


def continue_as(
    agency: Agency, number: str, *, families: Iterable[str] | None, by: Officer | None, now: datetime
) -> NumberForm:
    """Go on with the number that a person wrote out as the next one of the letters; return its form.

    Raises Refused where it can be read in several ways and the imported register does not say which.
    """
    today = timezone.localdate(now)
    options = [one for series in imported_series(agency).documents for one in series.options]
    form, sequence = _written(number, options, today.year)
    chosen = list(families or numbering.families_without(agency, today) or NumberFamily)
    continue_documents(agency=agency, form=form, last=sequence - 1, families=chosen, by=by, now=now)
    return form


def continue_register_as(agency: Agency, number: str, *, by: Officer | None, now: datetime) -> NumberForm:
    """Go on with the number that a person wrote out as the next one of the register; return its form."""
    today = timezone.localdate(now)
    options = [one for series in imported_series(agency).registers for one in series.options]
    form, sequence = _written(number, options, today.year)
    continue_register(agency=agency, form=form, last=sequence - 1, by=by, now=now)
    return form


def _written(number: str, options: Iterable[SeriesOption], year: int) -> tuple[NumberForm, int]:
    """Return the form and the running number of one that was written out; the forms of the register settle a doubt."""
    number = "".join(number.split())
    for option in options:
        read = option.form.read(number)
        if read and read[0] in (year, numbering.RUNNING) and option.form.number(year, read[1]) == number:
            return option.form, read[1]
    ways = [one for one in readings_of(number, (year,)) if one.year in (year, numbering.RUNNING)]
    if any(one.year for one in ways):
        ways = [one for one in ways if one.year]
    if len(ways) == 1:
        return ways[0].form, ways[0].sequence
    if not ways:
        reason, english = f"“{number}”里没有顺序号，或者年份不是 {year}", f"No running number, or not of {year}"
    else:
        shown = "、".join(one.form.shown for one in ways)
        reason, english = f"“{number}”有几种读法（{shown}），请换一种写法", "The number can be read in several ways"
    raise Refused(reason, field="number", english=english)


def confirm_sure(agency: Agency, *, by: Officer | None, now: datetime) -> list[str]:
    """Confirm what can be read in one way only and nobody decided yet; return the numbers that come next.

    The largest series of an agency's replies serves every family of letters that has no words yet.
    """
    told, waiting, today = imported_series(agency), undecided(agency), timezone.localdate(now)
    following = []
    if "documents" in waiting and told.documents and told.documents[0].sure:
        best = told.documents[0].best
        families = numbering.families_without(agency, today) or list(NumberFamily)
        continue_documents(agency=agency, form=best.form, last=best.last(today.year), families=families, by=by, now=now)
        following.append(best.following(today.year))
    if "registers" in waiting and told.registers and told.registers[0].sure:
        best = told.registers[0].best
        continue_register(agency=agency, form=best.form, last=best.last(today.year), by=by, now=now)
        following.append(best.following(today.year))
    return following
