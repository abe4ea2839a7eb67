"""One account for a province: a portal sends, follows and fetches while its receiver fails, repeats and breaks off."""

import importlib.util
import random
import sys
from datetime import date, timedelta

import pytest
from django.utils import timezone

from agencies.organisation.models import Agency
from intake import service_accounts
from intake.models import Application, Scope
from tests.api.live import serving
from tests.api.platform.portal import Portal
from tests.api.platform.test_changes import draw
from tests.api.test_clients import HERE, run, schema_file  # noqa: F401  the fixture
from tests.workflow.sample_office import at, officer
from workflow.acts.services import perform, register
from workflow.cases.models import Case
from workflow.webhooks import services
from workflow.webhooks.models import Delivery, DeliveryState

DAY = date(2026, 3, 4)
PACKAGE = "portal_client"
AGENCIES, APPLICATIONS = 61, 61  # the province's; `make torture` sends 200


@pytest.fixture
def province(office):
    """Return a government with sixty-one agencies, each with its clerk and its handler."""
    for n in range(AGENCIES - 1):
        agency = Agency.objects.create(
            code=f"P{n:02}", name=f"某区第{n}局", kind="department", parent=office.government, series_word=f"某{n}",
            superior_department=f"某市第{n}局", court="某区人民法院", contact_office="办公室", phone="0577-1", address="某路1号", postcode="325000",
        )  # fmt: skip
        officer(f"clerk{n}", agency, "clerk")
        officer(f"handler{n}", agency, "handler")
    return office.government


def work_off(share: int) -> None:
    """Do the desk's work on what came: register everything; every `share`-th is withdrawn, told, and so concluded."""
    for place, application in enumerate(Application.objects.filter(case=None).order_by("id")):
        people = {role: application.agency.officers.filter(grants__role=role).first() for role in ("clerk", "handler")}
        case = register(application, by=people["clerk"], now=at(DAY))
        handed = {
            "letter_id": case.events.get().letter_id,
            "status": "delivered",
            "method": "direct",
            "receipt": "王小明",
        }
        perform("record_service", case.pk, by=people["clerk"], on=DAY, now=at(DAY), data=handed)
        if place % share == 0:
            perform(
                "assign", case.pk, by=people["clerk"], on=DAY, now=at(DAY), data={"handler_id": people["handler"].pk}
            )
            perform("withdraw", case.pk, by=people["handler"], on=DAY, now=at(DAY), data={"reason": "不要了"})


def follows_a_province(tmp_path, schema, government, receiver, count: int) -> None:
    """Send, work off, follow and fetch, and hold what the portal knows against the records."""
    if importlib.util.find_spec("openapi_python_client") is None:
        pytest.skip("没有 openapi-python-client：pip install openapi-python-client / the generator is not installed")
    config = ("--config", str(HERE / "openapi-python-client.yml"), "--meta", "none", "--fail-on-warning")
    program = "from openapi_python_client.cli import app; app()"
    run(
        sys.executable,
        "-c",
        program,
        "generate",
        "--path",
        str(schema),
        "--output-path",
        str(tmp_path / PACKAGE),
        *config,
    )
    agencies = list(Agency.objects.under(government).exclude(pk=government.pk))
    given = service_accounts.AccountDetails(
        "某省政务服务网", agencies, Scope.values, timezone.now() + timedelta(days=300), 100_000
    )
    account, token = service_accounts.open_account(government, given, by=None, now=timezone.now())
    services.add_webhook(account, receiver.url, by=None, now=timezone.now())
    with serving() as address:
        portal = Portal(PACKAGE, address, token)
        portal.send(count)
        assert Application.objects.count() == count
        assert Application.objects.values("agency").distinct().count() == len(agencies) == AGENCIES
        work_off(3)
        portal.follow()
        draw()
        portal.follow()
        told_by_hook = deliver_badly(receiver)
        assert portal.fetch() == count  # the receipt of each
        ended = [key for key, states in portal.states.items() if states[-1] == "withdrawn"]
        assert len(portal.states) == count and len(ended) == -(-count // 3)
        assert told_by_hook == {key: [*states, "letter"] for key, states in portal.states.items()}
        for key in (ended[0], f"portal-{count - 1}"):
            case = Case.objects.get(application=portal.applications[key])
            assert portal.standing(key).case_number == case.number


def deliver_badly(receiver) -> dict[str, list[str]]:
    """Let the worker send to a receiver that fails, breaks off and forgets; return what it knows in the end, once each."""
    chance = random.Random(7)
    receiver.answers = [chance.choice((200, 500, 503, None, 302, 200)) for _ in range(400)]
    now, seen, known = timezone.now(), set(), {}
    services.make_deliveries(now)
    while Delivery.objects.filter(progress=DeliveryState.WAITING).exists():
        while (delivery := services.claim_delivery(now)) is not None:
            services.send(delivery, now)
            if chance.random() < 0.1:  # the worker died before it could write down that it was taken
                Delivery.objects.filter(pk=delivery.pk).update(
                    progress=DeliveryState.WAITING, next_at=now, done_at=None
                )
        now += timedelta(minutes=7)
    for body, headers, _raw in receiver.came:
        if headers["answered"] == 200 and headers["webhook-id"] not in seen:
            seen.add(headers["webhook-id"])
            known.setdefault(body["idempotency_key"], []).append(
                "letter" if body["kind"] == "letter" else body["state"]
            )
    assert len(receiver.came) > len(seen), "nothing was repeated: the receiver was too kind"
    return known


def test_a_portal_serves_sixty_one_agencies_with_one_account(tmp_path, schema_file, province, receiver, monkeypatch):  # noqa: F811
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("no_proxy", "*")
    follows_a_province(tmp_path, schema_file, province, receiver, APPLICATIONS)
