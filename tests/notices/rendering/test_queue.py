"""The worker: letters without a PDF are found in the database, claimed, rendered once, and kept with their hash."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from law import Refused
from notices import tasks
from notices.letters import selectors
from notices.letters.models import Letter
from notices.rendering import pdf, queue
from notices.typesetting import client as typesetting_client

pytestmark = pytest.mark.usefixtures("fonts")


def test_letters_without_a_pdf_get_one(issued):
    letters = [issued("deny"), issued("open")]
    assert tasks.render_letters() == 2
    for letter in letters:
        letter.refresh_from_db()
        data = selectors.read_pdf(letter)
        assert data.startswith(b"%PDF") and hashlib.sha256(data).hexdigest() == letter.pdf_sha256


@pytest.mark.fault("F5")
def test_a_second_run_does_nothing(issued):
    letter = issued()
    tasks.render_letters()
    before = Letter.objects.get(pk=letter.pk).pdf.name
    assert tasks.render_letters() == 0
    assert Letter.objects.get(pk=letter.pk).pdf.name == before


@pytest.mark.fault("F2")
def test_a_claim_of_a_dead_worker_runs_out(issued):
    letter, now = issued(), timezone.now()
    assert queue.claim_letter(now).pk == letter.pk
    assert queue.claim_letter(now) is None
    assert queue.claim_letter(now + queue.LEASE + timedelta(seconds=1)).pk == letter.pk


@pytest.mark.parametrize("attempts", [5, 40])
def test_however_often_a_letter_failed_it_is_tried_again_when_its_pause_is_over(issued, attempts):
    letter, now = issued(), timezone.now()
    Letter.objects.filter(pk=letter.pk).update(attempts=attempts, render_error="字库缺少“𱀀”", claimed_until=now)
    assert queue.claim_letter(now) is None
    assert queue.claim_letter(now + timedelta(seconds=1)).pk == letter.pk


@pytest.mark.fault("F2")
def test_a_file_left_half_written_is_replaced(issued):
    letter = issued()
    data = pdf.render_letter(letter)
    name = f"letters/{letter.year}/{letter.pk}-{hashlib.sha256(data).hexdigest()[:16]}.pdf"
    letter.pdf.storage.save(name, ContentFile(data[:100]))
    queue.store_pdf(letter, data)
    assert selectors.read_pdf(Letter.objects.get(pk=letter.pk)) == data


@pytest.mark.fault("F8")
@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_a_damaged_file_is_not_handed_out(issued, damage):
    letter = issued()
    tasks.render_letters()
    letter.refresh_from_db()
    with open(letter.pdf.path, "rb") as stored:
        data = bytearray(stored.read())
    data[len(data) // 2] ^= 1
    if damage == "gone":
        letter.pdf.storage.delete(letter.pdf.name)
    else:
        with open(letter.pdf.path, "wb") as stored:
            stored.write(data if damage == "flip" else data[:-50])
    with pytest.raises(Refused, match="损坏"):
        selectors.read_pdf(letter)


def test_before_it_is_rendered_the_letter_says_so(issued):
    with pytest.raises(Refused, match="正在生成"):
        selectors.read_pdf(issued())


def test_an_old_letter_is_not_rendered(issued):
    letter = issued(number="瓯公开〔2018〕104号", facts={"addressee": "杨超英"})
    assert tasks.render_letters() == 0
    with pytest.raises(Refused, match="历史"):
        selectors.read_pdf(letter)


@pytest.mark.fault("X4")
@pytest.mark.parametrize(
    "html, said",
    [
        ("<p>甲" * 60_000, "超过时间限制"),
        ("<p>甲</p>" * 60_000, "过长"),
        ("<div>" * 900 + "甲", "嵌套过深|超过时间限制"),
        ('<img src="http://127.0.0.1:9/x.png"><p>甲</p>', "外部资源"),
        ('<p>甲</p><div style="display:none"><p>乙</p></div>', "与审定的文字不一致"),
        ("<p>甲\U00031000</p>", "字库缺少"),
    ],
)
def test_a_letter_that_cannot_be_rendered_stays_visible_and_holds_up_nobody(issued, monkeypatch, html, said):
    limited = typesetting_client.TypesettingProcess(settings.FONT_DIR, cpu_seconds=1)
    monkeypatch.setattr(typesetting_client, "process_of", lambda folder: limited)
    bad, good = issued(), issued()
    claim = queue.claim_letter

    def claim_with_bad_text(now):  # the database lets nobody change the text of a letter
        letter = claim(now)
        if letter is not None and letter.pk == bad.pk:
            letter.html = html
        return letter

    monkeypatch.setattr(queue, "claim_letter", claim_with_bad_text)
    assert tasks.render_letters() == 1
    limited.close()
    bad.refresh_from_db()
    assert re.search(said, bad.render_error) and bad.pdf_sha256 == "" and not bad.pdf
    assert Letter.objects.get(pk=good.pk).pdf_sha256
    assert tasks.render_letters() == 0  # not before its pause is over
    assert list(selectors.failed_to_render()) == [bad]
    Letter.objects.filter(pk=bad.pk).update(claimed_until=None)
    monkeypatch.undo()  # the usual limits again: a new child needs its second to start
    assert tasks.render_letters() == 1  # the cause is mended: however often it failed, it is drawn
    assert list(selectors.failed_to_render()) == []
