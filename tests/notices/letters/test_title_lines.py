"""Titles broken by meaning: no word cut, no hourglass, as few lines as the words allow."""

import pytest

from notices.kinds.catalogue import KINDS
from notices.letters import title_lines
from tests.notices.sample_letters import composed

BUREAU = "瓯海区住房和城乡建设局"


@pytest.mark.parametrize(
    "lines",
    [
        ("政府信息公开申请答复书",),
        (BUREAU, "关于延长政府信息公开申请答复期限的告知书"),
        ("瓯海区住房和城乡建设局关于公开涉及", "第三方合法权益的政府信息的告知书"),
        (BUREAU, "关于杭温高铁项目征地补偿安置方案等", "政府信息公开申请的部分公开告知书"),
    ],
)
def test_titles_are_broken_where_their_meaning_has_a_joint(lines):
    assert title_lines.title_in_lines("".join(lines), (BUREAU,)) == lines


@pytest.mark.parametrize("title", [f"{BUREAU}关于{kind.TITLE}的说明" for kind in KINDS.values()])
def test_no_word_is_cut_and_no_line_begins_with_a_particle(title):
    found = title_lines.title_in_lines(title, (BUREAU,))
    assert "".join(found) == title and max(map(len, found)) <= title_lines.WIDEST
    whole = "\n".join(found)
    for word in (BUREAU, *title_lines.WORDS):
        assert whole.count(word) == title.count(word), (word, found)
    assert not any(line.startswith(title_lines.NEVER_FIRST) for line in found)


def test_three_lines_are_a_trapezoid_or_a_diamond():
    title = f"{BUREAU}关于对杭温高铁项目征地补偿安置方案和房屋征收补偿协议的政府信息公开申请的答复书"
    first, middle, last = map(len, title_lines.title_in_lines(title, (BUREAU,)))
    assert not first > middle < last


def test_a_title_without_a_joint_is_still_printed_whole():
    for length in (21, 41, 119):
        found = title_lines.title_in_lines("某" * length)
        assert "".join(found) == "某" * length and len(found) == -(-length // title_lines.WIDEST)


def test_the_title_of_a_letter_carries_its_breaks(monkeypatch):
    monkeypatch.setattr(KINDS["deny"], "TITLE", f"{BUREAU}关于不予公开杭温高铁方案的告知书")
    made = composed("deny")
    assert f"<h1>{BUREAU}<br>关于不予公开杭温高铁方案" in made.html
    assert made.text.split("\n")[1] == KINDS["deny"].TITLE  # one line in the text
