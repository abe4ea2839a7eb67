"""How pages cite the law to who does not read Chinese: 条例36（五）、10 is art. 36 (5), 10."""

import re
from collections.abc import Iterator

from agencies.text.language import reads_chinese

WORDS = {
    "条例": "art. ",
    "民法典": "Civil Code art. ",
    "行政复议法": "Reconsideration Act art. ",
    "行政诉讼法": "Administrative Litigation Act art. ",
    "法释": "Supreme People's Court, interpretation ",
    "国办公开办函": "State Council disclosure office, letter ",
    "国办函": "State Council General Office, letter ",
    "国办发": "State Council General Office, notice ",
    "国务院办公厅放假通知": "holiday notice of the State Council General Office",
    "申请人自愿": "the applicant's own will",
    "至": "–",
    "、": ", ",
}
_OWN = re.compile(r"(?<!实施)条例\d[\d①-⑩（）一二三四五六七八九十、至]*")
_ARTICLE = re.compile(r"(?:条例)?(\d+)(?:[①-⑩]|（[一二三四五六七八九十]+）)*")
DIGITS = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def in_english(article: str) -> str:
    """Return a citation of the law's tables in English: paragraphs ②, items （二） and document numbers spelt out."""
    text = re.sub(rf"（([{DIGITS}])）", lambda found: f" ({DIGITS.index(found[1]) + 1})", article)
    text = re.sub(f"[{CIRCLED}]", lambda found: f" para. {CIRCLED.index(found[0]) + 1}", text)
    text = re.sub(
        rf"〔(\d{{4}})〕(\d+)号(?:第?(\d+|[{DIGITS}])条?)?",
        lambda found: f"[{found[1]}] no. {found[2]}" + (f", item {_number(found[3])}" if found[3] else ""),
        text,
    )
    text = re.sub(r"(\d{4}) ?年条例(\d+)", r"art. \2 (\1)", text)
    for word, english in WORDS.items():
        text = text.replace(word, english)
    return text


def _number(text: str) -> str:
    return str(DIGITS.index(text) + 1) if text in DIGITS else text


def articles_in(citation: str) -> Iterator[tuple[str, int | None]]:
    """Yield a citation in pieces, each with the article of the Regulations that it names, or None for all between."""
    end = 0
    for own in _OWN.finditer(citation):
        for found in _ARTICLE.finditer(citation, own.start(), own.end()):
            if found.start() > end:
                yield citation[end : found.start()], None
            yield found[0], int(found[1])
            end = found.end()
    if end < len(citation):
        yield citation[end:], None


def cited(article: str) -> str:
    """Return a citation in the reader's language."""
    return article if reads_chinese() else in_english(article)


def article_in(row, regulation: str) -> str:
    """Return the article of an act or an outcome in one text of the Regulations."""
    return cited(row.articles.get(regulation, ""))
