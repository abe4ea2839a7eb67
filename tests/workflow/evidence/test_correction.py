"""11.6: a correction says item by item what is unclear and how to make it clear, with a lawful term (条例30; A2, case 13)."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from notices.kinds.samples import sample_facts
from tests.notices.sample_letters import composed

TODAY = date(2026, 3, 4)
POINTS = ["所指的小区", "所要文件的年份"]
WAYS = ["写明小区名称或者坐落", "写明年份，或者文件标题、文号中的任一项"]


@pytest.mark.parametrize(
    "ways", [None, [], WAYS[:1], [*WAYS, "多一项"], ["", WAYS[1]], [POINTS[0], WAYS[1]], "写明小区名称", [5, 6]]
)
def test_every_item_says_how_to_make_it_clear(desk, ways):
    """11.6: one guidance for each item, and none that only repeats it."""
    with pytest.raises(Refused) as refusal:
        desk.decide(desk.one, "request_correction", TODAY, points=POINTS, ways=ways)
    assert (refusal.value.article, refusal.value.field) == ("条例30", "ways")


@pytest.mark.parametrize("way", ["无", "同上", "请补正", "。。。"])
def test_guidance_that_says_nothing_is_refused(desk, way):
    """11.6: filler by rule."""
    with pytest.raises(Refused, match="没有说明什么"):
        desk.decide(desk.one, "request_correction", TODAY, points=POINTS, ways=[WAYS[0], way])


def test_the_page_has_a_row_for_each_item_and_the_letter_numbers_them(desk, client):
    """11.6: over HTTP; the letter prints every item with its guidance."""
    client.force_login(desk.handler)
    address = reverse("step", args=[desk.one.pk, "request_correction"])
    given = {"on": "2026-03-04", "version": 2, "term_workdays": 10}
    cells = {
        f"points-{row}-{column}": text
        for row, pair in enumerate(zip(POINTS, WAYS, strict=True))
        for column, text in enumerate(pair)
    }
    half = client.post(address, given | cells | {"points-1-1": ""})
    assert half.status_code == 422 and "怎样写才算明确" in half.content.decode()
    assert f'value="{WAYS[0]}"' in half.content.decode()  # what was typed comes back
    assert client.post(address, given | cells).status_code == 302
    event = desk.one.events.get(act="request_correction")
    assert (event.data["points"], event.data["ways"]) == (POINTS, WAYS)
    assert f"1.{POINTS[0]}：{WAYS[0]}" in event.letter.html and f"2.{POINTS[1]}：{WAYS[1]}" in event.letter.html


def test_the_term_is_at_least_the_agencys_own(desk, client):
    """11.6: an agency may set a longer shortest term, never one under that of the law's list of disputed points."""
    client.force_login(desk.administrator)
    address = reverse("office-facts", args=["D"])
    facts = {
        "name": desk.agency.name,
        "kind": "department",
        "correction_workdays": "12",
        "correction_least_workdays": "10",
    }
    assert client.post(address, facts | {"correction_least_workdays": "4"}).status_code == 422
    assert client.post(address, facts | {"correction_workdays": "9"}).status_code == 422
    assert client.post(address, facts).status_code == 302
    with pytest.raises(Refused, match="10 到 60") as refusal:
        desk.decide(desk.one, "request_correction", TODAY, points=POINTS, ways=WAYS, term_workdays=9)
    assert refusal.value.field == "term_workdays"
    event = desk.decide(desk.one, "request_correction", TODAY, points=POINTS, ways=WAYS)
    assert event.data["term_workdays"] == 12


def test_a_term_that_was_set_too_short_before_is_no_default(desk):
    """11.6: where the usual term is under the shortest, the shortest is given."""
    desk.agency.correction_workdays = 3
    desk.agency.save()
    event = desk.decide(desk.one, "request_correction", TODAY, points=POINTS, ways=WAYS)
    assert event.data["term_workdays"] == 5


def test_a_letter_of_before_prints_as_it_did():
    """11.6: points and one guidance for all of them."""
    facts = sample_facts("correction_request").to_json() | {"ways": [], "guidance": "可以提供项目公告"}
    lines = composed("correction_request", facts=type(sample_facts("correction_request")).from_json(facts)).text.split(
        "\n"
    )
    assert "1.所指的项目名称或者所在地块；" in lines and "补正的指导和说明：可以提供项目公告。" in lines
