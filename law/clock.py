"""The clock: fold dated acts into a due day and its reasons (law.md 2.3; 条例24 of 2007, 30, 32-34 of 2019)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from law import Refused
from law.calendar import Calendar
from law.disputed import DEFAULTS, Settings
from law.receipt import regulation_of

FEE_RULES = date(2021, 1, 1)  # 国办函〔2020〕109号 in force
OPINION_WORKDAYS = 15


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of one text of the Regulations, all in working days."""

    base: int
    extension: int
    correction_notice: int | None
    articles: dict[str, str]


TERMS = {
    "2007": Terms(
        15,
        15,
        None,
        {
            "receive": "条例24②",
            "request_correction": "条例21（四）",
            "receive_correction": "条例21（四）",
            "consult_third_party": "条例23、24③",
            "receive_third_party_opinion": "条例24③",
            "extend": "条例24②",
            "issue_fee_notice": "条例27",
        },
    ),
    "2019": Terms(
        20,
        20,
        7,
        {
            "receive": "条例33②",
            "request_correction": "条例30",
            "receive_correction": "条例30",
            "consult_third_party": "条例32、33③",
            "receive_third_party_opinion": "条例33③",
            "consult_agency": "条例33③、34",
            "receive_agency_opinion": "条例33③、34",
            "extend": "条例33②",
            "issue_fee_notice": "国办函〔2020〕109号6",
            "receive_payment": "国办函〔2020〕109号6",
        },
    ),
}
OPINION_OF = {"receive_third_party_opinion": "consult_third_party", "receive_agency_opinion": "consult_agency"}
CONSULTATIONS = {"consult_third_party": ("第三方", "third party"), "consult_agency": ("其他机关", "other agency")}


@dataclass(frozen=True, slots=True)
class ClockAct:
    """One dated act; `key` pairs an opinion with its consultation, days are working days."""

    act: str
    on: date
    key: str | None = None
    delivered_on: date | None = None
    workdays: int | None = None
    term_workdays: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the due day is what it is after one act."""

    on: date
    act: str
    article: str
    text: str
    english: str
    due_on: date | None
    late: bool = False


@dataclass(slots=True)
class Pause:
    """A consultation: the days after `sent_on` through `ends_on` are not counted."""

    kind: str
    key: str
    sent_on: date
    ends_on: date
    open: bool = True
    idle: bool = False  # sent when no day was left: excludes nothing of this term


@dataclass(slots=True)
class Reckoning:
    """The result of the fold."""

    received_on: date
    regulation: str
    due_on: date | None
    base_due_on: date | None  # without the extension
    provisional: bool
    waiting_for: str | None
    reasons: tuple[Reason, ...]
    started_on: date  # the day after this one is day 1 of the running term
    base_workdays: int
    extended_workdays: int
    pauses: tuple[Pause, ...]
    open_keys: tuple[tuple[str, str], ...]


def run(
    received_on: date,
    acts: Iterable[ClockAct] = (),
    *,
    calendar: Calendar,
    history: bool = False,
    settings: Settings = DEFAULTS,
) -> Reckoning:
    """Return the due day of a case and one cited reason for every move of its clock.

    With `history` an act that broke a deadline is accepted, marked late and moves nothing.
    Raises Refused for what the law does not allow, naming the article.
    """
    return _Fold(received_on, calendar, history, settings).over(acts)


@dataclass(slots=True)
class _Fold:
    received_on: date
    calendar: Calendar
    history: bool
    settings: Settings
    regulation: str = ""
    terms: Terms | None = None
    started_on: date | None = None
    extension: int = 0
    extended: bool = False
    corrected: bool = False
    charged: bool = False
    waiting_for: str | None = None
    unheeded: set[str] = field(default_factory=set)  # late notices of history, whose answers restart nothing
    pauses: list[Pause] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    def over(self, acts: Iterable[ClockAct]) -> Reckoning:
        self.regulation = regulation_of(self.received_on)
        self.terms = TERMS[self.regulation]
        self.started_on = self.received_on
        n = self.terms.base
        self._say(
            self.received_on,
            "receive",
            f"收到申请，当日不计，自次日起 {n} 个工作日内答复",
            f"Received; the next day is day 1 of {n} working days",
        )
        previous = self.received_on
        for act in acts:
            if act.on < previous:
                raise Refused(
                    f"{act.on}早于前一步的日期{previous}" if len(self.reasons) > 1 else f"{act.on}早于收到日{previous}",
                    field="on",
                    english=f"{act.on} is before {previous}",
                )
            previous = act.on
            self._one(act)
        return self._result()

    def _one(self, act: ClockAct) -> None:
        step = _STEPS.get(act.act)
        if step is None:
            raise Refused(f"没有“{act.act}”这一步", field="act", english=f"Unknown act {act.act}")
        if self.waiting_for and act.act != f"receive_{self.waiting_for}" and act.act not in OPINION_OF:
            word = {"correction": "补正", "payment": "缴费"}[self.waiting_for]
            raise Refused(
                f"正在等待{word}，不能办这一步", field="act", english=f"The {self.waiting_for} is awaited; nothing else may be done"
            )
        step(self, act)

    # -- the due day -------------------------------------------------------------------------------------
    def _due(self, extension: int | None = None) -> date:
        number = self.calendar.number
        start = number(self.started_on.toordinal())
        due = start + self.terms.base + (self.extension if extension is None else extension)
        reached = start
        spans = sorted(
            (number(p.sent_on.toordinal()), number(p.ends_on.toordinal())) for p in self.pauses if not p.idle
        )
        for begin, end in spans:
            begin = max(begin, reached)
            if begin >= due:
                break
            if end > begin:
                due += end - begin
                reached = end
        return date.fromordinal(self.calendar.numbered(due))

    def _say(self, on: date, act: str, text: str, english: str, *, late: bool = False) -> None:
        due = None if self.waiting_for else self._due()
        article = self.terms.articles.get(act, "")
        self.reasons.append(Reason(on, act, article, text, english, due, late))

    def _broken(self, act: ClockAct, text: str, english: str, key: str | None = None) -> bool:
        """Refuse, or in a history note that the deadline was broken and let the clock run."""
        if not self.history:
            raise Refused(text, self.terms.articles.get(act.act, ""), field=act.act, english=english)
        if key:
            self.unheeded.add(key)
        self._say(act.on, act.act, f"{text}，期限照常计算", f"{english}; the clock runs on", late=True)
        return True

    # -- the acts ----------------------------------------------------------------------------------------
    def _request_correction(self, act: ClockAct) -> None:
        limit = self.terms.correction_notice
        if self.corrected and not self.settings.second_correction:
            self._broken(act, "补正应当一次性告知，不能再次要求补正", "Correction may be requested only once", "correction")
            return
        if limit and act.on > self.calendar.add(self.received_on, limit):
            last = self.calendar.add(self.received_on, limit)
            self.corrected = True
            self._broken(
                act,
                f"补正告知应在收到之日起 {limit} 个工作日内（{last.isoformat()}前）发出",
                f"A correction must be requested within {limit} working days, by {last}",
                "correction",
            )
            return
        if act.on > self._due():
            self.corrected = True
            self._broken(act, "已过答复期限，不能要求补正", "The term has passed", "correction")
            return
        self.corrected = True
        self.waiting_for = "correction"
        self._say(act.on, act.act, "告知补正，答复期限自收到补正之日起重新计算", "Correction requested; the term starts anew when it comes")

    def _receive_correction(self, act: ClockAct) -> None:
        self._answer(act, "correction", "没有补正告知，不能登记补正", "No correction was requested", "收到补正，次日起重新计算", "Correction received; the term starts anew")

    def _issue_fee_notice(self, act: ClockAct) -> None:
        if self.regulation == "2007":
            raise Refused(
                "2007 年《条例》下不得收取信息处理费", "条例27", field=act.act, english="No processing fee under the 2007 Regulations"
            )
        if act.on < FEE_RULES:
            raise Refused(
                "信息处理费自 2021年1月1日起才可以收取", "国办函〔2020〕109号", field=act.act, english="No fee before 2021-01-01"
            )
        if self.charged:
            self._broken(act, "收费通知只能发一次", "A fee notice was sent already", "payment")
            return
        if act.on > self._due():
            self.charged = True
            self._broken(act, "已过处理期限，不能发收费通知", "The term has passed", "payment")
            return
        self.charged = True
        self.waiting_for = "payment"
        self._say(act.on, act.act, "发出收费通知，处理期限自缴费次日起重新计算", "Fee notice sent; the term starts anew after payment")

    def _receive_payment(self, act: ClockAct) -> None:
        self._answer(act, "payment", "没有收费通知，不能登记缴费", "No fee notice was sent", "完成缴费，次日起重新计算", "Paid; the term starts anew")

    def _answer(self, act: ClockAct, awaited: str, missing: str, missing_en: str, text: str, english: str) -> None:
        if awaited in self.unheeded:
            self.unheeded.discard(awaited)
            self._say(act.on, act.act, "告知已逾期，不重新计算", "The notice was late; nothing starts anew", late=True)
            return
        if self.waiting_for != awaited:
            raise Refused(missing, self.terms.articles.get(act.act, ""), field=act.act, english=missing_en)
        self.waiting_for = None
        self.started_on, self.extension, self.extended = act.on, 0, False
        for pause in self.pauses:
            pause.idle = False  # a consultation still open goes on excluding days of the new term
        self._say(act.on, act.act, f"{text} {self.terms.base} 个工作日", f"{english}: {self.terms.base} working days")

    def _extend(self, act: ClockAct) -> None:
        days, cap = act.workdays, self.terms.extension
        if not days or days < 1:
            raise Refused("延期工作日数应当是正整数", self.terms.articles["extend"], field="workdays", english="An extension needs a number of working days")
        if self.extended:
            self._broken(act, "已经延期一次，不能再次延期", "Extended already")
            return
        if days > cap:
            self._broken(act, f"延期最长不得超过 {cap} 个工作日", f"At most {cap} working days")
            return
        due = self._due()
        if act.on > due:
            self._broken(act, f"已过应答复日{due.isoformat()}，不能延期", f"The due day {due} has passed")
            return
        self.extension, self.extended = days, True
        self._say(act.on, "extend", f"延期 {days} 个工作日，已在原期限 {due.isoformat()} 届满前告知", f"Extended by {days} working days, told before {due}")

    def _consult(self, act: ClockAct) -> None:
        if act.act == "consult_agency" and not self._agency_stops():
            return
        key = act.key if act.key is not None else f"#{len(self.pauses) + 1}"
        if any(p.open and p.kind == act.act and p.key == key for p in self.pauses):
            raise Refused(f"“{key}”的征求意见还没有回复，不能重复使用", field="key", english=f"Consultation {key} is still open")
        if act.delivered_on and act.delivered_on < act.on:
            raise Refused("送达日期早于征求意见日期", field="delivered_on", english="Delivered before it was sent")
        term = OPINION_WORKDAYS if act.term_workdays is None else act.term_workdays
        if term < 1:
            raise Refused("意见期限应当是正整数", field="term_workdays", english="The term must be at least one day")
        told_on = act.delivered_on or act.on
        begins = act.on if self.settings.pause_from_sending else told_on
        idle = begins >= self._due()
        self.pauses.append(Pause(act.act, key, begins, self.calendar.add(told_on, term), True, idle))
        who, english = CONSULTATIONS[act.act]
        if idle:
            self._say(act.on, act.act, f"征求{who}意见；期限已无剩余，不再扣除", f"The {english} is consulted; no day was left to exclude")
        else:
            self._say(act.on, act.act, f"征求{who}意见，次日起不计入期限", f"The {english} is consulted; the following days are not counted")

    def _opinion(self, act: ClockAct) -> None:
        kind = OPINION_OF[act.act]
        if kind == "consult_agency" and not self._agency_stops():
            return
        waiting = [p for p in self.pauses if p.open and p.kind == kind and act.key in (None, p.key)]
        if not waiting:
            raise Refused("没有对应的征求意见，不能登记意见", self.terms.articles.get(act.act, ""), field="key", english="No open consultation to answer")
        pause = waiting[-1]
        pause.open = False
        who, english = CONSULTATIONS[kind]
        if act.on > pause.ends_on:
            self._say(act.on, act.act, f"收到{who}意见，已过 {pause.ends_on.isoformat()} 的期限，停算到该日为止", f"Opinion after its term, which ended on {pause.ends_on}")
            return
        pause.ends_on = act.on
        self._say(act.on, act.act, f"收到{who}意见，次日起继续计算", f"Opinion of the {english}; the clock runs on from the next day")

    def _agency_stops(self) -> bool:
        return self.regulation == "2019" or self.settings.agency_consultation_stops_2007

    def _result(self) -> Reckoning:
        due = None if self.waiting_for else self._due()
        years = range(self.received_on.year, due.year + 1) if due else ()
        return Reckoning(
            self.received_on,
            self.regulation,
            due,
            self._due(0) if due else None,
            any(not self.calendar.published(year) for year in years),
            self.waiting_for,
            tuple(self.reasons),
            self.started_on,
            self.terms.base,
            self.extension,
            tuple(self.pauses),
            tuple((p.kind, p.key) for p in self.pauses if p.open),
        )


_STEPS = {
    "request_correction": _Fold._request_correction,
    "receive_correction": _Fold._receive_correction,
    "consult_third_party": _Fold._consult,
    "consult_agency": _Fold._consult,
    "receive_third_party_opinion": _Fold._opinion,
    "receive_agency_opinion": _Fold._opinion,
    "extend": _Fold._extend,
    "issue_fee_notice": _Fold._issue_fee_notice,
    "receive_payment": _Fold._receive_payment,
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip on the case page."""

    date: date
    kind: str  # from | work | makeup | weekend | holiday | hold
    ordinal: int | None  # counted as the n-th day of the running term
    plus: bool  # added by an extension
    makeup: bool
    last: bool


def days(reckoning: Reckoning, calendar: Calendar) -> list[Day]:
    """Return every day of the running term, from the day it started to the due day."""
    if reckoning.due_on is None:
        return []
    found = [Day(reckoning.started_on, "from", None, False, False, False)]
    counted, day = 0, reckoning.started_on
    while day < reckoning.due_on:
        day += timedelta(days=1)
        kind = calendar.kind_of(day)
        makeup = kind == "makeup"
        ordinal = None
        if kind in ("work", "makeup"):
            if any(not p.idle and p.sent_on < day <= p.ends_on for p in reckoning.pauses):
                kind = "hold"
            else:
                counted += 1
                ordinal = counted
        plus = bool(ordinal and ordinal > reckoning.base_workdays)
        found.append(Day(day, kind, ordinal, plus, makeup, day == reckoning.due_on))
    return found
