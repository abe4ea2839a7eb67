"""rebuild_search: write anew under what every case is found."""

from django.core.management.base import BaseCommand

from workflow.cases import search


class Command(BaseCommand):
    """Write the search texts that are missing or differ; safe to repeat, after an upgrade of the tables of OpenCC."""

    help = "重建案件的检索文字：缺少的和不一致的都重写。升级繁简字表之后运行一次。"

    def handle(self, *args, **options):
        """Rebuild and tell how many were written."""
        self.stdout.write(f"重写了 {search.rebuild(everything=True)} 件")
