"""The random lives once more over HTTP: pages and API, the right person and others, every day of entry."""

from datetime import date, timedelta

import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from agencies.organisation.models import Agency
from law import Refused, procedure
from tests.shared_data import shared_data
from tests.workflow.lives.test_random_lives import RECEIVED, STEPS, Life, one_life
from tests.workflow.sample_office import Office, at, officer
from workflow.cases.models import DeliveryFact

# Acts with a page or a table of their own are done over the API alone.
ON_PAGE = {
    "receive_correction", "lapse_correction", "receive_payment", "lapse_payment", "consent", "extend", "consult_third_party",
    "receive_third_party_opinion", "lapse_third_party_opinion", "consult_agency", "receive_agency_opinion",
    "submit_for_review", "return_draft", "approve", "sign", "reply",
}  # fmt: skip
REFUSED = {400, 403, 404, 409, 422}


class Doors:
    """The office, its people, each signed in once, and people who have no business in its cases."""

    def __init__(self):
        self.office = Office()
        neighbour = Agency.objects.create(code="N", name="某区教育局", kind="department", parent=self.office.government)
        self.strangers = [
            self.office.auditor,
            self.office.supervisor,
            self.office.administrator,
            officer("neighbour", neighbour, "clerk", "handler", "reviewer", "signer"),
        ]
        self.colleagues = [
            self.office.clerk,
            self.office.handler,
            self.office.reviewer,
            self.office.signer,
            self.office.head,
        ]

    def client(self, person) -> Client:
        """Return a browser in which a person is signed in."""
        client = Client(raise_request_exception=True)
        client.force_login(person)
        return client


class LifeOverHttp(Life):
    """One case, and what is done with it by requests."""

    def __init__(self, doors: Doors, received: date):
        self.doors = doors
        super().__init__(doors.office, received)

    def do(self, what: str, dice: int) -> None:
        """Try one thing, now and then as somebody else."""
        self.dice = dice
        super().do(what, dice)

    def someone(self, by):
        """Return the person whose work it is, a colleague, or somebody who has no business here."""
        if self.dice % 7 == 5:
            return self.doors.strangers[self.dice % 4]
        return self.doors.colleagues[self.dice % 5] if self.dice % 7 == 6 else by

    def perform(self, code: str, on: date, by, data: dict) -> None:
        """Send one act; what the desk refuses is refused, anything else that is not done is a fault."""
        person = self.someone(by)
        with time_machine.travel(at(self.day), tick=False):
            client = self.doors.client(person)
            page = code in ON_PAGE and self.dice % 2
            answer = self.on_page(client, code, on, data) if page else self.over_api(client, code, on, data)
        assert answer.status_code in REFUSED | {201, 302}, (code, answer.status_code, answer.content[:500])
        if answer.status_code in REFUSED:
            raise Refused("拒绝", english="refused")
        assert person in self.doors.colleagues, f"{person} did {code}"
        assert person.has_role(*procedure.ACTS[code].roles), f"{person} did {code}"

    def on_page(self, client: Client, code: str, on: date, data: dict):
        """Send the form of the case page; a letter that leaves is entered as it is at the desk."""
        given = {"on": on.isoformat(), "version": self.fresh().version, **data}
        return client.post(reverse("step", args=[self.case.pk, code]), given)

    def over_api(self, client: Client, code: str, on: date, data: dict):
        """Send the act as a platform does."""
        body = {"act": code, "on": on.isoformat(), "version": self.fresh().version, "data": data}
        return client.post(f"/api/v1/cases/{self.case.pk}/acts/", body, content_type="application/json")

    def serve(self, what: str, dice: int) -> None:
        """Record the posting at the counter of the post room, or over the API; the arrival over the API."""
        if what == "arrive" or dice % 3 == 0:
            super().serve(what, dice)
            return
        letters = list(self.case.events.filter(letter__isnull=False).exclude(letter__number="").order_by("seq"))
        event = letters[dice % len(letters)]
        day = max(event.on, self.day - (dice % 4) * timedelta(1))
        before = DeliveryFact.objects.filter(letter=event.letter_id).count()
        with time_machine.travel(at(self.day), tick=False):
            answer = self.doors.client(self.office.clerk).post(
                reverse("post-outgoing"),
                {
                    "do": "post", "on": day.isoformat(), "first": 1, "row": [event.letter_id],
                    f"l{event.letter_id}-pick": "on", f"l{event.letter_id}-kind": "ems",
                    f"l{event.letter_id}-mail_number": f"10{event.letter_id:011d}",
                },
            )  # fmt: skip
        assert answer.status_code in (302, 422), answer.status_code
        if DeliveryFact.objects.filter(letter=event.letter_id).count() == before:
            raise Refused("拒绝", english="refused")


@shared_data
def doors():
    """Return the office with its doors."""
    return Doors()


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(received=RECEIVED, steps=STEPS)
def test_the_same_over_http_by_everybody(doors, received, steps):
    """11: the due day in force equals the oracle's over pages and API; nobody does what is not theirs; no life is stuck."""
    one_life(doors.office, received, steps, lambda _, day: LifeOverHttp(doors, day))
