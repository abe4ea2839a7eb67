"""Write the sentences of the report from the numbers of its table, so that text and table cannot disagree."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from law.forms import read_term
from reporting.checks import percent
from reporting.sheet import Sheet, Value, plain_number

TOPICS_NAMED = 5
FACTS = ("proactive", "responses", "safeguards")  # paragraphs of entered figures, phrase by phrase in the form
PRINTED = ("received", "channels", "topics", "outcomes", "remedies")  # the sentences that the JSON carries


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


@dataclass(frozen=True)
class Behind:
    """What the report's text says beyond its table: the agency's own proceedings, and money for handling applications."""

    own_remedies: Counter = field(default_factory=Counter)  # of the agency itself: (reconsideration | litigation, result)
    fee_notices: int = 0
    paid_yuan: int = 0


def sentences(sheet: Sheet, received: Received, *, last_received: Value = None) -> list[str]:
    """Return the paragraphs: received, channels, categories, results, remedies.

    `last_received` is the number of last year's published table; without one nothing is compared.
    """
    found = named(sheet, received, last_received=last_received)
    return [found[name] for name in PRINTED if found[name]]


def named(sheet: Sheet, received: Received, behind: Behind | None = None, *, last_received: Value = None) -> dict[str, str]:
    """Return every paragraph by the name that the parts of the form call it, "" where there is nothing to say."""
    facts = sheet.form.narrative.get("facts", {})
    return {
        "received": _received(sheet, received, last_received),
        "channels": _channels(sheet, received),
        "topics": _topics(sheet, received),
        "outcomes": _outcomes(sheet),
        "remedies": _remedies(sheet),
        "intro": _intro(sheet),
        "own_remedies": _own_remedies(sheet, behind),
        "fees": _fees(sheet, behind),
        **{name: _facts(sheet, facts.get(name, ())) for name in FACTS},
    }


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


def top_topics(received: Received) -> list[tuple[str, int]]:
    """Return the topics asked for most, "other" and unnamed ones left out."""
    named = ((topic, n) for topic, n in received.topics.items() if topic and topic != "其他")
    return sorted(named, key=lambda each: (-each[1], each[0]))[:TOPICS_NAMED]


def _topics(sheet: Sheet, received: Received) -> str:
    total = _total(sheet, "received")
    top = top_topics(received)
    if not top:
        return ""
    rest = total - sum(n for _, n in top)
    parts = [(f"{topic}类信息", n) for topic, n in top]
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


def _remedies(sheet: Sheet) -> str:
    look = _cell(sheet)
    found = []
    for given in sheet.form.narrative["remedies"]:
        parts = "、".join(f"{part['label']}{look(part['cell'])}件" for part in given["parts"])
        total = look(given["total"])
        found.append(f"{given['label']}{total}件，其中{parts}" if total else f"{given['label']}0件")
    return f"{sheet.year}年" + "；".join(found) + "。"


def _own_remedies(sheet: Sheet, behind: Behind | None) -> str:
    """Say which proceedings were against the agency itself, where the table adds up those of several units."""
    if behind is None or sheet.units == 1:
        return ""
    of = Counter()
    for (kind, result), n in behind.own_remedies.items():
        of[kind] += n
        of["corrected"] += n if result == "corrected" else 0
    said = f"其中本级被申请行政复议{of['reconsideration']}件、被提起行政诉讼{of['litigation']}件"
    return f"{said}、被纠正{of['corrected']}件。"


def _intro(sheet: Sheet) -> str:
    headings = [part.heading for part in sheet.form.parts if part.heading]
    made = f"由{sheet.body}汇总本级和所属各单位共{sheet.units}家的情况编制" if sheet.units > 1 else f"由{sheet.body}编制"
    names = "、".join(heading.partition("、")[2] or heading.partition("：")[0] for heading in headings)
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》的规定，{made}，包括{names}。"
        f"所列数据的统计期限自{sheet.year}年1月1日起至12月31日止。"
    )


def _fees(sheet: Sheet, behind: Behind | None) -> str:
    """State the money taken: the entered figure where the form has one, else what payments are on record."""
    if cell := sheet.form.narrative.get("fees"):
        amount = _cell(sheet)(cell)
        if amount is None:
            return ""
        return f"{sheet.year}年收取依申请公开信息的费用{plain_number(amount)}万元。" if amount else f"{sheet.year}年没有收取依申请公开信息的费用。"
    if behind is None:
        return ""
    if not behind.fee_notices and not behind.paid_yuan:
        return f"{sheet.year}年没有收取政府信息公开信息处理费。"
    return f"{sheet.year}年发出信息处理费收费通知{behind.fee_notices}次，实际收取信息处理费{behind.paid_yuan}元。"


def _facts(sheet: Sheet, phrases: Iterable[dict]) -> str:
    """Join the phrases whose figure is stated; a figure that nobody entered is not spoken of."""
    look = _cell(sheet)
    stated = [(phrase["says"], look(phrase["cell"])) for phrase in phrases]
    said = [says.format(n=f"{Decimal(value):f}") for says, value in stated if value is not None]
    return f"{sheet.year}年{'，'.join(said)}。" if said else ""


def _cell(sheet: Sheet) -> Callable[[str], Value]:
    def look(text: str) -> Value:
        term = read_term(text)
        return sheet.value(term.row, term.column)

    return look
