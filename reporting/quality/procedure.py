"""Of the quality of a file: receipt, registration, correction, term; each function is one item."""

from django.utils import timezone

from intake.models import Channel
from reporting.quality.answers import (
    OLD_REGISTER,
    Answer,
    Evidence,
    all_fail,
    event_evidence,
    letter_evidence,
    not_applicable,
)
from reporting.quality.case_file import CaseFile
from reporting.quality.rubric import Rubric

AFTER_CORRECTION = ("unclear", "correction_lapsed")


def receipt(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge whether the day of receipt has its rule and its proof (条例31)."""
    registered, corrected = file.events[0], file.last("correct_receipt")
    why, shown = registered.data.get("basis_text"), event_evidence(registered, corrected)
    if file.case.unconfirmed or not why:
        told = Answer(
            "basis",
            False,
            "收到日没有确认，按到达日计",
            "The day of receipt was not confirmed: the day of arrival is taken",
            shown,
        )
    else:
        english = registered.data.get("basis_english", "")
        told = Answer("basis", True, f"{why}（{registered.data.get('basis', '')}）", english, shown)
    return [told, _proof_of_receipt(file)]


def _proof_of_receipt(file: CaseFile) -> Answer:
    channel, registered, asked = file.case.channel, file.events[0], file.application
    reached = [attempt for attempt in file.confirmations if attempt.reached]
    paper: tuple[Evidence, ...] = (("application", 0),)
    if channel == Channel.IN_PERSON:
        handed = registered.letter_id or registered.data.get("at_once")
        return _proof(
            bool(handed),
            "当面提交，当场登记并出具回执",
            "Handed in; a receipt was given",
            event_evidence(registered),
            "没有出具回执的记录",
            "No receipt on record",
        )
    if channel in (Channel.MAIL_SIGNED, Channel.MAIL_MISDIRECTED) and (asked.tracking_number or file.files):
        return _proof(True, "有邮件号或者信封影像", "Mail number or envelope on file", paper)
    if channel == Channel.PORTAL and asked.arrived_at:
        return _proof(True, "平台保存了提交的时刻", "The portal kept the moment of submission", paper)
    if reached:
        first = reached[0]
        return _proof(
            True, f"{first.on}以{first.means}与申请人确认", f"Confirmed with the applicant on {first.on}", paper
        )
    needed = {
        Channel.MAIL_SIGNED: ("没有邮件号，也没有信封影像", "Neither a mail number nor the envelope is on file"),
        Channel.PORTAL: (
            "没有提交时刻，也没有确认记录",
            "Neither the moment of submission nor a confirmation is on file",
        ),
    }.get(channel, ("没有与申请人确认的记录", "No confirmation with the applicant is on record"))
    return _proof(False, "", "", paper, *needed)


def _proof(
    holds: bool, text: str, english: str, evidence: tuple[Evidence, ...], lacking: str = "", missing: str = ""
) -> Answer:
    return Answer("proof", holds, text if holds else lacking, english if holds else missing, evidence)


def registration(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge whether the application was registered at once."""
    registered, shown = file.events[0], event_evidence(file.events[0])
    if file.imported:
        return [
            Answer("in_time", False, f"{OLD_REGISTER[0]}登记的时间", f"When it was registered {OLD_REGISTER[1]}", shown)
        ]
    arrived, done = file.case.arrived_on, timezone.localdate(registered.recorded_at)
    tried = [
        one
        for one in file.confirmations
        if not one.reached and file.calendar.count(arrived, one.on) <= by.registered_within
    ]
    since = (
        max(arrived, file.case.received_on) if tried else arrived
    )  # who could not be reached at once is no delay of the office
    days = max(0, file.calendar.count(since, done))
    text = f"{since}到达，{done}登记，隔 {days} 个工作日（以 {by.registered_within} 个为限）"
    english = f"Arrived {since}, registered {done}: {days} working days (limit {by.registered_within})"
    return [Answer("in_time", days <= by.registered_within, text, english, shown)]


def correction(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge a request for correction: within seven working days, once, and exact (条例30)."""
    asked = file.acts("request_correction")
    if not asked and not set(file.outcomes) & set(AFTER_CORRECTION):
        return not_applicable("没有要求补正", "No correction was requested")
    if not asked:
        lacking = ("没有告知补正的记录", "No request for correction is on record")
        return all_fail(("in_time", "once", "exact"), *lacking, letter_evidence(file))
    shown, first = event_evidence(*asked), asked[0]
    late, told = any(file.notified_late(event) for event in asked), file.told_on(first)
    exact = all(_is_exact(event) for event in asked)
    unsaid = f"{OLD_REGISTER[0]}要求补正的事项" if file.imported else "告知书没有写明补正的事项"
    return [
        Answer(
            "in_time",
            not late,
            f"{told}告知补正{'，已逾期' if late else ''}" if told else "补正告知书没有寄出的记录",
            f"Requested on {told}{', too late' if late else ''}" if told else "The letter is not known to have left",
            shown,
        ),
        Answer("once", len(asked) == 1, f"告知补正 {len(asked)} 次", f"Requested {len(asked)} time(s)", shown),
        Answer(
            "exact",
            exact,
            "写明了补正的事项" if exact else unsaid,
            "Says what to correct" if exact else "What to correct is not on record",
            shown,
        ),
    ]


def _is_exact(event) -> bool:
    """Say whether a request names what to correct, and since decision 46 of every item how to make it clear."""
    points = [point for point in event.data.get("points") or () if str(point).strip()]
    ways = event.data.get("ways")
    return bool(points) and (ways is None or len([way for way in ways if str(way).strip()]) == len(points))


def term(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge whether reply and extension kept the term (条例33; 2007: 24)."""
    return [_reply_in_time(file), _extension(file)]


def _reply_in_time(file: CaseFile) -> Answer:
    case, late = file.case, file.case.timeliness == "late"
    due = case.due_on.isoformat() if case.due_on else "—"
    if file.reply and not file.delivery:  # the day of posting or handing over counts (235号四), not that of the letter
        return Answer(
            "reply",
            False,
            f"应答复日 {due}，还没有交邮或者送达的记录",
            f"Due {due}; no posting or delivery on record",
            event_evidence(file.reply),
        )
    given = file.delivery or file.reply or file.last("withdraw")
    day = (case.delivered_on or case.decided_on).isoformat()
    text = f"应答复日 {due}，{day} 答复{'，已逾期' if late else ''}"
    english = f"Due {due}, given {day}{': late' if late else ''}"
    return Answer("reply", not late, text, english, event_evidence(given))


def _extension(file: CaseFile) -> Answer:
    extended = file.acts("extend")
    if file.case.timeliness == "late":
        evidence = event_evidence(*extended)
        return Answer("extension", False, "逾期答复，延期也不能补救", "Late in any case", evidence)
    if not extended:
        return Answer("extension", True, "没有延期", "Not extended", ())
    in_time = all(not file.notified_late(event) for event in extended)
    complete = all(event.letter_id and event.data.get("reason") and event.data.get("approved_by") for event in extended)
    if not all(file.told_on(event) for event in extended):
        text, english = "延期告知书没有寄出的记录", "The letter of the extension is not known to have left"
    elif not in_time:
        text, english = "延期告知已过原期限", "The extension was told after the due day"
    elif complete:
        text, english = (
            "延期经负责人同意，期满前书面告知并说明理由",
            "Approved, told in writing before the due day, with its reason",
        )
    else:
        text, english = (
            "没有延期的理由、同意人或者告知书",
            "Reason, approval or letter of the extension is not on record",
        )
    return Answer("extension", bool(in_time and complete), text, english, event_evidence(*extended))
