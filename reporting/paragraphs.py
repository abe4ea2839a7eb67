"""Write the sentences of the report from the numbers of its table, so that text and table cannot disagree."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from law.forms import read_term
from reporting.checks import percent
from reporting.sheet import Sheet, Value

TOPICS_NAMED = 5


@dataclass(frozen=True)
class Received:
    """The applications received in the year, by what the table has no columns for."""

    channels: Counter = field(default_factory=Counter)
    topics: Counter = field(default_factory=Counter)
    own: int = 0  # by the agency itself, the rest by the units under it

    @classmethod
    def count(cls, rows: Iterable[tuple[str, str, int, int]]) -> "Received":
        """Add up rows of channel, topic, how many at the agency itself, how many in all."""
        channels, topics, total_own = Counter(), Counter(), 0
        for channel, topic, own, n in rows:
            channels[channel] += n
            topics[topic] += n
            total_own += own
        return cls(channels, topics, total_own)


def sentences(sheet: Sheet, received: Received, *, last_received: Value = None) -> list[str]:
    """Return the paragraphs: received, channels, categories, results, remedies.

    `last_received` is the number of last year's published table; without one nothing is compared.
    """
    return [
        text
        for text in (
            _received(sheet, received, last_received),
            _channels(sheet, received),
            _topics(sheet, received),
            _outcomes(sheet),
            *_remedies(sheet),
        )
        if text
    ]


def _total(sheet: Sheet, name: str) -> int:
    return sheet.value(sheet.form.narrative[name], sheet.form.narrative["column"])


def _received(sheet: Sheet, received: Received, last: Value) -> str:
    total = _total(sheet, "received")
    text = f"{sheet.year}年共收到政府信息公开申请{total}件"
    if sheet.units > 1:
        text += f"，其中本级{received.own}件、所属各单位{total - received.own}件"
    text += _compared(total, last)
    if "carried_in" in sheet.form.narrative:
        text += f"；上年结转{_total(sheet, 'carried_in')}件，本年办结{_total(sheet, 'replies')}件"
        text += f"，结转下年度继续办理{_total(sheet, 'carried_out')}件"
    return text + "。"


def _compared(total: int, last: Value) -> str:
    if last is None:
        return ""
    if total == last:
        return f"，与上年（{last}件）持平"
    more = total > last
    share = percent(abs(total - last), last)
    change = f"，{'增长' if more else '下降'}{share}" if share else ""
    return f"，比上年（{last}件）{'增加' if more else '减少'}{abs(total - last)}件{change}"


def _channels(sheet: Sheet, received: Received) -> str:
    total = _total(sheet, "received")
    parts = [
        (channel["label"], sum(received.channels[code] for code in channel["channels"]))
        for channel in sheet.form.narrative["channels"]
    ]
    return f"从申请渠道看，{_shares(parts, total)}。" if total else ""


def _topics(sheet: Sheet, received: Received) -> str:
    total = _total(sheet, "received")
    named = sorted(
        ((topic, n) for topic, n in received.topics.items() if topic and topic != "其他"), key=lambda each: (-each[1], each[0])
    )[:TOPICS_NAMED]
    if not named:
        return ""
    rest = total - sum(n for _, n in named)
    parts = [(f"{topic}类信息", n) for topic, n in named]
    return f"从申请信息类别看，{_shares([*parts, ('其他', rest)] if rest else parts, total)}。"


def _outcomes(sheet: Sheet) -> str:
    total = _total(sheet, "replies")
    column = sheet.form.narrative["column"]
    parts = [
        (f"“{given['label']}”", sum(sheet.value(row, column) for row in given["rows"]))
        for given in sheet.form.narrative["outcomes"]
    ]
    return f"从办理结果看，共{total}件：{_shares(parts, total, join='；')}。" if total else ""


def _shares(parts: list[tuple[str, int]], total: int, join: str = "；") -> str:
    return join.join(f"{label}{n}件，占{percent(n, total)}" for label, n in parts)


def _remedies(sheet: Sheet) -> list[str]:
    look = _cell(sheet)
    found = []
    for given in sheet.form.narrative["remedies"]:
        parts = "、".join(f"{part['label']}{look(part['cell'])}件" for part in given["parts"])
        total = look(given["total"])
        found.append(f"{given['label']}{total}件，其中{parts}" if total else f"{given['label']}0件")
    return [f"{sheet.year}年" + "；".join(found) + "。"]


def _cell(sheet: Sheet) -> Callable[[str], Value]:
    def look(text: str) -> Value:
        term = read_term(text)
        return sheet.value(term.row, term.column)

    return look
