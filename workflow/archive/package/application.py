"""The application as a package keeps it: its form, its scans, the data of its registration."""

from collections.abc import Iterator

from django.utils import timezone

from intake.models import Application, Attachment
from intake.selectors import read_attachment
from intake.services import TEXT_FIELDS
from workflow.archive.package.files import as_json, attached_pages, iso
from workflow.archive.package.package_file import PackageFile
from workflow.cases.models import Case
from workflow.cases.transfers.records import original_key
from workflow.evidence.publications import SNAPSHOT_NAME

ENVELOPE = ("信封", "邮单", "邮戳", "面单", "回执联")  # what such a scan is called by those who attach it
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
FORM = "data/01-application/form.txt"


def given(application: Application) -> dict:
    """Return exactly what the digest of an application was made over."""
    values = {name: getattr(application, name) for name in ("channel", "arrived_on", "applicant_kind", *TEXT_FIELDS)}
    return values | {"arrived_on": application.arrived_on.isoformat()}


def application_pieces(case: Case) -> Iterator[PackageFile]:
    """Yield what came in and the data of its registration; raise Refused for a file that is missing or damaged."""
    application, files = case.application, []
    for place, attachment in enumerate(application.attachments.order_by("id"), start=1):
        piece, about = _attachment(application, place, attachment)
        files.append(about)
        yield piece
    facts = {
        "public_id": str(application.public_id),
        "agency": {"id": case.agency_id, "code": case.agency.code, "name": case.agency.name},
        "case_number": case.number,
        "given": given(application),
        "digest": application.digest,
        "arrived_at": iso(application.arrived_at),
        "recorded_at": iso(application.recorded_at),
        "recorded_by": str(application.recorded_by or ""),
        "imported": application.imported,
        "attachments": files,
    }
    if case.events.filter(act="accept_transfer").exists():  # the chain of its acts begins where it was registered
        facts["registered_as"] = original_key(case, list(case.events.order_by("seq")))
    yield PackageFile("data/01-application/facts.json", as_json(facts), "申请登记数据")
    text = _application_text(case).encode()
    yield PackageFile(
        FORM,
        text,
        "政府信息公开申请",
        case.number,
        application.arrived_on,
        application.applicant_name,
        version="正本",
        listed=True,
    )


def _attachment(application: Application, place: int, attachment: Attachment) -> tuple[PackageFile, dict]:
    """Return a scan as a file of the package, and what the data of the application say of it."""
    path = f"data/01-application/attachments/{place:02d}.{SUFFIXES.get(attachment.media_type, 'bin')}"
    body = read_attachment(attachment)
    snapshot = attachment.name.startswith(SNAPSHOT_NAME)
    envelope = not snapshot and any(word in attachment.name for word in ENVELOPE)
    piece = PackageFile(
        path,
        body,
        attachment.name if snapshot else f"{'信封、邮单（收到凭证）' if envelope else '申请附件'}：{attachment.name}",
        dated=timezone.localdate(attachment.recorded_at) if snapshot else application.arrived_on,
        responsible=application.agency.name if snapshot else application.applicant_name,
        pages=attached_pages(attachment, body),
        original=attachment.name,
        listed=True,
    )
    about = {name: getattr(attachment, name) for name in ("name", "media_type", "size", "sha256")}
    return piece, about | {"path": path, "envelope": envelope, "recorded_at": iso(attachment.recorded_at)}


def _application_text(case: Case) -> str:
    application = case.application
    rows = [
        ("登记编号", case.number),
        ("受理单位", case.agency.name),
        ("申请人", application.applicant_name),
        ("证件号码", application.identity_number),
        ("代表人", application.representative),
        ("联系电话", application.phone),
        ("电子邮箱", application.email),
        ("通信地址", application.address),
        ("邮政编码", application.postcode),
        ("邮件单号", application.tracking_number),
        ("到达日期", application.arrived_on.isoformat()),
        ("收到申请之日", case.received_on.isoformat()),
        ("提供方式", application.wanted_form),
        ("获取途径", application.wanted_way),
        ("信息类别", application.topic),
    ]
    head = "".join(f"{label}：{value}\n" for label, value in rows if value)
    return f"政府信息公开申请\n\n{head}\n申请内容：\n{application.content}\n"
