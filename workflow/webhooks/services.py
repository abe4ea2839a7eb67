"""Name an address, make deliveries of what changed, send them, give up after a day, send again (docs/decisions/0077)."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import record_change
from agencies.organisation.models import Officer
from intake.models import ServiceAccount
from law import Refused
from workflow.changes.api import ChangeOut
from workflow.changes.models import Change
from workflow.changes.selectors import changes_after
from workflow.changes.services import number_changes
from workflow.webhooks import sending
from workflow.webhooks.models import Delivery, DeliveryState, Webhook
from workflow.webhooks.selectors import due_deliveries, served

CLAIM = timedelta(minutes=1)  # longer than a sending can last
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP = timedelta(days=1)
AT_ONCE = 500


@transaction.atomic
def add_webhook(account: ServiceAccount, url: str, *, by: Officer | None, now: datetime) -> tuple[Webhook, str]:
    """Send the changes of an account to an address from now on; return it with its secret, which can be shown again.

    Raises Refused for an address that may not be sent to.
    """
    sending.checked_address(url)
    number_changes()
    last = (
        Change.objects.filter(position__isnull=False).order_by("-position").values_list("position", flat=True).first()
    )
    webhook = Webhook(account=account, url=url, salt=secrets.token_hex(16), reached=last or 0, created_at=now)
    try:
        with transaction.atomic():
            webhook.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("这个地址已经登记", field="url", english="The address is there already") from error
    _record(webhook, ("", url), by=by, now=now)
    return webhook, secret_of(webhook)


@transaction.atomic
def stop_webhook(webhook: Webhook, *, by: Officer | None, now: datetime) -> None:
    """Send nothing more to an address; what waits stays on the list."""
    if not Webhook.objects.filter(pk=webhook.pk, active=True).update(active=False):
        raise Refused("这个地址已经停用", english="The address is stopped already")
    _record(webhook, (webhook.url, "停用"), by=by, now=now)


def secret_of(webhook: Webhook) -> str:
    """Return what the platform checks signatures with: whsec_ and the key in base64."""
    return "whsec_" + base64.b64encode(webhook.key).decode()


def make_deliveries(now: datetime) -> int:
    """Make a delivery of every change that is new to an address; return how many. Twice makes nothing twice."""
    number_changes()
    made = 0
    for pk in Webhook.objects.filter(served(now)).values_list("pk", flat=True):
        with transaction.atomic():
            webhook = Webhook.objects.select_for_update(of=("self",)).select_related("account").get(pk=pk)
            new = list(changes_after(webhook.account, webhook.reached)[:AT_ONCE])
            Delivery.objects.bulk_create(
                Delivery(webhook=webhook, change=change, next_at=now, give_up_at=now + GIVE_UP) for change in new
            )
            if new:
                Webhook.objects.filter(pk=pk).update(reached=new[-1].position)
        made += len(new)
    return made


def claim_delivery(now: datetime) -> Delivery | None:
    """Return a delivery that is ours to send until its claim ends; None where nothing is due.

    The claim is one conditional update: of two workers that see the same delivery only one gets it. A worker that dies
    over it leaves it to the next one, so that it may come twice and is never lost.
    """
    while (found := due_deliveries(now).values_list("pk", "attempts", "next_at").first()) is not None:
        pk, attempts, next_at = found
        mine = Delivery.objects.filter(pk=pk, attempts=attempts, next_at=next_at, progress=DeliveryState.WAITING)
        if mine.update(attempts=F("attempts") + 1, next_at=now + CLAIM):
            return Delivery.objects.select_related("webhook", "change__application__agency").get(pk=pk)
    return None


def send(delivery: Delivery, now: datetime) -> bool:
    """Send a claimed delivery; return whether it was taken. It is tried again after a pause, for a day."""
    body = body_of(delivery.change)
    try:
        sending.post(delivery.webhook.url, body, headers_of(delivery, body, now))
    except sending.NotDelivered as error:
        over = now >= delivery.give_up_at
        Delivery.objects.filter(pk=delivery.pk, progress=DeliveryState.WAITING).update(
            progress=DeliveryState.DEAD if over else DeliveryState.WAITING,
            error=str(error)[:200],
            next_at=min(now + pause_after(delivery.attempts), max(delivery.give_up_at, now + FIRST_PAUSE)),
            done_at=now if over else None,
        )
        return False
    Delivery.objects.filter(pk=delivery.pk).update(progress=DeliveryState.DELIVERED, error="", done_at=now)
    return True


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 10 seconds, 20, 40 …, an hour at most."""
    return min(FIRST_PAUSE * 2 ** min(max(attempts, 1) - 1, 12), LONGEST_PAUSE)


def replay(deliveries: QuerySet[Delivery], now: datetime) -> int:
    """Send deliveries again, taken or given up, for another day; return how many."""
    return deliveries.update(
        progress=DeliveryState.WAITING, attempts=0, next_at=now, give_up_at=now + GIVE_UP, error="", done_at=None
    )


def body_of(change: Change) -> bytes:
    """Return what is sent: what the feed says of the change, in the same shape."""
    return json.dumps(ChangeOut(change).data, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(delivery: Delivery, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers: identity (the same each time it is sent), instant of sending, signature over all three."""
    identity, instant = f"change_{delivery.change.position}", str(int(now.timestamp()))
    signed = hmac.new(delivery.webhook.key, f"{identity}.{instant}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "kaidang-webhook/1",
        "Webhook-Id": identity,
        "Webhook-Timestamp": instant,
        "Webhook-Signature": "v1," + base64.b64encode(signed).decode(),
    }


def _record(webhook: Webhook, change: tuple[str, str], *, by: Officer | None, now: datetime) -> None:
    changes = [("service_account", *(f"{webhook.account.name} → {text}" if text else "" for text in change))]
    record_change(OfficeAct.CHANGE_AGENCY, by=by, now=now, agency=webhook.account.agency, changes=changes)
