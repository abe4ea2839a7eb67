"""Play a life step by step through the doors that people use, and take everything back at the end."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ErrorDetail

from agencies.organisation.models import Officer
from intake.forms import RegisterForm
from intake.models import Application
from intake.services import confirm, prepare, submit
from law import Refused, procedure
from law.regulations.texts import regulation_of
from notices.kinds.catalogue import PAPERS
from workflow.acts import services
from workflow.api.acts import BY_HAND, ActIn
from workflow.cases.delivery import DELIVERED, POSTED, RETURNED
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.selectors import calendar
from workflow.demo.stage import mail_number
from workflow.duplicates.selectors import FIELD as ANOTHER
from workflow.duplicates.selectors import check_seen
from workflow.evidence.consents import NEED_CONSENT, open_consent
from workflow.papers.prefill import prefilled
from workflow.play import filling
from workflow.play.choices import with_codes
from workflow.play.facts import filled_draft, filled_paper
from workflow.play.office import PEOPLE, Office
from workflow.play.reading import LOOK, REGISTER, Life, Step
from workflow.play.results import result

ROAD = ("draft", "submit_for_review", "approve", "sign", "reply")  # what `through` goes
FROM_STATE = {"in_review": "approve", "approved": "sign", "signed": "reply"}
# Faults that an act itself refuses in its own words and with its article.
OF_THE_ACT = ("required", "null", "blank", "min_value", "max_value", "max_length")
FIRST_NUMBER = 20_260_000  # of the mail numbers, which are nobody's


def play_lives(lives: Iterable[Life]) -> list[list[dict[str, Any]]]:
    """Return for each life one object per step; of the lives nothing stays."""
    return [play_life(life) for life in lives]


def play_life(life: Life) -> list[dict[str, Any]]:
    """Play one life in an office of its own, within a transaction that is rolled back; return one object per step."""
    with transaction.atomic():
        played = LifeInPlay(life)
        told = [played.play(step) for step in life.steps]
        transaction.set_rollback(True)
    return told


class LifeInPlay:
    """A life with its office, as far as it has been played."""

    def __init__(self, life: Life):
        self.office = Office(life.kind, now=life.steps[0].now)
        self.application: Application | None = None
        self.case_id: int | None = None
        self.numbers: list[str] = []  # of the cases of this life
        self.recorded_at: datetime = life.steps[0].now
        self.mailed = 0

    def play(self, step: Step) -> dict[str, Any]:
        """Do one step, all or nothing; return how the case stands then."""
        refused = None
        try:
            with transaction.atomic():
                self._do(step)
        except Refused as error:
            refused = error
        case = None if self.case_id is None else self._case()
        return result(case, self.office.people.get(step.role), timezone.localdate(step.now), refused)

    def _case(self) -> Case:
        return Case.objects.select_related("application", "agency").get(pk=self.case_id)

    def _do(self, step: Step) -> None:
        if step.now < self.recorded_at:
            raise Refused(
                "这一步记录的时刻早于前一步",
                field="now",
                english="Recorded before the step above it",
            )
        self.recorded_at = step.now
        if step.act == LOOK:
            return
        if not step.role and not step.through:
            raise Refused("没有写明由谁办理", field="as", english="Nobody is named to do it")
        if step.act == REGISTER:
            self._register(step)
        elif self.case_id is None:
            article = procedure.ACTS[REGISTER].articles[regulation_of(step.on)]
            raise Refused(
                f"还没有登记，不能{filling.term_of(step.act)}", article, field="do", english="Nothing is registered yet"
            )
        elif step.act == "record_service":
            self._record_service(step)
        elif step.through:
            self._reply_through(step)
        elif step.act in NEED_CONSENT:
            self._with_consent(step)
        else:
            self._perform(step.act, self.office.people[step.role], step, step.data)

    # -- taking in ---------------------------------------------------------------------------------------------

    def _register(self, step: Step) -> None:
        """Take the application in, confirm it where the step names the day, and register it.

        A step that says whether it is `another_application` brings a second one, with which the life goes on.
        """
        clerk = self.office.people[step.role]
        if self.application is not None and ANOTHER not in step.data:
            services.register(self.application, by=clerk, now=step.now)  # tells that it is registered already
        given = filling.REGISTRATION | {
            "arrived_on": step.on.isoformat(),
            "idempotency_key": f"play{self.case_id or ''}",
        }
        data = step.data | ({"demands": "\n".join(step.data["demands"])} if "demands" in step.data else {})
        form = RegisterForm(given | with_codes(REGISTER, data))
        if not form.is_valid():
            name, sentences = next(iter(form.errors.items()))
            raise Refused(f"“{form.fields[name].label}”：{sentences[0]}", field=name, english=f"{name}: {sentences[0]}")
        values = dict(form.cleaned_data)
        confirmed, means, at_once, demands, another = (
            values.pop(name) for name in ("confirmed_on", "confirmed_by", "at_once", "demands", ANOTHER)
        )
        values.pop("files")
        besides = check_seen(prepare(agency=self.office.agency, now=step.now, **values), seen=another)
        application = submit(agency=self.office.agency, now=step.now, by=clerk, **values)
        if confirmed:
            confirm(application, on=confirmed, means=means, reached=True, now=step.now, by=clerk)
        details = services.RegistrationDetails(at_once=at_once, besides=besides, demands=demands)
        case = services.register(application, by=clerk, now=step.now, details=details)
        self.application, self.case_id = application, case.pk
        self.numbers.append(case.number)

    # -- acts --------------------------------------------------------------------------------------------------

    def _perform(self, act: str, person: Officer, step: Step, data: dict) -> Event:
        """Perform one act as the API takes it, filled with what its form needs."""
        data = self._filled(act, person, step, with_codes(act, filling.filled(act, data)))
        if act in BY_HAND:
            data = _checked(act, step.on, data)
        return services.perform(act, self.case_id, by=person, on=step.on, now=step.now, data=data)

    def _filled(self, act: str, person: Officer, step: Step, data: dict) -> dict:
        """Return the data of an act with what only the case or the office knows: people, keys, proofs, facts."""
        case = self._case()
        if act == "assign":
            return {"handler_id": self._handler(data["to"]).pk}
        if act == "propose_transfer":
            return {"agency": self.office.other.code} | data
        if act == "draft":
            return filled_draft(case, data, step.on)
        if act == "write_paper":
            return filled_paper(case, data, self._prefilled(case, data.get("kind"), person, step))
        if act.startswith("consult_"):
            return {"key": filling.consultation_key(case)} | data
        if act == "deliver":
            reply = case.events.effective().filter(act="reply").order_by("seq").last()
            letter = reply.letter if reply else None
            return {"receipt": filling.proof(str(data["method"]), letter, self._mail_number())} | data
        if act == "annul_registration" and len(self.numbers) > 1:
            return {"remaining": self.numbers[-2]} | data
        if act == "annul" and step.of:
            return {"seq": self._last(step.of).seq} | data
        return data

    def _prefilled(self, case: Case, kind: Any, person: Officer, step: Step) -> dict:
        """Return what the desk fills into a paper by itself."""
        if not isinstance(kind, str) or kind not in PAPERS:
            return {}
        return prefilled(case, kind, by=person, today=timezone.localdate(step.now), days=calendar())

    def _handler(self, role: Any) -> Officer:
        if not isinstance(role, str) or role not in PEOPLE:
            raise Refused(f"承办人应当是 {'、'.join(PEOPLE)} 之一", field="to", english="Name a role of the office")
        return self.office.people[role]

    def _last(self, act: str) -> Event:
        """Return the last event of an act that is in effect; raise Refused where there is none."""
        found = self._case().events.effective().filter(act=act).select_related("letter").order_by("seq").last()
        if found is None:
            raise Refused(f"还没有办“{filling.term_of(act)}”", field="of", english=f"There is no “{act}” yet")
        return found

    def _mail_number(self) -> str:
        self.mailed += 1
        return mail_number(FIRST_NUMBER + self.mailed)

    def _reply_through(self, step: Step) -> None:
        """Draft, review, approve, sign and issue on one day, each by the right person; go on from what was done already."""
        case, people = self._case(), self.office.people
        begin = "draft" if step.data else FROM_STATE.get(case.state, "submit_for_review" if case.draft_id else "draft")
        drafter = next((one for one in people.values() if one.pk == case.handler_id), people["handler"])
        if begin == "submit_for_review":
            drafter = next(one for one in people.values() if one.pk == case.drafter_id)
        who = dict(zip(ROAD, (drafter, drafter, people["reviewer"], people["signer"], people["clerk"]), strict=True))
        for act in ROAD[ROAD.index(begin) :]:
            self._perform(act, who[act], step, step.data if act == "draft" else {})

    def _with_consent(self, step: Step) -> None:
        """Let the head consent to just so many working days, where no consent is on record, then do the act."""
        if open_consent(self._case(), step.act) is None:
            self._consent(step)
        self._perform(step.act, self.office.people[step.role], step, step.data)

    def _consent(self, step: Step) -> None:
        """Let the head of the disclosure office consent to what a step is about to do."""
        given = {"to": step.act} | {name: step.data[name] for name in ("workdays",) if name in step.data}
        self._perform("consent", self.office.people["head"], step, given)

    # -- letters on their way ----------------------------------------------------------------------------------

    def _record_service(self, step: Step) -> None:
        """Record how a letter left and, where the step says it, when it arrived."""
        event, mailed, data = self._last(step.of), step.method == "mail", with_codes(step.act, step.data)
        if event.letter is None:
            raise Refused(f"“{filling.term_of(step.of)}”没有公文", field="of", english=f"“{step.of}” has no letter")
        if step.delivered_on and not mailed and step.delivered_on != step.on:
            raise Refused(
                "只有邮寄分交邮和送达两天，其他方式送出的当天就是送达的当天",
                field="delivered_on",
                english="Only mail leaves on one day and arrives on another",
            )
        last = DeliveryFact.objects.filter(letter=event.letter).order_by("id").last()
        under_way = mailed and last is not None and last.status == POSTED
        number = last.receipt if under_way else self._mail_number()
        if not (under_way and last.on == step.on and step.delivered_on and not data):
            status = POSTED if mailed else DELIVERED
            receipt = filling.proof(step.method, event.letter, number)
            self._served(step, event, {"status": status, "receipt": receipt} | data, step.on)
        if mailed and step.delivered_on:
            self._served(step, event, {"status": DELIVERED, "receipt": number}, step.delivered_on)

    def _served(self, step: Step, event: Event, data: dict, on: date) -> None:
        """Record one fact about a letter; that a reply was given away is an act of its own."""
        if event.act == "reply" and self._case().state == "replied" and data["status"] in (POSTED, DELIVERED):
            act, data = "deliver", {name: value for name, value in data.items() if name != "status"}
        else:
            back = {"reason": filling.BACK} if data["status"] == RETURNED else {}
            act, data = step.act, back | data | {"letter_id": event.letter_id}
        data["method"] = step.method
        data = _checked(act, on, data)
        services.perform(act, self.case_id, by=self.office.people[step.role], on=on, now=step.now, data=data)


def _checked(act: str, on: date, data: dict) -> dict:
    """Return the data of an act as the API reads it; what is only missing, or too much, the act itself refuses better."""
    body = ActIn(data={"act": act, "on": on.isoformat(), "version": 1, "data": data})
    if body.is_valid():
        return body.validated_data["data"]
    faults = list(_faults(body.errors))
    if all(fault.code in OF_THE_ACT for _name, fault in faults):
        return data
    name, fault = next(pair for pair in faults if pair[1].code not in OF_THE_ACT)
    raise Refused(f"“{name}”：{fault}", field=name, english=f"{name}: {fault}")


def _faults(found: Any, name: str = "") -> Iterator[tuple[str, ErrorDetail]]:
    """Yield every fault of a body with the field in which it stands."""
    if isinstance(found, dict):
        for key, inner in found.items():
            yield from _faults(inner, name if isinstance(key, int) or key == "data" else str(key))
    elif isinstance(found, list):
        for inner in found:
            yield from _faults(inner, name)
    else:
        yield name, found
