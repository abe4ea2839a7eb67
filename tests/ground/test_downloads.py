"""Every address that reads a stored file refuses one that is not what was kept, in words; the addresses are found, not listed."""

import os
import sys
from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.authtoken.models import Token

from agencies.stored_files import storage, sweeping
from agencies.stored_files.models import FileFault
from notices.letters.models import Letter
from tests.agencies.stored_files.test_storage import DAMAGE
from tests.workflow.sample_archive import PDF
from tests.workflow.sample_office import SHANGHAI, Office, at
from workflow.archive.models import ArchiveRecord

DAY = date(2026, 3, 2)
POSTED = {"reason": "复制给申请人", "purpose": "查阅", "act": "x"}
HOW = [
    how for how in DAMAGE if how not in ("folder gone", "folder a file")
]  # those would take others' files away as well


class Opened:
    """Which files under the folder of stored files are opened, by whatever means; an audit hook stays for ever."""

    root, names, on = "", set(), False

    @classmethod
    def hook(cls, event: str, arguments: tuple) -> None:
        if (
            cls.on
            and event == "open"
            and isinstance(arguments[0], str | os.PathLike)
            and str(arguments[0]).startswith(cls.root)
        ):
            cls.names.add(str(arguments[0])[len(cls.root) + 1 :])


sys.addaudithook(Opened.hook)


@pytest.fixture
def own_folder(settings, tmp_path) -> None:
    """Keep stored files in a folder of the test's own, before the shared ones are put there: it spoils them."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def room(own_folder, furnished, settings, client):
    """Return that office with its files, on the next day, to a client who may read them."""
    with time_machine.travel(datetime(2026, 3, 3, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(furnished.clerk)
        Opened.root = str(settings.MEDIA_ROOT)
        yield furnished
    Opened.on = False


def patterns(resolver=None, prefix: str = ""):
    """Yield the route of every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry
        else:
            yield from patterns(entry, prefix + str(entry.pattern))


def values(office: Office, name: str, kind: str) -> list:
    """Return what may stand at a place of an address."""
    if kind == "IntConverter" and name == "year":
        return [2026]
    if kind == "IntConverter" or name == "pk":
        keys = [office.reply.pk, office.plain.pk, office.record.pk, office.batch.pk, office.waits.pk, office.closed.pk]
        return list(dict.fromkeys([*keys, office.closed.application.attachments.first().pk]))
    if name == "kind":
        return ["pdf", "xlsx"]
    return [office.agency.code]


def addresses(office: Office):
    """Yield every address that can be made of the routes and the keys of this office."""
    for route, entry in patterns():
        converters = entry.pattern.converters
        names = list(converters) or [key for key in entry.pattern.regex.groupindex if key != "format"]
        options = [values(office, name, type(converters[name]).__name__ if converters else "") for name in names]
        for chosen in product(*options):
            given = dict(zip(names, chosen, strict=True))
            for namespace in ("api:", "") if route.startswith("api/") else ("",):
                try:
                    yield route, reverse(f"{namespace}{entry.name}", kwargs=given)
                    break
                except Exception:  # noqa: BLE001, S112  of another namespace, or without a name
                    continue


def ask(client, method: str, address: str, *, follow: bool = False):
    """Ask, write down which files were opened, and undo what was written; a page led to is asked for before that."""
    Opened.names, Opened.on = set(), True
    try:
        with transaction.atomic():
            answer = getattr(client, method)(address, POSTED) if method == "post" else client.get(address)
            if follow and answer.status_code in (301, 302):
                answer = client.get(answer.url)
            body = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
    finally:
        Opened.on = False
    return answer, body, set(Opened.names)


def stored() -> set[str]:
    return {
        held
        for model, file, _sha in sweeping.file_fields()
        for held in model.objects.exclude(**{file: ""}).values_list(file, flat=True)
    }


@pytest.fixture
def readers(room, client):
    """Return every address that reads stored files, with the files that it reads."""
    client.raise_request_exception = False
    known, found, tried, seen = stored(), {}, 0, set()
    for route, address in sorted(set(addresses(room))):
        if route.startswith(("logout", "sessions")):  # whoever ends the own session asks for nothing more
            continue
        for method in ("get", "post"):
            tried += 1
            _answer, _body, names = ask(client, method, address)
            kinds = (method, route, *sorted({name.split("/")[0] for name in names & known}))
            if names & known and kinds not in seen:  # one address of a route and the kinds of files that it reads
                seen.add(kinds)
                found[method, address] = sorted(names & known)
    assert tried > 300
    return found


def past_the_door(readers, client, monkeypatch) -> None:
    """Prove that no address opens a stored file but through the door."""
    through, real = set(), storage.inspected_contents
    monkeypatch.setattr(
        storage, "inspected_contents", lambda kept, name, sha256: (through.add(name), real(kept, name, sha256))[1]
    )
    for method, address in readers:
        through.clear()
        _answer, _body, names = ask(client, method, address)
        assert names & stored() <= through, address
    monkeypatch.undo()


@pytest.mark.fault("F8")
def test_every_address_that_reads_a_stored_file_refuses_one_that_is_not_what_was_kept(
    room, readers, client, settings, monkeypatch
):
    names = {
        address.rstrip("/").rpartition("/")[2] if not address.startswith("/attachments") else "attachment"
        for _method, address in readers
    }
    assert names >= {"pdf", "attachment", str(room.record.pk)} and {method for method, _ in readers} == {"get", "post"}
    assert any(address.startswith("/api/") for _method, address in readers)
    read = {name for names in readers.values() for name in names}
    assert {name.split("/")[0] for name in read} == {"applications", "letters", "signed", "archive"}
    past_the_door(readers, client, monkeypatch)
    wrong = []
    for (method, address), files in readers.items():
        for name in (files[0], files[-1]) if len(files) > 1 else files:
            for how in HOW:
                path = Path(settings.MEDIA_ROOT) / name
                kept = path.read_bytes()
                DAMAGE[how](path)
                try:
                    answer, body, _names = ask(client, method, address, follow=True)
                finally:
                    if path.is_dir() and not path.is_symlink():
                        path.rmdir()
                    path.unlink(missing_ok=True)
                    path.write_bytes(kept)
                if (
                    answer.status_code >= 500
                    or "附件损坏" not in body.decode(errors="replace")
                    or answer.get("Content-Disposition")
                ):
                    wrong.append((method, address, name, how, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("how", HOW)
def test_the_api_gives_no_letter_that_the_page_refuses(room, client, how):
    letter = Letter.objects.get(pk=room.plain.pk)
    address = reverse("api:letter-pdf", args=[letter.pk])
    token = {"authorization": f"Token {Token.objects.create(user=room.clerk).key}"}
    client.logout()
    assert b"".join(client.get(address, headers=token)) == PDF
    DAMAGE[how](Path(letter.pdf.path))
    answer = client.get(address, headers=token)
    assert answer.status_code == 409 and "附件损坏" in answer.json()["detail"]
    assert FileFault.objects.get().name == letter.pdf.name


def test_a_letter_that_is_not_drawn_yet_is_told_in_words(room, client):
    letter = office_letter(room)
    answer = client.get(reverse("api:letter-pdf", args=[letter.pk]))
    assert answer.status_code == 409 and "正在生成" in answer.json()["detail"]


def office_letter(room) -> Letter:
    """Return a letter that nobody has drawn."""
    return room.case(date(2026, 3, 3)).events.get(act="register").letter


@pytest.mark.parametrize(
    ("error", "said"),
    [("字库缺少“𱀀”", "字库缺少“𱀀”"), ("公文字体还没有安装", "公文字体还没有安装"), ("", "没有结果就中止了")],
)
def test_a_letter_that_failed_says_why_and_has_a_button_that_tries_now(room, client, error, said):
    letter = office_letter(room)
    Letter.objects.filter(pk=letter.pk).update(attempts=7, render_error=error, claimed_until=at(date(2026, 3, 3), 15))
    page = client.get(reverse("letter-pdf", args=[letter.pk]))
    text = page.content.decode()
    assert (
        said in text
        and "正在生成" not in text
        and "马上再试" in text
        and "已试 7 次" in text
        and "2026-03-03 15:00" in text
    )
    client.post(reverse("letter-again", args=[letter.pk]))
    assert Letter.objects.get(pk=letter.pk).claimed_until is None
    assert Letter.objects.get(pk=letter.pk).attempts == 7


def test_a_letter_that_is_being_drawn_now_is_left_to_its_worker(room, client):
    letter, until = office_letter(room), at(date(2026, 3, 3), 10)
    Letter.objects.filter(pk=letter.pk).update(attempts=1, claimed_until=until)
    assert "马上再试" not in client.get(reverse("letter-pdf", args=[letter.pk])).content.decode()
    client.post(reverse("letter-again", args=[letter.pk]))
    assert Letter.objects.get(pk=letter.pk).claimed_until == until


def test_who_may_not_see_a_letter_may_not_have_it_tried(room, client):
    letter = office_letter(room)
    for person, status in ((room.administrator, 404), (room.handler, 302), (None, 302)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.post(reverse("letter-again", args=[letter.pk])).status_code == status


def test_the_administrator_sees_what_is_wrong_mends_it_and_has_it_looked_at_again(room, client):
    attachment = room.closed.application.attachments.first()
    path, kept = Path(attachment.file.path), Path(attachment.file.path).read_bytes()
    path.unlink()
    client.get(reverse("attachment", args=[attachment.pk]))
    client.force_login(room.administrator)
    address = reverse("office-files")
    page = client.get(address).content.decode()
    assert (
        "不见了" in page
        and f"申请附件 {attachment.pk} 号" in page
        and attachment.file.name in page
        and attachment.name not in page
    )
    client.post(address, {"check": ""})
    assert FileFault.objects.filter(resolved_at__isnull=True).count() == 1
    path.write_bytes(kept)
    client.post(address, {"check": ""})
    assert not FileFault.objects.filter(resolved_at__isnull=True).exists()
    assert "没有。每个文件都在" in client.get(address).content.decode()


def test_the_administrator_lets_everything_that_failed_be_tried(room, client):
    letter = office_letter(room)
    Letter.objects.filter(pk=letter.pk).update(
        attempts=7, render_error="公文字体还没有安装", claimed_until=at(date(2026, 3, 3), 15)
    )
    client.force_login(room.administrator)
    page = client.get(reverse("office-files")).content.decode()
    assert "公文字体还没有安装" in page and letter.number in page
    client.post(reverse("office-files"), {"again": "1"})
    assert Letter.objects.get(pk=letter.pk).claimed_until is None


def test_a_package_that_cannot_be_built_for_a_damaged_file_is_listed_past_the_rollback(room, client):
    attachment = room.waits.application.attachments.first()
    Path(attachment.file.path).write_bytes(b"other")
    client.post(reverse("archive"), {"case": room.waits.pk})
    assert FileFault.objects.filter(name=attachment.file.name).exists()
    assert not ArchiveRecord.objects.filter(case=room.waits).exists()


def test_every_stored_file_is_swept(room):
    """A new FileField must come with its hash, or the sweep and the door know nothing of it."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.get_internal_type() == "FileField":
                names = {one.name for one in model._meta.concrete_fields}
                assert f"{field.name}_sha256" in names or "sha256" in names, model
