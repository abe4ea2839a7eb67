"""The stage: stories played day by day through the real doors, with their letters posted and served as an office does."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from agencies.organisation.models import Agency, Officer
from intake.demands import propose_demands
from intake.models import Application
from intake.services import confirm, submit
from law.calendars.working_days import Calendar
from notices.letters.models import Letter
from notices.mail.models import Dispatch, Mailing, MailKind
from workflow.acts.services import RegistrationDetails, perform, register
from workflow.cases.models import Case, Event
from workflow.cases.selectors import calendar
from workflow.demo.people import BUREAU
from workflow.demo.stories import EMS, KEY, Story

WHO = {
    "assign": "clerk",
    "approve": "reviewer",
    "return_draft": "reviewer",
    "sign": "signer",
    "consent": "signer",  # the head of the disclosure office of the demonstration
    "reply": "clerk",
    "deliver": "clerk",
    "close": "clerk",
    "withdraw": "clerk",
    "record_service": "clerk",
    "file_reconsideration": "clerk",
    "respond": "reviewer",
    "conclude_reconsideration": "reviewer",
    "file_litigation": "clerk",
    "conclude_litigation": "reviewer",
    "record_complaint": "clerk",
    "correct_receipt": "reviewer",
    "annul_registration": "reviewer",
}
OPENING = time(9, 0)
ON_THE_WAY = 3  # working days from posting to delivery
EARLIER = 5  # working days before its arrival in the books that a letter may truly have come
KEPT_BACK = 1  # letters of so many working days back still wait to be printed and posted
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # of the check digit of a mail number (UPU S10)


@dataclass(order=True, slots=True)
class StagedAct:
    """One thing to be done in a story on a day; those of one day in the order in which they were planned."""

    day: date
    place: int
    story: Story = field(compare=False)
    act: str = field(compare=False)
    data: dict = field(compare=False)


def mail_number(serial: int) -> str:
    """Return a number of the postal enterprise with its right check digit."""
    digits = f"{serial:08d}"
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    last = {10: 0, 11: 5}.get(check, check)
    return f"EA{digits}{last}CN"


def workdays_back(day: date, days: Calendar, count: int) -> list[date]:
    """Return the last working day up to `day`, the one before it, and so on: `count` + 1 of them."""
    found: list[date] = []
    while len(found) <= count:
        if days.is_workday(day):
            found.append(day)
        day -= timedelta(days=1)
    return found


class Stage:
    """Days, people and the cases so far."""

    def __init__(self, now: datetime, stories: Iterable[Story]):
        self.now, self.today, self.stories = now, timezone.localdate(now), list(stories)
        self.agencies = {
            one.code: one for one in Agency.objects.filter(code__in={story.agency for story in self.stories})
        }
        people = Officer.objects.filter(agency__in=self.agencies.values()).select_related("agency")
        self.officers = {officer.username: officer for officer in people}
        self.cases: dict[str, Case] = {}
        self.applications: dict[str, Application] = {}
        self.minutes: dict[date, int] = {}
        self.posted = 0
        self.planned = 0
        self.agenda: list[StagedAct] = []
        self.dispatches: dict[tuple[str, date], Dispatch] = {}
        days, longest = calendar(), max(story.back for story in self.stories) + EARLIER
        self.days = workdays_back(self.today, days, longest)
        settled = self.today
        while not days.published(settled.year):  # a lapse is refused while its term is provisional
            settled = date(settled.year - 1, 12, 31)
        self.settled = workdays_back(settled, days, longest)

    @transaction.atomic
    def play_all(self) -> int:
        """Play every story in the order of the days; return how many there were."""
        for story in self.stories:
            self._plan_story(story)
        while self.agenda:
            self._play(heapq.heappop(self.agenda))
        return len(self.stories)

    def _plan(self, day: date, story: Story, act: str, data: dict) -> None:
        self.planned += 1
        heapq.heappush(self.agenda, StagedAct(day, self.planned, story, act, data))

    def _plan_story(self, story: Story) -> None:
        days = self._days(story)
        self._plan(days[story.back], story, "submit", {})
        if story.called:
            self._plan(days[story.back], story, "confirm", {"reached": False, "note": "电话无人接听，已发短信"})
        if story.register:
            self._plan(days[story.back], story, "register", {})
        for back, act, data in story.steps:
            self._plan(days[back], story, act, data)

    def _days(self, story: Story) -> list[date]:
        return self.settled if story.settled else self.days

    def _instant(self, day: date) -> datetime:
        """Return a moment of the day, each some minutes after the one before, never later than now."""
        self.minutes[day] = self.minutes.get(day, 0) + 2
        opened = datetime.combine(day, OPENING, tzinfo=timezone.get_default_timezone())
        return min(opened + timedelta(minutes=self.minutes[day]), self.now)

    def _person(self, story: Story, role: str) -> Officer:
        return self.officers[role if story.agency == BUREAU else f"{story.agency}-{role}".lower()]

    def _play(self, job: StagedAct) -> None:
        """Do one thing; a letter that is made by it goes to the post on the same day, but for those of the last day."""
        story, act, day = job.story, job.act, job.day
        now, clerk = self._instant(day), self._person(story, "clerk")
        if act == "submit":
            self.applications[story.key] = self._submit(day, story, now)
        elif act == "confirm":
            confirm(self.applications[story.key], on=day, means="电话", now=now, by=clerk, **job.data)
        elif act == "register":
            listed = propose_demands(story.content)  # the clerk confirms what the text lists
            demands = listed if len(listed) > 1 else None
            case = self.cases[story.key] = register(
                self.applications[story.key], by=clerk, now=now, details=RegistrationDetails(demands=demands)
            )
            self._send(story, case.events.select_related("letter").get(), day)
        else:
            data = self._given(story, day, job.data)
            event = perform(act, self.cases[story.key].pk, by=self._who(story, act), on=day, now=now, data=data)
            if act == "deliver":
                reply = self.cases[story.key].events.select_related("letter").get(act="reply").letter
                self._mailed(story, act, reply, data["receipt"], day)
            elif act not in ("reply", "record_service"):
                self._send(story, event, day)

    def _given(self, story: Story, day: date, data: dict) -> dict:
        """Return what is entered with an act: people, days, letters and mail numbers in place of their names."""
        given = dict(data)
        if "handler" in given:
            given["handler_id"] = self._person(story, given.pop("handler")).pk
        if "search_record" in given.get("facts", {}):
            searched = given["facts"]["search_record"] | {"searched_on": day.isoformat()}
            given["facts"] = given["facts"] | {"search_record": searched}
        if "of" in given:  # the letter of an earlier act of the story
            given["letter_id"] = self.cases[story.key].events.get(act=given.pop("of")).letter_id
        if "received_back" in given:
            given["received_on"] = self._days(story)[given.pop("received_back")].isoformat()
        if "remaining_story" in given:
            given["remaining"] = self.cases[given.pop("remaining_story")].number
        if "reference" in given:
            given["reference"] = given["reference"].format(year=day.year)
        if given.get("receipt") == EMS:
            given["receipt"] = self._next_number()
        if given.get("status") == "returned":
            given["receipt"] = Mailing.objects.get(letter=given["letter_id"]).mail_number
        return given

    def _who(self, story: Story, act: str) -> Officer:
        handler = next((data["handler"] for _, name, data in story.steps if name == "assign"), "handler")
        return self._person(story, WHO.get(act, handler))

    # -- letters on their way ------------------------------------------------------------------------------

    def _send(self, story: Story, event: Event, day: date) -> None:
        """Post the letter of an act; one of the last day waits, and one whose service the story tells is left to it."""
        letter = event.letter
        told = event.act in story.kept or any(data.get("of") == event.act for _, _, data in story.steps)
        if letter is None or told or day >= self.days[KEPT_BACK]:
            return
        handed = event.act == "register" and story.channel == "in_person"
        proof = {"method": "direct", "receipt": story.applicant, "status": "delivered"}
        if not handed:
            proof = {"method": "mail", "receipt": self._next_number(), "status": "posted"}
        clerk, case = self._person(story, "clerk"), self.cases[story.key]
        perform(
            "record_service", case.pk, by=clerk, on=day, now=self._instant(day), data=proof | {"letter_id": letter.pk}
        )
        if not handed:
            self._mailed(story, event.act, letter, proof["receipt"], day)

    def _mailed(self, story: Story, act: str, letter: Letter, number: str, day: date) -> None:
        """Keep where the letter went, and let it arrive some days later unless the story tells that it came back."""
        application, key = self.applications[story.key], (story.agency, day)
        if key not in self.dispatches:
            clerk = self._person(story, "clerk")
            self.dispatches[key] = Dispatch.objects.create(
                agency=clerk.agency, posted_on=day, recorded_by=clerk, recorded_at=self._instant(day)
            )
        own = letter.addressee == application.applicant_name
        Mailing.objects.create(
            dispatch=self.dispatches[key], letter=letter, kind=MailKind.EMS, mail_number=number, name=letter.addressee,
            address=application.address if own else "温州市瓯海区某路66号", postcode="325000", phone=application.phone if own else "",
        )  # fmt: skip
        place = self._days(story).index(day) - ON_THE_WAY
        if place < 0 or any(data.get("of") == "reply" for _, _, data in story.steps if act == "deliver"):
            return
        arrived = {"letter_id": letter.pk, "method": "mail", "receipt": number, "status": "delivered"}
        self._plan(self._days(story)[place], story, "record_service", arrived)

    def _next_number(self) -> str:
        self.posted += 1
        return mail_number(10_330_000 + self.posted * 37)

    def _submit(self, day: date, story: Story, now: datetime) -> Application:
        public = story.channel in ("portal", "fax")
        return submit(
            agency=self.agencies[story.agency],
            now=now,
            by=None if public else self._person(story, "clerk"),
            channel=story.channel,
            arrived_on=day,
            arrived_at=now,
            applicant_kind=story.kind,
            applicant_name=story.applicant,
            phone=story.phone,
            address="温州市瓯海区某路8号",
            postcode="325000",
            content=story.content,
            topic=story.topic,
            wanted_form="纸质",
            wanted_way="邮寄",
            idempotency_key=f"{KEY}{story.key}",
        )
