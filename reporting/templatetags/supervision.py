"""Supervising notes where the work is done: on the page of their case, and on the worklist of the unit."""

from django import template

from reporting.supervision import services as supervision_services

NOTES_SHOWN = 5  # notes named on the worklist

register = template.Library()


@register.inclusion_tag("reporting/supervision/_notes.html", takes_context=True)
def supervising_notes(context, case):
    """Print the notes about a case with their answers, and what the reader may do: ask or answer."""
    user, found = context["request"].user, list(supervision_services.notes_of(case))
    mine = {note.pk for note in found if not note.answered and supervision_services.may_answer(user, note)}
    may_ask = not case.destroyed and supervision_services.may_ask(user, case)
    return {"notes": found, "mine": mine, "may_ask": may_ask, "case": case, "today": context["today"]}


@register.inclusion_tag("reporting/supervision/_notes_waiting.html", takes_context=True)
def notes_waiting(context):
    """Print how many notes wait for the answer of the reader's unit, with the first of them."""
    user = context["request"].user
    found = (
        list(supervision_services.open_notes([user.agency_id]))
        if supervision_services.may_answer_for_unit(user)
        else []
    )
    return {"notes": found[:NOTES_SHOWN], "count": len(found), "today": context["today"]}
