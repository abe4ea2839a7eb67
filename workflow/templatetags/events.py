"""What an event says beside its name, for the history of a case."""

from itertools import zip_longest

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.text.language import reads_chinese
from intake.forms import RegisterForm
from law import procedure
from law.outcomes import split_grounds
from workflow.cases.models import DeliveryFact, RemedyResult
from workflow.labels import (
    OPINIONS,
    OPINIONS_WITHOUT_REASONS,
    SERVICES,
    act_name,
    ground_names,
    masked,
    outcome_name,
)

register = template.Library()
# Data of an event that is a text for people, in the order in which it is read.
TEXTS = (
    "name",
    "matter",
    "count_facts",
    "finding",
    "fault",
    "reason",
    "proof",
    "approved_by",
    "guidance",
    "text",
    "comments",
    "comment",
    "note",
    "payment",
    "reference",
    "handed_in",
)
CODES = ("applicant_kind", "channel")  # particulars that are chosen, not typed
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
        found.append(data.get("basis_text", "") if reads_chinese() else data.get("basis_english", ""))
        if len(demands := data.get("demands", ())) > 1:
            found.append(_("Demands: %(demands)s") % {"demands": _numbered(demands)})
    if data.get("outcome"):
        names = ground_names(data.get("grounds", "")) if split_grounds(data.get("grounds", "")) else ""
        told = f"（{names}）" if reads_chinese() else f" ({names})"
        found.append(outcome_name(data["outcome"]) + (told if names else ""))
    found += _service_parts(data)
    if data.get("workdays"):
        found.append(f"{data['workdays']} 个工作日" if reads_chinese() else f"{data['workdays']} working days")
    points = data.get("points") or []
    found += [
        "：".join(filter(None, pair)) for pair in zip_longest(map(str, points), data.get("ways") or (), fillvalue="")
    ]
    if data.get("agrees"):
        words = dict(OPINIONS) | (OPINIONS_WITHOUT_REASONS if data.get("without_reasons") else {})
        found.append(str(words.get(data["agrees"], data["agrees"])))
    found += [str(data[name]) for name in TEXTS if data.get(name)]
    found += _counted_parts(data)
    if data.get("amount"):
        found.append(f"{data['amount']} 元" if reads_chinese() else f"{data['amount']} yuan")
    if data.get("result"):
        found.append(str(dict(RemedyResult.choices).get(data["result"], data["result"])))
    return [part for part in (*_put_right(event), *found) if part]


def _counted_parts(data: dict) -> list[str]:
    """Return what a fee notice counts: which case of the month, who was confirmed to be the same, or how many pages."""
    if data.get("mode") == "pages":
        return [ngettext("%(n)s page", "%(n)s pages", data["count"]) % {"n": data["count"]}]
    if data.get("mode") != "cases":
        return []
    found = [_("number %(k)s of the month") % {"k": data["count"]}]
    if confirmed := data.get("confirmed"):
        found.append(_("Confirmed to be the same applicant: %(numbers)s") % {"numbers": "、".join(confirmed)})
    return found


def _put_right(event) -> list[str]:
    """Return what a record says of the one that it corrects, and which letters that concerns."""
    data, found = event.data, []
    if event.act == "annul":
        found.append(f"{act_name(data['act'])} {data['act_on']}")
    elif event.act == "correct_receipt":
        found.append(f"{data['former_received_on']} → {data['received_on']}")
    elif event.act == "correct_particulars":
        found += _both_readings(data)
    elif event.act == "annul_registration":
        found.append(_("The case that remains: %(number)s") % {"number": data["remaining"]})
    elif event.act == "register" and data.get("besides"):
        numbers = "、".join(data["besides"])
        found.append(_("Compared with %(numbers)s: another application") % {"numbers": numbers})
    elif event.act == "change_demands":
        found.append(_("Before: %(demands)s") % {"demands": _numbered(data["before"])})
        found.append(_("Now: %(demands)s") % {"demands": _numbered(data["demands"])})
    elif event.act == "recompute":
        found.append(f"{data.get('from')} → {data.get('to')}")
    if numbers := data.get("to_void") or data.get("to_correct"):
        found.append(_("Letters to be put right: %(numbers)s") % {"numbers": "、".join(numbers)})
    return [part for part in found if part]


def _both_readings(data: dict) -> list[str]:
    """Return of each particular how it read and how it reads now; of numbers and contacts the middle is hidden."""
    found = []
    for name, before in data.get("former", {}).items():
        label, now = RegisterForm.base_fields[name].label, data.get("right", data).get(name, data.get(name, ""))
        if name in CODES:
            told = [str(dict(RegisterForm.base_fields[name].choices).get(value, value)) for value in (before, now)]
        elif name == "applicant_name":
            told = [before, now]
        else:
            told = [masked(value, "3,2") if value else "—" for value in (before, now)]
        found.append(f"{label}{_(': ')}{told[0]} → {told[1]}")
    return found


def _numbered(demands: list[str]) -> str:
    """Return demands with their numbers, on one line."""
    return "　".join(f"{place}. {text}" for place, text in enumerate(demands, start=1))


def _service_parts(data: dict) -> list[str]:
    """Return how a letter was served, by which proof, and who signed for it."""
    if not data.get("method"):
        return []
    found = [str(DeliveryFact.Status(data["status"]).label)] if data.get("status") in DeliveryFact.Status.values else []
    found.append(f"{dict(SERVICES).get(data['method'], data['method'])} {data.get('receipt', '')}".strip())
    if data.get("signatory"):
        found.append(_("Signed for by %(name)s") % {"name": data["signatory"]})
    return found
