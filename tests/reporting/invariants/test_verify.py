"""`verify` finds nothing in what the software wrote, and names every fault that somebody plants past it."""

import json
from datetime import date
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from agencies.backups.triggers import triggers_at_rest
from agencies.organisation.models import Agency
from intake.models import Application, Attachment
from intake.services import attach
from notices.letters.models import Draft, Letter, NumberSeries
from notices.mail.models import Dispatch, Mailing
from reporting.figures.models import PublishedTable
from reporting.invariants.findings import INVARIANTS
from reporting.invariants.services import verify
from tests.agencies.stored_files.test_storage import Upload
from tests.upgrade import keep
from tests.upgrade.keep import START
from tests.workflow.sample_office import DAYS, Office, at
from workflow.cases.models import Case, Event, Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def filled(settings, tmp_path):
    """Fill the database with cases in every state, and the folder with two files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    office = Office()
    office.case(START)
    keep._waiting(office)
    keep._towards_the_reply(office)
    office.do(keep._replied(office), "close", date(2026, 3, 16))
    case = Case.objects.order_by("pk").first()
    for name in ("1.pdf", "2.pdf"):
        attach(case.application, name=name, body=Upload(name).read(), now=at(START))


def replied() -> Event:
    """Return the event of a reply with a letter of ours."""
    return Event.objects.filter(act="reply", letter__isnull=False).order_by("pk").first()


def update(model, pk, **values) -> None:
    """Change a row past every door."""
    model._base_manager.filter(pk=pk).update(**values)


def case_of_state(state: str) -> Case:
    """Return a case in a state."""
    return Case.objects.filter(state=state).order_by("pk").first()


def same_person() -> None:
    """Let the reviewer of a reply be its drafter, in every hash."""
    event = replied()
    drafted = Event.objects.filter(case=event.case, act="draft").last()
    update(Event, Event.objects.filter(case=event.case, act="approve").last().pk, actor=drafted.actor)


def illegal_step() -> None:
    """Let a case be closed that was only registered, as its last event."""
    case = case_of_state("registered")
    last = case.events.order_by("seq").last()
    Event.objects.create(case=case, seq=last.seq + 1, act="sign", on=last.on, recorded_at=last.recorded_at, prev_hash=last.hash, hash="0" * 64,
                         data={"content_sha256": "0" * 64})  # fmt: skip


def stray_mail() -> None:
    """Let an agency post the letter of another."""
    other, letter = Agency.objects.get(code="G"), Letter.objects.exclude(number="").first()
    by = letter.agency.officers.first()
    dispatch = Dispatch.objects.create(agency=other, posted_on=START, recorded_by=by, recorded_at=at(START))
    Mailing.objects.create(dispatch=dispatch, letter=letter, kind="ordinary", name="甲", address="某路")


def published() -> None:
    """Publish a table whose hash is another's."""
    PublishedTable.objects.create(
        agency=Agency.objects.get(code="D"),
        year=2024,
        form="annual_2021",
        tables={"一": 1},
        sha256="0" * 64,
        frozen_at=timezone.now(),
    )


def identity_number() -> None:
    """Put the identity number of an applicant into a reminder."""
    case = Case.objects.first()
    plain(case.application_id, identity_number="330304199001011234")
    Reminder.objects.create(
        case=case, rule="x", day=START, text="330304199001011234", english="x", created_at=at(START)
    )


def plain(pk, **values) -> None:
    """Write into the columns of an application what would never be written so."""
    setting = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE intake_application SET {setting} WHERE id = %s", [*values.values(), pk])


def stored(pk, name="phone") -> str:
    """Return what a column of an application holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM intake_application WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def first_two() -> list[int]:
    """Return two applications."""
    return list(Application.objects.order_by("pk").values_list("pk", flat=True)[:2])


def moved_text() -> None:
    """Put the sealed telephone of one application into another."""
    one, other = first_two()
    plain(other, phone=stored(one))


PLANTED = {
    "words of an application": ("I1", lambda: update(Application, Application.objects.first().pk, content="改过")),
    "column": ("I2", lambda: update(Case, case_of_state("handling").pk, handler=None)),
    "state": ("I2", lambda: update(Case, case_of_state("handling").pk, state="closed")),
    "step": ("I3", illegal_step),
    "gap": ("I4", lambda: update(NumberSeries, NumberSeries.objects.filter(last__gt=0).first().pk, last=99)),
    "number altered": ("I4", lambda: update(Letter, Letter.objects.filter(sequence=2).first().pk, number="某住建公开〔2026〕98号")),
    "due day": ("I5", lambda: update(Case, case_of_state("handling").pk, due_on=START)),
    "one person": ("I6", same_person),
    "text of a reply": ("I6", lambda: update(Letter, replied().letter_id, html="<p>另一个答复</p>")),
    "draft": ("I6", lambda: update(Draft, replied().case.draft_id, html="<p>另一个答复</p>")),
    "published": ("I8", published),
    "event": ("I9", lambda: update(Event, replied().pk, data={"note": "改过"})),
    "first event": ("I9", lambda: update(Event, Event.objects.filter(seq=1).first().pk, on=date_before())),
    "tail": ("I9", lambda: Event._base_manager.filter(pk=case_of_state("closed").events.order_by("-seq").first().pk)._raw_delete("default")),
    "letter of an event": ("I9", lambda: update(Event, replied().pk, letter=Letter.objects.exclude(pk=replied().letter_id).first())),
    "file of nobody": ("I10", lambda: (django_settings.MEDIA_ROOT / "applications" / "x").write_bytes(b"x")),
    "file altered": ("I10", lambda: (django_settings.MEDIA_ROOT / Attachment.objects.first().file.name).write_bytes(b"x")),
    "file gone": ("I10", lambda: (django_settings.MEDIA_ROOT / Attachment.objects.last().file.name).unlink()),
    "identity number": ("I11", identity_number),
    "telephone in clear": ("I11", lambda: plain(first_two()[0], phone="13800000000")),
    "sealed text of another row": ("I1", moved_text),
    "sealed text cut off": ("I1", lambda: plain(first_two()[0], phone=stored(first_two()[0])[:-4])),
    "key that is not here": ("I1", lambda: plain(first_two()[0], phone="sealed1:aes-256-gcm:gone:AAAA")),
    "found under another number": ("I2", lambda: plain(first_two()[0], identity_index="x")),
    "agency": ("I12", lambda: update(Case, case_of_state("registered").pk, agency=Agency.objects.get(code="G"))),
    "mail": ("I12", stray_mail),
}  # fmt: skip


def date_before():
    """Return a day before the first."""
    return START.replace(day=1)


@pytest.mark.fault("F8")
def test_every_planted_fault_is_named_and_nothing_else_is(filled):
    assert [str(finding) for finding in verify(DAYS, now=timezone.now())] == []
    missed = {}
    for name, (invariant, plant) in PLANTED.items():
        files = {path: path.read_bytes() for path in django_settings.MEDIA_ROOT.rglob("*") if path.is_file()}
        with transaction.atomic():
            with triggers_at_rest(connection):
                plant()
            found = {finding.invariant for finding in verify(DAYS, now=timezone.now())}
            transaction.set_rollback(True)
        for path in django_settings.MEDIA_ROOT.rglob("*"):
            if path.is_file() and path not in files:
                path.unlink()
        for path, body in files.items():
            path.write_bytes(body)
        if invariant not in found:
            missed[name] = (invariant, found)
    assert not missed
    assert [str(finding) for finding in verify(DAYS, now=timezone.now())] == []
    assert {invariant for invariant, _plant in PLANTED.values()} | {"I7"} == set(INVARIANTS)


def test_the_ledger_tells_what_is_missing(filled, tmp_path):
    one = Application.objects.first()
    lines = [
        {"id": str(one.public_id)},
        {"id": "5f0c8a9e-0000-4000-8000-000000000000"},
        {"agency": "D", "idempotency_key": "k1"},
    ]
    ledger = tmp_path / "ledger"
    ledger.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", "--ledger", str(ledger), "--format", "json", stdout=out, stderr=StringIO())
    told = json.loads(out.getvalue())
    assert ended.value.code == 1 and told["counts"] == dict.fromkeys(INVARIANTS, 0) | {"I1": 2}
    assert [finding["where"] for finding in told["findings"]] == ["回执第 2 行", "回执第 3 行"]
    ledger.write_text("no json")
    with pytest.raises(CommandError, match="第 1 行"):
        call_command("verify", "--ledger", str(ledger), stdout=StringIO(), stderr=StringIO())


def test_what_cannot_be_known_is_said(filled):
    errors = StringIO()
    call_command("verify", stdout=StringIO(), stderr=errors)
    said = errors.getvalue()
    assert all(name in said for name in INVARIANTS) and "没有 --ledger" in said
