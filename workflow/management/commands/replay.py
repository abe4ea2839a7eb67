"""replay [--check]: rebuild the projections of every case from its events, or only compare."""

import json
import sys

from django.core.management.base import BaseCommand
from django.db.models import Prefetch
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from law import Refused
from workflow.cases.models import Case, Event
from workflow.cases.replay import projection_errors, replay
from workflow.cases.selectors import calendar

BATCH = 500  # cases read at a time


class Command(BaseCommand):
    """Replay all cases; with --check change nothing and exit 1 on any difference."""

    help = "由办理记录重建全部案件的各项数据；--check 只比较，不写入，有差异时退出码为 1。"

    def add_arguments(self, parser):
        """Take how to run and how to answer."""
        parser.add_argument("--check", action="store_true", help="只比较，不写入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Compare batch by batch without a lock; look again at what differs, each case in a transaction of its own."""
        console = Console(stderr=True)
        started, cases, found, days = timezone.now(), 0, [], calendar()
        events = Prefetch("events", Event.objects.order_by("seq"))
        every = Case.objects.order_by("pk").select_related("application").prefetch_related(events, "remedies")
        rows = every.iterator(chunk_size=BATCH)
        for case in track(
            rows, "重建", total=every.count(), console=console, disable=not console.is_terminal, transient=True
        ):
            cases += 1
            try:
                if projection_errors(case, list(case.events.all()), days):  # somebody may have acted while it was read
                    found.extend(replay(case.pk, check=options["check"]))
            except Refused as error:
                found.append(f"#{case.pk}: {error}")
        if options["format"] == "json":
            self.stdout.write(json.dumps({"cases": cases, "differences": found}, ensure_ascii=False))
        else:
            for line in found:
                self.stdout.write(line)
            seconds = (timezone.now() - started).total_seconds()
            self.stderr.write(f"{cases} 件，{len(found)} 处差异，用时 {seconds:.1f} 秒")
        if found and options["check"]:
            sys.exit(1)
