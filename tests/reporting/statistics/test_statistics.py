"""Statistics of any period: a number is what stands behind it, parts add up, a year is the year's table."""

import random
import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from agencies.organisation.models import Officer, OfficerRole, Section
from law.reports.forms import form_for
from reporting.figures.scope import scope_of
from reporting.figures.tables import filled_form_of
from reporting.statistics import tables as statistics_tables
from reporting.statistics.periods import Period
from tests.reporting import year
from tests.shared_data import shared_data
from workflow.cases.models import Case

TODAY = date(2026, 2, 3)
GROUNDS = ("", "|privacy|", "|privacy|process|", "|trade_secret|")


def officer(name, agency, role):
    person = Officer.objects.create(username=name, display_name=name, agency=agency)
    OfficerRole.objects.create(officer=person, role=role)
    return person


@shared_data
def district():
    """Make a government, two bureaus and two years of cases with everything in which they differ."""
    chance = random.Random(4)
    government = year.agency("G", "government", name="某区人民政府")
    units = [government, year.agency("B1", parent=government), year.agency("B2", parent=government)]
    sections = [Section.objects.create(agency=unit, name="办公室") for unit in units]
    people = [officer(f"h{place}", unit, "handler") for place, unit in enumerate(units)]
    rows = []
    for _ in range(160):
        place = chance.randrange(3)
        received = date(2024, 10, 1) + timedelta(chance.randrange(480))
        row = {
            "agency": units[place],
            "received_on": received,
            "channel": chance.choice(["in_person", "portal", "fax"]),
            "applicant_kind": chance.choice(["natural_person", "business"]),
            "topic": chance.choice(["土地征收", "财政资金", "=1+1", ""]),
        }
        if chance.random() < 0.75:
            row |= {
                "outcome": chance.choice(["open", "deny", "not_exist"]),
                "decided_on": received + timedelta(chance.randrange(1, 90)),
            }
            row["grounds"] = chance.choice(GROUNDS[1:]) if row["outcome"] == "deny" else ""
            row["timeliness"] = chance.choice(["on_time", "extended", "late"])
        rows.append(row)
    cases = year.cases(rows)
    for case in cases:
        place = units.index(case.agency)
        case.due_on = case.received_on + timedelta(28) if chance.random() < 0.9 else None
        if case.timeliness == "late":
            case.due_on = case.decided_on - timedelta(chance.choice([1, 2, 5, 6, 10, 11, 20, 21, 60, 61, 75]))
        if chance.random() < 0.8:
            case.section, case.handler = sections[place], people[place]
    Case.objects.bulk_update(cases, ["due_on", "section", "handler"])
    for case in cases[:60]:
        if case.decided_on:
            kind = chance.choice(["reconsideration", "litigation_direct", "litigation_after"])
            result = chance.choice(["upheld", "corrected", "other", "pending"])
            received = case.decided_on + timedelta(20)
            done = None if result == "pending" else received + timedelta(chance.randrange(10, 200))
            year.remedy(case, kind, received, result, done)
    return {"units": units, "people": people}


def periods(units):
    keys = tuple(unit.pk for unit in units)
    return [
        Period.of(units[0], date(2025, 1, 1), date(2025, 12, 31), keys),
        Period.of(units[0], date(2025, 4, 1), date(2025, 6, 30), keys),
        Period.of(units[1], date(2025, 2, 15), date(2026, 3, 14), keys[1:2]),
        Period.of(units[0], date(2025, 7, 9), date(2025, 7, 9), keys[1:]),
    ]


def test_every_number_is_what_stands_behind_it(district):
    for period in periods(district["units"]):
        for key in statistics_tables.TABLES:
            table = statistics_tables.table_of(period, key, TODAY)
            told = {(row, column): n for row, _, cells, _ in table.lines() for column, _, n in cells}
            assert told == {at: statistics_tables.rows_counted_by(period, key, *at, TODAY).count() for at in told}
            assert any(told.values()) or period.first == period.last


def test_the_rows_of_a_breakdown_add_up_to_all_and_to_the_form(district):
    for period in periods(district["units"]):
        sheet = statistics_tables.filled_form_of_period(period)
        for key in statistics_tables.BREAKDOWNS:
            numbers = statistics_tables.table_of(period, key, TODAY).numbers
            for name, row in (("received", "R1"), ("before", "R2"), ("open", "R4")):
                of_rows = sum(n for (where, column), n in numbers.items() if column == name and where != "*")
                assert of_rows == numbers["*", name] == sheet.value(row, "total"), (key, name)


def test_ages_take_every_open_case_once_and_delays_every_late_one(district):
    for period in periods(district["units"]):
        ages, delays = statistics_tables.age_table(period, TODAY), statistics_tables.delay_table(period, TODAY)
        for table, column in ((ages, "open"), (ages, "overdue"), (delays, "late"), (delays, "overdue")):
            every = statistics_tables.rows_counted_by(period, table.key, "*", column, TODAY).count()
            assert sum(n for (_row, name), n in table.numbers.items() if name == column) == every


@pytest.mark.parametrize(
    ("days", "row"), [(1, "1-5"), (5, "1-5"), (6, "6-10"), (10, "6-10"), (11, "11-20"), (61, "61-")]
)
def test_a_delay_stands_in_its_row(db, days, row):
    bureau = year.agency("B")
    (case,) = year.cases(
        [
            {
                "agency": bureau,
                "received_on": date(2025, 1, 2),
                "decided_on": date(2025, 5, 1),
                "outcome": "open",
                "timeliness": "late",
            }
        ]
    )
    Case.objects.filter(pk=case.pk).update(due_on=date(2025, 5, 1) - timedelta(days))
    table = statistics_tables.delay_table(Period.of(bureau, date(2025, 1, 1), date(2025, 12, 31), (bureau.pk,)), TODAY)
    assert {at: n for at, n in table.numbers.items() if n} == {(row, "late"): 1}


def test_the_fate_of_a_refusal_on_two_grounds_counts_once_in_its_outcome(db):
    bureau = year.agency("B")
    refused = {
        "agency": bureau,
        "received_on": date(2025, 1, 2),
        "decided_on": date(2025, 2, 1),
        "outcome": "deny",
        "grounds": "|privacy|process|",
    }
    one, two = year.cases([refused, refused | {"grounds": "|privacy|"}])
    year.remedy(one, "reconsideration", date(2025, 3, 1), "corrected", date(2025, 4, 1))
    year.remedy(two, "litigation_direct", date(2025, 3, 1), "upheld", date(2026, 1, 5))
    table = statistics_tables.fate_table(Period.of(bureau, date(2025, 1, 1), date(2025, 12, 31), (bureau.pk,)), TODAY)
    assert {at: n for at, n in table.numbers.items() if n} == {
        ("*", "reconsideration:corrected"): 1, ("*", "litigation:pending"): 1,
        ("deny", "reconsideration:corrected"): 1, ("deny", "litigation:pending"): 1,
        ("deny:privacy", "reconsideration:corrected"): 1, ("deny:privacy", "litigation:pending"): 1,
        ("deny:process", "reconsideration:corrected"): 1,
    }  # fmt: skip
    assert table.remarks["deny"] == "1/1 100.0%"


def test_a_year_of_all_units_is_the_table_of_the_year(district):
    government = district["units"][0]
    period = periods(district["units"])[0]
    assert statistics_tables.filled_form_of_period(period).cells == filled_form_of(scope_of(government, 2025)).cells


def test_four_quarters_receive_and_conclude_the_year(district):
    units = district["units"]
    keys = tuple(unit.pk for unit in units)
    starts = [date(2025, month, 1) for month in (1, 4, 7, 10)] + [date(2026, 1, 1)]
    quarters = [Period.of(units[0], a, b - timedelta(days=1), keys) for a, b in zip(starts, starts[1:], strict=False)]
    whole = statistics_tables.filled_form_of_period(periods(units)[0])
    parts = [statistics_tables.filled_form_of_period(quarter) for quarter in quarters]
    for row in ("R1", "R3.1", "R3.3.4", "R3.7"):
        for column in form_for(2025).columns(row):
            assert sum(part.value(row, column.key) for part in parts) == whole.value(row, column.key)
    for earlier, later in zip(parts, parts[1:], strict=False):
        assert later.value("R2", "total") == earlier.value("R4", "total")


def test_figures_are_of_years_and_a_part_of_a_year_has_none(district):
    quarter = statistics_tables.filled_form_of_period(periods(district["units"])[1])
    assert {value for (row, _), value in quarter.cells.items() if quarter.form.rows[row].kind == "entered"} == {None}


# -- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(district, client):
    """Stand still on a day of 2026, signed in as the government's supervisor."""
    with time_machine.travel(TODAY, tick=False):
        client.force_login(officer("s", district["units"][0], "supervisor"))
        yield client


YEAR = "from=2025-01-01&to=2025-12-31"
LINK = re.compile(r'<a href="([^"]*/statistics/behind/[^"]*)"[^>]*>(\d+)</a>')


@pytest.mark.parametrize("show", ["form", *statistics_tables.TABLES])
def test_every_number_of_a_page_opens_what_it_counts(desk, show):
    page = desk.get(f"/statistics/?{YEAR}&show={show}&unit=B1&unit=G")
    links = LINK.findall(page.content.decode())
    assert links
    for address, number in random.Random(1).sample(links, min(6, len(links))):
        opened = desk.get(unescape(address))
        assert (opened.status_code, opened.context["count"]) == (200, int(number)), address


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(desk, language):
    desk.cookies.load({"django_language": language})
    for path in ("", "scores/", "sample/", "behind/?table=all"):
        page = desk.get(f"/statistics/{path}").content.decode()
        assert ("Worklist" in page, "工作台" in page) == (language == "en", language != "en"), path


@pytest.mark.fault("X6")
def test_the_list_behind_a_number_is_taken_away_whole_and_holds_no_formula(desk, district):
    behind = f"{YEAR}&table=topic&row=%3D1%2B1&column=received"
    number = desk.get(f"/statistics/behind/?{behind}").context["count"]
    answer = desk.get(f"/statistics/behind/xlsx/?{behind}")
    book = load_workbook(BytesIO(answer.getvalue()))
    rows = list(book.active.iter_rows())
    assert len(rows) == number + 1 > 2
    assert {row[12].value for row in rows[1:]} == {"=1+1"}
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}


def test_all_tables_are_taken_away_as_one_workbook(desk):
    book = load_workbook(BytesIO(desk.get(f"/statistics/file/?{YEAR}").getvalue()))
    assert len(book.sheetnames) == len(statistics_tables.TABLES)
    page = desk.get(f"/statistics/?{YEAR}&show=channel").context["table"]
    told = [[label, *(n for _, _, n in cells)] for _, label, cells, _ in page.lines()]
    sheet = book.worksheets[list(statistics_tables.TABLES).index("channel")]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == told


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("from=2025-02-30", "不是日期"), ("from=2025-05-01&to=2025-04-01", "之后"), ("from=1999-01-01", "2008 年到")],
)
def test_a_wrong_period_is_said_and_this_year_shown(desk, query, sentence):
    page = desk.get(f"/statistics/?{query}")
    assert sentence in page.content.decode()
    assert page.context["period"].first == date(2026, 1, 1)
    assert desk.get(f"/statistics/file/?{query}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "?unit=X", "?unit=nobody", "?show=moon", f"behind/?{YEAR}&table=moon&row=&column=open", f"behind/?{YEAR}&table=unit&row=x&column=open",
        f"behind/?{YEAR}&table=ages&row=7-9&column=open", f"behind/?{YEAR}&table=ages&row=0-30&column=late",
        f"behind/?{YEAR}&table=delays&row=1-5&column=open", f"behind/?{YEAR}&table=fate&row=moon&column=litigation:upheld",
        f"behind/?{YEAR}&table=fate&row=deny&column=litigation:won", f"behind/?{YEAR}&table=form&row=R99&column=total",
        f"behind/csv/?{YEAR}&table=all", f"behind/?{YEAR}&table=scores&row=999999&column=overdue",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(desk, address):
    year.agency("X", "government")
    assert desk.get(f"/statistics/{address}").status_code == 404


@pytest.mark.parametrize(
    ("role", "home", "asked", "status"),
    [
        ("supervisor", 0, "B1", 200), ("auditor", 0, "B1", 200), ("clerk", 1, "B1", 200), ("signer", 1, "B1", 200),
        ("clerk", 1, "B2", 404), ("clerk", 0, "B1", 404), ("supervisor", 1, "G", 404), ("administrator", 0, "G", 404),
    ],
)  # fmt: skip
def test_who_sees_which_statistics(district, client, role, home, asked, status):
    client.force_login(officer("o", district["units"][home], role))
    for path in ("", "file/", "behind/?table=all", "behind/xlsx/?table=all", "scores/", "sample/"):
        joint = "&" if "?" in path else "?"
        assert client.get(f"/statistics/{path}{joint}{YEAR}&unit={asked}").status_code == status, path


def test_a_clerk_who_names_no_unit_counts_the_own_agency_alone(district, client):
    client.force_login(officer("o", district["units"][1], "clerk"))
    assert client.get(f"/statistics/?{YEAR}").context["period"].agency_ids == (district["units"][1].pk,)


def test_a_table_asks_the_database_a_bounded_number_of_times(desk, django_assert_max_num_queries):
    for show in statistics_tables.TABLES:
        with django_assert_max_num_queries(16):
            desk.get(f"/statistics/?{YEAR}&show={show}")
