"""Filing by units: who may do what in which state, what is kept, what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from agencies.organisation.models import AgencySuccession
from law import Refused
from law.reports.forms import form_for
from reporting.commentary import services as commentary_services
from reporting.commentary.models import ExampleStep, Passage
from reporting.figures.models import Figure
from reporting.figures.scope import Scope, scope_of
from reporting.figures.tables import filled_form_of
from reporting.figures.units import filled_forms_of_units
from reporting.filing import deadlines
from reporting.filing import services as filing_services
from reporting.filing import text as filing_text
from reporting.filing.models import Filing, FilingEvent, FilingTerms
from reporting.narrative.report import report_of
from reporting.publication import services as publication_services
from tests.reporting import year
from tests.reporting.district import FEBRUARY, JANUARY, PROBLEMS, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at, officer
from workflow.cases.policy import may, visible_agencies, visible_to
from workflow.locks import services as lock_services

FIGURE = "二 行政许可 本年处理决定数量"


@shared_data
def district():
    return District()


ACTS = {
    "enter": lambda unit, by: filing_services.enter_figures(
        unit, YEAR, {FIGURE: (7, "许可台账")}, by=by, now=at(JANUARY)
    ),
    "write": lambda unit, by: filing_services.write_text(
        unit, YEAR, commentary_services.PROBLEMS, "另一段文字", by=by, now=at(JANUARY)
    ),
    "confirm": lambda unit, by: filing_services.confirm(unit, YEAR, by=by, now=at(JANUARY)),
    "return": lambda unit, by: filing_services.return_filing(
        unit, YEAR, "", {FIGURE: "与台账不符"}, by=by, now=at(FEBRUARY)
    ),
    "accept": lambda unit, by: filing_services.accept(unit, YEAR, by=by, now=at(FEBRUARY)),
}
ALLOWED = {  # act, state -> who; everything else is refused
    ("enter", "open"): {"clerk"},
    ("enter", "returned"): {"clerk"},
    ("write", "open"): {"clerk"},
    ("write", "returned"): {"clerk"},
    ("confirm", "open"): {"head"},
    ("confirm", "returned"): {"head"},
    ("return", "confirmed"): {"supervisor"},
    ("return", "accepted"): {"supervisor"},
    ("accept", "confirmed"): {"supervisor"},
}


def put(district, unit, state):
    """Bring a unit's filing into a state by the acts themselves."""
    district.filled(unit)
    district.explained(scope_of(unit, YEAR, "own"))
    if state in ("confirmed", "returned", "accepted"):
        ACTS["confirm"](unit, district.heads[unit.code])
    if state == "returned":
        ACTS["return"](unit, district.supervisor)
    if state == "accepted":
        ACTS["accept"](unit, district.supervisor)


def crowd(district):
    unit, other = district.bureaus[:2]
    elsewhere = year.agency("X", "government", name="邻区人民政府")
    return {
        "clerk": district.clerks[unit.code],
        "head": district.heads[unit.code],
        "handler": officer("h", unit, "handler"),
        "reviewer": officer("r", unit, "reviewer"),
        "clerk next door": district.clerks[other.code],
        "head next door": district.heads[other.code],
        "supervisor": district.supervisor,
        "auditor": district.auditor,
        "administrator": district.administrator,
        "clerk of the government": district.clerks["G"],
        "supervisor elsewhere": officer("e", elsewhere, "supervisor"),
        "supervisor of the unit": officer("u", unit, "supervisor"),
    }


@pytest.mark.parametrize("state", ["open", "confirmed", "returned", "accepted"])
def test_who_does_what_in_which_state_and_nobody_else(district, state):
    unit = district.bureaus[0]
    people = crowd(district)
    put(district, unit, state)
    for act, perform in ACTS.items():
        for who, person in people.items():
            mark = transaction.savepoint()
            try:
                perform(unit, person)
                done = True
            except Refused:
                done = False
            finally:
                transaction.savepoint_rollback(mark)
            assert done == (who in ALLOWED.get((act, state), set())), (act, state, who)
            asked = filing_services.may(person, act, filing_services.filing_of(unit, YEAR))
            assert asked == done, (act, state, who)


def test_a_locked_year_takes_no_act(district):
    unit = district.bureaus[0]
    for state in ("open", "confirmed"):
        if state == "open":
            district.filled(unit)
        else:
            ACTS["confirm"](unit, district.heads[unit.code])
        lock = transaction.savepoint()
        lock_services.lock([unit.pk], YEAR, basis="x", by=district.supervisor, now=at(JANUARY))
        for act, perform in ACTS.items():
            for person in (district.clerks[unit.code], district.heads[unit.code], district.supervisor):
                with pytest.raises(Refused):
                    perform(unit, person)
                assert not filing_services.may(person, act, filing_services.filing_of(unit, YEAR))
        transaction.savepoint_rollback(lock)


def test_who_typed_a_figure_does_not_confirm_it(district):
    unit = district.bureaus[0]
    both = officer("both", unit, "clerk", "signer")
    district.filled(unit)
    filing_services.enter_figures(unit, YEAR, {FIGURE: (8, "许可台账")}, by=both, now=at(JANUARY))
    with pytest.raises(Refused, match="另一位签发人"):
        ACTS["confirm"](unit, both)
    ACTS["confirm"](unit, district.heads[unit.code])


def test_who_confirmed_a_report_does_not_accept_it(district):
    """The government's own report: one person may hold both roles there."""
    unit = district.government
    both = officer("both", unit, "signer", "supervisor")
    district.filled(unit)
    ACTS["confirm"](unit, both)
    district.explained(scope_of(unit, YEAR, "own"))
    with pytest.raises(Refused, match="确认人不能接收"):
        ACTS["accept"](unit, both)
    ACTS["accept"](unit, district.supervisor)


def test_every_change_of_a_figure_stays_on_record(district):
    unit, by = district.bureaus[0], district.clerks["B1"]
    for value in ("5", "5", "100"):
        filing_services.enter_figures(unit, YEAR, {FIGURE: (Decimal(value), "许可台账")}, by=by, now=at(JANUARY))
    told = [(event.data["from"], event.data["to"]) for event in FilingEvent.objects.filter(act="enter")]
    assert told == [(None, "5"), ("5", "100")]
    figure = Figure.objects.get(indicator=FIGURE)
    assert (figure.value, figure.evidence, figure.entered_by) == (100, "许可台账", by)


@pytest.mark.parametrize(
    ("value", "evidence", "words_"),
    [
        ("5", "", "依据"), ("5", "x" * 401, "400 字"), ("-1", "台账", "不能小于 0"),
        ("1e400", "台账", "13 位"), ("NaN", "台账", "13 位"), ("0.1234567", "台账", "小数不超过 6 位"),
    ],
)  # fmt: skip
def test_what_is_not_a_figure_is_refused_by_its_name(district, value, evidence, words_):
    with pytest.raises(Refused, match=words_) as refused:
        filing_services.enter_figures(
            district.bureaus[0], YEAR, {FIGURE: (Decimal(value), evidence)}, by=district.clerks["B1"], now=at(JANUARY)
        )
    assert refused.value.field == FIGURE
    assert not Figure.objects.exists()


def test_a_blank_is_not_confirmed(district):
    unit = district.bureaus[0]
    district.filled(unit)
    Figure.objects.filter(indicator=FIGURE).delete()
    with pytest.raises(Refused, match="没有填数，没有的应当填 0"):
        ACTS["confirm"](unit, district.heads["B1"])


def test_a_year_that_is_not_over_is_not_confirmed(district):
    unit = district.bureaus[0]
    district.filled(unit)
    with pytest.raises(Refused, match="还没有结束"):
        filing_services.confirm(unit, YEAR, by=district.heads["B1"], now=at(date(YEAR, 12, 31)))


def test_what_changed_after_the_confirmation_is_not_accepted(district):
    unit = district.bureaus[0]
    district.confirmed(unit)
    year.cases([{"agency": unit, "received_on": date(YEAR, 5, 1), "outcome": "open", "decided_on": date(YEAR, 5, 9)}])
    district.explained(scope_of(unit, YEAR, "own"))
    with pytest.raises(Refused, match="有变动"):
        ACTS["accept"](unit, district.supervisor)


def test_a_soft_finding_without_a_reason_is_not_accepted(district):
    unit = district.bureaus[0]
    district.figures(unit)
    ACTS["confirm"](unit, district.heads["B1"])  # the overview and part five are empty: soft
    with pytest.raises(Refused, match="2 项没有说明：“一、"):
        ACTS["accept"](unit, district.supervisor)
    district.explained(scope_of(unit, YEAR, "own"))
    ACTS["accept"](unit, district.supervisor)


def test_a_single_figure_is_returned_corrected_and_accepted(district):
    unit = district.bureaus[0]
    district.confirmed(unit)
    first = Filing.objects.get().confirmed_on
    ACTS["return"](unit, district.supervisor)
    event = FilingEvent.objects.filter(act="return").get()
    assert event.data == {"figures": {FIGURE: "与台账不符"}}
    ACTS["enter"](unit, district.clerks["B1"])
    filing_services.confirm(unit, YEAR, by=district.heads["B1"], now=at(FEBRUARY))
    district.explained(scope_of(unit, YEAR, "own"))
    ACTS["accept"](unit, district.supervisor)
    assert Filing.objects.get().state == "accepted"
    assert Filing.objects.get().confirmed_on == first  # the first time says whether it was late


@pytest.mark.parametrize(("remark", "figures"), [("", {}), (" ", {FIGURE: " "})])
def test_nothing_is_returned_without_a_remark(district, remark, figures):
    unit = district.bureaus[0]
    district.confirmed(unit)
    with pytest.raises(Refused, match="退回哪一项"):
        filing_services.return_filing(unit, YEAR, remark, figures, by=district.supervisor, now=at(FEBRUARY))


def test_two_people_on_one_filing_the_first_wins(district):
    unit = district.bureaus[0]
    district.figures(unit)
    seen = Filing.objects.get().version
    filing_services.enter_figures(
        unit, YEAR, {FIGURE: (8, "台账")}, by=district.clerks["B1"], now=at(JANUARY), version=seen
    )
    with pytest.raises(Refused, match="别人刚刚动过"):
        filing_services.enter_figures(
            unit, YEAR, {FIGURE: (9, "台账")}, by=district.clerks["B1"], now=at(JANUARY), version=seen
        )


def test_the_acts_are_only_ever_added(district):
    district.filled(district.bureaus[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingEvent.objects.update(remark="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingEvent.objects.all()._raw_delete("default")


# -- terms ------------------------------------------------------------------------------------------------------


def test_terms_are_those_of_the_regulations_or_earlier(district):
    government, by = district.government, district.supervisor
    assert deadlines.deadlines_of(government, 2018).units_by == date(2019, 3, 31)
    assert deadlines.deadlines_of(government, YEAR) == deadlines.FilingDeadlines(date(2026, 1, 31), date(2026, 3, 31))
    for units_by, publish_by in (
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 1, 16), date(2026, 4, 1)),
        (date(2025, 12, 30), date(2026, 3, 1)),
    ):
        with pytest.raises(Refused):
            deadlines.set_deadlines(government, YEAR, units_by, publish_by, by=by, now=at(JANUARY))
    for person in (district.auditor, district.clerks["G"], district.administrator):
        with pytest.raises(Refused):
            deadlines.set_deadlines(government, YEAR, date(2026, 1, 16), date(2026, 2, 20), by=person, now=at(JANUARY))
    deadlines.set_deadlines(government, YEAR, date(2026, 1, 16), date(2026, 2, 20), by=by, now=at(JANUARY))
    assert deadlines.deadlines_of(government, YEAR) == deadlines.FilingDeadlines(
        date(2026, 1, 16), date(2026, 2, 20), local=True
    )
    assert FilingTerms.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "confirmed_on", "today", "code", "late"),
    [
        ("open", None, date(2025, 11, 30), "p", 0),
        ("open", None, date(2025, 12, 1), "y", 0),
        ("open", None, date(2026, 1, 26), "o", 0),
        ("open", None, date(2026, 1, 31), "o", 0),
        ("open", None, date(2026, 2, 1), "k", 1),
        ("returned", date(2026, 1, 20), date(2026, 1, 25), "r", 0),
        ("returned", date(2026, 1, 20), date(2026, 2, 3), "k", 3),
        ("confirmed", date(2026, 1, 31), date(2026, 2, 9), "g", 0),
        ("accepted", date(2026, 2, 4), date(2026, 3, 9), "g", 4),
    ],
)
def test_who_is_late_is_seen_from_december_on_and_stays_seen(state, confirmed_on, today, code, late):
    given = Filing(state=state, confirmed_on=confirmed_on, year=YEAR)
    found = deadlines.filing_status(given, YEAR, deadlines.statutory_deadlines(YEAR), today)
    assert (found.code, found.days_late) == (code, late)


# -- reform of agencies -----------------------------------------------------------------------------------------


def test_a_merged_unit_is_counted_once_and_keeps_its_history(district):
    one, two, three = district.bureaus
    district.cases()
    before = {unit.code: sum_of(Scope(unit, YEAR, False)) for unit in district.units}
    whole = sum_of(district.scope)
    assert whole == sum(before.values())
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
    assert sum_of(district.scope) == whole
    assert sum_of(Scope(two, YEAR, False)) == before["B1"] + before["B2"]
    assert sum_of(Scope(one, YEAR, False)) == 0
    assert sum_of(Scope(one, YEAR - 1, False)) == 1  # its own year before the reform
    assert sum_of(Scope(three, YEAR, False)) == before["B3"]
    with pytest.raises(Refused, match="由某区教育局承接填报"):
        district.figures(one)


def test_the_successor_files_for_both_and_neither_is_asked_for_twice(district):
    one, two = district.bureaus[:2]
    district.cases()
    filing_services.enter_figures(one, YEAR, {FIGURE: (7, "并入前的台账")}, by=district.clerks["B1"], now=at(JANUARY))
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
    district.accepted(two)
    sheet = filled_form_of(Scope(two, YEAR, False))
    assert (sheet.units, sheet.unstated) == (1, {})
    assert sheet.value("P5.1", "decisions") == 7 + 3
    assert filled_forms_of_units(district.scope)[two.pk].cells == sheet.cells
    assert set(filled_forms_of_units(district.scope)) == {unit.pk for unit in district.units} - {one.pk}


def test_who_took_files_over_reads_them_and_acts_on_none(district):
    one, two, three = district.bureaus
    made = district.cases()
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
    seen = {case.agency_id for case in visible_to(district.clerks["B2"])}
    assert seen == {one.pk, two.pk}
    assert {agency.pk for agency in visible_agencies(district.clerks["B2"])} == {one.pk, two.pk}
    assert {agency.pk for agency in visible_agencies(district.clerks["B3"])} == {three.pk}
    theirs = next(case for case in made if case.agency_id == one.pk)
    assert not may(district.clerks["B2"], "withdraw", theirs, date(YEAR, 7, 1))


def test_a_split_unit_goes_to_the_one_that_took_the_files_and_a_closed_one_to_the_government(district):
    one, two, three = district.bureaus
    district.cases()
    whole = sum_of(district.scope)
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1), takes_files=False)
    AgencySuccession.objects.create(predecessor=one, successor=three, on=date(YEAR, 7, 1))
    two.closed_on = date(YEAR, 9, 1)
    two.save()
    units = [district.government, three]
    assert sum(sum_of(Scope(unit, YEAR, False)) for unit in units) == whole == sum_of(district.scope)
    assert sum_of(Scope(two, YEAR, False)) == 0


def test_no_file_goes_to_two_successors(district):
    one, two, three = district.bureaus
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR, 7, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        AgencySuccession.objects.create(predecessor=one, successor=three, on=date(YEAR, 7, 1))


def sum_of(scope):
    return filled_form_of(scope).value("R1", "total")


def test_part_five_keeps_its_versions(district):
    unit = district.bureaus[0]
    for text in (PROBLEMS["B1"], PROBLEMS["B1"], "改写"):
        filing_services.write_text(
            unit, YEAR, commentary_services.PROBLEMS, text, by=district.clerks["B1"], now=at(JANUARY)
        )
    assert [(event.act, event.data["section"], event.data["version"]) for event in FilingEvent.objects.all()] == [
        ("write", commentary_services.PROBLEMS, 1), ("write", commentary_services.PROBLEMS, 2),
    ]  # fmt: skip
    assert list(Passage.objects.order_by("version").values_list("text", flat=True)) == [PROBLEMS["B1"], "改写"]
    assert commentary_services.texts_of([unit.pk], YEAR) == {unit.pk: {commentary_services.PROBLEMS: "改写"}}


def test_every_part_is_written_as_an_act_of_the_filing_and_closed_by_the_confirmation(district):
    unit = district.bureaus[0]
    clerk, scope = district.clerks["B1"], scope_of(unit, YEAR)
    proactive = next(part for part in form_for(YEAR).parts if part.key == "proactive")
    filing_text.write_passage(scope, proactive, "公开了目录。", seen=0, by=clerk, now=at(JANUARY))
    assert FilingEvent.objects.get().data == {"section": "proactive", "heading": proactive.name, "version": 1}
    district.confirmed(unit)
    with pytest.raises(Refused, match="已确认"):
        filing_text.write_passage(scope, proactive, "再改一句。", seen=1, by=clerk, now=at(JANUARY))
    assert (
        filing_services.current_hash_of_report(filing_services.filing_of(unit, YEAR))
        == filing_services.filing_of(unit, YEAR).sheet_sha256
    )


def test_a_typical_case_is_part_of_what_the_head_confirms(district):
    unit = district.bureaus[0]
    case = next(case for case in district.cases() if case.agency_id == unit.pk)
    before = filing_services.current_hash_of_report(filing_services.filing_of(unit, YEAR))
    text, scope, clerk = "张某申请公开目录，收到公开的答复。", scope_of(unit, YEAR), district.clerks["B1"]
    filing_text.take_example_step(scope, case, ExampleStep.PROPOSED, text, by=clerk, now=at(JANUARY))
    assert (
        filing_services.current_hash_of_report(filing_services.filing_of(unit, YEAR)) == before
    )  # a proposal is not in the report
    filing_text.take_example_step(scope, case, ExampleStep.CONFIRMED, text, by=clerk, now=at(JANUARY))
    assert filing_services.current_hash_of_report(filing_services.filing_of(unit, YEAR)) != before
    district.confirmed(unit)
    with pytest.raises(Refused, match="已确认"):
        filing_text.take_example_step(scope, case, ExampleStep.WITHDRAWN, "", by=clerk, now=at(JANUARY))


@pytest.mark.parametrize("text", ["来电13812345678的申请人", "证件330304198001011234"])
def test_a_person_in_the_text_of_a_report_stops_it(district, text):
    unit = district.bureaus[0]
    district.filled(unit)
    filing_services.write_text(
        unit, YEAR, commentary_services.PROBLEMS, f"{PROBLEMS['B1']}{text}", by=district.clerks["B1"], now=at(JANUARY)
    )
    with pytest.raises(Refused, match="公布前请删去"):
        filing_services.confirm(unit, YEAR, by=district.heads["B1"], now=at(JANUARY))


def test_the_words_of_the_whole_report_leave_the_governments_own_filing_as_it_was_accepted(district):
    district.ready()
    part = next(part for part in form_for(YEAR).parts if part.key == commentary_services.PROBLEMS)
    filing_text.write_passage(
        district.scope, part, "全区的问题是答复说理不够。", seen=0, by=district.supervisor, now=at(FEBRUARY)
    )
    report = report_of(district.scope)
    rules = [each.rule for each in publication_services.obstacles(district.scope, report, FEBRUARY)]
    assert "changed" not in rules
    assert commentary_services.texts(district.scope) == {commentary_services.PROBLEMS: "全区的问题是答复说理不够。"}
    assert (
        commentary_services.texts(scope_of(district.government, YEAR, "own"))[commentary_services.PROBLEMS]
        == PROBLEMS["G"]
    )
