"""What must hold between approval and issue: the very text that was approved, and a law that still says the same."""

from collections.abc import Sequence
from datetime import date

from law import Refused
from law.dated import DatedText, chinese_day
from law.remedies import instructions
from notices.kinds.catalogue import build
from notices.letters.composition import LawPart, content_digest, has_empty_slots, law_part_of, plain_text
from notices.letters.models import Draft

DRAFT_ANEW = "请由审核人或者签发人退回，重新起草、送审、签发"


def check_as_approved(draft: Draft, approved_sha256: str) -> None:
    """Raise Refused unless the stored text of a draft is, to the byte, the one that was approved."""
    same = content_digest(draft.html) == draft.content_sha256 == approved_sha256
    if not same or not has_empty_slots(draft.html):
        raise Refused(
            f"公文内容与审核通过的文本不一致，{DRAFT_ANEW}",
            field="content_sha256",
            english="The text differs from the one that was approved",
        )


def law_part_on(draft: Draft, dated: date, letters: Sequence[DatedText]) -> LawPart:
    """Return what the law would say in this letter on a day; raise Refused where it could not exist on that day."""
    law, _ = law_part_of(
        bodies=draft.agency.bodies(),
        facts=build(draft.kind, draft.facts),
        dated=dated,
        regulation=draft.regulation,
        letters=letters,
        online=draft.online,
    )
    return law


def check_law_unchanged(draft: Draft, dated: date, letters: Sequence[DatedText]) -> None:
    """Raise Refused where remedy or basis would differ on the day of issue; the duty to inform is that
    of the day of the act (行政复议法20, 23).

    The reason is a switch of the law, or other names of the bodies in the agency's settings.
    """
    now = law_part_on(draft, dated, letters)
    kept = draft.law_part or law_part_on(draft, draft.dated, letters).to_json()
    days = f"这份公文按{chinese_day(draft.dated)}的规定拟定，到{chinese_day(dated)}"
    if list(now.basis) != kept["basis"]:
        new = next((basis for basis in now.basis if basis not in kept["basis"]), "")
        raise Refused(
            f"{days}，法律依据已经不同，{DRAFT_ANEW}",
            new,
            field="draft",
            english="The legal basis differs on the day of issue",
        )
    # The paragraph must also stand in the approved text itself, whatever was kept beside it.
    if now.remedy != kept["remedy"] or (now.remedy and now.remedy not in plain_text(draft.html).split("\n")):
        switched = instructions.legal_source(dated, letters) != instructions.legal_source(draft.dated, letters)
        why = "救济告知已经不同" if switched else "救济告知已经不同（本机关的复议机关、法院等设置已改变）"
        raise Refused(
            f"{days}，{why}，{DRAFT_ANEW}",
            instructions.legal_source(dated, letters),
            field="draft",
            english="The remedy paragraph differs on the day of issue: draft the letter again",
        )
