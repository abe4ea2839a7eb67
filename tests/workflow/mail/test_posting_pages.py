"""Printing and posting as the clerk meets them: pages in both languages, refusals that keep what was typed, masks."""

import io
from datetime import date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agencies.audit_trail.models import AccessLog
from law import Refused
from notices.mail.models import Dispatch, Mailing, PrintBatch
from notices.rendering.queue import record_failure
from tests.shared_data import shared_data
from tests.workflow.mailroom import EMS, TODAY, Mailroom
from tests.workflow.sample_office import SHANGHAI, officer
from workflow.cases.models import Case, DeliveryFact

PAGES = ("post", "post-log", "post-outgoing", "post-deliveries", "post-returns")
PEOPLE = ("handler", "reviewer", "signer", "supervisor", "auditor", "administrator")


EVENING = datetime(2026, 3, 12, 17, tzinfo=SHANGHAI)


@shared_data
def printed():
    """Return an office whose reply is printed and to be posted."""
    with time_machine.travel(EVENING, tick=False):
        found = Mailroom()
        found.one, found.paper = found.ready(postcode="325000")
    return found


@pytest.fixture
def room(printed, client):
    """Return the office in the evening, its clerk signed in."""
    with time_machine.travel(EVENING, tick=False):
        client.force_login(printed.clerk)
        yield printed


def outgoing(room, do: str, **given) -> dict:
    """Return the form of what waits for the post, with the reply chosen."""
    pk = room.paper.pk
    row = {"row": [pk], f"l{pk}-pick": "on", f"l{pk}-kind": "ems", f"l{pk}-mail_number": EMS}
    return row | {"on": "2026-03-12", "first": "1", "do": do} | given


def send(client, name: str, data: dict, *args):
    """Post a form."""
    return client.post(reverse(name, args=args), data)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_in_both_languages(room, client, language):
    client.cookies.load({"django_language": language})
    for name in PAGES:
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert ("Print and post" in page.content.decode()) == (language == "en")


@pytest.mark.parametrize("who", PEOPLE)
def test_for_all_but_clerks_the_pages_do_not_exist(room, client, who):
    room.post((room.paper, "ems", EMS))
    client.force_login(getattr(room, who))
    own = (
        ("post-batch", PrintBatch.objects.get().pk),
        ("post-batch-pdf", PrintBatch.objects.get().pk),
        ("post-dispatch", Dispatch.objects.get().pk),
        ("post-address", room.paper.pk),
        *((name,) for name in PAGES),
    )
    for name, *args in own:
        for method in (client.get, client.post):
            assert method(reverse(name, args=args)).status_code == 404
    assert "/post/" not in client.get(reverse("worklist")).content.decode()


def test_another_agencys_clerk_sees_nothing_of_it(room, client):
    room.post((room.paper, "ems", EMS))
    client.force_login(officer("other", room.government, "clerk"))
    for name, pk in (
        ("post-batch", PrintBatch.objects.get().pk),
        ("post-dispatch", Dispatch.objects.get().pk),
        ("post-address", room.paper.pk),
    ):
        for method in (client.get, client.post):
            assert method(reverse(name, args=[pk])).status_code == 404
    assert client.get(reverse("post-batch-pdf", args=[PrintBatch.objects.get().pk])).status_code == 404
    assert send(client, "post-outgoing", outgoing(room, "dl")).status_code == 422
    assert not AccessLog.objects.exists()


def test_from_the_queue_to_one_file(room, client):
    letter = room.letter(room.one, "register")
    page = client.get(reverse("post")).content.decode()
    assert "正在生成" in page and f'value="{letter.pk}" id="l{letter.pk}" aria-label' in page  # there, not chosen
    record_failure(letter, Refused("缺字 U+2B820", field="text"), timezone.now())
    assert "生成失败" in (page := client.get(reverse("post")).content.decode()) and "缺字 U+2B820" in page
    room.press(letter, pages=2)
    done = send(client, "post", {"letters": [letter.pk], "copies": "1"})
    assert done.status_code == 302
    batch = PrintBatch.objects.first()
    assert done.url == reverse("post-batch", args=[batch.pk])
    file = client.get(reverse("post-batch-pdf", args=[batch.pk]))
    assert file["Content-Type"] == "application/pdf" and len(PdfReader(io.BytesIO(file.content)).pages) == 2


@pytest.mark.fault("C3")
def test_printing_twice_is_told_and_printed_once(room, client):
    letter = room.letter(room.one, "register")
    room.press(letter)
    given = {"letters": [letter.pk], "copies": "0"}
    assert send(client, "post", given).status_code == 302
    again = send(client, "post", given)
    assert again.status_code == 409 and "已经打印过" in again.content.decode()
    assert letter.printings.count() == 1


def test_a_reprint_needs_its_reason_and_the_file_its_day(room, client):
    batch = PrintBatch.objects.get()
    refused = send(client, "post-batch", {"letters": [room.paper.pk], "copies": "1", "reason": ""}, batch.pk)
    assert refused.status_code == 422 and PrintBatch.objects.count() == 1
    assert (
        send(client, "post-batch", {"letters": [room.paper.pk], "copies": "1", "reason": "卡纸"}, batch.pk).status_code
        == 302
    )
    assert PrintBatch.objects.first().reason == "卡纸"
    with time_machine.travel(datetime(2026, 3, 13, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(room.clerk)
        assert client.get(reverse("post-batch-pdf", args=[batch.pk])).status_code == 302
        assert "打印文件只在当天可取" in client.get(reverse("post-batch", args=[batch.pk])).content.decode()


def test_letters_are_set_aside_with_a_reason(room, client):
    letter = room.letter(room.one, "register")
    given = {"letters": [letter.pk], "aside": "1", "copies": "0"}
    assert send(client, "post", given).status_code == 422
    assert send(client, "post", given | {"reason": "升级前已寄出"}).status_code == 302
    assert letter.number not in client.get(reverse("post")).content.decode()
    assert "升级前已寄出" in client.get(reverse("post-log")).content.decode()


@pytest.mark.parametrize("name", ["post-outgoing", "post-returns", "post-log"])
def test_names_and_addresses_are_masked_on_pages(room, client, name):
    room.post((room.paper, "ems", EMS)) if name != "post-outgoing" else None
    pages = [reverse(name)]
    if Dispatch.objects.exists():
        fact = {
            "letter_id": room.paper.pk,
            "status": "returned",
            "method": "mail",
            "receipt": EMS,
            "reason": "查无此人",
        }
        room.do(room.one, "record_service", TODAY, **fact)
        pages.append(reverse("post-dispatch", args=[Dispatch.objects.get().pk]))
    for address in pages:
        page = client.get(address).content.decode()
        assert "张三" not in page and "某路2号" not in page and "13800000000" not in page
    assert not AccessLog.objects.exists()


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("what", ["dl", "c5", "labels", "label", "pdf", "xlsx"])
def test_what_shows_an_address_goes_on_record_first(room, client, what):
    paper = send(client, "post-outgoing", outgoing(room, what))
    assert paper.status_code == 200 and paper["Content-Disposition"].startswith("attachment")
    (look,) = AccessLog.objects.all()
    assert (look.officer, look.subject, look.what) == (room.clerk, room.one.number, "address")
    assert not DeliveryFact.objects.exists()  # nothing is posted by printing an envelope


def test_a_letter_without_an_address_is_named_and_can_be_given_one(room, client):
    case, letter = room.ready(address="")
    row = {
        "row": [letter.pk],
        f"l{letter.pk}-pick": "on",
        f"l{letter.pk}-kind": "ems",
        f"l{letter.pk}-mail_number": EMS,
    }
    for do in ("dl", "post"):
        page = send(client, "post-outgoing", row | {"on": "2026-03-12", "do": do})
        assert page.status_code == 422
        assert "没有通信地址" in (text := page.content.decode()) and letter.number in text and EMS in text
    assert not AccessLog.objects.exists()
    bad = send(client, "post-address", {"address": "某路9号", "postcode": "12", "reason": "电话"}, letter.pk)
    assert bad.status_code == 422 and "邮编是六位数字" in bad.content.decode()
    given = {"address": "某路9号", "postcode": "325000", "reason": "电话"}
    assert send(client, "post-address", given, letter.pk).status_code == 302
    assert send(client, "post-outgoing", row | {"on": "2026-03-12", "do": "post"}).status_code == 302
    assert Mailing.objects.get().address == "某路9号"


@pytest.mark.usefixtures("fonts")
def test_posting_goes_to_the_dispatch_and_the_case(room, client):
    done = send(client, "post-outgoing", outgoing(room, "post"))
    dispatch = Dispatch.objects.get()
    assert (done.status_code, done.url) == (302, reverse("post-dispatch", args=[dispatch.pk]))
    page = client.get(done.url).content.decode()
    assert EMS in page and room.paper.number in page
    for do, kind in (("pdf", "application/pdf"), ("xlsx", "spreadsheetml")):
        assert kind in send(client, "post-dispatch", {"do": do}, dispatch.pk)["Content-Type"]
    assert AccessLog.objects.filter(reason__startswith="打印交寄清单").count() == 2
    page = client.get(reverse("case", args=[room.one.pk])).content.decode()
    assert EMS in page and "在途，还没有消息" in page


@pytest.mark.fault("C3")
def test_posting_twice_is_told_and_posted_once(room, client):
    assert send(client, "post-outgoing", outgoing(room, "post")).status_code == 302
    again = send(client, "post-outgoing", outgoing(room, "post"))
    assert again.status_code == 422 and "不在待寄之列" in again.content.decode()
    assert Mailing.objects.count() == 1


def test_what_was_typed_is_kept_beside_its_fault(room, client):
    pk = room.paper.pk
    page = send(
        client,
        "post-outgoing",
        outgoing(room, "post", **{f"l{pk}-mail_number": "SF12345", f"l{pk}-kind": "registered"}),
    )
    text = page.content.decode()
    assert page.status_code == 422 and "不得交其他快递企业" in text and 'value="SF12345"' in text
    assert '<option value="registered" selected>' in text
    assert send(client, "post-outgoing", outgoing(room, "nothing")).status_code == 404
    assert send(client, "post-outgoing", {"on": "2026-03-12", "do": "post"}).status_code == 422
    assert send(client, "post-outgoing", outgoing(room, "post", on="")).status_code == 422


def test_handing_over_is_recorded_beside_the_post(room, client):
    pk = room.paper.pk
    given = outgoing(room, "post", **{f"l{pk}-kind": "direct", f"l{pk}-mail_number": "张三"})
    assert send(client, "post-outgoing", given).url == reverse("post-outgoing")
    assert Case.objects.get(pk=room.one.pk).state == "delivered" and not Dispatch.objects.exists()


def listed(*rows: str) -> SimpleUploadedFile:
    """Return a carrier's list to be uploaded."""
    return SimpleUploadedFile("list.csv", "\n".join(["邮件号,状态,签收时间,退回原因", *rows]).encode())


def test_a_list_is_checked_taken_in_and_shown_on_the_case(room, client):
    room.post((room.paper, "ems", EMS))
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(room.clerk)
        checked = send(client, "post-deliveries", {"file": listed(f"{EMS},妥投,2026-03-17,"), "check": ""})
        assert checked.status_code == 200 and DeliveryFact.objects.filter(status="delivered").count() == 0
        taken = send(client, "post-deliveries", {"file": listed(f"{EMS},妥投,2026-03-17,", "EZ999999999CN,退回,,拒收")})
        assert taken.status_code == 200 and "EZ999999999CN" in taken.content.decode()
        page = client.get(reverse("case", args=[room.one.pk])).content.decode()
        assert "申请人于 3月17日 周二收到答复：复议到 5月18日 周一" in page
        assert "起诉到 9月17日 周四" in page
        assert "EZ999999999CN" in client.get(reverse("post-returns")).content.decode()


def test_a_faulty_list_names_row_and_column(room, client):
    page = send(client, "post-deliveries", {"file": listed(f"{EMS},丢失,,")})
    text = page.content.decode()
    assert page.status_code == 422 and "没有导入任何一行" in text and "没有“丢失”这种写法" in text
    assert send(client, "post-deliveries", {}).status_code == 422


def test_returned_mail_stands_among_the_first_things_today(room, client):
    room.post((room.paper, "ems", EMS))
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(room.clerk)
        send(client, "post-deliveries", {"file": listed(f"{EMS},退回,2026-03-18,迁移新址不明")})
        for address in (reverse("worklist"), reverse("post-returns")):
            page = client.get(address).content.decode()
            assert "迁移新址不明" in page and room.paper.number in page
        client.force_login(room.handler)
        page = client.get(reverse("worklist")).content.decode()
        assert "迁移新址不明" in page and "/post/" not in page


def test_the_queues_ask_the_database_a_bounded_number_of_times(room, client, django_assert_max_num_queries):
    for _ in range(6):
        room.case(date(2026, 3, 2))
    room.press()
    with django_assert_max_num_queries(20):
        client.get(reverse("post"))
    room.print(*[room.letter(case, "register") for case in Case.objects.all()])
    with django_assert_max_num_queries(20):
        client.get(reverse("post-outgoing"))
