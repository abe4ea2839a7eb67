"""An office with one officer per role, for tests."""

from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agencies.organisation.models import Agency, Officer, OfficerRole
from intake.services import submit
from law import Refused
from law.calendars.working_days import published_calendar
from notices.kinds.catalogue import KINDS
from tests.workflow import sample_parties
from workflow.acts.services import RegistrationDetails, perform, register
from workflow.cases.act import ACTS
from workflow.cases.models import DeliveryFact

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = published_calendar()
SEARCHED = {"terms": "施工合同、某小区改造", "period": "2020年至今", "searched_by": "李某", "found": 0}
SEARCH = {  # a search on record of the usual places of an office (指导案例101号)
    "places": [
        {"place": "公文系统", "finding": "收发文中没有该合同"} | SEARCHED,
        {"place": "业务系统", "finding": "项目台账中没有该合同"} | SEARCHED,
        {"place": "档案室", "finding": "案卷目录中没有该合同"} | SEARCHED,
        {"place": "承办科室", "finding": "建管科没有经办过该合同"} | SEARCHED,
    ],
    "searched_on": "2026-03-03",
}
PUBLISHED = {  # when and with which snapshot something was published (条例36（一）)
    "published_on": "2025-11-06",
    "snapshot": "公开页面.pdf",
    "snapshot_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
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
        self.head = officer("head", self.agency, "head")
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
        return register(
            self.application(arrived_on, **given),
            by=self.clerk,
            now=at(arrived_on),
            details=RegistrationDetails(demands=demands),
        )

    def do(self, case, code: str, on: date, by: Officer | None = None, **data):
        """Perform one act by the right person; a notice leaves on the same day, and arrives on `delivered_on` if given."""
        if code == "close":
            self.send_all(case, on)
        arrives = data.pop("delivered_on", None)
        arrives = date.fromisoformat(arrives) if isinstance(arrives, str) else arrives
        event = self.decide(case, code, on, by, **data)
        if ACTS[code].by_leaving or code == "notify_third_party":
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
        vars(case).pop("standing_events", None)  # a test holds its case over many acts
        if code == "draft" and data.get("outcome") == "open_published":
            data["facts"] = PUBLISHED | data.get("facts", {})
        if code == "request_correction":
            points = data.get("points") or []
            lines = points.split("\n") if isinstance(points, str) else points
            data.setdefault("ways", [f"请写明“{line}”，例如名称、文号或者形成年份" for line in lines])
        if code in ("extend", "delay") and data.pop("consented", True):
            self.consent(case, code, on, data.get("workdays"))
        if code == "correct_receipt":
            data.setdefault("proof", "收发室邮件签收单原件，存本件案卷")
        data = data | sample_parties.usual(case, code, data)
        person = by or {
            "approve": self.reviewer,
            "return_draft": self.reviewer,
            "sign": self.signer,
            "draft": self.handler,
            "submit_for_review": self.handler,
            "consent": self.head,
        }.get(code, self.clerk)
        return perform(code, case.pk, by=person, on=on, now=at(on), data=data)

    def consent(self, case, to: str, on: date, workdays) -> None:
        """Let the head consent to what is wanted, as far as the law lets the head; what is wrong with it the act itself says."""
        most = {"extend": 20 if case.regulation == "2019" else 15, "delay": 250}[to]
        given = {"to": to, "workdays": min(workdays or 1, most), "reason": "档案较多，期限内查不完"}
        with suppress(Refused):
            self.decide(case, "consent", on, **given)

    def assigned(self, arrived_on: date, **given):
        """Return a case in the hands of the handler."""
        case = self.case(arrived_on, **given)
        self.do(case, "assign", arrived_on, handler_id=self.handler.pk)
        return case

    def drafted(self, case, on: date, outcome: str = "open", grounds=(), **facts):
        """Draft a reply."""
        return self.do(case, "draft", on, outcome=outcome, grounds=list(grounds), facts=facts)
