"""What a case was charged, what was paid and given back, and whether a reply still earns it (国办函〔2020〕109号第五条)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from law import Refused
from law.fees import tariffs
from notices.kinds.catalogue import build
from notices.kinds.combined import Combined
from notices.letters.models import Draft
from workflow.cases.models import Case, Event

ACTS = ("issue_fee_notice", "receive_payment", "lapse_payment", "refund_fee")
BY_PAGE = "国办函〔2020〕109号5"
GIVING = ("open", "partial")  # the conclusions that hand information over


@dataclass(slots=True)
class Balance:
    """The money of one case, in yuan: what its records say, annulled ones left out."""

    notice: Event | None = None
    payment: Event | None = None
    lapse: Event | None = None
    refunds: tuple[Event, ...] = ()

    @property
    def due(self) -> int | Decimal:
        """Return what the notice asks for, 0 where the register of an imported one does not say."""
        return yuan(self.notice.data) if self.notice else 0

    @property
    def paid(self) -> int | Decimal:
        """Return what was paid."""
        return yuan(self.payment.data) if self.payment else 0

    @property
    def refunded(self) -> int | Decimal:
        """Return what was given back."""
        return sum(yuan(refund.data) for refund in self.refunds)

    @property
    def kept(self) -> int | Decimal:
        """Return what was paid and not given back."""
        return self.paid - self.refunded


def yuan(data: Mapping) -> int | Decimal:
    """Return the amount that a record keeps; registers also have parts of a yuan, kept as text."""
    amount = data.get("amount")
    return amount if isinstance(amount, int) else Decimal(amount) if amount else 0


def balance_from(events: Iterable[Event]) -> Balance:
    """Return the balance out of the events of a case that are in effect, in their order."""
    found = Balance()
    for event in events:
        if event.act == "issue_fee_notice":
            found = Balance(event)
        elif event.act == "receive_payment":
            found.payment = event
        elif event.act == "lapse_payment":
            found.lapse = event
        elif event.act == "refund_fee":
            found.refunds = (*found.refunds, event)
    return found


def balance_of(case: Case) -> Balance:
    """Return the balance of a case."""
    return balance_from(case.events_of(*ACTS))


def pages_given(draft: Draft) -> int | None:
    """Return how many pages a reply hands over: 0 where it gives none, None where it gives some and does not say how many."""
    typed, pages = build(draft.kind, draft.facts), 0
    for reply in typed.replies if isinstance(typed, Combined) else (typed,):
        if reply.CODE not in GIVING:
            continue
        if reply.pages is None and not getattr(
            reply, "how", ""
        ):  # `how` alone tells where and when, and hands nothing over
            return None
        pages += reply.pages or 0
    return pages


def check_reply_earns_fee(case: Case) -> None:
    """Refuse a draft that hands over less than was paid for by pages, until the rest is recorded as given back.

    Raises Refused naming what was paid, what the draft gives and what is to be given back (国办函〔2020〕109号第五条).
    """
    balance = balance_of(case)
    if case.draft is None or balance.notice is None or balance.notice.data.get("mode") != "pages" or not balance.kept:
        return
    pages = pages_given(case.draft)
    if pages is None:
        raise Refused(
            f"本件已按页数收取信息处理费 {balance.paid} 元，答复应当写明提供多少页，请在答复稿里填写“页数”",
            BY_PAGE,
            field="pages",
            english=f"{balance.paid} yuan were paid by pages: the reply must say how many pages it gives",
        )
    due = tariffs.page_fee(pages)
    if balance.kept > due:
        gives = f"只提供 {pages} 页，应收 {due} 元" if pages else "不提供页面，不适用按量计收"
        raise Refused(
            f"本件已按 {balance.notice.data.get('count')} 页收取信息处理费 {balance.paid} 元，而这份答复{gives}；"
            f"请先登记“退还信息处理费”{balance.kept - due} 元，或者改正答复",
            BY_PAGE,
            field="fee",
            english=f"{balance.paid} yuan were paid by pages, the reply gives {pages} pages ({due} yuan): "
            f"record the refund of {balance.kept - due} yuan first, or put the reply right",
        )
