"""continue_numbers: how the numbers of an imported register go on, looked at and confirmed once."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.organisation.models import Agency
from law import Refused
from notices.letters.models import NumberFamily
from notices.letters.series_detection import DetectedSeries
from workflow.cases import register_numbers as numbers


class Command(BaseCommand):
    """Show what was found; with --next, --next-registration or --sure confirm it; exit 1 where that is refused."""

    help = "导入的台账里文号、登记编号怎样续编：不带选项只列出；写出下一个号（或者 --sure）就是确认。"

    def add_arguments(self, parser):
        """Take the agency and what is confirmed."""
        parser.add_argument("--agency", help="单位代码或者名称；不写就看所有单位")
        parser.add_argument("--next", metavar="文号", help="下一份公文的文号，照样写出，例如 瓯公开告〔2026〕16号")
        parser.add_argument(
            "--families", nargs="+", choices=NumberFamily.values, help="用于哪些公文；不写就用于还没有代字的各类"
        )
        parser.add_argument(
            "--next-registration", metavar="编号", help="下一件申请的登记编号，照样写出，例如 2026-0013"
        )
        parser.add_argument("--sure", action="store_true", help="只有一种读法、还没有人确认的，都照读出的接着编")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Show or confirm."""
        now, agencies = timezone.now(), self._agencies(options["agency"])
        if (options["next"] or options["next_registration"]) and len(agencies) != 1:
            raise CommandError("--next 和 --next-registration 要连同 --agency 一起写", returncode=2)
        try:
            for agency in agencies:
                self._confirm(agency, options, now)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        told = [(agency, numbers.imported_series(agency), numbers.undecided(agency)) for agency in agencies]
        told = [row for row in told if row[1].documents or row[1].registers]
        if options["format"] == "json":
            year = timezone.localdate(now).year
            self.stdout.write(json.dumps([_json(*row, year) for row in told], ensure_ascii=False, indent=1))
        else:
            for agency, found, waiting in told:
                self._print(agency, found, waiting, timezone.localdate(now).year)
        if any(waiting for _, _, waiting in told):
            sys.exit(1)

    def _agencies(self, given: str | None) -> list[Agency]:
        agencies = Agency.objects.select_related("parent").order_by("code")
        if not given:
            return list(agencies)
        found = list(agencies.filter(code=given)) or list(agencies.filter(name=given))
        if not found:
            raise CommandError(f"没有“{given}”这个单位", returncode=2)
        return found

    def _confirm(self, agency: Agency, options: dict, now) -> None:
        if options["next"]:
            numbers.continue_as(agency, options["next"], families=options["families"], by=None, now=now)
        if options["next_registration"]:
            numbers.continue_register_as(agency, options["next_registration"], by=None, now=now)
        if options["sure"]:
            for number in numbers.confirm_sure(agency, by=None, now=now):
                self.stderr.write(f"{agency.name}：下一个是 {number}")

    def _print(self, agency: Agency, found: numbers.ImportedSeries, waiting: list[str], year: int) -> None:
        self.stdout.write(f"{agency.name}（{agency.code}）")
        for title, code, all_series, unread in (
            ("文号", "documents", found.documents, found.documents_unread),
            ("登记编号", "registers", found.registers, found.registers_unread),
        ):
            self.stdout.write(f"  {title}：{'还没有确认怎样续编' if code in waiting else '已定'}")
            for series in all_series:
                self.stdout.write(
                    f"    {series.sample} 等 {series.count} 个；接着编是：{' 或者 '.join(one.following(year) for one in series.options)}"
                )
                for doubt in series.doubts:
                    self.stdout.write(f"      ? {doubt}")
            if unread:
                self.stdout.write(f"    读不出顺序号的 {len(unread)} 个：{'、'.join(unread[:5])}")


def _json(agency: Agency, found: numbers.ImportedSeries, waiting: list[str], year: int) -> dict:
    def series(one: DetectedSeries) -> dict:
        options = [{"form": way.form.text, "last": way.last(year), "next": way.following(year)} for way in one.options]
        return {"sample": one.sample, "count": one.count, "sure": one.sure, "doubts": one.doubts, "options": options}

    return {
        "agency": agency.code,
        "undecided": waiting,
        "documents": [series(one) for one in found.documents],
        "registers": [series(one) for one in found.registers],
        "unread": found.documents_unread + found.registers_unread,
    }
