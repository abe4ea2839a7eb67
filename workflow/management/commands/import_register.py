"""import_register FILE [--dry-run] [--format json] …: a register (台账) into cases, all rows or none."""

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agencies.organisation.models import Agency
from agencies.spreadsheets.faults import numbered
from agencies.spreadsheets.names import read_mapping, write_mapping
from agencies.spreadsheets.table import grids
from law import Refused
from workflow.registers.columns import FORM, NAME_OF, RegisterRow, refuse_given, shown_value
from workflow.registers.reading import Reading, RegisterImport
from workflow.registers.services import import_register

MOST_LINES = 200  # of faults on a terminal; the JSON has all


class Command(BaseCommand):
    """Import a register; exit 1 with one line per fault if any row is refused, 2 if there is no such file."""

    help = (
        "导入台账（XLSX、CSV；有 LibreOffice 的还能读 .xls、.ods）：全部行都对才写入，否则逐条指出行、列和问题。"
        "列名、写法与系统不同的，先列出看作什么，核对后加 --accept-names 再导入。"
    )

    def add_arguments(self, parser):
        """Take the file, how it is to be read and how to answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入；列出前几行是怎样理解的")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--sheet", default="", help="读哪一张工作表；不写则读第一张像台账的")
        parser.add_argument(
            "--agency",
            default="",
            help="台账是哪个单位的（代码或者名称）：表里没有受理单位一列时用它，确认过的写法也记在它名下",
        )
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="列=值",
            help="这一列没有填写的行一律按这个值导入，例如 申请人类型=自然人、送达日期=答复日期",
        )
        parser.add_argument(
            "--accept-names", action="store_true", help="已经核对，采用列出的对照；以后同一单位的台账不再询问"
        )
        parser.add_argument("--names", type=Path, help="对照表（CSV：栏、表里的写法、意思）；意思写“不导入”的列不导入")
        parser.add_argument("--write-names", type=Path, help="把列出的对照写成对照表，改好后用 --names 导入")

    def handle(self, *args, **options):
        """Import, showing progress on a terminal only."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}", returncode=2)
        reading = _reading(options)
        now = timezone.now()
        console = Console(stderr=True)
        columns = (TextColumn("导入台账"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("rows", total=None)
            result = import_register(
                path,
                today=timezone.localdate(now),
                now=now,
                dry_run=options["dry_run"],
                tick=lambda done, total: progress.update(task, completed=done, total=total),
                reading=reading,
            )
        if target := options["write_names"]:
            _write(target, result)
        if options["format"] == "json":
            self._json(result, options["dry_run"])
        else:
            self._text(result, options)
        if result.faults:
            sys.exit(1)

    def _json(self, result: RegisterImport, dry_run: bool) -> None:
        body: dict[str, Any] = {"imported": result.imported, "errors": [fault.as_json() for fault in result.faults]}
        more = {
            "notes": [note.as_json() for note in result.notes],
            "names": [proposal.as_json() for proposal in result.proposals],
            "rows": [{"row": row.line} | _told(row) for row in result.understood] if dry_run else [],
            "open_rows": result.open if dry_run else [],
        }
        self.stdout.write(json.dumps(body | {name: value for name, value in more.items() if value}, ensure_ascii=False))

    def _text(self, result: RegisterImport, options: dict) -> None:
        if options["dry_run"]:
            self._show(result)
        if result.faults:
            self._refuse(result)
        elif options["dry_run"]:
            self.stdout.write(f"检查通过：{result.read} 行都可以导入，没有写入。")
        else:
            self.stdout.write(f"已导入 {result.imported} 行。")
        for note in result.notes:
            self.stdout.write(f"请注意：{note}")
        if result.open:
            self.stdout.write(
                f"请核对：第 {numbered(result.open)} 行没有办理结果，按尚未办结导入，过了期限的会算作逾期。"
            )
        self._ask(result, options)

    def _refuse(self, result: RegisterImport) -> None:
        """Print the faults; words to be confirmed are listed by themselves."""
        faults = [fault for fault in result.faults if fault not in result.unconfirmed]
        for fault in faults[:MOST_LINES]:
            self.stderr.write(str(fault))
        if len(faults) > MOST_LINES:
            self.stderr.write(f"……还有 {len(faults) - MOST_LINES} 处，用 --format json 可以看到全部。")
        if any(fault.message.startswith("缺少“") for fault in faults):
            self.stderr.write(
                "整张表都一样、没有单独一列的，可以写明：--agency 单位名称、--set 申请人类型=自然人（列=值，可以写几次）。"
            )
        counts = [f"{len(faults)} 处问题"] if faults else []
        counts += [f"{len(result.unconfirmed)} 处写法要先确认"] if result.unconfirmed else []
        self.stderr.write(f"共 {'、'.join(counts)}，没有导入任何一行。")

    def _show(self, result: RegisterImport) -> None:
        """Print the first rows as they were understood."""
        for row in result.understood:
            told = "；".join(f"{name} {value}" for name, value in _told(row).items())
            self.stdout.write(f"第 {row.line} 行读作：{told}")

    def _ask(self, result: RegisterImport, options: dict) -> None:
        """Print what the words of the sheet seem to mean, and how to say so."""
        for (column, written), meaning in result.words.items():
            self.stdout.write(f"按确认过的对照：{f'“{column}”栏的' if column else '列名'}“{written}” → {meaning}")
        if not result.proposals:
            return
        self.stdout.write("已采用下面的对照：" if options["accept_names"] else "表里有些写法与系统不同，看作：")
        for proposal in result.proposals:
            self.stdout.write(f"  {proposal}")
        if not options["accept_names"]:
            self.stdout.write("逐条核对：都对的，加上 --accept-names 再导入一次，以后不再询问；")
            self.stdout.write(
                "有不对的或者“？”的，用 --write-names 对照表.csv 写出来，改好后用 --names 对照表.csv 导入。"
            )


def _reading(options: dict) -> Reading:
    wanted = options["agency"]
    agency = Agency.objects.filter(Q(code=wanted) | Q(name=wanted)).first() if wanted else None
    if wanted and agency is None:
        raise CommandError(f"没有“{wanted}”这个单位", returncode=2)
    given = dict(text.partition("=")[::2] for text in options["set"])
    try:
        refuse_given(given)
    except Refused as error:
        raise CommandError(f"--set {error.reason}", returncode=2) from error
    mapping = _mapping(options["names"]) if options["names"] else {}
    return Reading(options["sheet"], agency, given, mapping, options["accept_names"])


def _mapping(path: Path) -> dict[tuple[str, str], str]:
    if not path.is_file():
        raise CommandError(f"没有这个对照表：{path}", returncode=2)
    try:
        with grids(path) as found:
            return read_mapping(found[0].rows(), FORM)
    except Refused as error:
        raise CommandError(error.reason, returncode=2) from error


def _write(target: Path, result: RegisterImport) -> None:
    try:
        write_mapping(target, result.proposals)
    except FileExistsError:
        raise CommandError(f"对照表已经存在，不覆盖：{target}", returncode=2) from None
    except OSError as error:
        raise CommandError(f"对照表写不进去：{error}", returncode=2) from error


def _told(row: RegisterRow) -> dict[str, str]:
    """Return what a row says, column by column, in the labels of the register."""
    values = {field.name: getattr(row, field.name) for field in fields(row) if field.name != "line"}
    return {NAME_OF[name]: shown_value(name, value) for name, value in values.items() if value not in ("", None, ())}
