"""Who objects and is overruled, and must be told in writing what is disclosed and why (条例32; 2007: 23)."""

from collections.abc import Iterable, Mapping
from typing import Any

from law.outcomes import split_grounds
from notices.kinds.withheld import OF_THIRD_PARTIES
from workflow.cases.consultations import THIRD_PARTY, Consultation, consultations_of
from workflow.cases.models import Case, Event
from workflow.cases.third_parties.decisions import DISCLOSE, DISCLOSING, NONE, decisions_in, last_draft


def overruled_in(parties: Iterable[Consultation], drafted: Mapping[str, Any]) -> list[Consultation]:
    """Return the objecting third parties whose part a draft discloses (条例32; 2007: 23).

    A draft of before decides for nobody by name: one that withholds something for third parties was taken to heed what they said.
    """
    objecting = [one for one in parties if one.objects]
    if drafted.get("parties"):
        decided = decisions_in(drafted)
        return [one for one in objecting if decided.get(one.key, NONE).decision == DISCLOSE]
    heeded = set(split_grounds(drafted["grounds"])) & set(OF_THIRD_PARTIES)
    return [] if heeded or drafted["outcome"] not in DISCLOSING else objecting


def overruled_by_draft(case: Case) -> list[Consultation]:
    """Return the objecting third parties that the draft overrules and that no letter that stands has told yet."""
    drafted = last_draft(case)
    if drafted is None:
        return []
    notices = case.events.effective().filter(act="notify_third_party").select_related("letter__void_record")
    told = told_by(notices)
    return [one for one in overruled_in(consultations_of(case, THIRD_PARTY), drafted.data) if one.key not in told]


def told_by(notices: Iterable[Event]) -> set[str]:
    """Return the keys of the third parties that were told of being overruled, by a letter that is not void."""
    return {one.data.get("key") for one in notices if not hasattr(one.letter, "void_record")}
