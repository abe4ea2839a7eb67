"""征求意见：asking third parties, one by one, and other agencies; telling the applicant of it (条例32、33③、34; 2007: 23)."""

import re
import uuid
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.text.comparing import comparable, letters_and_digits
from intake.applicants import applicant_of
from law import Refused
from law.outcomes import GROUNDS
from notices.kinds.withheld import OF_THIRD_PARTIES
from workflow.acts.consultation.choosing import ask_which, one_of
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, refuse_filler, text
from workflow.cases.act import Act, ActContext
from workflow.cases.consultations import AGENCY, THIRD_PARTY, consultations_not_told, consultations_of
from workflow.cases.delivery import first_leavings
from workflow.cases.term.clock import takes_effect_by_leaving
from workflow.evidence.responsible_agencies import names_ourselves
from workflow.form_fields import ActForm, Text, chooser
from workflow.papers.case_file import common_facts

# One inquiry asks one: a list of names, or “甲公司等三家” (条例32: each is told, heard and decided for).
SEVERAL = re.compile(r"[、；;\n]|.{2}等[\d一二三四五六七八九十百两几多余]*(?:[户家人名个位方].{0,4})?$")

NOBODY = re.compile(
    r"(?:有关|相关|该|涉及的)?(?:第三方|第三人|单位|企业|公司|个人|当事人|权利人|利害关系人|住户|对方)"
)  # names none
LEAST_CONTACT = 5  # figures or letters of a telephone or other contact, where there is no address

REACHED = {"address": "第三方的地址", "phone": "第三方的联系方式"}


class ConsultForm(ActForm):
    """Whom to ask, about what."""

    name = Text(_("Whom to consult"))
    matter = Text(_("The information in question"), rows=3)
    tell_applicant = forms.BooleanField(label=_("Tell the applicant at the same time"), required=False)


def _somebody_else(context: ActContext, name: str) -> str:
    """Return who is asked; refuse the applicant and the agency itself: to ask them stops no clock and hears nobody."""
    if names_ourselves(context.case.agency, name):
        raise Refused(
            f"“{name[:40]}”是本机关或者本机关的内设机构，不是征求意见的对象，也不扣除期限",
            context.article,
            field="name",
            english="That is this agency or a part of it: it is not consulted, and no day is excluded for it",
        )
    case = context.case
    if comparable(name) in applicant_of(case.asked).names | applicant_of(case.application).names:
        raise Refused(
            f"“{name[:40]}”就是申请人，不是第三方",
            context.article,
            field="name",
            english="That is the applicant, who is no third party",
        )
    return name


class Consult(Act):
    """An inquiry: the days from its leaving until the opinion are not counted."""

    form = ConsultForm
    api_fields = {
        "name": api_fields.words(help_text="Whom"),
        "matter": api_fields.words(help_text="The information in question"),
        "tell_applicant": serializers.BooleanField(
            required=False, help_text="Tell the applicant at the same time (条例33③)"
        ),
        "key": api_fields.key(),
    }

    def clean(self, context, data):
        kept = {
            "key": text(data, "key", "编号", needed=False) or uuid.uuid4().hex[:8],
            "name": _somebody_else(context, text(data, "name", "被征求意见方")),
            "matter": text(data, "matter", "征求意见的事项"),
            "co_producer": bool(data.get("co_producer")),
        }
        return kept | {"tell_applicant": True} if data.get("tell_applicant") else kept

    def letter_facts(self, case, event, projection):
        return {"addressee": event.data["name"], "matter": event.data["matter"]}

    def follow_up(self, kept):
        return ("notify_applicant", {"key": kept["key"]}) if kept.get("tell_applicant") else None


class ConsultThirdPartyForm(ConsultForm):
    """One third party: where it is reached, what of the information concerns it, what is to be protected."""

    name = Text(_("The third party, one for each inquiry"))
    address = Text(_("Its address"), required=False)
    phone = Text(_("Its telephone or other contact"), required=False)
    interest = forms.ChoiceField(label=_("What may be infringed"))
    matter = Text(_("What of the information concerns it"), rows=3)

    field_order = ("on", "name", "address", "phone", "interest", "matter", "tell_applicant")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["interest"].choices = chooser([(code, GROUNDS[code]) for code in OF_THIRD_PARTIES])


class ConsultThirdParty(Consult):
    """征求第三方意见: one inquiry for each, since each is told, heard and decided for by itself."""

    code = THIRD_PARTY
    form = ConsultThirdPartyForm
    api_fields = Consult.api_fields | {
        "name": api_fields.words(help_text="The third party, one for each inquiry"),
        "matter": api_fields.words(help_text="What of the information concerns it"),
        "address": api_fields.words(
            required=False, allow_blank=True, help_text="Its address; this or phone must be there"
        ),
        "phone": api_fields.words(required=False, allow_blank=True, help_text="Its telephone or other contact"),
        "interest": serializers.ChoiceField(OF_THIRD_PARTIES, help_text="What may be infringed (条例15)"),
    }

    def clean(self, context, data):
        kept = super().clean(context, data)
        article = context.article
        if kept["key"] in {one.key for one in consultations_of(context.case, THIRD_PARTY)}:
            raise Refused(f"编号“{kept['key']}”已经用过", field="key", english=f"The key {kept['key']} is taken")
        if SEVERAL.search(kept["name"]):
            raise Refused(
                f"一份征求意见书征求一方：“{kept['name'][:40]}”是几方的，请逐一征求，各自说明涉及它的内容",
                article,
                field="name",
                english="One inquiry asks one third party: ask each of them, about what concerns it",
            )
        if NOBODY.fullmatch(comparable(kept["name"])):
            raise Refused(
                f"“{kept['name']}”没有写明是谁；请写第三方的名称或者姓名",
                article,
                field="name",
                english="Who is asked? Give the name of the third party",
            )
        reached = {name: text(data, name, label, needed=False) for name, label in REACHED.items()}
        for name, value in reached.items():
            refuse_filler(value, name, REACHED[name], article)
        if not reached["address"] and len(letters_and_digits(reached["phone"])) < LEAST_CONTACT:
            raise Refused(
                "请填写第三方的地址或者联系方式：书面征求意见要送到",
                article,
                field="address",
                english="Give the address or the contact of the third party: the inquiry must reach it",
            )
        interest = choice(data, "interest", "可能损害的权益", OF_THIRD_PARTIES)
        return kept | {"interest": interest} | {name: value for name, value in reached.items() if value}


class ConsultAgencyForm(ConsultForm):
    """Another agency may have made the information together with us."""

    co_producer = forms.BooleanField(label=_("It made the information together with us"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.case.regulation == "2007":  # asking other agencies stopped nothing: there is nothing to tell
            del self.fields["tell_applicant"]


class ConsultAgency(Consult):
    """征求其他机关意见; a co-producer has its own letter (条例34)."""

    code = AGENCY
    form = ConsultAgencyForm
    api_fields = Consult.api_fields | {
        "co_producer": serializers.BooleanField(required=False, help_text="It made the information with us (条例34)")
    }

    def letter_kind(self, event, regulation):
        if event.data.get("co_producer") and regulation == "2019":
            return "co_producer_inquiry"
        return self.row.letter


class NotifyApplicantForm(ActForm):
    """Of which consultation the applicant is told."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_which(self, consultations_not_told(self.case), _("Which consultation"))


class NotifyApplicant(Act):
    """告知申请人征求意见 (条例33③)."""

    code = "notify_applicant"
    form = NotifyApplicantForm
    api_fields = {"key": api_fields.key()}

    def obstacle(self, user, case):
        if not consultations_not_told(case):
            return Refused("没有需要告知申请人的征求意见", english="There is no consultation to tell the applicant of")
        return None

    def clean(self, context, data):
        consultation = one_of(consultations_not_told(context.case), data)
        return {
            "key": consultation.key,
            "name": consultation.name,
            "consulted_on": _asked_on(context, consultation.asked).isoformat(),
            "of_agency": consultation.asked.act == AGENCY,
        }

    def letter_facts(self, case, event, projection):
        return common_facts(case) | {name: event.data[name] for name in ("consulted_on", "of_agency")}


def _asked_on(context: ActContext, asked) -> date:
    """Return the day on which an inquiry left, or of one that is written on this day and leaves with this letter its own.

    Raises Refused for one that was written before and still lies here: nobody was asked yet (law.md 2.3).
    """
    if not takes_effect_by_leaving(asked):
        return asked.on
    left = first_leavings(context.case.standing_events).get(asked.seq)
    if left is not None:
        return left.on
    if asked.on == context.on:
        return asked.on
    raise Refused(
        f"{asked.on} 的征求意见书还没有寄出，不能告知申请人已经征求意见；请先寄出并登记",
        context.article,
        field="key",
        english=f"The inquiry of {asked.on} has not left: nobody was asked yet, send it first",
    )
