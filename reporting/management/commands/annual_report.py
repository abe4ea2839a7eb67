"""The year's report of an agency as JSON, HTML, PDF or XLSX."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from law import Refused
from law.forms import form_of
from notices import pdf
from reporting import export
from reporting.selectors import Scope, fill
from reporting.services import find_agency


class Command(BaseCommand):
    """The `annual_report` command."""

    help = "Fill the year's form from the cases and print it"

    def add_arguments(self, parser):
        """Take year, agency, scope, form, format and output."""
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--agency", required=True, help="code or name")
        parser.add_argument("--scope", choices=["own", "all"])
        parser.add_argument("--form", default="auto", choices=["auto", "annual_2014", "annual_2019", "annual_2021"])
        parser.add_argument("--format", required=True, choices=["json", "html", "pdf", "xlsx"])
        parser.add_argument("--output", type=Path)
        parser.add_argument("--with-cases", action="store_true")

    def handle(self, *args, year, agency, scope, form, output, **options):
        """Write the report to standard output or to a file."""
        try:
            chosen = find_agency(agency)
            everything = chosen.is_government if scope is None else scope == "all"
            sheet = fill(Scope(chosen, year, everything), form_of(year, form))
        except Refused as error:
            raise CommandError(str(error)) from error
        body = self.render(sheet, options["format"], options["with_cases"])
        if output is None:
            sys.stdout.buffer.write(body)
            return
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(body)
        self.stderr.write(f"{output}")

    def render(self, sheet, kind: str, with_cases: bool) -> bytes:
        """Return the report in the wanted format."""
        if kind == "json":
            return (json.dumps(export.as_json(sheet, with_cases=with_cases), ensure_ascii=False, indent=1) + "\n").encode()
        if kind == "xlsx":
            return export.as_xlsx(sheet)
        html = export.as_html(sheet)
        return pdf.render(html) if kind == "pdf" else html.encode()
