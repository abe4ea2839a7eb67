"""The pages of the quality of files: every number opens its cases, nobody sees another's file, nobody small is ranked."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.core.management import call_command
from openpyxl import load_workbook

from reporting.quality import services as quality_services
from reporting.quality.models import CaseQuality
from reporting.quality.rubric import load_rubric
from reporting.statistics.periods import Period
from tests.reporting import year
from tests.reporting.files import disclosed, march, not_found, refused
from tests.shared_data import shared_data
from tests.workflow.looks.reasons import say_why
from tests.workflow.sample_office import Office, at, officer
from workflow.cases.models import Case

NOW = at(date(2026, 4, 1))
PERIOD = "from=2026-01-01&to=2026-12-31"
LINK = re.compile(r'<a\s+href="([^"]*/statistics/behind/[^"]*)"(?:\s+aria-label="[^"]*")?>([^<]*)</a>( −\d+)?')


def scored(cases, points, lost):
    CaseQuality.objects.bulk_create(
        CaseQuality(case=case, points=points, lost=lost, events=0, scheme=load_rubric().fingerprint, scored_at=NOW)
        for case in cases
    )


@shared_data
def district():
    """Make units of 30, 30, 29 and no cases, one with a case out of an old register, and one case that waits."""
    government = year.agency("G", "government", name="某区人民政府")
    units = [government, *(year.agency(f"B{n}", parent=government) for n in range(1, 6))]
    row = {"received_on": march(2), "decided_on": march(20), "outcome": "open"}
    made = year.cases(
        [row | {"agency": units[n]} for n, times in ((1, 30), (2, 30), (3, 30), (4, 31)) for _ in range(times)]
    )
    Case.objects.update(state="closed")
    of = {unit.pk: [case for case in made if case.agency_id == unit.pk] for unit in units}
    scored(of[units[1].pk], 90, {"delivery": 10})
    scored(of[units[2].pk][:15], 59, {"delivery": 10, "conclusion": 15, "term": 16})
    scored(of[units[2].pk][15:], 80, {"term": 20})
    scored(of[units[3].pk][:29], 60, {"corrected": 30, "search": 10})
    scored(of[units[4].pk], 95, {"registration": 5})
    Case.objects.filter(pk=of[units[4].pk][0].pk).update(imported=True)
    return {"units": units, "supervisor": officer("s", government, "supervisor")}


def of_year(district, units=None):
    units = units or district["units"]
    return Period.of(units[0], date(2026, 1, 1), date(2026, 12, 31), tuple(unit.pk for unit in units))


def test_the_sums_of_the_units_and_who_is_ranked(district):
    units, every = quality_services.summaries_of_units(of_year(district))
    told = {unit.code: (one.scored, one.mean, one.low[60], one.low[80], one.rank, one.waiting) for unit, one in units}
    assert told == {
        "G": (0, None, 0, 0, None, 0),
        "B1": (30, 90, 0, 0, 1, 0),
        "B2": (30, 69.5, 15, 15, 2, 0),
        "B3": (29, 60, 0, 29, None, 1),  # not 30
        "B4": (31, 95, 0, 0, None, 0),  # one out of an old register
        "B5": (0, None, 0, 0, None, 0),
    }
    assert (every.scored, every.waiting, every.imported) == (120, 1, 1)
    assert every.lost == {
        "delivery": [45, 450],
        "conclusion": [15, 225],
        "term": [30, 540],
        "corrected": [29, 870],
        "search": [29, 290],
        "registration": [31, 155],
    }


def test_equal_means_share_a_rank(district):
    CaseQuality.objects.filter(case__agency__code="B2").update(points=90)
    ranks = {unit.code: one.rank for unit, one in quality_services.summaries_of_units(of_year(district))[0]}
    assert (ranks["B1"], ranks["B2"]) == (1, 1)


def test_every_number_is_the_length_of_its_list(district):
    asked = of_year(district)
    units, every = quality_services.summaries_of_units(asked)
    columns = {f"lost-{key}": lambda one, key=key: one.lost.get(key, (0, 0))[0] for key in load_rubric().named}
    columns |= {f"below-{bound}": lambda one, bound=bound: one.low[bound] for bound in load_rubric().low}
    columns |= {
        "scored": lambda one: one.scored,
        "waiting": lambda one: one.waiting,
        "imported": lambda one: one.imported,
    }
    for row, one in [(str(unit.pk), one) for unit, one in units] + [("*", every)]:
        for column, number in columns.items():
            assert quality_services.rows_counted_by(asked, row, column).count() == number(one), (row, column)
    for row, column in (("*", "below-59"), ("*", "lost-smiles"), ("*", ""), ("999999", "scored"), ("x", "scored")):
        with pytest.raises(KeyError):
            quality_services.rows_counted_by(asked, row, column)


def test_more_units_and_cases_take_no_more_queries(district, django_assert_num_queries):
    with django_assert_num_queries(5):  # two of them say who holds whose files
        quality_services.summaries_of_units(of_year(district, district["units"][:1]))
    with django_assert_num_queries(5):
        quality_services.summaries_of_units(of_year(district))


def test_the_page_links_every_number_and_its_workbook_says_the_same(district, client):
    client.force_login(district["supervisor"])
    page = client.get(f"/statistics/quality/?{PERIOD}")
    text = page.content.decode()
    assert text.count("不足 30 件，不排名") == 1
    assert text.count("含旧台账案件，不排名") == 1
    links = [(unescape(address), number) for address, number, _more in LINK.findall(text)]
    assert len(links) > 20
    for address, number in links:
        opened = client.get(address)
        assert opened.status_code == 200, address
        if number.isdecimal():
            assert opened.context["count"] == int(number), address
    book = load_workbook(BytesIO(client.get(f"/statistics/quality/?{PERIOD}&as=xlsx").getvalue()))
    units, items, cases = book.worksheets
    assert [row[1].value for row in units.iter_rows(min_row=2)] == [30, 30, 29, 31, 0, 0]
    assert [row[0].value for row in items.iter_rows(min_row=2)] == [one.label for one in load_rubric().named.values()]
    points = [row[6].value for row in cases.iter_rows(min_row=2)]
    assert points == sorted(points)
    assert len(points) == 120


def test_the_list_behind_a_number_is_a_workbook_too(district, client):
    client.force_login(district["supervisor"])
    book = load_workbook(
        BytesIO(client.get(f"/statistics/behind/xlsx/?{PERIOD}&table=quality&row=*&column=below-60").getvalue())
    )
    assert [row[6].value for row in book.active.iter_rows(min_row=2)] == [59] * 15
    for column in ("below-1", "lost-", "x"):
        assert client.get(f"/statistics/behind/?{PERIOD}&table=quality&row=*&column={column}").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(district, client, language):
    client.force_login(district["supervisor"])
    client.cookies.load({"django_language": language})
    label = "送达证据" if language == "zh-hans" else "Proof of delivery"
    assert label in client.get(f"/statistics/quality/?{PERIOD}").content.decode()


# -- the page of one case ----------------------------------------------------------------------------------------


@shared_data
def office():
    return Office()


def test_every_piece_of_evidence_opens(office, client):
    case = refused(office)
    client.force_login(office.supervisor)
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/statistics/quality/{case.pk}/").content.decode()
        here = client.get(f"/cases/{case.pk}/").content.decode()
        addresses = {unescape(each) for each in re.findall(r'<a class="small" href="([^"]+)"', page)}
        assert len(addresses) > 8
        say_why(client, "letter", case.events.get(act="reply").letter_id)
        for address in addresses:
            path, _hash, anchor = address.partition("#")
            assert client.get(path).status_code == 200, address
            assert not anchor or f'id="{anchor}"' in here, address
    assert '<b class="num">100</b> / 100' in page
    assert f"/statistics/quality/{case.pk}/" in here


def test_a_case_in_hand_is_not_scored_and_its_page_names_no_score(office, client):
    case = office.assigned(march(2))
    client.force_login(office.supervisor)
    assert "在办，答复以后才评" in client.get(f"/statistics/quality/{case.pk}/").content.decode()
    assert "/statistics/quality/" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_the_page_says_what_the_night_has_not_seen_yet(office, client):
    case = not_found(office)
    client.force_login(office.clerk)
    address = f"/statistics/quality/{case.pk}/"
    assert "还没有计入汇总" in client.get(address).content.decode()
    quality_services.score_cases(now=NOW)
    assert "下一次评定" not in client.get(address).content.decode()
    office.do(case, "file_litigation", march(10), kind="litigation_direct", reference="1号")
    office.do(case, "conclude_litigation", march(20), result="corrected")
    page = client.get(address).content.decode()
    assert "70</b> / 100" in page
    assert "评定为 100 分" in page


def test_who_sees_the_case_sees_its_quality_and_nobody_else(office, client):
    case, other = disclosed(office), year.agency("E", parent=office.government)
    elsewhere = year.agency("H", "government")
    people = {
        office.clerk: 200,
        office.handler: 200,
        office.signer: 200,
        office.supervisor: 200,
        office.auditor: 200,
        office.administrator: 404,
        officer("next door", other, "clerk"): 404,
        officer("elsewhere", elsewhere, "supervisor"): 404,
    }
    for person, expected in people.items():
        client.force_login(person)
        assert client.get(f"/statistics/quality/{case.pk}/").status_code == expected, person
    client.logout()
    assert client.get(f"/statistics/quality/{case.pk}/").status_code == 302


def test_no_list_of_the_pages_names_an_applicant(office, client):
    case = refused(office)
    quality_services.score_cases(now=NOW)
    client.force_login(office.supervisor)
    for address in (
        f"/statistics/quality/?{PERIOD}",
        f"/statistics/quality/{case.pk}/",
        f"/statistics/behind/?{PERIOD}&table=quality&row=*&column=scored",
    ):
        page = client.get(address).content.decode()
        assert case.number in page
        assert "张三" not in page
        assert "某小区改造施工合同" not in page


# -- the command -------------------------------------------------------------------------------------------------


def test_the_command_scores_compares_and_scores_again(office, capsys):
    disclosed(office)
    call_command("score_cases")
    assert "评定 1 件" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("score_cases", "--check")
    assert ended.value.code == 0
    CaseQuality.objects.update(points=1)
    with pytest.raises(SystemExit) as ended:
        call_command("score_cases", "--check")
    assert ended.value.code == 1
    call_command("score_cases")  # what did not move on is not looked at again
    assert CaseQuality.objects.get().points == 1
    call_command("score_cases", "--all")
    assert CaseQuality.objects.get().points == 100
