"""Every question of permission for every role, and for whoever is nobody here: what is not allowed in this table is refused."""

from datetime import date

import pytest

from agencies.administration import policy as offices
from agencies.organisation.models import Agency, Role
from law import Refused, procedure
from notices import policy as numbers
from reporting.fees.policy import may_read_ledger
from reporting.figures.scope import scope_of
from reporting.filing.services import refusal_to_explain
from reporting.filing.text import may_write
from reporting.publication.services import _refuse_person
from reporting.scores.marks import may_mark
from reporting.supervision import services as supervision
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, officer
from workflow.cases import policy
from workflow.looks import policy as looks
from workflow.recovery import policy as recovery

DAY = date(2026, 3, 2)
OWN = {"clerk", "handler", "reviewer", "signer", "head"}
OVERSEERS = {"supervisor", "auditor"}
EVERY = set(Role.values)

# What is asked of a person alone, and the roles that are answered yes.
ALONE = {
    "sees cases": (policy.sees_cases, OWN | OVERSEERS),
    "sees agencies": (lambda user: policy.visible_agencies(user).exists(), OWN | OVERSEERS),
    "registers": (policy.may_register, {"clerk"}),
    "posts": (policy.may_post, {"clerk"}),
    "archives": (policy.may_archive, {"clerk"}),
    "appraises": (policy.may_appraise, {"clerk"}),
    "approves destruction": (policy.may_approve_destruction, {"signer"}),
    "enters retention": (policy.may_enter_retention, {"reviewer"}),
    "reads the ledger of fees": (may_read_ledger, {"clerk", "reviewer", "signer"} | OVERSEERS),
    "sees number registers": (lambda user: numbers.register_agencies(user).exists(), EVERY - {"security"}),
    "sees wordings": (numbers.may_see_wordings, {"administrator", "reviewer"}),
    "writes wordings": (numbers.may_write_wordings, {"administrator"}),
    "reads who looked": (looks.reads_log, {"auditor"}),
    "manages": (offices.manages, {"administrator"}),
    "secures": (offices.secures, {"security"}),
    "reads records": (offices.reads_records, {"administrator", "auditor", "security"}),
    "confirms": (offices.confirms, {"auditor", "security"}),
    "answers notes": (supervision.may_answer_for_unit, {"clerk", "handler"}),
}
# What is asked about the own agency, or a case or letter of it: nobody of another agency is answered yes.
ABOUT_THE_OWN = {
    "looks at particulars": (lambda user, office: policy.may_look(user, office.one), OWN),
    "makes numbers void": (lambda user, office: policy.may_void(user, office.agency.pk), {"clerk"}),
    "keeps the register": (lambda user, office: numbers.may_keep_register(user, office.agency), {"clerk"}),
    "explains findings": (
        lambda user, office: refusal_to_explain(user, office.agency, 2025) is None,
        {"clerk", "signer"},
    ),
    "writes the report": (lambda user, office: may_write(user, scope_of(office.agency, 2025, "own")), {"clerk"}),
    "sets words": (lambda user, office: numbers.may_set_words(user, office.agency), {"administrator"}),
    "lifts a mark": (lambda user, office: numbers.may_raise_mark(user, office.agency), {"administrator", "clerk"}),
    "states after a restore": (
        lambda user, office: recovery.reconciled_by(user).filter(pk=office.agency.pk).exists(),
        {"administrator", "clerk"},
    ),
    "answers who looked": (lambda user, office: looks.may_answer(user, office.one), {"clerk", "auditor"}),
}
# What the government above is asked about an agency below it.
FROM_ABOVE = {
    "explains findings": (
        lambda user, office: refusal_to_explain(user, office.agency, 2025) is None,
        {"supervisor"},
    ),
    "marks": (lambda user, office: may_mark(user, office.agency), {"supervisor"}),
    "sends notes": (lambda user, office: supervision.may_ask_anybody(user), {"supervisor"}),
    "asks about a case": (lambda user, office: supervision.may_ask(user, office.one), {"supervisor"}),
    "shapes the agency": (lambda user, office: offices.may_shape(user, office.agency), {"administrator"}),
    "founds agencies": (lambda user, office: offices.may_found(user), {"administrator"}),
    "sets words": (lambda user, office: numbers.may_set_words(user, office.agency), {"administrator"}),
    "keeps the register": (lambda user, office: numbers.may_keep_register(user, office.agency), set()),
    "looks at particulars": (lambda user, office: policy.may_look(user, office.one), set()),
    "sees the case": (lambda user, office: policy.visible_to(user).filter(pk=office.one.pk).exists(), OVERSEERS),
    "publishes": (lambda user, office: _publishes(user, office), {"supervisor"}),
}


def _publishes(user, office) -> bool:
    try:
        _refuse_person(scope_of(office.government, 2025), user)
    except Refused as refused:
        assert "区级统计" in str(refused)
        return False
    return True


@shared_data
def office():
    """Return an office with one person of each role in the agency, above it, and in a foreign agency; and a case."""
    office = Office()
    office.one = office.assigned(DAY)
    foreign = Agency.objects.create(code="X", name="别区住建局", kind="department")
    office.own = {role: officer(f"own-{role}", office.agency, role) for role in Role.values}
    office.above = {role: officer(f"above-{role}", office.government, role) for role in Role.values}
    office.foreign = {role: officer(f"foreign-{role}", foreign, role) for role in Role.values}
    return office


def roles_answered_yes(people: dict, question) -> set[str]:
    """Return the roles whose holders are answered yes."""
    return {role for role, person in people.items() if question(person)}


def made(people: dict, **values) -> dict:
    """Return the same people with something about them changed, in memory."""
    for person in people.values():
        vars(person).update(values)
        person._state.fields_cache.pop("agency", None)
    return people


@pytest.fixture(autouse=True)
def _three_administrators(settings):
    settings.SEPARATE_ADMINISTRATORS = True


@pytest.mark.parametrize("name", ALONE)
def test_what_is_asked_of_a_person_alone(office, name):
    question, allowed = ALONE[name]
    assert roles_answered_yes(office.own, question) == allowed
    assert roles_answered_yes(made(office.own, is_active=False), question) == set()
    assert roles_answered_yes(made(office.own, is_active=True, agency_id=None), question) == set()


@pytest.mark.parametrize("name", ABOUT_THE_OWN)
def test_what_is_asked_about_the_own_agency(office, name):
    question, allowed = ABOUT_THE_OWN[name]

    def asked(person):
        return question(person, office)

    assert roles_answered_yes(office.own, asked) == allowed
    assert roles_answered_yes(made(office.own, is_active=False), asked) == set()
    assert roles_answered_yes(made(office.own, is_active=True, agency_id=None), asked) - {"auditor"} == set()
    assert roles_answered_yes(office.foreign, asked) - {"auditor"} == set()


@pytest.mark.parametrize("name", FROM_ABOVE)
def test_what_is_asked_of_the_government_above(office, name):
    question, allowed = FROM_ABOVE[name]

    def asked(person):
        return question(person, office)

    assert roles_answered_yes(office.above, asked) == allowed
    assert roles_answered_yes(made(office.above, is_active=False), asked) == set()


def test_nobody_looks_at_what_is_destroyed(office):
    office.one.destroyed = True
    assert roles_answered_yes(office.own, lambda user: policy.may_look(user, office.one)) == set()


# -- acts ------------------------------------------------------------------------------------------------------
NOT_YOURS = "您的岗位不能办理这一步"


def refused_for_the_role(office, people: dict, row) -> set[str]:
    """Return the roles that are told that an act is not theirs."""
    vars(office.one)["state"] = row.source[0]  # a protected field: no act is performed here
    refusals = {role: policy.why_not(person, row.code, office.one, DAY) for role, person in people.items()}
    return {role for role, refusal in refusals.items() if refusal is not None and NOT_YOURS in refusal.reason}


@pytest.mark.parametrize("row", [row for row in procedure.ACTS.values() if row.source], ids=lambda row: row.code)
def test_an_act_belongs_to_its_roles_in_the_agency_of_the_case(office, row):
    taken = EVERY if row.code in procedure.TAKING_OVER else EVERY - set(row.roles)  # nothing is offered here
    assert refused_for_the_role(office, office.own, row) == taken
    assert refused_for_the_role(office, office.above, row) == EVERY
    assert refused_for_the_role(office, office.foreign, row) == EVERY
    assert refused_for_the_role(office, made(office.own, is_active=False), row) == EVERY


@pytest.mark.parametrize("row", [row for row in procedure.ACTS.values() if row.source], ids=lambda row: row.code)
def test_an_act_is_refused_outside_its_states_its_regulation_and_when_destroyed(office, row):
    people = [office.own[role] for role in row.roles if row.code not in procedure.TAKING_OVER]
    outside = sorted(set(procedure.STATES) - set(row.source))
    for person in people:
        for state in outside:
            vars(office.one)["state"] = state
            assert policy.why_not(person, row.code, office.one, DAY) is not None, state
        vars(office.one)["state"] = row.source[0]
        office.one.destroyed = True
        assert policy.why_not(person, row.code, office.one, DAY).article == "档案法21"
        office.one.destroyed = False
        if "2007" not in row.articles:
            office.one.regulation = "2007"
            assert "2007 年《条例》下没有" in policy.why_not(person, row.code, office.one, DAY).reason
            office.one.regulation = "2019"
