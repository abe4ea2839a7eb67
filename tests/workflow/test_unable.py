"""A machine without the drawing libraries, or without fonts: everything but PDFs works, each place says in a sentence what is
missing and how to get it, no letter loses an attempt, and drawing begins by itself when they come."""

import hashlib
import json
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from agencies.audit_trail.models import AccessLog
from notices.letters import selectors, services
from notices.letters.models import Letter, SignedCopy
from notices.signing import services as signing
from notices.tasks import render_letters
from notices.typesetting import client as typesetter
from reporting.tasks import draw_published
from tests.notices.false_press import HIDDEN
from tests.reporting.district import YEAR, District
from tests.shared_data import shared_data
from tests.workflow.mail.test_posting_pages import outgoing, printed, room, send  # noqa: F401  fixtures

DAY = date(2026, 3, 2)
ADVICE = {"fonts": "make setup", "libraries": "apt-get install libpango-1.0-0"}
CAN_DRAW = typesetter.why_unavailable(settings.FONT_DIR) is None


def lacks_fonts() -> bool:
    """Tell whether this machine has no fonts at all."""
    return typesetter.missing_fonts(settings.FONT_DIR) is not None


@pytest.fixture(params=ADVICE)
def lacking(request, monkeypatch, tmp_path):
    """Return what a person must read while fonts, or libraries, are missing; its `come` brings them."""

    class Lacking(str):
        def come(self):
            undo()

    typesetter.close_all_processes()
    if request.param == "fonts":
        there = settings.FONT_DIR
        monkeypatch.setattr(settings, "FONT_DIR", tmp_path / "fonts")

        def undo():
            monkeypatch.setattr(settings, "FONT_DIR", there)
    else:
        if not CAN_DRAW and lacks_fonts():
            pytest.skip("no fonts here, which is said before libraries are looked for")
        (tmp_path / "sitecustomize.py").write_text(HIDDEN, encoding="utf-8")
        monkeypatch.setitem(typesetter.ENVIRONMENT, "PYTHONPATH", str(tmp_path))

        def undo():
            monkeypatch.delitem(typesetter.ENVIRONMENT, "PYTHONPATH")

    yield Lacking(ADVICE[request.param])
    typesetter.close_all_processes()


@pytest.fixture
def letter(office):
    """Return a letter that waits for its file."""
    case = office.case(DAY)
    return case.events.get(act="register").letter


def test_letters_wait_with_the_reason_for_as_long_as_it_takes_and_are_drawn_when_it_ends(office, letter, lacking):
    for _ in range(2 * selectors.STUCK):
        assert render_letters() == 0
    waiting = Letter.objects.get(pk=letter.pk)
    assert waiting.attempts == 0 and waiting.claimed_until is None
    assert all(lacking in one.render_error for one in Letter.objects.filter(historic=False, pdf_sha256=""))
    if not CAN_DRAW:
        pytest.skip("nothing can be drawn on this machine")
    lacking.come()
    assert render_letters() == Letter.objects.filter(historic=False).count()
    drawn = Letter.objects.get(pk=letter.pk)
    assert drawn.render_error == ""
    assert hashlib.sha256(selectors.read_pdf(drawn)).hexdigest() == drawn.pdf_sha256


def test_the_page_of_a_letter_says_what_is_missing_and_does_not_say_that_it_is_being_drawn(
    office, letter, lacking, client
):
    client.force_login(office.clerk)
    before = client.get(reverse("letter-pdf", args=[letter.pk])).content.decode()
    assert "正在生成" in before
    render_letters()
    page = client.get(reverse("letter-pdf", args=[letter.pk]))
    text = page.content.decode()
    assert page.status_code == 202 and lacking in text and "正在生成" not in text
    assert lacking in client.get(reverse("post")).content.decode()


@pytest.mark.parametrize("what", ["dl", "c5", "labels", "label", "pdf"])
def test_no_envelope_label_or_list_and_no_address_is_on_record_as_taken_out(room, client, lacking, what):  # noqa: F811
    page = send(client, "post-outgoing", outgoing(room, what))
    assert page.status_code == 422 and lacking in page.content.decode()
    assert not AccessLog.objects.exists()
    assert send(client, "post-outgoing", outgoing(room, "xlsx")).status_code == 200


def test_the_list_of_what_was_posted_is_a_sentence_and_its_spreadsheet_is_there(room, client, lacking):  # noqa: F811
    done = send(client, "post-outgoing", outgoing(room, "post"))
    address = done.url
    answer = client.post(address, {"do": "pdf"}, follow=True)
    assert answer.redirect_chain == [(address, 302)] and lacking in answer.content.decode()
    assert not AccessLog.objects.exists()
    assert client.post(address, {"do": "xlsx"}).status_code == 200


def test_the_register_of_destruction_is_a_sentence_and_its_other_files_are_there(office, client, lacking):
    client.force_login(office.auditor)
    answer = client.get(reverse("archive-register", args=["pdf"]), follow=True)
    assert answer.redirect_chain and lacking in answer.content.decode()
    assert client.get(reverse("archive-register", args=["xlsx"])).status_code == 200


def test_a_mark_over_a_letter_that_no_longer_holds_is_a_sentence(room, client, lacking):  # noqa: F811
    old = room.paper
    new = services.issue(
        agency=room.agency, kind=old.kind, facts=old.facts, dated=old.dated, regulation="2019", now=timezone.now()
    )
    services.supersede(old, by=new, reason="写错", actor=None, now=timezone.now())
    page = client.get(reverse("letter-pdf", args=[old.pk]))
    assert page.status_code == 202 and lacking in page.content.decode()


@shared_data
def district():
    """Return a district with a published year."""
    found = District()
    found.made = found.cases()
    found.publication = found.ready().publish()
    return found


def test_the_report_is_a_sentence_and_its_other_files_are_there(db, client, lacking):
    found = District()
    found.cases()
    client.force_login(found.supervisor)
    address = reverse("report", args=[YEAR, found.government.code])
    answer = client.get(f"{address}download/pdf/", follow=True)
    assert answer.redirect_chain and lacking in answer.content.decode()
    assert client.get(f"{address}download/xlsx/").status_code == 200


def test_a_published_report_tells_officers_what_is_missing_and_is_drawn_when_it_comes(district, client, lacking):
    assert draw_published() == 0
    address = reverse("published", args=[YEAR, district.government.code])
    assert lacking not in client.get(address).content.decode()  # nobody's business outside
    client.force_login(district.supervisor)
    assert lacking in client.get(address).content.decode()
    asked = client.get(reverse("report-download", args=[YEAR, district.government.code, "pdf"]), follow=True)
    assert asked.status_code == 404 and lacking in asked.content.decode()
    if not CAN_DRAW:
        pytest.skip("nothing can be drawn on this machine")
    lacking.come()
    assert draw_published() == 1


def test_commands_end_with_their_own_status_and_a_sentence(office, lacking, tmp_path, capsys):
    facts = tmp_path / "facts.json"
    call_command("render_notice", "--sample", "extension")
    facts.write_text(capsys.readouterr().out, encoding="utf-8")
    assert json.loads(facts.read_text(encoding="utf-8"))
    for command in (
        ("render_notice", "--kind", "extension", "--facts", str(facts), "--output", str(tmp_path / "x.pdf")),
        ("annual_report", "--year", "2026", "--agency", "G", "--format", "pdf", "--output", str(tmp_path / "y.pdf")),
    ):
        with pytest.raises(CommandError, match=lacking) as said:
            call_command(*command)
        assert said.value.returncode == typesetter.TypesettingUnavailable.STATUS
    assert not (tmp_path / "x.pdf").exists() and not (tmp_path / "y.pdf").exists()
    call_command(
        "annual_report", "--year", "2026", "--agency", "G", "--format", "xlsx", "--output", str(tmp_path / "y.xlsx")
    )


class DrawsItsSeal:
    """A signer that draws the picture of its seal, as the reference does, where nothing can be drawn."""

    def sign(self, data, letter):
        """Draw first."""
        raise typesetter.TypesettingUnavailable("缺少", english="missing")

    def describe(self, letter):
        """Say who signs."""
        return "测试"


def test_a_signature_whose_seal_cannot_be_drawn_loses_no_attempt(room, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings, "SIGNER", f"{__name__}.DrawsItsSeal")
    copy = SignedCopy.objects.create(letter=room.paper)
    for _ in range(2 * selectors.STUCK):
        assert signing.sign_waiting(timezone.now()) == 0
    copy.refresh_from_db()
    assert copy.attempts == 0 and copy.error == "缺少"
