"""Lives drawn at random through `perform()`: the due day follows from the days on which letters left, and no life is stuck."""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from law import Refused, procedure
from tests.law.deadlines.slow_clock import Illegal, SlowLife
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at
from workflow.acts.services import perform
from workflow.cases import policy
from workflow.cases.models import Case, DeliveryFact
from workflow.cases.replay import replay
from workflow.desk import worklist

DAY = timedelta(days=1)
EXTENSION = {"workdays": 7, "reason": "需要查找的档案较多"}
ASKED = {"name": "甲公司", "matter": "合同单价"}
FEE = {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"}
OPEN = {"outcome": "open", "facts": {"provided": ["合同"], "secrecy_review": "保密审查表第1号"}}
# What somebody at the desk may try, with what is entered; the last member is the person.
TRIES = {
    "request_correction": (
        {"points": ["哪一栋"], "ways": ["请写明楼栋的编号或者坐落"], "term_workdays": 5},
        "clerk",
    ),
    "receive_correction": ({"text": "第7幢"}, "clerk"),
    "lapse_correction": ({}, "clerk"),
    "issue_fee_notice": (FEE, "clerk"),
    "receive_payment": ({}, "clerk"),
    "lapse_payment": ({}, "clerk"),
    "consent": ({"to": "extend"} | EXTENSION, "head"),
    "extend": (EXTENSION, "handler"),
    "consult_third_party": (ASKED, "handler"),
    "receive_third_party_opinion": ({"agrees": "agrees"}, "handler"),
    "lapse_third_party_opinion": ({}, "handler"),
    "consult_agency": (ASKED, "handler"),
    "receive_agency_opinion": ({"agrees": "agrees"}, "handler"),
    "draft": (OPEN, "handler"),
    "submit_for_review": ({}, "handler"),
    "return_draft": ({"comments": "改"}, "reviewer"),
    "approve": ({}, "reviewer"),
    "sign": ({}, "signer"),
    "reply": ({}, "clerk"),
}
NOTICES = ("request_correction", "extend", "issue_fee_notice", "consult_third_party", "consult_agency")
ANSWERS = {"request_correction": "receive_correction", "issue_fee_notice": "receive_payment"}
OPINIONS = {"receive_third_party_opinion": "consult_third_party", "receive_agency_opinion": "consult_agency"}
CLOCK = (*NOTICES, "receive_correction", "receive_payment", "receive_third_party_opinion", "receive_agency_opinion")
# What leads a case on; records and proceedings are possible everywhere and lead nowhere.
ALWAYS = {
    "record_service", "write_paper", "annul", "correct_receipt", "file_reconsideration", "conclude_reconsideration",
    "file_litigation", "conclude_litigation", "record_complaint", "correct_particulars", "annul_registration",
    "consent", "change_demands",
}  # fmt: skip
POSSIBLE = "possible"  # one of the acts that lead on from here: without it few lives would come far
RECEIVED = st.dates(date(2024, 1, 2), date(2026, 6, 30))
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 30]),
        st.sampled_from([*TRIES, *[POSSIBLE] * 20, *["post"] * 12, *["arrive"] * 5]),
        st.integers(0, 20),
    ),
    min_size=4,
    max_size=14,
)


@shared_data
def office():
    """Return an office."""
    return Office()


class Life:
    """One case and what is done with it."""

    def __init__(self, office: Office, received: date):
        self.office, self.day = office, received
        self.case = office.assigned(received)

    def fresh(self) -> Case:
        """Return the case as it stands."""
        return Case.objects.get(pk=self.case.pk)

    def do(self, what: str, dice: int) -> None:
        """Try one thing; a refusal changes nothing."""
        if what == POSSIBLE:
            what = self.possible(dice)
        try:
            with transaction.atomic():
                if what in ("post", "arrive"):
                    self.serve(what, dice)
                else:
                    data, role = TRIES[what]
                    self.perform(what, self.day, getattr(self.office, role), data)
        except Refused as refused:
            assert refused.reason and refused.english

    def possible(self, dice: int) -> str:
        """Return one of the acts that somebody at the desk may do now, or the posting of a letter."""
        case = self.fresh()
        codes = [
            code for code, (_, role) in TRIES.items() if policy.may(getattr(self.office, role), code, case, self.day)
        ]
        return codes[dice % len(codes)] if codes else "post"

    def serve(self, what: str, dice: int) -> None:
        """Record that one of the letters left some days ago, or arrived today."""
        letters = list(self.case.events.filter(letter__isnull=False).exclude(letter__number="").order_by("seq"))
        event = letters[dice % len(letters)]
        day = max(event.on, self.day - (dice % 4) * DAY) if what == "post" else self.day
        fact = {"method": "mail", "receipt": f"10{event.letter_id:011d}", "letter_id": event.letter_id}
        status = "posted" if what == "post" else "delivered"
        self.perform("record_service", day, self.office.clerk, fact | {"status": status})

    def perform(self, code: str, on: date, by, data: dict) -> None:
        """Perform an act on its day; it is recorded today."""
        perform(code, self.case.pk, by=by, on=on, now=at(self.day), data=dict(data))

    def answered(self, event, told: date) -> bool:
        """Say whether the applicant had answered a notice before it left, so that it asks for nothing any more."""
        answers = self.case.events.filter(act=ANSWERS.get(event.act, ""), seq__gt=event.seq, on__lt=told)
        return answers.exists()

    def answered_early(self, left: dict[int, date]) -> set[int]:
        """Return the inquiries that somebody answered before their letters left; an opinion answers the last that waits."""
        early, steps = set(), []
        for event in self.case.events.order_by("seq"):
            if event.act in OPINIONS:
                steps.append((event.on, event.seq, event, "answer"))
            elif event.act in OPINIONS.values():
                steps.append((event.on, event.seq, event, "ask"))
                if (told := left.get(event.letter_id)) is not None:
                    steps.append((told, event.seq, event, "tell"))
        waiting: dict[str, list[int]] = {act: [] for act in OPINIONS.values()}
        lying: dict[str, list[int]] = {act: [] for act in OPINIONS.values()}
        for _, seq, event, what in sorted(steps, key=lambda step: (step[0], step[1], step[3] == "tell")):
            if what == "ask":
                lying[event.act].append(seq)
            elif what == "tell" and seq in lying[event.act]:
                lying[event.act].remove(seq)
                waiting[event.act].append(seq)
            elif what == "answer" and waiting[OPINIONS[event.act]]:
                waiting[OPINIONS[event.act]].pop()
            elif what == "answer" and lying[OPINIONS[event.act]]:
                early.add(lying[OPINIONS[event.act]].pop())
        return early

    def by_the_post(self) -> SlowLife:
        """Live the case once more, knowing only its acts and the days on which letters left."""
        left: dict[int, date] = {}
        for fact in DeliveryFact.objects.filter(case=self.case):
            left[fact.letter_id] = min(fact.on, left.get(fact.letter_id, fact.on))
        steps, early = [], self.answered_early(left)
        for event in self.case.events.order_by("seq"):
            if event.act not in CLOCK:
                continue
            told = left.get(event.letter_id) if event.act in NOTICES else event.on
            if told is not None and event.seq not in early and not self.answered(event, told):
                given = {name: event.data[name] for name in ("workdays",) if name in event.data}
                if event.act.startswith(("consult", "receive_third", "receive_agency")):
                    given["key"] = event.data.get("key")
                steps.append((told, event.seq, {"act": event.act, "on": told, **given}))
        life = SlowLife(self.case.received_on)
        arrived = {
            f.letter_id: f.on for f in DeliveryFact.objects.filter(case=self.case, status="delivered").order_by("id")
        }
        letters = dict(self.case.events.values_list("seq", "letter_id"))
        for told, seq, act in sorted(steps, key=lambda step: step[:2]):
            if act["act"].startswith("consult") and letters[seq] in arrived:
                act["delivered_on"] = max(arrived[letters[seq]], told)
            if act["act"] in NOTICES and told > life.last_day(act["act"]):
                continue  # void
            try:
                life.do(**act)
            except Illegal:
                continue  # heard, or overtaken: it moves nothing
        return life


def leads_on(office: Office, case: Case, today: date) -> bool:
    """Say whether some act by some person leads an open case on; the likeliest is asked first."""
    first = [worklist.next_act(case, today)]
    for code in (*first, *(code for code in procedure.ACTS if code not in ALWAYS)):
        if code and any(
            policy.may(one, code, case, today) for one in (office.clerk, office.handler, office.reviewer, office.signer)
        ):
            return True
    return False


def one_life(office: Office, received: date, steps: list[tuple[int, str, int]], born=Life) -> None:
    """Live one life, hold it against the days on which its letters left after every step, and leave nothing behind."""
    with transaction.atomic():
        life, version = born(office, received), 0
        for gap, what, dice in steps:
            life.day += gap * DAY
            life.do(what, dice)
            case = life.fresh()
            if case.version == version:
                continue  # refused: nothing has changed
            version, slow = case.version, life.by_the_post()
            assert case.due_on == (None if slow.waits else slow.due())
            if case.state in ("registered", "handling") or case.state.startswith("awaiting_"):
                assert case.state.removeprefix("awaiting_") == (slow.waits or case.state)
            if case.is_open:
                assert leads_on(office, case, life.day), f"stuck at {case.state}"
        assert replay(life.case.pk, check=True) == []
        transaction.set_rollback(True)


# The same two hundred each time, so that a run says the same tomorrow; others are drawn in `make torture`.
@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(received=RECEIVED, steps=STEPS)
def test_the_due_day_follows_from_what_left_and_no_life_is_stuck(office, received, steps):
    one_life(office, received, steps)
