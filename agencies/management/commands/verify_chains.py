"""verify_chains: hold the access log and the records of changes against their keyed chains and the second place."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.audit_trail.verification import verify_chains, waiting_chains


class Command(BaseCommand):
    """Name the first row of each chain that is not as it was; exit 1 if there is one."""

    help = "核对查阅日志和变更记录：逐行核对带密钥的链，并与第二处（CHAIN_HEADS）比对；有不符的退出码为 1。"

    def add_arguments(self, parser):
        """Take the form of the answer."""
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Check and answer."""
        now = timezone.now()
        found = verify_chains(now=now)
        for waiting in waiting_chains(now=now):
            self.stderr.write(str(waiting))
        if options["format"] == "json":
            rows = [{"what": one.what, "chain": one.chain, "link": one.seq, "row": one.row} for one in found]
            self.stdout.write(json.dumps(rows))
        else:
            for one in found:
                self.stdout.write(str(one))
            if not found:
                self.stdout.write("查阅日志和变更记录完好。")
        if found:
            sys.exit(1)
