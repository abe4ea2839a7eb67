"""告知第三方决定公开: who objects and is overruled is told what is disclosed and why (条例32; 2007: 23)."""

from django.utils.translation import gettext_lazy as _

from agencies.text.commonplaces import only_names_interest
from law import Refused
from workflow.acts.consultation.asking import REACHED
from workflow.acts.consultation.choosing import ask_which, one_of
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import text
from workflow.cases.act import Act, ActContext
from workflow.cases.third_parties.decisions import NONE, decisions_in, last_draft
from workflow.cases.third_parties.overruling import overruled_by_draft
from workflow.form_fields import ActForm, Text


class NotifyThirdPartyForm(ActForm):
    """What is disclosed against the objection, and why: as the draft weighs it, where one party alone is meant."""

    matter = Text(_("What will be disclosed"), rows=3)
    reason = Text(_("Why it is disclosed against the objection"), rows=3)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        overruled = overruled_by_draft(self.case)
        ask_which(self, overruled, _("Whom to tell"))
        if len(overruled) == 1:
            drafted = last_draft(self.case).data
            self.fields["matter"].initial = overruled[0].asked.data.get("matter", "")
            self.fields["reason"].initial = decisions_in(drafted).get(overruled[0].key, NONE).public_interest


def _reason(context: ActContext, data: dict) -> str:
    """Return why it is disclosed, as the third party reads it; refuse a public interest that is only named (条例15、32)."""
    reason = text(data, "reason", "决定公开的理由")
    if only_names_interest(reason):
        raise Refused(
            f"“决定公开的理由”只写了“{reason[:20]}”，没有说明为什么；请写明这项信息关系什么公共利益",
            context.article,
            field="reason",
            english="The public interest is named and not weighed: say why it is disclosed against the objection",
        )
    return reason


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
        consultation = one_of(overruled_by_draft(context.case), data)
        return {
            "key": consultation.key,
            "name": consultation.name,
            **{name: consultation.asked.data[name] for name in REACHED if name in consultation.asked.data},
            "matter": text(data, "matter", "决定公开的政府信息内容"),
            "reason": _reason(context, data),
            "opinion_on": consultation.answer.on.isoformat(),
        }

    def letter_facts(self, case, event, projection):
        return {name: event.data[name] for name in ("matter", "reason", "opinion_on")} | {
            "addressee": event.data["name"]
        }
