"""收到意见、逾期：what comes back from who was asked, or that nothing came within the term (条例32、33③、34)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.text.commonplaces import only_objects
from law import Refused
from workflow.acts.consultation.choosing import ask_which, key_of
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import check_received, choice, refuse_filler, text
from workflow.cases.act import Act
from workflow.cases.consultations import AGENCY, ANSWERED_BY, ANSWERS, OBJECTING, THIRD_PARTY, unanswered
from workflow.cases.term.unsent import consultation_is_open
from workflow.form_fields import ActForm, Text
from workflow.labels import OPINIONS


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
        acts = [event.act for event in case.events_of(self.ASKED, *ANSWERED_BY[self.ASKED])]
        return acts.count(self.ASKED) > len(acts) - acts.count(self.ASKED)


class AnswerForm(ActForm):
    """What came of a consultation of the kind `ASKED`; which one is meant is asked only where several are open."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_which(self, unanswered(self.case, self.ASKED), self.WHO)


def answer_to(asked: str, form: type[AnswerForm]) -> type[AnswerForm]:
    """Return a form for the answer to one kind of consultation."""
    return type(form.__name__, (form,), {"ASKED": asked})


class OpinionForm(AnswerForm):
    """The opinion of who was asked."""

    agrees = forms.ChoiceField(label=_("Opinion"), choices=OPINIONS)
    text = Text(_("What it says"), required=False, rows=3)

    WHO = _("Who answers")


_SAID = (("agrees", _("Agrees")), ("objects", _("Objects")), ("partly", _("Agrees in part")))


class ThirdPartyOpinionForm(OpinionForm):
    """The opinion of a third party, with the reasons of an objection, which alone carry a refusal (条例32)."""

    agrees = forms.ChoiceField(label=_("Opinion"), choices=_SAID)
    text = Text(_("What it says; of an objection its reasons"), required=False, rows=3)
    without_reasons = forms.BooleanField(label=_("It objects and gives no reasons"), required=False)


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
        return kept | key_of(data)


class ReceiveThirdPartyOpinion(Opinion):
    """收到第三方意见: agrees, objects with reasons, or objects without."""

    code = "receive_third_party_opinion"
    form = answer_to(THIRD_PARTY, ThirdPartyOpinionForm)
    ASKED = THIRD_PARTY
    api_fields = Opinion.api_fields | {
        "text": api_fields.words(
            required=False, allow_blank=True, help_text="What it says; of an objection its reasons (条例32)"
        ),
        "without_reasons": serializers.BooleanField(required=False, help_text="It objects and gives no reasons"),
    }

    def clean(self, context, data):
        kept = super().clean(context, data)
        if kept["agrees"] not in OBJECTING:
            return kept
        if not (kept["text"] or data.get("without_reasons")) and context.case.regulation != "2007":
            raise Refused(
                "不同意公开的，请写明第三方的理由；没有说明理由的，请注明“没有说明理由”",
                context.article,
                field="text",
                english="Give the reasons of the objection, or say that it gives none: article 32 asks for reasons",
            )
        if kept["text"]:
            refuse_filler(kept["text"], "text", "第三方的理由", context.article)
        return kept | ({"without_reasons": True} if data.get("without_reasons") or only_objects(kept["text"]) else {})


class ReceiveAgencyOpinion(Opinion):
    """收到机关意见."""

    code = "receive_agency_opinion"
    form = answer_to(AGENCY, OpinionForm)
    ASKED = AGENCY


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
        return key_of(data) | {"text": text(data, "text", "说明", needed=False)}


class LapseThirdPartyOpinion(Silence):
    """第三方逾期未提出意见."""

    code = "lapse_third_party_opinion"
    form = answer_to(THIRD_PARTY, SilenceForm)
    ASKED = THIRD_PARTY


class LapseAgencyOpinion(Silence):
    """机关逾期未提出意见."""

    code = "lapse_agency_opinion"
    form = answer_to(AGENCY, SilenceForm)
    ASKED = AGENCY
