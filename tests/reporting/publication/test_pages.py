"""The report page: every cell opens, with and without htmx; only those who may see it do."""

import re
from datetime import date
from html import unescape

import pytest

from agencies.organisation.models import Officer, OfficerRole
from law import Refused
from reporting.publication.views import report as report_views
from tests.reporting import year
from tests.shared_data import shared_data
from workflow.cases.models import Case


def officer(name, agency, role):
    person = Officer.objects.create(username=name, display_name=name, agency=agency)
    OfficerRole.objects.create(officer=person, role=role)
    return person


@shared_data
def district():
    government = year.agency("G", "government", name="某区人民政府")
    bureau, other = year.agency("B", parent=government), year.agency("X", "government")
    made = year.cases(
        [
            {"agency": government, "received_on": date(2025, 3, 1), "outcome": "open", "decided_on": date(2025, 3, 9)},
            {
                "agency": bureau, "received_on": date(2025, 4, 1), "outcome": "deny", "grounds": "|privacy|process|",
                "decided_on": date(2025, 4, 9), "applicant_kind": "business",
            },
            {"agency": bureau, "received_on": date(2025, 12, 1)},
        ]
    )  # fmt: skip
    year.remedy(made[1], "reconsideration", date(2025, 6, 1), "upheld", date(2025, 7, 1))
    return {"government": government, "bureau": bureau, "other": other}


def test_every_number_opens_what_it_counts(client, district):
    client.force_login(officer("s", district["government"], "supervisor"))
    page = client.get("/report/2025/G/")
    assert page.status_code == 200
    cells = re.findall(r'<a href="([^"]*/cell/[^"]*)"[^>]*>(\d+)</a>', page.content.decode())
    assert len(cells) == 7 * 25 + 15  # table three and table four; nobody entered figures
    for address, number in cells:
        opened = client.get(unescape(address))
        assert opened.status_code == 200
        assert opened.context["count"] == int(number), address


def test_an_opened_cell_is_a_fragment_for_htmx_and_a_page_without(client, district):
    client.force_login(officer("s", district["government"], "supervisor"))
    address = "/report/2025/G/cell/?row=R3.3.4&column=business"
    assert "<html" in client.get(address).content.decode()
    assert "<html" not in client.get(address, HTTP_HX_REQUEST="true").content.decode()


def test_as_many_rows_are_listed_as_the_number_says(client, district):
    """Two proceedings of one kind in one case are two rows, as they are two in the number."""
    twice = Case.objects.get(agency=district["bureau"], outcome="deny")
    year.remedy(twice, "reconsideration", date(2025, 8, 1), "upheld", date(2025, 9, 1))
    client.force_login(officer("s", district["government"], "supervisor"))
    cells = re.findall(r'<a href="([^"]*/cell/[^"]*)"[^>]*>(\d+)</a>', client.get("/report/2025/G/").content.decode())
    opened = {address: client.get(unescape(address), HTTP_HX_REQUEST="true").content.decode() for address, _ in cells}
    rows = {address: text.count('<th scope="row">') for address, text in opened.items()}
    assert rows == {address: int(number) for address, number in cells}
    assert 2 in {count for address, count in rows.items() if "column=upheld" in address}


@pytest.mark.parametrize(
    "query", ["row=R3&column=total", "row=R9&column=total", "row=R1&column=nobody", "", "row=P1.1&column=total"]
)
def test_a_cell_that_the_form_does_not_have_is_not_found(client, district, query):
    client.force_login(officer("s", district["government"], "supervisor"))
    assert client.get(f"/report/2025/G/cell/?{query}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["", "cell/?row=R1&column=total", *(f"download/{kind}/" for kind in ("json", "html", "pdf", "docx", "xlsx"))],
)
@pytest.mark.parametrize(
    ("role", "home", "asked", "status"),
    [
        ("supervisor", "government", "G", 200),
        ("supervisor", "government", "B", 200),
        ("supervisor", "government", "X", 404),
        ("auditor", "government", "B", 200),
        ("clerk", "bureau", "B", 200),
        ("clerk", "bureau", "G", 404),
        ("clerk", "government", "B", 404),
        ("administrator", "government", "G", 404),
    ],
)
def test_who_sees_which_report(client, district, path, role, home, asked, status, request):
    if "pdf" in path:
        request.getfixturevalue("fonts")
    client.force_login(officer("o", district[home], role))
    assert client.get(f"/report/2025/{asked}/{path}").status_code == status


def test_a_clerk_of_the_government_counts_only_the_own_cases(client, district):
    client.force_login(officer("c", district["government"], "clerk"))
    for query in ("", "?scope=all"):
        report = client.get(f"/report/2025/G/{query}").context["report"]
        assert report.sheet.value("R1", "total") == 1


def test_nobody_sees_a_report_without_signing_in(client, district):
    assert client.get("/report/2025/G/").status_code == 302


def test_a_year_without_a_form_says_so(client, district):
    client.force_login(officer("s", district["government"], "supervisor"))
    answer = client.get("/report/2012/G/")
    assert "2012年没有全国统一的统计表" in answer.content.decode()


STARTS = {"json": b"{", "html": b"<!doctype html>", "pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}


@pytest.mark.parametrize("kind", STARTS)
def test_the_page_offers_every_kind_of_file_and_each_is_one(client, district, kind, request):
    if kind == "pdf":
        request.getfixturevalue("fonts")
    client.force_login(officer("s", district["government"], "supervisor"))
    page = client.get("/report/2025/G/").content.decode()
    address = f"/report/2025/G/download/{kind}/?scope=all"
    assert f'href="{address}"' in page
    answer = client.get(address)
    assert answer.content.startswith(STARTS[kind])
    assert answer["Content-Disposition"] == f'attachment; filename="G-2025.{kind}"'


def test_no_other_kind_of_file_is_offered(client, district):
    client.force_login(officer("s", district["government"], "supervisor"))
    page = client.get("/report/2025/G/").content.decode()
    assert set(re.findall(r"/download/(\w+)/", page)) == set(STARTS)
    assert client.get("/report/2025/G/download/odt/").status_code == 404


def test_without_the_libraries_the_page_says_why_there_is_no_pdf(client, district, monkeypatch):
    def gone(html, *styles):
        raise Refused("公文排版程序无法启动，请管理员查看日志")

    monkeypatch.setattr(report_views.pdf, "render_html", gone)
    client.force_login(officer("s", district["government"], "supervisor"))
    answer = client.get("/report/2025/G/download/pdf/", follow=True)
    assert answer.redirect_chain == [("/report/2025/G/", 302)]
    assert "公文排版程序无法启动" in answer.content.decode()
