"""score_cases [--all | --check]: score the files of concluded cases as the nightly task does, or only compare."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting.quality import services as quality_services


class Command(BaseCommand):
    """Score what is due; with --all score everything again; with --check change nothing and exit 1 on any difference."""

    help = "为办结案件评定案卷质量分：只评有变动的；--all 全部重评；--check 只比较，不写入，有差异时退出码为 1。"

    def add_arguments(self, parser):
        """Take how to run."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--all", action="store_true", help="全部重评")
        how.add_argument("--check", action="store_true", help="只比较，不写入")

    def handle(self, *args, **options):
        """Score, or compare what is kept with what the records say."""
        started = timezone.now()
        if options["check"]:
            found = list(quality_services.stale_scores(now=started))
            for line in found:
                self.stdout.write(line)
            self.stderr.write(f"{len(found)} 处差异")
            sys.exit(1 if found else 0)
        done = quality_services.score_cases(now=started, every=options["all"])
        self.stdout.write(f"评定 {done} 件，用时 {(timezone.now() - started).total_seconds():.1f} 秒")
