"""Citations in English: every article of the law's own tables can be read without Chinese."""

import re

import pytest

from agencies.text.citations import articles_in, in_english
from law.outcomes import GROUNDS, OUTCOMES
from law.procedure import ACTS

CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef①-⑩]")


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("条例33②", "art. 33 para. 2"),
        ("条例36（二）（三）、37", "art. 36 (2) (3), 37"),
        ("条例36（五）、10", "art. 36 (5), 10"),
        ("条例14至16、36", "art. 14–16, 36"),
        ("国办公开办函〔2016〕235号四", "State Council disclosure office, letter [2016] no. 235, item 4"),
        ("条例42、国办函〔2020〕109号6", "art. 42, State Council General Office, letter [2020] no. 109, item 6"),
        ("申请人自愿", "the applicant's own will"),
        ("行政复议法54①", "Reconsideration Act art. 54 para. 1"),
        ("行政诉讼法67①", "Administrative Litigation Act art. 67 para. 1"),
        ("法释〔2018〕1号66", "Supreme People's Court, interpretation [2018] no. 1, item 66"),
    ],
)
def test_a_citation_in_english(chinese, english):
    assert in_english(chinese) == english


def test_no_citation_of_the_tables_keeps_a_chinese_character():
    rows = (*ACTS.values(), *OUTCOMES.values(), *GROUNDS.values())
    cited = {article for row in rows for article in row.articles.values()}
    assert {article: in_english(article) for article in cited if CJK.search(in_english(article))} == {}


@pytest.mark.parametrize(
    ("citation", "articles"),
    [
        ("条例33②", [33]),
        ("条例36（二）（三）、37", [36, 37]),
        ("条例14至16、36", [14, 16, 36]),
        ("条例42、国办函〔2020〕109号6", [42]),
        ("国办公开办函〔2015〕207号一", []),
        ("行政复议法实施条例24", []),
        ("行政复议法23①（四）、条例51", [51]),
        ("申请人自愿", []),
    ],
)
def test_the_articles_of_a_citation(citation, articles):
    pieces = list(articles_in(citation))
    assert "".join(piece for piece, _ in pieces) == citation
    assert [number for _, number in pieces if number is not None] == articles
