"""The pages of adapted words: who sees and does what, previews, two people, nothing of the law's own part."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from notices.kinds.search_record import SearchedPlace
from notices.letters.models import Draft
from notices.wording.models import Wording
from tests.shared_data import shared_data
from tests.workflow.sample_office import SEARCH, SHANGHAI, Office, officer

GIVEN = {"place": "closing", "kind": "every", "text": "感谢{称呼}的支持。", "sample": "not_exist"}


MORNING = datetime(2026, 4, 7, 9, tzinfo=SHANGHAI)


@shared_data
def staffed():
    """Return an office whose agency has an administrator of its own."""
    with time_machine.travel(MORNING, tick=False):
        office = Office()
        office.writer = officer("writer", office.agency, "administrator")
        office.both = officer("both", office.agency, "administrator", "reviewer")
    return office


@pytest.fixture
def desk(staffed):
    """Return the office on one morning."""
    with time_machine.travel(MORNING, tick=False):
        yield staffed


def write(client, person, **more):
    """Keep a version over the page and return it."""
    client.force_login(person)
    answer = client.post(reverse("wording-write"), GIVEN | more)
    assert answer.status_code == 302, answer.content.decode()
    return Wording.objects.latest("pk")


def step(client, person, row, code):
    """Release or retire over the page."""
    client.force_login(person)
    return client.post(reverse("wording-step", args=[row.pk, code])).status_code


def test_written_released_and_in_the_next_draft(desk, client):
    row = write(client, desk.writer)
    assert step(client, desk.reviewer, row, "release") == 302
    case = desk.assigned(date(2026, 4, 1))
    desk.drafted(case, date(2026, 4, 7), "not_exist", search_record=SEARCH | {"searched_on": "2026-04-03"})
    assert "感谢您的支持。" in Draft.objects.get().text.split("\n")


def test_the_draft_page_previews_what_the_draft_will_say(desk, client):
    step(client, desk.reviewer, write(client, desk.writer), "release")
    case = desk.assigned(date(2026, 4, 1))
    client.force_login(desk.handler)
    rows = ["｜".join(str(row[name]) for name in SearchedPlace.labels()) for row in SEARCH["places"]]
    searched = {"fact_search_record__places": "\n".join(rows), "fact_search_record__searched_on": "2026-04-03"}
    given = {"on": "2026-04-07", "version": 2} | searched
    shown = client.post(reverse("draft-preview", args=[case.pk]) + "?outcome=not_exist", given).content.decode()
    assert "感谢您的支持。" in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_in_both_languages(desk, client, language):
    row, kind = write(client, desk.writer), write(client, desk.writer, kind="deny")
    step(client, desk.reviewer, row, "release")
    client.cookies.load({"django_language": language})
    for person in (desk.writer, desk.reviewer, desk.both):
        client.force_login(person)
        for address in (reverse("wording"), *(reverse("wording-version", args=[one.pk]) for one in (row, kind))):
            page = client.get(address)
            assert page.status_code == 200
            assert ("Words of the office" in page.content.decode()) == (language == "en")


# person -> may see, may write, may release a draft of `writer`, may turn that draft down, may take a released one out
RIGHTS = {
    "writer": (True, True, False, True, False),
    "reviewer": (True, False, True, True, True),
    "both": (True, True, True, True, True),
    "clerk": (False,) * 5,
    "handler": (False,) * 5,
    "signer": (False,) * 5,
    "supervisor": (False,) * 5,
    "auditor": (False,) * 5,
    "administrator": (True, True, False, False, False),  # of another agency: its own pages, not these words
}


@pytest.mark.parametrize("name", RIGHTS)
def test_everybody_may_do_exactly_this(desk, client, name):
    sees, writes, releases, turns_down, takes_out = RIGHTS[name]
    person, ours = getattr(desk, name), name != "administrator"
    row = write(client, desk.writer)
    client.force_login(person)
    assert client.get(reverse("wording")).status_code == (200 if sees else 404)
    assert client.get(reverse("wording-write")).status_code == (200 if writes else 404)
    assert client.post(reverse("wording-preview"), GIVEN).status_code == (200 if writes else 404)
    for view in ("wording-version", "wording-sheet"):
        assert client.get(reverse(view, args=[row.pk])).status_code == (200 if sees and ours else 404)
    released = step(client, person, row, "release")
    assert released == (302 if releases else 422 if name == "writer" else 404)
    draft = write(client, desk.writer, place="greeting", text="您好！")
    assert step(client, person, draft, "retire") == (302 if turns_down else 404)
    if not releases:
        assert step(client, desk.reviewer, row, "release") == 302
    assert step(client, person, row, "retire") == (302 if takes_out else 404)
    assert Wording.objects.get(pk=row.pk).status == ("retired" if takes_out else "released")


def test_nobody_releases_their_own_words_and_is_told_why(desk, client):
    row = write(client, desk.both)
    client.force_login(desk.both)
    page = client.post(reverse("wording-step", args=[row.pk, "release"]))
    assert page.status_code == 422
    assert "自己写的不能自己发布" in page.content.decode()
    assert Wording.objects.get(pk=row.pk).status == "draft"


def test_only_post_moves_a_version_and_only_known_steps_exist(desk, client):
    row = write(client, desk.writer)
    client.force_login(desk.reviewer)
    assert client.get(reverse("wording-step", args=[row.pk, "release"])).status_code == 405
    assert client.post(reverse("wording-step", args=[row.pk, "delete"])).status_code == 404


def test_refused_words_come_back_with_the_reason_beside_them(desk, client):
    client.force_login(desk.writer)
    page = client.post(reverse("wording-write"), GIVEN | {"text": "如不服可以申请行政复议，{{7*7}}"})
    text = page.content.decode()
    assert page.status_code == 422 and "变量" in text and "{{7*7}}" in text
    page = client.post(reverse("wording-write"), GIVEN | {"text": "如不服可以申请行政复议"})
    assert page.status_code == 422 and "救济告知" in page.content.decode()
    assert not Wording.objects.exists()


@pytest.mark.fault("X1")
def test_markup_in_words_is_text_on_every_page(desk, client):
    hostile = "<script>alert(1)</script><b>粗</b>"
    row = write(client, desk.writer, text=hostile)
    step(client, desk.reviewer, row, "release")
    client.force_login(desk.writer)
    pages = [reverse("wording"), reverse("wording-version", args=[row.pk]), reverse("wording-sheet", args=[row.pk])]
    pages.append(reverse("wording-write") + "?place=closing&kind=")
    for address in pages:
        text = client.get(address).content.decode()
        assert "&lt;script&gt;" in text and "<script>alert" not in text


def test_a_preview_stores_nothing_and_says_what_is_missing(desk, client):
    client.force_login(desk.writer)
    page = client.post(reverse("wording-preview"), GIVEN)
    assert "感谢您的支持。" in page.content.decode() and "sandbox" in page["Content-Security-Policy"]
    assert client.post(reverse("wording-preview"), GIVEN | {"kind": "deny"}).content.decode().count("不予公开") > 1
    refused = client.post(reverse("wording-preview"), GIVEN | {"text": "{x}"})
    assert refused.status_code == 422 and "变量" in refused.content.decode()
    desk.agency.parent = None
    desk.agency.save()
    lacking = client.post(reverse("wording-preview"), GIVEN)
    assert lacking.status_code == 422 and "复议机关" in lacking.content.decode()
    assert not Wording.objects.exists()


def test_a_version_is_shown_in_the_letter_that_was_asked_for(desk, client):
    row = write(client, desk.writer)
    text = client.get(reverse("wording-sheet", args=[row.pk]) + "?sample=extension").content.decode()
    assert "延期答复告知书" in text and "感谢您的支持。" in text
    assert (
        "政府信息不存在告知书"
        in client.get(reverse("wording-sheet", args=[row.pk]) + "?sample=nonsense").content.decode()
    )
    one = write(client, desk.writer, kind="deny")  # only in refusals, whatever is asked
    assert (
        "政府信息不予公开告知书"
        in client.get(reverse("wording-sheet", args=[one.pk]) + "?sample=open").content.decode()
    )


def test_the_words_in_use_are_the_start_of_the_next_version(desk, client):
    step(client, desk.reviewer, write(client, desk.writer), "release")
    client.force_login(desk.writer)
    form = client.get(reverse("wording-write") + "?place=closing&kind=").context["form"]
    assert form.initial == {"place": "closing", "kind": "every", "text": GIVEN["text"]}
