"""Write the sentences of the report from the numbers of its table, so that text and table cannot disagree.

Every number in them knows the cell that counts it; what the table has no cell for is counted by `reporting.narrative.drilldown`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from law.reports.forms import read_term
from reporting.narrative.fragments import Fragment, LinkedNumber, Percentage, Sentence, join_fragments
from reporting.table.filled import CellValue, FilledForm
from reporting.table.numbers import plain_number

TOPICS_NAMED = 5
OTHER = "其他"  # the topic of what has none of its own
FACTS = ("proactive", "responses", "safeguards")  # paragraphs of entered figures, phrase by phrase in the form
PRINTED = ("received", "channels", "topics", "outcomes", "remedies")  # the sentences that the JSON carries


@dataclass(frozen=True)
class ReceivedApplications:
    """The applications received in the year, by what the table has no columns for."""

    channels: Counter = field(default_factory=Counter)
    topics: Counter = field(default_factory=Counter)
    own: int = 0  # by the agency itself, the rest by the units under it

    @classmethod
    def count(cls, rows: Iterable[tuple[str, str, int, int]]) -> "ReceivedApplications":
        """Add up rows of channel, topic, how many at the agency itself, how many in all."""
        channels, topics, total_own = Counter(), Counter(), 0
        for channel, topic, own, n in rows:
            channels[channel] += n
            topics[topic] += n
            total_own += own
        return cls(channels, topics, total_own)


@dataclass(frozen=True)
class OwnProceedings:
    """What the report's text says beyond its table: the agency's own proceedings, and money for handling applications."""

    own_remedies: Counter = field(
        default_factory=Counter
    )  # of the agency itself: (reconsideration | litigation, result)
    fee_notices: int = 0
    paid_yuan: int | Decimal = 0
    refunded_yuan: int | Decimal = 0


def sentences(sheet: FilledForm, received: ReceivedApplications, *, last_received: CellValue = None) -> list[Sentence]:
    """Return the paragraphs: received, channels, categories, results, remedies.

    `last_received` is the number of last year's published table; without one nothing is compared.
    """
    found = paragraphs_by_name(sheet, received, last_received=last_received)
    return [found[name] for name in PRINTED if found[name]]


def paragraphs_by_name(
    sheet: FilledForm,
    received: ReceivedApplications,
    behind: OwnProceedings | None = None,
    *,
    last_received: CellValue = None,
) -> dict[str, Sentence]:
    """Return every paragraph by the name that the parts of the form call it, "" where there is nothing to say."""
    facts = sheet.form.narrative.get("facts", {})
    found = {
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
    return {name: Sentence.of(*fragments) for name, fragments in found.items()}


Fragments = list[Fragment]


def _total(sheet: FilledForm, name: str) -> LinkedNumber:
    row, column = sheet.form.narrative[name], sheet.form.narrative["column"]
    return LinkedNumber(sheet.value(row, column), row, column)


def _received(sheet: FilledForm, received: ReceivedApplications, last: CellValue) -> Fragments:
    total = _total(sheet, "received")
    said: Fragments = [f"{sheet.year}年共收到政府信息公开申请", total, "件"]
    if sheet.units > 1:
        below = LinkedNumber(total.number - received.own, "~level", "units")
        said += ["，其中本级", LinkedNumber(received.own, "~level", "own"), "件、所属各单位", below, "件"]
    said += _compared(total.number, last)
    if "carried_in" in sheet.form.narrative:
        said += ["；上年结转", _total(sheet, "carried_in"), "件，本年办结", _total(sheet, "replies"), "件"]
        said += ["，结转下年度继续办理", _total(sheet, "carried_out"), "件"]
    return [*said, "。"]


def _compared(total: int, last: CellValue) -> Fragments:
    if last is None:
        return []
    if total == last:
        return ["，与上年（", LinkedNumber(last), "件）持平"]
    more = total > last
    said: Fragments = [
        "，比上年（",
        LinkedNumber(last),
        f"件）{'增加' if more else '减少'}",
        LinkedNumber(abs(total - last)),
        "件",
    ]
    return [*said, f"，{'增长' if more else '下降'}", Percentage(abs(total - last), last)] if last else said


def _channels(sheet: FilledForm, received: ReceivedApplications) -> Fragments:
    total = _total(sheet, "received").number
    return ["从申请渠道看，", *_shares(channel_parts(sheet, received), total), "。"] if total else []


def channel_parts(sheet: FilledForm, received: ReceivedApplications) -> list[tuple[str, LinkedNumber]]:
    """Return the applications received by the channels that the form's text names."""
    return [
        (
            given["label"],
            LinkedNumber(
                sum(received.channels[code] for code in given["channels"]), "~channel", ",".join(given["channels"])
            ),
        )
        for given in sheet.form.narrative["channels"]
    ]


def top_topics(received: ReceivedApplications) -> list[tuple[str, int]]:
    """Return the topics asked for most, "other" and unnamed ones left out."""
    named = ((topic, n) for topic, n in received.topics.items() if topic and topic != OTHER)
    return sorted(named, key=lambda each: (-each[1], each[0]))[:TOPICS_NAMED]


def topic_parts(received: ReceivedApplications) -> list[tuple[str, LinkedNumber]]:
    """Return the topics that the text names, then all others together; nothing where no topic is named."""
    top = top_topics(received)
    rest = received.topics.total() - sum(n for _, n in top)
    named = [(topic, LinkedNumber(n, "~topic", topic)) for topic, n in top]
    return [*named, *([(OTHER, LinkedNumber(rest, "~other-topics", "n"))] if rest else [])] if top else []


def _topics(sheet: FilledForm, received: ReceivedApplications) -> Fragments:
    total = _total(sheet, "received").number
    parts = [(label if label == OTHER else f"{label}类信息", counted) for label, counted in topic_parts(received)]
    return ["从申请信息类别看，", *_shares(parts, total), "。"] if parts else []


def outcome_parts(sheet: FilledForm) -> list[tuple[str, LinkedNumber]]:
    """Return the results that the form's text names; one of several rows adds them up."""
    column, found = sheet.form.narrative["column"], []
    for given in sheet.form.narrative["outcomes"]:
        rows = given["rows"]
        at = (rows[0], column) if len(rows) == 1 else ("~rows", ",".join(rows))
        found.append((given["label"], LinkedNumber(sum(sheet.value(row, column) for row in rows), *at)))
    return found


def _outcomes(sheet: FilledForm) -> Fragments:
    total = _total(sheet, "replies")
    parts = [(f"“{label}”", counted) for label, counted in outcome_parts(sheet)]
    return ["从办理结果看，共", total, "件：", *_shares(parts, total.number), "。"] if total.number else []


def _shares(parts: list[tuple[str, LinkedNumber]], total: int) -> Fragments:
    return join_fragments(
        "；", ([label, counted, "件，占", Percentage(counted.number, total)] for label, counted in parts)
    )


def remedy_parts(sheet: FilledForm, given: dict) -> list[tuple[str, LinkedNumber]]:
    """Return the proceedings of one kind by result, as the form's text names them."""
    return [(part["label"], _cell(sheet, part["cell"])) for part in given["parts"]]


def _remedies(sheet: FilledForm) -> Fragments:
    kinds = []
    for given in sheet.form.narrative["remedies"]:
        total, parts = _cell(sheet, given["total"]), remedy_parts(sheet, given)
        each = join_fragments("、", ([label, counted, "件"] for label, counted in parts))
        kinds.append([given["label"], total, "件，其中", *each] if total.number else [f"{given['label']}0件"])
    return [f"{sheet.year}年", *join_fragments("；", kinds), "。"]


def _own_remedies(sheet: FilledForm, behind: OwnProceedings | None) -> Fragments:
    """Say which proceedings were against the agency itself, where the table adds up those of several units."""
    if behind is None or sheet.units == 1:
        return []
    of = Counter()
    for (kind, result), n in behind.own_remedies.items():
        of[kind] += n
        of["corrected"] += n if result == "corrected" else 0
    counted = {
        name: LinkedNumber(of[name], "~own-remedies", name) for name in ("reconsideration", "litigation", "corrected")
    }
    said = ["其中本级被申请行政复议", counted["reconsideration"], "件、被提起行政诉讼", counted["litigation"], "件"]
    return [*said, "、被纠正", counted["corrected"], "件。"]


def _intro(sheet: FilledForm) -> Fragments:
    headings = [part.heading for part in sheet.form.parts if part.heading]
    made = (
        f"由{sheet.body}汇总本级和所属各单位共{sheet.units}家的情况编制" if sheet.units > 1 else f"由{sheet.body}编制"
    )
    names = "、".join(heading.partition("、")[2] or heading.partition("：")[0] for heading in headings)
    return [
        f"本报告根据《中华人民共和国政府信息公开条例》的规定，{made}，包括{names}。"
        f"所列数据的统计期限自{sheet.year}年1月1日起至12月31日止。"
    ]


def _fees(sheet: FilledForm, behind: OwnProceedings | None) -> Fragments:
    """State the money taken: the entered figure where the form has one, else what was paid and given back by the records."""
    if cell := sheet.form.narrative.get("fees"):
        amount = _cell(sheet, cell)
        if amount.number is None:
            return []
        if not amount.number:
            return [f"{sheet.year}年没有收取依申请公开信息的费用。"]
        return [
            f"{sheet.year}年收取依申请公开信息的费用",
            LinkedNumber(plain_number(amount.number), amount.row, amount.column),
            "万元。",
        ]
    if behind is None:
        return []
    paid, refunded = plain_number(behind.paid_yuan), plain_number(behind.refunded_yuan)
    if not behind.fee_notices and not paid and not refunded:
        return [f"{sheet.year}年没有收取政府信息公开信息处理费。"]
    kept = paid - refunded if paid >= refunded else paid  # more was given back than came: of money of earlier years
    said = [
        f"{sheet.year}年发出信息处理费收费通知",
        LinkedNumber(behind.fee_notices, "~fees", "issue_fee_notice"),
        "次，实际收取信息处理费",
        LinkedNumber(plain_number(kept), "~fees", "receive_payment"),
    ]
    if not refunded:
        return [*said, "元。"]
    given_back = LinkedNumber(refunded, "~fees", "refund_fee")
    if paid >= refunded:
        return [*said, "元（已扣除退还的", given_back, "元）。"]
    return [*said, "元，退还信息处理费", given_back, "元（含以前年度收取的）。"]


def _facts(sheet: FilledForm, phrases: Iterable[dict]) -> Fragments:
    """Join the phrases whose figure is stated; a figure that nobody entered is not spoken of."""
    said = []
    for phrase in phrases:
        before, _, after = phrase["says"].partition("{n}")
        counted = _cell(sheet, phrase["cell"])
        if counted.number is not None:
            said.append([before, counted, after])
    return [f"{sheet.year}年", *join_fragments("，", said), "。"] if said else []


def _cell(sheet: FilledForm, text: str) -> LinkedNumber:
    term = read_term(text)
    return LinkedNumber(sheet.value(term.row, term.column), term.row, term.column)
