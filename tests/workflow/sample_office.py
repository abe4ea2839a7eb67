"""An office with one officer per role, for tests."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from agencies.organisation.models import Agency, Officer, OfficerRole
from intake.services import submit
from law.calendars.working_days import published_calendar
from notices.kinds.catalogue import KINDS
from workflow.acts.services import perform, register
from workflow.cases.act import ACTS
from workflow.cases.models import DeliveryFact

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = published_calendar()
SEARCH = {  # a search on record (指导案例101号)
    "systems": ["办公系统"],
    "archive": "档案室",
    "sections": ["建管科"],
    "keywords": ["施工合同"],
    "period": "2020年至今",
    "searched_on": "2026-03-03",
    "searched_by": "李某",
    "result": "未查到",
}


def at(day: date, hour: int = 9) -> datetime:
    """Return an instant of a legal day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def officer(name: str, agency: Agency, *roles: str) -> Officer:
    """Make an officer with roles."""
    person = Officer.objects.create(username=name, display_name=name, agency=agency)
    for role in roles:
        OfficerRole.objects.create(officer=person, role=role)
    return person


class Office:
    """A department under a district government and its people."""

    def __init__(self):
        self.government = Agency.objects.create(
            code="G", name="某区人民政府", kind="government", reconsideration_body="某市人民政府", series_word="某政"
        )
        self.agency = Agency.objects.create(
            code="D",
            name="某区住建局",
            kind="department",
            parent=self.government,
            superior_department="某市住建局",
            court="某区人民法院",
            series_word="某住建",
            contact_office="办公室",
            phone="0577-1",
            address="某路1号",
            postcode="325000",
        )
        self.clerk = officer("clerk", self.agency, "clerk")
        self.handler = officer("handler", self.agency, "handler")
        self.reviewer = officer("reviewer", self.agency, "reviewer")
        self.signer = officer("signer", self.agency, "signer")
        self.supervisor = officer("supervisor", self.government, "supervisor")
        self.auditor = officer("auditor", self.government, "auditor")
        self.administrator = officer("administrator", self.government, "administrator")

    def application(self, arrived_on: date, **given):
        """Take an application in."""
        values = {
            "channel": "in_person",
            "applicant_kind": "natural_person",
            "applicant_name": "张三",
            "phone": "13800000000",
            "address": "某路2号",
            "content": "某小区改造施工合同",
            "topic": "城建规划",
        } | given
        return submit(
            agency=self.agency,
            now=at(max(arrived_on, given.get("_now", arrived_on))),
            by=self.clerk,
            arrived_on=arrived_on,
            **values,
        )

    def case(self, arrived_on: date, **given):
        """Take an application in and register it on the same day."""
        demands = given.pop("demands", None)
        return register(self.application(arrived_on, **given), by=self.clerk, now=at(arrived_on), demands=demands)

    def do(self, case, code: str, on: date, by: Officer | None = None, **data):
        """Perform one act by the right person; a notice leaves on the same day, and arrives on `delivered_on` if given."""
        if code == "close":
            self.send_all(case, on)
        arrives = data.pop("delivered_on", None)
        arrives = date.fromisoformat(arrives) if isinstance(arrives, str) else arrives
        event = self.decide(case, code, on, by, **data)
        if ACTS[code].by_leaving:
            self.send(case, event, on, arrives if arrives != on else None)
        return event

    def send(self, case, event, on: date, arrives=None, handed: bool = True) -> None:
        """Record that the letter of a notice was handed over, or posted, and where it is known when it arrived."""
        about = {"letter_id": event.letter_id}
        if handed and arrives is None:
            self.decide(case, "record_service", on, status="delivered", method="direct", receipt="张三", **about)
            return
        mail = {"method": "mail", "receipt": f"EMS EA{event.letter_id:09d}CN", **about}
        self.decide(case, "record_service", on, status="posted", **mail)
        if arrives is not None:
            self.decide(case, "record_service", arrives, status="delivered", **mail)

    def send_all(self, case, on: date) -> None:
        """Hand over every letter of a case that has not left, as is done before it is closed."""
        for event in case.events.filter(letter__isnull=False).exclude(letter__number="").order_by("seq"):
            sheet = KINDS[event.letter.kind].LAYOUT == "sheet"
            served = DeliveryFact.objects.filter(letter=event.letter_id).exists()
            if not (sheet or served or hasattr(event.letter, "void_record")):
                self.send(case, event, max(on, event.letter.dated))

    def decide(self, case, code: str, on: date, by: Officer | None = None, **data):
        """Perform one act by the right person, and nothing else."""
        if code == "request_correction":
            data.setdefault("guidance", "请写明所要信息的名称、文号或者形成年份")
        person = by or {
            "approve": self.reviewer,
            "return_draft": self.reviewer,
            "sign": self.signer,
            "draft": self.handler,
            "submit_for_review": self.handler,
        }.get(code, self.clerk)
        return perform(code, case.pk, by=person, on=on, now=at(on), data=data)

    def assigned(self, arrived_on: date, **given):
        """Return a case in the hands of the handler."""
        case = self.case(arrived_on, **given)
        self.do(case, "assign", arrived_on, handler_id=self.handler.pk)
        return case

    def drafted(self, case, on: date, outcome: str = "open", grounds=(), **facts):
        """Draft a reply."""
        return self.do(case, "draft", on, outcome=outcome, grounds=list(grounds), facts=facts)
