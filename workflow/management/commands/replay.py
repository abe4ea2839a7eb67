"""replay [--check]: rebuild the projections of every case from its events, or only compare."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from law import Refused
from workflow.models import Case
from workflow.services import replay


class Command(BaseCommand):
    """Replay all cases; with --check change nothing and exit 1 on any difference."""

    help = "由办理记录重建全部案件的各项数据；--check 只比较，不写入，有差异时退出码为 1。"

    def add_arguments(self, parser):
        """Take how to run and how to answer."""
        parser.add_argument("--check", action="store_true", help="只比较，不写入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Replay case by case, each in a transaction of its own."""
        console = Console(stderr=True)
        started, cases, found = timezone.now(), 0, []
        keys = Case.objects.order_by("pk").values_list("pk", flat=True)
        rows = keys.iterator(chunk_size=1000)
        for key in track(rows, "重建", total=keys.count(), console=console, disable=not console.is_terminal, transient=True):
            cases += 1
            try:
                found.extend(replay(key, check=options["check"]))
            except Refused as error:
                found.append(f"#{key}: {error}")
        if options["format"] == "json":
            self.stdout.write(json.dumps({"cases": cases, "differences": found}, ensure_ascii=False))
        else:
            for line in found:
                self.stdout.write(line)
            seconds = (timezone.now() - started).total_seconds()
            self.stderr.write(f"{cases} 件，{len(found)} 处差异，用时 {seconds:.1f} 秒")
        if found and options["check"]:
            sys.exit(1)
