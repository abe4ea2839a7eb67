"""Take applications in: the one door for what applicants send."""

import hashlib
import json
import re
import unicodedata
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Agency, Officer
from agencies.stored_files.storage import all_or_none
from intake.models import ApplicantKind, Application, Attachment, Channel, Confirmation, ServiceAccount, Submission
from law import Conflict, Refused

MAX_CONTENT = 5000  # characters; one application, one matter (practice.md A4)
MAX_ATTACHMENTS = 10
SIGNATURES = {
    b"%PDF-": ("application/pdf", (".pdf",)),
    b"\xff\xd8\xff": ("image/jpeg", (".jpg", ".jpeg")),
    b"\x89PNG\r\n\x1a\n": ("image/png", (".png",)),
}
TEXT_FIELDS = [
    "applicant_name",
    "identity_number",
    "representative",
    "phone",
    "email",
    "address",
    "postcode",
    "content",
    "topic",
    "wanted_form",
    "wanted_way",
    "tracking_number",
]
NAMES = {
    "applicant_name": "申请人",
    "content": "申请内容",
    "phone": "联系电话",
    "address": "通信地址",
    "topic": "信息类别",
    "email": "电子邮箱",
    "identity_number": "证件号码",
    "tracking_number": "邮件单号",
    "channel": "申请方式",
    "arrived_on": "到达日期",
    "applicant_kind": "申请人类型",
    "representative": "联系人",
    "postcode": "邮政编码",
    "wanted_form": "要求的形式",
    "wanted_way": "要求的方式",
    "files": "附件",
    "confirmed_on": "确认日期",
    "at_once": "当场答复",
    "another_application": "确是另一件申请",
    "demands": "申请事项",
}
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def clean_text(value: str, name: str) -> str:
    """Return the text in NFC, or refuse characters that no letter and no table can carry.

    Raises Refused for control, bidirectional, unpaired and private-use characters, naming the field.
    """
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    for char in text:
        category = unicodedata.category(char)
        if category == "Co":
            raise Refused(
                f"“{name}”里有自造字（U+{ord(char):04X}），公文里印不出来，请换成标准字或者拼音加说明",
                english=f"Private-use character U+{ord(char):04X} cannot be printed",
                field=name,
            )
        if (category in ("Cc", "Cs") and char not in "\n\t") or _BIDI.match(char):
            raise Refused(
                f"“{name}”里有看不见的控制字符（U+{ord(char):04X}），请删去",
                english=f"Control character U+{ord(char):04X} is not allowed",
                field=name,
            )
    return text


def content_digest(values: dict) -> str:
    """Return the SHA-256 over everything that the applicant gave."""
    body = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def prepare(
    *, agency: Agency, channel: str, arrived_on: date, applicant_kind: str, now: datetime, **given
) -> Application:
    """Return an application checked and cleaned but not yet stored.

    Raises Refused naming the field: unknown channel or kind, empty name or content, unusable characters.
    """
    if channel not in Channel.values:
        raise Refused(f"没有“{channel}”这种申请方式", field="channel", english="Unknown channel")
    if applicant_kind not in ApplicantKind.values:
        raise Refused(
            f"没有“{applicant_kind}”这种申请人类型", field="applicant_kind", english="Unknown kind of applicant"
        )
    texts = {name: clean_text(given.pop(name, "") or "", NAMES.get(name, name)) for name in TEXT_FIELDS}
    for name in ("applicant_name", "content"):
        if not texts[name]:
            raise Refused(f"请填写“{NAMES[name]}”", "条例29", field=name, english=f"Please give the {name}")
    if len(texts["content"]) > MAX_CONTENT:
        raise Refused(
            f"申请内容超过 {MAX_CONTENT} 字，请分成几件或者作为附件",
            field="content",
            english=f"The content is longer than {MAX_CONTENT} characters",
        )
    for name, text in texts.items():
        limit = Application._meta.get_field(name).max_length
        if limit and len(text) > limit:
            raise Refused(f"“{NAMES.get(name, name)}”超过 {limit} 字", field=name, english=f"{name} is too long")
    values = {"channel": channel, "arrived_on": arrived_on, "applicant_kind": applicant_kind, **texts}
    return Application(agency=agency, recorded_at=now, digest=content_digest(values), **values, **given)


class RepeatedApplication(Conflict):
    """The key was used for an application that says something else; which of the two is meant only the sender knows."""

    def __init__(self, application: Application, differing: list[str]):
        named = "、".join(NAMES.get(name, name) for name in differing)
        super().__init__(
            f"用同一个键已经收下一件申请，这次送来的内容不同（{named}），没有保存；要作为另一件，请换一个键",
            english=f"This key belongs to an application that differs in {', '.join(differing)}; nothing was stored: send another with a key of its own",
            field="idempotency_key",
        )
        self.application, self.differing = application, differing


def submit(
    *,
    agency: Agency,
    now: datetime,
    by: Officer | None = None,
    account: ServiceAccount | None = None,
    files=(),
    **given,
) -> Application:
    """Store an application exactly as it came in, with its files; the same again under its key returns the first one.

    `account` is the platform that sent it, where a machine did and no officer. Raises Refused; then nothing is stored.
    Raises Repeated for other content under a key that was used.
    """
    refuse_in_restore_mode()
    files = list(files)
    application = prepare(agency=agency, now=now, recorded_by=by, **given)
    if given["arrived_on"] > timezone.localdate(now):
        raise Refused("到达日期在今天之后", "条例31", field="arrived_on", english="The day of arrival is in the future")
    if len(files) > MAX_ATTACHMENTS:
        raise Refused(f"附件超过 {MAX_ATTACHMENTS} 个", field="files", english="Too many files")
    if earlier := _earlier(application):
        return _the_same(earlier, application, files, account)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
            if account is not None:
                Submission.objects.create(application=application, account=account)
            with all_or_none(Attachment._meta.get_field("file").storage) as stored:
                for upload in files:
                    stored.append(attach(application, name=upload.name, body=upload.read(), now=now).file.name)
    except IntegrityError:  # two clicks at once: the other one stored it
        earlier = _earlier(application)
        if earlier is None:
            raise
        return _the_same(earlier, application, files, account)
    return application


def _earlier(application: Application) -> Application | None:
    """Return the application that is stored under the same key."""
    key = application.idempotency_key
    return Application.objects.filter(agency=application.agency, idempotency_key=key).first() if key else None


def _the_same(earlier: Application, now: Application, files: list, account: ServiceAccount | None) -> Application:
    """Return the earlier application, or raise Repeated naming every field in which the later one differs.

    A platform is told nothing of what somebody else sent under the same key.
    """
    if account is not None and not Submission.objects.filter(application=earlier, account=account).exists():
        raise Conflict(
            "这个键在本单位已经由别的来源用过，没有保存；请换一个键",
            english="Somebody else used this key at this agency; nothing was stored: send it with another key",
            field="idempotency_key",
        )
    fields = ("channel", "arrived_on", "applicant_kind", *TEXT_FIELDS)
    differing = [name for name in fields if getattr(earlier, name) != getattr(now, name)]
    kept = set(earlier.attachments.values_list("sha256", flat=True))
    if {
        _digest_of(upload) for upload in files
    } - kept:  # a page that was gone back to has forgotten its files: none is no other
        differing.append("files")
    if differing:
        raise RepeatedApplication(earlier, differing)
    return earlier


def _digest_of(upload) -> str:
    upload.seek(0)
    return hashlib.sha256(upload.read()).hexdigest()


def attach(
    application: Application, *, name: str, body: bytes, now: datetime, max_bytes: int = 20 * 1024 * 1024
) -> Attachment:
    """Keep a file that came with the application, recognised by what it is and not by what it is called.

    Raises Refused for empty, oversized and unrecognised files.
    """
    if not body:
        raise Refused(f"附件“{name}”是空的", field="files", english="The file is empty")
    if len(body) > max_bytes:
        raise Refused(
            f"附件“{name}”超过 {max_bytes // 1024 // 1024} MB", field="files", english="The file is too large"
        )
    known = (
        media_type
        for magic, (media_type, endings) in SIGNATURES.items()
        if body.startswith(magic) and name.lower().endswith(endings)
    )
    media_type = next(known, None)
    if media_type is None:
        raise Refused(f"附件“{name}”不是 PDF、JPG 或者 PNG", field="files", english="Only PDF, JPG and PNG files")
    stored = Attachment(
        application=application,
        name=clean_text(name, "附件名")[-200:],
        media_type=media_type,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        recorded_at=now,
    )
    stored.file.save(name, ContentFile(body), save=False)
    with all_or_none(stored.file.storage) as names:
        names.append(stored.file.name)
        stored.save(force_insert=True)
    return stored


@transaction.atomic
def confirm(
    application: Application, *, on: date, means: str, reached: bool, now: datetime, by: Officer | None, note: str = ""
) -> Confirmation:
    """Record an attempt to confirm with the applicant; only one that reached the applicant fixes the receipt day.

    The same attempt entered twice is one. Raises Refused for a day before arrival or after today (条例31).
    """
    if on < application.arrived_on:
        raise Refused("确认日期早于到达日期", "条例31", field="confirmed_on", english="Confirmed before it arrived")
    if on > timezone.localdate(now):
        raise Refused(
            "确认日期在今天之后", "条例31", field="confirmed_on", english="The confirmation lies in the future"
        )
    Application.objects.select_for_update(of=("self",), no_key=True).get(
        pk=application.pk
    )  # of two clicks the second sees the first
    said = {
        "on": on,
        "means": clean_text(means, "确认方式") or "电话",
        "reached": reached,
        "note": clean_text(note, "备注"),
    }
    same = Confirmation.objects.filter(application=application, recorded_by=by, **said).first()
    return same or Confirmation.objects.create(application=application, recorded_at=now, recorded_by=by, **said)
