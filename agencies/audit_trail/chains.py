"""Each row of the log and of the records is linked to the one before by a keyed hash, so that none goes or changes unseen.

The key is no part of the database: who can write there can neither forge a link nor make the chain anew.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from agencies.audit_trail.models import AccessLog, Chain, ChainLink, OfficeRecord

CHAINED: dict[str, type[models.Model]] = {Chain.ACCESS: AccessLog, Chain.RECORDS: OfficeRecord}
FORM = 1  # of what is hashed; a later set of columns gets the next number, and old links are read by their own
FIELDS = {
    (Chain.ACCESS, 1): (
        "id", "officer_id", "agency_id", "subject", "application_key", "what", "reason", "refused", "door", "request_id",
        "at",
    ),
    (Chain.RECORDS, 1): ("id", "act", "actor_id", "agency_id", "officer_id", "changes", "at"),
}  # fmt: skip
AT_ONCE = 500
_LOCK = 0x6C6F6F6B  # of PostgreSQL, for both chains; SQLite has one writer


class KeyMissing(LookupError):
    """A link was made with a key that this installation does not have; its text is the key's id."""


def lock_chains() -> None:
    """Let one transaction at a time go on writing the chains; call it in one, before rows are read that decide what is written."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def seal(chain: str, rows: Iterable[models.Model]) -> int:
    """Link rows just stored to the end of their chain, in the transaction that stores them; return how many.

    A chain begins with what was there before it, once: a row that is found in no chain later came past the application.
    """
    with transaction.atomic():
        lock_chains()
        last, rows = ChainLink.objects.filter(chain=chain).order_by("-seq").first(), list(rows)
        if last is None:
            rows = [*CHAINED[chain].objects.exclude(pk__in=[row.pk for row in rows]).order_by("pk"), *rows]
        seq, mac, key, links = (last.seq, last.mac, key_id(), []) if last else (0, "", key_id(), [])
        for row in rows:
            seq += 1
            mac = mac_of(chain, seq, mac, row, FORM, key)
            links.append(ChainLink(chain=chain, seq=seq, row_id=row.pk, form=FORM, key=key, mac=mac))
        ChainLink.objects.bulk_create(links, batch_size=AT_ONCE)
        return len(links)


def begin_chains() -> int:
    """Begin the chains that are empty with the rows that are there; return how many. The worker does so after an upgrade."""
    empty = [chain for chain in CHAINED if not ChainLink.objects.filter(chain=chain).exists()]
    return sum(seal(chain, []) for chain in empty)


def unsealed(chain: str) -> models.QuerySet:
    """Return the rows that no link names."""
    linked = ChainLink.objects.filter(chain=chain, row_id=models.OuterRef("pk"))
    return CHAINED[chain].objects.filter(~models.Exists(linked))


def mac_of(chain: str, seq: int, before: str, row: models.Model, form: int, key: str) -> str:
    """Return the keyed hash of a row behind the one before; raise KeyMissing for a key that is not here."""
    told = {name: _plain(getattr(row, name)) for name in FIELDS[(chain, form)]}
    text = json.dumps([chain, seq, before, told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(_key(key), text.encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, bool | int | list | tuple) else str(value)


def key_id(key: str = "") -> str:
    """Return the name of a key, by default of the present one: the first characters of its hash, which tell nothing of it."""
    return hashlib.sha256((key or settings.CHAIN_KEYS[0]).encode()).hexdigest()[:16]


def _key(name: str) -> bytes:
    for key in settings.CHAIN_KEYS:
        if key_id(key) == name:
            return key.encode()
    raise KeyMissing(name)
