"""Which case of the month: counted from the register, never typed, whoever tries to make it more or fewer."""

from datetime import date

import pytest

from intake.applicants import read_applicant
from law import Refused
from notices.letters.composition import plain_text
from tests.workflow.fees.applications import UNNUMBERED, ZHANG, asked, charged, elsewhere, numbers
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import GOOD, TODAY, as_csv
from workflow.acts.services import register
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.fees.monthly_cases import cases_of_month, month_of
from workflow.registers.services import import_register

pytestmark = pytest.mark.fault("11.7")

SECOND, THIRD, TENTH = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10)


def ordinal(case: Case) -> int:
    """Return which case of the month a case is, without anybody's confirmation."""
    return len(cases_of_month(Case.objects.get(pk=case.pk)).certain)


def candidates(case: Case) -> list[str]:
    """Return the numbers of the cases that a person may confirm."""
    return [one.number for one in cases_of_month(Case.objects.get(pk=case.pk)).candidates]


# -- counted --------------------------------------------------------------------------------------------------------
def test_the_eleventh_case_is_charged_and_its_notice_lists_all_eleven(eleven):
    event = charged(eleven, eleven.eleventh)
    assert (event.data["count"], event.data["amount"]) == (11, 100)
    assert numbers(event) == [case.number for case in (*eleven.ten, eleven.eleventh)]
    assert [one["received_on"] for one in event.data["counted"]] == ["2026-03-02"] * 10 + ["2026-03-03"]
    text = plain_text(event.letter.html)
    assert "累计申请的第11件（清单附后）" in text and "计入本月件数的申请清单" in text
    assert f"11.登记编号{eleven.eleventh.number}，2026年3月3日收到（本件）。" in text
    assert replay(eleven.eleventh.pk, check=True) == []


def test_the_tenth_is_free(eleven):
    with pytest.raises(Refused, match="本月第 10 件，没有超出免费的范围") as refusal:
        charged(eleven, eleven.ten[-1])
    assert refusal.value.article == "国办函〔2020〕109号4、5"


def test_the_thirty_first_costs_the_next_rate(eleven):
    for _ in range(20):
        last = asked(eleven, THIRD, **ZHANG)
    event = charged(eleven, last)
    assert (event.data["count"], event.data["amount"], len(numbers(event))) == (31, 200, 31)


def test_what_was_withdrawn_counts_as_well(eleven):
    eleven.do(eleven.ten[0], "withdraw", THIRD, reason="不要了")
    assert charged(eleven, eleven.eleventh).data["count"] == 11


def test_the_order_is_that_of_the_legal_days_whatever_the_order_of_entry(eleven):
    late_in_entry = register(eleven.application(SECOND, **ZHANG), by=eleven.clerk, now=at(TENTH))
    assert ordinal(eleven.eleventh) == 12
    assert ordinal(late_in_entry) == 11


# -- never typed ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [31, "31", 0, None])
@pytest.mark.parametrize("mode", ["cases", "pages"])
def test_a_number_that_is_typed_is_refused(office, mode, count):
    only = asked(office, SECOND, **ZHANG)
    with pytest.raises(Refused, match="不能填写") as refusal:
        office.do(only, "issue_fee_notice", TENTH, mode=mode, count=count, payment="缴款码")
    assert refusal.value.field == "count"


def test_nobody_makes_one_case_the_thirty_first_by_confirming_strangers(eleven):
    stranger = asked(eleven, THIRD, applicant_name="李四", identity_number="330302198001011111")
    for same in ([case.pk for case in eleven.ten], [stranger.pk], [10**9]):
        with pytest.raises(Refused, match="不能认定为同一申请人") as refusal:
            charged(eleven, stranger, same_person=same)
        assert (refusal.value.field, refusal.value.article) == ("same_person", "国办函〔2020〕109号4")


@pytest.mark.parametrize("same", [["1"], "1", [True], [1.0], {"1": 1}])
def test_what_is_confirmed_are_ids_of_cases(eleven, same):
    with pytest.raises(Refused) as refusal:
        charged(eleven, eleven.eleventh, same_person=same)
    assert refusal.value.field == "same_person"


# -- the same person ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "number",
    [
        "33030219900307123x",
        "３３０３０２１９９００３０７１２３Ｘ",
        "330302 19900307 123X",
        "330302-19900307-123X",
        "身份证：33030219900307123X",
    ],
)
def test_a_number_is_the_same_however_it_is_written(eleven, number):
    assert ordinal(asked(eleven, THIRD, **ZHANG | {"identity_number": number})) == 12


@pytest.mark.parametrize("name", ["张 国 庆", "張國慶", "张国庆\u3000", "张\u3000国庆"])
def test_a_name_is_the_same_however_it_is_written_and_confirmed_by_a_person(eleven, name):
    unnumbered = asked(eleven, date(2026, 3, 4), **UNNUMBERED | {"applicant_name": name})
    assert (ordinal(unnumbered), len(candidates(unnumbered))) == (1, 11)
    with pytest.raises(Refused, match="本月第 1 件"):
        charged(eleven, unnumbered)
    same = [case.pk for case in (*eleven.ten, eleven.eleventh)]
    event = charged(eleven, unnumbered, same_person=same)
    assert (event.data["count"], event.data["confirmed"]) == (12, numbers(event)[:-1])


def test_only_what_is_confirmed_counts(eleven):
    unnumbered = asked(eleven, date(2026, 3, 4), **UNNUMBERED)
    with pytest.raises(Refused, match="本月第 3 件"):
        charged(eleven, unnumbered, same_person=[case.pk for case in eleven.ten[:2]])
    assert charged(eleven, unnumbered, same_person=[case.pk for case in eleven.ten]).data["count"] == 11


def test_a_later_case_counts_for_none_before_it(eleven):
    asked(eleven, date(2026, 3, 4), **UNNUMBERED)
    assert candidates(eleven.eleventh) == []
    assert ordinal(eleven.ten[0]) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"phone": "13900000000", "address": "另一路9号1幢"},  # a namesake
        {"phone": "", "address": ""},  # nothing to know him by
        {"applicant_name": "张国强"},
        {"identity_number": "330302198505054321"},  # two numbers, two people
    ],
    ids=["namesake", "no contact", "another name", "another number"],
)
def test_another_person_is_no_candidate(eleven, other):
    unlike = asked(eleven, date(2026, 3, 4), **UNNUMBERED | other)
    assert (ordinal(unlike), candidates(unlike)) == (1, [])


@pytest.mark.parametrize(
    "number", ["无", "-", "000000000000000000", "330302********123X", "330302XXXXXXXX123X", "12345", "不详"]
)
def test_a_filler_and_a_masked_number_make_nobody_the_same(office, number):
    first, second = (
        asked(office, SECOND, **ZHANG | {"applicant_name": name, "identity_number": number})
        for name in ("张国庆", "李四")
    )
    assert (ordinal(second), candidates(second)) == (1, [])
    assert ordinal(first) == 1


def test_who_asks_jointly_asks_once_and_neither_alone(eleven):
    two = "33030219900307123X、330302198001011111"
    joint = ZHANG | {"applicant_name": "张国庆、李四", "identity_number": two}
    first = asked(eleven, date(2026, 3, 4), **joint)
    turned = asked(
        eleven,
        date(2026, 3, 4),
        **joint | {"applicant_name": "李四；张国庆", "identity_number": "330302198001011111,33030219900307123x"},
    )
    half = asked(eleven, date(2026, 3, 4), **joint | {"identity_number": ZHANG["identity_number"]})
    assert (ordinal(first), ordinal(turned)) == (1, 2)
    assert (ordinal(half), candidates(half)) == (1, [first.number, turned.number])
    assert ordinal(asked(eleven, date(2026, 3, 5), **ZHANG)) == 12


def test_one_of_two_numbers_of_one_person_is_enough(eleven):
    assert ordinal(asked(eleven, THIRD, **ZHANG | {"identity_number": "护照E12345678、33030219900307123X"})) == 12


def test_an_organisation_is_known_by_its_credit_code(office):
    firm = {"applicant_kind": "business", "applicant_name": "某某有限公司", "identity_number": "91330300MA2CABCD1X"}
    for _ in range(10):
        asked(office, SECOND, **firm)
    renamed = asked(
        office, THIRD, **firm | {"applicant_name": "某某科技有限公司", "identity_number": "91330300ma2cabcd1x"}
    )
    assert charged(office, renamed).data["count"] == 11


def test_another_office_of_one_firm_with_a_contact_in_common_is_asked_for():
    one = read_applicant("某某所", "", "0577-88880000/13800000001", "", "")
    other = read_applicant("某某所", "", "138 0000 0001", "a@b.cn", "")
    assert one.perhaps(other) and one.shared_contacts(other) == ["phone"]
    assert not one.certainly(other)


# -- another agency, another month ----------------------------------------------------------------------------------
def test_the_cases_of_another_agency_do_not_count(eleven):
    for _ in range(3):
        elsewhere(eleven, SECOND, **ZHANG)
    assert ordinal(eleven.eleventh) == 11
    with pytest.raises(Refused, match="不能认定为同一申请人"):
        charged(eleven, eleven.eleventh, same_person=[elsewhere(eleven, SECOND, **UNNUMBERED).pk])


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 4, 1), date(2025, 3, 2)])
def test_a_month_is_that_of_the_calendar(eleven, day):
    assert ordinal(asked(eleven, day, **ZHANG)) == 1
    assert ordinal(eleven.eleventh) == 11


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2026, 2, 28), ("2026-02-01", "2026-02-28")), (date(2024, 2, 1), ("2024-02-01", "2024-02-29")),
     (date(2026, 12, 31), ("2026-12-01", "2026-12-31"))],
)  # fmt: skip
def test_the_days_of_a_month(day, month):
    assert tuple(map(str, month_of(day))) == month


def test_at_the_end_of_a_month_the_legal_day_counts_and_not_the_arrival(eleven):
    """A fax of 31 March that is confirmed on 1 April is a case of April (条例31三)."""
    application = eleven.application(date(2026, 3, 31), channel="fax", **ZHANG)
    application.confirmations.create(on=date(2026, 4, 1), means="电话", reached=True, recorded_at=at(date(2026, 4, 1)))
    case = register(application, by=eleven.clerk, now=at(date(2026, 4, 1)))
    assert (case.arrived_on, case.received_on) == (date(2026, 3, 31), date(2026, 4, 1))
    assert ordinal(case) == 1


def test_a_corrected_day_of_receipt_moves_the_case_to_its_month(eleven):
    moved = eleven.ten[0]
    eleven.do(moved, "correct_receipt", TENTH, by=eleven.signer, received_on="2026-02-27", reason="签收单")
    assert ordinal(moved) == 1
    assert ordinal(eleven.eleventh) == 10
    with pytest.raises(Refused, match="本月第 10 件"):
        charged(eleven, eleven.eleventh)
    (correction,) = Case.objects.get(pk=moved.pk).events.filter(act="correct_receipt")
    eleven.do(moved, "annul", TENTH, by=eleven.reviewer, seq=correction.seq, reason="签收单是另一件的")
    assert charged(eleven, eleven.eleventh).data["count"] == 11


def test_an_annulled_notice_is_issued_again_on_the_count_of_that_day(eleven):
    first = charged(eleven, eleven.eleventh)
    left = eleven.eleventh.events.filter(act="record_service").get(data__serves=first.seq)
    for wrong in (left, first):
        eleven.do(eleven.eleventh, "annul", TENTH, by=eleven.reviewer, seq=wrong.seq, reason="缴款码写错，没有送出")
    register(eleven.application(SECOND, **ZHANG), by=eleven.clerk, now=at(TENTH))
    again = charged(eleven, eleven.eleventh)
    assert (first.data["count"], again.data["count"]) == (11, 12)
    assert replay(eleven.eleventh.pk, check=True) == []


# -- registers of before --------------------------------------------------------------------------------------------
def test_imported_cases_count_once_a_person_confirms_them(office, tmp_path):
    """A register has names and contacts and no identity numbers."""
    rows = [
        GOOD
        | {
            "登记编号": f"2026-{n:03}",
            "到达日期": "2026-03-02",
            "申请人": "張國慶",
            "联系电话": "138-0000-0001",
            "通信地址": "",
        }
        for n in range(1, 11)
    ]
    assert import_register(as_csv(tmp_path / "台账.csv", *rows), today=TODAY, now=at(TODAY)).imported == 10
    case = asked(office, THIRD, **ZHANG)
    assert (ordinal(case), len(candidates(case))) == (1, 10)
    confirmed = [one.pk for one in cases_of_month(case).candidates]
    event = charged(office, case, same_person=confirmed)
    assert (event.data["count"], event.data["amount"]) == (11, 100)
    assert numbers(event)[0] == "2026-001"
