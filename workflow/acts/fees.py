"""收费：the fee notice, the payment, its lapse and its refund (条例42; 国办函〔2020〕109号)."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.api.endpoints import StrictSerializer
from law import Refused, written
from workflow.acts.correction import DayForm, check_term_is_final, ended_term
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, integer, term_from_receipt, text
from workflow.cases.act import Act
from workflow.cases.term.unsent import is_heard
from workflow.fees import charges
from workflow.fees.balances import BY_PAGE, balance_of
from workflow.fees.monthly_cases import cases_of_month
from workflow.form_fields import ActForm, Text
from workflow.papers.case_file import common_facts

PAYMENT_WORKDAYS = 20  # 国办函〔2020〕109号第六条: 收到收费通知次日起20个工作日
MODES = ("cases", "pages")
MOST_DOCUMENTS, MOST_PAGES, LONGEST_TITLE = 200, 1_000_000, 200
# 《批复》 – 12, 批复：12页, or with a tab between, as a spreadsheet copies it
_DOCUMENT = re.compile(r"(?P<title>.*?[^\s–—－:：,，|-])[\s–—－:：,，|-]+(?P<pages>[0-9]{1,7})\s*页?")
CONTACTS = {"phone": _("same phone"), "email": _("same e-mail address"), "address": _("same address")}


class IssueFeeNoticeForm(ActForm):
    """By which tariff, and how to pay; how many cases or pages it is, follows from the cases or the documents."""

    mode = forms.ChoiceField(
        label=_("Charged by"), choices=[("pages", _("Pages of this case")), ("cases", _("Cases in the month"))]
    )
    same_person = forms.TypedMultipleChoiceField(
        label=_("Same applicant without a number to compare: tick those that are"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    documents = Text(_("Documents and their pages, one a line"), required=False, rows=3)
    payment = Text(_("How to pay"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        month = cases_of_month(self.case)
        told = {"k": len(month.certain), "month": f"{self.case.received_on:%Y-%m}"}
        self.fields["mode"].help_text = (
            _("By cases this is number %(k)s of the applicant in %(month)s, counted from the register.") % told
        )
        self.fields["documents"].help_text = _(
            "By pages only, like “Decision – 12”; not needed where the draft says how many pages it gives."
        )
        self.fields["same_person"].choices = [(one.pk, _candidate(one)) for one in month.candidates]
        if not month.candidates:
            del self.fields["same_person"]

    def clean_documents(self) -> list[dict]:
        """Return the documents with their pages, read line by line."""
        lines = [line.strip() for line in self.cleaned_data["documents"].splitlines() if line.strip()]
        found = [_DOCUMENT.fullmatch(line) for line in lines]
        for place, (line, read) in enumerate(zip(lines, found, strict=True), start=1):
            if read is None:
                raise forms.ValidationError(
                    _("Line %(place)s, “%(line)s”: write the document and its pages, like “Decision – 12”"),
                    params={"place": place, "line": line[:40]},
                )
        return [{"title": read["title"], "pages": written.whole_number(read["pages"])} for read in found]


def _candidate(one) -> str:
    alike = "、".join(str(CONTACTS[kind]) for kind in one.shared_contacts)
    return f"{one.number} · {one.received_on}" + (f" · {alike}" if alike else "")


class GivenDocument(StrictSerializer):
    """A document that is given, and its pages."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    pages = api_fields.number(1, MOST_PAGES)


class IssueFeeNotice(Act):
    """收费通知: the amount follows from the tariff and from what is counted; the term starts anew on the day after payment."""

    code = "issue_fee_notice"
    form = IssueFeeNoticeForm
    api_fields = {
        "mode": serializers.ChoiceField(list(MODES), help_text="cases: counted from the register; pages: of this case"),
        "same_person": serializers.ListField(
            child=api_fields.number(1, 2**62),
            required=False,
            max_length=1000,
            help_text="Ids of earlier cases of the month with the same name and contact that are the same applicant's",
        ),
        "documents": serializers.ListField(
            child=GivenDocument(),
            required=False,
            max_length=MOST_DOCUMENTS,
            help_text="What is given, by pages, where no draft says how many",
        ),
        "payment": api_fields.words(help_text="How to pay"),
    }

    def clean(self, context, data):
        if "count" in data:
            raise Refused(
                "第几件、多少页由登记和文件清单算出，不能填写",
                "国办函〔2020〕109号4、5",
                field="count",
                english="Cases and pages are counted, not typed",
            )
        mode = choice(data, "mode", "计收方式", MODES)
        given = {"same_person": _case_ids(data), "documents": _documents(data)}
        charged = (
            charges.by_cases(context.case, **given) if mode == "cases" else charges.by_pages(context.case, **given)
        )
        if charged["amount"] == 0:
            what = f"本月第 {charged['count']} 件" if mode == "cases" else f"共 {charged['count']} 页"
            raise Refused(
                f"{what}，没有超出免费的范围，不能收费",
                "国办函〔2020〕109号4、5",
                field="mode",
                english="Nothing is due",
            )
        return {
            "mode": mode,
            **charged,
            "payment": text(data, "payment", "缴纳方式"),
        }

    def letter_facts(self, case, event, projection):
        said = ("mode", "count", "amount", "payment", "counted", "documents")
        return common_facts(case) | {name: event.data[name] for name in said if name in event.data}

    def effect(self, projection, event, calendar):
        projection.waiting_until = term_from_receipt(event, calendar, PAYMENT_WORKDAYS)


def _case_ids(data: dict) -> list[int]:
    """Return the ids of the cases that a person confirms to be the same applicant's."""
    given = data.get("same_person") or []
    if not isinstance(given, list) or not all(type(key) is int for key in given):
        raise Refused("“同一申请人”应当是案件编号", field="same_person", english="same_person must be ids of cases")
    return given


def _documents(data: dict) -> list[dict]:
    """Return the documents that are given, each with its pages."""
    given = data.get("documents") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given) or len(given) > MOST_DOCUMENTS:
        raise Refused(
            f"“提供的文件”应当逐份写明名称和页数，不超过 {MOST_DOCUMENTS} 份",
            BY_PAGE,
            field="documents",
            english="documents must be a list of titles and pages",
        )
    return [
        {"title": text(one, "title", "文件名称"), "pages": integer(one, "pages", "文件页数", 1, MOST_PAGES)}
        for one in given
    ]


class ReceivePaymentForm(ActForm):
    """What was paid."""

    amount = forms.IntegerField(label=_("Amount in yuan"), min_value=1)


class ReceivePayment(Act):
    """收到缴费: the whole amount of the notice."""

    code = "receive_payment"
    form = ReceivePaymentForm
    api_fields = {"amount": api_fields.number(0, 10**9, required=False, help_text="Yuan; empty: as in the notice")}

    def obstacle(self, user, case):
        return None if is_heard(case, "issue_fee_notice") else self.wrong_state(case)

    def clean(self, context, data):
        notice = context.case.last_event("issue_fee_notice")
        due = notice.data.get("amount")
        amount = integer(data, "amount", "缴费金额（元）", 0, 10**9, notice.data.get("amount", 0))
        if amount != due:
            raise Refused(
                f"缴费金额与通知的 {due} 元不符",
                context.article,
                field="amount",
                english="The amount differs from the notice",
            )
        return {"amount": amount}

    def effect(self, projection, event, calendar):
        projection.lapse = ""


class LapsePayment(Act):
    """逾期不缴费: deemed abandoned (国办函〔2020〕109号6)."""

    code = "lapse_payment"
    form = DayForm

    def clean(self, context, data):
        ended_on = ended_term(context, "issue_fee_notice", "收费通知书", "视为放弃")
        check_term_is_final(context)
        return {"term_ended_on": ended_on}

    def effect(self, projection, event, calendar):
        projection.lapse = "payment"


class RefundFeeForm(ActForm):
    """How much is given back, and why."""

    amount = forms.IntegerField(label=_("Amount in yuan"), min_value=1)
    reason = Text(_("Why it is given back"), rows=2)
    reference = Text(_("Number of the refund voucher, if there is one"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("amount", balance_of(self.case).kept)
        self.fields["amount"].help_text = _(
            "The fee has gone to the treasury: it is given back by the fiscal rules on refunds, "
            "on the application of the agency to the finance department. Record it here when that is decided."
        )


class RefundFee(Act):
    """退还信息处理费: as much of it as the reply does not earn; the money itself goes by the fiscal rules on refunds."""

    code = "refund_fee"
    form = RefundFeeForm
    api_fields = {
        "amount": api_fields.number(1, 10**9, help_text="Yuan, at most what was paid and not given back yet"),
        "reason": api_fields.words(),
        "reference": api_fields.note(),
    }

    def obstacle(self, user, case):
        if balance_of(case).kept <= 0:
            return Refused("没有已经收取、尚未退还的信息处理费", english="No fee was paid that is not given back yet")
        return None

    def check_day(self, context, events):
        super().check_day(context, events)
        paid = balance_of(context.case).payment
        if paid is not None and context.on < paid.on:
            raise Refused(f"退还不能早于缴费之日 {paid.on}", field="on", english=f"Not before the payment on {paid.on}")

    def clean(self, context, data):
        amount, kept = integer(data, "amount", "退还金额（元）", 1, 10**9), balance_of(context.case).kept
        if amount > kept:
            raise Refused(
                f"退还的金额不能超过已经收取、尚未退还的 {kept} 元",
                context.article,
                field="amount",
                english=f"At most the {kept} yuan that were paid and not given back",
            )
        return {
            "amount": amount,
            "reason": text(data, "reason", "退还的理由"),
            "reference": text(data, "reference", "退付凭证号", needed=False),
        }
