"""移送：handing a case over to the body that took over the matter; an act made up for a test."""

from django.utils.translation import gettext_lazy as _

from law import Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import text
from workflow.cases.act import Act
from workflow.form_fields import ActForm, Text


class TransferForm(ActForm):
    """To whom, and why."""

    name = Text(_("Whom to consult"))
    reason = Text(_("Reason"))


class Transfer(Act):
    """移送: ends the case as otherwise processed."""

    code = "transfer"
    form = TransferForm
    api_fields = {"name": api_fields.words(), "reason": api_fields.words()}

    def obstacle(self, user, case):
        if case.handler_id is None:
            return Refused("还没有承办人，不能移送", english="Nobody handles the case")
        return None

    def clean(self, context, data):
        if context.case.open_consultations:
            raise Refused("征求意见还没有收到回复，不能移送", context.article, field="name", english="Still open")
        return {"name": text(data, "name", "移送的机关"), "reason": text(data, "reason", "移送的理由")}

    def effect(self, projection, event, calendar):
        projection.outcome, projection.grounds = "other", ""
        projection.decided_on = projection.delivered_on = projection.closed_on = event.on
