"""起草答复：what a draft concludes, its facts, and the reply that it makes (条例36; 2007: 21)."""

import dataclasses
from collections.abc import Iterator

from rest_framework import serializers

from agencies.installation.remedy_texts import remedy_texts
from law import Refused, procedure
from law.outcomes import GROUNDS, OUTCOMES, join_grounds, may_conclude
from notices.kinds.catalogue import REPLIES, kind_of
from notices.kinds.combined import PARTS, Combined
from notices.kinds.search_record import is_in_words
from notices.kinds.withheld import WithheldItem
from notices.letters import services as letters
from notices.letters.composition import Composed, compose
from notices.wording.services import released
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.parties import decided_parties
from workflow.acts.fields.reading import choice, received_on, refuse_filler
from workflow.cases.act import Act, ActContext
from workflow.cases.models import Case
from workflow.cases.term.unsent import heard_when_told
from workflow.cases.third_parties.decisions import deciding_conclusions, decisions_in, read_decisions
from workflow.cases.third_parties.findings import check_third_parties
from workflow.evidence import replies as evidence
from workflow.papers.case_file import common_facts, latest_paper
from workflow.papers.demands import demands_in, in_order

LAPSED_OUTCOMES = {"correction": "correction_lapsed", "payment": "fee_lapsed"}
JUDGED_BY_PLACE = "search_record"  # by the evidence itself, which names the place
REVIEWING = ("draft", "submit_for_review", "return_draft", "approve", "sign", "reply")


class ReviewStep(Act):
    """A step from the draft to the reply: each on or after the day of the one before it."""

    def check_day(self, context, events):
        super().check_day(context, events)
        last = next((event for event in reversed(events) if event.act in REVIEWING), None)
        if last is not None and context.on < last.on:
            raise Refused(
                f"{self.row.term}不能早于{procedure.ACTS[last.act].term}（{last.on}）",
                field="on",
                english=f"Not before {last.act} on {last.on}",
            )


class Draft(ReviewStep):
    """起草答复: composed and stored on the way; the grounds that are counted follow from what the letter says."""

    code = "draft"
    internal = True
    api_fields = {
        "outcome": serializers.ChoiceField(
            list(OUTCOMES), required=False, help_text="What the reply concludes (条例36)"
        ),
        "kind": serializers.ChoiceField(
            list(REPLIES), required=False, help_text="Instead of outcome: the kind of letter, as combined"
        ),
        "grounds": serializers.ListField(
            child=serializers.ChoiceField(list(GROUNDS)), required=False, max_length=len(GROUNDS)
        ),
        "online": serializers.BooleanField(required=False, help_text="Served over the internet"),
        "parties": decided_parties(),
        "facts": api_fields.facts(
            "What the letter says, as `render_notice --sample <outcome>` prints it, without what the case tells",
            required=False,
        ),
    }

    def clean(self, context, data):
        concluded, facts = conclude(context, data)
        draft = letters.save_draft(
            agency=context.case.agency,
            kind=concluded["kind"],
            facts=facts,
            dated=context.today,
            regulation=context.case.regulation,
            online=bool(data.get("online")),
            actor=context.by,
            now=context.now,
        )
        return concluded | {"draft_id": draft.pk, "content_sha256": draft.content_sha256, "online": draft.online}

    def effect(self, projection, event, calendar):
        projection.draft_id = event.data["draft_id"]
        projection.drafter_id = event.actor_id
        projection.reviewer_id = projection.signer_id = None
        projection.approved_sha256 = ""


def preview(context: ActContext, data: dict) -> Composed:
    """Compose the reply that a draft would make, and store nothing; raise Refused as the draft would."""
    concluded, facts = conclude(context, data)
    return compose(
        agency=context.case.agency,
        kind=concluded["kind"],
        facts=facts,
        dated=context.today,
        regulation=context.case.regulation,
        letters=remedy_texts(),
        online=bool(data.get("online")),
        wording=released(context.case.agency, concluded["outcome"]),
    )


def conclude(context: ActContext, data: dict) -> tuple[dict, dict]:
    """Return what a draft concludes and as which kind of letter, and the facts of that letter."""
    case = context.case
    given = data.get("facts") or {}
    if not isinstance(given, dict):
        raise Refused("答复的事实应当是一组名称和内容", field="facts", english="facts must be an object")
    kind = choice(data, "kind" if data.get("kind") else "outcome", "办理结果", REPLIES)
    if kind == Combined.CODE and isinstance(given.get("parts"), list):
        given = given | {"parts": in_order(demands_in(case), given["parts"])}
    refuse_empty_evidence(context, kind, given)
    given = evidence.completed(case, kind, given, context.today)
    items = items_of(given)
    if items:
        # The items are what the letter says; the grounds that are counted follow from them, in their order.
        data = data | {"grounds": list(dict.fromkeys(str(item.get("ground", "")) for item in items))}
    facts = common_facts(case) | known_facts(case, kind) | given | common_facts(case)
    evidence.check_evidence(case, kind, facts, context.today)
    if kind == Combined.CODE:
        concluded = _conclude_several(context, Combined.from_json(facts))
    else:
        concluded = conclusion(context, data | {"outcome": REPLIES[kind].OUTCOME})
    parties = read_decisions(case, data.get("parties"), deciding_conclusions(kind, facts))
    concluded |= {"parties": parties} if parties else {}
    check_third_parties(case, items, decisions_in(concluded))
    _check_secrecy(case, concluded["outcome"])
    return concluded | {"kind": kind}, facts


def refuse_empty_evidence(context: ActContext, kind: str, given: dict) -> None:
    """Raise Refused where a fact of a reply is filled in and says nothing; a court asks for what stands behind it (法释〔2025〕8号)."""
    parts = given.get("parts") if kind == Combined.CODE else None
    for place, part in enumerate(parts if isinstance(parts, list) else (), start=1):
        known = isinstance(part, dict) and isinstance(part.get("conclusion"), str) and part["conclusion"] in PARTS
        labels = WithheldItem.labels() | (PARTS[part["conclusion"]].labels() if known else {})
        for name, value in _texts(part):
            refuse_filler(value, name, f"第 {place} 项：{labels.get(name, name)}", context.article)
    labels = WithheldItem.labels() | kind_of(kind).labels()
    for name, value in _texts({name: one for name, one in given.items() if parts is None or name != "parts"}):
        refuse_filler(value, name, labels.get(name, name), context.article)


def _texts(given: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text among facts, however deep, with the name of its field."""
    if isinstance(given, str):
        yield name, given
    elif isinstance(given, dict):
        for key, value in given.items():
            if key != JUDGED_BY_PLACE:
                yield from _texts(value, str(key))
    elif isinstance(given, list):
        for value in given:
            yield from _texts(value, name)


def items_of(facts: dict) -> list[dict]:
    """Return what a reply withholds, with its grounds; of one with several conclusions, what all parts do."""
    parts = facts.get("parts")
    of_parts = [part.get("told") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    lists = [each.get("items") for each in (facts, *of_parts) if isinstance(each, dict)]
    return [item for items in lists if isinstance(items, list) for item in items if isinstance(item, dict)]


def known_facts(case: Case, outcome: str) -> dict:
    """Return those facts of a reply that the case itself tells, so that nobody types them."""
    names = {field.name for field in dataclasses.fields(kind_of(outcome))}
    known = _asked_before(case, names)
    searched = latest_paper(case, "search_sheet") if "search_record" in names else None
    if searched and not is_in_words(searched["record"]):  # one of before is searched again, place by place
        known["search_record"] = searched["record"]
    if "secrecy_review" in names and (reviewed := latest_paper(case, "secrecy_review_sheet")):
        known["secrecy_review"] = (
            f"{reviewed['reviewed_on']}保密审查表：{reviewed['result']}（审查人{reviewed['reviewed_by']}）"
        )
    if "reasons_requested" in names and (asked := case.last_event("request_reasons")):
        day = f"{asked.on.year}年{asked.on.month}月{asked.on.day}日"
        known["reasons_requested"] = f"{asked.data['count_facts']}，本机关于{day}书面要求说明理由"
    if "term_ended_on" in names and (lapse := case.last_event("lapse_correction", "lapse_payment")):
        known["term_ended_on"] = lapse.data["term_ended_on"]
    return known


def _asked_before(case: Case, names: set[str]) -> dict:
    """Return what the reply says of a correction or a fee that was asked for: when, by which letter, when it came."""
    known = {}
    for act, fact, number in (
        ("request_correction", "requested_on", "request_number"),
        ("issue_fee_notice", "notified_on", "notice_number"),
    ):
        if fact in names and (event := case.last_event(act)):
            known[fact] = event.on.isoformat()
            if came := received_on(case, event):
                known["served_on"] = came
            if event.data.get("number"):
                known[number] = event.data["number"]
    return known


def _conclude_several(context: ActContext, typed: Combined) -> dict:
    """Return what a reply with several conclusions counts as, after the guard of each of them."""
    for place, reply in enumerate(typed.replies, start=1):
        try:
            conclusion(context, {"outcome": reply.outcome, "grounds": list(reply.grounds)})
        except Refused as refusal:
            told = (f"第 {place} 项：{refusal.reason}", refusal.article)
            raise Refused(*told, field=refusal.field, english=f"Item {place}: {refusal.english}") from refusal
    return conclusion(context, {"outcome": typed.outcome, "grounds": list(typed.grounds)})


def _check_secrecy(case: Case, outcome: str) -> None:
    """Refuse to release what the secrecy review on file does not release (条例17; 2007: 14)."""
    reviewed = latest_paper(case, "secrecy_review_sheet")
    may_say = {"open": ("可以公开",), "partial": ("可以公开", "部分可以公开")}.get(outcome)
    if reviewed and may_say and reviewed["result"] not in may_say:
        raise Refused(
            f"保密审查的结论是“{reviewed['result']}”，不能这样公开",
            {"2007": "条例14", "2019": "条例17"}[case.regulation],
            field="outcome",
            english="The secrecy review on file does not release it",
        )


def conclusion(context: ActContext, data: dict) -> dict:
    """Return outcome and grounds of a draft, checked against the regulation and the life of the case."""
    outcome = choice(data, "outcome", "办理结果", OUTCOMES)
    grounds = _grounds_of(outcome, data)
    _check_known_to_law(context.case.regulation, outcome, grounds)
    _check_life(context, outcome)
    return {"outcome": outcome, "grounds": join_grounds(grounds)}


def _grounds_of(outcome: str, data: dict) -> tuple[str, ...]:
    given = data.get("grounds") or []
    grounds = tuple(given if isinstance(given, list) else [given])
    for code in grounds:
        if code not in GROUNDS:
            raise Refused(f"没有“{code}”这种理由", field="grounds", english="No such ground")
    return grounds if OUTCOMES[outcome].needs_grounds else ()


def _check_known_to_law(regulation: str, outcome: str, grounds: tuple[str, ...]) -> None:
    """Refuse a conclusion that the Regulations of the case do not have (条例36; 2007: 21)."""
    if outcome == "withdrawn":
        raise Refused("撤回由申请人提出，请用“申请人撤回”", field="outcome", english="Use “withdrawn by the applicant”")
    if not may_conclude(regulation, outcome, grounds):
        no_ground = OUTCOMES[outcome].needs_grounds and not grounds
        raise Refused(
            "请选不予公开的理由" if no_ground else "本件适用的《条例》没有这种结果",
            {"2007": "条例14、21", "2019": "条例14至16、36"}[regulation],
            field="grounds",
            english="Not a conclusion under these Regulations",
        )


def _check_life(context: ActContext, outcome: str) -> None:
    """Refuse a conclusion that presupposes what did not happen, or that ignores what did."""
    case = context.case
    if case.lapse and outcome != LAPSED_OUTCOMES[case.lapse]:
        raise Refused(
            "本件已视为放弃，只能告知不再处理", context.article, field="outcome", english="The case has lapsed"
        )
    if not case.lapse and outcome in LAPSED_OUTCOMES.values():
        raise Refused(
            "期限还没有届满，不能告知不再处理", context.article, field="outcome", english="Nothing has lapsed"
        )
    if outcome == "unclear" and not case.last_event("receive_correction"):
        raise Refused(
            "没有要求过补正，不能以“补正后仍不明确”答复",
            procedure.ACTS["request_correction"].articles[case.regulation],
            field="outcome",
            english="No correction was requested",
        )
    if outcome == "unclear" and not heard_when_told(case, "request_correction"):
        raise _not_told(case, "request_correction", "补正后仍不明确")
    heard = case.events_of("receive_reasons", "lapse_reasons")
    if outcome == "excess" and case.regulation == "2019" and not heard:
        raise Refused(
            "没有要求申请人说明理由，不能以此不予处理", "条例35", field="outcome", english="No reasons were asked for"
        )
    if outcome == "excess" and case.regulation == "2019" and not heard_when_told(case, "request_reasons"):
        raise _not_told(case, "request_reasons", "不予处理")


def _not_told(case: Case, code: str, concluded: str) -> Refused:
    """Return the refusal of a conclusion that rests on an answer to a letter that had not left when the answer came."""
    row = procedure.ACTS[code]
    return Refused(
        f"申请人的来函不是对“{row.term}”的答复：告知书没有寄出，或者寄出在后，不能以“{concluded}”答复",
        row.articles[case.regulation],
        field="outcome",
        english=f"What the applicant wrote answers no letter of “{row.name}”: it never left, or left later",
    )
