"""审核、签发：drafter, legal reviewer and signer of one reply are three people (docs/decisions/0005)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from law import Refused
from workflow.acts.drafting import ReviewStep, items_of
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import text
from workflow.cases.act import ActContext
from workflow.cases.consultations import UNANSWERED
from workflow.cases.term.unsent import consultation_is_open, refuse_before_sent
from workflow.cases.third_parties.decisions import decisions_in, last_draft
from workflow.cases.third_parties.findings import check_consulted, check_decided, check_third_parties
from workflow.cases.third_parties.standing import standings
from workflow.fees.balances import check_reply_earns_fee
from workflow.form_fields import ActForm, Text
from workflow.papers.demands import refuse_unanswered


def check_no_open_consultation(context: ActContext) -> None:
    """Refuse to decide while somebody who was asked has neither answered nor let the term pass (条例32、33③)."""
    if consultation_is_open(context.case):
        raise Refused(
            "征求意见还没有收到回复，不能作出决定",
            UNANSWERED[context.case.regulation],
            field="consultation",
            english="A consultation is still open",
        )


def check_each_third_party(context: ActContext) -> None:
    """Refuse to go on with a draft that does not decide for each third party, as the law asks (条例15、32; 2007: 23)."""
    case = context.case
    if case.draft_id is None:
        return
    asked = standings(case.standing_events, context.today, context.days)
    check_decided(case, asked, items_of(case.draft.facts))


def _same_document(context: ActContext, data: dict) -> str:
    """Return the hash of the draft; refuse if the person saw another text than the one now on file."""
    now = context.case.draft.content_sha256
    if data.get("content_sha256", now) != now:
        raise Refused("答复稿已经换过，请重新看过再办", field="content_sha256", english="The draft has changed")
    return now


def _own_draft(user, case) -> Refused | None:
    if user.pk == case.drafter_id:
        return Refused("起草人不能审核或者签发自己的答复", english="The drafter may not review or sign the same reply")
    return None


class SubmitForReviewForm(ActForm):
    """What the drafter tells the reviewer."""

    note = Text(_("Note to the reviewer"), required=False, rows=2)


class SubmitForReview(ReviewStep):
    """送法制审核: by who drafted it."""

    code = "submit_for_review"
    form = SubmitForReviewForm
    internal = True
    api_fields = {"note": api_fields.note()}

    def obstacle(self, user, case):
        if case.drafter_id != user.pk:
            return Refused("由起草人送审；现在没有您起草的稿子", english="The drafter submits; you have no draft here")
        return None

    def guard(self, context):
        super().guard(context)
        refuse_before_sent(context.case, context.today)
        check_reply_earns_fee(context.case)
        check_each_third_party(context)
        refuse_unanswered(context.case)

    def clean(self, context, data):
        case = context.case
        if case.draft_id is None:
            raise Refused("还没有答复草稿", field="draft", english="There is no draft yet")
        if context.by is not None and case.drafter_id != context.by.pk:
            raise Refused("由起草人送审", field="draft", english="The drafter submits the draft")
        return {"content_sha256": case.draft.content_sha256, "note": text(data, "note", "说明", needed=False)}


class ReturnDraftForm(ActForm):
    """What must change."""

    comments = Text(_("What must change"), rows=3)


class ReturnDraft(ReviewStep):
    """退回修改."""

    code = "return_draft"
    form = ReturnDraftForm
    internal = True
    api_fields = {"comments": api_fields.words()}

    def obstacle(self, user, case):
        return _own_draft(user, case)

    def clean(self, context, data):
        return {"comments": text(data, "comments", "退回意见")}

    def effect(self, projection, event, calendar):
        projection.reviewer_id = projection.signer_id = None
        projection.approved_sha256 = ""
        if projection.lapse:
            projection.state = "lapsed"  # a lapse is not undone by a better-worded letter


class SameDocumentForm(ActForm):
    """Bind the decision to the document that the person saw."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput)


class ApproveForm(SameDocumentForm):
    """The reviewer's comment."""

    comment = Text(_("Comment"), required=False, rows=2)


class Approve(ReviewStep):
    """审核通过: of the very text that the reviewer saw."""

    code = "approve"
    form = ApproveForm
    internal = True
    api_fields = {"content_sha256": api_fields.document_hash(), "comment": api_fields.note()}

    def obstacle(self, user, case):
        return _own_draft(user, case)

    def guard(self, context):
        check_reply_earns_fee(context.case)
        check_each_third_party(context)
        refuse_unanswered(context.case)

    def clean(self, context, data):
        return {
            "content_sha256": _same_document(context, data),
            "comment": text(data, "comment", "意见", needed=False),
        }

    def effect(self, projection, event, calendar):
        projection.reviewer_id = event.actor_id
        projection.approved_sha256 = event.data["content_sha256"]


class Sign(ReviewStep):
    """签发: the decision itself; of what was approved, and with everybody heard who must be."""

    code = "sign"
    form = SameDocumentForm
    api_fields = {"content_sha256": api_fields.document_hash()}

    def obstacle(self, user, case):
        if refusal := _own_draft(user, case):
            return refusal
        if user.pk == case.reviewer_id:
            return Refused("审核人不能签发自己审核的答复", english="The reviewer may not sign the same reply")
        return None

    def guard(self, context):
        check_no_open_consultation(context)
        check_reply_earns_fee(context.case)

    def clean(self, context, data):
        sha = _same_document(context, data)
        withheld = items_of(context.case.draft.facts)
        check_third_parties(context.case, withheld, decisions_in(last_draft(context.case).data))
        check_consulted(context.case, withheld)
        check_each_third_party(context)
        if sha != context.case.approved_sha256:
            raise Refused(
                "要签发的与审核通过的不是同一份", field="content_sha256", english="Not the document that was approved"
            )
        return {"content_sha256": sha}

    def effect(self, projection, event, calendar):
        projection.signer_id = event.actor_id
