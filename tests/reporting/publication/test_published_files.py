"""A published file is given out to the byte or not at all; a PDF that could not be drawn says why and is tried as long as it is missing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from agencies.stored_files.models import FileFault
from agencies.stored_files.storage import Damaged
from law import Refused
from notices.rendering import pdf
from notices.typesetting import client as typesetting_client
from reporting.publication import services as publication_services
from reporting.publication.models import DrawingFailure, PublishedFile
from reporting.tasks import draw_published
from tests.reporting.district import FEBRUARY, YEAR
from tests.workflow.sample_office import at

DAMAGE = {
    "flipped": lambda body: bytes([body[0] ^ 1]) + body[1:],
    "last byte": lambda body: body[:-1] + bytes([body[-1] ^ 1]),
    "truncated": lambda body: body[:-1],
    "half": lambda body: body[: len(body) // 2],
    "empty": lambda body: b"",
    "longer": lambda body: body + b"\n",
    "another": lambda body: b"%PDF-1.7 another",
}


def alter(table: str, column: str, where: str, key: int, value) -> None:
    """Write past the guards of the database, as somebody with the disk in hand would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", [value, key])


@pytest.mark.fault("F8")
def test_every_published_file_that_is_not_what_went_out_is_refused_in_words(published, client, monkeypatch):
    monkeypatch.setattr(pdf, "render_html", lambda html, *styles: b"%PDF drawn")
    assert draw_published() == 1
    table = published.publication.table
    for file in PublishedFile.objects.all():
        address, kept = reverse("published-file", args=[YEAR, "G", file.kind]), bytes(file.body)
        assert client.get(address).content == kept
        for how, damage in DAMAGE.items():
            alter("reporting_publishedfile", "body", "id", file.pk, damage(kept))
            answer = client.get(address)
            assert answer.status_code == 409 and "附件损坏" in answer.content.decode(), (file.kind, how)
            assert "Content-Disposition" not in answer
        alter("reporting_publishedfile", "body", "id", file.pk, kept)
        assert client.get(address).content == kept  # restored, and no longer listed
        assert not FileFault.objects.filter(resolved_at=None).exists()
    assert {fault.name for fault in FileFault.objects.all()} == {
        f"published/{table.pk}.{kind}" for kind in ("docx", "html", "pdf", "xlsx")
    }
    address, kept = reverse("published-file", args=[YEAR, "G", "json"]), published.publication.document
    assert client.get(address).content.decode() == kept
    alter("reporting_publication", "document", "id", published.publication.pk, kept.replace("某", "莫", 1))
    assert client.get(address).status_code == 409


def test_a_pdf_is_not_drawn_from_a_page_that_was_altered(published, monkeypatch):
    monkeypatch.setattr(pdf, "render_html", lambda html, *styles: b"%PDF drawn")
    file = PublishedFile.objects.get(kind="html")
    alter("reporting_publishedfile", "body", "id", file.pk, bytes(file.body) + b" ")
    with pytest.raises(Damaged):
        publication_services.draw_pdf(published.publication.pk, at(FEBRUARY))
    assert draw_published() == 0 and "附件损坏" in DrawingFailure.objects.get().reason


def test_a_pdf_that_could_not_be_drawn_says_why_to_who_publishes_and_is_tried_again(published, client, monkeypatch):
    def render(html, *styles):
        raise Refused("公文字体还没有安装", english="No fonts")

    monkeypatch.setattr(pdf, "render_html", render)
    pauses = []
    for _ in range(12):
        DrawingFailure.objects.update(next_at=at(FEBRUARY))
        assert draw_published() == 0
        failure = DrawingFailure.objects.get()
        pauses.append(failure.attempts)
    assert pauses == list(range(1, 13))
    assert publication_services.publications_without_pdf(at(FEBRUARY)) == []  # not before its pause is over
    assert publication_services.publications_without_pdf(failure.next_at + timedelta(seconds=1)) == [
        published.publication.pk
    ]
    page, file = reverse("published", args=[YEAR, "G"]), reverse("published-file", args=[YEAR, "G", "pdf"])
    again = reverse("published-again", args=[YEAR, "G"])
    assert "公文字体还没有安装" not in client.get(page).content.decode()  # the public is told that it is not there yet
    answer = client.get(file)
    assert answer.status_code == 404 and "还没有生成" in answer.content.decode()
    assert client.post(again).status_code == 404
    client.force_login(published.supervisor)
    monkeypatch.setattr(typesetting_client, "why_unavailable", lambda folder: None)  # whatever this machine lacks
    text = client.get(page).content.decode()
    assert "公文字体还没有安装" in text and "已试 12 次" in text and "马上再试" in text
    assert client.post(again).status_code == 302
    monkeypatch.setattr(pdf, "render_html", lambda html, *styles: b"%PDF drawn")
    assert draw_published() == 1 and not DrawingFailure.objects.exists()
    assert client.get(file).content == b"%PDF drawn"
    assert "马上再试" not in client.get(page).content.decode()
