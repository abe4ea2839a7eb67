"""Publish and lock: what is frozen, what stands in the way, and what has changed since."""

import hashlib
import json
import random
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from agencies.organisation.models import AgencySuccession
from law import Refused
from law.reports.forms import form_for
from notices.rendering import pdf
from reporting.document import export, revisions, snapshot
from reporting.document.assembly import document_of
from reporting.figures import published_tables
from reporting.figures.imports import import_figures
from reporting.figures.models import PublishedTable
from reporting.figures.scope import Scope, scope_of
from reporting.filing import services as filing_services
from reporting.filing import text as filing_text
from reporting.narrative import drilldown
from reporting.narrative.report import report_of
from reporting.publication import services as publication_services
from reporting.publication.models import Publication, PublishedFile
from reporting.tasks import draw_published
from reporting.validation import services as validation_services
from tests.reporting import year
from tests.reporting.district import FEBRUARY, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at, officer
from workflow.cases.models import Case, RemedyCase
from workflow.locks import services as lock_services
from workflow.locks.models import LockedYear

FIGURE = "二 行政许可 本年处理决定数量"


@shared_data
def district():
    found = District()
    found.made = found.cases()
    return found


def unlock(district, agency=None):
    for one in [agency] if agency else district.units:
        lock_services.unlock(one, YEAR, reason="复核发现登记有误", by=district.supervisor, now=at(FEBRUARY))


def test_what_is_frozen_is_the_report_of_the_day(published):
    table, kept = published.publication.table, published.publication
    report = report_of(published.scope)
    document = json.loads(kept.document)
    assert table.form == "annual_2021"
    assert table.tables == {path: {k: v for k, v in cells.items()} for path, cells in report.sheet.tables().items()}
    assert table.sentences == report.sentences == document["sentences"]
    assert table.sha256 == hashlib.sha256(kept.document.encode()).hexdigest()
    assert document["version"] == table.version == 1
    assert sorted(kept.agencies) == sorted(unit.pk for unit in published.units)
    for row in ("一、本年新收政府信息公开申请数量", "四、结转下年度继续办理"):
        path = f"三、收到和处理政府信息公开申请情况 / {row}"
        assert len(kept.cells[path]["总计"]) == table.tables[path]["总计"] > 0
    assert publication_services.is_intact(table)
    assert revisions.revisions_of(table) == []


def test_publication_locks_the_year_of_every_unit_and_no_other(published):
    assert lock_services.every_locked_year() == {unit.pk: [YEAR] for unit in published.units}


def test_a_published_report_reads_back_as_it_went_out(published):
    before = report_of(published.scope)
    found = publication_services.published_report(published_tables.published_table(published.government, YEAR))
    assert found.sheet.cells == before.sheet.cells
    assert [check.message for check in found.checks] == [check.message for check in before.checks]


def test_the_files_are_kept_as_they_went_out_and_the_pdf_is_drawn_from_the_page(published, monkeypatch):
    kept, made = published.publication, document_of(published.scope)
    files = {one.kind: one for one in kept.files.all()}
    assert set(files) == {"html", "docx", "xlsx"}
    assert bytes(files["html"].body).decode() == export.as_html(made)
    monkeypatch.setattr(pdf, "render_html", lambda html, *styles: f"%PDF {len(html)} {styles}".encode())
    assert publication_services.publications_without_pdf() == [kept.pk]
    assert publication_services.draw_pdf(kept.pk, at(FEBRUARY))
    assert publication_services.publications_without_pdf() == []
    assert not publication_services.draw_pdf(kept.pk, at(FEBRUARY))  # another worker was first
    body = bytes(kept.files.get(kind="pdf").body)
    assert body == f"%PDF {len(export.as_html(made))} ('reporting/print.css',)".encode()
    table = published_tables.published_table(published.government, YEAR)
    assert publication_services.is_intact(table)
    assert {kind for _version, kind in publication_services.hashes_of(table).values()} == {
        "json",
        "html",
        "docx",
        "xlsx",
        "pdf",
    }
    assert publication_services.hashes_of(table)[publication_services.digest_of_file(body)] == (1, "pdf")


def test_one_that_cannot_be_drawn_does_not_keep_the_others_waiting(published, monkeypatch):
    unit = published.bureaus[0]
    unlock(published, unit)
    published.explained(scope_of(unit, YEAR))
    publication_services.publish(scope_of(unit, YEAR), by=published.supervisor, now=at(FEBRUARY))

    def render(html, *styles):
        if "某区人民政府<br>" in html:
            raise Refused("没有字体")
        return b"%PDF"

    monkeypatch.setattr(pdf, "render_html", render)
    assert draw_published() == 1
    assert publication_services.publications_without_pdf() == [published.publication.pk]


def test_a_published_text_stays_as_it_was_when_the_words_of_today_change(published):
    table = published_tables.published_table(published.government, YEAR)
    before = snapshot.parts_as_json(publication_services.published_document(table))
    assert publication_services.in_force(published.scope) == table
    unlock(published)
    assert publication_services.in_force(published.scope) is None
    part = next(part for part in form_for(YEAR).parts if part.key == "problems")
    filing_text.write_passage(
        published.scope, part, "后来写的问题。", seen=0, by=published.supervisor, now=at(FEBRUARY)
    )
    assert snapshot.parts_as_json(publication_services.published_document(table)) == before
    assert snapshot.parts_as_json(document_of(published.scope)) != before


def test_the_database_refuses_to_change_what_was_published(published):
    for model, field in ((PublishedTable, "sha256"), (Publication, "reason"), (PublishedFile, "sha256")):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{field: "x"})
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")


# -- what stands in the way -------------------------------------------------------------------------------------


def test_nothing_goes_out_before_every_unit_is_accepted(district):
    for unit in district.units[:-1]:
        district.accepted(unit)
    district.filled(district.units[-1])
    with pytest.raises(Refused, match="某区水利局：填报中"):
        district.publish()
    filing_services.confirm(district.units[-1], YEAR, by=district.heads["B3"], now=at(FEBRUARY))
    with pytest.raises(Refused, match="某区水利局：已确认，待接收"):
        district.publish()
    district.explained(scope_of(district.units[-1], YEAR, "own"))
    filing_services.accept(district.units[-1], YEAR, by=district.supervisor, now=at(FEBRUARY))
    assert district.publish()


def test_nothing_goes_out_with_a_soft_finding_without_a_reason(ready):
    ready.last_year(ready.government, R4__business=4, R4__total=4, P1_1__in_force=20)
    found = validation_services.validate_report(ready.scope)
    assert {each.severity for each in found} == {"soft"}
    for each in found:
        with pytest.raises(Refused, match="还不能公布"):
            publication_services.publish(ready.scope, by=ready.supervisor, now=at(FEBRUARY))
        filing_services.explain_finding(ready.scope, each.identity, "已核对", by=ready.supervisor, now=at(FEBRUARY))
    kept = publication_services.publish(ready.scope, by=ready.supervisor, now=at(FEBRUARY))
    assert [(each["rule"], each["reason"], each["by"]) for each in kept.explained] == [
        (each.rule, "已核对", "supervisor") for each in found
    ]
    assert "已核对" not in kept.document  # the reasons are the office's own


def test_nothing_goes_out_that_breaks_the_chain_to_last_year(district):
    district.last_year(district.government)
    district.ready()
    with pytest.raises(Refused, match="上年结转等于上年的结转下年度继续办理"):
        district.publish()
    assert not LockedYear.objects.exists()


def test_nothing_goes_out_that_changed_after_it_was_accepted(ready):
    year.cases(
        [
            {
                "agency": ready.bureaus[0],
                "received_on": date(YEAR, 5, 1),
                "outcome": "open",
                "decided_on": date(YEAR, 5, 9),
            }
        ]
    )
    with pytest.raises(Refused, match="某区住建局：接收之后有变动"):
        ready.publish()


def test_nothing_goes_out_before_the_year_is_over(ready):
    with pytest.raises(Refused, match="还没有结束"):
        ready.publish(now=at(date(YEAR, 12, 31)))


def test_a_government_publishes_the_whole_and_a_unit_its_own(ready):
    with pytest.raises(Refused, match="汇总"):
        publication_services.publish(scope_of(ready.government, YEAR, "own"), by=ready.supervisor, now=at(FEBRUARY))
    unit = scope_of(ready.bureaus[0], YEAR)
    assert publication_services.publish(unit, by=ready.supervisor, now=at(FEBRUARY)).table.agency == ready.bureaus[0]
    assert ready.publish()


def test_only_the_supervisor_of_the_government_publishes(ready):
    ready.explained(ready.scope)
    elsewhere = officer("e", year.agency("X", "government"), "supervisor")
    for person in (
        *ready.clerks.values(),
        *ready.heads.values(),
        ready.auditor,
        ready.administrator,
        elsewhere,
    ):
        with pytest.raises(Refused, match="区级统计"):
            publication_services.publish(ready.scope, by=person, now=at(FEBRUARY))
    assert not PublishedTable.objects.exists()


# -- publish, change, difference --------------------------------------------------------------------------------


def test_a_second_version_needs_the_unlocking_and_a_reason_and_the_first_stays(published):
    with pytest.raises(Refused, match="先写明理由解锁"):
        published.publish(reason="更正")
    unlock(published)
    with pytest.raises(Refused, match="写明理由"):
        published.publish()
    first = published_tables.published_table(published.government, YEAR)
    second = published.publish(reason="更正登记错误")
    assert [table.version for table in PublishedTable.objects.all()] == [2, 1]
    assert published_tables.published_table(published.government, YEAR) == second.table
    assert published_tables.published_table(published.government, YEAR, 1) == first
    assert publication_services.is_intact(first)
    assert set(lock_services.every_locked_year()) == {unit.pk for unit in published.units}


def test_the_reason_for_a_further_version_is_public_and_names_nobody(published):
    unlock(published)
    with pytest.raises(Refused, match="理由会公开，请删去.*13812345678"):
        published.publish(reason="张三（手机13812345678）来电更正")
    assert published.publish(reason="更正登记错误").table.version == 2


def test_publish_change_difference_and_back(published):
    """Each change is listed with its cases, cell by cell; taken back, nothing is left."""
    case = published.made[0]
    Case.objects.filter(pk=case.pk).update(outcome="partial")
    found = {each.name.split(" / ")[-1]: each for each in revisions.revisions_of(published.publication.table)}
    assert set(found) == {
        f"{row} × {column}"
        for row in ("（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
        for column in ("自然人", "总计")
    }
    open_, partial = (
        found["（一）予以公开 × 总计"],
        found["（二）部分公开（区分处理的，只计这一情形，不计其他情形） × 总计"],
    )
    assert (open_.published - open_.now, open_.added, open_.removed) == (1, (), (case.pk,))
    assert (partial.now - partial.published, partial.added, partial.removed) == (1, (case.pk,), ())
    Case.objects.filter(pk=case.pk).update(outcome="open")
    assert revisions.revisions_of(published.publication.table) == []


def test_other_cases_behind_the_same_number_are_a_difference_too(published):
    one, other = (
        case
        for case in published.made
        if case.agency_id == published.bureaus[0].pk and case.outcome == "open" and case.received_on.month < 3
    )
    RemedyCase.objects.update(case=one)
    found = [
        each for each in revisions.revisions_of(published.publication.table) if not drilldown.is_text_number(each.row)
    ]
    assert {(each.published == each.now, each.added, each.removed) for each in found} == {
        (True, (one.pk,), (published.made[0].pk,))
    }
    assert other


@pytest.mark.parametrize("seed", range(4))
def test_random_changes_round_trip(published, seed):
    """However the cases of the year change: the differences say how to come from what was published to what is counted."""
    dice = random.Random(seed)
    table = published.publication.table
    for case in dice.sample(published.made, 6):
        change = dice.choice(
            (
                {"outcome": "not_exist"},
                {"received_on": date(YEAR + 1, 1, 5)},
                {"outcome": "", "decided_on": None, "grounds": ""},
                {"applicant_kind": "research"},
            )
        )
        if change.get("outcome") and not case.decided_on:
            change |= {"decided_on": date(YEAR, 12, 30)}
        Case.objects.filter(pk=case.pk).update(**change)
    now = report_of(published.scope).sheet.tables()
    listed = {}
    for each in revisions.revisions_of(table):
        if drilldown.is_text_number(each.row):
            assert published.publication.cells[each.row][each.column] != drilldown.case_keys_counted_by(
                published.scope, form_for(YEAR), each.row, each.column
            )
            continue
        row = each.name.split(" × ")[0]
        listed[row, each.name.split(" × ")[1]] = each
    for path, cells in table.tables.items():
        for label, value in cells.items():
            each = listed.get((path, label))
            if path.startswith("三、"):
                came, went = (len(each.added), len(each.removed)) if each else (0, 0)
                assert value + came - went == now[path][label], (seed, path, label)
            if each is None:
                assert value == now[path][label]


def test_differences_are_carried_into_next_years_report(published):
    unlock(published, published.government)
    Case.objects.filter(pk=published.made[0].pk).update(outcome="partial")
    told = revisions.correction_sentences(scope_of(published.government, YEAR + 1))
    assert len(told) == 4
    assert any("（一）予以公开 × 总计：公布为" in each and each.startswith("2025 年度") for each in told)
    for unit in published.bureaus:
        lock_services.unlock(unit, YEAR, reason="全区重报", by=published.supervisor, now=at(FEBRUARY))
    filing_services.return_filing(published.government, YEAR, "更正", {}, by=published.supervisor, now=at(FEBRUARY))
    filing_services.confirm(published.government, YEAR, by=published.heads["G"], now=at(FEBRUARY))
    published.explained(scope_of(published.government, YEAR, "own"))
    filing_services.accept(published.government, YEAR, by=published.supervisor, now=at(FEBRUARY))
    published.publish(reason="复议改变了答复")
    assert revisions.correction_sentences(scope_of(published.government, YEAR + 1)) == [
        "2025 年度的统计于 2026-02-20 更正公布第 2 版：复议改变了答复"
    ]


def test_entered_figures_of_a_locked_year_are_refused_unless_they_stay_the_same(published, tmp_path):
    header, path = "年度,填报单位,指标,数值\n", tmp_path / "figures.csv"
    path.write_text(f"{header}{YEAR},B1,{FIGURE},3\n", encoding="utf-8")
    assert import_figures(path, now=at(FEBRUARY))[:2] == (1, [])
    path.write_text(f"{header}{YEAR},B1,{FIGURE},4\n", encoding="utf-8")
    _, faults, _ = import_figures(path, now=at(FEBRUARY))
    assert [(fault.row, fault.column, "锁定" in fault.message) for fault in faults] == [(2, "年度", True)]


def test_after_a_merger_the_carry_over_is_held_against_both_tables_of_last_year(published):
    one, two = published.bureaus[:2]
    for unit in (one, two):
        published_own = scope_of(unit, YEAR)
        unlock(published, unit)
        published.explained(published_own)
        publication_services.publish(published_own, by=published.supervisor, now=at(FEBRUARY), reason="单位自行公布")
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(YEAR + 1, 3, 1))
    report = report_of(Scope(two, YEAR + 1, False))
    check = next(each for each in report.checks if each.rule == "carry-over" and each.per == "总计")
    assert (check.ok, check.left, check.right) == (True, 2, 2)
    Case.objects.filter(agency=one, decided_on__isnull=True).update(decided_on=date(YEAR, 12, 30), outcome="open")
    report = report_of(Scope(two, YEAR + 1, False))
    check = next(each for each in report.checks if each.rule == "carry-over" and each.per == "总计")
    assert (check.ok, check.left, check.right) == (False, 1, 2)
