"""What an event says beside its name, for the history of a case."""

from django import template
from django.utils.translation import gettext as _

from law import procedure
from law.outcomes import split_grounds
from workflow.forms.acts import OPINIONS, SERVICES
from workflow.models import RemedyResult, Service
from workflow.templatetags.desk import chinese, ground_names, outcome_name

register = template.Library()
# Data of an event that is a text for people, in the order in which it is read.
TEXTS = ("name", "matter", "reason", "approved_by", "guidance", "text", "comments", "comment", "note", "payment", "reference")
ROUTINE = ("assign", "draft", "submit_for_review", "return_draft", "approve", "recompute")


@register.filter
def event_class(event) -> str:
    """Return how the event is marked: a square moved the clock, a filled circle is an act of law."""
    if event.act in procedure.CLOCK_ACTS:
        return "clk"
    return "" if event.act in ROUTINE else "law"


@register.filter
def event_parts(event) -> list[str]:
    """Return what the event keeps, as short texts."""
    data, found = event.data, []
    if event.act == "register":
        found.append(data.get("basis_text", "") if chinese() else data.get("basis_english", ""))
    if data.get("outcome"):
        names = ground_names(data.get("grounds", "")) if split_grounds(data.get("grounds", "")) else ""
        found.append(outcome_name(data["outcome"]) + (f"（{names}）" if names else ""))
    found += _service_parts(data)
    if data.get("workdays"):
        found.append(f"{data['workdays']} 个工作日" if chinese() else f"{data['workdays']} working days")
    found += [str(point) for point in data.get("points") or ()]
    if data.get("agrees"):
        found.append(str(dict(OPINIONS).get(data["agrees"], data["agrees"])))
    found += [str(data[name]) for name in TEXTS if data.get(name)]
    if data.get("amount"):
        found.append(f"{data['amount']} 元" if chinese() else f"{data['amount']} yuan")
    if data.get("result"):
        found.append(str(dict(RemedyResult.choices).get(data["result"], data["result"])))
    if event.act == "recompute":
        found.append(f"{data.get('from')} → {data.get('to')}")
    return [part for part in found if part]


def _service_parts(data: dict) -> list[str]:
    """Return how a letter was served, by which proof, and who signed for it."""
    if not data.get("method"):
        return []
    found = [str(Service.Status(data["status"]).label)] if data.get("status") in Service.Status.values else []
    found.append(f"{dict(SERVICES).get(data['method'], data['method'])} {data.get('receipt', '')}".strip())
    if data.get("signatory"):
        found.append(_("Signed for by %(name)s") % {"name": data["signatory"]})
    return found
