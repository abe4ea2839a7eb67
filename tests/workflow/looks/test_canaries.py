"""Every address is opened by every role while each applicant's particulars are canaries: none flies but through a door on record."""

import itertools

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.audit_trail.models import AccessLog
from intake.models import Application, Attachment
from notices.letters.models import Letter
from notices.mail.models import Dispatch, PrintBatch
from tests.once.crawl import GENERATED, addresses
from tests.once.world import NOW, World
from tests.workflow.looks.canaries import Canary, canaries_in
from tests.workflow.sample_office import Office
from workflow.archive.models import ArchiveRecord
from workflow.cases.models import Case

ROLES = ("clerk", "handler", "reviewer", "auditor", "administrator", "outsider")
# Who sees particulars without asking, each on record: the clerk who must reach the applicant to confirm.
OPEN = {("queued", "clerk")}
KEYS = {"letter": Letter, "attachment": Attachment, "queued": Application, "case": Case, "look": Case, "draft": Case,
        "review": Case, "paper": Case, "watch": Case, "report-example": Case, "archive-case": Case,
        "archive-record": ArchiveRecord, "post-batch": PrintBatch, "post-dispatch": Dispatch, "post-outgoing": Letter,
        "post-address": Letter}  # fmt: skip
WORDS = {
    "code": ["D", "search_sheet", "extend"],
    "kind": ["xlsx", "json", "csv"],
    "section": ["overview"],
    "year": [2025, 2026],
}
MOST_KEYS = 2  # the newest


@pytest.fixture
def watched(db, monkeypatch):
    """Return the office in which every application bears a canary, and the canaries."""
    seeds, given, real = itertools.count(101), [], Office.application

    def application(self, arrived_on, **more):
        canary = Canary(next(seeds))
        given.append(canary)
        return real(self, arrived_on, **canary.given | more)

    monkeypatch.setattr(Office, "application", application)
    with time_machine.travel(NOW, tick=False):
        world = World()
        case = world.new
        right = Canary(next(seeds))
        given.append(right)
        world.do(
            case, "correct_particulars", NOW.date(), by=world.second, phone=right.given["phone"], reason="登记时听错"
        )
        yield world, given


def ways(one) -> list[dict]:
    """Return the parameters with which an address is opened."""
    choices = []
    for name, _converter in one.converters:
        if name == "pk" or name == "attachment":
            model = next((KEYS[key] for key in sorted(KEYS, key=len, reverse=True) if one.name.startswith(key)), Case)
            rows = Application.objects.filter(case__isnull=True) if one.name == "queued" else model.objects.all()
            keys = rows.order_by("-pk").values_list("pk", flat=True)[:MOST_KEYS]
            choices.append([(name, key) for key in keys])
        else:
            choices.append([(name, word) for word in WORDS.get(name, ["x"])])
    return [dict(found) for found in itertools.product(*choices)]


def paths() -> list[tuple[str, str]]:
    """Return every address that is read, with real keys."""
    found = []
    for one in addresses():
        if (
            "GET" not in one.methods
            or one.plain in GENERATED
            or one.name in ("logout", "health")
            or one.name.startswith("api")
        ):
            continue
        found += [(one.name, reverse(one.name, kwargs=way)) for way in ways(one)]
    cases = [f"/api/v1/cases/{case.pk}/" for case in Case.objects.all()]
    given = [f"/api/v1/applications/{one.public_id}/" for one in Application.objects.all()]
    lists = [f"/api/v1/{name}/?page_size=200" for name in ("cases", "applications", "letters", "officers")]
    searched = [f"{reverse('worklist')}?stage=all", f"{reverse('worklist')}?stage=all&q=%E5%90%88%E5%90%8C"]
    return found + [("api", path) for path in (*cases, *given, *lists)] + [("worklist", path) for path in searched]


def text_of(answer) -> str:
    """Return what an answer says, whatever its form."""
    body = b"".join(answer) if answer.streaming else answer.content
    heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{heads}\n{body.decode(errors='replace')}"


@pytest.mark.slow
@pytest.mark.fault("S8")
@pytest.mark.fault("S9")
def test_no_canary_flies_but_through_a_door_on_record(watched):
    world, canaries = watched
    opened, escaped, unread = 0, [], []
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if role:
            client.force_login(world.person(role))
        for name, path in paths():
            before = AccessLog.objects.count()
            answer = client.get(path)
            assert not role or "/login/" not in answer.headers.get("Location", ""), (
                role,
                path,
            )  # nothing is proved signed out
            if answer.status_code >= 500 and path != "/readyz":  # which says with 503 what the machine lacks
                unread.append((role, path))
            if seen := canaries_in(text_of(answer), canaries):
                opened += 1
                if (name, role) not in OPEN:
                    escaped.append((role, path, seen[:2]))
                elif AccessLog.objects.count() == before:
                    escaped.append((role, path, "not on record"))
    assert escaped == []
    assert unread == []
    assert opened, "the clerk's queue shows them, else the test sees nothing"


@pytest.mark.fault("S9")
def test_what_is_shown_after_a_reason_is_what_the_walk_looks_for(watched, client):
    world, canaries = watched
    client.force_login(world.clerk)
    shown = client.post(reverse("look", args=[world.assigned_case.pk]), {"reason": "核对地址"}, follow=True)
    assert len(canaries_in(text_of(shown), canaries)) == 4
    assert AccessLog.objects.filter(subject=world.assigned_case.number, what="applicant").count() == 1
