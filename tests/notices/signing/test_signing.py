"""Signing: off by default, a copy of its own beside the unsigned file, a seal where it belongs, every change detected."""

import ast
import hashlib
import random
import zlib
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from asn1crypto import x509 as asn1
from django.db import DatabaseError, transaction
from django.utils import timezone
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from agencies.organisation.models import Agency
from law import Refused
from notices import tasks
from notices.letters import selectors
from notices.letters.models import Letter, SignedCopy
from notices.rendering import pdf
from notices.signing import pades
from notices.signing import services as signing_services
from notices.verification import selectors as verification_selectors
from tests.architecture.sources import name, sources, tree
from tests.notices.keys import PASSWORD, write_key

pytestmark = pytest.mark.usefixtures("fonts")
MM = 72 / 25.4
# What pyHanko's parser says of a file that it cannot read any more.
UNREADABLE = (
    NotImplementedError,
    PdfError,
    SignatureValidationError,
    ValueError,
    LookupError,
    AssertionError,
    AttributeError,
    TypeError,
    zlib.error,
)


@pytest.fixture
def sealed(settings, tmp_path, agency):
    """Switch the reference signer on with a self-signed key of the agency; return the certificate to trust."""
    settings.SIGNER, settings.SIGNER_FOLDER, settings.SIGNER_PASSWORD = (
        "notices.signing.pades.PadesSigner",
        str(tmp_path),
        PASSWORD,
    )
    return write_key(tmp_path / f"{agency.code}.p12", agency.name)


def read_back(letter) -> Letter:
    return Letter.objects.select_related("agency", "signed_copy").get(pk=letter.pk)


def status_of(data: bytes, trusted: bytes):
    """Return what pyHanko says of the one signature."""
    signature = PdfFileReader(BytesIO(data), strict=True).embedded_signatures[0]
    context = ValidationContext(trust_roots=[asn1.Certificate.load(trusted)], allow_fetching=False)
    return signature, validate_pdf_signature(signature, context)


def test_without_a_signer_the_letter_goes_out_as_the_press_made_it(issued):
    letter = issued()
    assert tasks.render_letters() == 1
    assert not SignedCopy.objects.exists() and signing_services.signer() is None
    data = selectors.read_pdf(read_back(letter))
    assert PdfFileReader(BytesIO(data)).embedded_signatures == []
    with pytest.raises(Refused, match="没有电子签章"):
        selectors.read_signed(read_back(letter))


def test_the_signed_copy_stands_beside_the_unsigned_file_with_a_hash_of_its_own(issued, sealed):
    letter = issued("deny")
    tasks.render_letters()
    letter = read_back(letter)
    unsigned, signed = selectors.read_pdf(letter), selectors.read_signed(letter)
    assert unsigned == pdf.render_letter(letter)
    assert signed.startswith(unsigned) and len(signed) > len(unsigned)
    copy = letter.signed_copy
    assert (copy.pdf_sha256, copy.error) == (hashlib.sha256(signed).hexdigest(), "")
    assert copy.pdf.name != letter.pdf.name and "测试" in copy.signer and "不具法律效力" in copy.signer
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        SignedCopy.objects.update(pdf_sha256="0" * 64)


def test_the_signature_is_pades_and_valid_over_the_whole_file(issued, sealed):
    letter = issued()
    tasks.render_letters()
    signature, status = status_of(selectors.read_signed(read_back(letter)), sealed)
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == letter.number
    assert status.intact and status.valid and status.trusted and status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"


@pytest.mark.fault("S16")
@pytest.mark.parametrize("flips", [32, pytest.param(200, marks=pytest.mark.slow)])
def test_every_flipped_byte_of_a_signed_letter_is_detected(issued, sealed, flips):
    letter = issued()
    tasks.render_letters()
    letter = read_back(letter)
    data = selectors.read_signed(letter)
    signature, _ = status_of(data, sealed)
    start, before, after, length = signature.byte_range
    dice = random.Random(16)
    spans = [range(start, before)] * 3 + [range(after, after + length)]  # all but the signature itself
    places = [dice.choice(spans[place % 4]) for place in range(flips)]
    missed = []
    for place in places:
        altered = bytearray(data)
        altered[place] ^= 1 << dice.randrange(8)
        try:
            status = status_of(bytes(altered), sealed)[1]
            detected = not (status.intact and status.valid)
        except UNREADABLE:
            detected = True  # it cannot even be read
        if not detected:
            missed.append(place)
        assert verification_selectors.letters_by_file(hashlib.sha256(altered).hexdigest()) == []
    assert missed == [] and len(places) == flips
    letter.signed_copy.pdf.storage.delete(letter.signed_copy.pdf.name)
    with pytest.raises(Refused, match="损坏"):
        selectors.read_signed(read_back(letter))
    assert selectors.read_pdf(letter)


@pytest.mark.parametrize("kind", ["not_exist", "deny", "partial"])
def test_the_seal_stands_over_name_and_date_of_the_last_page(issued, sealed, kind):
    letter = issued(kind)
    tasks.render_letters()
    letter = read_back(letter)
    data = selectors.read_signed(letter)
    place = pades.seal_place_of(selectors.read_pdf(letter), letter)
    pages = pypdf.PdfReader(BytesIO(data)).pages
    assert place.page == len(pages) - 1
    assert all("/Annots" not in page for page in pages[:-1])
    (widget,) = [found.get_object() for found in pages[-1]["/Annots"]]
    left, bottom, right, top = map(float, widget["/Rect"])
    assert (right - left, top - bottom) == (pytest.approx(42 * MM, abs=1), pytest.approx(42 * MM, abs=1))
    lines = {line.text: line for line in pades._lines(pages[-1])}
    for text in (letter.agency.name, f"{letter.dated.year}年{letter.dated.month}月{letter.dated.day}日"):
        line = lines[text]
        assert line.middle == pytest.approx((left + right) / 2, abs=6)
        assert bottom < line.y < (bottom + top) / 2 + 8  # name and date a little below the middle of the seal
    assert right < 210 * MM and widget["/AP"]["/N"].get_object()["/Resources"]["/XObject"]


def test_a_self_signed_seal_says_that_it_is_a_test_and_a_real_one_does_not(issued, sealed, agency, tmp_path):
    letter = issued()
    picture = pypdf.PdfReader(BytesIO(pades._picture_of(letter, test=True))).pages[0].extract_text()
    assert "测试签名" in picture and "不具法律效力" in picture
    (tmp_path / f"{agency.code}.pdf").write_bytes(b"the picture of the real seal")
    assert pades._picture_of(letter, test=True).startswith(b"%PDF")  # a test never bears it
    assert pades._picture_of(letter, test=False) == b"the picture of the real seal"
    (tmp_path / f"{agency.code}.pdf").unlink()
    trusted = write_key(tmp_path / f"{agency.code}.p12", agency.name, self_signed=False)
    tasks.render_letters()
    copy = read_back(letter).signed_copy
    assert copy.signer.startswith("PAdES B-B") and "测试签名" not in copy.signer
    status = status_of(selectors.read_signed(read_back(letter)), trusted)[1]
    assert status.bottom_line


# -- failures -------------------------------------------------------------------------------------------------


def test_a_failure_is_visible_is_tried_again_and_loses_nothing(issued, sealed, agency, tmp_path):
    key = tmp_path / f"{agency.code}.p12"
    key.rename(tmp_path / "away")
    letter, other = issued(), issued(agency=_with_key(agency, tmp_path))
    tasks.render_letters()
    letter = read_back(letter)
    assert "没有瓯海区住房和城乡建设局的证书" in letter.signed_copy.error
    with pytest.raises(Refused, match="没有瓯海区住房和城乡建设局的证书"):
        selectors.read_signed(letter)
    assert selectors.read_pdf(letter).startswith(b"%PDF")
    assert selectors.read_signed(read_back(other)).startswith(b"%PDF")  # held up by nobody
    (tmp_path / "away").rename(key)
    assert signing_services.sign_waiting(timezone.now() + timedelta(hours=1)) == 1
    assert read_back(letter).signed_copy.error == ""


def _with_key(agency, folder) -> Agency:
    other = Agency.objects.create(
        code="B08", name="瓯海区财政局", series_word="瓯财", kind="department", parent=agency.parent
    )
    write_key(folder / "B08.p12", other.name)
    return other


def test_a_letter_is_tried_as_long_as_it_waits_with_pauses_that_grow_and_is_listed(issued, sealed, agency, tmp_path):
    (tmp_path / f"{agency.code}.p12").rename(tmp_path / "away")
    issued()
    now = timezone.now()
    tasks.render_letters()
    pauses = []
    for _ in range(12):
        now = SignedCopy.objects.get().claimed_until + timedelta(seconds=1)
        assert signing_services.sign_waiting(now) == 0
        pauses.append(SignedCopy.objects.get().claimed_until - now)
    assert pauses == sorted(pauses) and timedelta(minutes=1) < pauses[0] < pauses[5] < pauses[-1] == timedelta(hours=6)
    assert SignedCopy.objects.get().attempts == 13
    assert list(selectors.failed_to_sign()) == [SignedCopy.objects.get()]
    (tmp_path / "away").rename(tmp_path / f"{agency.code}.p12")
    assert signing_services.sign_waiting(now + timedelta(hours=7)) == 1
    assert list(selectors.failed_to_sign()) == []


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("SIGNER_PASSWORD", "wrong", "口令"),
        ("SIGNER_FOLDER", "", "证书文件夹"),
        ("SIGNER", "notices.signing.pades.NoSuchSigner", "没有装好"),
        ("SIGNER", "nowhere.Signer", "没有装好"),
    ],
)
def test_a_wrong_setting_is_named(issued, sealed, settings, setting, value, said):
    setattr(settings, setting, value)
    letter = issued()
    tasks.render_letters()
    assert said in read_back(letter).signed_copy.error and selectors.read_pdf(read_back(letter))


def test_an_agency_code_leads_to_no_other_folder(issued, sealed, agency, tmp_path):
    write_key(tmp_path.parent / "outside.p12", agency.name)
    agency.code = "../outside"
    with pytest.raises(Refused, match="证书文件夹"):
        pades.PadesSigner().sign(b"", issued())


class Meddler:
    """A signer that changes the letter."""

    def sign(self, data, letter):
        return data.replace(b"%PDF-1.7", b"%PDF-1.6", 1) + b"signature"

    def describe(self, letter):
        return "x"


class Idler(Meddler):
    """A signer that does nothing."""

    def sign(self, data, letter):
        return data


@pytest.mark.parametrize("signer", ["Meddler", "Idler"])
def test_a_signer_may_only_append(issued, sealed, settings, signer):
    settings.SIGNER = f"tests.notices.signing.test_signing.{signer}"
    letter = issued()
    tasks.render_letters()
    assert "改动" in read_back(letter).signed_copy.error and read_back(letter).signed_copy.pdf_sha256 == ""


def test_a_letter_without_name_and_date_is_not_sealed(issued, sealed):
    letter = issued()
    blank = pdf.render_html("<html><body><p>某</p></body></html>")
    with pytest.raises(Refused, match="署名和成文日期"):
        pades.PadesSigner().sign(blank, letter)


@pytest.mark.fault("F5")
def test_two_workers_sign_a_letter_once(issued, sealed):
    letter, now = issued(), timezone.now()
    tasks.render_letters()
    before = read_back(letter).signed_copy.pdf_sha256
    assert signing_services.sign_waiting(now) == 0 and read_back(letter).signed_copy.pdf_sha256 == before
    other = issued()
    letter_waiting = SignedCopy.objects.create(letter=other)
    assert signing_services._claim(now).pk == letter_waiting.pk
    assert signing_services._claim(now) is None
    assert signing_services._claim(now + signing_services.LEASE + timedelta(seconds=1)).pk == letter_waiting.pk


@pytest.mark.fault("F16")
def test_what_a_worker_left_that_died_after_writing_the_file_is_removed(issued, sealed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    letter = issued()
    tasks.render_letters()
    copy, data = read_back(letter).signed_copy, selectors.read_pdf(read_back(letter))
    again = SignedCopy(pk=copy.pk, letter=read_back(letter), attempts=2)
    signing_services.sign_and_store(
        again, data, now=timezone.now()
    )  # its lease had run out: the first copy stays, ours goes
    folder = settings.MEDIA_ROOT / "signed" / "2026"
    assert sorted(path.name for path in folder.glob(f"{letter.pk}-*")) == [copy.pdf.name.rpartition("/")[2]]
    other = issued()
    (folder / f"{other.pk}-left.pdf").write_bytes(b"half")
    SignedCopy.objects.create(letter=other, attempts=1)
    tasks.render_letters()
    done = read_back(other).signed_copy
    assert sorted(path.name for path in folder.glob(f"{other.pk}-*")) == [done.pdf.name.rpartition("/")[2]]


def test_only_the_reference_signer_knows_pyhanko_and_nothing_imports_it():
    knowing, importing = [], []
    for path in sources():
        for node in ast.walk(tree(path)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            if any(module.split(".")[0] == "pyhanko" for module in modules):
                knowing.append(name(path))
            if "notices.signing.pades" in modules:
                importing.append(name(path))
    assert (set(knowing), importing) == ({"notices/signing/pades.py"}, [])
