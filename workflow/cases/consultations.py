"""Whom a case asked, and what came back: every consultation with its answer, for guards, forms and letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from law import Refused
from law.outcomes import GROUNDS, split_grounds
from notices.kinds.withheld import OF_THIRD_PARTIES
from workflow.cases.models import Case, Event

THIRD_PARTY, AGENCY = "consult_third_party", "consult_agency"
ANSWERED_BY = {
    THIRD_PARTY: ("receive_third_party_opinion", "lapse_third_party_opinion"),
    AGENCY: ("receive_agency_opinion", "lapse_agency_opinion"),
}
ASKED_BY = {answer: asked for asked, answers in ANSWERED_BY.items() for answer in answers}
ANSWERS = ("agrees", "objects", "partly")
DISCLOSING = ("open", "partial")
UNANSWERED = {"2007": "条例23、24③", "2019": "条例32、33③"}
HEARD = {"2007": "条例23", "2019": "条例32"}  # the article on hearing third parties


@dataclass(slots=True)
class Consultation:
    """One inquiry and its answer; an answer whose act begins with lapse_ says that none came in time."""

    key: str
    asked: Event
    answer: Event | None = None

    @property
    def name(self) -> str:
        """Return who was asked."""
        return self.asked.data.get("name", "")

    @property
    def silent(self) -> bool:
        """Say whether the term passed without an opinion."""
        return self.answer is not None and self.answer.act.startswith("lapse_")

    @property
    def objects(self) -> bool:
        """Say whether the one asked does not agree, or not wholly."""
        return self.answer is not None and self.answer.data.get("agrees") in ("objects", "partly")


def consultations(events: Iterable[Event], kind: str) -> list[Consultation]:
    """Return the consultations of one kind in their order; an answer without a key belongs to the latest open one."""
    found: list[Consultation] = []
    for event in events:
        if event.act == kind:
            found.append(Consultation(event.data.get("key") or f"#{event.seq}", event))
        elif event.act in ANSWERED_BY[kind]:
            waiting = [one for one in found if one.answer is None]
            named = [one for one in waiting if one.key == event.data.get("key")]
            if waiting:
                (named or waiting)[-1].answer = event
    return found


def consultations_of(case: Case, kind: str) -> list[Consultation]:
    """Return the consultations of one kind of a case."""
    return consultations(case.events.effective().filter(act__in=(kind, *ANSWERED_BY[kind])).order_by("seq"), kind)


def unanswered(case: Case, kind: str) -> list[Consultation]:
    """Return the consultations of one kind of a case that nobody has answered and no lapse has ended."""
    return [consultation for consultation in consultations_of(case, kind) if consultation.answer is None]


def consultations_not_told(case: Case) -> list[Consultation]:
    """Return the consultations of which the applicant was not told yet (条例33③)."""
    told = {event.data.get("key") for event in case.events.effective().filter(act="notify_applicant")}
    return [one for kind in (THIRD_PARTY, AGENCY) for one in consultations_of(case, kind) if one.key not in told]


def overruled_objections(case: Case, outcome: str, grounds: tuple[str, ...]) -> list[Consultation]:
    """Return the objecting third parties that the reply overrules and that were not told yet (条例32; 2007: 23).

    A reply that withholds something for the sake of third parties is taken to heed what they said.
    """
    if outcome not in DISCLOSING or set(grounds) & set(OF_THIRD_PARTIES):
        return []
    told = {event.data.get("key") for event in case.events.effective().filter(act="notify_third_party")}
    return [one for one in consultations_of(case, THIRD_PARTY) if one.objects and one.key not in told]


def overruled_by_draft(case: Case) -> list[Consultation]:
    """Return the objecting third parties that the draft overrules and that were not told yet (条例32; 2007: 23)."""
    drafted = case.events.effective().filter(act="draft").order_by("seq").last()
    if drafted is None:
        return []
    return overruled_objections(case, drafted.data["outcome"], split_grounds(drafted.data["grounds"]))


def check_third_parties(case: Case, items: Iterable[dict]) -> None:
    """Refuse to withhold for third parties who agreed or kept silent, unless the agency states its own finding (条例15、32).

    Somebody else than the one who agreed may be concerned; silence alone is never a ground.
    """
    concerned = [item for item in items if item.get("ground") in OF_THIRD_PARTIES]
    asked = consultations_of(case, THIRD_PARTY)
    if not concerned or not asked or any(one.answer is None or one.objects for one in asked):
        return
    if all(str(item.get("finding") or "").strip() for item in concerned):
        return
    label = GROUNDS[concerned[0]["ground"]].label
    if any(one.silent for one in asked):
        raise Refused(
            "第三方逾期未提出意见的，由本机关依法决定；请写明本机关自己的认定，不能仅因第三方未答复而不予公开",
            HEARD[case.regulation],
            field="finding",
            english="Silence alone is no ground: give the agency's own finding",
        )
    raise Refused(
        f"被征求意见的第三方同意公开；仍以“{label}”不予公开的，请写明本机关自己的认定（例如涉及其他第三人）",
        {"2007": "条例14④", "2019": "条例15"}[case.regulation],
        field="finding",
        english="The third party agrees to disclosure: give the agency's own finding for withholding it all the same",
    )


def check_consulted(case: Case, items: Iterable[dict]) -> None:
    """Refuse to sign what withholds for third parties of whom none was asked, unless the agency says why (条例32; 2007: 23)."""
    unheard = [
        item for item in items if item.get("ground") in OF_THIRD_PARTIES and not str(item.get("finding") or "").strip()
    ]
    if unheard and not consultations_of(case, THIRD_PARTY):
        raise Refused(
            f"以“{GROUNDS[unheard[0]['ground']].label}”不予公开的，应当先书面征求第三方意见；确实无法征求的，请在答复稿里写明本机关自己的认定",
            HEARD[case.regulation],
            field="finding",
            english="Consult the third party first, in writing; where that is impossible give the agency's own finding",
        )
