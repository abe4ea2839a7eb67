"""The supervisor's page: every number opens exactly what it counts, who sees and writes what, a note's way to its answer."""

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.organisation.models import Agency
from reporting.supervision.models import SupervisionAnswer, SupervisionNote
from tests.reporting import year
from tests.reporting.supervision.test_notes import SAID, TODAY, WHY, ask
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at, officer
from workflow.cases.models import Case

LINK = re.compile(r'<a href="(/watch/cases/\?[^"]*)"\s*(?:aria-label="[^"]*")?>(?:<b>)?(\d+)(?:</b>)?</a>')


@shared_data
def watched():
    """A district with one case in hand in a bureau, a note about it, and a late reply next door."""
    with time_machine.travel(at(TODAY), tick=False):
        office = Office()
        office.school = year.agency("E", parent=office.government, name="某区教育局")
        office.elsewhere = year.agency("H", "government", name="邻区人民政府")
        office.one = office.assigned(date(2026, 4, 8))
        office.note = ask(office)
        late = {
            "agency": office.school,
            "outcome": "open",
            "received_on": date(2026, 3, 2),
            "decided_on": date(2026, 5, 6),
            "timeliness": "late",
        }
        (done,) = year.cases([late])
        Case.objects.filter(pk=done.pk).update(state="closed")
    return office


@pytest.fixture
def office(watched):
    """Return the district on that day."""
    with time_machine.travel(at(TODAY), tick=False):
        yield watched


PEOPLE = {
    "supervisor": lambda o: o.supervisor,
    "auditor": lambda o: o.auditor,
    "administrator": lambda o: o.administrator,
    "clerk": lambda o: o.clerk,
    "handler": lambda o: o.handler,
    "reviewer": lambda o: o.reviewer,
    "signer": lambda o: o.signer,
    "supervisor of the unit": lambda o: officer("u", o.agency, "supervisor"),
    "supervisor elsewhere": lambda o: officer("e", o.elsewhere, "supervisor"),
    "clerk next door": lambda o: officer("n", o.school, "clerk"),
    "clerk of the government": lambda o: officer("g", o.government, "clerk"),
    "nobody": lambda o: None,
}
ABOVE, ELSEWHERE = {"supervisor", "auditor"}, {"supervisor elsewhere"}
SEES = {  # who gets 200; nobody is sent to sign in, all others get 404
    "watch": ABOVE | ELSEWHERE,  # each the own units, see below
    "watch-cases": ABOVE | ELSEWHERE,
    "watch-cases?unit": ABOVE,
    "watch-ask": {"supervisor"},
    "watch-answer": {"clerk", "handler"},
}


def address(office, name) -> str:
    if name == "watch-cases?unit":
        return reverse("watch-cases") + f"?unit={office.agency.code}"
    return reverse(name, args={"watch-ask": [office.one.pk], "watch-answer": [office.note.pk]}.get(name, []))


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_which_page(office, client, who):
    if person := PEOPLE[who](office):
        client.force_login(person)
    for name, allowed in SEES.items():
        expected = 302 if who == "nobody" else 200 if who in allowed else 404
        assert client.get(address(office, name)).status_code == expected, name


@pytest.mark.parametrize("who", PEOPLE)
def test_who_writes(office, client, who):
    if person := PEOPLE[who](office):
        client.force_login(person)
    asked = client.post(address(office, "watch-ask"), {"text": "还有一件事要问", "answer_by": "2026-05-09"})
    answered = client.post(address(office, "watch-answer"), {"text": SAID})
    written = (SupervisionNote.objects.count() - 1, SupervisionAnswer.objects.count())
    assert written == (int(who == "supervisor"), int(who in ("clerk", "handler")))
    if not any(written) and who != "nobody":
        assert (asked.status_code, answered.status_code) == (404, 404)


def test_another_governments_supervisor_sees_none_of_these_units(office, client):
    client.force_login(PEOPLE["supervisor elsewhere"](office))
    for name in ("watch", "watch-cases"):
        page = client.get(reverse(name)).content.decode()
        assert "某区" not in page
        assert office.one.number not in page


def test_every_number_opens_as_many_cases(office, client):
    """All links of the table are followed; with several units, lights and days among them."""
    for day in (
        date(2026, 3, 30),
        date(2026, 4, 3),
        date(2026, 4, 7),
        date(2026, 4, 10),
        date(2026, 4, 14),
        date(2026, 4, 20),
        TODAY,
    ):
        office.case(day)
    office.do(office.assigned(date(2026, 5, 6)), "request_correction", TODAY, points="请写明文件名称", term_workdays=7)
    made = year.cases([{"agency": office.school, "received_on": date(2026, 4, 9)}] * 3)
    Case.objects.filter(pk__in=[case.pk for case in made]).update(due_on=date(2026, 5, 11))
    client.force_login(office.auditor)
    links = LINK.findall(client.get(reverse("watch")).content.decode())
    kinds = {re.search(r"what=([^&]+)", unescape(link))[1] for link, _n in links}
    assert {"open", "late", "k", "r", "o", "y", "g", "p", "2026-05-11"} <= kinds
    assert len(links) > 25
    for link, n in links:
        page = client.get(unescape(link))
        assert page.context["page"].paginator.count == len(page.context["rows"]) == int(n) > 0, link


@pytest.mark.parametrize("asked", ["what=x", "what=2026-05-10", "what=2026-12-31", "unit=H", "what="])
def test_what_the_page_does_not_count_is_not_found(office, client, asked):
    client.force_login(office.supervisor)
    assert client.get(f"{reverse('watch-cases')}?{asked}").status_code == 404


def test_a_null_character_is_refused_before_the_page_is_asked(office, client):
    client.force_login(office.supervisor)
    assert client.get(f"{reverse('watch-cases')}?unit=%00").status_code == 400


def test_the_page_says_what_is_late_whose_it_is_and_who_is_idle(office, client):
    client.force_login(office.supervisor)
    page = client.get(reverse("watch")).content.decode()
    assert "3 家单位，在办 1 件，逾期 0 件，今天到期 0 件" in page
    assert f'<a href="/cases/{office.one.pk}/">{office.one.number}</a>' in page
    assert "今年没有收到申请，可以发测试信核对渠道" in page
    assert "不足30件" in page
    assert '<a href="/supervise/2025/">还没有开始</a>' in page
    assert '<a href="/statistics/quality/' not in page  # nothing was scored, so nothing opens


@pytest.mark.parametrize(
    ("asked", "found"), [("q=教育", ["E"]), ("pressing=1", []), ("q=没有这家", []), ("q=%3Cscript%3E", [])]
)
def test_units_are_looked_for_by_name_or_light(office, client, asked, found):
    client.force_login(office.supervisor)
    page = client.get(f"{reverse('watch')}?{asked}")
    assert [line.agency.code for line in page.context["lines"]] == found
    assert "<script>" not in page.content.decode().replace("<script src", "")


def test_the_navigation_leads_there_for_those_above_alone(office, client):
    for who, person in PEOPLE.items():
        if (user := person(office)) is not None:
            client.force_login(user)
            assert ('href="/watch/"' in client.get("/").content.decode()) == (who in ABOVE | ELSEWHERE), who


def test_a_note_goes_to_the_unit_and_its_answer_comes_back(office, client):
    case = reverse("case", args=[office.one.pk])
    client.force_login(office.supervisor)
    sent = client.post(
        address(office, "watch-ask"), {"text": "请报送延期告知书", "answer_by": "2026-05-11"}, follow=True
    )
    assert sent.redirect_chain == [(case, 302)]
    assert "请报送延期告知书" in sent.content.decode()
    assert "/answer/" not in sent.content.decode()
    note = SupervisionNote.objects.get(text="请报送延期告知书")
    client.force_login(office.handler)
    worklist = client.get("/").content.decode()
    assert "有 2 件督办等本单位答复" in worklist
    assert "请报送延期告知书" in worklist
    answer = reverse("watch-answer", args=[note.pk])
    assert f'href="{answer}"' in client.get(case).content.decode()
    assert SAID in client.post(answer, {"text": SAID}, follow=True).content.decode()
    assert "有 1 件督办等本单位答复" in client.get("/").content.decode()
    assert client.get(answer).status_code == 302  # answered: back to the case
    client.force_login(office.supervisor)
    page = client.get(reverse("watch"))
    assert [one.pk for one in page.context["notes"]] == [office.note.pk]
    assert SAID in page.content.decode()


def test_a_refusal_keeps_what_was_typed(office, client):
    client.force_login(office.supervisor)
    page = client.post(address(office, "watch-ask"), {"text": "写了很久的一段话", "answer_by": "2026-05-01"})
    assert page.status_code == 422
    assert "写了很久的一段话</textarea>" in page.content.decode()
    assert "答复日期应当在今天到" in page.content.decode()
    client.force_login(office.clerk)
    page = client.post(address(office, "watch-answer"), {"text": "嗯"})
    assert (page.status_code, "嗯</textarea>" in page.content.decode()) == (422, True)


@pytest.mark.parametrize("day", ["", "2026-02-30", "明天", "0206-05-08"])
def test_a_day_that_is_none_is_refused_with_its_field(office, client, day):
    client.force_login(office.supervisor)
    page = client.post(address(office, "watch-ask"), {"text": "请说明办到哪一步", "answer_by": day})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["answer_by"]
    assert day == "0206-05-08" or "答复日期应写成 2026-03-05 这样" in page.content.decode()
    assert f'value="{day}"' in page.content.decode()


def test_who_answers_second_is_told_what_was_answered_and_keeps_the_own_words(office, client):
    client.force_login(office.clerk)
    client.post(address(office, "watch-answer"), {"text": SAID})
    client.force_login(office.handler)
    page = client.post(address(office, "watch-answer"), {"text": "我也写了一段答复"})
    assert page.status_code == 422
    for words in ("这件督办已经答复", SAID, "我也写了一段答复</textarea>"):
        assert words in page.content.decode()


def test_a_note_that_nobody_answered_in_time_says_so_everywhere(office, client):
    with time_machine.travel(at(date(2026, 5, 9)), tick=False):
        for person, page in (
            (office.supervisor, reverse("watch")),
            (office.clerk, "/"),
            (office.signer, reverse("case", args=[office.one.pk])),
        ):
            client.force_login(person)
            assert "逾期未复" in client.get(page).content.decode()


@pytest.mark.parametrize("who", ["reviewer", "signer", "auditor", "supervisor of the unit"])
def test_who_only_reads_is_offered_nothing(office, client, who):
    client.force_login(PEOPLE[who](office))
    page = client.get(reverse("case", args=[office.one.pk])).content.decode()
    assert WHY in page
    assert "/ask/" not in page
    assert "/answer/" not in page


def test_the_pages_in_both_languages(office, client):
    for language, words in (("zh-hans", "督办"), ("en", "upervising note")):
        client.cookies.load({"django_language": language})
        for person, names in ((office.supervisor, ("watch", "watch-ask")), (office.clerk, ("watch-answer",))):
            client.force_login(person)
            for name in names:
                assert words in client.get(address(office, name)).content.decode(), (language, name)


def test_the_page_asks_the_database_a_fixed_number_of_times(office, client, django_assert_max_num_queries):
    client.force_login(office.supervisor)
    client.get(reverse("watch"))
    year.cases(
        [{"agency": year.agency(f"U{n}", parent=office.government), "received_on": date(2026, 4, 9)} for n in range(50)]
    )
    with django_assert_max_num_queries(34):
        assert len(client.get(reverse("watch")).context["lines"]) == 52
    with django_assert_max_num_queries(14):
        assert client.get(reverse("watch-cases")).context["page"].paginator.count == 51


def test_where_all_agencies_are_watched_their_keys_are_not_named(client, office, monkeypatch):
    """In a province the question for all stands for thousands of keys, and finds the same."""
    Agency.objects.filter(pk=office.elsewhere.pk).update(parent=office.government)
    client.force_login(office.supervisor)
    whole = client.get(reverse("watch")).context["found"]
    monkeypatch.setattr("agencies.organisation.selectors.FEW", 0)
    for further in (False, True):
        [year.agency("H2", "government", name="另一区人民政府") for _ in range(further)]
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("watch"))
        assert page.context["found"] == whole
        named = [each["sql"] for each in asked if '"workflow_case"."agency_id" IN (' in each["sql"]]
        assert any("IN (SELECT" in sql for sql in named) != further
    assert whole.every.held


def test_the_pages_of_the_units_hold_every_unit_once(office, client, monkeypatch):
    client.force_login(office.supervisor)
    year.cases(
        [{"agency": year.agency(f"U{n}", parent=office.government), "received_on": date(2026, 4, 9)} for n in range(9)]
    )
    whole = client.get(reverse("watch")).context["lines"]
    monkeypatch.setattr("reporting.supervision.views.PER_PAGE", 4)
    pages = [client.get(reverse("watch"), {"page": n}) for n in (1, 2, 3)]
    assert [line.agency.pk for page in pages for line in page.context["lines"]] == [line.agency.pk for line in whole]
    assert [len(page.context["lines"]) for page in pages] == [4, 4, 3]
    found = [client.get(reverse("watch-cases"), {"page": n}).context["rows"] for n in (1, 2, 3)]
    assert [len(rows) for rows in found] == [4, 4, 2]
    assert len({row.case.pk for rows in found for row in rows}) == 10
