"""Hold the log and the records against their chains and against the second place; name the first row that is not as it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from agencies.audit_trail.chains import CHAINED, FIELDS, KeyMissing, mac_of, unsealed
from agencies.audit_trail.heads import Head, read_heads
from agencies.audit_trail.models import ChainLink
from agencies.text.language import reads_chinese

AT_ONCE = 1000
MOST_NAMED = 20  # rows in no chain
WORKER_COMES = timedelta(minutes=10)  # `agencies.tasks.write_heads` runs so often
BEGAN_WITH = ("agencies", "0016_chains")  # the migration with which an installation has chains


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """What is wrong with a chain: what, at which link and row (0: none), in both languages."""

    what: str  # altered, removed, gap, unknown_key, unsealed, truncated, rewritten, unreadable_head
    chain: str
    seq: int
    row: int
    chinese: str
    english: str

    def __str__(self) -> str:
        return self.chinese if reads_chinese() else self.english


@dataclass(frozen=True, slots=True)
class ChainWaiting:
    """What of a chain the worker has yet to do: rows that it will begin the chain with, links that the second place has not."""

    chain: str
    rows: int
    links: int
    since: datetime | None  # of the oldest of them
    late: bool  # longer than the worker takes

    def __str__(self) -> str:
        name, late = CHAINED[self.chain]._meta.db_table, self.late
        if reads_chinese():
            what = f"{self.rows} 行等待建链" if self.rows else f"末尾 {self.links} 环还没有写到第二处"
            return f"{name} {what}" + ("，已超过十分钟：后台进程在运行吗？" if late else "（十分钟以内属正常）")
        what = (
            f"{self.rows} rows wait for their chain"
            if self.rows
            else f"{self.links} links are not yet in the second place"
        )
        return f"{name}: {what}" + (
            ", for longer than ten minutes: is the worker running?" if late else " (normal for ten minutes)"
        )


def verify_chains(*, now: datetime) -> list[ChainFinding]:
    """Return what is wrong with every chain; empty where log, records and second place agree. Changes nothing, takes no lock.

    A chain that is broken is named at its first bad link: what stands behind it is proved by nothing any more. What waits for
    the worker is no fault (`waiting_chains`).
    """
    return [finding for chain in CHAINED for finding in _findings(chain, now)]


def waiting_chains(*, now: datetime) -> list[ChainWaiting]:
    """Return what waits for the worker, a chain each."""
    return [waiting for chain in CHAINED if (waiting := _waiting(chain, now)) is not None]


def _waiting(chain: str, now: datetime) -> ChainWaiting | None:
    """Return what of a chain the second place does not prove yet, None where it is up to date."""
    if _yet_to_begin(chain, now):
        rows = CHAINED[chain].objects.count()
        return ChainWaiting(chain, rows, 0, _began(), late=False) if rows else None
    kept = max((head.seq for head in read_heads(chain) if isinstance(head, Head)), default=0)
    beyond = ChainLink.objects.filter(chain=chain, seq__gt=kept)
    if not (links := beyond.count()):
        return None
    first = CHAINED[chain].objects.filter(pk=beyond.order_by("seq").values("row_id")[:1]).first()
    since = first.at if first is not None else None
    return ChainWaiting(chain, 0, links, since, late=since is not None and now - since > WORKER_COMES)


def _yet_to_begin(chain: str, now: datetime) -> bool:
    """Say whether the rows from before an upgrade wait for their chain: none was ever there, and the upgrade was just now."""
    if ChainLink.objects.filter(chain=chain).exists() or any(read_heads(chain)):
        return False
    began = _began()
    return began is not None and abs(now - began) <= WORKER_COMES


def _began() -> datetime | None:
    """Return when this installation was given chains."""
    app, name = BEGAN_WITH
    rows = MigrationRecorder(connection).migration_qs.filter(app=app, name=name)
    return rows.values_list("applied", flat=True).first()


def _findings(chain: str, now: datetime) -> Iterator[ChainFinding]:
    yield from _broken(chain)
    outside = unsealed(chain).order_by("pk")[:MOST_NAMED]
    for row in [] if _yet_to_begin(chain, now) else outside:
        yield _finding("unsealed", chain, 0, row.pk, "不在链上：不是经系统写入的，或者是升级前的记录", "is in no chain")
    yield from _against_heads(chain)


def _broken(chain: str) -> Iterator[ChainFinding]:
    """Yield the first link that does not hold, or nothing."""
    before, place = "", count(1)
    for links in _in_parts(ChainLink.objects.filter(chain=chain).order_by("seq").iterator(AT_ONCE)):
        rows = CHAINED[chain].objects.in_bulk([link.row_id for link in links])
        for link in links:
            fault = _fault(chain, link, next(place), before, rows.get(link.row_id))
            if fault is not None:
                yield fault
                return
            before = link.mac


def _fault(chain: str, link: ChainLink, place: int, before: str, row) -> ChainFinding | None:
    """Return what is wrong with one link, None where it holds."""
    if link.seq != place:
        return _finding("gap", chain, place, 0, "这一环被删除", "is missing")
    if row is None:
        return _finding("removed", chain, place, link.row_id, "记录被删除", "was removed")
    if (chain, link.form) not in FIELDS:
        return _finding("altered", chain, place, link.row_id, "链的格式被改动", "has an unknown form")
    try:
        expected = mac_of(chain, place, before, row, link.form, link.key)
    except KeyMissing as error:
        return _finding(
            "unknown_key",
            chain,
            place,
            link.row_id,
            f"缺少密钥 {error}，无法核对",
            f"needs the key {error}, which is missing",
        )
    if expected != link.mac:
        return _finding("altered", chain, place, link.row_id, "记录或者链被改动", "was altered")
    return None


def _against_heads(chain: str) -> Iterator[ChainFinding]:
    """Yield where the chain is shorter, or another, than the second place says that it was."""
    stored, written = ChainLink.objects.filter(chain=chain), list(read_heads(chain))
    # Asked after the file was read: what is linked and written meanwhile is no tail that was cut off.
    last = stored.order_by("-seq").values_list("seq", flat=True).first() or 0
    for heads in _in_parts(written):
        macs = dict(
            stored.filter(seq__in=[one.seq for one in heads if isinstance(one, Head)]).values_list("seq", "mac")
        )
        for head in heads:
            if not isinstance(head, Head):
                yield _finding(
                    "unreadable_head", chain, 0, 0, f"第二处的一行读不懂：{head}", f"unreadable line: {head}"
                )
            elif head.seq > last:
                yield _finding(
                    "truncated", chain, head.seq, 0,
                    f"末尾被截断：{settings.CHAIN_HEADS} 载明 {head.at} 已到第 {head.seq} 环，现在只到第 {last} 环",
                    f"is cut off: at {head.at} there were {head.seq} links, now there are {last}",
                )  # fmt: skip
                return
            elif macs.get(head.seq) != head.mac:
                yield _finding(
                    "rewritten", chain, head.seq, 0,
                    f"链被重新计算：与 {head.at} 写到第二处的不同", f"is another than that written to the second place at {head.at}",
                )  # fmt: skip
                return


def _in_parts(found: Iterable) -> Iterator[list]:
    rest = iter(found)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def _finding(what: str, chain: str, seq: int, row: int, chinese: str, english: str) -> ChainFinding:
    name = CHAINED[chain]._meta.db_table
    where = f"第 {seq} 环" if seq else ""
    return ChainFinding(
        what, chain, seq, row, f"{name} {where}{f'（行 {row}）' if row else ''}：{chinese}",
        f"{name}{f' link {seq}' if seq else ''}{f' (row {row})' if row else ''} {english}",
    )  # fmt: skip
