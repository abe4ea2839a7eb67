"""The drill: an office works, is backed up, works on, burns down, is restored, reconciled and released, and goes on above the paper."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.installation.models import Restoration
from agencies.installation.restore_mode import InRestoreMode
from agencies.organisation.models import Officer
from agencies.stored_files import sweeping
from law import Conflict, Refused
from notices.letters.models import Letter, NumberSeries
from notices.register.selectors import numbering_faults
from tests.agencies.backups.emptied import empty_installation
from tests.agencies.backups.test_backups import run
from tests.agencies.stored_files.test_storage import Upload
from tests.once.crawl import taking_posts
from tests.workflow.sample_office import Office, at, officer
from workflow import tasks
from workflow.acts.services import perform, recompute
from workflow.cases.models import Case, Event
from workflow.recovery import services
from workflow.recovery.models import ReconciledPoint, Subject
from workflow.recovery.selectors import open_points, points_of

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")  # as in the tests of backups
TODAY = date(2026, 3, 20)
OPEN = {"login", "logout", "set_language", "password", "number-mark", "number-words", "office-files", "office-person-add", "office-person",
        "office-person-step", "office-reset", "office-roles", "office-alarm-seen", "password-denied", "session-end", "recovery", "recovery-agency", "recovery-release", "api-token", "api-reckon"}  # fmt: skip


def numbers() -> dict:
    """Return the last number of every series."""
    return dict(NumberSeries.objects.values_list("series", "last"))


def burnt(office, tmp_path) -> dict:
    """Back up, work on, lose everything, restore; return the last numbers that were on paper."""
    run("backup", tmp_path / "1.backup")
    office.case(date(2026, 3, 4))
    office.do(office.assigned(date(2026, 3, 4)), "request_correction", date(2026, 3, 5), points=["请说明"])
    paper = numbers()
    empty_installation()
    run("restore", tmp_path / "1.backup")
    return paper


@pytest.fixture
def office(settings, tmp_path):
    """Return an office at work, with files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    made = Office()
    made.second = officer("second", made.government, "administrator")
    made.one = made.assigned(date(2026, 3, 2), files=[Upload("1.pdf")])
    made.case(date(2026, 3, 3))
    return made


def answers(office, restoration: Restoration, agency, **last) -> dict:
    """Return an answer to every point of an agency: the numbers of the paper, and that there was nothing else."""
    points = points_of(agency, restoration, TODAY)
    return {
        point.key: max(point.recorded, last.get(point.series or "register", 0)) if point.numbered else "没有"
        for point in points
    }


def reconcile(office, restoration: Restoration, paper: dict, **more) -> None:
    """State every point of every agency as the paper has it."""
    now = at(TODAY)
    for agency in (office.agency, office.government):
        given = answers(office, restoration, agency, **(paper | {"register": 4} | more))
        services.reconcile(restoration.pk, agency, given, by=office.administrator, now=now, today=TODAY)
    services.reconcile_accounts(restoration.pk, "没有", by=office.administrator, now=now)


@pytest.mark.databases
@pytest.mark.fault("R2")
def test_the_drill(office, tmp_path):
    paper = burnt(office, tmp_path)
    restoration = Restoration.objects.get()
    assert numbers() != paper
    with pytest.raises(InRestoreMode):
        office.case(TODAY)
    reconcile(office, restoration, paper)
    assert numbers() == paper
    services.state_all_done(restoration.pk, by=office.administrator, now=at(TODAY), today=TODAY)
    with pytest.raises(Refused, match="另一位"):
        services.release(restoration.pk, by=office.administrator, now=at(TODAY), today=TODAY)
    services.release(restoration.pk, by=office.second, now=at(TODAY), today=TODAY)
    with pytest.raises(Conflict):
        services.release(restoration.pk, by=office.second, now=at(TODAY), today=TODAY)
    case = office.case(TODAY)
    assert case.number == "2026-005", "four are on paper"
    assert numbers() == {
        series: last + (series == Letter.objects.latest("pk").series) for series, last in paper.items()
    }
    assert not numbering_faults()
    run("replay", "--check")


@pytest.mark.fault("R2")
def test_while_it_is_on_no_act_no_number_and_no_task_does_anything(office, tmp_path):
    burnt(office, tmp_path)
    events, letters, counted = Event.objects.count(), Letter.objects.count(), numbers()
    case = Case.objects.get(pk=office.one.pk)
    for code in (
        "assign",
        "request_correction",
        "extend",
        "draft",
        "reply",
        "withdraw",
        "record_service",
        "annul",
        "close",
    ):
        with pytest.raises(InRestoreMode):
            perform(code, case.pk, by=office.handler, on=TODAY, now=at(TODAY))
    with pytest.raises(InRestoreMode):
        recompute(case.pk, now=at(TODAY))
    with pytest.raises(InRestoreMode):
        office.application(TODAY)
    for task in (tasks.lapse_unanswered, tasks.recompute_stale, tasks.remind, tasks.erase_destroyed):
        assert task() == 0
    assert (Event.objects.count(), Letter.objects.count(), numbers()) == (events, letters, counted)


@pytest.mark.fault("R2")
def test_every_address_that_takes_something_is_closed_but_those_that_reconcile(office, tmp_path, client):
    burnt(office, tmp_path)
    client.force_login(office.clerk)
    tried = 0
    for one in taking_posts():
        if one.name.rpartition(":")[2] not in OPEN:
            path = re.sub(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)", lambda found: value(found[1] or found[2]), one.plain)
            tried += 1
            assert client.post(f"/{path}").status_code == 503, one.name
    assert tried > 40
    answer = Client().get(reverse("verify"))
    assert answer.status_code == 503 and "恢复模式" in answer.content.decode()
    sent = Client().post("/api/v1/applications/", {"agency": "D"}, content_type="application/json")
    assert (
        sent.status_code == 503 and sent.json()["type"].endswith("/restoring/") and "恢复模式" in sent.json()["detail"]
    )
    page = client.get(reverse("worklist"))
    assert page.status_code == 200 and "恢复模式" in page.content.decode()


def value(parameter: str) -> str:
    """Return something that an address takes for a parameter."""
    known = {"code": "D", "year": "2025", "public_id": "5f0c8a9e-0000-4000-8000-000000000000", "pk": "1"}
    return known.get(parameter, "1")


def test_numbers_below_the_records_and_silence_are_refused(office, tmp_path):
    burnt(office, tmp_path)
    restoration = Restoration.objects.get()
    good = answers(office, restoration, office.agency)
    number = next(key for key in good if key[1] == Subject.REGISTER)
    mail = next(key for key in good if key[1] == Subject.MAIL)
    for wrong in ({number: 1}, {number: 100_000}, {number: None}, {mail: ""}, {mail: " "}):
        with pytest.raises(Refused):
            services.reconcile(restoration.pk, office.agency, good | wrong, by=office.clerk, now=at(TODAY), today=TODAY)
    assert not ReconciledPoint.objects.exists()
    with pytest.raises(Refused, match="登记员"):
        services.reconcile(restoration.pk, office.agency, good, by=office.handler, now=at(TODAY), today=TODAY)
    with pytest.raises(Refused, match="没有核对"):
        services.state_all_done(restoration.pk, by=office.administrator, now=at(TODAY), today=TODAY)
    services.reconcile(restoration.pk, office.agency, good, by=office.clerk, now=at(TODAY), today=TODAY)
    assert {point.agency for point in open_points(restoration, TODAY)} == {office.government, None}
    with pytest.raises(Refused, match="系统管理员"):
        services.release(restoration.pk, by=office.clerk, now=at(TODAY), today=TODAY)


def test_a_later_correction_takes_the_statement_back(office, tmp_path):
    paper = burnt(office, tmp_path)
    restoration = Restoration.objects.get()
    reconcile(office, restoration, paper)
    services.state_all_done(restoration.pk, by=office.administrator, now=at(TODAY), today=TODAY)
    reconcile(office, restoration, paper, register=9)
    with pytest.raises(Refused, match="先由一位"):
        services.release(restoration.pk, by=office.second, now=at(TODAY), today=TODAY)


def test_the_pages(office, tmp_path, client):
    burnt(office, tmp_path)
    client.force_login(office.handler)
    assert client.get(reverse("recovery")).status_code == 404
    client.force_login(office.clerk)
    page = client.get(reverse("recovery")).content.decode()
    assert "某区住建局" in page and "某区人民政府" not in page.partition("<main")[2]
    assert client.get(reverse("recovery-agency", args=["G"])).status_code == 404
    form = client.get(reverse("recovery-agency", args=["D"])).context["form"]
    given = {name: 9 if point.numbered else "没有" for name, point in form.names.items()}
    assert client.post(reverse("recovery-agency", args=["D"]), given | {"point-0": "0"}).status_code == 422
    assert client.post(reverse("recovery-agency", args=["D"]), given).status_code == 302
    client.force_login(office.administrator)
    assert client.post(reverse("recovery"), {"statement": ""}).status_code == 422
    assert client.post(reverse("recovery"), {"statement": "没有"}).status_code == 302
    answer = client.post(reverse("recovery-release"), {"do": "release"}, follow=True)
    assert "没有核对" in answer.content.decode()
    form = client.get(reverse("recovery-agency", args=["G"])).context["form"]
    given = {name: 0 if point.numbered else "没有" for name, point in form.names.items()}
    assert client.post(reverse("recovery-agency", args=["G"]), given).status_code == 302
    client.post(reverse("recovery-release"), {"do": "state"})
    client.force_login(office.second)
    client.post(reverse("recovery-release"), {"do": "release"})
    assert Restoration.objects.get().released_by == Officer.objects.get(username="second")
    page = client.get(reverse("recovery")).content.decode()
    assert "second" in page and 'role="alert"' not in page


@pytest.mark.fault("R3")
def test_files_that_are_older_or_newer_than_the_database_are_listed(office, tmp_path, settings):
    burnt(office, tmp_path)
    (file,) = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    body = file.read_bytes()
    file.unlink()
    found = sweeping.sweep(timezone.now(), remove=False)
    assert [kind for kind, _name in found.faults] == ["missing"]
    file.write_bytes(body)
    (settings.MEDIA_ROOT / "applications" / ("0" * 32)).write_bytes(b"later")
    found = sweeping.sweep(timezone.now() + timedelta(days=60), remove=False)
    assert found.strangers == ["applications/" + "0" * 32] and not found.faults
