"""The demonstration: the people of the district and a current year with a case in every state."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, Officer, OfficerRole, Section
from intake.models import Application
from intake.services import confirm, submit
from law import Refused
from law.calendar import Calendar
from workflow.demo_stories import STORIES, Story
from workflow.models import Case
from workflow.selectors import calendar
from workflow.services import perform, register

GOVERNMENT, BUREAU = "OH-GOV", "OH-B13"
PASSWORD = "kaidang-demo-2026"  # noqa: S105  public on purpose: the demonstration holds invented people only
PEOPLE = (  # username, display name, agency, section, roles
    ("clerk", "王登记", BUREAU, "办公室", ("clerk",)),
    ("handler", "李承办", BUREAU, "建筑业管理科", ("handler",)),
    ("handler2", "徐经办", BUREAU, "房产管理科", ("handler",)),
    ("reviewer", "张审核", BUREAU, "政策法规科", ("reviewer",)),
    ("signer", "陈签发", BUREAU, "办公室", ("signer",)),
    ("supervisor", "刘统计", GOVERNMENT, "政务公开办", ("supervisor",)),
    ("auditor", "赵审计", GOVERNMENT, "政务公开办", ("auditor",)),
    ("admin", "周管理", GOVERNMENT, "信息中心", ("administrator",)),
)
EVERYWHERE = (("clerk", "登记员"), ("signer", "签发人"))  # every agency has these, so that the whole year-end can be tried
ROOM = "办公室"
CONTACTS = {
    BUREAU: {
        "series_word": "瓯住建",
        "contact_office": "办公室（政务公开科）",
        "phone": "0577-88510013",
        "address": "温州市瓯海区某路13号",
        "postcode": "325000",
    },
    GOVERNMENT: {
        "series_word": "温瓯政",
        "contact_office": "区政务公开办",
        "phone": "0577-88510001",
        "address": "温州市瓯海区某路1号",
        "postcode": "325000",
    },
}
WHO = {
    "assign": "clerk",
    "approve": "reviewer",
    "return_draft": "reviewer",
    "sign": "signer",
    "reply": "clerk",
    "deliver": "clerk",
    "close": "clerk",
    "withdraw": "clerk",
    "file_reconsideration": "clerk",
    "conclude_reconsideration": "reviewer",
    "file_litigation": "clerk",
    "record_complaint": "clerk",
}
OPENING = time(9, 0)
Job = tuple[date, Story, str, dict]


def everywhere() -> dict[str, tuple[Agency, str, str]]:
    """Return by user name the people whom every agency has: agency, name, role; the name is guessable on purpose."""
    agencies = Agency.objects.filter(code__startswith="OH-")
    return {f"{one.code}-{role}".lower(): (one, one.name + label, role) for one in agencies for role, label in EVERYWHERE}


def refuse_if_in_use() -> None:
    """Raise Refused on a system that other people use: the password of the demonstration is public."""
    ours = {row[0] for row in PEOPLE} | everywhere().keys()
    others = next((one for one in Officer.objects.all() if one.username not in ours), None)
    if others is not None:
        raise Refused(f"系统里已有用户“{others}”，演示数据（口令是公开的）只能装进空的系统", english="Not an empty system")


def people() -> list[tuple[str, str, str, str]]:
    """Create the officers that are missing and fill empty contact data; return (username, name, agency, roles)."""
    agencies = {code: Agency.objects.get(code=code) for code in (GOVERNMENT, BUREAU)}
    for code, contacts in CONTACTS.items():
        for name, value in contacts.items():
            if not getattr(agencies[code], name):
                setattr(agencies[code], name, value)
        agencies[code].save()
    password, told = make_password(PASSWORD), []  # hashed once: these are demonstration accounts, and they are many
    for username, name, code, section, roles in PEOPLE:
        room, _ = Section.objects.get_or_create(agency=agencies[code], name=section)
        person, _ = Officer.objects.get_or_create(
            username=username,
            defaults={"display_name": name, "agency": agencies[code], "section": room, "password": password},
        )
        for role in roles:
            OfficerRole.objects.get_or_create(officer=person, role=role)
        labels = "、".join(str(grant.get_role_display()) for grant in person.grants.all())
        told.append((username, name, agencies[code].name, labels))
    _fill_every_agency(password)
    return told


@transaction.atomic
def _fill_every_agency(password: str) -> None:
    """Give every agency a clerk and a signer, those that are missing at once."""
    there = set(Officer.objects.values_list("username", flat=True))
    wanted = {username: row for username, row in everywhere().items() if username not in there}
    Section.objects.bulk_create(
        [Section(agency=agency, name=ROOM) for agency in {row[0] for row in wanted.values()}], ignore_conflicts=True
    )
    rooms = {room.agency_id: room for room in Section.objects.filter(name=ROOM)}
    Officer.objects.bulk_create(
        Officer(username=username, display_name=name[:40], agency=agency, section=rooms[agency.pk], password=password)
        for username, (agency, name, _role) in wanted.items()
    )
    made = Officer.objects.filter(username__in=wanted)
    OfficerRole.objects.bulk_create(OfficerRole(officer=one, role=wanted[one.username][2]) for one in made)


@transaction.atomic
def current_year(*, now: datetime) -> int:
    """Play the stories of the year of `now`, day by day through the one door; return how many are new.

    A second run adds nothing.
    """
    today = timezone.localdate(now)
    if Application.objects.filter(idempotency_key__startswith="demo-").exists():
        return 0
    stage = _Stage(now, today)
    jobs = [job for story in STORIES for job in stage.jobs(story)]
    for day, story, act, data in sorted(jobs, key=lambda job: job[0]):
        stage.play(day, story, act, data)
    return len(STORIES)


def _workdays_before(day: date, days: Calendar) -> Iterator[date]:
    """Yield the last working day up to `day`, then the one before it, and so on."""
    while True:
        if days.is_workday(day):
            yield day
        day -= timedelta(days=1)


class _Stage:
    """Days, people and the cases so far."""

    def __init__(self, now: datetime, today: date):
        self.now, self.today = now, today
        self.agency = Agency.objects.get(code=BUREAU)
        self.officers = {officer.username: officer for officer in Officer.objects.filter(agency=self.agency)}
        self.cases: dict[str, Case] = {}
        self.applications: dict[str, Application] = {}
        self.minutes: dict[date, int] = {}
        days, longest = calendar(), max(story.back for story in STORIES)
        self.days = self._last(today, days, longest)
        settled = today
        while not days.published(settled.year):  # a lapse is refused while its term is provisional
            settled = date(settled.year - 1, 12, 31)
        self.settled = self._last(settled, days, longest)

    @staticmethod
    def _last(day: date, days: Calendar, count: int) -> list[date]:
        found = _workdays_before(day, days)
        return [next(found) for _ in range(count + 1)]

    def jobs(self, story: Story) -> Iterator[Job]:
        """Yield what is done in a story, on its days."""
        days = self.settled if story.extra.get("settled") else self.days
        yield days[story.back], story, "submit", {}
        if story.called:
            yield days[story.back], story, "confirm", {"reached": False, "note": "电话无人接听，已发短信"}
        if story.register:
            yield days[story.back], story, "register", {}
        for back, act, data in story.steps:
            yield days[back], story, act, data

    def instant(self, day: date) -> datetime:
        """Return a moment of the day, each some minutes after the one before, never later than now."""
        self.minutes[day] = self.minutes.get(day, 0) + 7
        opened = datetime.combine(day, OPENING, tzinfo=timezone.get_default_timezone())
        return min(opened + timedelta(minutes=self.minutes[day]), self.now)

    def play(self, day: date, story: Story, act: str, data: dict) -> None:
        """Do one thing on one day."""
        now, clerk = self.instant(day), self.officers["clerk"]
        if act == "submit":
            self.applications[story.key] = self._submit(day, story, now)
        elif act == "confirm":
            confirm(self.applications[story.key], on=day, means="电话", now=now, by=clerk, **data)
        elif act == "register":
            self.cases[story.key] = register(self.applications[story.key], by=clerk, now=now)
        else:
            given = dict(data)
            if "handler" in given:
                given["handler_id"] = self.officers[given.pop("handler")].pk
            if "search_record" in given.get("facts", {}):
                searched = given["facts"]["search_record"] | {"searched_on": day.isoformat()}
                given["facts"] = given["facts"] | {"search_record": searched}
            if "of" in given:  # the letter of an earlier act of the story
                asked = self.cases[story.key].events.get(act=given.pop("of"))
                given["letter_id"] = asked.letter_id
            if "reference" in given:
                given["reference"] = given["reference"].format(year=day.year)
            perform(act, self.cases[story.key].pk, by=self._who(story, act), on=day, now=now, data=given)

    def _who(self, story: Story, act: str) -> Officer:
        handler = next((data["handler"] for _, name, data in story.steps if name == "assign"), "handler")
        return self.officers[WHO.get(act, handler)]

    def _submit(self, day: date, story: Story, now: datetime) -> Application:
        public = story.channel in ("portal", "fax")
        return submit(
            agency=self.agency,
            now=now,
            by=None if public else self.officers["clerk"],
            channel=story.channel,
            arrived_on=day,
            arrived_at=now,
            applicant_kind=story.kind,
            applicant_name=story.applicant,
            phone=story.phone,
            address="温州市瓯海区某路8号",
            content=story.content,
            topic=story.topic,
            wanted_form="纸质",
            wanted_way="邮寄",
            idempotency_key=f"demo-{story.key}",
        )


def files() -> dict[str, str]:
    """Return the files of the demonstration by the command that takes them in."""
    folder = settings.BASE_DIR / "demo"
    return {
        "import_agencies": str(folder / "ouhai_agencies.csv"),
        "import_register": str(folder / "ouhai_2018_register.xlsx"),
        "import_indicators": str(folder / "ouhai_2018_indicators.csv"),
    }
