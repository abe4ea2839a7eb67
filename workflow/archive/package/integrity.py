"""The four natures that are checked before archiving (四性检测: 真实、完整、可用、安全; GB/T 18894—2016)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.models import Attachment, Channel
from intake.selectors import read_attachment
from intake.services import SIGNATURES
from law import Refused
from notices.letters.selectors import read_pdf
from workflow.archive.package.application import ENVELOPE, given
from workflow.archive.package.check import digest, text_digest
from workflow.archive.package.drafts import approved_drafts
from workflow.archive.package.files import attached_pages, page_count
from workflow.cases.models import Case, Event
from workflow.cases.replay import verify_chain

AUTHENTIC, COMPLETE, USABLE, SAFE = "真实性", "完整性", "可用性", "安全性"
ENGLISH = {AUTHENTIC: "Authentic", COMPLETE: "Complete", USABLE: "Usable", SAFE: "Safe"}
PASSED, NOTE, FAULT = "通过", "提示", "未通过"
MAILED = (Channel.MAIL_SIGNED, Channel.MAIL_ORDINARY, Channel.MAIL_MISDIRECTED)
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")  # a PDF that does more than show pages


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One thing that was checked; a fault keeps the case out of the archive, a note does not."""

    nature: str
    name: str
    english: str
    result: str = PASSED
    text: str = ""
    text_english: str = ""

    @property
    def said(self) -> str:
        """Return the result as the package keeps it."""
        return f"{self.result}：{self.text}" if self.text else self.result


def integrity_findings(case: Case, events: Sequence[Event]) -> list[IntegrityFinding]:
    """Return every finding on a case, faults first by nature; nothing is changed."""
    return [*_authentic(case, events), *_complete(case, events), *_usable(case, events), *_safe(case)]


def integrity_faults(findings: Sequence[IntegrityFinding]) -> list[IntegrityFinding]:
    """Return what keeps a case out of the archive."""
    return [finding for finding in findings if finding.result == FAULT]


def _letters(events: Sequence[Event]) -> list:
    return [event.letter for event in events if event.letter_id and not event.letter.historic]


def _finding(nature: str, name: str, english: str, refusals: list[Refused]) -> IntegrityFinding:
    """Return a finding from what was refused on the way; the first one is told."""
    if not refusals:
        return IntegrityFinding(nature, name, english)
    return IntegrityFinding(nature, name, english, FAULT, refusals[0].reason, refusals[0].english)


def _try(read, items) -> list[Refused]:
    refusals = []
    for item in items:
        try:
            read(item)
        except Refused as refusal:
            refusals.append(refusal)
    return refusals


def _authentic(case: Case, events: Sequence[Event]) -> Iterator[IntegrityFinding]:
    same = digest(given(case.application)) == case.application.digest
    why = [] if same else [Refused("申请内容与登记时的散列值不符", english="The application differs from its digest")]
    yield _finding(AUTHENTIC, "申请内容与登记时一致", "The application is as it was registered", why)
    broken = [Refused(f"办理过程的散列链断开：{line}", english=line) for line in verify_chain(case, list(events))]
    yield _finding(AUTHENTIC, "办理过程的散列链完好", "The chain of acts is whole", broken)
    approved = {event.data["content_sha256"] for event in events if event.act == "approve"}
    why = [
        Refused(
            f"{letter.title} {letter.number} 的文本与发文时不符",
            english=f"{letter.number} differs from what was issued",
        )
        for letter in _letters(events)
        if text_digest(letter.html) != letter.content_sha256
    ]
    why += [
        Refused(
            f"答复 {event.letter.number} 不是批准的文本",
            english=f"Reply {event.letter.number} is not what was approved",
        )
        for event in events
        if event.act == "reply"
        and event.letter_id
        and not event.letter.historic
        and event.letter.content_sha256 not in approved
    ]
    why += [
        Refused(
            f"定稿“{draft.title}”与批准的文本不符",
            english=f"Draft {draft.title} differs from what was approved",
        )
        for draft in approved_drafts(events)
        if text_digest(draft.html) != draft.content_sha256
    ]
    yield _finding(AUTHENTIC, "公文与批准的文本一致", "The letters are what was approved", why)


def _complete(case: Case, events: Sequence[Event]) -> Iterator[IntegrityFinding]:
    missing = [
        Refused(f"{letter.title} {letter.number}：{refusal.reason}", english=f"{letter.number}: {refusal.english}")
        for letter in _letters(events)
        for refusal in _try(read_pdf, [letter])
    ]
    yield _finding(COMPLETE, "每份公文的 PDF 都在，与登记一致", "Every letter has its PDF", missing)
    yield _finding(
        COMPLETE,
        "每个附件都在，与收到时一致",
        "Every attachment is there",
        _try(read_attachment, case.application.attachments.all()),
    )
    acts = {event.act for event in events}
    served = "deliver" in acts or "withdraw" in acts
    why = [] if served else [Refused("没有送达记录", "国办公开办函〔2016〕235号四", english="No delivery is on record")]
    yield _finding(COMPLETE, "答复有送达凭证", "The reply has its proof of delivery", why)
    if case.channel in MAILED:
        yield _envelope(case)


def _envelope(case: Case) -> IntegrityFinding:
    """Say whether the proof of receipt is there; it may lie on paper, so its absence is a note and no fault."""
    name, english = "信封、邮单（收到日期的凭证）", "Envelope: the proof of the day of receipt"
    names = case.application.attachments.values_list("name", flat=True)
    if any(word in attached for attached in names for word in ENVELOPE):
        return IntegrityFinding(COMPLETE, name, english)
    return IntegrityFinding(
        COMPLETE,
        name,
        english,
        NOTE,
        "没有信封或者邮单的影像，请将纸质信封一并归档",
        "No scan of the envelope: file the paper one",
    )


def _usable(case: Case, events: Sequence[Event]) -> Iterator[IntegrityFinding]:
    refused = []
    for letter in _letters(events):
        try:
            body = read_pdf(letter)
        except Refused:
            continue  # told under completeness
        refused += [
            Refused(f"{letter.number}：{one.reason}", english=f"{letter.number}: {one.english}")
            for one in _try(page_count, [body])
        ]
    yield _finding(USABLE, "公文都能打开，格式可长期保存", "Every letter opens", refused)
    closed = [one.name for one in case.application.attachments.all() if not _opens(one)]
    name, english = "附件都能打开", "Every attachment opens"
    if closed:
        # What came is kept as it came; an applicant's broken file must not keep the case out of the archive.
        text = f"“{closed[0]}”打不开，按收到时的原样保存"
        yield IntegrityFinding(USABLE, name, english, NOTE, text, f"{closed[0]} does not open and is kept as it came")
    else:
        yield IntegrityFinding(USABLE, name, english)


def _opens(attachment: Attachment) -> bool:
    try:
        return attached_pages(attachment, read_attachment(attachment)) is not None
    except Refused:
        return True  # told under completeness


def _safe(case: Case) -> Iterator[IntegrityFinding]:
    strange, active = [], []
    for attachment in case.application.attachments.all():
        try:
            body = read_attachment(attachment)
        except Refused:
            continue  # told under completeness
        magic = next((magic for magic, (media, _) in SIGNATURES.items() if media == attachment.media_type), None)
        if magic is None or not body.startswith(magic):
            strange.append(
                Refused(
                    f"附件“{attachment.name}”不是 PDF、JPG 或者 PNG",
                    english=f"{attachment.name} is of another kind",
                )
            )
        if attachment.media_type == "application/pdf" and any(word in body for word in ACTIVE):
            active.append(attachment.name)
    yield _finding(SAFE, "附件都是允许的格式", "Attachments are of the permitted kinds", strange)
    if active:
        text = f"“{active[0]}”含有脚本或者嵌入文件，只作原件保存，不要直接打开"
        yield IntegrityFinding(
            SAFE,
            "附件不含会自己运行的内容",
            "No attachment runs by itself",
            NOTE,
            text,
            f"{active[0]} has active content",
        )
    else:
        yield IntegrityFinding(SAFE, "附件不含会自己运行的内容", "No attachment runs by itself")
