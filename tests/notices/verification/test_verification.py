"""Verification: the code and its picture on the letter, and exactly what anyone is told."""

import logging
import re
from datetime import date
from io import BytesIO

import pypdf
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices import tasks
from notices.letters import composition, selectors, services, verification_code
from notices.letters.models import Letter, SignedCopy
from notices.rendering import pdf
from notices.verification import selectors as verification_selectors
from notices.verification import uploads, views
from tests.notices.sample_letters import DAYS, NUMBER, changed, composed

PUBLIC = "https://xxgk.example.gov.cn"


@pytest.fixture
def public(settings):
    """Give the office a public address."""
    settings.PUBLIC_URL = PUBLIC


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Count the questions of each test alone."""
    views.VerificationThrottle.cache.clear()
    monkeypatch.setattr(views.VerificationThrottle, "rate", "1000/min", raising=False)


def code(letter) -> str:
    """Return the code of a composed letter."""
    return verification_code.code_in_html(letter.html)


# -- on the paper ---------------------------------------------------------------------------------------------


def test_without_a_public_address_a_letter_bears_nothing():
    letter = composed("deny")
    assert code(letter) == "" and "核验" not in letter.text and "<svg" not in letter.html


def test_the_code_follows_from_the_content_and_is_part_of_what_is_reviewed(public, settings):
    letter, again, other = composed("deny"), composed("deny"), composed("not_exist")
    assert letter == again and code(letter) != code(other)
    printed = "-".join(re.findall(".{5}", code(letter)))
    assert f"核验码：{printed}" in letter.text and f"{PUBLIC}/verify/" in letter.text
    assert composition.content_digest(letter.html.replace(printed, printed[::-1])) != letter.content_sha256
    settings.SECRET_KEY = "another installation"
    assert code(composed("deny")) != code(letter)


@pytest.mark.fault("S2")
def test_a_code_has_a_hundred_bits_of_which_each_moves():
    codes = [verification_code.code_of(str(n)) for n in range(2000)]
    assert len(set(codes)) == 2000 and {len(code) for code in codes} == {verification_code.LENGTH}
    assert verification_code.LENGTH * 5 >= 100
    for place in range(verification_code.LENGTH):
        assert {code[place] for code in codes} == set(verification_code.ALPHABET)


def test_a_fact_that_looks_like_a_code_is_none(public):
    forged = '<div class="verification"><p>核验码：00000-00000-00000-00000</p></div>核验码：00000-00000-00000-00000'
    letter = composed("not_exist", facts=changed("not_exist", content=forged))
    assert forged in letter.text and code(letter) != "0" * 20 and len(code(letter)) == 20


def test_the_picture_is_the_address_with_the_code_behind_the_sharp(public):
    letter = composed("deny")
    drawn = re.search(r"<svg.*?</svg>", letter.html, re.DOTALL)[0]
    told = segno.make(f"{PUBLIC}/verify/#{code(letter)}", error="m", micro=False)
    # Read the modules back from the path and compare them with what a QR code of this address has.
    side = told.symbol_size(border=verification_code.QR_QUIET)[0]
    black, x, y = set(), 0.0, 0.0
    for move, numbers in re.findall(r"([Mmh])([-0-9. ]+)", re.search(r'\bd="([^"]+)"', drawn)[1]):
        values = [float(n) for n in re.findall(r"-?[0-9.]+", numbers)]
        if move == "M":
            x, y = values
        elif move == "m":
            x, y = x + values[0], y + values[1]
        else:
            black |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
    rows = told.matrix_iter(border=verification_code.QR_QUIET)
    assert black == {(across, down) for down, row in enumerate(rows) for across, dot in enumerate(row) if dot}
    assert f'viewBox="0 0 {side} {side}"' in drawn and 'width="20mm"' in drawn


@pytest.mark.parametrize("code", ["receipt", "deny", "partial"])
def test_the_text_of_the_pdf_stays_the_approved_text(public, fonts, code):
    html = composition.fill_slots(composed(code).html, NUMBER, DAYS["2019"])
    data = pdf.render_html(html)
    assert data == pdf.render_html(html)
    squeezed = lambda text: re.sub(r"\s+|—[0-9]+—", "", re.sub(r"\s+", "", text))  # noqa: E731
    printed = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages))
    assert printed == squeezed(composition.plain_text(html).replace("\n", ""))


def test_a_letter_issued_from_its_draft_bears_the_code_that_was_reviewed(public, agency):
    draft = services.save_draft(
        agency=agency,
        kind="deny",
        facts=changed("deny"),
        dated=DAYS["2019"],
        regulation="2019",
        now=timezone.now(),
    )
    letter = services.issue_draft(
        draft, dated=date(2026, 4, 2), approved_sha256=draft.content_sha256, now=timezone.now()
    )
    assert (
        letter.verification_code == verification_code.code_in_html(draft.html) and len(letter.verification_code) == 20
    )
    assert [found.number for found in verification_selectors.letters_by_code(letter.verification_code)] == [
        letter.number
    ]


# -- what is answered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "{0}-{1}-{2}-{3}",
        "{0}{1}{2}{3}",
        " {0} {1} {2} {3}\n",
        "https://xxgk.example.gov.cn/verify/#{0}{1}{2}{3}",
        "{0}－{1}—{2}–{3}",
    ],
)
@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_a_code_is_read_as_people_write_it(typed, change):
    wanted = "01ABCDEFGH23JKMNPQRS"
    assert verification_selectors.read_code(change(typed.format(*re.findall(".{5}", wanted)))) == wanted


def test_signs_that_are_misread_are_read_right():
    assert verification_selectors.read_code("OIABC DEFGH 23JKM NPQRL") == "01ABCDEFGH23JKMNPQR1"


@pytest.mark.parametrize(
    "typed", ["", "1", "0" * 19, "0" * 21, "0" * 5000, "UUUUUUUUUUUUUUUUUUUU", "零" * 20, "'; --", "\x00" * 20]
)
def test_what_is_no_code_is_unknown(typed, db):
    assert verification_selectors.read_code(typed) == "" and verification_selectors.letters_by_code(typed) == []


def ask(client, **given):
    return client.post(reverse("verify"), given)


def answered(page) -> tuple[str, ...]:
    """Return the answers of a page, with number and day."""
    found = re.findall(
        r"<dd>\s*<b>\s*(.*?)\s*</b>\s*</dd>.*?<dd lang=\"zh\">(.*?)</dd>.*?<time [^>]*>(.*?)</time>", page, re.DOTALL
    )
    return tuple(found)


@pytest.fixture
def letters(public, issued):
    """Return one letter of each standing."""
    now = timezone.now()
    valid, old, new, void = issued("deny"), issued("not_exist"), issued("open"), issued("partial")
    services.supersede(old, by=new, reason="自行纠正：杨超英的住址有误", actor=None, now=now)
    services.void(void, "受文者杨超英有误", None, now=now)
    return {"真实有效": valid, "已被替代": old, "作废": void}


@pytest.mark.parametrize("standing", ["真实有效", "已被替代", "作废"])
def test_anyone_is_told_standing_number_and_day_and_nothing_else(letters, client, standing):
    letter = letters[standing]
    response = ask(client, code=letter.verification_code)
    page = response.content.decode()
    assert response.status_code == 200
    assert answered(page) == ((standing, letter.number, "2026年3月27日"),)
    secrets = (
        letter.addressee,
        letter.title,
        letter.facts["content"],
        letter.agency.name,
        "自行纠正",
        "受文者",
        "告知书",
    )
    assert not [secret for secret in secrets if secret in page]
    assert letter.verification_code not in page


def test_the_answer_has_one_shape_whatever_was_asked(letters, client):
    codes = [letter.verification_code for letter in letters.values()] + ["0" * 20, "nonsense"]
    responses = [ask(client, code=code) for code in codes]
    assert {response.status_code for response in responses} == {200}
    assert len({tuple(sorted(response.headers)) for response in responses}) == 1
    assert answered(responses[-1].content.decode()) == answered(responses[-2].content.decode()) == ()
    strip = lambda page: re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)  # noqa: E731
    assert strip(responses[-1].content.decode()) == strip(responses[-2].content.decode())
    assert "没有查到" in responses[-1].content.decode()


def test_letters_of_the_very_same_text_are_all_named(public, issued, client):
    first, second = issued("deny"), issued("deny")
    services.void(first, "盖章有误", None, now=timezone.now())
    page = ask(client, code=first.verification_code).content.decode()
    assert [(how, number) for how, number, _ in answered(page)] == [("作废", first.number), ("真实有效", second.number)]


def upload(data: bytes, name="letter.pdf"):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


@pytest.mark.fault("S16")
def test_a_file_is_authentic_to_the_byte(issued, client, fonts):
    letter = issued("deny")
    tasks.render_letters()
    letter = Letter.objects.get(pk=letter.pk)
    data = selectors.read_pdf(letter)
    assert answered(ask(client, file=upload(data)).content.decode()) == (("真实有效", letter.number, "2026年3月27日"),)
    for place in (0, len(data) // 2, len(data) - 1):
        altered = bytearray(data)
        altered[place] ^= 1
        assert answered(ask(client, file=upload(bytes(altered))).content.decode()) == ()
    assert answered(ask(client, file=upload(data + b"\n")).content.decode()) == ()
    services.void(letter, "盖章有误", None, now=timezone.now())
    assert answered(ask(client, file=upload(data)).content.decode())[0][0] == "作废"


def test_a_signed_copy_is_authentic_too(issued, client):
    letter = issued()
    data = b"%PDF signed"
    SignedCopy.objects.create(letter=letter, pdf_sha256="b5c2", pdf="x")
    assert verification_selectors.letters_by_file("b5c2")[0].number == letter.number
    assert answered(ask(client, file=upload(data)).content.decode()) == ()


def test_a_letter_without_a_file_is_not_found_by_an_empty_hash(issued, client):
    issued()
    assert verification_selectors.letters_by_file("") == []
    assert ask(client, file=upload(b"")).status_code == 422


@pytest.mark.fault("X7")
def test_a_file_is_hashed_in_passing_and_kept_nowhere(client, db, monkeypatch, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(uploads, "MOST_BYTES", 4_000_000)
    assert ask(client, file=upload(b"x" * 3_999_999)).status_code == 200
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.fault("X7")
def test_a_file_that_is_too_large_is_refused_before_and_while_it_comes(client, db, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)  # while it comes
    response = ask(client, file=upload(b"x" * 5000))
    assert response.status_code == 413 and "10 MB" in response.content.decode()
    monkeypatch.setattr(views, "MOST_BYTES", -64 * 1024)  # by its announced length
    assert ask(client, file=upload(b"x")).status_code == 413


def test_nothing_asked_is_said_so(client, db):
    response = ask(client, code=" ")
    assert response.status_code == 422 and "请填写" in response.content.decode()


@pytest.mark.fault("S2")
def test_too_many_questions_are_turned_away(client, db, monkeypatch):
    monkeypatch.setattr(views.VerificationThrottle, "rate", "3/min", raising=False)
    codes = [ask(client, code="0" * 20).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    response = ask(client, code="0" * 20)
    assert int(response["Retry-After"]) > 0 and "一分钟" in response.content.decode()
    assert client.get(reverse("verify")).status_code == 200
    assert client.post(reverse("verify"), {"code": "0" * 20}, REMOTE_ADDR="10.0.0.9").status_code == 200


@pytest.mark.fault("S4")
def test_the_form_needs_its_token(db):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("verify"), {"code": "0" * 20}).status_code == 403
    page = strict.get(reverse("verify")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert strict.post(reverse("verify"), {"code": "0" * 20, "csrfmiddlewaretoken": token}).status_code == 200


@pytest.mark.fault("S2")
def test_the_code_is_in_no_address_and_no_log(letters, client, caplog):
    code = letters["真实有效"].verification_code
    with caplog.at_level(logging.DEBUG):
        response = ask(client, code=code)
        client.get(reverse("verify") + "?code=" + "0" * 20)
    assert code not in caplog.text and code not in response.content.decode()
    assert response["Cache-Control"].count("no-store") == 1
    assert 'method="post"' in response.content.decode() and 'method="get"' not in response.content.decode()


def test_a_code_in_the_address_is_not_looked_at(letters, client):
    page = client.get(reverse("verify"), {"code": letters["真实有效"].verification_code}).content.decode()
    assert answered(page) == () and "没有查到" not in page


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "公文核验"), ("en", "Verify a letter")])
def test_the_page_speaks_both_languages_to_anyone(client, db, language, said):
    client.cookies.load({"django_language": language})
    page = client.get(reverse("verify"))
    assert page.status_code == 200 and said in page.content.decode()


def test_chinese_comes_first(client, db):
    assert "公文核验" in client.get(reverse("verify")).content.decode()
