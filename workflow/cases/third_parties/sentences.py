"""How pages, sheets and scores tell of a third party or another agency: told, what came, what was decided; Chinese and English."""

from workflow.cases.third_parties.decisions import DECISIONS, Decision
from workflow.cases.third_parties.standing import BEFORE_IT_CAME, BEFORE_IT_LEFT, NEVER_LEFT, Standing

OPINIONS = {
    "agrees": ("同意公开", "agrees"),
    "objects": ("不同意公开", "objects"),
    "partly": ("同意部分公开", "agrees in part"),
}
EARLY = {
    NEVER_LEFT: ("征求意见书没有寄出，自行来函", "of its own accord, the inquiry never left"),
    BEFORE_IT_LEFT: ("征求意见书未寄出前自行来函", "of its own accord, before the inquiry left"),
    BEFORE_IT_CAME: ("征求意见书收到前自行来函", "of its own accord, before the inquiry arrived"),
}
LONGEST = 80  # characters of what was said or found, on a sheet or in a table


def told(one: Standing) -> tuple[str, str]:
    """Return when the inquiry left and arrived."""
    if one.left_on is None:
        return "征求意见书没有寄出", "the inquiry has not left"
    if one.had_on is None:
        return f"{one.left_on}寄出", f"sent on {one.left_on}"
    if one.had_on == one.left_on:
        return f"{one.left_on}送达", f"handed over on {one.left_on}"
    return f"{one.left_on}寄出，{one.had_on}收到", f"sent on {one.left_on}, received on {one.had_on}"


def came(one: Standing) -> tuple[str, str]:
    """Return what came back, or that nothing did."""
    if one.silent:
        until = (f"（{one.until}届满）", f", which ended on {one.until}") if one.until else ("", "")
        return f"逾期未提出意见{until[0]}", f"no opinion within the term{until[1]}"
    if one.answered_on is None:
        until = (f"（期限到{one.until}）", f" (until {one.until})") if one.until else ("", "")
        return f"尚未答复{until[0]}", f"no answer yet{until[1]}"
    early = EARLY.get(one.early)
    notes = (f"（{early[0]}）", f" ({early[1]})") if early else ("", "")
    opinion = _opinion(one)
    return f"{one.answered_on}答复{notes[0]}：{opinion[0]}", f"answered on {one.answered_on}{notes[1]}: {opinion[1]}"


def _opinion(one: Standing) -> tuple[str, str]:
    """Return what the opinion is, of an objection of a third party with its reasons or that it gives none."""
    asked = one.consultation
    known = OPINIONS.get(asked.answer.data.get("agrees", ""), ("见意见", "see the opinion"))
    if not asked.objects or one.of_agency or "text" not in asked.answer.data:  # of a destroyed case no words are left
        return known
    if not asked.reasons:
        return f"{known[0]}，没有说明理由", f"{known[1]}, without reasons"
    return f"{known[0]}，理由：{shortened(asked.reasons)}", f"{known[1]}, since: {shortened(asked.reasons)}"


def decided(decision: Decision | None) -> tuple[str, str]:
    """Return what the reply decides for it, or two empty texts."""
    if decision is None or not decision.decision:
        return "", ""
    chinese, english = DECISIONS[decision.decision]
    because = shortened(decision.public_interest or decision.finding)
    return (
        f"本机关决定{chinese}" + (f"：{because}" if because else ""),
        f"{english}" + (f": {because}" if because else ""),
    )


def shortened(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
