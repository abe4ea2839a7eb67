"""An agency has a first day as it has a last one, and is not asked for the years before it (11.10)."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.administration import offices
from agencies.administration.imports import import_agencies
from agencies.audit_trail.models import OfficeRecord
from agencies.organisation.models import Agency
from law import Refused
from reporting.figures.models import Figure
from reporting.figures.scope import scope_of
from reporting.figures.units import units_of
from reporting.filing import services as filing_services
from reporting.filing.duties import duties_of
from reporting.narrative.report import report_of
from reporting.publication.obstacles import obstacles
from reporting.validation import services as validation_services
from tests.reporting import year
from tests.reporting.district import FEBRUARY, JANUARY, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at, officer

BEGUN = date(YEAR + 1, 1, 1)


@shared_data
def district():
    """Return a district with a bureau that begins on the first day of the next year."""
    found = District()
    found.new = year.agency("N", parent=found.government, name="某区数据局")
    Agency.objects.filter(pk=found.new.pk).update(opened_on=BEGUN)
    found.new.refresh_from_db()
    found.clerk = officer("clerkN", found.new, "clerk")
    return found


def test_it_is_no_unit_of_the_years_before_and_one_of_its_own(district):
    assert district.new.pk not in units_of(district.scope)
    assert district.new.pk in units_of(scope_of(district.government, YEAR + 1))
    assert report_of(district.scope).sheet.units == 4
    assert district.new.pk not in validation_services.validate_units(district.scope)


def test_its_last_day_of_the_year_is_enough_to_be_asked(district):
    Agency.objects.filter(pk=district.new.pk).update(opened_on=date(YEAR, 12, 31))
    assert district.new.pk in units_of(scope_of(district.government, YEAR))


@pytest.mark.parametrize("what", ["case", "figure"])
def test_what_it_has_of_a_year_is_never_lost(district, what):
    if what == "case":
        year.cases([{"agency": district.new, "received_on": date(YEAR, 12, 30)}])
    else:
        Figure.objects.create(agency=district.new, year=YEAR, indicator="x", value=1, entered_at=at(JANUARY))
    assert district.new.pk in units_of(scope_of(district.government, YEAR))


def test_nobody_is_reminded_of_it_and_nothing_of_it_stands_in_the_way(district):
    assert duties_of(district.clerk, JANUARY) == []
    told = [one.message for one in obstacles(district.scope, report_of(district.scope), FEBRUARY)]
    assert told and not any("数据局" in message for message in told)
    Agency.objects.filter(pk=district.new.pk).update(opened_on=None)
    told = [one.message for one in obstacles(scope_of(district.government, YEAR), report_of(district.scope), FEBRUARY)]
    assert any("数据局" in message for message in told)


def test_it_cannot_file_or_publish_a_year_before_its_first_day(district):
    with pytest.raises(Refused, match="2026-01-01 才设立，没有 2025 年度的统计"):
        filing_services.enter_figures(district.new, YEAR, {}, by=district.clerk, now=at(JANUARY))
    own = scope_of(district.new, YEAR)
    assert any("才设立" in one.message for one in obstacles(own, report_of(own), FEBRUARY))


def test_the_supervisors_page_does_not_list_it(district, client):
    client.force_login(district.supervisor)
    assert "某区数据局" not in client.get(reverse("supervise", args=[YEAR])).content.decode()
    assert "某区数据局" in client.get(reverse("supervise", args=[YEAR + 1])).content.decode()


def test_it_is_entered_and_changed_from_above_and_put_on_record(district, client):
    client.force_login(district.administrator)
    given = {"code": "M", "name": "某区医保局", "kind": "department", "parent": district.government.pk}
    assert client.post(reverse("office-add"), given | {"opened_on": "2026-03-01"}).status_code == 302
    made = Agency.objects.get(code="M")
    assert made.opened_on == date(2026, 3, 1)
    assert "2026" in client.get(reverse("office-agency", args=["M"])).content.decode()
    change = {"name": made.name, "kind": made.kind, "correction_workdays": 15, "opened_on": "2026-04-01"}
    assert client.post(reverse("office-facts", args=["M"]), change).status_code == 302
    assert ["opened_on", "2026-03-01", "2026-04-01"] in [
        list(row) for record in OfficeRecord.objects.filter(agency=made) for row in record.changes
    ]


def test_it_comes_before_the_last_day_and_its_own_administrator_does_not_set_it(district):
    given = {"by": district.administrator, "now": at(FEBRUARY)}
    with pytest.raises(Refused, match="应当早于结束日期"):
        offices.close_agency(district.new, None, on=BEGUN, **given)
    own = officer("own", district.new, "administrator")
    with pytest.raises(Refused, match="设立日期由上级"):
        offices.change_agency(district.new, {"opened_on": None}, by=own, now=at(FEBRUARY))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("N,某区数据局,department,G,2026-02-01,", ""),
        ("N,某区数据局,department,G,2026-02-01,2026-02-01", "应当早于撤销日期"),
    ],
)
def test_the_list_of_agencies_has_a_column_for_it(district, tmp_path, row, fault):
    path = tmp_path / "a.csv"
    path.write_text(f"代码,名称,类型,上级,设立日期,撤销日期\n{row}\n", encoding="utf-8")
    result = import_agencies(path)
    assert [fault in one.message for one in result.faults] == ([True] if fault else [])
    assert Agency.objects.get(code="N").opened_on == (BEGUN if fault else date(2026, 2, 1))
