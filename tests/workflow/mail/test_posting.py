"""Printing, addressing and posting: what the services do, and what they refuse."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from agencies.audit_trail.models import AccessLog
from law import Refused
from notices.letters.models import Letter
from notices.letters.services import void
from notices.mail import barcode
from notices.mail.models import Destination, Dispatch, Mailing, PrintBatch, PrintedLetter, SetAsideLetter
from notices.rendering.queue import record_failure
from tests.shared_data import shared_data
from tests.workflow.mailroom import EMS, SECOND, START, TODAY, Mailroom, paper
from tests.workflow.sample_office import DAYS, at
from workflow.acts import services
from workflow.cases.models import Case, DeliveryFact
from workflow.cases.replay import replay
from workflow.mail import addresses, printing
from workflow.mail import services as posting

ROOT = Path(__file__).resolve().parents[3]


@shared_data
def room():
    """Return an office at the end of the day."""
    return Mailroom()


# -- printing ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parts", "widths"),
    [
        ([(1, 1, 100)], [100]),
        ([(1, 1, 100), (1, 1, 200)], [100, 100, 200]),
        ([(2, 1, 100), (1, 1, 200)], [100, 100, 200]),
        ([(1, 2, 100), (3, 1, 200)], [100, 100, 100, 100, 200, 200, 200]),
        ([(3, 2, 100), (2, 1, 200)], [100] * 8 + [200] * 2),
    ],
)
def test_every_copy_begins_on_an_odd_page(parts, widths):
    data, pages = printing.merged([(paper(count, width), copies) for count, copies, width in parts])
    found = [int(page.mediabox.width) for page in PdfReader(io.BytesIO(data)).pages]
    assert (found, pages) == (widths, len(widths))


def test_the_merged_file_is_the_same_every_time():
    parts = [(paper(1, 100), 2), (paper(2, 200), 1)]
    assert printing.merged(parts) == printing.merged(parts)


def test_letters_are_printed_in_the_order_of_their_numbers(room):
    letters = [room.letter(room.case(START), "register") for _ in range(3)]
    room.press()
    batch = room.print(*reversed(letters))
    assert [row.letter.number for row in batch.letters.all()] == [letter.number for letter in letters]
    assert [row.copies for row in batch.letters.all()] == [2, 2, 2]  # one to send, one for the file
    assert batch.pages == 11
    assert len(PdfReader(io.BytesIO(printing.merged_pdf(batch))).pages) == 11
    assert not printing.unprinted(room.agency).exists()


def test_the_queue_leaves_out_what_is_void_served_or_another_agencys(room):
    void_letter, handed, waiting = (room.case(START) for _ in range(3))
    void(room.letter(void_letter, "register"), "编号错误", room.clerk, now=at(TODAY))
    fact = {
        "letter_id": room.letter(handed, "register").pk,
        "status": "delivered",
        "method": "direct",
        "receipt": "张三",
    }
    room.do(handed, "record_service", TODAY, **fact)
    assert list(printing.unprinted(room.agency)) == [room.letter(waiting, "register")]
    assert not printing.unprinted(room.government).exists()


def test_a_failed_drawing_is_seen_and_not_printed(room):
    letter = room.letter(room.case(START), "register")
    record_failure(letter, Refused("缺字 U+2B820", field="text"), timezone.now())
    letter.refresh_from_db()
    (row,) = printing.waiting_letters([letter], DAYS)
    assert (row.file, row.letter.render_error) == ("failed", "缺字 U+2B820")
    with pytest.raises(Refused, match=r"还没有生成：缺字 U\+2B820"):
        room.print(letter)
    assert not PrintBatch.objects.exists()


def test_the_second_to_print_is_told_who_was_first(room):
    _, letter = room.ready()
    with pytest.raises(Refused, match="已经打印过.*clerk"):
        room.print(letter)
    again = room.print(letter, reason="卡纸")
    assert [(row.round, row.batch.reason) for row in letter.printings.all()] == [(1, ""), (2, "卡纸")]
    assert again.sha256 and PrintedLetter.objects.count() == 2


@pytest.mark.parametrize("who", ["handler", "reviewer", "signer", "supervisor", "auditor", "administrator"])
def test_only_a_clerk_of_the_agency_prints_and_posts(room, who):
    case, letter = room.ready()
    person = getattr(room, who)
    with pytest.raises(Refused, match="只有本单位登记员"):
        printing.print_together([letter.pk], by=person, now=at(TODAY), reason="再印")
    with pytest.raises(Refused, match="只有本单位登记员"):
        room.post((letter, "ems", EMS), by=person)
    with pytest.raises(Refused, match="只有本单位登记员"):
        addresses.readdress(letter, by=person, now=at(TODAY), name="", address="某路9号", reason="电话")


@pytest.mark.parametrize("ids", [[], [0], list(range(1, 102))])
def test_printing_nothing_a_stranger_or_too_much_is_refused(room, ids):
    with pytest.raises(Refused):
        printing.print_together(ids, by=room.clerk, now=at(TODAY))


def test_what_was_done_is_only_ever_added_to(room):
    room.posted()
    addresses.readdress(Letter.objects.last(), by=room.clerk, now=at(TODAY), name="", address="某路9号", reason="电话")
    printing.set_aside([room.letter(room.case(START), "register").pk], by=room.clerk, now=at(TODAY), reason="已寄出")
    for model in (PrintBatch, PrintedLetter, Dispatch, Mailing, Destination, SetAsideLetter):
        row = model.objects.first()
        with pytest.raises(ValidationError):
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(id=row.pk)


def test_a_round_of_printing_exists_once(room):
    _, letter = room.ready()
    first = letter.printings.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedLetter.objects.create(batch=first.batch, letter=letter, place=9, copies=1, round=1)


def test_what_is_set_aside_leaves_the_queues_with_its_reason(room):
    old, new = (room.letter(room.case(START), "register") for _ in range(2))
    for given, field in (({"reason": " "}, "reason"), ({"ids": [old.pk, 10**9]}, "letters"), ({"ids": []}, "letters")):
        with pytest.raises(Refused) as refused:
            printing.set_aside(
                **{"ids": [old.pk], "by": room.clerk, "now": at(TODAY), "reason": "升级前已寄出"} | given
            )
        assert refused.value.field == field
    with pytest.raises(Refused):
        printing.set_aside([old.pk], by=room.handler, now=at(TODAY), reason="升级前已寄出")
    assert printing.set_aside([old.pk], by=room.clerk, now=at(TODAY), reason="升级前已寄出") == 1
    assert list(printing.unprinted(room.agency)) == [new]
    with pytest.raises(Refused):
        printing.set_aside([old.pk], by=room.clerk, now=at(TODAY), reason="再来一次")
    assert (SetAsideLetter.objects.get().reason, SetAsideLetter.objects.get().set_by) == ("升级前已寄出", room.clerk)


# -- addresses --------------------------------------------------------------------------------------------------
def test_the_address_is_the_applications_and_a_typed_one_wins(room):
    _, letter = room.ready(postcode="325000")
    (item,) = addresses.addresses([letter])
    assert (item.name, item.address, item.postcode, item.phone) == ("张三", "某路2号", "325000", "13800000000")
    addresses.readdress(
        letter, by=room.clerk, now=at(TODAY), name="", address="某路9号", postcode="325001", reason="电话"
    )
    (item,) = addresses.addresses([letter])
    assert (item.name, item.address, item.postcode) == ("张三", "某路9号", "325001")
    assert item.case.application.address == "某路2号"


def test_a_third_partys_letter_never_takes_the_applicants_address(room):
    case = room.assigned(START)
    room.do(case, "consult_third_party", date(2026, 3, 4), name="某建设公司", matter="施工合同")
    letter = room.letter(case, "consult_third_party")
    (item,) = addresses.addresses([letter])
    assert (item.name, item.address) == ("某建设公司", "")
    with pytest.raises(Refused, match=letter.number) as refused:
        addresses.refuse_without_address([item])
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"address": ""}, "address"),
        ({"reason": " "}, "reason"),
        ({"postcode": "12"}, "postcode"),
        ({"postcode": "12345６"}, "postcode"),
    ],
)
def test_an_address_that_cannot_be_is_refused(room, given, field):
    _, letter = room.ready()
    values = {"name": "", "address": "某路9号", "postcode": "", "reason": "电话"} | given
    with pytest.raises(Refused) as refused:
        addresses.readdress(letter, by=room.clerk, now=at(TODAY), **values)
    assert refused.value.field == field


def text_of(data: bytes) -> list[str]:
    """Return the text of each page, blanks taken out."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def millimetres(data: bytes) -> tuple[int, int]:
    """Return the size of the first page."""
    box = PdfReader(io.BytesIO(data)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


@pytest.mark.parametrize(("size", "wanted"), [("dl", (220, 110)), ("c5", (229, 162))])
@pytest.mark.usefixtures("fonts")
def test_an_envelope_names_both_ends(room, size, wanted):
    _, letter = room.ready(postcode="325006", applicant_name="张<b>三</b>", address="某路2号<img src=x>")
    items = addresses.addresses([letter], {letter.pk: ("ems", EMS)})
    data = addresses.envelopes(items, room.agency, size=size, preprinted=False)
    assert millimetres(data) == wanted
    (text,) = text_of(data)
    for part in ("325006", "张<b>三</b>（收）", "某路2号<imgsrc=x>", "某区住建局", "某路1号", "邮政编码325000", EMS):
        assert part in text


@pytest.mark.usefixtures("fonts")
def test_labels_begin_where_the_sheet_is_free(room):
    _, letter = room.ready()
    items = addresses.addresses([letter]) * 9
    assert len(text_of(addresses.labels(items, room.agency))) == 2
    assert len(text_of(addresses.labels(items[:2], room.agency, first=8))) == 2
    assert len(text_of(addresses.labels(items[:3], room.agency, single=True))) == 3
    with pytest.raises(Refused):
        addresses.labels(items, room.agency, first=9)


@pytest.mark.usefixtures("fonts")
def test_the_list_for_the_counter_counts_pieces_and_never_computes(room):
    _, letter = room.ready(applicant_name="=cmd|'/C calc'!A0", address="@某路2号")
    items = addresses.addresses([letter], {letter.pk: ("ems", EMS)}) * 2
    (text,) = text_of(addresses.counter_list(items, room.agency, posted_on=TODAY))
    assert "交邮日期：2026年3月12日" in text
    assert "EMS1件" in text  # two letters under one number are one piece
    page = load_workbook(io.BytesIO(addresses.counter_sheet(items, room.agency, posted_on=TODAY))).active
    assert [cell.value for cell in page[2]] == list(addresses.HEADINGS)
    assert (page["D3"].value, page["D3"].data_type) == ("=cmd|'/C calc'!A0", "s")
    assert page["E3"].data_type == "s" and "不得到付" in page["A5"].value


def test_addresses_taken_out_are_on_record_once_a_case(room):
    case, letter = room.ready()
    other = room.letter(case, "register")
    addresses.note_looks(addresses.addresses([letter, other]), by=room.clerk, what="打印信封", now=at(TODAY))
    (look,) = AccessLog.objects.all()
    assert (look.subject, look.what, look.officer) == (case.number, "address", room.clerk)
    assert look.reason == f"打印信封：{letter.number}"


# -- the bar code -----------------------------------------------------------------------------------------------
def decode(widths: str) -> str:
    """Read a Code 128 of set B back, its check value too: the inverse of the table, symbol by symbol."""
    symbols = [widths[start : start + 6] for start in range(0, len(widths) - 7, 6)]
    assert (symbols[0], widths[-7:]) == (barcode.START_B, barcode.STOP)
    values = [barcode._WIDTHS.index(symbol) for symbol in symbols[1:]]
    *values, check = values
    assert check == (104 + sum(place * value for place, value in enumerate(values, 1))) % 103
    return "".join(chr(value + 32) for value in values)


def test_the_bar_code_reads_back():
    assert decode(barcode.bar_widths(EMS)) == EMS
    # Written out by hand from ISO/IEC 15417: start B, A (value 33), check (104 + 33) % 103 = 34, stop.
    assert barcode.bar_widths("A") == "211214" + "111323" + "131123" + "2331112"
    assert len(set(barcode._WIDTHS)) == 103
    assert all(sum(map(int, symbol)) == 11 and sum(map(int, symbol[::2])) % 2 == 0 for symbol in barcode._WIDTHS)
    with pytest.raises(Refused):
        barcode.bar_widths("邮")


# -- posting ----------------------------------------------------------------------------------------------------
def test_posting_a_reply_is_giving_it(room):
    case, letter = room.posted()
    event = case.events.last()
    assert (event.act, event.on, event.data["method"], event.data["receipt"]) == ("deliver", TODAY, "mail", EMS)
    assert (case.state, case.delivered_on, case.timeliness) == ("delivered", TODAY, "on_time")
    (mailing,) = Mailing.objects.all()
    assert (mailing.letter, mailing.kind, mailing.mail_number, mailing.address) == (letter, "ems", EMS, "某路2号")
    assert mailing.dispatch.posted_on == TODAY
    assert not posting.outgoing(room.agency).exists()
    assert replay(case.pk, check=True) == []


def test_posting_another_letter_is_a_fact_about_its_service(room):
    case = room.assigned(START)
    letter = room.letter(case, "register")
    room.press(letter)
    room.print(letter)
    assert room.post((letter, "ordinary", "")).faults == []
    event = case.events.last()
    assert (event.act, event.data["status"], event.data["number"]) == ("record_service", "posted", letter.number)
    assert event.data["receipt"].startswith("平信，交寄清单第")
    assert Case.objects.get(pk=case.pk).state == "handling"
    assert replay(case.pk, check=True) == []


def test_the_same_letter_is_posted_once(room):
    case, letter = room.posted()
    result = room.post((letter, "ems", SECOND))
    assert result.dispatch is None and "不在待寄之列" in str(result.faults[0])
    assert case.version == Case.objects.get(pk=case.pk).version
    assert Mailing.objects.count() == Dispatch.objects.count() == 1


def test_handing_over_needs_who_signed_and_no_address(room):
    case, letter = room.ready(address="")
    assert [fault.field for fault in room.post((letter, "direct", "")).faults] == ["mail_number"]
    result = room.post((letter, "direct", "张三"))
    assert (result.done, result.dispatch) == ([letter], None)
    assert case.events.last().data | {"method": "direct", "receipt": "张三"} == case.events.last().data
    assert DeliveryFact.objects.get(letter=letter).status == "delivered"
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("kind", "number", "field", "said"),
    [
        ("", EMS, "kind", "请选邮件种类"),
        ("courier", EMS, "kind", "请选邮件种类"),
        ("ems", "", "mail_number", "请填写邮件号"),
        ("ordinary", EMS, "mail_number", "平信没有邮件号"),
        ("ems", "SF1234567890123", "mail_number", "不得交其他快递企业"),
        ("registered", "12345", "mail_number", "不得交其他快递企业"),
        ("ems", "EA12345678４CN", "", ""),  # full-width digits are read as digits
        ("registered", "xa 12345678931", "", ""),
        ("ems", "1234567890123", "", ""),
    ],
)
def test_only_the_postal_enterprise(room, kind, number, field, said):
    _, letter = room.ready()
    faults = room.post((letter, kind, number)).faults
    assert [(fault.field, said in str(fault)) for fault in faults] == ([(field, True)] if field else [])


def test_every_fault_is_listed_and_nothing_is_posted(room):
    good, bad = room.ready()[1], room.ready(address="")[1]
    third = room.ready(applicant_name="李四", address="某路3号")[1]
    before = DeliveryFact.objects.count()
    result = room.post((good, "ems", EMS), (bad, "", ""), (third, "ems", EMS))
    found = {(fault.number, fault.field) for fault in result.faults}
    assert found == {(bad.number, "address"), (bad.number, "kind"), (third.number, "mail_number")}
    assert (DeliveryFact.objects.count(), Dispatch.objects.count(), result.done) == (before, 0, [])


def test_one_envelope_may_hold_two_letters_of_one_person(room):
    case, letter = room.ready()
    receipt = room.letter(case, "register")
    room.press(receipt)
    room.print(receipt)
    result = room.post((letter, "ems", EMS), (receipt, "ems", EMS))
    assert result.faults == [] and Dispatch.objects.count() == 1
    assert {one.mail_number for one in Mailing.objects.all()} == {EMS}
    other = room.ready()[1]
    assert "已用于" in str(room.post((other, "ems", EMS)).faults[0])


@pytest.mark.parametrize(("on", "said"), [(date(2026, 3, 13), "今天之后"), (date(2026, 3, 11), "不能早于落款日期")])
def test_a_day_of_posting_that_cannot_be(room, on, said):
    _, letter = room.ready()
    assert said in str(room.post((letter, "ems", EMS), on=on, today=TODAY).faults[0])


def test_what_is_posted_too_late_is_said(room):
    case = room.assigned(START)
    room.decide(case, "request_correction", date(2026, 3, 10), points=["请写明年份"])
    letter = room.letter(case, "request_correction")
    assert printing.post_by(case.events.get(act="request_correction"), DAYS) == date(2026, 3, 11)
    room.press(letter)
    room.print(letter)
    result = room.post((letter, "ems", "EA123456786CN"), on=date(2026, 3, 12))
    assert (result.late, result.doubtful) == ([letter], ["EA123456786CN"])


@pytest.mark.fault("C1")
def test_a_fault_in_one_case_leaves_the_other_cases_posted(room, monkeypatch):
    letters = [room.ready()[1] for _ in range(2)]
    real = services.perform

    def beaten(code, case_id, **given):
        if case_id == min(Case.objects.values_list("pk", flat=True)):
            raise services.Conflict("徐某已先办", english="acted first")
        return real(code, case_id, **given)

    monkeypatch.setattr(services, "perform", beaten)
    result = room.post((letters[0], "ems", EMS), (letters[1], "ems", SECOND))
    assert [fault.number for fault in result.faults] == [letters[0].number]
    assert (result.done, Mailing.objects.get().letter) == ([letters[1]], letters[1])


def test_letters_of_one_case_are_recorded_together_or_not_at_all(room, monkeypatch):
    case, letter = room.ready()
    receipt = room.letter(case, "register")
    room.press(receipt)
    room.print(receipt)
    real = services.perform

    def beaten(code, case_id, **given):
        if code == "deliver":
            raise services.Conflict("徐某已先办", english="acted first")
        return real(code, case_id, **given)

    monkeypatch.setattr(services, "perform", beaten)
    result = room.post((letter, "ems", EMS), (receipt, "ems", EMS))
    assert {fault.number for fault in result.faults} == {letter.number, receipt.number}
    assert (result.done, Mailing.objects.count(), Dispatch.objects.count(), DeliveryFact.objects.count()) == (
        [],
        0,
        0,
        0,
    )


@pytest.mark.fault("C1")
def test_a_number_that_somebody_used_in_the_meantime_is_refused(room, monkeypatch):
    first, second = room.ready()[1], room.ready()[1]
    room.post((first, "ems", EMS))
    monkeypatch.setattr(posting, "posting_faults", lambda *given: [])  # as if both had been checked at the same moment
    result = room.post((second, "ems", EMS))
    assert "刚刚已用于别的交寄" in str(result.faults[0]) and Mailing.objects.get().letter == first


@pytest.mark.fault("C1")
def test_two_clerks_print_and_post_the_same_letters_and_one_wins(tmp_path, copy_migrated):
    copy_migrated(tmp_path / "race.sqlite3")
    surroundings = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.workflow.posting_race", "4", "3"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 people, 3 letters: printed 1 time, posted 3 letters" in done.stdout
