"""verify [--ledger FILE] [--format json]: hold the invariants I1 to I12 against the database and the stored files."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.audit_trail.verification import waiting_chains
from law import Refused
from reporting.invariants.findings import INVARIANTS
from reporting.invariants.services import verify
from workflow.cases.selectors import calendar

PARTLY = {
    "I1": "没有 --ledger，只核对了现有申请的内容；少没少要有回执才能知道",
    "I7": "提醒只写在数据库里；发到外面的没有",
    "I11": "核对了办理记录、提醒、检索文本和应当加密的各栏",
}


class Command(BaseCommand):
    """Name everything that differs, one line each; exit 1 where something does."""

    help = "核对全部不变量（I1 至 I12）：申请、办理记录、期限、文号、签发、公布的表、散列链、存储文件。只读，不改动任何东西。"

    def add_arguments(self, parser):
        """Take the ledger and the form of the answer."""
        parser.add_argument(
            "--ledger", type=Path, help="已确认收到的申请，一行一个 JSON：id，或者 agency 和 idempotency_key"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, ledger: Path | None, **options):
        """Check and tell."""
        if ledger is not None and not ledger.is_file():
            raise CommandError(f"没有这个文件：{ledger}", returncode=2)
        counts, told, now = dict.fromkeys(INVARIANTS, 0), [], timezone.now()
        try:
            with ledger.open(encoding="utf-8-sig") if ledger else nullcontext() as lines:
                for finding in verify(calendar(), lines, now=now):
                    counts[finding.invariant] += 1
                    if options["format"] == "json":
                        told.append({"invariant": finding.invariant, "what": finding.what, "where": finding.where})
                    else:
                        self.stdout.write(str(finding))
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        partly = {name: says for name, says in PARTLY.items() if name != "I1" or ledger is None}
        waiting = waiting_chains(now=now)
        if options["format"] == "json":
            answer = {"findings": told, "counts": counts, "partly": partly}
            answer["waiting"] = [
                {"chain": one.chain, "rows": one.rows, "links": one.links, "late": one.late} for one in waiting
            ]
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for name, (chinese, _english) in INVARIANTS.items():
                mark = f"{counts[name]} 处不符" if counts[name] else "相符"
                self.stderr.write(f"{name} {chinese}：{mark}" + (f"（{partly[name]}）" if name in partly else ""))
            for one in waiting:
                self.stderr.write(f"   {one}")
        if any(counts.values()):
            sys.exit(1)
