"""The clock: fold dated acts into a due day and its reasons (law.md 2.3; 条例24 of 2007, 30, 32-34 of 2019)."""

from collections.abc import Container, Iterable
from copy import copy
from datetime import date, timedelta

from law import Refused
from law.calendars.working_days import Calendar
from law.dated import chinese_day
from law.deadlines.receipt import Receipt
from law.deadlines.reckoning import ClockAct, Pause, Reason, Reckoning, Unsent
from law.deadlines.running_term import RunningTerm
from law.deadlines.sentences import ASKED, SAYS
from law.deadlines.steps import ANSWERS, AWAITED, AWAITING_NOTICES, NOTICES, OPINION_OF, in_order
from law.disputed import DEFAULTS, Settings
from law.fees import tariffs


def run(
    received_on: date,
    acts: Iterable[ClockAct] = (),
    *,
    calendar: Calendar,
    history: bool = False,
    settings: Settings = DEFAULTS,
    receipt: Receipt | None = None,
    accepted: Container[int] = (),
    recorded: Container[int] = (),
    hears_void: bool = False,
    ended_on: date | None = None,
) -> Reckoning:
    """Return the due day of a case and one cited reason for every move of its clock.

    An act of `NOTICES` takes effect on the day its letter left (`sent_on`, by default `on`), in the order of these
    days; one that has not left moves nothing, one that left after its last day is void.

    With `history` an act that broke a deadline is accepted, marked late and moves nothing. `receipt` tells why the day of
    receipt is that day. `accepted` holds the places of acts that were in time on the calendar of their day: a notice
    published since does not undo them. `recorded` holds those on record, which what has happened since may make void or
    late: they are judged and shown, never refused. With `hears_void` an answer to a notice that is void or has not left
    is heard and moves nothing; otherwise it is refused. A notice that leaves after `ended_on`, when all was over, is void.
    Raises Refused for what the law does not allow, naming the article.
    """
    fold = _Fold(received_on, calendar, history, settings)
    fold.hears_void, fold.ended_on = hears_void, ended_on
    fold.receive(receipt)
    for _, place, act, tells in in_order(received_on, acts):
        fold.place, fold.settled, fold.recorded = place, place in accepted, place in recorded
        fold.take(act, tells)
    return fold.result()


class _Fold(RunningTerm):
    """The state of one case's clock while its acts are folded."""

    def __init__(self, received_on: date, calendar: Calendar, history: bool, settings: Settings):
        super().__init__(received_on, calendar, settings)
        self.history = history
        self.corrected = self.charged = self.asked_reasons = self.reasons_known = False
        # Of the act in hand: in time when done, so not judged again; on record, so never refused; left too late.
        self.settled = self.recorded = self.hears_void = False
        self.ended_on: date | None = None
        self.revoked: tuple[int, date] | None = None  # place and day of the last revocation of a reply
        self.sent_late: dict[str, date] = {}
        self.unheeded: set[str] = set()  # notices that are late, void or have not left: their answers restart nothing
        self.unsent: list[tuple[int, ClockAct]] = []
        self.answered_early: set[tuple[str, str | None]] = set()  # consultations answered before their inquiry left
        self.decided: dict[tuple[str, str | None], None] = {}  # inquiries whose letters have not left, in their order
        self.early_answers: set[str] = set()  # what was answered before its notice left

    def take(self, act: ClockAct, tells: bool) -> None:
        """Take one step of a life: an act, or the leaving of its letter on a later day (`tells`)."""
        self.sent_late = {}
        if tells:
            self._tell(act)
        elif act.unsent or act.sent_on is not None:
            self._decide(act)
        else:
            self.move(act)

    def _decide(self, act: ClockAct) -> None:
        """Judge a notice as if it left on the day of its decision; it moves nothing until it has left."""
        if act.act not in NOTICES:
            self._refuse(act, "这一步没有要寄出的公文", "This act has no letter that leaves", field="sent_on")
        if not self.recorded:
            trial = copy(self)
            trial.pauses, trial.reasons, trial.unheeded = list(self.pauses), [], set(self.unheeded)
            trial.move(act._replace(sent_on=None, unsent=False))
        if act.unsent:
            self.unsent.append((self.place, act))
            self._say(act, "unsent", {}, unsent=True)
        if act.act in ASKED:
            self.decided[(act.act, act.key)] = None
        if self.hears_void and act.act in AWAITING_NOTICES:
            self.unheeded.add(AWAITING_NOTICES[act.act])
            self.early_answers.discard(AWAITING_NOTICES[act.act])

    def _tell(self, act: ClockAct) -> None:
        """Let a notice take effect on the day its letter left."""
        told = act._replace(on=act.sent_on)
        if act.delivered_on is not None and act.delivered_on < told.on:
            self._refuse(act, "送达日期早于寄出日期", "Delivered before it was sent", field="delivered_on")
        over = "after_the_reply" if self.ended_on and told.on > self.ended_on else ""
        over = "after_revocation" if self._decided_before_revocation(self.place) else over
        if over:
            self._say(told, over, {}, late=True, void=True)
            return
        awaited = AWAITING_NOTICES.get(act.act, "")
        self.unheeded.discard(awaited)
        self.decided.pop((act.act, act.key), None)
        last = self._last_day(act.act)
        if last and told.on > last and not self.settled:  # void, whatever has happened meanwhile
            self._say(told, "sent_late", {"sent": told.on, "last": last}, late=True, void=True)
            if awaited and self.hears_void:
                self.unheeded.add(awaited)
            return
        if awaited in self.early_answers:
            self._say(told, "notice_answered", {}, void=True)
            return
        self.move(told)

    def _decided_before_revocation(self, place: int) -> bool:
        """Say whether a notice was decided for a reply that has been revoked since; it is void for the next one."""
        return self.revoked is not None and place < self.revoked[0]

    def _last_day(self, notice: str) -> date | None:
        """Return the last day for a notice to leave; None for an inquiry, and for others while somebody is awaited."""
        limit = self.regulation.correction_notice_workdays
        if notice in ("request_correction", "request_reasons") and limit:
            return self.calendar.add(self.received_on, limit)
        return None if self.waiting_for or notice in ASKED else self.due_on

    def move(self, act: ClockAct) -> None:
        """Apply one act or refuse it."""
        step = _STEPS.get(act.act)
        if step is None:
            raise Refused(f"没有“{act.act}”这一步", field="act", english=f"Unknown act {act.act}")
        if self.waiting_for and act.act not in (*OPINION_OF, *ANSWERS[self.waiting_for], "revoke_reply"):
            if self.recorded:
                awaited = {"awaited": AWAITED[self.waiting_for], "awaited_english": self.waiting_for}
                self._say(act, "late_while_awaited", awaited, late=True, void=act.act in NOTICES)
                return
            raise Refused(
                f"正在等待{AWAITED[self.waiting_for]}，不能办这一步",
                self.regulation.moves[f"receive_{self.waiting_for}"],
                field="act",
                english=f"The {self.waiting_for} is awaited; nothing else may be done",
            )
        step(self, act)

    def _too_late(self, act: ClockAct, last: date) -> bool:
        """Say whether an act is told after the last day; that its letter left later is a fact, and not refused."""
        if self.settled or act.on <= last:
            return False
        if self.recorded:
            self.sent_late = {"sent": act.on, "last": last}
        return True

    def _broken(self, act: ClockAct, text: str, english: str, awaited: str = "") -> None:
        """Refuse, or note of what is on record that it moves nothing and let the clock run."""
        if not (self.history or self.recorded or self.sent_late):
            self._refuse(act, text, english)
        if awaited and (self.hears_void or self.history):
            self.unheeded.add(awaited)
        if self.sent_late:
            self._say(act, "sent_late", self.sent_late, late=True, void=True)
            return
        facts = {"broken": text, "broken_english": english}
        self._say(act, "broken", facts, late=True, void=self.recorded and act.act in NOTICES)

    # -- the acts ----------------------------------------------------------------------------------------
    def receive(self, receipt: Receipt | None) -> None:
        """Say the first reason: the receipt, whose day is not counted (民法典第二百零一条)."""
        facts = {"n": self.base, "basis": "收到申请，", "basis_english": "Received."}
        article = self.regulation.moves["receive"]
        if receipt is not None:
            facts |= {"basis": f"{receipt.text}；", "basis_english": f"{receipt.english}."}
            same = receipt.basis_article.startswith("条例")
            also = article.removeprefix("条例") if same else article
            article = f"{receipt.basis_article}、{also}" if receipt.basis_article else article
        self.reasons.append(Reason(self.received_on, "receive", article, self.due_on, False, SAYS["receive"], facts))

    def _request_correction(self, act: ClockAct) -> None:
        if self.corrected and not self.settings.allows_second_correction:
            self._broken(
                act, "补正应当一次性告知，不能再次要求补正", "Correction may be requested only once", "correction"
            )
            return
        limit = self.regulation.correction_notice_workdays
        last = self.calendar.add(self.received_on, limit) if limit else None
        if last and self._too_late(act, last):
            self._broken(
                act,
                f"补正告知应在收到之日起 {limit} 个工作日内（{last}前）发出",
                f"A correction must be requested within {limit} working days, by {last}",
                "correction",
            )
            self.corrected = not self.sent_late
        elif self._too_late(act, self.due_on):
            self._broken(
                act, f"已过应答复日{self.due_on}，不能要求补正", f"The due day {self.due_on} has passed", "correction"
            )
            self.corrected = not self.sent_late
        else:
            self.corrected = True
            self.waiting_for = "correction"
            self._say(act, act.act, {})

    def _request_reasons(self, act: ClockAct) -> None:
        """Ask why so many applications (条例35): by default as a request for correction (disputed)."""
        if self.asked_reasons:
            self._broken(act, "已经要求过说明理由，不能再次要求", "Reasons were asked for already", "reasons")
            return
        last = self.calendar.add(self.received_on, self.regulation.correction_notice_workdays)
        if not self.settings.reasons_as_correction:
            self.asked_reasons = True
            self._say(act, "reasons_idle", {})
        elif self._too_late(act, last):
            self._broken(
                act,
                f"要求说明理由应在收到之日起 {self.regulation.correction_notice_workdays} 个工作日内（{last}前）发出",
                f"Reasons must be asked for by {last}",
                "reasons",
            )
            self.asked_reasons = not self.sent_late
        else:
            self.asked_reasons = True
            self.waiting_for = "reasons"
            self._say(act, act.act, {})

    def _receive_reasons(self, act: ClockAct) -> None:
        self.reasons_known = act.act == "receive_reasons"
        if not self.settings.reasons_as_correction and self.asked_reasons:
            self._say(act, "reasons_heard", {})
            return
        self._answer(act, "reasons", "没有要求说明理由，不能登记说明", "No reasons were asked for")

    def _delay(self, act: ClockAct) -> None:
        """Fix a later day once the reasons are accepted (条例35): no cap, but told while the term runs."""
        if not act.workdays or act.workdays < 1:
            self._refuse(act, "延迟的工作日数应当是正整数", "A delay needs a number of working days", field="workdays")
        elif not self.reasons_known:
            self._refuse(
                act, "申请人说明理由以后，才能确定延迟答复的期限", "A delay needs the applicant's reasons first"
            )
        elif self.delayed:
            self._broken(act, "已经确定过延迟答复的期限", "Delayed already")
        elif self._too_late(act, self.due_on):
            self._broken(act, f"已过应答复日{self.due_on}，不能延迟答复", f"The due day {self.due_on} has passed")
        else:
            before = self.due_on
            self.extension, self.delayed = self.extension + act.workdays, True
            self._say(act, "delay", {"n": act.workdays, "due": before})

    def _revoke_reply(self, act: ClockAct) -> None:
        """Start the term anew for the reply that follows a revoked one (disputed)."""
        self.waiting_for, self.revoked = None, (self.place, act.on)
        self._restart(act.on)
        self._say(act, act.act, {"n": self.base})

    def _issue_fee_notice(self, act: ClockAct) -> None:
        if not self.regulation.processing_fee:
            self._refuse(act, "2007 年《条例》下不得收取信息处理费", "No processing fee under the 2007 Regulations")
        if tariffs.fee_kind(act.on) != "processing":
            self._refuse(
                act,
                f"信息处理费自 {chinese_day(tariffs.PROCESSING_FROM)}起才可以收取",
                f"No fee before {tariffs.PROCESSING_FROM}",
                "国办函〔2020〕109号",
            )
        if self.charged:
            self._broken(act, "收费通知只能发一次", "A fee notice was sent already", "payment")
            return
        if self._too_late(act, self.due_on):
            self._broken(
                act, f"已过应答复日{self.due_on}，不能发收费通知", f"The due day {self.due_on} has passed", "payment"
            )
            self.charged = not self.sent_late
        else:
            self.charged = True
            self.waiting_for = "payment"
            self._say(act, act.act, {})

    def _receive_correction(self, act: ClockAct) -> None:
        self._answer(act, "correction", "没有补正告知，不能登记补正", "No correction was requested")

    def _receive_payment(self, act: ClockAct) -> None:
        self._answer(act, "payment", "没有收费通知，不能登记缴费", "No fee notice was sent")

    def _answer(self, act: ClockAct, awaited: str, missing: str, english: str) -> None:
        """Restart the full term: an extension before it is gone, an open consultation goes on excluding."""
        if self.waiting_for != awaited and (awaited in self.unheeded or self.recorded):
            self.unheeded.discard(awaited)
            self.early_answers.add(awaited)
            self._say(act, "unheeded", {}, late=True)
            return
        if self.waiting_for != awaited:
            self._refuse(act, missing, english)
        self.waiting_for = None
        self._restart(act.on)
        self._say(act, act.act, {"n": self.base})

    def _extend(self, act: ClockAct) -> None:
        given, cap = act.workdays, self.regulation.extension_workdays
        if not given or given < 1:
            self._refuse(
                act, "延期工作日数应当是正整数", "An extension needs a number of working days", field="workdays"
            )
        elif self.extended:
            self._broken(act, "已经延期一次，不能再次延期", "Extended already")
        elif given > cap:
            self._broken(act, f"延期最长不得超过 {cap} 个工作日", f"At most {cap} working days")
        elif self._too_late(act, self.due_on):
            self._broken(act, f"已过应答复日{self.due_on}，不能延期", f"The due day {self.due_on} has passed")
        else:
            before = self.due_on
            self.extension, self.extended = self.extension + given, True
            self._say(act, "extend", {"n": given, "due": before})

    def _consult(self, act: ClockAct) -> None:
        if not self._stops(act.act):
            return
        named, key = act.key is not None, act.key or f"#{len(self.pauses) + 1}"
        if named and any(p.open and p.named and p.kind == act.act and p.key == key for p in self.pauses):
            if self.recorded:  # both letters left: a fact
                key = f"{key}#{len(self.pauses) + 1}"
            else:
                self._refuse(
                    act, f"“{key}”的征求意见还没有回复，不能重复使用", f"Consultation {key} is still open", field="key"
                )
        if (act.act, act.key) in self.answered_early:
            self._say(act, "consult_answered", ASKED[act.act])
            return
        told_on = act.delivered_on or act.on
        if told_on < act.on:
            self._refuse(act, "送达日期早于征求意见日期", "Delivered before it was sent", field="delivered_on")
        term = self.settings.opinion_workdays if act.term_workdays is None else act.term_workdays
        if term < 1:
            self._refuse(act, "意见期限应当是正整数", "The term must be at least one day", field="term_workdays")
        begins = act.on if self.settings.pause_from_sending else told_on
        pause = Pause(act.act, key, begins, self.calendar.add(told_on, term), True, begins >= self.due_on, named)
        self.pauses.append(pause)
        self._say(act, "consult_idle" if pause.idle else "consult", ASKED[act.act] | {"end": pause.ends_on})

    def _opinion(self, act: ClockAct) -> None:
        kind = OPINION_OF[act.act]
        if not self._stops(kind):
            return
        waiting = [p for p in self.pauses if p.open and p.kind == kind and act.key in (None, p.key)]
        unsent = [d for d in self.decided if d[0] == kind and act.key in (None, d[1]) and d not in self.answered_early]
        if not waiting and (self.recorded or (unsent and self.hears_void)):
            self.answered_early.add(unsent[-1] if unsent else (kind, act.key))
            self._say(act, "opinion_unasked", ASKED[kind])
            return
        if not waiting:
            self._refuse(act, "没有对应的征求意见，不能登记意见", "No open consultation to answer", field="key")
        pause = waiting[-1]
        silent = act.act.startswith("lapse_")
        if silent and act.on <= pause.ends_on and not self.recorded:
            self._refuse(
                act, f"期限到 {pause.ends_on} 才届满，还不能记为逾期未提出意见", f"The term runs until {pause.ends_on}"
            )
        pause.open = False
        if silent or act.on > pause.ends_on:
            self._say(act, "opinion_silent" if silent else "opinion_late", ASKED[kind] | {"end": pause.ends_on})
            return
        pause.ends_on = act.on
        self._say(act, "opinion", ASKED[kind])

    def _stops(self, consultation: str) -> bool:
        """Say whether the Regulations exclude the time of this kind of consultation (条例24③; 2019: 33③)."""
        return consultation in self.regulation.stops or self.settings.agency_consultation_stops_2007

    def result(self) -> Reckoning:
        """Return what the folded acts amount to."""
        due = None if self.waiting_for else self.due_on
        first, last = self.received_on.year, due.year if due else 0
        return Reckoning(
            received_on=self.received_on,
            regulation=self.regulation.code,
            due_on=due,
            base_due_on=(self._due(0) if self.extension else due) if due else None,
            provisional=any(not self.calendar.published(year) for year in range(first, last + 1)),
            waiting_for=self.waiting_for,
            reasons=tuple(self.reasons),
            started_on=self.started_on,
            base_workdays=self.base,
            extended=self.extended,
            extended_workdays=self.extension,
            pauses=tuple(self.pauses),
            open_keys=tuple([(p.kind, p.key) for p in self.pauses if p.open]),
            unsent=tuple([self._as_unsent(place, act) for place, act in self.unsent]),
            void=tuple([reason.place for reason in self.reasons if reason.void]),
        )

    def _as_unsent(self, place: int, act: ClockAct) -> Unsent:
        answered = (act.act, act.key) in self.answered_early
        gone = self._decided_before_revocation(place)
        last = self.revoked[1] - timedelta(days=1) if gone else self._last_day(act.act)
        return Unsent(place, act, last, act.act in ASKED and self._stops(act.act) and not answered)


_STEPS = {
    "request_correction": _Fold._request_correction,
    "request_reasons": _Fold._request_reasons,
    "receive_reasons": _Fold._receive_reasons,
    "lapse_reasons": _Fold._receive_reasons,
    "delay": _Fold._delay,
    "revoke_reply": _Fold._revoke_reply,
    "receive_correction": _Fold._receive_correction,
    "consult_third_party": _Fold._consult,
    "consult_agency": _Fold._consult,
    "receive_third_party_opinion": _Fold._opinion,
    "receive_agency_opinion": _Fold._opinion,
    "lapse_third_party_opinion": _Fold._opinion,
    "lapse_agency_opinion": _Fold._opinion,
    "extend": _Fold._extend,
    "issue_fee_notice": _Fold._issue_fee_notice,
    "receive_payment": _Fold._receive_payment,
}
