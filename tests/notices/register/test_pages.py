"""The pages of the numbers: who sees which register, who sets words, who lifts marks."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agencies.organisation.models import Officer, OfficerRole
from notices.letters import services
from notices.letters.models import HighWaterMark, NumberSeries, SeriesWord

MARK = {"series": "瓯建公开", "year": 2026, "last": 103, "again": 103, "reason": "一至三月在纸上编号"}
WORDS = {"family": "procedural", "words": "瓯建公开补", "from_on": "2026-03-28"}
ROLES = ("clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "administrator")
SEES_BELOW = ("supervisor", "auditor", "administrator")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-03-27T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def person(agency):
    """Return a function that makes an officer of a role, of the department or of the government above it."""

    def make(role, where=None):
        made = Officer.objects.create(username=f"{role}-{Officer.objects.count()}", agency=where or agency)
        OfficerRole.objects.create(officer=made, role=role)
        return made

    return make


def addresses(agency):
    series, _ = NumberSeries.objects.get_or_create(agency=agency, series="瓯建公开", year=2026)
    return {
        "numbers-of": reverse("numbers-of", args=[agency.code]),
        "number-register": reverse("number-register", args=[agency.code, series.pk]),
        "number-words": reverse("number-words", args=[agency.code]),
        "number-mark": reverse("number-mark", args=[agency.code]),
    }


@pytest.mark.fault("S5")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", ["own", "above", "beside"])
def test_who_may_do_what(client, person, agency, role, place):
    beside = type(agency).objects.create(code="B08", name="瓯海区财政局", kind="department", parent=agency.parent)
    client.force_login(person(role, {"own": agency, "above": agency.parent, "beside": beside}[place]))
    sees = place == "own" or (place == "above" and role in SEES_BELOW)
    sets = sees and role == "administrator"
    lifts = sets or (place == "own" and role == "clerk")
    found = addresses(agency)
    answers = [
        client.get(found["numbers-of"]).status_code,
        client.get(found["number-register"]).status_code,
        client.post(found["number-words"], WORDS).status_code,
        client.post(found["number-mark"], MARK).status_code,
    ]
    assert answers == [200 if sees else 404, 200 if sees else 404, 302 if sets else 404, 302 if lifts else 404]
    assert SeriesWord.objects.count() == sets and HighWaterMark.objects.count() == lifts


def test_without_signing_in_every_page_leads_to_the_door(client, agency):
    for name, address in addresses(agency).items():
        answer = client.get(address) if name in ("numbers-of", "number-register") else client.post(address)
        assert answer.status_code == 302 and answer.url.startswith("/login/")


@pytest.mark.parametrize("role", ["clerk", "administrator", "handler"])
def test_only_those_who_may_find_the_forms(client, person, agency, role):
    client.force_login(person(role))
    page = client.get(addresses(agency)["numbers-of"]).content.decode()
    assert ('id="mark"' in page) == (role != "handler")
    assert ('id="words"' in page) == (role == "administrator")


def test_the_first_page_is_that_of_the_own_agency(client, person, agency):
    client.force_login(person("clerk"))
    assert client.get(reverse("numbers")).url == addresses(agency)["numbers-of"]
    client.force_login(Officer.objects.create(username="nobody"))
    assert client.get(reverse("numbers")).status_code == 404


def test_a_mark_is_typed_twice_and_kept_as_typed_when_refused(client, person, agency, issued):
    client.force_login(person("clerk"))
    address = addresses(agency)["number-mark"]
    page = client.post(address, MARK | {"again": 130})
    assert (
        page.status_code == 422 and "两次填的号不一样" in page.content.decode() and "一至三月" in page.content.decode()
    )
    assert not HighWaterMark.objects.exists()
    client.post(address, MARK)
    mark = HighWaterMark.objects.get()
    assert (mark.former, mark.last, mark.set_by.username) == (0, 103, "clerk-0")
    assert issued().number == "瓯建公开〔2026〕104号"
    page = client.post(address, MARK)
    assert page.status_code == 422 and "已经用到 104 号" in page.content.decode()
    assert client.post(address, MARK | {"series": "别家公开"}).status_code == 422


def test_words_that_are_refused_are_kept_as_typed(client, person, agency):
    client.force_login(person("administrator"))
    address = addresses(agency)["number-words"]
    page = client.post(address, WORDS | {"words": "瓯建公开〔2026〕"})
    assert (
        page.status_code == 422 and "瓯建公开〔2026〕" in page.content.decode() and "不带括号" in page.content.decode()
    )
    client.post(address, WORDS)
    assert SeriesWord.objects.get().from_on == date(2026, 3, 28)
    assert "瓯建公开补" in client.get(addresses(agency)["numbers-of"]).content.decode()


def test_the_register_names_every_number_and_no_applicant(client, person, agency, issued):
    letter = issued()
    client.force_login(person("clerk"))
    client.post(addresses(agency)["number-mark"], MARK)
    void = issued("deny")
    services.void(void, "盖章有误", None, now=timezone.now())
    NumberSeries.objects.update(last=106)
    page = client.get(addresses(agency)["number-register"]).content.decode()
    for told in (
        letter.number,
        "2—103",
        "一至三月在纸上编号",
        void.number,
        "盖章有误",
        "105—106",
        "没有公文，也没有说明",
    ):
        assert told in page
    assert letter.addressee not in page and reverse("letter", args=[letter.pk]) in page
    front = client.get(addresses(agency)["numbers-of"]).content.decode()
    assert "缺 105—106 号" in front
    client.force_login(person("administrator"))
    page = client.get(addresses(agency)["number-register"]).content.decode()
    assert letter.number in page and reverse("letter", args=[letter.pk]) not in page


def test_a_long_register_comes_in_pages(client, person, agency, issued, monkeypatch):
    monkeypatch.setattr("notices.register.views.LINES_PER_PAGE", 2)
    numbers = [issued().number for _ in range(3)]
    client.force_login(person("clerk"))
    address = addresses(agency)["number-register"]
    first, second = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    assert [number in first for number in numbers] == [False, True, True]
    assert [number in second for number in numbers] == [True, False, False]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(client, person, agency, language):
    client.cookies.load({"django_language": language})
    client.force_login(person("clerk"))
    page = client.get(addresses(agency)["numbers-of"]).content.decode()
    assert ("Document numbers" in page) == (language == "en")
