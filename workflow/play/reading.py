"""Lives as JSON (docs/formats.md), read strictly: every fault is a line that names life, step and field."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.utils import timezone
from rest_framework.exceptions import APIException

from agencies.api.parsing import StrictJSONParser
from agencies.organisation.kinds import kind_of
from agencies.organisation.models import AgencyKind
from intake.forms import RegisterForm
from law import procedure, written
from workflow.cases.act import ACTS
from workflow.play.choices import LABELS
from workflow.play.office import PEOPLE

MOST_BYTES = 5 * 1024 * 1024
MOST_LIVES = 1000
MOST_STEPS = 300  # of one life
MOST_FAULTS = 100
LIFE_FIELDS = ("name", "kind", "steps")
FIELDS = ("now", "as", "do", "on", "data")
CONCLUSION = ("outcome", "grounds")  # may stand in the data or beside them
MORE_FIELDS = {  # what some steps have besides
    "record_service": ("of", "how", "delivered_on"),
    "reply": ("through", *CONCLUSION),
    "draft": CONCLUSION,
    "annul": ("of",),
}
NEEDED = {"record_service": ("of", "how")}
LOOK, REGISTER, THROUGH = "look", "register", "through"
REGISTRATION = tuple(name for name in RegisterForm.base_fields if name not in ("files", "idempotency_key"))
TICKED = ("at_once", "another_application")
NO_TEXTS = dict.fromkeys(TICKED, "应当是 true 或者 false") | {"demands": "应当是一项一项的文字的列表"}
SERVICE = ("status", "receipt", "signatory", "reason")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


class UnreadableInput(Exception):
    """The input is not of this form; `faults` says where, a line each."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done, on its legal day `on`, by the person of a role ("" for a look), recorded at `now`."""

    now: datetime
    role: str
    act: str
    on: date
    data: dict[str, Any] = field(default_factory=dict)
    of: str = ""
    method: str = ""
    delivered_on: date | None = None
    through: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """A course of events at an agency of a kind."""

    name: str
    kind: str
    steps: tuple[Step, ...]


def read_lives(body: bytes) -> tuple[list[Life], bool]:
    """Return the lives and whether there is a list of them; raise UnreadableInput for what is not of this form."""
    if len(body) > MOST_BYTES:
        raise UnreadableInput([f"输入超过 {MOST_BYTES // 1024 // 1024} MB"])
    try:
        given = StrictJSONParser().parse(BytesIO(body))
    except APIException as error:
        raise UnreadableInput([f"不是可以读的 JSON：{_sentence(error.detail)}"]) from error
    several = isinstance(given, list)
    if not several and not isinstance(given, dict):
        raise UnreadableInput(["应当是一件（对象）或者多件（列表）"])
    lives = given if several else [given]
    if len(lives) > MOST_LIVES:
        raise UnreadableInput([f"有 {len(lives)} 件，一次最多 {MOST_LIVES} 件"])
    faults: list[str] = []
    read = [_life(one, f"第 {place} 件", faults) for place, one in enumerate(lives, start=1)]
    if faults:
        more = [f"还有 {len(faults) - MOST_FAULTS} 处，没有列出"] if len(faults) > MOST_FAULTS else []
        raise UnreadableInput(faults[:MOST_FAULTS] + more)
    return read, several


def _sentence(detail: Any) -> str:
    """Return the first sentence of what the parser says, with the name before it that it concerns."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return f"“{_shown(name)}”：{_sentence(inner)}"
    return _sentence(detail[0]) if isinstance(detail, list) else str(detail)


def _shown(value: Any) -> str:
    """Return the beginning of what was given as part of a line."""
    return " ".join(str(value).split())[:60]


def _life(given: Any, where: str, faults: list[str]) -> Life | None:
    if not isinstance(given, dict):
        faults.append(f"{where}：应当是一个对象")
        return None
    name = given.get("name", "")
    if not isinstance(name, str) or len(name) > 200:
        faults.append(f"{where} name：应当是不超过 200 字的文字")
        name = ""
    where += f"“{_shown(name)}”" if name else ""
    faults += [f"{where} {_shown(unknown)}：没有这一项" for unknown in given if unknown not in LIFE_FIELDS]
    kind = kind_of(given["kind"]) if isinstance(given.get("kind"), str) else given.get("kind", AgencyKind.DEPARTMENT)
    if kind not in AgencyKind.values:
        faults.append(f"{where} kind：没有“{_shown(given['kind'])}”这种单位类型")
    steps = given.get("steps")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        faults.append(f"{where} steps：应当是 1 到 {MOST_STEPS} 步的列表")
        return None
    read = [_step(one, f"{where}第 {place} 步", faults) for place, one in enumerate(steps, start=1)]
    return Life(name, str(kind), tuple(read)) if all(read) else None


def _step(given: Any, where: str, faults: list[str]) -> Step | None:
    """Return one step; None where it has a fault, which is added to the others."""
    if not isinstance(given, dict):
        faults.append(f"{where}：应当是一个对象")
        return None
    found = _StepReader(given)
    step = found.step()
    faults += [f"{where} {_shown(name)}：{sentence}" for name, sentence in found.faults]
    return None if found.faults else step


class _StepReader:
    """One step as it was given, and what is wrong with it by field."""

    def __init__(self, given: dict):
        self.given = given
        self.faults: list[tuple[str, str]] = []

    def step(self) -> Step:
        """Read every field; what cannot be read is noted."""
        act, now = self._act(), self._now()
        self._check_names(act)
        return Step(
            now=now,
            role=self._role(),
            act=act,
            on=self._day("on") or timezone.localdate(now),
            data=self._data(act),
            of=self._of(),
            method=self._method(),
            delivered_on=self._day("delivered_on"),
            through=self._through(),
        )

    def _note(self, name: str, sentence: str) -> None:
        self.faults.append((name, sentence))

    def _act(self) -> str:
        act = self.given.get("do")
        if isinstance(act, str) and (act == LOOK or act in procedure.ACTS):
            return act
        self._note("do", "缺少这一项" if act is None else f"没有“{_shown(act)}”这一步")
        return ""

    def _now(self) -> datetime:
        text = self.given.get("now")
        day_text, _t, clock = text.partition("T") if isinstance(text, str) else ("", "", "")
        day, hour = written.day(day_text), _CLOCK.fullmatch(clock)
        if day is None or hour is None:
            self._note("now", "应写成 2025-03-03T09:00 这样（北京时间）")
            day, hour = written.FIRST, _CLOCK.fullmatch("00:00")
        moment = time(*(int(part or 0) for part in hour.groups()))
        return datetime.combine(day, moment, tzinfo=timezone.get_default_timezone())

    def _role(self) -> str:
        role = self.given.get("as")
        if isinstance(role, str) and (role == "" or role in PEOPLE):
            return role
        self._note("as", f"应当是 {'、'.join(PEOPLE)} 之一，只看不办的写空文字")
        return ""

    def _check_names(self, act: str) -> None:
        """Note what no such step has, and what it cannot be without."""
        if not act:
            return
        known = (*FIELDS, *MORE_FIELDS.get(act, ()))
        for name in self.given:
            if name not in known:
                self._note(name, "这一步没有这一项")
        for name in NEEDED.get(act, ()):
            if name not in self.given:
                self._note(name, "缺少这一项")

    def _day(self, name: str) -> date | None:
        text = self.given.get(name)
        day = written.day(text)
        if text is not None and day is None:
            self._note(name, "日期应写成 2025-03-03 这样")
        return day

    def _of(self) -> str:
        act = self.given.get("of", "")
        if isinstance(act, str) and (act == "" or act in procedure.ACTS):
            return act
        self._note("of", f"没有“{_shown(act)}”这一步")
        return ""

    def _method(self) -> str:
        how, labels = self.given.get("how", ""), LABELS["method"]
        if isinstance(how, str) and (how == "" or how in labels or how in labels.values()):
            return labels.get(how, how)
        self._note("how", f"应当是 {'、'.join(labels)} 之一")
        return ""

    def _through(self) -> bool:
        through = self.given.get(THROUGH, False)
        if not isinstance(through, bool):
            self._note(THROUGH, "应当是 true 或者 false")
        return through is True

    def _data(self, act: str) -> dict:
        data = self.given.get("data", {})
        if not isinstance(data, dict):
            self._note("data", "应当是一个对象")
            return {}
        taken = _taken(act, self.given.get(THROUGH) is True)
        for name in data if act else ():
            if name not in taken:
                self._note(f"data.{name}", "这一步没有这一项")
            elif act == REGISTER and not _is_of_form(name, data[name]):
                self._note(f"data.{name}", NO_TEXTS.get(name, "应当是文字"))
        beside = {
            name: self.given[name] for name in MORE_FIELDS.get(act, ()) if name in CONCLUSION and name in self.given
        }
        for name in beside:
            if name in data or name not in taken:
                self._note(name, "写了两次" if name in data else f"只在 {THROUGH} 为 true 时写")
        return data | beside


def _is_of_form(name: str, value: Any) -> bool:
    """Say whether a fact of a registration has the form in which it is written: a text, whether, or a list of texts."""
    if name == "demands":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, bool if name in TICKED else str)


def _taken(act: str, through: bool) -> tuple[str, ...]:
    """Return the names of the data that an act takes."""
    if act in (LOOK, ""):
        return ()
    special = {REGISTER: REGISTRATION, "assign": ("to",), "record_service": SERVICE}
    return special.get(act) or tuple(ACTS["draft" if through and act == "reply" else act].api_fields)
