"""What stands against a posting: letters that wait no more, days that cannot be, mail numbers that are no letter's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agencies.organisation.models import Agency
from law import Refused
from notices.mail.models import Mailing, MailKind
from workflow.cases.delivery import recorded_mail
from workflow.mail.addresses import AddressedLetter
from workflow.mail.printing import first_printings

ARTICLE = "国办公开办函〔2016〕235号"
HANDED = "direct"  # beside the kinds of mail: handed over at the counter, the signatory instead of a number


@dataclass(frozen=True, slots=True)
class PostingError:
    """Why one letter was not posted."""

    letter_id: int | None
    number: str
    field: str
    refused: Refused

    def __str__(self) -> str:
        return f"{self.number}：{self.refused.reason}" if self.number else self.refused.reason


def posting_faults(
    chosen: dict, waiting: set[int], items: Sequence[AddressedLetter], agency: Agency, on: date, today: date
) -> list[PostingError]:
    """Return everything that stands against a posting, for all letters at once; `waiting` are those that may be posted."""
    if not chosen:
        return [PostingError(None, "", "letters", Refused("请选要交寄的公文", english="Choose the letters to post"))]
    if on > today:
        return [PostingError(None, "", "on", Refused("日期在今天之后", english="The day lies in the future"))]
    found = [
        PostingError(
            pk,
            _number(pk, items),
            "letters",
            Refused("不在待寄之列：已经交寄、送达或者作废", english="Not waiting: posted, served or void"),
        )
        for pk in chosen
        if pk not in waiting
    ]
    used: dict[str, AddressedLetter] = {}
    printed = first_printings(item.letter for item in items)
    for item in items:
        for name, refused in _unpostable(item, on, printed.get(item.letter.pk)):
            found.append(PostingError(item.letter.pk, item.letter.number, name, refused))
        if not item.mail_number or item.kind == HANDED:
            continue
        other = used.setdefault(item.mail_number, item)
        if (other.name, other.address) != (item.name, item.address):
            reason = Refused(
                f"邮件号 {item.mail_number} 与 {other.letter.number} 相同，收件人却不同",
                english="One number, two addressees",
            )
            found.append(PostingError(item.letter.pk, item.letter.number, "mail_number", reason))
    found += _reused(used, agency)
    return found


def _number(pk: int, items: Sequence[AddressedLetter]) -> str:
    return next((item.letter.number for item in items if item.letter.pk == pk), "")


def _reused(used: dict[str, AddressedLetter], agency: Agency) -> list[PostingError]:
    known = Mailing.objects.filter(mail_number__in=used, dispatch__agency=agency).select_related("dispatch", "letter")
    found = []
    for one in known:
        item = used[one.mail_number]
        reason = f"邮件号 {one.mail_number} 已用于 {one.dispatch.posted_on} 交寄的 {one.letter.number}"
        found.append(
            PostingError(
                item.letter.pk, item.letter.number, "mail_number", Refused(reason, english="The number was used before")
            )
        )
    return found


def _too_early(item: AddressedLetter, on: date, printed_on: date | None) -> list[tuple[str, Refused]]:
    """Return why a letter cannot have left on a day: before its own, or before it was printed."""
    if on < item.letter.dated:
        return [("on", Refused(f"不能早于落款日期 {item.letter.dated}", english="Before the day of the letter"))]
    if printed_on is not None and on < printed_on:
        reason = f"{printed_on} 才打印，不能早于这一天寄出、送达；寄出的是另行打印的，请在案件页登记并写明原因"
        return [("on", Refused(reason, f"{ARTICLE}四", english=f"Printed on {printed_on} only"))]
    return []


def _unpostable(item: AddressedLetter, on: date, printed_on: date | None) -> list[tuple[str, Refused]]:
    """Return field and reason of everything that is wrong with one letter."""
    found = _too_early(item, on, printed_on)
    if item.kind == HANDED:
        if not item.mail_number:
            found.append(("mail_number", Refused("请填写签收人", english="Who signed for it?")))
        return found
    if not item.address.strip():
        found.append(("address", Refused("没有通信地址", english="No postal address")))
    if item.kind not in MailKind.values:
        found.append(("kind", Refused("请选邮件种类", english="Choose the kind of mail")))
    elif item.kind == MailKind.ORDINARY:
        if item.mail_number:
            found.append(
                (
                    "mail_number",
                    Refused("平信没有邮件号；有号的请选挂号或者 EMS", english="Ordinary mail has no number"),
                )
            )
    elif not item.mail_number:
        found.append(("mail_number", Refused("请填写邮件号", english="Give the mail number")))
    elif not recorded_mail(item.mail_number):
        reason = f"“{item.mail_number[:20]}”不是邮政企业的 13 位邮件号；公文不得交其他快递企业"
        found.append(("mail_number", Refused(reason, f"{ARTICLE}二", english="Not a number of the postal enterprise")))
    return found
