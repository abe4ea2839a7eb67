"""Sentences of the report, every figure and percentage from the same sheet."""

from decimal import ROUND_HALF_UP, Decimal

from intake.models import Channel
from law.outcomes import OUTCOMES
from reporting.models import PublishedTable
from reporting.selectors import Sheet, by_level, by_topic, cases_of, remedies_of

CHANNELS = {
    "in_person": "当面",
    "mail_signed": "信函",
    "mail_ordinary": "信函",
    "mail_misdirected": "信函",
    "portal": "网络",
    "online": "网络",
    "email": "网络",
    "fax": "传真",
}


def percent(part: int, whole: int) -> str:
    """Return a percentage with one decimal, half up; "—" where there is nothing to divide."""
    if not whole:
        return "—"
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def sentences(sheet: Sheet, before: PublishedTable | None = None) -> list[str]:
    """Return the paragraphs on number, channels, topics, outcomes and remedies."""
    received = sum(group.n for group in sheet.groups if not group.carried)
    return [
        _received(sheet, received, before),
        _channels(sheet, received),
        _topics(sheet, received),
        _outcomes(sheet),
        _remedies(sheet),
    ]


def _received(sheet: Sheet, received: int, before: PublishedTable | None) -> str:
    scope = sheet.scope
    decided = sum(group.n for group in sheet.groups if group.decided)
    still = sum(group.n for group in sheet.groups if not group.decided)
    text = f"{scope.year}年共收到政府信息公开申请{received}件，办结{decided}件，结转下年度{still}件"
    own, below = by_level(scope)
    if below:
        text += f"。其中：本级受理{own}件，各部门及镇街受理{below}件"
    earlier = _earlier_received(before)
    if earlier:
        change = received - earlier
        word = "增长" if change >= 0 else "下降"
        text += f"。较{scope.year - 1}年{word}{abs(change)}件，{word}{percent(abs(change), earlier)}"
    return text + "。"


def _earlier_received(before: PublishedTable | None) -> int | None:
    if before is None:
        return None
    for path, cells in before.tables.items():
        if path.endswith("一、本年新收政府信息公开申请数量"):
            return cells.get("总计")
        if path.endswith("(一)收到申请数"):
            return cells.get("统计数")
    return None


def _channels(sheet: Sheet, received: int) -> str:
    counted: dict[str, int] = dict.fromkeys(("当面", "信函", "网络", "传真"), 0)
    rows = cases_of(sheet.scope).filter(received_on__gte=sheet.scope.first).values_list("channel", flat=True)
    for channel in Channel.values:
        counted[CHANNELS[channel]] += rows.filter(channel=channel).count()
    parts = [f"{name}申请{n}件（{percent(n, received)}）" for name, n in counted.items()]
    return f"从申请渠道看，{'、'.join(parts)}。"


def _topics(sheet: Sheet, received: int) -> str:
    topics = by_topic(sheet.scope)
    if not topics:
        return "本年度没有收到申请。"
    parts = [f"{topic}类{n}件（{percent(n, received)}）" for topic, n in topics]
    return f"从申请信息类别看，{'、'.join(parts)}。"


def _outcomes(sheet: Sheet) -> str:
    decided = sum(group.n for group in sheet.groups if group.decided)
    if not decided:
        return "本年度没有办结的申请。"
    parts = []
    for code, outcome in OUTCOMES.items():
        n = sum(group.n for group in sheet.groups if group.decided and group.outcome == code)
        if n:
            parts.append(f"“{outcome.label}”{n}件（{percent(n, decided)}）")
    return f"从办理结果看，{'、'.join(parts)}。"


def _remedies(sheet: Sheet) -> str:
    words = {"upheld": "维持", "corrected": "纠正", "other": "其他结果", "pending": "尚未审结"}
    found = []
    for name, kinds in (("行政复议", ("reconsideration",)), ("行政诉讼", ("litigation_direct", "litigation_after"))):
        rows = list(remedies_of(sheet.scope).filter(kind__in=kinds).values_list("standing", flat=True))
        parts = "、".join(f"{word}{rows.count(code)}件" for code, word in words.items())
        found.append(f"{name}{len(rows)}件，其中：{parts}")
    return "；".join(found) + "。"
