"""What a supervisor enters by hand: who may, what is refused, and that a withdrawal is a further entry."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from law import Refused
from reporting.quality.models import SupervisorMark
from reporting.scores import marks
from reporting.scores import services as score_services
from reporting.statistics.periods import Period
from tests.reporting import year
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at, officer

TODAY = date(2026, 6, 1)
ALLOWED = tuple(score_services.load_score_sheet().by_hand)
WHY = "拒绝提供材料，见督办函〔2026〕3号"
PAGE = "/statistics/scores/?from=2026-01-01&to=2026-12-31"


@shared_data
def office():
    office = Office()
    office.other = year.agency("E", parent=office.government, name="某区教育局")
    office.elsewhere = year.agency("H", "government", name="邻区人民政府")
    return office


@pytest.fixture
def site(office, client):
    """Stand still on a day of June."""
    with time_machine.travel(at(TODAY), tick=False):
        yield client


def crowd(office):
    return {
        "supervisor": office.supervisor,
        "auditor": office.auditor,
        "administrator": office.administrator,
        "clerk": office.clerk,
        "signer": office.signer,
        "supervisor of the unit": officer("u", office.agency, "supervisor"),
        "supervisor elsewhere": officer("e", office.elsewhere, "supervisor"),
        "clerk of the government": officer("g", office.government, "clerk"),
        "nobody": None,
    }


def enter(office, item="refusal", on=date(2026, 5, 20), reason=WHY, **given):
    values = {"allowed": ALLOWED, "by": office.supervisor, "now": at(TODAY)} | given
    return marks.enter_mark(office.agency, item, on, reason, **values)


def of_year(office):
    return Period.of(
        office.government,
        date(2026, 1, 1),
        date(2026, 12, 31),
        (office.government.pk, office.agency.pk, office.other.pk),
    )


def test_the_items_entered_by_hand_are_those_that_no_record_tells():
    assert ALLOWED == ("refusal", "opinion", "privacy")


@pytest.mark.parametrize(
    "who",
    [
        "auditor",
        "administrator",
        "clerk",
        "signer",
        "supervisor of the unit",
        "supervisor elsewhere",
        "clerk of the government",
    ],
)
def test_nobody_but_the_supervisor_of_the_units_government_enters_or_takes_back(office, who):
    person, mark = crowd(office)[who], enter(office)
    with pytest.raises(Refused):
        enter(office, by=person)
    with pytest.raises(Refused):
        marks.withdraw_mark(mark.pk, "不是单位的责任", by=person, now=at(TODAY))
    assert SupervisorMark.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"item": "overdue"}, "item"),  # counted from the cases, never by hand
        ({"item": "filed_late"}, "item"),
        ({"item": ""}, "item"),
        ({"on": date(2026, 6, 2)}, "on"),
        ({"on": date(2008, 4, 30)}, "on"),
        ({"reason": " 无 "}, "reason"),
        ({"reason": "长" * 401}, "reason"),
    ],
)
def test_what_is_refused_names_its_field(office, given, field):
    with pytest.raises(Refused) as refused:
        enter(office, **given)
    assert refused.value.field == field
    assert refused.value.english
    assert not SupervisorMark.objects.exists()


def test_a_case_of_another_unit_is_not_named(office):
    case = office.case(date(2026, 3, 2))
    assert enter(office, case=case).case == case
    with pytest.raises(Refused):
        marks.enter_mark(
            office.other,
            "refusal",
            date(2026, 5, 20),
            WHY,
            allowed=ALLOWED,
            case=case,
            by=office.supervisor,
            now=at(TODAY),
        )


def test_a_withdrawal_is_a_further_entry_and_the_score_comes_back(office):
    mark = enter(office)
    score = {one.unit.code: one for one in score_services.scores_of_units(of_year(office), TODAY)}["D"]
    assert (score.counted["refusal"], score.points["requests"]) == (1, 0)
    back = marks.withdraw_mark(mark.pk, "核实后是邮局延误", by=office.supervisor, now=at(TODAY))
    assert (back.withdraws, back.on, back.item) == (mark, mark.on, mark.item)
    score = {one.unit.code: one for one in score_services.scores_of_units(of_year(office), TODAY)}["D"]
    assert (score.counted["refusal"], score.points["requests"]) == (0, None)
    assert list(marks.mark_entries(of_year(office))) == [back, mark]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_keeps_every_mark(office, verb):
    mark = enter(office)
    rows = SupervisorMark.objects.filter(pk=mark.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="别的") if verb == "update" else rows._raw_delete(rows.db)
    assert SupervisorMark.objects.get().reason == WHY


def test_marks_of_another_day_or_unit_are_not_counted(office):
    enter(office, on=date(2026, 5, 20))
    asked = Period.of(office.government, date(2026, 5, 20), date(2026, 5, 20), (office.agency.pk,))
    assert marks.active_marks(asked).count() == 1
    for first, last, units in (
        (21, 31, (office.agency.pk,)),
        (1, 19, (office.agency.pk,)),
        (1, 31, (office.other.pk,)),
    ):
        assert not marks.active_marks(
            Period.of(office.government, date(2026, 5, first), date(2026, 5, last), units)
        ).exists()


# -- over the page -----------------------------------------------------------------------------------------------


TYPED = {"act": "mark", "unit": "D", "item": "refusal", "on": "2026-05-20", "case": "", "reason": WHY}


def test_the_supervisor_enters_and_takes_back_over_the_page(office, site):
    site.force_login(office.supervisor)
    assert site.post(PAGE, TYPED).url.startswith("/statistics/scores/?from=2026-01-01")
    page = site.get(PAGE)
    assert WHY in page.content.decode()
    assert "supervisor" in page.content.decode()
    opened = site.get(
        f"/statistics/behind/?from=2026-01-01&to=2026-12-31&table=scores&row={office.agency.pk}&column=refusal"
    )
    assert opened.context["count"] == 1
    assert WHY in opened.content.decode()
    mark = SupervisorMark.objects.get()
    assert site.post(PAGE, {"act": "withdraw", "mark": mark.pk, "reason": "核实后是邮局延误"}).status_code == 302
    page = site.get(PAGE).content.decode()
    assert "核实后是邮局延误" in page
    assert f"<s>{WHY}</s>" in page


@pytest.mark.parametrize(
    "changed", [{"reason": "无"}, {"on": "2026-06-02"}, {"on": "昨天"}, {"case": "2026-999"}, {"item": "overdue"}]
)
def test_what_was_typed_wrongly_stays_in_its_field(office, site, changed):
    site.force_login(office.supervisor)
    page = site.post(PAGE, TYPED | changed)
    assert page.status_code == 422
    assert (changed.get("reason") or WHY) in page.content.decode()
    assert list(page.context["mark_form"].errors) == list(changed)
    assert not SupervisorMark.objects.exists()


def test_a_case_is_found_by_its_number_however_it_is_typed(office, site):
    case = office.case(date(2026, 3, 2))
    site.force_login(office.supervisor)
    assert site.post(PAGE, TYPED | {"case": f" {case.number} "}).status_code == 302
    assert SupervisorMark.objects.get().case == case


def test_a_withdrawal_without_a_reason_says_so_and_puts_nothing_into_the_other_form(office, site):
    site.force_login(office.supervisor)
    mark = enter(office)
    page = site.post(PAGE, {"act": "withdraw", "mark": mark.pk, "reason": "错"})
    assert page.status_code == 422
    assert "请写明事由和依据" in page.content.decode()
    assert ">错</textarea>" not in page.content.decode()
    assert SupervisorMark.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    [
        "auditor",
        "administrator",
        "clerk",
        "signer",
        "supervisor of the unit",
        "supervisor elsewhere",
        "clerk of the government",
        "nobody",
    ],
)
def test_for_everybody_else_there_is_no_such_form(office, site, who):
    mark, person = enter(office), crowd(office)[who]
    if person:
        site.force_login(person)
    for given in (TYPED, {"act": "withdraw", "mark": mark.pk, "reason": "不是单位的责任"}):
        assert site.post(PAGE, given).status_code == (302 if person is None else 404)
    assert SupervisorMark.objects.count() == 1
    if who not in ("administrator", "nobody"):
        page = site.get(PAGE)
        assert (page.status_code, 'id="mark-reason"' in page.content.decode()) == (200, who == "supervisor elsewhere")


@pytest.mark.parametrize(
    "given",
    [
        TYPED | {"unit": "H"},
        TYPED | {"unit": ""},
        {"act": "withdraw", "mark": "999999", "reason": WHY},
        {"act": "withdraw", "mark": "x", "reason": WHY},
        {"act": "withdraw", "mark": "１", "reason": WHY},
        {"act": "withdraw", "mark": "9" * 30, "reason": WHY},
        {"act": "burn"},
        {},
    ],
)
def test_what_is_not_there_is_not_found(office, site, given):
    site.force_login(office.supervisor)
    assert site.post(PAGE, given).status_code == 404
    assert not SupervisorMark.objects.exists()
