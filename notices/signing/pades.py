"""The reference signer: PAdES B-B with pyHanko, a visible seal over name and date, the key in a PKCS#12 file.

Set SIGNER=notices.signing.pades.PadesSigner and SIGNER_FOLDER; per agency it holds `<code>.p12` and, where there is a picture
of the seal, `<code>.pdf`. A self-signed certificate is a test: its seal says so, whatever picture is given.
This is the only module that knows pyHanko, and nothing imports it but by that setting.
"""

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdf
from django.conf import settings
from django.template.loader import render_to_string
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from law import Refused
from notices.letters.models import Letter
from notices.rendering import pdf

FIELD = "AgencySeal"
SEAL_STYLE = "notices/seal.css"
POINT = 72 / 25.4  # points of a millimetre
BELOW = 0.12  # of the diameter: name and date stand this much below the middle of the seal (GB/T 9704 7.3.5.1)


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the seal stands: page from 0, centre in points from the lower left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x: float
    y: float
    size: float

    @property
    def middle(self) -> float:
        """Return the middle of the line; Latin characters take half a square."""
        return self.x + self.size * sum(0.5 if character.isascii() else 1 for character in self.text) / 2


def _lines(page: pypdf.PageObject) -> list[_Line]:
    """Return the lines of a page in the order in which they were drawn."""
    found: list[_Line] = []

    def visit(text, matrix, place, font, size):
        if not text.strip():
            return
        x, y = matrix[0] * place[4] + matrix[4], matrix[3] * place[5] + matrix[5]
        if found and (found[-1].x, found[-1].y) == (x, y):
            text = found.pop().text + text
        found.append(_Line(text.strip(), x, y, size * abs(matrix[0])))

    page.extract_text(visitor_text=visit)
    return found


def seal_place_of(data: bytes, letter: Letter) -> SealPlace:
    """Return where the seal goes: over the name of the agency and the day of signing, the last that are printed."""
    dated = f"{letter.dated.year}年{letter.dated.month}月{letter.dated.day}日"
    pages = pypdf.PdfReader(BytesIO(data)).pages
    for number in reversed(range(len(pages))):
        lines = _lines(pages[number])
        for place in reversed(range(1, len(lines))):
            name, day = lines[place - 1], lines[place]
            if day.text == dated and name.text == letter.agency.name:
                middle = (name.y + day.y + name.size) / 2
                return SealPlace(number, name.middle, middle + BELOW * settings.SIGNER_SEAL_MM * POINT)
    raise Refused("公文上找不到署名和成文日期，没有签章", field="signer", english="No name and date to put the seal on")


class PadesSigner:
    """Signs with the key of the letter's agency."""

    def sign(self, data: bytes, letter: Letter) -> bytes:
        """Return the letter with its signature appended; raise Refused where key, place or file will not do."""
        key = _key_of(letter)
        place, half = seal_place_of(data, letter), settings.SIGNER_SEAL_MM * POINT / 2
        box = tuple(round(at) for at in (place.x - half, place.y - half, place.x + half, place.y + half))
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=letter.agency.name,
            reason=letter.number,
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        with tempfile.NamedTemporaryFile(suffix=".pdf") as seal:
            seal.write(_picture_of(letter, test=_self_signed(key)))
            seal.flush()
            working = signers.PdfSigner(
                metadata,
                signer=key,
                stamp_style=StaticStampStyle(
                    border_width=0,
                    background=ImportedPdfPage(seal.name),
                    background_opacity=1.0,
                    background_layout=layout.SimpleBoxLayoutRule(
                        x_align=layout.AxisAlignment.ALIGN_MID,
                        y_align=layout.AxisAlignment.ALIGN_MID,
                        margins=layout.Margins.uniform(0),
                    ),
                ),
                new_field_spec=fields.SigFieldSpec(FIELD, on_page=place.page, box=box),
            )
            try:
                return working.sign_pdf(IncrementalPdfFileWriter(BytesIO(data))).getvalue()
            except (PdfError, OSError, ValueError) as error:
                raise Refused(f"签章失败：{error}", field="signer", english=f"Signing failed: {error}") from error

    def describe(self, letter: Letter) -> str:
        """Say whose certificate signs, and that a self-signed one is a test."""
        key = _key_of(letter)
        subject = key.signing_cert.subject.human_friendly
        if _self_signed(key):
            return f"测试签名（自签名证书，不具法律效力）：{subject}"
        return f"PAdES B-B：{subject}，颁发者 {key.signing_cert.issuer.human_friendly}"


def _own_file(letter: Letter, suffix: str) -> Path:
    """Return a file of the agency in SIGNER_FOLDER; its code may not lead anywhere else."""
    folder = Path(settings.SIGNER_FOLDER).resolve()
    path = (folder / f"{letter.agency.code}{suffix}").resolve()
    if not settings.SIGNER_FOLDER or path.parent != folder:
        raise Refused(
            "没有设置证书文件夹",
            field="SIGNER_FOLDER",
            english="SIGNER_FOLDER is not set or the agency code is not valid",
        )
    return path


def _key_of(letter: Letter) -> signers.SimpleSigner:
    path = _own_file(letter, ".p12")
    if not path.is_file():
        raise Refused(
            f"没有{letter.agency.name}的证书（{path.name}）",
            field="SIGNER_FOLDER",
            english=f"No certificate {path.name}",
        )
    key = signers.SimpleSigner.load_pkcs12(str(path), passphrase=settings.SIGNER_PASSWORD.encode() or None)
    if key is None or key.signing_cert is None:
        raise Refused(
            f"证书 {path.name} 打不开，请核对口令", field="SIGNER_PASSWORD", english=f"{path.name} cannot be opened"
        )
    return key


def _self_signed(key: signers.SimpleSigner) -> bool:
    return key.signing_cert.issuer == key.signing_cert.subject


def _picture_of(letter: Letter, *, test: bool) -> bytes:
    """Return the seal as a page of its size: the agency's own picture, or a plain ring that says what it is."""
    own = _own_file(letter, ".pdf")
    if own.is_file() and not test:
        return own.read_bytes()
    return pdf.render_html(
        render_to_string("notices/_seal.html", {"agency": letter.agency, "test": test}),
        SEAL_STYLE,
    )
