"""The year's report of an agency as JSON, HTML, PDF or XLSX."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from law import Refused
from law.forms import FORMS, form_for
from notices import pdf
from reporting import export
from reporting.selectors import Report, report_of, scope_of
from reporting.services import find_agency


class Command(BaseCommand):
    """The `annual_report` command."""

    help = "Fill the year's form from the cases and print it"

    def add_arguments(self, parser):
        """Take year, agency, scope, form, format and output."""
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--agency", required=True, help="code or name")
        parser.add_argument("--scope", choices=["own", "all"], default="")
        parser.add_argument("--form", default="auto", choices=["auto", *FORMS])
        parser.add_argument("--format", required=True, choices=["json", "html", "pdf", "xlsx"])
        parser.add_argument("--output", type=Path)
        parser.add_argument("--with-cases", action="store_true", help="case ids behind each cell (JSON)")

    def handle(self, *args, year, agency, scope, form, output, **options):
        """Write the report, and nothing else, to standard output or to a file."""
        try:
            report = report_of(scope_of(find_agency(agency), year, scope), form_for(year, form))
            body = self.render(report, options["format"], options["with_cases"])
        except Refused as error:
            raise CommandError(str(error)) from error
        if output is None:
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()
            return
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(body)
        except OSError as error:
            raise CommandError(f"写不了文件 {output}：{error.strerror}", returncode=2) from error

    def render(self, report: Report, kind: str, with_cases: bool) -> bytes:
        """Return the report in the wanted format."""
        if kind == "json":
            found = export.as_json(report, with_cases=with_cases)
            return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
        if kind == "xlsx":
            return export.as_xlsx(report)
        html = export.as_html(report)
        return pdf.render(html, "reporting/print.css") if kind == "pdf" else html.encode()
