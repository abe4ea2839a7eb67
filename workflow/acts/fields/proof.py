"""What proves that a letter was served: a number of the post that is its own, who signed, where it was sent (国办公开办函〔2016〕235号)."""

import re

from django.utils import timezone

from agencies.installation.remedy_texts import remedy_texts
from agencies.text.comparing import same_text
from intake.applicants import mail_key
from law import Refused
from law.remedies import instructions
from notices.letters.models import Letter
from notices.mail.models import Destination, PrintedLetter
from workflow.acts.fields.reading import text
from workflow.cases.act import ActContext
from workflow.cases.delivery import POSTED, plain_receipt, recorded_mail, sent_by_post
from workflow.cases.models import DeliveryFact

PROOF = {
    "mail": "邮件号",
    "direct": "签收人",
    "electronic": "发送凭证",
    "entrusted": "受托机关",
    "announcement": "公告的地方",
}
# What a sending record names: an address, a number, or the system through which it went.
_WHERE_TO = re.compile(r"@|[0-9]{5}|平台|系统|网站|门户|客户端|短信|传真|platform|portal|system", re.IGNORECASE)


def proof_of(context: ActContext, data: dict, method: str, letter: Letter | None, status: str) -> str:
    """Return the proof of a service of `letter`; refuse mail that was not given to the post (235号二; 邮政法55), a number that
    is that of other mail, and a sending that names no place.
    """
    receipt = text(data, "receipt", PROOF[method])
    article = context.article.removesuffix("四")
    if method == "mail" and not sent_by_post(receipt):
        raise Refused(
            f"“{receipt[:20]}”不是邮政企业的 13 位邮件号；公文应当通过邮政企业送达，不得交其他快递企业（平信请写“平信”）",
            f"{article}二",
            field="receipt",
            english="Not a number of the postal enterprise, which alone carries official letters; ordinary mail: write 平信",
        )
    if method == "mail":
        _refuse_other_mail(context, plain_receipt("mail", receipt), letter, status, f"{article}二")
    if method == "electronic" and not context.case.asked.email and not _WHERE_TO.search(receipt):
        raise Refused(
            f"申请人没有留电子邮箱，“{receipt[:20]}”没有写明发到哪里；请写明邮箱或者平台，或者用其他方式送达",
            "条例40" if context.case.regulation == "2019" else "条例26",
            field="receipt",
            english="The applicant gave no e-mail address: name the address or the platform to which it was sent",
        )
    return receipt


def _refuse_other_mail(context: ActContext, number: str, letter: Letter | None, status: str, article: str) -> None:
    """Refuse the number of the applicant's own mail, and one under which something went to somebody else or on another day."""
    if not recorded_mail(number):
        return
    case = context.case
    if mail_key(number) in {mail_key(case.application.tracking_number), mail_key(case.asked.tracking_number)}:
        raise Refused(
            f"{number} 是申请人寄来申请的邮件号，不是寄出公文的邮件号",
            article,
            field="receipt",
            english=f"{number} is the number under which the application came, not that of a letter that left",
        )
    others = (
        DeliveryFact.objects.filter(receipt=number, method="mail").exclude(case=case).select_related("letter", "case")
    )
    for other in others.order_by("pk"):
        another = letter is None or not same_text(_goes_to(other.letter), _goes_to(letter))
        if another or (status == POSTED and other.on != context.on):
            told = other.letter.number if other.case.agency_id == case.agency_id else "别的单位的公文"
            raise Refused(
                f"邮件号 {number} 已用于 {other.on} 寄出的{told}，不是这份公文的邮件号",
                article,
                field="receipt",
                english=f"{number} is the number of other mail, of {other.on}: to somebody else or of another day",
            )
        return  # one envelope: the first record of the other letter is its posting


def _goes_to(letter: Letter) -> str:
    """Return to whom a letter goes: as typed for it, else as it says itself."""
    typed = Destination.objects.filter(letter=letter).order_by("pk").last()
    return typed.name if typed is not None and typed.name else letter.addressee


def check_online_remedy(letter: Letter | None) -> None:
    """Refuse to serve over the internet a reply that does not name the online way to reconsideration (行政复议法22②)."""
    if (
        letter is not None
        and not letter.online
        and "申请行政复议" in letter.html
        and instructions.names_online_filing(letter.dated, remedy_texts())
    ):
        raise Refused(
            "这份答复没有写明网上提交行政复议申请书的渠道，不能通过互联网送达；请用其他方式送达",
            "行政复议法22②",
            field="method",
            english="The reply does not name the online way to reconsideration: serve it in another way",
        )


def check_announced(last: DeliveryFact | None, article: str) -> None:
    """Refuse to serve by announcement what was not tried in another way first: it is for whom nothing else reaches."""
    if last is None or last.status != DeliveryFact.Status.RETURNED:
        raise Refused(
            "公告送达只用于其他方式送达不到的：先邮寄，有退件记录以后再公告",
            article,
            field="method",
            english="By announcement only where the letter came back: post it first",
        )


def check_printed(letter: Letter, context: ActContext, reason: str) -> None:
    """Refuse a day of leaving before the letter was first printed, unless the reason says which copy left."""
    first = PrintedLetter.objects.filter(letter=letter).order_by("batch__printed_at").select_related("batch").first()
    if first is None or reason:
        return
    printed_on = timezone.localdate(first.batch.printed_at)
    if context.on < printed_on:
        raise Refused(
            f"这份公文 {printed_on} 才打印，不能早于这一天寄出、送达；寄出的是另行打印的，请写明原因",
            context.article,
            field="on",
            english=f"It was printed on {printed_on} only; if another copy left before, say so in the reason",
        )
