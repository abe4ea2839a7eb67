"""The year's report of an agency as JSON, web page, PDF, Word or Excel."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.stored_files.disk import disk_words, write_file
from law import Refused
from law.reports.forms import FORMS, Form, form_for
from notices.rendering import pdf
from notices.typesetting import client as typesetting_client
from reporting.document import export
from reporting.document.assembly import document_of
from reporting.document.docx import as_docx
from reporting.figures.imports import find_agency
from reporting.figures.scope import Scope, scope_of
from reporting.narrative.report import report_of


class Command(BaseCommand):
    """The `annual_report` command."""

    help = "Fill the year's form from the cases and print it"

    def add_arguments(self, parser):
        """Take year, agency, scope, form, format and output."""
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--agency", required=True, help="code or name")
        parser.add_argument("--scope", choices=["own", "all"], default="")
        parser.add_argument("--form", default="auto", choices=["auto", *FORMS])
        parser.add_argument("--format", required=True, choices=["json", "html", "pdf", "docx", "xlsx"])
        parser.add_argument("--output", type=Path)
        parser.add_argument("--with-cases", action="store_true", help="case ids behind each cell (JSON)")

    def handle(self, *args, year, agency, scope, form, output, **options):
        """Write the report, and nothing else, to standard output or to a file."""
        try:
            body = self.render(
                scope_of(find_agency(agency), year, scope),
                form_for(year, form),
                options["format"],
                options["with_cases"],
            )
        except typesetting_client.TypesettingUnavailable as error:
            raise CommandError(str(error), returncode=typesetting_client.TypesettingUnavailable.STATUS) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        if output is None:
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()
            return
        try:
            write_file(output, body)
        except OSError as error:
            raise CommandError(f"写不了文件 {output}：{disk_words(error)}", returncode=2) from error

    def render(self, scope: Scope, form: Form, kind: str, with_cases: bool) -> bytes:
        """Return the report in the wanted format."""
        if kind == "json":
            found = export.as_json(report_of(scope, form), with_cases=with_cases)
            return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
        document = document_of(scope, form)
        if kind == "xlsx":
            return export.as_xlsx(document)
        if kind == "docx":
            return as_docx(document)
        html = export.as_html(document)
        return pdf.render_html(html, "reporting/print.css") if kind == "pdf" else html.encode()
