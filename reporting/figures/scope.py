"""Whose year a report is: one agency, or a government with all under it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from agencies.organisation.models import Agency
from agencies.organisation.succession import holders_and_later_ones
from reporting.figures.models import Figure
from workflow.cases.models import Case


@dataclass(frozen=True)
class Scope:
    """Whose year: one agency, or with `all` every agency under it as well; `taken` names other agencies instead."""

    agency: Agency
    year: int
    all: bool
    taken: tuple[int, ...] = ()

    @cached_property
    def agency_ids(self) -> tuple[int, ...]:
        """Return the keys of the agencies whose cases count; those whose files another one took count there, once."""
        if self.taken:
            return self.taken
        counting = {self.agency.pk}
        if self.all:
            counting = set(Agency.objects.under(self.agency).order_by().values_list("pk", flat=True))
        return tuple(sorted(pk for pk, holder in self._holders.items() if holder in counting))

    def among(self, field: str = "agency_id", only: Collection[int] | None = None) -> Q:
        """Return the condition that a column names an agency whose cases count, or one of `only` some of them; the shorter of two ways.

        A report of every agency there is names none, one of nearly all names those that are left out: the keys of a province's
        thousands of units cost more, in every query, than what is looked for with them.
        """
        every, counting = self._every, {*self.agency_ids}
        wanted = counting if only is None else counting & {*only}
        others = every - wanted
        if not others:
            return Q()
        return (
            ~Q(**{f"{field}__in": sorted(others)})
            if len(others) < len(wanted)
            else Q(**{f"{field}__in": sorted(wanted)})
        )

    @cached_property
    def unit_of(self) -> dict[int, int]:
        """Return which unit files for each of the agencies: itself, or the one that took its files.

        A unit whose first day comes after the year is not asked for it, unless something of the year is counted with it.
        """
        unit_of = {pk: self._holders[pk] for pk in self.agency_ids}
        later = self._held[1] & set(unit_of.values())
        later -= self._with_records(unit_of, later) if later else set()
        return {pk: unit for pk, unit in unit_of.items() if unit not in later}

    def _with_records(self, unit_of: dict[int, int], units: set[int]) -> set[int]:
        """Return which of some units count a case or an entered figure of the year."""
        agencies = [pk for pk, unit in unit_of.items() if unit in units]
        cases = Case.objects.filter(agency__in=agencies, received_on__lte=self.last).order_by()
        figures = Figure.objects.filter(agency__in=agencies, year=self.year).order_by()
        found = {*cases.values_list("agency_id", flat=True), *figures.values_list("agency_id", flat=True)}
        return {unit_of[pk] for pk in found}

    @cached_property
    def own_ids(self) -> tuple[int, ...]:
        """Return the keys of the agencies whose files the agency counts as its own: itself, and those it took over."""
        return tuple(pk for pk, unit in self.unit_of.items() if unit == self.agency.pk)

    @cached_property
    def _every(self) -> frozenset[int]:
        """Return the keys of all agencies there are."""
        return frozenset(self._holders)

    @property
    def _holders(self) -> dict[int, int]:
        return self._held[0]

    @cached_property
    def _held(self) -> tuple[dict[int, int], set[int]]:
        return holders_and_later_ones(self.last)

    @property
    def first(self) -> date:
        """Return 1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Return 31 December."""
        return date(self.year, 12, 31)


def scope_of(agency: Agency, year: int, word: str = "") -> Scope:
    """Return the scope that `word` (own, all) names; without one a government adds up all under it."""
    return Scope(agency, year, agency.is_government if not word else word == "all")


def scope_of_year_before(scope: Scope) -> Scope:
    """Return the same agencies a year ago, whoever counted them then."""
    earlier = Scope(scope.agency, scope.year - 1, scope.all, scope.agency_ids)
    vars(earlier).update(_every=scope._every)  # read once for both years
    return earlier


def is_published_scope(scope: Scope) -> bool:
    """Say whether this is what the agency publishes: a government all under it, a unit itself."""
    published = scope_of(scope.agency, scope.year)
    return scope == published or set(scope.agency_ids) == set(published.agency_ids)
