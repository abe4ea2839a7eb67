"""Render one letter from named facts, list the kinds, print facts that render."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.organisation.models import Agency, AgencyKind
from agencies.organisation.selectors import find_agency
from agencies.stored_files.disk import disk_words, write_file
from law import Refused
from law.remedies.instructions import LETTERS
from notices.kinds import samples
from notices.kinds.catalogue import KINDS, kind_of
from notices.letters import composition
from notices.letters.models import Letter
from notices.rendering import pdf
from notices.typesetting import client as typesetting_client

# What a letter needs besides its own facts; the rest of the file is the facts.
LETTER = ("agency", "dated", "regulation", "number", "online")
BODIES = (
    "name",
    "kind",
    "superior_department",
    "reconsideration_body",
    "founding_body",
    "place_government",
    "court",
    "online_filing_url",
    "letterhead",
    "contact_office",
    "phone",
    "address",
    "postcode",
)
SAMPLE_AGENCY = {
    "name": "瓯海区住房和城乡建设局",
    "kind": "department",
    "government": "瓯海区人民政府",
    "superior_department": "温州市住房和城乡建设局",
    "court": "温州市瓯海区人民法院",
    "contact_office": "政务公开科",
    "phone": "0577-88512345",
}


def _missing(name: str, label: str) -> Refused:
    return Refused(f"缺少“{label}”，公文不能成文", field=name, english=f"Missing: {name}")


def sample(code: str, regulation: str = "") -> dict[str, Any]:
    """Return a file of facts that renders, for the newest regulation that knows the kind or for the given one."""
    kind = kind_of(code)
    regulation = regulation or kind.REGULATIONS[-1]
    dated, facts = samples.sample_day(code, regulation), samples.sample_facts(code, regulation)
    facts.fits(regulation, dated)
    needed = {declared.name for declared in dataclasses.fields(kind) if declared.default is dataclasses.MISSING}
    return {
        "agency": SAMPLE_AGENCY,
        "dated": dated.isoformat(),
        "regulation": regulation,
        **({"number": f"瓯建公开〔{dated.year}〕12号"} if kind.NUMBERED else {}),
        **{
            name: value
            for name, value in facts.to_json().items()
            if name in needed or value not in ("", None, [], False)
        },
    }


def agency_of(given: Any) -> Agency:
    """Return the agency of a letter: one on record by code or name, or one described in the file."""
    if isinstance(given, str) and given.strip():
        return find_agency(given)
    if not isinstance(given, Mapping):
        raise _missing("agency", "发文机关")
    for name in given:
        if name not in (*BODIES, "government"):
            raise Refused(f"发文机关没有“{name}”这一项", field="agency", english=f"Unknown: agency.{name}")
    if not given.get("name"):
        raise _missing("agency", "发文机关名称")
    if given.get("kind") not in AgencyKind.values:
        raise Refused("发文机关的类型不对", field="agency", english="agency.kind is not a known kind")
    agency = Agency(**{name: str(value) for name, value in given.items() if name in BODIES})
    if given.get("government"):
        agency.parent = Agency(name=str(given["government"]), kind=AgencyKind.GOVERNMENT)
    return agency


def letter_of(code: str, given: Mapping[str, Any]) -> Letter:
    """Return a letter from a file of facts, not stored; raise Refused naming what is missing or wrong."""
    numbered = kind_of(code).NUMBERED
    for name, label in (
        ("agency", "发文机关"),
        ("dated", "成文日期"),
        ("regulation", "适用的《条例》"),
        ("number", "文号"),
    ):
        if not given.get(name) and (numbered or name != "number"):
            raise _missing(name, label)
    try:
        dated = date.fromisoformat(given["dated"])
    except (TypeError, ValueError):
        raise Refused("“成文日期”应当写成 2026-03-05 这样", field="dated", english="dated is not a date") from None
    agency, regulation = agency_of(given["agency"]), str(given["regulation"])
    number = composition.number_without_markup(str(given.get("number") or ""))
    composed = composition.compose(
        agency=agency,
        kind=code,
        facts={name: value for name, value in given.items() if name not in LETTER},
        dated=dated,
        regulation=regulation,
        letters=LETTERS,  # as delivered: the command asks no database
        online=given.get("online") is True,
    )
    return Letter(
        agency=agency,
        kind=code,
        regulation=regulation,
        number=number,
        dated=dated,
        title=composed.title,
        facts=composed.facts.to_json(),
        html=composition.fill_slots(composed.html, number, dated),
        content_sha256=composed.content_sha256,
    )


class Command(BaseCommand):
    """The `render_notice` command."""

    help = "Render one letter from named facts: --kind CODE --facts FILE.json --output FILE.pdf; --list; --sample CODE"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take one of: a list, a sample, a letter."""
        parser.add_argument("--list", action="store_true", help="print the kinds of letter")
        parser.add_argument("--sample", metavar="CODE", help="print facts that render, or write them to --output")
        parser.add_argument("--regulation", choices=("2007", "2019"), default="", help="with --sample")
        parser.add_argument("--kind", metavar="CODE")
        parser.add_argument("--facts", metavar="FILE.json")
        parser.add_argument("--output", metavar="FILE")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="with --list")

    def handle(self, *args, **options):
        """Do what was asked; a refusal is one line on standard error and exit 1."""
        try:
            if options["list"]:
                self.stdout.write(self._listed(options["format"]))
            elif options["sample"]:
                found = sample(options["sample"], options["regulation"])
                self._give(json.dumps(found, ensure_ascii=False, indent=1), options["output"])
            else:
                self._render(options)
        except typesetting_client.TypesettingUnavailable as unable:
            raise CommandError(str(unable), returncode=typesetting_client.TypesettingUnavailable.STATUS) from unable
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal

    def _give(self, text: str, output: str | None) -> None:
        """Write facts to a file where one is named, else print them."""
        if output:
            write_file(Path(output), f"{text}\n".encode())
        else:
            self.stdout.write(text)

    @staticmethod
    def _listed(form: str) -> str:
        if form == "json":
            rows = [
                {
                    "kind": code,
                    "title": kind.TITLE,
                    "layout": kind.LAYOUT,
                    "regulations": list(kind.REGULATIONS),
                    "remedy": kind.REMEDY,
                }
                for code, kind in KINDS.items()
            ]
            return json.dumps(rows, ensure_ascii=False, indent=1)
        return "\n".join(f"{code}\t{kind.TITLE}" for code, kind in KINDS.items())

    def _render(self, options) -> None:
        for name in ("kind", "facts", "output"):
            if not options[name]:
                raise CommandError(f"需要 --{name}（或者 --list、--sample）", returncode=2)
        try:
            given = json.loads(Path(options["facts"]).read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"读不了文件 {options['facts']}：{disk_words(error)}", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"不是可以读的 JSON：{error}", returncode=1) from error
        if not isinstance(given, dict):
            raise CommandError("事实应当是一个 JSON 对象", returncode=1)
        data = pdf.render_letter(letter_of(options["kind"], given))
        write_file(Path(options["output"]), data)
        self.stderr.write(f"{options['output']}: {len(data)} bytes")
