"""Tables that were published, of the year and of the year before, and their numbers."""

from datetime import date
from decimal import Decimal

from agencies.organisation.models import Agency
from agencies.organisation.succession import holders
from law.reports.forms import FORMS
from reporting.figures.models import PublishedTable
from reporting.figures.scope import Scope, is_published_scope, scope_of
from reporting.table.filled import CellValue
from reporting.table.numbers import plain_number
from workflow.locks import services as lock_services
from workflow.locks.models import LockedYear


def published_table(agency: Agency, year: int, version: int | None = None) -> PublishedTable | None:
    """Return a published version of a year, the latest if none is named."""
    tables = PublishedTable.objects.filter(agency=agency, year=year).select_related(
        "agency", "publication__published_by"
    )
    return tables.filter(version=version).first() if version else tables.first()


def last_published_tables(scope: Scope) -> list[PublishedTable]:
    """Return the latest tables published for the year before that add up to the scope: several after a merger.

    Empty unless every one of them is on file.
    """
    if not is_published_scope(scope):
        return []
    if scope.all and set(scope.agency_ids) != set(scope_of(scope.agency, scope.year - 1).agency_ids):
        return []  # a unit has left or joined the government: its table of last year is not that of these agencies
    wanted = {scope.agency.pk}
    if not scope.all:  # who counted these files a year ago
        before = holders(date(scope.year - 1, 12, 31))
        wanted = {before[pk] for pk in scope.agency_ids}
    tables = {}
    for table in PublishedTable.objects.filter(agency_id__in=wanted, year=scope.year - 1):
        tables.setdefault(table.agency_id, table)  # the latest version comes first
    return list(tables.values()) if len(tables) == len(wanted) else []


def published_value(table: PublishedTable, row: str, column: str) -> CellValue:
    """Return a number of a published table by the keys of its form, None where it is not stated."""
    form = FORMS[table.form]
    if row not in form.rows or column not in {each.key for each in form.columns(row)}:
        return None
    found = table.tables.get(form.rows[row].name, {}).get(form.column(row, column).label)
    return None if found is None else plain_number(Decimal(str(found)))


def published_sum(tables: list[PublishedTable], row: str, column: str) -> CellValue:
    """Return the sum of a number over several published tables, None where one does not state it."""
    numbers = [published_value(table, row, column) for table in tables]
    return None if None in numbers else plain_number(sum(numbers))


def last_received(before: list[PublishedTable]) -> CellValue:
    """Return how many applications last year's published tables count, None without one."""
    if not before:
        return None
    narrative = FORMS[before[0].form].narrative
    return published_sum(before, narrative["received"], narrative["column"])


def is_published_and_locked(scope: Scope) -> bool:
    """Say whether the year was published: its text does not change any more unless the year is unlocked for a new version."""
    here = {"agency": scope.agency, "year": scope.year}
    unlocked = LockedYear.objects.filter(**here).exists() and not lock_services.is_locked(scope.agency.pk, scope.year)
    return PublishedTable.objects.filter(**here).exists() and not unlocked
