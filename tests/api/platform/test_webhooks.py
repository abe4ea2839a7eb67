"""Changes reach a platform whatever happens to its receiver: signed, at least once, in order for each application."""

import ipaddress
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.audit_trail.models import OfficeRecord
from intake import service_accounts
from law import Refused
from tests.api.platform.test_changes import draw, replied, sent_case
from workflow import tasks
from workflow.webhooks import sending, services
from workflow.webhooks.models import Delivery, DeliveryState, Webhook


@pytest.fixture
def webhook(account, receiver):
    """Return the address of the receiver."""
    return services.add_webhook(account, receiver.url, by=None, now=timezone.now())[0]


def sweep(now=None) -> int:
    """Do what the worker does, at an instant; return how many were taken."""
    now = now or timezone.now()
    services.make_deliveries(now)
    taken = 0
    while (delivery := services.claim_delivery(now)) is not None:
        taken += services.send(delivery, now)
    return taken


def states() -> list[str]:
    """Return how far each delivery is."""
    return list(Delivery.objects.values_list("progress", flat=True))


def test_what_changed_arrives_signed_as_the_feed_tells_it(office, account, portal, receiver, webhook):
    replied(office, sent_case(office, account))
    draw()
    assert tasks.deliver_changes() == 4
    assert receiver.taken() == portal.get("/api/v1/changes/").json()["results"]
    secret = services.secret_of(webhook)
    assert receiver.signed(secret) and not receiver.signed("whsec_" + "A" * 43 + "=")
    assert [headers["webhook-id"] for _body, headers, _raw in receiver.came] == [f"change_{n}" for n in (1, 2, 3, 4)]
    assert tasks.deliver_changes() == 0
    assert secret not in str(list(Webhook.objects.values())) and "王小明" not in str(
        [raw.decode() for _b, _h, raw in receiver.came]
    )


@pytest.mark.fault("F14")
def test_a_receiver_that_fails_is_tried_again_in_order(office, account, receiver, webhook):
    replied(office, sent_case(office, account, "p-1"))
    sent_case(office, account, "p-2")
    receiver.answers = [500, 302, None, 404]
    now = timezone.now()
    for minutes in range(8):
        sweep(now + timedelta(minutes=minutes))
    taken = receiver.taken()
    assert [(row["idempotency_key"], row["state"]) for row in taken if row["idempotency_key"] == "p-1"] == [
        ("p-1", "being_handled"), ("p-1", "replied"), ("p-1", "delivered"),
    ]  # fmt: skip
    assert len(taken) == 4 and set(states()) == {DeliveryState.DELIVERED}
    sequence = [body["position"] for body, _headers, _raw in receiver.came if body["idempotency_key"] == "p-1"]
    assert sequence == sorted(sequence), "a later change never before an earlier one"


def test_no_redirect_is_followed_and_the_reason_is_kept(office, account, receiver, webhook):
    sent_case(office, account)
    receiver.answers = [302]
    assert sweep() == 0
    assert len(receiver.came) == 1
    assert Delivery.objects.get().error == "对方答 302，不跟随跳转"


@pytest.mark.fault("F14")
def test_pauses_grow_and_after_a_day_it_is_given_up_and_can_be_replayed(office, account, receiver, webhook):
    sent_case(office, account)
    receiver.answers = [500] * 1000
    now = begin = timezone.now()
    while states() in ([], [DeliveryState.WAITING]):
        sweep(now)
        now += timedelta(minutes=5)
        assert now < begin + timedelta(hours=26)
    assert now > begin + timedelta(hours=23)
    assert 20 < Delivery.objects.get().attempts < 40
    assert states() == [DeliveryState.DEAD]
    out = StringIO()
    call_command("webhooks", "dead", stdout=out)
    assert "对方答 500" in out.getvalue() and "申请" in out.getvalue()
    receiver.answers = []
    call_command("webhooks", "replay", str(webhook.pk), "--dead", stdout=out)
    assert sweep() == 1 and "重新发送 1 件" in out.getvalue()
    assert {headers["webhook-id"] for _body, headers, _raw in receiver.came} == {"change_1"}
    call_command("webhooks", "replay", str(webhook.pk), "--after", "0", stdout=out)
    assert sweep() == 1 and len(receiver.taken()) == 2


@pytest.mark.fault("F14")
def test_a_worker_that_dies_over_a_delivery_leaves_it_to_the_next(office, account, receiver, webhook):
    sent_case(office, account)
    now = timezone.now()
    services.make_deliveries(now)
    assert services.claim_delivery(now) is not None
    assert services.claim_delivery(now) is None, "it is somebody's"
    assert sweep(now + timedelta(minutes=2)) == 1
    late = Delivery.objects.get()
    with patch.object(sending, "post", side_effect=sending.NotDelivered("超时")):
        services.send(late, now)  # the dead one wakes: what was taken stays taken
    assert states() == [DeliveryState.DELIVERED]


def test_what_changed_before_is_not_sent_and_twice_makes_nothing_twice(office, account, receiver):
    sent_case(office, account, "p-0")
    webhook, _secret = services.add_webhook(account, receiver.url, by=None, now=timezone.now())
    sent_case(office, account, "p-1")
    assert services.make_deliveries(timezone.now()) == 1
    assert services.make_deliveries(timezone.now()) == 0
    assert sweep() == 1 and receiver.taken()[0]["idempotency_key"] == "p-1"
    assert services.pause_after(1) == timedelta(seconds=10) and services.pause_after(99) == timedelta(hours=1)
    assert webhook.active


@pytest.mark.parametrize("end", ["revoked", "expired", "stopped"])
def test_nothing_is_sent_for_an_account_that_ended(office, account, receiver, webhook, end):
    sent_case(office, account)
    now = timezone.now()
    services.make_deliveries(now)
    if end == "revoked":
        service_accounts.revoke(account, by=None, now=now)
    elif end == "stopped":
        services.stop_webhook(webhook, by=None, now=now)
    assert sweep(now + timedelta(days=31) if end == "expired" else now) == 0
    assert receiver.came == []


PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b:1::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_inner_networks_are_not_reached(address, settings):
    settings.WEBHOOK_NETWORKS = []
    assert not sending.may_be_reached(address)


def test_the_open_network_and_named_networks_are_reached(settings):
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("10.20.0.0/16")]
    for address in ("1.2.4.8", "2400:3200::1", "10.20.3.4", "::ffff:10.20.3.4"):
        assert sending.may_be_reached(address), address
    assert not sending.may_be_reached("10.21.0.1")


def test_a_name_one_of_whose_addresses_is_inner_is_not_reached(settings):
    settings.WEBHOOK_NETWORKS = []
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("1.2.4.8", "127.0.0.1")]
    with patch.object(socket, "getaddrinfo", return_value=both), pytest.raises(sending.NotDelivered, match="内部网络"):
        sending.resolve("portal.example.gov.cn", 443)


@pytest.mark.parametrize(
    "url",
    ["http://a.example.cn/", "ftp://a.example.cn/", "//a.cn", "https://", "https://u:p@a.cn/", "https://a.cn/#x", "https://a.cn/ b", "https://a.cn:x/", "https://a.cn:0/", "https://某地.cn/", "https://[::1/", "file:///etc/passwd", "https://a.cn/\r\nX: y"],
)  # fmt: skip
def test_addresses_that_may_not_be_sent_to_are_refused(account, url):
    with pytest.raises(Refused) as refused:
        services.add_webhook(account, url, by=None, now=timezone.now())
    assert refused.value.field == "url"
    assert not Webhook.objects.exists()


@pytest.mark.fault("F14")
def test_a_receiver_that_drips_is_cut_off(settings, monkeypatch):
    settings.WEBHOOK_HTTP = True
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("127.0.0.1")]
    monkeypatch.setattr(sending, "LONGEST_SECONDS", 0.3)
    stop = threading.Event()

    def drip(server):
        with suppress(OSError):
            peer, _address = server.accept()
            peer.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.02):
                peer.sendall(b"X")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server], daemon=True)
        thread.start()
        with pytest.raises(sending.NotDelivered):
            sending.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        stop.set()
        thread.join(5)


def test_the_command_keeps_the_addresses_and_puts_them_on_record(office, account, receiver):
    out = StringIO()
    call_command("webhooks", "add", account.name, receiver.url, stdout=out)
    webhook = Webhook.objects.get()
    assert services.secret_of(webhook) in out.getvalue()
    call_command("webhooks", "list", stdout=out)
    assert "使用中\t等待 0，送到 0，放弃 0" in out.getvalue()
    call_command("webhooks", "secret", str(webhook.pk), stdout=out)
    call_command("webhooks", "stop", str(webhook.pk), stdout=out)
    rows = [row.changes[0][2] for row in OfficeRecord.objects.order_by("id")]
    assert rows[-2:] == [f"{account.name} → {receiver.url}", f"{account.name} → 停用"]
    for line in (
        ("add", "没有", receiver.url),
        ("add", account.name, receiver.url),
        ("stop", "99"),
        ("stop", str(webhook.pk)),
    ):
        with pytest.raises(CommandError):
            call_command("webhooks", *line, stdout=out)
