"""An imported case can do whatever another can, by its recorded number: every act, page and address, under both Regulations."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django import forms
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from law import Refused
from notices.letters.models import Letter, LetterStatus
from notices.register import selectors as register
from tests.shared_data import shared_data
from tests.workflow.imported import TODAY, imported
from tests.workflow.sample_office import Office, at
from workflow.acts.services import perform
from workflow.archive.services import archive
from workflow.cases import policy
from workflow.cases.act import ACTS
from workflow.cases.annulments import annullable
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.desk.forms.act_forms import form_for
from workflow.papers.prefill import prefilled

ON_THE_REPLY = ("revoke_reply", "record_service", "annul")  # acts whose letter or check depends on what was concluded
PEOPLE = ("clerk", "handler", "reviewer", "signer")


@shared_data
def office():
    """Return an office with its imported cases."""
    office = Office()
    with tempfile.TemporaryDirectory() as folder:
        office.cases = imported(office, Path(folder))
    return office


@pytest.fixture
def cases(office):
    return office.cases


def of_a_case(prefix: str = "cases/<int:pk>/") -> list[str]:
    """Return the names of all addresses that take the key of a case and nothing else."""

    def walk(patterns, before=""):
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path, one.name
            else:
                yield from walk(one.url_patterns, path)

    return [
        name for path, name in walk(get_resolver().url_patterns) if path.startswith(prefix) and path.count("<") == 1
    ]


def typed(form) -> dict:
    """Return what a person would type into a form: what it proposes, and something in every other field."""
    found = {}
    for name, field in form.fields.items():
        value = form.initial.get(name, field.initial)
        value = value() if callable(value) else value
        if value in (None, "", []):
            if isinstance(field, forms.ChoiceField):
                value = next((code for code, _ in field.choices if code), "")
            elif isinstance(field, forms.IntegerField):
                value = max(field.min_value or 1, 5)
            elif isinstance(field, forms.DateField):
                value = TODAY
            elif isinstance(field, forms.BooleanField):
                continue
            else:
                value = "档案分存两处，需要逐卷查找"
        found[name] = value
    return found


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def attempt(code: str, case: Case, user, data: dict) -> str:
    """Perform an act and take it back; return "" or the sentence of the refusal. Anything else is an error."""
    try:
        with transaction.atomic():
            perform(code, case.pk, by=user, on=TODAY, now=at(TODAY), data=data)
            transaction.set_rollback(True)
    except Refused as refused:
        assert refused.reason and refused.english, (case.number, code)
        return refused.reason
    return ""


def filled_in(code: str, case: Case, user) -> dict:
    """Return the data of an act as a person fills in its form, or nothing where it has none."""
    if ACTS[code].form is None:
        return {}
    given = {name: plain(one) for name, one in typed(form_for(code, case, user, on=TODAY)).items()}
    bound = form_for(code, case, user, data=given | {"version": case.version})
    return bound.act_data() if bound.is_valid() else {}


def what_is_done(case: Case, user, seen: set) -> set[str]:
    """Try every act that is offered to a person and was not seen yet; return those that were done."""
    done = set()
    for row in policy.possible_acts(user, case, TODAY):
        kind = (row.code, case.regulation, case.state, case.outcome if row.code in ON_THE_REPLY else "")
        if kind in seen:
            continue
        seen.add(kind)
        misfit = {"letter_id": 1, "key": "x", "seq": 2, "facts": {}, "kind": "receipt"}
        attempt(row.code, case, user, misfit)
        if not attempt(row.code, case, user, filled_in(row.code, case, user)):
            done.add(row.code)
    return done


def test_whatever_is_offered_on_an_imported_case_is_done_or_refused_with_a_sentence(office, cases):
    """Every act as typed into its form, and with what fits nothing; in every state, after every outcome."""
    done, seen = set(), set()
    for case in cases.values():
        with transaction.atomic():
            office.consent(case, "extend", TODAY, 5)  # where the head may: the handler extends by leave only
            for person in PEOPLE:
                done |= what_is_done(Case.objects.get(pk=case.pk), getattr(office, person), seen)
            transaction.set_rollback(True)
    assert {"revoke_reply", "annul", "withdraw", "extend", "consult_agency", "conclude_litigation"} <= done


@pytest.mark.parametrize(
    "name", ["open-2018", "deny-2023", "registered-2026", "asked-2018", "reconsidered-2023", "withdrawn-2018"]
)
def test_the_receipt_of_an_imported_case_is_corrected(office, cases, name):
    case = cases[name]
    day = case.received_on - timedelta(days=1)
    perform(
        "correct_receipt",
        case.pk,
        by=office.clerk,
        on=TODAY,
        now=at(TODAY),
        data={"received_on": day, "reason": "邮戳", "proof": "信封原件"},
    )
    assert Case.objects.get(pk=case.pk).received_on == day and replay(case.pk, check=True) == []


@pytest.mark.parametrize("name", ["open-2018", "deny-2023", "partial-2023", "sued-2018", "withdrawn-2023"])
def test_the_records_of_an_imported_case_are_annulled_from_the_last_one_back(office, cases, name):
    case, undone = cases[name], 0
    while candidates := annullable(office.reviewer, case):
        perform(
            "annul",
            case.pk,
            by=office.reviewer,
            on=TODAY,
            now=at(TODAY),
            data={"seq": candidates[0].seq, "reason": "录错"},
        )
        case, undone = Case.objects.get(pk=case.pk), undone + 1
    assert undone and replay(case.pk, check=True) == []


def test_every_page_of_an_imported_case_opens(office, cases, client):
    client.force_login(office.clerk)
    for case in cases.values():
        for name in of_a_case():
            answer = client.get(reverse(name, args=[case.pk]))
            assert answer.status_code < 500, (case.number, name)
        assert client.get(f"/api/v1/cases/{case.pk}/").status_code == 200


# -- the reply that is on paper alone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "open-2018",
        "deny-2018",
        "not_ours-2018",
        "open-2023",
        "deny-2023",
        "partial-2023",
        "by_hand-2023",
        "reconsidered-2023",
    ],
)
def test_taking_back_an_imported_reply_names_it_by_its_number(office, cases, name, client):
    case = cases[name]
    number = case.document_number
    event = perform(
        "revoke_reply", case.pk, by=office.signer, on=TODAY, now=at(TODAY), data={"fault": "遗漏一项申请内容"}
    )
    assert number in event.letter.html and event.letter.number.startswith("某住建公开〔2026〕")
    old = Letter.objects.get(historic=True, number=number)
    assert (old.status, old.supersession.by, old.addressee) == (LetterStatus.SUPERSEDED, event.letter, "张三")
    case = Case.objects.get(pk=case.pk)
    assert case.state == "handling"
    assert replay(case.pk, check=True) == [] and register.numbering_faults() == []
    client.force_login(office.signer)
    for address in (
        reverse("case", args=[case.pk]),
        reverse("letter", args=[old.pk]),
        reverse("letter-pdf", args=[old.pk]),
    ):
        assert client.get(address).status_code in (200, 202)
    assert perform("assign", case.pk, by=office.clerk, on=TODAY, now=at(TODAY), data={"handler_id": office.handler.pk})


def serve(office, case, status, on, **more):
    data = {"letter_id": 0, "status": status, "method": "mail", "receipt": "1012345678933"} | more
    return perform("record_service", case.pk, by=office.clerk, on=on, now=at(TODAY), data=data)


@pytest.mark.parametrize(
    "name", ["open-2018", "deny-2018", "query-2018", "open-2023", "deny-2023", "reconsidered-2018"]
)
def test_what_became_of_an_imported_reply_is_recorded_by_its_number(office, cases, name, client):
    case = cases[name]
    serve(office, case, "returned", date(2026, 11, 20), reason="查无此人")
    event = serve(office, case, "posted", date(2026, 11, 23), receipt="1012345678940")
    assert event.data["number"] == case.document_number
    kept = Letter.objects.get(historic=True, number=case.document_number)
    assert {service.letter for service in case.delivery_facts.all()} == {kept}
    assert replay(case.pk, check=True) == []
    client.force_login(office.clerk)
    said = client.get(reverse("case", args=[case.pk])).content.decode()
    assert case.document_number in said and "1012345678940" in said
    for address in ("post", "post-outgoing", "post-deliveries", "post-returns", "post-log"):
        assert client.get(reverse(address)).status_code == 200


def test_a_returned_imported_reply_is_listed_and_its_file_is_a_clear_sentence(office, cases, client):
    serve(office, cases["open-2023"], "returned", date(2026, 11, 20), reason="查无此人")
    kept = Letter.objects.get(historic=True)
    client.force_login(office.clerk)
    assert client.get(reverse("post-returns")).status_code == 200
    assert client.get(reverse("letter-pdf", args=[kept.pk])).status_code in (200, 202)
    assert client.get(reverse("letter-sheet", args=[kept.pk])).status_code == 404
    assert client.get(reverse("letter-void", args=[kept.pk])).status_code == 200
    assert client.get(f"/api/v1/letters/{kept.pk}/").json()["number"] == kept.number
    assert client.get(f"/api/v1/letters/{kept.pk}/pdf/").status_code == 409


def test_a_direct_delivery_that_the_register_tells_cannot_come_back(office, cases):
    with pytest.raises(Refused, match="没有交邮记录"):
        serve(office, cases["by_hand-2023"], "returned", date(2026, 11, 20), reason="查无此人")


def test_nothing_is_served_of_a_case_without_a_reply(office, cases):
    assert policy.why_not(office.clerk, "record_service", cases["registered-2026"], TODAY) is not None


def test_the_papers_of_an_imported_case_tell_its_reply(office, cases):
    for name in ("open-2018", "deny-2023"):
        case, days = cases[name], calendar()
        told = prefilled(case, "archive_index", by=office.clerk, today=TODAY, days=days)
        assert any(entry.get("number") == case.document_number for entry in told["entries"])
        assert (
            prefilled(case, "rectification", by=office.clerk, today=TODAY, days=days)["earlier_number"]
            == case.document_number
        )
        served = prefilled(case, "service_record", by=office.clerk, today=TODAY, days=days)
        assert served["documents"][0]["number"] == case.document_number


def test_an_imported_case_goes_into_the_archive(office, cases):
    for name in ("open-2018", "deny-2018", "withdrawn-2023", "partial-2023"):
        assert archive(cases[name].pk, by=office.clerk, now=at(TODAY)).reference
