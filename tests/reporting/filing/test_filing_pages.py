"""The pages of filing and publication: who gets which, the walk from the clerk to the public, both languages."""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from agencies.organisation.models import AgencySuccession
from law.reports.forms import form_for
from reporting.figures import imports as figure_imports
from reporting.figures.models import Figure, PublishedTable
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.filing.models import Filing, FilingEvent, FilingTerms
from reporting.publication import services as publication_services
from reporting.validation.models import Disposition
from tests.reporting import year
from tests.reporting.district import FEBRUARY, MORNING, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at, officer
from workflow.locks import services as lock_services

INDICATORS = list(form_for(YEAR).entered_cells.values())
FIGURE = "二 行政许可 本年处理决定数量"


@pytest.fixture(autouse=True)
def today():
    """Stand on the morning of 20 February 2026."""
    with time_machine.travel(MORNING, tick=False):
        yield


@shared_data
def district():
    found = District()
    found.made = found.cases()
    return found


PEOPLE = {
    "clerk": lambda d: d.clerks["B1"],
    "head": lambda d: d.heads["B1"],
    "handler": lambda d: officer("h", d.bureaus[0], "handler"),
    "next door": lambda d: d.clerks["B2"],
    "clerk of the government": lambda d: d.clerks["G"],
    "supervisor": lambda d: d.supervisor,
    "auditor": lambda d: d.auditor,
    "administrator": lambda d: d.administrator,
    "supervisor of the unit": lambda d: officer("u", d.bureaus[0], "supervisor"),
    "elsewhere": lambda d: officer("e", year.agency("X", "government"), "supervisor"),
    "nobody": lambda d: None,
}
OVERSEERS = {"supervisor", "auditor"}
UNIT = {"clerk", "head", "handler", "supervisor of the unit"}
SEES = {  # address -> who gets 200; nobody is sent to sign in, all others get 404
    "/report/2025/B1/file/": UNIT | OVERSEERS,
    "/report/2025/G/file/": OVERSEERS | {"clerk of the government"},
    "/supervise/2025/": OVERSEERS | {"elsewhere"},  # another government's units, never these
    "/report/2025/G/publish/": OVERSEERS,
    "/report/2025/B1/publish/": OVERSEERS | {"supervisor of the unit"},
    "/published/2025/G/cell/?row=R1&column=total": OVERSEERS
    | UNIT
    | {"clerk of the government", "next door"},  # each his own
    "/report/2025/G/cell/xlsx/?row=R1&column=total": OVERSEERS | {"clerk of the government"},
    "/report/2025/B1/cell/?row=~channel&column=in_person": UNIT | OVERSEERS,
    "/report/2025/B1/cell/xlsx/?row=~month&column=1": UNIT | OVERSEERS,
    "/published/": set(PEOPLE),
    "/published/2025/G/": set(PEOPLE),
    "/published/2025/G/json/": set(PEOPLE),
    "/published/2025/G/xlsx/": set(PEOPLE),
    "/published/2025/G/docx/": set(PEOPLE),
    "/published/2025/G/html/": set(PEOPLE),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_gets_which_page(published, client, who):
    person = PEOPLE[who](published)
    if person:
        client.force_login(person)
    for address, allowed in SEES.items():
        expected = 200 if who in allowed else 302 if who == "nobody" else 404
        assert client.get(address).status_code == expected, address


def test_another_governments_supervisor_sees_none_of_these_units(published, client):
    client.force_login(PEOPLE["elsewhere"](published))
    assert "某区" not in client.get("/supervise/2025/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/published/2025/B1/",
        "/published/2024/G/",
        "/published/2025/Z/",
        "/published/2025/G/pdf/",
        "/published/2025/G/?version=2",
        "/published/2025/G/cell/?row=R3&column=total",
    ],
)
def test_what_was_not_published_is_not_found(published, client, address):
    client.force_login(published.supervisor)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "who", [who for who in PEOPLE if who not in ("supervisor", "nobody", "supervisor of the unit", "elsewhere")]
)
@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/report/2025/G/publish/", {"act": "publish"}),
        ("/report/2025/G/publish/", {"act": "unlock", "unit": "B1", "reason": "更正登记"}),
        ("/report/2025/G/publish/", {"act": "lock"}),
        ("/supervise/2025/", {"units_by": "2026-01-10", "publish_by": "2026-02-10"}),
        ("/report/2025/B1/file/", {"act": "return", "remark": "退"}),
        ("/report/2025/B1/file/", {"act": "accept"}),
        ("/report/2025/B1/file/", {"act": "burn"}),
    ],
)
def test_nobody_but_the_supervisor_acts_from_above(published, client, who, address, given):
    client.force_login(PEOPLE[who](published))
    before = (
        PublishedTable.objects.count(),
        lock_services.every_locked_year(),
        list(Filing.objects.values_list("state", flat=True)),
    )
    assert client.post(address, given).status_code in (404, 422)
    assert before == (
        PublishedTable.objects.count(),
        lock_services.every_locked_year(),
        list(Filing.objects.values_list("state", flat=True)),
    )
    assert not FilingTerms.objects.exists()


def typed(**changed):
    given = {"act": "enter"}
    for place, name in enumerate(INDICATORS):
        given |= {f"value-{place}": changed.get(name, "3"), f"evidence-{place}": "台账第1页"}
    return given


def explain(client, address):
    """Give a reason for every finding that the page asks one for."""
    context = client.get(address).context
    for one in context["soft"] if "soft" in context else context["findings"]:
        assert (
            client.post(address, {"act": "answer", "finding": one.finding.identity, "reason": "已核对"}).status_code
            == 302
        )


def test_a_unit_files_the_supervisor_returns_one_figure_all_is_accepted_and_published(district, client):
    """The walk of a new user, over the pages alone."""
    district.last_year(district.government, R4__business=4, R4__total=4, P1_1__in_force=20)
    for unit in (*district.bureaus[1:], district.government):
        district.accepted(unit)
    address, place = reverse("filing", args=[YEAR, "B1"]), INDICATORS.index(FIGURE)
    client.force_login(district.clerks["B1"])
    assert client.post(address, typed()).status_code == 302
    assert (
        client.post(
            address, {"act": "write", "text": "问题是检索记录不全，改进是每件附卷，由法制科每月抽查一次并通报。"}
        ).status_code
        == 302
    )
    assert client.post(address, {"act": "confirm"}).status_code == 422
    client.force_login(district.heads["B1"])
    assert "确认并报送" in client.get(address).content.decode()
    assert client.post(address, {"act": "confirm"}).status_code == 302
    client.force_login(district.supervisor)
    row = next(row for row in client.get("/supervise/2025/").context["rows"] if row.agency.code == "B1")
    assert (row.state, row.status.days_late, row.hard) == ("confirmed", 20, 0)
    assert client.post(address, {"act": "return", f"remark-{place}": "与许可台账不符"}).status_code == 302
    client.force_login(district.clerks["B1"])
    page = client.get(address).content.decode()
    assert "与许可台账不符" in page
    assert client.post(address, typed(**{FIGURE: "4"})).status_code == 302
    client.force_login(district.heads["B1"])
    client.post(address, {"act": "confirm"})
    client.force_login(district.supervisor)
    explain(client, address)
    assert client.post(address, {"act": "accept"}).status_code == 302
    assert client.post("/report/2025/G/publish/", {"act": "publish"}).status_code == 422
    explain(client, "/report/2025/G/publish/")
    answer = client.post("/report/2025/G/publish/", {"act": "publish"})
    assert answer.status_code == 302, unescape(re.sub("<[^>]+>", "", answer.content.decode()))[:2000]
    assert lock_services.is_locked(district.bureaus[0].pk, YEAR)
    client.logout()
    page = client.get("/published/2025/G/").content.decode()
    assert PublishedTable.objects.get(year=YEAR).sha256 in page
    assert "/cell/" not in page


def test_a_refused_figure_keeps_what_was_typed_and_is_named(district, client):
    client.force_login(district.clerks["B1"])
    address = reverse("filing", args=[YEAR, "B1"])
    answer = client.post(address, typed(**{FIGURE: "约5件"}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“约5件”不是数" in page
    assert 'value="约5件"' in page
    assert not Figure.objects.exists()


def test_last_years_figure_stands_beside_this_years(district, client):
    Figure.objects.create(
        agency=district.bureaus[0], year=YEAR - 1, indicator=FIGURE, value=17, entered_at=at(FEBRUARY)
    )
    client.force_login(district.clerks["B1"])
    lines = {line.indicator: line.last for line in client.get(reverse("filing", args=[YEAR, "B1"])).context["lines"]}
    assert lines[FIGURE] == 17
    assert set(lines.values()) == {17, None}


def test_a_published_number_opens_the_cases_that_it_counted(published, client):
    client.force_login(published.supervisor)
    page = client.get("/published/2025/G/").content.decode()
    cells = re.findall(r'<a href="([^"]*/cell/[^"]*)"[^>]*>(\d+)</a>', page)
    assert len(cells) > 150
    for address, number in [cell for cell in cells if cell[1] != "0"][::5]:
        opened = client.get(unescape(address))
        shown = opened.context["figures"] if "figures" in opened.context else opened.context["cases"]
        assert opened.context["count"] == len(shown)
        assert opened.context["count"] == (4 if "figures" in opened.context else int(number))  # one figure a unit
        assert "张三" not in opened.content.decode()


def test_the_text_and_the_charts_of_the_published_page_open_their_cases_too(published, client):
    client.force_login(published.supervisor)
    page = client.get("/published/2025/G/").content.decode()
    assert "<svg" in page
    assert "本报告根据" in page
    links = re.findall(r'<a class="n" href="([^"]*/cell/[^"]*)">(\d+)</a>', page)
    assert len(links) > 20
    assert any("row=~channel" in address or "row=%7Echannel" in address for address, _n in links)
    for address, number in links:
        opened = client.get(unescape(address))
        assert opened.status_code == 200, address
        if "figures" not in opened.context:
            assert opened.context["count"] == int(number)
    client.logout()
    assert 'class="n"' not in client.get("/published/2025/G/").content.decode()


def test_who_sees_one_unit_finds_its_own_cases_behind_the_published_number(published, client):
    client.force_login(published.clerks["B1"])
    opened = client.get("/published/2025/G/cell/?row=R1&column=total")
    mine = [
        case for case in published.made if case.agency_id == published.bureaus[0].pk and case.received_on.year == YEAR
    ]
    assert {case.pk for case in opened.context["cases"]} == {case.pk for case in mine}
    assert opened.context["hidden"] == opened.context["count"] - len(mine) > 0
    assert f"其中 {opened.context['hidden']} 项属于您看不到的单位" in opened.content.decode()
    figures = client.get("/published/2025/G/cell/?row=P5.1&column=decisions").context
    assert [one.agency.code for one in figures["figures"]] == ["B1"]
    assert figures["hidden"] == 3


def test_an_older_version_shows_the_figures_that_it_counted(published, client):
    client.force_login(published.supervisor)
    unit = published.bureaus[0]
    lock_services.unlock(unit, YEAR, reason="更正", by=published.supervisor, now=at(FEBRUARY))
    filing_services.return_filing(
        unit, YEAR, "", {INDICATORS[0]: "与台账不符"}, by=published.supervisor, now=at(FEBRUARY)
    )
    filing_services.enter_figures(
        unit, YEAR, {INDICATORS[0]: (5, "台账第2页")}, by=published.clerks["B1"], now=at(FEBRUARY)
    )
    filing_services.confirm(unit, YEAR, by=published.heads["B1"], now=at(FEBRUARY))
    published.explained(scope_of(unit, YEAR))
    filing_services.accept(unit, YEAR, by=published.supervisor, now=at(FEBRUARY))
    published.publish(reason="更正许可数")
    key = next(key for key, name in form_for(YEAR).entered_cells.items() if name == INDICATORS[0])
    values = {}
    for version in (1, 2):
        asked = {"version": version, "row": key[0], "column": key[1]}
        shown = client.get("/published/2025/G/cell/", asked).context["figures"]
        values[version] = {one.agency.code: (int(one.value), one.evidence) for one in shown}
    assert values[1]["B1"] == (3, "台账第1页")
    assert values[2]["B1"] == (5, "台账第2页")


def test_saving_one_figure_leaves_the_imported_ones_to_their_file(district, client, tmp_path):
    unit, imported, other = district.bureaus[0], INDICATORS[0], INDICATORS[1]
    path = tmp_path / "指标.csv"
    path.write_text(f"年度,填报单位,指标,数值\n{YEAR},B1,{imported},7\n", encoding="utf-8")
    assert figure_imports.import_figures(path, now=at(date(2026, 1, 5))) == (1, [], [])
    client.force_login(district.clerks["B1"])
    page = client.get("/report/2025/B1/file/").content.decode()
    assert "指标.csv 第 2 行" in page
    given = {"act": "enter", "value-0": "7", "evidence-0": "", "value-1": "4", "evidence-1": "台账"}
    assert client.post("/report/2025/B1/file/", given).status_code == 302
    kept = {one.indicator: one for one in Figure.objects.filter(agency=unit)}
    assert (kept[imported].entered_by, kept[imported].source, kept[imported].evidence) == (None, "指标.csv 第 2 行", "")
    assert (kept[other].entered_by, kept[other].source) == (district.clerks["B1"], "")
    assert [event.data["indicator"] for event in FilingEvent.objects.all()] == [other]
    answer = client.post("/report/2025/B1/file/", {"act": "enter", "value-0": "8", "evidence-0": ""})
    assert "请写明依据" in answer.content.decode()


def test_what_came_of_a_return_is_shown_to_both_sides(district, client):
    unit = district.bureaus[0]
    district.confirmed(unit)
    returned, kept, other = INDICATORS[:3]
    filing_services.return_filing(
        unit, YEAR, "请核对", {returned: "与台账不符", kept: "依据不足"}, by=district.supervisor, now=at(FEBRUARY)
    )
    filing_services.enter_figures(
        unit,
        YEAR,
        {returned: (9, "台账第9页"), other: (4, "台账第3页")},
        by=district.clerks["B1"],
        now=at(FEBRUARY),
    )
    filing_services.confirm(unit, YEAR, by=district.heads["B1"], now=at(FEBRUARY))
    client.force_login(district.supervisor)
    answer = client.get("/report/2025/B1/file/")
    since = answer.context["since"]
    assert [(one.indicator, one.then, one.now, one.changed) for one in since.figures] == [
        (returned, "3", "9", True),
        (kept, "3", "3", False),
    ]
    assert [event.data["indicator"] for event in since.others] == [other]
    page = answer.content.decode()
    assert "3 → 9" in page
    assert "没有改" in page
    assert page.count("退回后改过") == 2
    district.explained(scope_of(unit, YEAR))
    filing_services.accept(unit, YEAR, by=district.supervisor, now=at(FEBRUARY))
    assert client.get("/report/2025/B1/file/").context["since"] is None


def test_accepting_all_says_who_was_left_and_why(district, client):
    for unit in district.bureaus:
        district.confirmed(unit)
    district.explained(scope_of(district.bureaus[0], YEAR))
    with_reason = Disposition.objects.count()
    client.force_login(district.supervisor)
    page = client.post("/supervise/2025/", {"act": "accept"}, follow=True).content.decode()
    states = dict(Filing.objects.values_list("agency__code", "state"))
    left = [code for code, state in states.items() if state == "confirmed"]
    assert with_reason == 0 or left
    for unit in district.bureaus:
        assert (f"{unit.name}：" in page) == (unit.code in left)


def test_the_files_are_what_was_frozen_and_the_hash_can_be_verified(published, client):
    body = client.get("/published/2025/G/json/").content
    assert publication_services.digest_of_file(body) == published.table.sha256
    assert json.loads(body)["tables"] == published.table.tables
    book = load_workbook(io.BytesIO(client.get("/published/2025/G/xlsx/").content))
    numbers = [cell.value for row in book.active.iter_rows() for cell in row if isinstance(cell.value, int)]
    assert (
        published.table.tables["三、收到和处理政府信息公开申请情况 / 一、本年新收政府信息公开申请数量"]["总计"]
        in numbers
    )
    for given, words in (
        ({"file": SimpleUploadedFile("r.json", body)}, "与公布的第 1 版一致"),
        ({"sha256": published.table.sha256.upper()}, "与公布的第 1 版一致"),
        ({"file": SimpleUploadedFile("r.json", body.replace(b"1", b"2", 1))}, "不一致"),
        ({"sha256": ""}, "请选择文件"),
        ({}, "请选择文件"),
        (
            {"file": SimpleUploadedFile("r.xlsx", client.get("/published/2025/G/xlsx/").content)},
            "与公布的第 1 版一致（XLSX）",
        ),
        (
            {"file": SimpleUploadedFile("r.docx", client.get("/published/2025/G/docx/").content)},
            "与公布的第 1 版一致（DOCX）",
        ),
    ):
        assert words in client.post("/published/2025/G/", given).content.decode()
    big = SimpleUploadedFile("r.json", b" " * (5 * 1024 * 1024 + 1))
    assert client.post("/published/2025/G/", {"file": big}).status_code == 422


def test_unlock_change_and_the_difference_over_the_pages(published, client):
    client.force_login(published.supervisor)
    address = "/report/2025/G/publish/"
    assert client.post(address, {"act": "unlock", "unit": "B1", "reason": ""}).status_code == 422
    assert client.post(address, {"act": "unlock", "unit": "Z", "reason": "更正"}).status_code == 404
    assert client.post(address, {"act": "unlock", "unit": "B1", "reason": "更正登记"}).status_code == 302
    case = next(case for case in published.made if case.agency_id == published.bureaus[0].pk and case.outcome == "open")
    type(case).objects.filter(pk=case.pk).update(outcome="partial")
    page = client.get(address)
    assert {one.removed for one, *_ in page.context["differences"]} == {(), (case.pk,)}
    assert f">{case.number}</a>" in page.content.decode()
    assert client.post(address, {"act": "lock"}).status_code == 302
    assert lock_services.is_locked(published.bureaus[0].pk, YEAR)
    assert len(client.get("/report/2026/G/publish/").context["corrections"]) == 4


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_in_both_languages(open_or_unlocked, client, language):
    district = open_or_unlocked
    client.cookies.load({"django_language": language})
    for person in (district.supervisor, district.clerks["B1"], district.heads["B1"]):
        client.force_login(person)
        for address in SEES:
            if (
                (answer := client.get(address)).status_code == 200
                and "html" in answer["Content-Type"]
                and "Content-Disposition" not in answer
            ):
                page = answer.content.decode()
                assert ("Verification" in page or "nnual report" in page) == (language == "en"), address


@pytest.mark.parametrize("address", ["/report/2012/B1/file/", "/report/2012/G/publish/", "/supervise/2012/"])
def test_a_year_without_a_form_says_so(district, client, address):
    client.force_login(district.supervisor)
    assert "2012年没有全国统一的统计表" in client.get(address).content.decode()
    assert client.post(address, {"act": "publish"}).status_code == 422


def test_the_units_of_a_district_are_read_in_a_fixed_number_of_queries(district, client, django_assert_max_num_queries):
    client.force_login(district.supervisor)
    for n in range(4, 30):
        year.agency(f"C{n}", parent=district.government)
    with django_assert_max_num_queries(45):
        assert len(client.get("/supervise/2025/").context["rows"]) == 30


def test_terms_are_set_on_the_page(district, client):
    client.force_login(district.supervisor)
    for given, status in (
        ({"units_by": "2026-02-01", "publish_by": "2026-03-01"}, 422),
        ({"units_by": "x"}, 422),
        ({"units_by": "2026-01-16", "publish_by": "2026-02-20"}, 302),
    ):
        page = client.post("/supervise/2025/", given)
        assert page.status_code == status
        assert status == 302 or page.context["form"].errors.keys() <= {"units_by", "publish_by"}
        assert status == 302 or page.content.decode().count('role="alert"') == len(page.context["form"].errors) > 0
    assert FilingTerms.objects.get().units_by == date(2026, 1, 16)
    assert filing_services.filing_of(district.bureaus[0], YEAR).state == "open"


def test_all_that_are_in_order_are_accepted_at_once_and_no_other(district, client):
    one, two, three = district.bureaus
    for unit in (one, two):
        district.confirmed(unit)
        district.explained(scope_of(unit, YEAR, "own"))
    district.figures(three)  # part five is empty and nobody has said why
    filing_services.confirm(three, YEAR, by=district.heads["B3"], now=at(FEBRUARY))
    for person, status in ((district.auditor, 302), (district.supervisor, 302)):
        client.force_login(person)
        assert client.post("/supervise/2025/", {"act": "accept"}).status_code == status
        states = dict(Filing.objects.values_list("agency__code", "state"))
        assert states == dict.fromkeys(("B1", "B2"), "accepted" if person == district.supervisor else "confirmed") | {
            "B3": "confirmed"
        }


def test_after_a_merger_the_page_says_who_files(district, client):
    one, two = district.bureaus[:2]
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
    client.force_login(district.clerks["B1"])
    page = client.get(reverse("filing", args=[YEAR, "B1"])).content.decode()
    assert "某区教育局承接了这个单位" in page
    assert "保存填报数" not in page
