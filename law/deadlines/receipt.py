"""The legal day of receipt (收到申请之日) by channel, and the Regulations that follow from it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from law import Refused
from law.disputed import DEFAULTS, Settings
from law.regulations.texts import REVISED, regulation_of

__all__ = ["CHANNELS", "LABELS", "REVISED", "Receipt", "received_on", "regulation_of"]

PERIODS = tomllib.loads((Path(__file__).parent / "receipts.toml").read_text(encoding="utf-8"))["period"]
CHANNELS = tuple(key for key in PERIODS[0] if key not in ("to", "article"))
# Labels of the register (申请方式).
LABELS = {
    "当面": "in_person",
    "邮寄": "mail_signed",
    "平信": "mail_ordinary",
    "网络": "portal",
    "其他网络": "online",
    "电子邮件": "email",
    "传真": "fax",
}
ITEMS = {  # the item of 条例31 of 2019
    "in_person": "（一）",
    "mail_signed": "（二）",
    "mail_ordinary": "（二）",
    "mail_misdirected": "（二）",
    "portal": "（三）",
    "online": "（三）",
    "email": "（三）",
    "fax": "（三）",
}
WHY = {
    "in_person": ("当面提交，提交当日为收到日", "Handed in: the day of submission"),
    "mail_signed": ("需签收的邮寄，签收当日为收到日", "Mail signed for: the day of signature"),
    "mail_misdirected": ("寄到本机关其他机构，签收当日为收到日", "Signed for elsewhere in the agency: that day"),
    "portal": ("网上系统确认提交成功之日为收到日", "The day on which the portal confirmed the submission"),
    "online": ("本机关公布的规定以提交之日为收到日", "By the agency's published rule the day of submission"),
    "email": ("电子邮件系统接收之日为收到日", "The day the mail system received it"),
}
# The rules that an agency's counsel or its published guide may decide otherwise: (channel, rule of the file) -> setting.
_DISPUTED = {
    ("portal", "arrival"): "portal_submission_counts",
    ("mail_misdirected", "arrival"): "misdirected_signature_counts",
    ("online", "confirmation"): "online_arrival_published",
}
CONFIRMED = ("与申请人确认之日为收到日", "The day on which both sides confirmed")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The day of receipt, or that a confirmation is still awaited."""

    received_on: date | None
    waiting_for_confirmation: bool
    basis_article: str
    text: str
    english: str


def received_on(
    channel: str, arrived_on: date, confirmed_on: date | None = None, *, settings: Settings = DEFAULTS
) -> Receipt:
    """Return the legal day of receipt of an application that arrived by `channel`.

    Raises Refused for an unknown channel and for a confirmation before the arrival.
    """
    if channel not in CHANNELS:
        raise Refused(f"没有“{channel}”这种申请方式", field="channel", english="Unknown channel")
    if confirmed_on is not None and confirmed_on < arrived_on:
        raise Refused("确认日期早于到达日期", "条例31", field="confirmed_on", english="Confirmed before it arrived")
    period = next(row for row in PERIODS if "to" not in row or arrived_on <= row["to"])
    article = period["article"] + (ITEMS[channel] if period["article"] == "条例31" else "")
    rule = period[channel]
    if setting := _DISPUTED.get((channel, rule)):
        rule = "arrival" if getattr(settings, setting) else "confirmation"
    if rule == "arrival":
        return Receipt(arrived_on, False, article, *WHY[channel])
    return Receipt(confirmed_on, confirmed_on is None, article, *CONFIRMED)
