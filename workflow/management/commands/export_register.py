"""export_register FILE [--agency] [--from DAY --to DAY]: the register back, all that import_register reads."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.audit_trail.models import LookKind
from agencies.organisation.models import Agency
from agencies.stored_files.disk import disk_words
from law import Refused
from workflow.cases.models import Case
from workflow.looks.services import note_each
from workflow.registers.export import Exported, export_register

MOST_NAMED = 20  # cases that are named behind what a register cannot carry


class Command(BaseCommand):
    """Export the register; exit 1 if a sheet cannot hold it, 2 for an unknown agency, day or a file that exists."""

    help = "导出台账（文件名以 .csv 结尾的为 CSV，其余为 XLSX），import_register 可以原样读回；台账装不下的逐项列出。"

    def add_arguments(self, parser):
        """Take the file, whose cases, and the days on which they were received."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", default="", help="单位代码或者名称；不写则全部单位")
        parser.add_argument("--from", dest="first", default="", help="收到日期自这一日起（2018-01-01）")
        parser.add_argument("--to", dest="last", default="", help="收到日期到这一日止")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Write the file and say what it does not carry."""
        cases = Case.objects.all()
        if wanted := options["agency"]:
            agency = Agency.objects.filter(Q(code=wanted) | Q(name=wanted)).first()
            if agency is None:
                raise CommandError(f"没有“{wanted}”这个单位", returncode=2)
            cases = cases.filter(agency=agency)
        if options["first"]:
            cases = cases.filter(received_on__gte=_day(options["first"]))
        if options["last"]:
            cases = cases.filter(received_on__lte=_day(options["last"]))
        try:
            told = self._exported(options["file"], cases)
        except FileExistsError:
            raise CommandError(f"文件已经存在，不覆盖：{options['file']}", returncode=2) from None
        except OSError as error:
            raise CommandError(f"文件写不进去：{disk_words(error)}", returncode=2) from error
        except Refused as error:
            raise CommandError(error.reason) from error
        self._tell(told, options["format"])

    def _exported(self, file: Path, cases) -> Exported:
        """Write the file and put on record whose names and addresses left with it; without the record there is no file."""
        told, noted = export_register(file, cases, now=timezone.now()), False
        try:
            with transaction.atomic():
                note_each(None, cases.iterator(), LookKind.EXPORT, reason=f"导出台账：{file.name}", now=timezone.now())
            noted = True
        finally:
            if not noted:
                file.unlink(missing_ok=True)
        return told

    def _tell(self, told: Exported, form: str) -> None:
        if form == "json":
            lost = [{"what": what, "cases": cases} for what, cases in told.lost.items()]
            self.stdout.write(json.dumps({"exported": told.cases, "not_carried": lost}, ensure_ascii=False))
            return
        self.stdout.write(f"已导出 {told.cases} 件，文件只有本人可读。")
        self.stdout.write(
            "台账没有地方记载的：起草、审核、签发、交寄等内部步骤，文书和附件，申请人的证件、代理人和希望的提供方式。"
        )
        for what, cases in told.lost.items():
            more = f"等 {len(cases)} 件" if len(cases) > MOST_NAMED else ""
            self.stdout.write(f"没有导出：{what}：{'、'.join(cases[:MOST_NAMED])}{more}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是日期，应写成 2018-01-01", returncode=2) from None
