"""What a reviewer and a signer should look at before a reply leaves: each point with its verdict, the bad ones first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agencies.installation.remedy_texts import remedy_texts
from agencies.text.citations import cited
from agencies.text.comparing import comparable, same_text
from agencies.text.language import reads_chinese
from law import Refused
from law.courts import jurisdiction
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from notices.kinds.catalogue import build
from notices.kinds.combined import Combined
from notices.kinds.withheld import OF_THIRD_PARTIES
from notices.letters.composition import compose
from notices.letters.issue_checks import check_law_unchanged
from notices.wording.services import released
from workflow.acts.drafting import items_of
from workflow.cases import selectors
from workflow.cases.models import Case, Event
from workflow.cases.term.unsent import consultation_is_open
from workflow.desk import third_parties
from workflow.desk.demand_checks import BAD, LOOK, OK, demand_checks
from workflow.desk.worklist import TermStatus
from workflow.evidence.doubts import doubts_of_reply
from workflow.evidence.procedure_doubts import doubts_of_procedure
from workflow.evidence.replies import conclusions_with_facts
from workflow.labels import day, evidence_of

ORDER = (BAD, LOOK, OK)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


@dataclass(frozen=True, slots=True)
class Check:
    """One point: verdict ok, hm or no, what was found, and a detail."""

    verdict: str
    text: str
    detail: str = ""


def checks(case: Case, events: list[Event], term_status: TermStatus | None, today: date) -> list[Check]:
    """Return every check of the draft on file, those that fail first."""
    drafted = next((event for event in reversed(events) if event.act == "draft"), None)
    if case.draft is None or drafted is None or not case.draft.facts:  # a destroyed text can be held against nothing
        return []
    parts = (
        _term(case, term_status, today),
        _consultations(case),
        _same_text(case, today),
        _people(case),
        _verbatim(case),
        _particulars(case),
        (Check(*found) for found in demand_checks(case, events)),
        _basis(case, drafted.data),
        _third_parties(drafted.data, events),
        _each_third_party(case, events, today),
        _doubts(case, events),
        _copied_search(case),
        _remedy(case),
        _court(case, today),
    )
    found = [check for part in parts for check in part]
    return sorted(found, key=lambda check: ORDER.index(check.verdict))


def _term(case: Case, term_status: TermStatus | None, today: date) -> Iterator[Check]:
    if term_status is None or case.due_on is None:
        return
    until = day(case.due_on, today)
    if term_status.light.code == "k":
        yield Check(BAD, _("The due day %(day)s has passed") % {"day": until}, _("The reply will count as late."))
    elif term_status.light.code in ("r", "o"):
        yield Check(LOOK, _("To be delivered by %(day)s") % {"day": until}, _("Few days are left."))
    else:
        yield Check(OK, _("To be delivered by %(day)s") % {"day": until})


def _consultations(case: Case) -> Iterator[Check]:
    if consultation_is_open(case):
        yield Check(
            BAD,
            _("A consultation is still open"),
            _("No decision may be signed before it is answered or closed (articles 32, 33)."),
        )
    else:
        yield Check(OK, _("No consultation is open"))


def _same_text(case: Case, today: date) -> Iterator[Check]:
    draft = case.draft
    try:
        check_law_unchanged(draft, today, remedy_texts())
    except Refused as error:
        yield Check(BAD, _("The letter cannot be issued today"), str(error) if reads_chinese() else error.english)
        return
    if case.approved_sha256 and case.approved_sha256 != draft.content_sha256:
        yield Check(BAD, _("This is not the text that was approved"))
    elif case.approved_sha256:
        yield Check(OK, _("Exactly the text that was approved"))
    else:
        yield Check(OK, _("Basis and remedies are those of today"))
    yield from _composed_anew(case, today)


def _composed_anew(case: Case, today: date) -> Iterator[Check]:
    """Say so where a new draft would read differently: what is on file goes out as it stands."""
    draft = case.draft
    try:
        now = compose(
            agency=case.agency,
            kind=draft.kind,
            facts=draft.facts,
            dated=today,
            regulation=case.regulation,
            letters=remedy_texts(),
            online=draft.online,
            wording=released(case.agency, draft.kind),
        ).content_sha256
    except Refused as error:
        yield Check(
            LOOK, _("The letter could not be drafted like this today"), str(error) if reads_chinese() else error.english
        )
        return
    if now != draft.content_sha256:
        yield Check(
            LOOK,
            _("Drafted today the letter would read differently"),
            _("The agency's particulars, a template or its own words have changed; this text goes out as it stands."),
        )


def _court(case: Case, today: date) -> Iterator[Check]:
    if build(case.draft.kind, case.draft.facts).remedy_under(case.draft.regulation) != "N" and (
        doubt := jurisdiction.court_doubt(today, case.agency.bodies())
    ):
        detail = doubt.text if reads_chinese() else doubt.english
        yield Check(LOOK, _("Is the court the right one?"), f"{detail}（{doubt.article}）")


def _people(case: Case) -> Iterator[Check]:
    people = [person for person in (case.drafter, case.reviewer, case.signer) if person]
    names = " → ".join(str(person) for person in people)
    if len({person.pk for person in people}) != len(people):
        yield Check(BAD, _("Drafter, reviewer and signer are not three people"), names)
    else:
        yield Check(OK, _("Drafter, reviewer and signer are different people"), names)


def _verbatim(case: Case) -> Iterator[Check]:
    if comparable(case.application.content) in comparable(case.draft.text):
        yield Check(OK, _("The application is quoted word for word"))
    else:
        yield Check(LOOK, _("The application is not quoted word for word"), _("Compare with the application."))


def _particulars(case: Case) -> Iterator[Check]:
    asked = case.application.content
    told = [*MOBILE.findall(case.draft.text), *IDENTITY.findall(case.draft.text)]
    strange = [number for number in told if number not in asked and number not in case.agency.phone]
    if strange:
        shown = "、".join(f"{number[:3]}…{number[-2:]}" for number in strange[:5])
        yield Check(LOOK, _("Telephone or identity numbers in the letter"), shown)


def _basis(case: Case, data: dict) -> Iterator[Check]:
    outcome = OUTCOMES[data["outcome"]]
    name = outcome.label if reads_chinese() else outcome.name
    if case.draft.kind == Combined.CODE:  # its items stand above, each with its own conclusion
        name = _("Counted in the table as “%(outcome)s”") % {"outcome": name}
    yield Check(OK, name, cited(outcome.articles[case.regulation]))
    evidence = {item.get("ground"): item.get("evidence", "") for item in items_of(case.draft.facts)}
    for code in split_grounds(data.get("grounds", "")):
        ground = GROUNDS[code]
        label = ground.label if reads_chinese() else ground.name
        needed = evidence_of(ground)
        yield Check(
            LOOK,
            _("%(ground)s: is the evidence on file enough?") % {"ground": label},
            f"{cited(ground.articles[case.regulation])}　{evidence.get(code, '')}（{needed}）",
        )


def _third_parties(data: dict, events: list[Event]) -> Iterator[Check]:
    concerned = [code for code in split_grounds(data.get("grounds", "")) if code in OF_THIRD_PARTIES]
    if concerned and not any(event.act == "consult_third_party" for event in events):
        yield Check(LOOK, _("No third party was consulted"), _("Trade secrets and privacy: article 32."))


def _each_third_party(case: Case, events: list[Event], today: date) -> Iterator[Check]:
    for holds, text, detail in third_parties.points(case, events, today, selectors.calendar()):
        yield Check({True: OK, None: LOOK, False: BAD}[holds], text, detail)


def _doubts(case: Case, events: list[Event]) -> Iterator[Check]:
    """Show what is doubtful in the evidence: no ground for a refusal, but a court would ask (decision 46)."""
    told = (case.draft.kind, case.draft.facts)
    found = [*doubts_of_reply(case, *told), *doubts_of_procedure(case, events, *told)]
    for doubt in found:
        yield Check(LOOK, doubt.text if reads_chinese() else doubt.english, _("Doubtful evidence costs points."))


def _copied_search(case: Case) -> Iterator[Check]:
    """Show another application of the agency whose search says the same word for word."""
    for _conclusion, told in conclusions_with_facts(case.draft.kind, case.draft.facts):
        places = (told.get("search_record") or {}).get("places")
        if not places:
            continue
        others = Case.objects.filter(agency=case.agency_id, draft__facts__search_record__places=places)
        for number, content in others.exclude(pk=case.pk).values_list("number", "application__content")[:5]:
            if not same_text(content, case.application.content):
                yield Check(
                    LOOK,
                    _("The search is that of %(case)s, word for word") % {"case": number},
                    _("Was it made for this application?"),
                )


def _remedy(case: Case) -> Iterator[Check]:
    told = {
        "F": _("Refusal: reconsideration first, then a lawsuit"),
        "F_PARTIAL": _("In part: reconsideration first for what is withheld"),
        "E": _("Reconsideration or a lawsuit, as the applicant chooses"),
    }.get(build(case.draft.kind, case.draft.facts).remedy_under(case.draft.regulation))
    if told:
        yield Check(OK, _("Remedies told"), told)
