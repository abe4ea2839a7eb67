"""The number register (文号登记簿): every number of a series and year with its letter, and the check for gaps."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet

from agencies.organisation.models import Agency
from notices.letters.models import HighWaterMark, Letter, NumberSeries
from notices.letters.numbering import RUNNING, fits_forms, forms_of


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of the register: a letter, or a run of numbers that have none."""

    first: int
    last: int
    letter: Letter | None = None
    mark: HighWaterMark | None = None  # what explains numbers without a letter

    @property
    def unexplained(self) -> bool:
        """Say whether the numbers are missing."""
        return self.letter is None and self.mark is None


def all_series(agencies: QuerySet[Agency]) -> QuerySet[NumberSeries]:
    """Return the series of the agencies, the newest year first."""
    return (
        NumberSeries.objects.filter(agency__in=agencies)
        .select_related("agency")
        .order_by("agency__code", "-year", "series")
    )


def letters_of(series: NumberSeries) -> QuerySet[Letter]:
    """Return the letters that bear a number of the series, in its order."""
    letters = Letter.objects.filter(agency_id=series.agency_id, series=series.series, sequence__isnull=False)
    if series.year != RUNNING:
        letters = letters.filter(year=series.year)
    return (
        letters.select_related("void_record__voided_by", "supersession__by", "issued_by")
        .defer("html", "facts")  # a year of letters would fill the memory
        .order_by("sequence", "id")
    )


def marks_of(series: NumberSeries) -> list[HighWaterMark]:
    """Return the high-water marks of a series, the lowest first."""
    rows = HighWaterMark.objects.filter(agency_id=series.agency_id, series=series.series, year=series.year)
    return list(rows.select_related("set_by").order_by("former", "id"))


def register_entries(series: NumberSeries) -> Iterator[RegisterEntry]:
    """Yield the register from 1 to the last number that was given or used, without a number left out."""
    marks, reached = marks_of(series), 0
    for letter in letters_of(series):
        if letter.sequence > reached + 1:
            yield from _without_letter(reached + 1, letter.sequence - 1, marks)
        yield RegisterEntry(letter.sequence, letter.sequence, letter)
        reached = max(reached, letter.sequence)
    if series.last > reached:
        yield from _without_letter(reached + 1, series.last, marks)


def _without_letter(first: int, last: int, marks: list[HighWaterMark]) -> Iterator[RegisterEntry]:
    """Yield runs that one mark explains, or none."""
    while first <= last:
        mark = next((mark for mark in marks if mark.former < first <= mark.last), None)
        if mark is not None:
            upper = min(last, mark.last)
        else:
            upper = min([last, *(mark.former for mark in marks if first <= mark.former < last)])
        yield RegisterEntry(first, upper, mark=mark)
        first = upper + 1


def series_summary(series: NumberSeries) -> dict[str, int]:
    """Return how many letters a series has, how many are void or superseded, how many numbers are unexplained."""
    counted = (
        letters_of(series)
        .order_by()
        .aggregate(
            letters=Count("pk"),
            void=Count("pk", filter=Q(void_record__isnull=False)),
            superseded=Count("pk", filter=Q(void_record__isnull=True, supersession__isnull=False)),
        )
    )
    gaps = sum(entry.last - entry.first + 1 for entry in register_entries(series) if entry.unexplained)
    return counted | {"gaps": gaps}


# -- invariant I4 ---------------------------------------------------------------------------------------------


def numbering_faults(agencies: QuerySet[Agency] | None = None) -> list[str]:
    """Return every fault of the numbers in Chinese sentences; an empty list means that invariant I4 holds.

    Looked for: a gap that no mark explains, a number given twice, a number above its counter, a number that does not
    fit its series or its day of signing, and a letter whose series has no counter.
    """
    found: list[str] = []
    chosen = agencies if agencies is not None else Agency.objects.all()
    for series in all_series(chosen).iterator():
        found += _faults_of(series)
    counted = Letter.objects.filter(historic=False, sequence__isnull=False, agency__in=chosen)
    for row in counted.order_by().values("agency", "agency__name", "series", "year").annotate(highest=Max("sequence")):
        kept = NumberSeries.objects.filter(agency=row["agency"], series=row["series"], year__in=(row["year"], RUNNING))
        if not kept.exists():
            found.append(f"{row['agency__name']} {row['series']}〔{row['year']}〕没有登记簿")
    for letter in counted.exclude(year=F("dated__year")).select_related("agency"):
        found.append(f"{letter.agency.name} {letter.number} 的年份与成文日期 {letter.dated.isoformat()} 不符")
    return found


def _faults_of(series: NumberSeries) -> list[str]:
    found, before = [], None
    head, forms = f"{series.agency.name} {series.title}", forms_of(series.agency)
    for entry in register_entries(series):
        letter = entry.letter
        if entry.unexplained:
            run = f"{entry.first}" if entry.first == entry.last else f"{entry.first}—{entry.last}"
            found.append(f"{head} 缺 {run} 号，没有公文，也没有说明")
        if letter is None:
            continue
        if before is not None and before.sequence == letter.sequence and not (before.historic and letter.historic):
            found.append(f"{head} {letter.sequence} 号用了两次")
        if not letter.historic and not fits_forms(letter, forms):
            found.append(f"{head} 第 {letter.sequence} 件公文上的文号是“{letter.number}”")
        if not letter.historic and letter.sequence > series.last:
            found.append(f"{head} {letter.sequence} 号在登记簿的最大号 {series.last} 之后，会被再次编出")
        before = letter
    return found
