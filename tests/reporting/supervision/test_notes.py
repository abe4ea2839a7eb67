"""Supervising notes: who asks, who answers, what is refused, and that both stay as they were sent."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from agencies.organisation.models import Agency
from law import Refused
from reporting.supervision import services as supervision_services
from reporting.supervision.models import SupervisionAnswer, SupervisionNote
from tests.reporting import year
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at, officer
from workflow.archive.models import DestructionEntry
from workflow.cases.models import Case

TODAY = date(2026, 5, 7)
WHY = "今日到期，请说明办到哪一步"
SAID = "已经签发，今天下午交邮"


@shared_data
def office():
    office = Office()
    office.one = office.assigned(date(2026, 4, 8))
    return office


def crowd(office) -> dict:
    other, elsewhere = year.agency("E", parent=office.government), year.agency("H", "government")
    return {
        "supervisor": office.supervisor,
        "auditor": office.auditor,
        "administrator": office.administrator,
        "clerk": office.clerk,
        "handler": office.handler,
        "another handler": officer("h2", office.agency, "handler"),
        "reviewer": office.reviewer,
        "signer": office.signer,
        "supervisor of the unit": officer("u", office.agency, "supervisor"),
        "supervisor elsewhere": officer("e", elsewhere, "supervisor"),
        "clerk next door": officer("n", other, "clerk"),
        "clerk of the government": officer("g", office.government, "clerk"),
        "without a role": officer("w", office.agency),
        "supervisor who has left": gone(officer("s2", office.government, "supervisor")),
        "clerk who has left": gone(officer("c2", office.agency, "clerk")),
    }


def gone(person):
    person.is_active = False
    person.save()
    return person


def ask(office, text=WHY, answer_by=date(2026, 5, 8), **given):
    return supervision_services.ask_unit(
        office.one, text, answer_by, **{"by": office.supervisor, "now": at(TODAY)} | given
    )


def test_only_the_governments_supervisor_asks_and_only_the_units_clerks_and_handlers_answer(office):
    people = crowd(office)
    note = ask(office)
    assert {name for name, one in people.items() if supervision_services.may_ask(one, office.one)} == {"supervisor"}
    assert {name for name, one in people.items() if supervision_services.may_answer(one, note)} == {
        "clerk",
        "handler",
        "another handler",
    }
    for name, one in people.items():
        if name != "supervisor":
            with pytest.raises(Refused, match="只有本级政府的区级统计"):
                ask(office, "再问一句", by=one)
        if name not in ("clerk", "handler", "another handler"):
            with pytest.raises(Refused, match="由本单位登记员或者承办人答复"):
                supervision_services.answer_note(note.pk, SAID, by=one, now=at(TODAY))
    assert SupervisionNote.objects.count() == 1
    assert not SupervisionAnswer.objects.exists()


def test_a_district_asks_the_towns_under_it_as_well(office):
    town = year.agency("T", "government", parent=office.government)
    (case,) = year.cases([{"agency": town, "received_on": TODAY}])
    assert supervision_services.may_ask(office.supervisor, case)
    assert not supervision_services.may_ask(officer("t", town, "supervisor"), office.one)


def test_nobody_answers_the_own_question(office):
    both = officer("both", office.government, "supervisor", "clerk")
    (case,) = year.cases([{"agency": office.government, "received_on": TODAY}])
    note = supervision_services.ask_unit(case, WHY, date(2026, 5, 8), by=both, now=at(TODAY))
    with pytest.raises(Refused, match="由本单位登记员"):
        supervision_services.answer_note(note.pk, SAID, by=both, now=at(TODAY))
    assert (
        supervision_services.answer_note(note.pk, SAID, by=officer("g", office.government, "clerk"), now=at(TODAY)).note
        == note
    )


@pytest.mark.parametrize(
    ("text", "answer_by", "field", "sentence"),
    [
        ("", date(2026, 5, 8), "text", "请写一句话"),
        (" 快　办 ", date(2026, 5, 8), "text", "请写一句话"),
        ("长" * 401, date(2026, 5, 8), "text", "超过 400 字"),
        (WHY, date(2026, 5, 6), "answer_by", "答复日期应当在今天到 2026-08-05 之间"),
        (WHY, date(2026, 8, 6), "answer_by", "答复日期应当在今天到 2026-08-05 之间"),
    ],
)
def test_what_is_no_question_is_refused_with_its_field(office, text, answer_by, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        ask(office, text, answer_by)
    assert refused.value.field == field
    assert refused.value.english
    assert not SupervisionNote.objects.exists()


@pytest.mark.parametrize(
    ("text", "answer_by"),
    [("四个字呢", date(2026, 5, 7)), ("".join(map(chr, range(0x4E00, 0x4E00 + 400))), date(2026, 8, 5))],
)
def test_the_shortest_the_longest_the_first_and_the_last_day_are_taken(office, text, answer_by):
    note = ask(office, text, answer_by)
    assert (note.text, note.answer_by, note.by, note.at) == (
        text,
        answer_by,
        office.supervisor,
        at(TODAY),
    )


def test_a_second_click_sends_no_second_note(office):
    first = ask(office)
    with pytest.raises(Refused, match="同样的督办已经发出"):
        ask(office, f"  {WHY} ")
    supervision_services.answer_note(first.pk, SAID, by=office.handler, now=at(TODAY))
    ask(office)  # answered, and asked again
    assert SupervisionNote.objects.count() == 2


def test_a_destroyed_file_is_not_asked_about(office):
    Case.objects.filter(pk=office.one.pk).update(state="closed")
    case = Case.objects.get(pk=office.one.pk)
    case.destroyed = True  # what archiving leaves behind has its own tests
    with pytest.raises(Refused, match="已经销毁"):
        supervision_services.ask_unit(case, WHY, date(2026, 5, 8), by=office.supervisor, now=at(TODAY))
    assert not DestructionEntry.objects.exists()


def test_a_note_is_answered_once(office):
    note = ask(office)
    assert list(supervision_services.open_notes([office.agency.pk])) == [note]
    with pytest.raises(Refused, match="请写一句话"):
        supervision_services.answer_note(note.pk, "办了", by=office.clerk, now=at(TODAY))
    said = supervision_services.answer_note(note.pk, SAID, by=office.clerk, now=at(TODAY, 15))
    assert (said.text, said.by, said.at) == (SAID, office.clerk, at(TODAY, 15))
    with pytest.raises(Refused, match="已经答复"):
        supervision_services.answer_note(note.pk, SAID, by=office.handler, now=at(TODAY))
    assert not supervision_services.open_notes([office.agency.pk])
    assert [one.answered for one in supervision_services.notes_of(office.one)] == [said]
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionAnswer.objects.create(note=note, text=SAID, by=office.clerk, at=at(TODAY))


def test_open_notes_are_those_of_the_agencies_asked_the_earliest_day_first(office):
    later, sooner = ask(office, answer_by=date(2026, 5, 20)), ask(office, "请先报一个日期", date(2026, 5, 9))
    other = year.agency("E", parent=office.government)
    (case,) = year.cases([{"agency": other, "received_on": TODAY}])
    supervision_services.ask_unit(case, WHY, date(2026, 5, 8), by=office.supervisor, now=at(TODAY))
    assert list(supervision_services.open_notes([office.agency.pk])) == [sooner, later]
    assert len(supervision_services.open_notes(Agency.objects.values_list("pk", flat=True))) == 3


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("model", [SupervisionNote, SupervisionAnswer])
def test_the_database_keeps_questions_and_answers(office, model, verb):
    supervision_services.answer_note(ask(office).pk, SAID, by=office.clerk, now=at(TODAY))
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(text="别的") if verb == "update" else rows._raw_delete(rows.db)
    assert {one.text for one in model.objects.all()} <= {WHY, SAID}
    assert model.objects.count() == 1
