"""Of the checks of a draft: every demand with its conclusion, and what somebody who answers them all at once leaves behind."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agencies.text.citations import cited
from agencies.text.comparing import comparable
from agencies.text.language import reads_chinese
from notices.kinds.combined import PARTS, Combined
from workflow.cases.models import Case, Event
from workflow.labels import outcome_name
from workflow.papers.demands import ARTICLES, Demands, demands_of, parts_by_demand, unanswered

OK, LOOK, BAD = "ok", "hm", "no"
Found = tuple[str, str, str]  # verdict, point, detail


def demand_checks(case: Case, events: list[Event]) -> Iterator[Found]:
    """Yield each demand with the conclusion on it, then what is doubtful about the demands themselves."""
    demands, draft = demands_of(events), case.draft
    for chinese, english in unanswered(demands, draft.kind, draft.facts):
        yield (
            BAD,
            chinese if reads_chinese() else english.capitalize(),
            cited(ARTICLES[case.regulation]),
        )
    if demands.several and draft.kind == Combined.CODE:
        yield from _answered(case, demands)
        yield from _same_facts(demands, draft.facts)
    if demands.doubt and not unanswered(demands, draft.kind, draft.facts):
        yield LOOK, seems(demands.doubt), _("Nobody has confirmed what the application asks for.")
    if demands.merged:
        told = {"n": demands.merged, "k": len(demands.texts)}
        yield (
            LOOK,
            _("The text seems to list %(n)s demands, registered as %(k)s") % told,
            _("Compare with the application."),
        )
    yield from _own_words(case, demands, events)


def seems(count: int) -> str:
    """Return the doubt about a text that lists several demands."""
    return _("The text seems to list %(n)s demands") % {"n": count}


def _answered(case: Case, demands: Demands) -> Iterator[Found]:
    answers = parts_by_demand(demands, case.draft.facts)
    for place, (text, part) in enumerate(zip(demands.texts, answers, strict=True), start=1):
        if part is not None:
            article = PARTS[part["conclusion"]].ARTICLES.get(case.regulation, "")
            told = {"n": place, "asked": text[:40], "name": outcome_name(part["conclusion"])}
            yield OK, _("Item %(n)s: %(asked)s — %(name)s") % told, cited(article)


def _same_facts(demands: Demands, facts: dict) -> Iterator[Found]:
    """Say so where one set of facts was copied from item to item: a conclusion has facts of its own."""
    seen: dict[str, list[str]] = {}
    for place, part in enumerate(parts_by_demand(demands, facts), start=1):
        if part is not None:
            said = {name: value for name, value in sorted(part["told"].items()) if name != "search_record"}
            seen.setdefault(f"{part['conclusion']} {said}", []).append(str(place))
    for places in seen.values():
        if len(places) > 1:
            told = {"items": "、".join(places) if reads_chinese() else ", ".join(places)}
            yield (
                LOOK,
                _("Items %(items)s are answered with the same facts") % told,
                _("Does each answer its own demand?"),
            )


def _own_words(case: Case, demands: Demands, events: list[Event]) -> Iterator[Found]:
    """Say so where a demand does not stand in what the applicant wrote, at first or in a correction."""
    written = [
        case.application.content,
        *(str(e.data.get("text", "")) for e in events if e.act == "receive_correction"),
    ]
    form = comparable("\n".join(written))
    strange = [str(place) for place, text in enumerate(demands.texts, start=1) if comparable(text) not in form]
    if strange:
        told = {"items": "、".join(strange) if reads_chinese() else ", ".join(strange)}
        yield LOOK, _("Items %(items)s are not in the applicant's words") % told, _("Compare with the application.")
