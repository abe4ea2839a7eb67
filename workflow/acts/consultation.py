"""征求意见：asking third parties and other agencies, their answer or silence, and telling people of it (条例32、33③、34)."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from law import Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import check_received, choice, text
from workflow.cases.act import Act
from workflow.cases.consultations import (
    AGENCY,
    ANSWERED_BY,
    ANSWERS,
    THIRD_PARTY,
    Consultation,
    consultations_not_told,
    consultations_of,
    overruled_by_draft,
    unanswered,
)
from workflow.cases.term.unsent import consultation_is_open
from workflow.form_fields import ActForm, Text
from workflow.labels import OPINIONS
from workflow.papers.case_file import common_facts


def _ask_which(form: ActForm, consultations: list[Consultation], label: str) -> None:
    """Ask which consultation is meant where there are several."""
    if len(consultations) > 1:
        form.fields["key"] = forms.ChoiceField(label=label, choices=[(one.key, one.name) for one in consultations])
        form.order_fields(["on", "key"])


def _key_of(data: dict) -> dict:
    """Return the consultation that the data name, if they do."""
    return {"key": text(data, "key", "编号")} if data.get("key") else {}


def _one_of(consultations: list[Consultation], data: dict) -> Consultation:
    """Return the consultation that the data name, or the only one there is."""
    if data.get("key"):
        consultations = [one for one in consultations if one.key == data["key"]]
    if not consultations:
        raise Refused("没有这一次征求意见", field="key", english="No such consultation")
    return consultations[0]


class ConsultForm(ActForm):
    """Whom to ask, about what."""

    name = Text(_("Whom to consult"))
    matter = Text(_("The information in question"), rows=3)
    tell_applicant = forms.BooleanField(label=_("Tell the applicant at the same time"), required=False)


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
            "name": text(data, "name", "被征求意见方"),
            "matter": text(data, "matter", "征求意见的事项"),
            "co_producer": bool(data.get("co_producer")),
        }
        return kept | {"tell_applicant": True} if data.get("tell_applicant") else kept

    def letter_facts(self, case, event, projection):
        return {"addressee": event.data["name"], "matter": event.data["matter"]}

    def follow_up(self, kept):
        return ("notify_applicant", {"key": kept["key"]}) if kept.get("tell_applicant") else None


class ConsultThirdParty(Consult):
    """征求第三方意见."""

    code = THIRD_PARTY


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


class Answer(Act):
    """What ends a consultation of the kind `ASKED`."""

    ASKED = ""

    def obstacle(self, user, case):
        counts = (
            consultation_is_open(case) or case.regulation == "2007"
        )  # an agency's time did not stop the clock there
        if not (counts and self._unanswered(case)):
            return Refused("没有等待回复的征求意见", english="No consultation is waiting for an answer")
        return None

    def _unanswered(self, case) -> bool:
        """Say whether more was asked than answered by this kind of consultation."""
        events = case.events.effective().filter(act__in=(self.ASKED, *ANSWERED_BY[self.ASKED])).only("act")
        acts = [event.act for event in events]
        return acts.count(self.ASKED) > len(acts) - acts.count(self.ASKED)


class AnswerForm(ActForm):
    """What came of a consultation of the kind `ASKED`; which one is meant is asked only where several are open."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, unanswered(self.case, self.ASKED), self.WHO)


def answer_to(asked: str, form: type[AnswerForm]) -> type[AnswerForm]:
    """Return a form for the answer to one kind of consultation."""
    return type(form.__name__, (form,), {"ASKED": asked})


class OpinionForm(AnswerForm):
    """The opinion of who was asked."""

    agrees = forms.ChoiceField(label=_("Opinion"), choices=OPINIONS)
    text = Text(_("What it says"), required=False, rows=3)

    WHO = _("Who answers")


class Opinion(Answer):
    """An opinion: agreement, objection, or in part."""

    api_fields = {
        "agrees": serializers.ChoiceField(ANSWERS),
        "text": api_fields.note(),
        "key": api_fields.key(),
    }

    def clean(self, context, data):
        # A word of one's own here would hide an objection from the guards of article 32.
        kept = {"agrees": choice(data, "agrees", "是否同意", ANSWERS), "text": text(data, "text", "意见", needed=False)}
        return kept | _key_of(data)


class SilenceForm(AnswerForm):
    """Nobody answered within the term."""

    text = Text(_("Note for the file"), required=False)

    WHO = _("Who did not answer")


class Silence(Answer):
    """A term that passed without an opinion; it runs from the receipt of the inquiry (条例32、34)."""

    api_fields = {"text": api_fields.note(), "key": api_fields.key()}

    def clean(self, context, data):
        waiting = unanswered(context.case, self.ASKED)
        named = [one for one in waiting if one.key == data.get("key")]
        if waiting:
            check_received(context, (named or waiting)[-1].asked, "征求意见书")
        return _key_of(data) | {"text": text(data, "text", "说明", needed=False)}


class ReceiveThirdPartyOpinion(Opinion):
    """收到第三方意见."""

    code = "receive_third_party_opinion"
    form = answer_to(THIRD_PARTY, OpinionForm)
    ASKED = THIRD_PARTY


class LapseThirdPartyOpinion(Silence):
    """第三方逾期未提出意见."""

    code = "lapse_third_party_opinion"
    form = answer_to(THIRD_PARTY, SilenceForm)
    ASKED = THIRD_PARTY


class ReceiveAgencyOpinion(Opinion):
    """收到机关意见."""

    code = "receive_agency_opinion"
    form = answer_to(AGENCY, OpinionForm)
    ASKED = AGENCY


class LapseAgencyOpinion(Silence):
    """机关逾期未提出意见."""

    code = "lapse_agency_opinion"
    form = answer_to(AGENCY, SilenceForm)
    ASKED = AGENCY


class NotifyApplicantForm(ActForm):
    """Of which consultation the applicant is told."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, consultations_not_told(self.case), _("Which consultation"))


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
        consultation = _one_of(consultations_not_told(context.case), data)
        return {
            "key": consultation.key,
            "name": consultation.name,
            "consulted_on": consultation.asked.on.isoformat(),
            "of_agency": consultation.asked.act == AGENCY,
        }

    def letter_facts(self, case, event, projection):
        return common_facts(case) | {name: event.data[name] for name in ("consulted_on", "of_agency")}


class NotifyThirdPartyForm(ActForm):
    """What is disclosed against the objection, and why."""

    matter = Text(_("What will be disclosed"), rows=3)
    reason = Text(_("Why it is disclosed against the objection"), rows=3)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, [one for one in consultations_of(self.case, THIRD_PARTY) if one.objects], _("Whom to tell"))


class NotifyThirdParty(Act):
    """告知第三方决定公开: in writing, with the content and the reason, before the reply is issued (条例32; 2007: 23)."""

    code = "notify_third_party"
    form = NotifyThirdPartyForm
    api_fields = {"key": api_fields.key(), "matter": api_fields.words(), "reason": api_fields.words()}

    def obstacle(self, user, case):
        if not overruled_by_draft(case):
            return Refused("没有不同意公开而仍决定公开的第三方", english="No third party's objection is overruled")
        return None

    def clean(self, context, data):
        consultation = _one_of(overruled_by_draft(context.case), data)
        return {
            "key": consultation.key,
            "name": consultation.name,
            "matter": text(data, "matter", "决定公开的政府信息内容"),
            "reason": text(data, "reason", "决定公开的理由"),
            "opinion_on": consultation.answer.on.isoformat(),
        }

    def letter_facts(self, case, event, projection):
        return {name: event.data[name] for name in ("matter", "reason", "opinion_on")} | {
            "addressee": event.data["name"]
        }
