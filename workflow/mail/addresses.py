"""Where letters go, and what is printed for the way: envelopes, labels with bar codes, the list for the counter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from agencies.audit_trail.models import LookKind
from agencies.audit_trail.services import Door, note_access
from agencies.organisation.models import Agency, Officer
from intake.services import clean_text
from law import Refused
from notices.letters.models import Letter
from notices.mail import barcode as code128
from notices.mail.models import Destination, MailKind
from notices.rendering import pdf
from workflow.cases.models import Case, Event
from workflow.cases.policy import may_post
from workflow.mail.printing import events_of

STYLE = "post/post.css"
ENVELOPES = ("dl", "c5")  # 220 × 110 mm and 229 × 162 mm, GB/T 1416
LABELS_A_SHEET = 8  # 2 × 4 on A4
KIND_NAMES = {MailKind.EMS: "EMS", MailKind.REGISTERED: "挂号信", MailKind.ORDINARY: "平信"}
HEADINGS = ("序号", "邮件种类", "邮件号", "收件人", "地址", "邮编", "内件文号", "备注")


@dataclass(frozen=True, slots=True)
class AddressedLetter:
    """A letter on its way: what stands on its envelope and label."""

    letter: Letter
    case: Case
    name: str
    address: str
    postcode: str
    phone: str
    kind: str = ""
    mail_number: str = ""

    @property
    def to_applicant(self) -> bool:
        """Say whether the letter goes to the applicant, whose name is masked on pages."""
        return self.letter.addressee in self.case.applicant_names

    @property
    def size(self) -> str:
        """Return how small the type must be for nothing to be cut off: "", long or longest."""
        if len(self.address) <= 50 and len(self.name) <= 16:
            return ""
        return "long" if len(self.address) <= 110 and len(self.name) <= 40 else "longest"

    @property
    def digits(self) -> list[str]:
        """Return the six places of the postcode."""
        return list(self.postcode.ljust(6)[:6])

    @property
    def kind_name(self) -> str:
        """Return the postal service by its Chinese name."""
        return KIND_NAMES.get(self.kind, "")

    @property
    def bars(self) -> tuple[int, str] | None:
        """Return width and path of the bar code of the mail number."""
        return code128.svg_path(self.mail_number) if self.mail_number else None


def addressed(
    letter: Letter, event: Event, typed: Destination | None = None, kind: str = "", mail_number: str = ""
) -> AddressedLetter:
    """Return where a letter goes: as typed for it, else as the application says, or the inquiry that asks a third party.

    An address that nobody gave is empty; `refuse_without_address` says so.
    """
    if typed is not None:
        where = typed.name, typed.address, typed.postcode, typed.phone
    else:
        application = event.case.asked
        if letter.addressee in event.case.applicant_names:
            where = letter.addressee, application.address, application.postcode, application.phone
        else:
            where = letter.addressee, event.data.get("address", ""), "", event.data.get("phone", "")
    return AddressedLetter(letter, event.case, *where, kind, mail_number)


def addresses(letters: Sequence[Letter], chosen: dict[int, tuple[str, str]] | None = None) -> list[AddressedLetter]:
    """Return where letters go, in their order; `chosen` gives kind and mail number by letter."""
    events, chosen = events_of(letters), chosen or {}
    typed = {one.letter_id: one for one in Destination.objects.filter(letter__in=[letter.pk for letter in letters])}
    return [
        addressed(letter, events[letter.pk], typed.get(letter.pk), *chosen.get(letter.pk, ("", "")))
        for letter in letters
        if letter.pk in events
    ]


def refuse_without_address(items: Iterable[AddressedLetter]) -> None:
    """Raise Refused naming every letter that has no address."""
    lacking = [item.letter.number for item in items if not item.address.strip()]
    if lacking:
        raise Refused(
            f"没有通信地址，请先填写：{'、'.join(lacking)}",
            field="address",
            english=f"No postal address: {', '.join(lacking)}",
        )


def readdress(
    letter: Letter,
    *,
    by: Officer,
    now: datetime,
    name: str,
    address: str,
    postcode: str = "",
    phone: str = "",
    reason: str,
) -> Destination:
    """Record where a letter is to go instead; the application stays as it came (条例29)."""
    if not may_post(by) or letter.agency_id != by.agency_id:
        raise Refused("只有本单位登记员可以打印、交寄", english="Only a clerk of the agency may print and post")
    given = {
        "name": clean_text(name, "收件人") or letter.addressee[:120],
        "address": " ".join(clean_text(address, "地址").split()),
        "postcode": clean_text(postcode, "邮编"),
        "phone": clean_text(phone, "电话"),
        "reason": clean_text(reason, "依据"),
    }
    for field, label in (("address", "地址"), ("reason", "依据")):
        if not given[field]:
            raise Refused(f"请填写“{label}”", field=field, english=f"Please give: {field}")
    if given["postcode"] and not (
        given["postcode"].isascii() and given["postcode"].isdigit() and len(given["postcode"]) == 6
    ):
        raise Refused("邮编是六位数字", field="postcode", english="A postcode has six digits")
    return Destination.objects.create(letter=letter, entered_by=by, entered_at=now, **given)


def note_looks(
    items: Iterable[AddressedLetter], *, by: Officer, what: str, now: datetime, door: Door | None = None
) -> None:
    """Put on record that addresses were taken out in clear, once per case (practice B1.2)."""
    seen: dict[int, AddressedLetter] = {}
    for item in items:
        seen.setdefault(item.case.pk, item)
    for item in seen.values():
        note_access(
            by,
            agency_id=item.case.agency_id,
            subject=item.case.number,
            application_key=item.case.application_id,
            what=LookKind.ADDRESS,
            reason=f"{what}：{item.letter.number}"[:200],
            now=now,
            door=door,
        )


def envelopes(items: Sequence[AddressedLetter], agency: Agency, *, size: str, preprinted: bool) -> bytes:
    """Return envelopes as PDF, one a page; on pre-printed ones the red frames are left out."""
    if size not in ENVELOPES:
        raise Refused("没有这种信封", field="size", english="No such envelope")
    refuse_without_address(items)
    html = render_to_string(
        "workflow/mail/paper/envelopes.html", {"items": items, "agency": agency, "size": size, "preprinted": preprinted}
    )
    return pdf.render_html(html, STYLE)


def labels(items: Sequence[AddressedLetter], agency: Agency, *, first: int = 1, single: bool = False) -> bytes:
    """Return address labels as PDF: eight on an A4 sheet, of which `first` is the first still there, or one a page."""
    refuse_without_address(items)
    if not 1 <= first <= LABELS_A_SHEET:
        raise Refused("起始位置是 1 到 8", field="first", english="The first label is 1 to 8")
    size = 1 if single else LABELS_A_SHEET
    places: list[AddressedLetter | None] = [*([None] * (0 if single else first - 1)), *items]
    sheets = [places[start : start + size] for start in range(0, len(places), size)]
    html = render_to_string("workflow/mail/paper/labels.html", {"sheets": sheets, "agency": agency, "single": single})
    return pdf.render_html(html, STYLE)


def counter_list(items: Sequence[AddressedLetter], agency: Agency, *, posted_on: date) -> bytes:
    """Return the list that goes to the postal counter (交寄清单) as PDF, with room for both signatures."""
    html = render_to_string(
        "workflow/mail/paper/counter_list.html",
        {"items": items, "agency": agency, "posted_on": posted_on, "headings": HEADINGS, "tally": tally(items)},
    )
    return pdf.render_html(html, STYLE)


def tally(items: Iterable[AddressedLetter]) -> list[tuple[str, int]]:
    """Return how many pieces of each kind there are; letters under one mail number are one piece."""
    pieces: dict[str, set] = {}
    for item in items:
        pieces.setdefault(item.kind_name or "未定", set()).add(item.mail_number or item.letter.pk)
    return [(name, len(found)) for name, found in pieces.items()]


def counter_sheet(items: Sequence[AddressedLetter], agency: Agency, *, posted_on: date) -> bytes:
    """Return the list for the counter as a workbook; every text is a string, never a formula."""
    book = Workbook()
    page = book.active
    page.title = "交寄清单"
    page.append([f"{agency.name}交寄清单（{posted_on.isoformat()}）"])
    page.append(list(HEADINGS))
    for place, item in enumerate(items, start=1):
        page.append(
            [place, item.kind_name, item.mail_number, item.name, item.address, item.postcode, item.letter.number, ""]
        )
    total = "，".join(f"{name} {count} 件" for name, count in tally(items))
    page.append([f"合计：{total}。邮资由寄件单位支付，不得到付。"])
    line = Side(style="thin")
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if 1 < cell.row < page.max_row:
                cell.border = Border(line, line, line, line)
    page["A1"].font = Font(bold=True, size=14)
    for row in (1, page.max_row):
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADINGS))
    for letter, width in zip("ABCDEFGH", (6, 10, 17, 16, 42, 9, 26, 12), strict=True):
        page.column_dimensions[letter].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "2:2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
