"""What letters say in the words of the Regulations stands in the article, word for word; what they quote, they quote rightly."""

import re

import pytest

from law.regulations.texts import REGULATIONS
from notices.kinds import withheld
from tests.notices.sample_letters import EVERY, GOLDEN

_ARTICLE = r"第([一二三四五六七八九十]+)条(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项)?"
_QUOTED = re.compile(rf"{_ARTICLE}(?:的规定|规定)?[，：:]?“([^”]+)”")
_DIGITS = "零一二三四五六七八九"
# What the letter says in the words of the article, the agency and the applicant being called as the article calls them.
SAID = [
    ("correction_request", "2019", 30, "无正当理由逾期不补正的，视为放弃申请，行政机关不再处理该政府信息公开申请"),
    ("correction_request", "2019", 30, "答复期限自行政机关收到补正的申请之日起计算"),
    ("correction_request", "2019", 30, "申请内容不明确"),
    ("correction_request", "2007", 21, "申请内容不明确"),
    ("correction_lapsed", "2019", 30, "无正当理由逾期不补正"),
    ("amend_told", "2007", 21, "更改、补充"),
    ("partial", "2007", 22, "申请公开的政府信息中含有不应当公开的内容，但是能够作区分处理"),
    ("partial", "2019", 37, "能够作区分处理"),
    ("no_ready", "2019", 38, "对现有政府信息进行加工、分析"),
    ("petition", "2019", 39, "以政府信息公开申请的形式"),
    ("petition", "2019", 39, "不作为政府信息公开申请处理"),
    ("excess", "2019", 35, "申请公开政府信息的数量、频次明显超过合理范围"),
    ("excess", "2019", 35, "行政机关认为申请理由不合理"),
    ("co_producer_inquiry", "2019", 34, "逾期未提出意见的视为同意公开"),
]  # fmt: skip
# How a letter says a ground: words, and the article that has them.
GROUNDS = [
    (withheld.SECURITY["2019"], "2019", 14),
    ("危及国家安全、公共安全、经济安全和社会稳定", "2007", 8),
    (withheld.HARM["2007"], "2007", 23),
    (withheld.HARM["2019"].removeprefix("公开"), "2019", 15),
    ("法律、行政法规禁止公开的政府信息", "2019", 14),
    (withheld.GROUND_WORDS["internal"].removeprefix("属于"), "2019", 16),
    (withheld.GROUND_WORDS["process"].removeprefix("属于行政机关")[:14], "2019", 16),
    ("行政执法案卷信息", "2019", 16),
    ("商业秘密、个人隐私", "2007", 23),
    (f"含有{withheld.WITHHELD_ONLY[0]}，但是能够作区分处理", "2007", 22),
    (f"含有{withheld.MIXED[0]}，但是能够作区分处理", "2019", 37),
]


def number_of(characters: str) -> int:
    """Return an article's number written in characters."""
    tens, _, ones = characters.rpartition("十")
    return (10 * (_DIGITS.index(tens) if tens else 1) if "十" in characters else 0) + (
        _DIGITS.index(ones) if ones else 0
    )


def letter(code: str, regulation: str) -> str:
    """Return the text of a sample letter, the agency and the applicant called as the Regulations call them."""
    text = (GOLDEN / f"{code}_{regulation}.txt").read_text(encoding="utf-8")
    return text.replace("本机关", "行政机关").replace("逾期未提出意见的，视为", "逾期未提出意见的视为")


@pytest.mark.parametrize(("code", "regulation", "number", "words"), SAID)
def test_a_letter_in_the_words_of_the_article(code, regulation, number, words):
    assert words in letter(code, regulation)
    assert words in REGULATIONS[regulation].articles[number].text


@pytest.mark.parametrize(("words", "regulation", "number"), GROUNDS)
def test_a_ground_in_the_words_of_the_article(words, regulation, number):
    assert words
    assert words in REGULATIONS[regulation].articles[number].text


def misquoted(text: str, regulation: str) -> list[str]:
    """Return what a text puts in quotation marks as the words of an article and the article does not say."""
    articles = REGULATIONS[regulation].articles
    found = [(number_of(match[1]), match[2]) for match in _QUOTED.finditer(text)]
    return [words for number, words in found if number not in articles or words not in articles[number].text]


@pytest.mark.parametrize(("code", "regulation"), EVERY)
def test_no_sample_letter_misquotes_the_regulations(code, regulation):
    text = (GOLDEN / f"{code}_{regulation}.txt").read_text(encoding="utf-8")
    assert misquoted(text, regulation) == []
    cited = {number_of(found) for found in re.findall(rf"《条例》{_ARTICLE}", text)}
    assert cited <= set(REGULATIONS[regulation].articles)


def test_the_reader_of_quotations_sees_a_wrong_one():
    right = "根据《条例》第三十条的规定，“视为放弃申请”，《条例》第三十三条第二款规定：“应当自收到申请之日起20个工作日内予以答复”"
    assert misquoted(right, "2019") == []
    assert misquoted(right.replace("20个", "15个"), "2019") == ["应当自收到申请之日起15个工作日内予以答复"]
    assert misquoted("第九十条规定“某文”", "2019") == ["某文"]
