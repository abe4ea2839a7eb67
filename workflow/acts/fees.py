"""收费：the fee notice, the payment and its lapse (条例42; 国办函〔2020〕109号)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from law import Refused
from law.fees import tariffs
from workflow.acts.correction import DayForm, check_term_is_final, ended_term
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, integer, term_from_receipt, text
from workflow.cases.act import Act
from workflow.cases.term.unsent import refuse_unasked
from workflow.form_fields import ActForm, Text
from workflow.papers.case_file import common_facts

PAYMENT_WORKDAYS = 20  # 国办函〔2020〕109号第六条: 收到收费通知次日起20个工作日
MODES = ("cases", "pages")


class IssueFeeNoticeForm(ActForm):
    """By which tariff, on how many, and how to pay."""

    mode = forms.ChoiceField(
        label=_("Charged by"), choices=[("pages", _("Pages of this case")), ("cases", _("Cases in the month"))]
    )
    count = forms.IntegerField(label=_("Number of pages, or which case of the month"), min_value=1)
    payment = Text(_("How to pay"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["count"].help_text = _("The amount follows from the tariff.")


class IssueFeeNotice(Act):
    """收费通知: the amount follows from the tariff; the term starts anew on the day after payment."""

    code = "issue_fee_notice"
    form = IssueFeeNoticeForm
    by_leaving = True
    api_fields = {
        "mode": serializers.ChoiceField(list(MODES)),
        "count": api_fields.number(0, 1_000_000),
        "payment": api_fields.words(help_text="How to pay"),
    }

    def clean(self, context, data):
        mode = choice(data, "mode", "计收方式", MODES)
        if mode == "cases":
            count = integer(data, "count", "本月第几件", 1, 100_000)
            amount = tariffs.case_rate(count)
        else:
            count = integer(data, "count", "页数", 0, 1_000_000)
            amount = tariffs.page_fee(count)
        if amount == 0:
            raise Refused(
                "没有超出免费的范围，不能收费", "国办函〔2020〕109号4、5", field="count", english="Nothing is due"
            )
        return {
            "mode": mode,
            "count": count,
            "amount": amount,
            "payment": text(data, "payment", "缴纳方式"),
        }

    def letter_facts(self, case, event, projection):
        return common_facts(case) | {name: event.data[name] for name in ("mode", "count", "amount", "payment")}

    def effect(self, projection, event, calendar):
        projection.waiting_until = term_from_receipt(event, calendar, PAYMENT_WORKDAYS)


class ReceivePaymentForm(ActForm):
    """What was paid."""

    amount = forms.IntegerField(label=_("Amount in yuan"), min_value=1)


class ReceivePayment(Act):
    """收到缴费: the whole amount of the notice."""

    code = "receive_payment"
    form = ReceivePaymentForm
    api_fields = {"amount": api_fields.number(0, 10**9, required=False, help_text="Yuan; empty: as in the notice")}

    def obstacle(self, user, case):
        return refuse_unasked(case, self.code, "issue_fee_notice")

    def clean(self, context, data):
        notice = context.case.events.effective().filter(act="issue_fee_notice").last()
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
