"""A text of the remedy paragraphs as a signed file: seen before it is applied, by a second person, and taken back (11.8)."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.installation import remedy_texts, signatures
from agencies.installation.models import SignedRemedyText
from law import Refused
from law.remedies import instructions
from notices.kinds.samples import sample_facts
from notices.letters.models import Letter
from tests.notices.sample_letters import EVERY
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.office import changed_remedies
from workflow.office.law_readiness import law_lines

WITHHELD = {"ground": "internal", "reason": "是本机关办公会议的内部工作流程", "evidence": "会议签到表及议程原件"}
NOW = datetime(2026, 11, 30, 9, tzinfo=SHANGHAI)
EARLY = NOW - timedelta(hours=1)  # the desk works at nine
TODAY = NOW.date()
FILE = Path(instructions.__file__).parent / "letters_2026.toml"
DELIVERED = FILE.read_text(encoding="utf-8")
OLD, NEW = "应当自收到本{noun}之日起60日内先向{bodies}", "应当自收到本{noun}之日起90日内先向{bodies}"


def text_from(start: str, end: str = "", **replaced: str) -> bytes:
    """Return the delivered text with another period and a refusal that gives ninety days."""
    period = f"in_force_from = {start}\n" + (f"in_force_to = {end}\n" if end else "")
    said = DELIVERED.replace("in_force_from = 2026-07-01\n", period).replace(OLD, NEW, 1)
    for old, new in replaced.items():
        said = said.replace(old, new)
    return said.encode()


PAST, COMING = text_from("2026-07-01"), text_from("2026-12-15")


@shared_data
def staffed():
    """Return an office with a refusal that is out and one that is drafted, and two who keep the texts."""
    with time_machine.travel(NOW, tick=False):
        office = Office()
        office.second = officer("second", office.government, "administrator")
        office.issued = office.assigned(date(2026, 11, 9))
        _refuse(office, office.issued, date(2026, 11, 16), "reply")
        office.waiting = office.assigned(date(2026, 11, 10))
        _refuse(office, office.waiting, TODAY, "sign")
    return office


def _refuse(office, case, on, until):
    office.drafted(case, on, "deny", ["internal"], items=[WITHHELD])
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, on)
        if code == until:
            break


@pytest.fixture
def office(staffed, tmp_path, settings):
    """Return them on one morning, with a key that they trust."""
    with time_machine.travel(EARLY, tick=True):
        staffed.secret, staffed.public = signatures.write_key_pair(tmp_path, "法制办")
        settings.NOTICE_KEYS = str(tmp_path)
        yield staffed


def signed(office, body: bytes) -> bytes:
    return signatures.sign(body, office.secret.read_bytes()).encode()


def sent(client, body: bytes, signature: bytes, name="letters_2027.toml"):
    given = {"file": SimpleUploadedFile(name, body), "signature": SimpleUploadedFile(f"{name}.sig", signature)}
    return client.post(reverse("office-texts"), given)


def loaded(office, client, body: bytes) -> SignedRemedyText:
    client.force_login(office.administrator)
    assert sent(client, body, signed(office, body)).status_code == 302
    return SignedRemedyText.objects.first()


def step(client, row, code, **given):
    return client.post(reverse("office-text-step", args=[row.pk, code]), given)


def applied(office, client, body: bytes) -> SignedRemedyText:
    row = loaded(office, client, body)
    client.force_login(office.second)
    assert step(client, row, "apply").status_code == 302
    return row


def paragraph(dated: date) -> str:
    """Return how a refusal of the sample department reads by the texts in force."""
    bodies = instructions.Bodies("department", "某局", "某区人民政府", "某市局", court="某法院")
    texts = remedy_texts.remedy_texts()
    return instructions.remedy_paragraph(dated=dated, remedy_class="F", agency=bodies, letters=texts)


def page_of(client, row) -> str:
    return client.get(reverse("office-text", args=[row.pk])).content.decode()


def test_the_preview_shows_sentences_drafts_and_letters_and_nothing_has_changed(office, client):
    row = loaded(office, client, PAST)
    said = page_of(client, row)
    assert "<del>6</del>0日内先向〔复议机关〕" in said and "<ins>9</ins>0日内先向〔复议机关〕" in said
    assert office.waiting.number in said
    letter = Letter.objects.get(kind="deny")
    assert letter.number in said
    assert "60日内先向" in paragraph(TODAY)
    assert office.issued.number not in said  # it has no draft that waits


def test_a_text_to_come_leaves_letters_of_before_as_they_are(office, client):
    row = applied(office, client, COMING)
    assert ["60日" in paragraph(day) for day in (date(2026, 12, 14), date(2026, 12, 15))] == [True, False]
    assert Letter.objects.get(kind="deny").number not in page_of(client, row)
    office.do(office.waiting, "reply", TODAY)  # drafted before, issued before the first day
    assert "60日内先向" in Letter.objects.filter(kind="deny").first().html


def test_applied_it_stops_drafts_of_before_and_letters_keep_their_bytes(office, client):
    before = Letter.objects.get(kind="deny")
    applied(office, client, PAST)
    with pytest.raises(Refused, match="救济告知已经不同"):
        office.do(office.waiting, "reply", TODAY)
    assert "90日内先向" in paragraph(TODAY)
    after = Letter.objects.get(pk=before.pk)
    assert (after.html, after.content_sha256) == (before.html, before.content_sha256) and "60日内先向" in after.html


def test_what_was_issued_on_it_stays_when_it_is_taken_back(office, client):
    row = applied(office, client, PAST)
    office.do(office.waiting, "return_draft", TODAY, by=office.signer, comments="救济告知有新文本")
    _refuse(office, office.waiting, TODAY, "reply")
    letter = Letter.objects.filter(kind="deny").first()
    assert "90日内先向" in letter.html
    assert letter.number in page_of(client, row)
    assert step(client, row, "back", reason=" ").status_code == 422
    assert step(client, row, "back", reason="原文核对有误").status_code == 302
    assert "60日内先向" in paragraph(TODAY)
    kept = Letter.objects.get(pk=letter.pk)
    assert (kept.html, kept.content_sha256) == (letter.html, letter.content_sha256)
    assert "原文核对有误" in page_of(client, row)


def test_a_letter_is_judged_by_the_texts_that_its_writer_could_know(office, client):
    row = applied(office, client, PAST)
    history = remedy_texts.RemedyHistory()
    row.refresh_from_db()
    days = [history.at(row.applied_at + timedelta(seconds=by))[-1].says["texts"]["F"] for by in (-1, 1)]
    assert [text.count("90日") for text in days] == [0, 1]
    step(client, row, "back", reason="原文核对有误")
    row.refresh_from_db()
    history = remedy_texts.RemedyHistory()
    assert "90日" not in history.at(row.taken_back_at)[-1].says["texts"]["F"]
    assert "90日" in history.at(row.applied_at)[-1].says["texts"]["F"]


@pytest.mark.parametrize("what", ["changed", "unknown_key", "no_signature"])
def test_what_is_not_signed_by_a_trusted_key_is_not_taken_in(office, client, tmp_path, what):
    body, signature = PAST, signed(office, PAST)
    if what == "changed":
        body = PAST.replace("90日".encode(), "80日".encode())
    elif what == "unknown_key":
        (tmp_path / "x").mkdir()
        secret, _public = signatures.write_key_pair(tmp_path / "x", "别人")
        signature = signatures.sign(PAST, secret.read_bytes()).encode()
    else:
        signature = b"not a signature"
    client.force_login(office.administrator)
    answer = sent(client, body, signature)
    assert answer.status_code == 422 and not SignedRemedyText.objects.exists()
    assert ("不是 Ed25519 签名" if what == "no_signature" else "签名与文件不符") in answer.content.decode()


def test_a_key_that_is_trusted_no_more_applies_nothing(office, client, tmp_path):
    row = loaded(office, client, PAST)
    office.public.unlink()
    signatures.write_key_pair(tmp_path, "新的")
    client.force_login(office.second)
    answer = step(client, row, "apply")
    assert answer.status_code == 422 and "签名与文件不符" in answer.content.decode()
    assert "60日内先向" in paragraph(TODAY)


def test_a_row_that_was_changed_in_the_database_is_not_applied_and_not_used(office, client, monkeypatch):
    monkeypatch.setattr(remedy_texts, "_known", {})  # as in a process that has not read it yet
    row = loaded(office, client, PAST)
    SignedRemedyText.objects.filter(pk=row.pk).update(body=PAST.decode().replace("90日", "80日"))
    client.force_login(office.second)
    assert step(client, row, "apply").status_code == 422
    SignedRemedyText.objects.filter(pk=row.pk).update(applied_by=office.second, applied_at=NOW)
    assert remedy_texts.with_rows(remedy_texts.applied_rows())[1] == [row]
    assert "60日内先向" in paragraph(TODAY)


def test_who_loaded_it_does_not_apply_it(office, client):
    row = loaded(office, client, PAST)
    answer = step(client, row, "apply")
    assert answer.status_code == 422 and "另一名系统管理员" in answer.content.decode()
    assert "60日内先向" in paragraph(TODAY)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-06-01", ""), ("2026-07-01", "2026-12-31"), ("2027-01-01", "2027-12-31"), ("2001-01-01", "")],
    ids=["inside another", "leaves days without one", "ends", "before all"],
)
def test_a_period_that_overlaps_or_leaves_days_without_a_text_is_refused(office, client, start, end):
    client.force_login(office.administrator)
    body = text_from(start, end)
    answer = sent(client, body, signed(office, body))
    assert answer.status_code == 422 and "冲突" in answer.content.decode()


def test_a_text_that_ended_is_replaced_for_its_own_days_alone(office, client):
    applied(office, client, text_from("2024-01-01"))
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert ["90日" in paragraph(day) for day in days] == [False, True, True, False]


def test_of_two_the_later_is_taken_back_first(office, client):
    first = applied(office, client, COMING)
    second = applied(office, client, text_from("2027-03-01"))
    answer = step(client, first, "back", reason="有更正")
    assert answer.status_code == 422 and "先撤回那一份" in answer.content.decode()
    assert step(client, second, "back", reason="有更正").status_code == 302
    assert step(client, first, "back", reason="有更正").status_code == 302
    assert remedy_texts.remedy_texts() == instructions.LETTERS


def test_two_that_waited_for_the_same_days_do_not_both_come_into_force_unseen(office, client):
    """What was loaded while another held is held against the texts of the moment in which it is applied."""
    late = loaded(office, client, COMING)
    applied(office, client, text_from("2027-03-01"))
    answer = step(client, late, "apply")
    assert answer.status_code == 422 and "冲突" in answer.content.decode()


def test_the_case_page_follows_the_text_in_force(office, client):
    Case.objects.filter(pk=office.waiting.pk).update(due_on=date(2026, 11, 27))
    body = text_from("2026-07-01", **{"silence_first = true": "silence_first = false"})
    row = loaded(office, client, body)
    assert office.waiting.number in page_of(client, row).split('id="overdue"')[1]
    client.force_login(office.handler)
    address = reverse("case", args=[office.waiting.pk])
    before = client.get(address).content.decode()
    client.force_login(office.second)
    step(client, row, "apply")
    client.force_login(office.handler)
    assert client.get(address).content.decode().count("先申请行政复议") != before.count("先申请行政复议")


@pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor"])
def test_for_others_the_pages_do_not_exist(office, client, who):
    row = loaded(office, client, PAST)
    client.force_login(getattr(office, who))
    addresses = [reverse("office-texts"), reverse("office-text", args=[row.pk])]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert step(client, row, "apply").status_code == 404
    assert "office/texts" not in client.get(reverse("office-calendars")).content.decode()


def test_a_day_of_checking_that_is_yet_to_come_is_refused(office, client):
    body = DELIVERED.replace("checked_on = 2026-11-29", "checked_on = 2026-12-01").encode()
    client.force_login(office.administrator)
    answer = sent(client, body, signed(office, body))
    assert answer.status_code == 422 and "还没有到" in answer.content.decode()


def test_no_letter_that_tells_a_remedy_is_left_out_of_the_preview():
    told = {code for code, regulation in EVERY if sample_facts(code, regulation).remedy_under(regulation) != "N"}
    assert told <= set(changed_remedies.WITH_REMEDY) and "combined" in told


def test_a_text_that_fits_no_more_is_not_used_and_readiness_says_so(office, client):
    """A later delivery may bring a text of other days than the loaded one was made for."""
    row = applied(office, client, PAST)
    told = {line.code: line for line in law_lines(TODAY, calendar())}
    assert "unfit_texts" not in told
    body = text_from("2025-06-01")
    SignedRemedyText.objects.filter(pk=row.pk).update(body=body.decode(), sha256=sha256(body).hexdigest())
    assert "60日内先向" in paragraph(TODAY)
    told = {line.code: line for line in law_lines(TODAY, calendar())}
    assert "letters_2027.toml" in told["unfit_texts"].says[0] and told["unfit_texts"].state == "warning"
