"""Publish a year: freeze the table, its words, checks and the cases behind every cell, and lock what they count.

What was published is never changed: after an unlocking a further version is published beside it.
"""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.organisation.models import Officer
from agencies.stored_files import storage
from agencies.text.filler import is_filler
from law import Refused
from law.reports.forms import FORMS
from notices.rendering import pdf
from notices.rendering.queue import pause_after
from reporting.commentary import remarks
from reporting.commentary import services as commentary_services
from reporting.document import export, snapshot
from reporting.document.assembly import Document, document_of
from reporting.document.docx import as_docx
from reporting.figures import published_tables, units
from reporting.figures.counting import figures_of
from reporting.figures.drilldown import case_keys_by_cell
from reporting.figures.models import PublishedTable
from reporting.figures.published_tables import published_table, published_value
from reporting.figures.scope import Scope, is_published_scope, scope_of
from reporting.narrative import drilldown
from reporting.narrative.report import Report, report_of
from reporting.publication.models import DrawingFailure, Publication, PublishedFile
from reporting.publication.obstacles import obstacles
from reporting.table.checks import Check
from reporting.table.filled import FilledForm
from reporting.validation import services as validation_services
from reporting.validation.rules import SOFT
from workflow.locks import services as lock_services

LONGEST_REASON = 400
PRINT_STYLE = "reporting/print.css"


# -- publishing -----------------------------------------------------------------------------------------------


@transaction.atomic
def publish(scope: Scope, *, by: Officer, now: datetime, reason: str = "") -> Publication:
    """Freeze and lock the year; raise Refused naming the first of whatever stands in the way.

    A further version needs the unlocking of the year before and a reason.
    """
    _refuse_person(scope, by)
    lock_services.hold_years(alone=True)  # one publication at a time, and no act on the way into what it counts
    earlier = PublishedTable.objects.filter(agency=scope.agency, year=scope.year).first()
    reason = _reason(scope, earlier, reason)
    report = report_of(scope)
    findings = validation_services.validate_report(scope, report)
    if in_the_way := obstacles(scope, report, timezone.localdate(now), findings, by):
        first = in_the_way[0]
        raise Refused(
            f"还不能公布，有 {len(in_the_way)} 项：{first.message}",
            english=f"{len(in_the_way)} in the way: {first.english}",
        )
    made = document_of(scope, report=report)
    table, publication = _frozen(made, earlier.version + 1 if earlier else 1, findings, by, now, reason)
    table.save(force_insert=True)
    publication.table = table
    publication.save(force_insert=True)
    _keep(
        publication, {"html": export.as_html(made).encode(), "docx": as_docx(made), "xlsx": export.as_xlsx(made)}, now
    )
    basis = f"{scope.agency.name} {scope.year} 年度第 {table.version} 版"
    lock_services.lock(scope.agency_ids, scope.year, basis=basis[:120], by=by, now=now)
    return publication


def _refuse_person(scope: Scope, by: Officer) -> None:
    if not (by.is_active and by.has_role("supervisor") and by.agency_id == units.government_of(scope.agency).pk):
        raise Refused("只有本级政府的区级统计可以公布", english="Only the government's supervisor publishes")


def _reason(scope: Scope, earlier: PublishedTable | None, reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由超过 {LONGEST_REASON} 字", field="reason", english="The reason is too long")
    if found := list(remarks.personal_data_in(reason)):  # it is printed on the public page and in next year's report
        raise Refused(
            "理由会公开，请删去" + "；".join(f"{trace.what}“{trace.words}”" for trace in found),
            "条例15",
            field="reason",
            english="The reason is public: take out personal data",
        )
    if earlier is None:
        return reason
    locked = lock_services.every_locked_year()
    if all(scope.year in locked.get(pk, ()) for pk in scope.agency_ids):
        raise Refused(
            "已经公布并锁定；要再公布一版，先写明理由解锁",
            field="year",
            english="Published and locked: unlock it first",
        )
    if len(reason) < 2 or is_filler(reason):
        raise Refused("再公布一版要写明理由", field="reason", english="A further version needs a reason")
    return reason


def _frozen(made: Document, version: int, findings, by: Officer, now: datetime, reason: str):
    report, scope = made.report, made.report.scope
    cells = case_keys_by_cell(scope, report.sheet.form) | _told(made)
    figures = [
        [
            one.agency_id,
            one.indicator,
            f"{one.value.normalize():f}",
            one.evidence or one.source,
            str(one.entered_by or ""),
        ]
        for one in figures_of(scope).select_related("entered_by").order_by("agency__code", "indicator")
    ]
    given = validation_services.dispositions(scope)
    document = export.as_json(report) | {
        "parts": snapshot.parts_as_json(made),
        "version": version,
        "published_on": timezone.localdate(now).isoformat(),
        "words": commentary_services.texts_by_heading(scope, report.sheet.form),
        "corrections": list(made.corrections),
        "cells_sha256": digest_of_text(canonical_json(cells)),
        "figures_sha256": digest_of_text(canonical_json(figures)),
    }
    text = canonical_json(document)
    table = PublishedTable(
        agency=scope.agency, year=scope.year, form=report.sheet.form.code, tables=document["tables"],
        sentences=report.sentences, sha256=digest_of_text(text), frozen_at=now, version=version,
    )  # fmt: skip
    explained = [
        {
            "rule": each.rule,
            "message": each.message,
            "reason": given[each.identity].reason,
            "by": str(given[each.identity].by),
        }
        for each in findings
        if each.severity == SOFT
    ]
    checks = [check.as_json() | {"english": check.english} for check in report.checks]
    checks = json.loads(json.dumps(checks, default=float))
    return table, Publication(
        document=text, checks=checks, cells=cells, figures=figures, agencies=list(scope.agency_ids), explained=explained, reason=reason,
        published_by=by,
    )  # fmt: skip


def _told(made: Document) -> dict[str, dict[str, list[int]]]:
    """Return the keys of the cases behind the numbers of text and charts that are no cells of the table."""
    scope, form = made.report.scope, made.report.sheet.form
    found: dict[str, dict[str, list[int]]] = {}
    for counted in snapshot.text_numbers_in(made):
        if counted.column not in found.setdefault(counted.row, {}):
            found[counted.row][counted.column] = drilldown.case_keys_counted_by(
                scope, form, counted.row, counted.column
            )
    return found


def _keep(publication: Publication, files: dict[str, bytes], now: datetime) -> None:
    PublishedFile.objects.bulk_create(
        PublishedFile(publication=publication, kind=kind, body=body, sha256=digest_of_file(body), made_at=now)
        for kind, body in files.items()
    )


def publications_without_pdf(now: datetime | None = None) -> list[int]:
    """Return the keys of the published versions whose PDF is still to be drawn, the oldest first; with `now` those whose turn it is."""
    found = Publication.objects.exclude(files__kind="pdf").order_by("pk")
    if now is not None:
        found = found.exclude(drawing_failure__next_at__gt=now)
    return list(found.values_list("pk", flat=True))


def record_drawing_failure(key: int, refusal: Refused, now: datetime) -> None:
    """Keep why a PDF could not be drawn; it is tried again, after a pause that grows, as long as it is missing."""
    attempts = (DrawingFailure.objects.filter(pk=key).values_list("attempts", flat=True).first() or 0) + 1
    defaults = {"reason": str(refusal)[:400], "english": refusal.english[:400], "attempts": attempts}
    DrawingFailure.objects.update_or_create(
        pk=key, defaults=defaults | {"next_at": now + pause_after(refusal, attempts)}
    )


def retry_drawing(publication: Publication, now: datetime) -> bool:
    """Let the next sweep try what failed without its pause; False where nothing failed."""
    return bool(DrawingFailure.objects.filter(pk=publication.pk).update(next_at=now))


def draw_pdf(key: int, now: datetime) -> bool:
    """Draw the PDF of a published version from the page that was published; False where another was first.

    Raises Refused where it cannot be drawn on this machine.
    """
    page = PublishedFile.objects.select_related("publication__table__agency").get(publication_id=key, kind="html")
    body = pdf.render_html(read_file(page).decode(), PRINT_STYLE)
    with transaction.atomic():
        publication = Publication.objects.select_for_update(no_key=True).get(pk=key)
        if publication.files.filter(kind="pdf").exists():
            return False
        _keep(publication, {"pdf": body}, now)
        DrawingFailure.objects.filter(pk=key).delete()
    return True


def canonical_json(value) -> str:
    """Return a value as the one JSON text that everybody who writes it by these rules gets: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return digest_of_file(text.encode())


def digest_of_file(body: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(body).hexdigest()


@transaction.atomic
def lock_again(scope: Scope, *, by: Officer, now: datetime) -> int:
    """Lock what was unlocked, without a new version: the differences stay listed and go into next year's report."""
    _refuse_person(scope, by)
    table = published_table(scope.agency, scope.year)
    if table is None:
        raise Refused("还没有公布，没有可以锁定的", english="Nothing has been published yet")
    basis = f"{scope.agency.name} {scope.year} 年度第 {table.version} 版"
    return lock_services.lock(scope.agency_ids, scope.year, basis=basis[:120], by=by, now=now)


# -- reading what was published -------------------------------------------------------------------------------


def in_force(scope: Scope) -> PublishedTable | None:
    """Return the published version that stands for a scope: what its pages and files show until the year is unlocked."""
    if not (is_published_scope(scope) and published_tables.is_published_and_locked(scope)):
        return None
    table = published_table(scope.agency, scope.year)
    return table if table is not None and hasattr(table, "publication") else None


def published_report(table: PublishedTable) -> Report:
    """Return a published table as a report again: its numbers, sentences and checks as they went out."""
    form = FORMS[table.form]
    publication = getattr(table, "publication", None)
    body = json.loads(publication.document)["body"] if publication else table.agency.name
    sheet = FilledForm(form, table.year, body, len(publication.agencies) if publication else 1)
    for row in form.printed:
        for column in form.columns(row.key):
            sheet.cells[row.key, column.key] = published_value(table, row.key, column.key)
    checks = [Check(**each) for each in publication.checks] if publication else []
    return Report(scope_of(table.agency, table.year), sheet, checks, table.sentences)


def published_document(table: PublishedTable) -> Document:
    """Return the whole report as it was published: parts, sentences, charts, own words, typical cases."""
    return snapshot.document_from_json(published_report(table), json.loads(table.publication.document)["parts"])


def hashes_of(table: PublishedTable) -> dict[str, tuple[int, str]]:
    """Return the hash of every file in which a version of this year was published: version and kind."""
    tables = PublishedTable.objects.filter(agency=table.agency, year=table.year, publication__isnull=False)
    found = {sha256: (version, "json") for sha256, version in tables.values_list("sha256", "version")}
    files = PublishedFile.objects.filter(publication__table__in=tables)
    return found | {
        sha256: (version, kind)
        for sha256, version, kind in files.values_list("sha256", "publication__table__version", "kind")
    }


def read_file(file: PublishedFile) -> bytes:
    """Return a published file to the byte; raise `Damaged` where it is not what went out."""
    return _checked(file.publication.table, bytes(file.body), file.sha256, file.kind)


def read_document(table: PublishedTable) -> bytes:
    """Return the published JSON to the byte; raise `Damaged` where it is not what went out."""
    return _checked(table, table.publication.document.encode(), table.sha256, "json")


def _checked(table: PublishedTable, body: bytes, sha256: str, kind: str) -> bytes:
    about = f"{table.agency} {table.year} 年度报告第 {table.version} 版（{kind.upper()}）"
    return storage.checked_bytes(
        body, sha256, f"published/{table.pk}.{kind}", about, f"report {table.year} v{table.version}, {kind.upper()}"
    )


def is_intact(table: PublishedTable) -> bool:
    """Say whether what is kept still is what was published: the text and its hash, the numbers and cases in it, the files."""
    publication = getattr(table, "publication", None)
    if publication is None:
        body = json.dumps(table.tables, ensure_ascii=False, sort_keys=True)
        return digest_of_text(body) == table.sha256
    document = json.loads(publication.document)
    files = publication.files.values_list("body", "sha256")
    return (
        digest_of_text(publication.document) == table.sha256
        and document["tables"] == table.tables
        and document["cells_sha256"] == digest_of_text(canonical_json(publication.cells))
        and document["figures_sha256"] == digest_of_text(canonical_json(publication.figures))
        and all(digest_of_file(bytes(body)) == sha256 for body, sha256 in files)
    )
