"""How long packages are kept, who may destroy them, and that destruction leaves every figure and no word."""

import io
import re
from contextlib import suppress
from datetime import date

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from openpyxl import load_workbook

from intake.models import Application, Attachment
from intake.services import confirm
from law import Refused
from law.forms import form_for
from notices.letters.models import Draft, Letter
from notices.letters.selectors import read_pdf
from reporting.figures.drilldown import case_keys_by_cell
from reporting.figures.scope import scope_of
from reporting.narrative.report import report_of
from tests.workflow.sample_archive import ID_NUMBER, archived, closed
from tests.workflow.sample_office import Office, at, officer
from workflow.acts.services import perform
from workflow.archive import appraisal, destruction, destruction_register
from workflow.archive import services as archiving
from workflow.archive.appraisal import Proposal
from workflow.archive.models import (
    ArchiveRecord,
    DestructionEntry,
    RetentionRule,
    ReviewBatch,
    ReviewDecision,
    ReviewItem,
    Tombstone,
)
from workflow.archive.retention import due_for_appraisal, enter_rule, last_day, term_ends, term_of
from workflow.cases import remains
from workflow.cases.models import Case, Event
from workflow.cases.replay import replay

pytestmark = pytest.mark.django_db
AFTER = date(2057, 1, 1)  # the first day on which a case closed in 2026 and kept for 30 years is due
TODAY = date(2026, 3, 3)


# -- terms ------------------------------------------------------------------------------------------------------------


def test_a_term_runs_from_the_end_of_the_year():
    assert last_day(date(2026, 1, 1), 10) == last_day(date(2026, 12, 31), 10) == date(2036, 12, 31)
    assert last_day(date(2024, 2, 29), 30) == date(2054, 12, 31)
    assert last_day(date(2026, 1, 1), None) is None


def test_without_a_schedule_thirty_years_and_for_ever_after_court(office):
    case = closed(office)
    assert term_of(case, TODAY).years == 30
    assert "默认" in term_of(case, TODAY).basis
    office.do(case, "file_reconsideration", date(2026, 4, 1), reference="某复1号")
    assert term_of(case, TODAY).years == 30
    office.do(case, "file_litigation", date(2026, 4, 1), kind="litigation_after", reference="某行初1号")
    assert term_of(case, TODAY).years is None


def rule(office: Office, kind: str, years: int | None, since: date = date(2026, 1, 1), outcomes=()):
    return enter_rule(
        by=office.reviewer,
        kind=kind,
        years=years,
        schedule=f"某档〔{since.year}〕{years}号",
        since=since,
        now=at(TODAY),
        outcomes=outcomes,
    )


def test_the_more_particular_rule_goes_first_then_the_newest_schedule_then_the_longest(office):
    case = closed(office)
    rule(office, "all", 10)
    assert (term_of(case, TODAY).years, term_of(case, TODAY).basis) == (10, "一般案件：某档〔2026〕10号")
    rule(office, "outcome", 15, outcomes=("deny",))
    assert term_of(case, TODAY).years == 10
    rule(office, "outcome", 5, outcomes=("open", "partial"))
    assert term_of(case, TODAY).years == 5
    rule(office, "outcome", 8, outcomes=("open",))
    assert term_of(case, TODAY).years == 8
    rule(office, "outcome", 3, date(2026, 2, 1), outcomes=("open",))
    assert term_of(case, TODAY).years == 3
    rule(office, "outcome", 100, date(2026, 12, 1), outcomes=("open",))  # not in force yet
    assert term_of(case, TODAY).years == 3
    office.do(case, "file_reconsideration", date(2026, 4, 1), reference="某复1号")
    assert term_of(case, TODAY).years == 3
    rule(office, "reconsideration", 50)
    assert term_of(case, TODAY).years == 50


def test_one_agencys_schedule_is_not_anothers(office):
    rule(office, "all", 10)
    case = closed(office)
    Case.objects.filter(pk=case.pk).update(agency=office.government)
    assert term_of(Case.objects.get(pk=case.pk), TODAY).years == 30


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "some"}, "kind"),
        ({"years": 0}, "years"),
        ({"years": 201}, "years"),
        ({"kind": "outcome"}, "outcomes"),
        ({"kind": "outcome", "outcomes": ("none",)}, "outcomes"),
        ({"schedule": " "}, "schedule"),
    ],
)
def test_a_line_of_the_schedule_that_says_nothing_is_refused(office, given, field):
    values = {"kind": "all", "years": 30, "schedule": "某档〔2026〕1号", "since": TODAY} | given
    with pytest.raises(Refused) as error:
        enter_rule(by=office.reviewer, now=at(TODAY), **values)
    assert error.value.field == field


def test_only_the_legal_reviewer_enters_the_schedule(office):
    for person in (
        office.clerk,
        office.handler,
        office.signer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="法制审核"):
            enter_rule(by=person, kind="all", years=1, schedule="x", since=TODAY, now=at(TODAY))


def test_a_term_can_be_raised_with_a_reason_and_never_lowered(office):
    case = closed(office)
    for years, reason, match in ((10, "短些", "不能降低"), (30, "一样", "不能降低"), (None, " ", "理由")):
        with pytest.raises(Refused, match=match):
            archived(office, case, longer=archiving.Longer(years, reason))
    record = archived(office, case, longer=archiving.Longer(None, "涉及重大项目"))
    assert (record.years, record.until, record.basis) == (None, None, "提高：涉及重大项目")


def test_another_edition_never_has_a_shorter_term(office):
    case = closed(office)
    archived(office, case, longer=archiving.Longer(100, "涉及重大项目"))
    office.do(case, "record_complaint", date(2026, 4, 1), reference="举报1号")
    assert archived(office, case, date(2026, 4, 2)).years == 100


# -- whose term is over, the review -----------------------------------------------------------------------------------


def proposal(record, verdict="destroy", reason="无继续保存价值", years=None) -> Proposal:
    return Proposal(record.pk, verdict, reason, years)


def proposed(office: Office, *proposals: Proposal, on: date = AFTER, by=None) -> ReviewBatch:
    return appraisal.propose(
        by=by or office.clerk, on=on, opinion="保管期限已满", proposals=list(proposals), now=at(on)
    )


def decided(
    office: Office, batch: ReviewBatch, count: int = 1, *, by=None, approved: bool = True, **given
) -> ReviewDecision:
    return appraisal.decide(
        batch.pk, by=by or office.signer, approved=approved, now=at(batch.on, 10), count=count, **given
    )


def destroyed(office: Office, record: ArchiveRecord) -> DestructionEntry:
    """Destroy a package the way the pages do."""
    decided(office, proposed(office, proposal(record)))
    entry = DestructionEntry.objects.get(case=record.case_id)
    destruction.erase(DestructionEntry.objects.filter(pk=entry.pk))
    return entry


def test_due_on_the_day_after_the_last_and_not_before(office):
    record = archived(office, closed(office))
    assert list(due_for_appraisal([office.agency], AFTER)) == [record]
    assert not due_for_appraisal([office.agency], date(2056, 12, 31)).exists()
    assert not due_for_appraisal([office.government], AFTER).exists()


def test_permanent_packages_and_those_with_later_acts_are_never_due(office):
    archived(office, closed(office), longer=archiving.Longer(None, "重大"))
    case = closed(office, date(2026, 3, 4))
    archived(office, case, date(2026, 3, 5))
    office.do(case, "record_complaint", date(2026, 4, 1), reference="举报1号")
    assert not due_for_appraisal([office.agency], date(2200, 1, 1)).exists()


def test_a_review_can_only_hold_what_is_due_and_only_once(office):
    record = archived(office, closed(office))
    for on in (date(2056, 12, 31), date(2026, 3, 3)):
        with pytest.raises(Refused, match="没有到期"):
            proposed(office, proposal(record), on=on)
    proposed(office, proposal(record))
    with pytest.raises(Refused, match="没有到期"):
        proposed(office, proposal(record))
    assert ReviewBatch.objects.count() == 1


def test_what_a_proposal_must_say(office):
    record = archived(office, closed(office))
    with pytest.raises(Refused, match="至少选一件"):
        proposed(office)
    with pytest.raises(Refused, match="理由"):
        proposed(office, proposal(record, reason=" "))
    with pytest.raises(Refused, match="销毁或者续存"):
        proposed(office, proposal(record, verdict="burn"))
    with pytest.raises(Refused, match="年数"):
        proposed(office, proposal(record, verdict="extend", years=0))
    with pytest.raises(Refused, match="今天之后"):
        appraisal.propose(by=office.clerk, on=AFTER, opinion="x", proposals=[proposal(record)], now=at(TODAY))
    for person in (
        office.handler,
        office.reviewer,
        office.signer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="登记员"):
            proposed(office, proposal(record), by=person)
    assert not ReviewBatch.objects.exists()


def test_the_second_person_is_another_signer_of_the_agency_and_confirms_the_number(office):
    both = officer("both", office.agency, "clerk", "signer")
    batch = proposed(office, proposal(archived(office, closed(office))), by=both)
    with pytest.raises(Refused, match="不能批准同一批"):
        decided(office, batch, by=both)
    foreign = officer("foreign", office.government, "signer")
    for person in (
        foreign,
        office.clerk,
        office.handler,
        office.reviewer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="签发人"):
            decided(office, batch, by=person)
    for count in (0, 2, None):
        with pytest.raises(Refused, match="销毁 1 件"):
            decided(office, batch, count)
    assert not DestructionEntry.objects.exists()
    decided(office, batch)
    with pytest.raises(Refused, match="已经有决定"):
        decided(office, batch)


def test_the_database_itself_wants_two_people(office):
    item = proposed(office, proposal(archived(office, closed(office)))).items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        destruction.destroy(item, proposed_by=office.signer, approved_by=office.signer, now=at(AFTER))
    assert Case.objects.get().application.applicant_name == "张三"


def test_a_refused_review_changes_nothing_and_frees_its_packages(office):
    record = archived(office, closed(office))
    batch = proposed(office, proposal(record))
    with pytest.raises(Refused, match="理由"):
        decided(office, batch, approved=False)
    decided(office, batch, approved=False, comment="先报区档案馆")
    assert archiving.check(record).whole
    assert list(due_for_appraisal([office.agency], AFTER)) == [record]


def test_an_extension_moves_the_term_and_nothing_else(office):
    record = archived(office, closed(office))
    decided(office, proposed(office, proposal(record, "extend", "仍有利用价值", 10)), 0)
    assert term_ends(record) == date(2067, 12, 31)
    assert not due_for_appraisal([office.agency], date(2067, 12, 31)).exists()
    assert list(due_for_appraisal([office.agency], date(2068, 1, 1))) == [record]
    decided(office, proposed(office, proposal(record, "extend", "永久"), on=date(2068, 1, 1)), 0)
    assert not due_for_appraisal([office.agency], date(2300, 1, 1)).exists()


def test_a_proceeding_opened_while_the_review_waits_stops_the_destruction(office):
    record = archived(office, closed(office))
    batch = proposed(office, proposal(record))
    office.do(record.case, "file_reconsideration", AFTER, reference="某复9号")
    with pytest.raises(Refused, match="先补充归档"):
        decided(office, batch)
    assert archiving.check(record).whole


# -- what destruction leaves ------------------------------------------------------------------------------------------

CANARIES = (
    "张三",
    ID_NUMBER,
    "13800000000",
    "某路2号",
    "zhang@example.org",
    "某小区改造",
    "施工合同",
    "身份证",
    "信封正面",
    "同意公开部分",
    "卷已装订",
    "某厂",
    "王五",
)


def everything_stored() -> str:
    """Return every text of every table of the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    # JSON is kept with its characters escaped.
    return re.sub(r"\\+u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), "\n".join(found))


def full_life(office: Office) -> Case:
    """Return a closed case in which words stand in every kind of record."""
    day = date(2026, 3, 2)
    application = office.application(day, identity_number=ID_NUMBER, email="zhang@example.org", channel="fax")
    confirm(
        application,
        on=day,
        means="电话13800000000",
        reached=True,
        now=at(day),
        by=office.clerk,
        note="张三本人接听",
    )
    return closed(office, day, application=application, consult="某厂", complaint="王五举报")


def figures(office: Office) -> tuple:
    """Return the year's table of the agency and of its government, its checks, the cases behind every cell."""
    found = []
    for agency in (office.agency, office.government):
        scope = scope_of(agency, 2026)
        report = report_of(scope)
        checks = [check.as_json() for check in report.checks]
        found.append((report.sheet.tables(), report.sentences, checks, case_keys_by_cell(scope, form_for(2026))))
    return tuple(found)


def test_destruction_leaves_every_figure_and_no_word(office):
    case = full_life(office)
    other = office.assigned(date(2026, 3, 4), applicant_name="李四", content="另一件", phone="1", address="别处")
    record = archived(office, case, date(2026, 3, 5))
    columns = Case.objects.filter(pk=case.pk).values().get()
    before, files = figures(office), set(destruction_files(case, record))
    assert all(default_storage.exists(name) for name in files)
    text = everything_stored()
    assert not [canary for canary in CANARIES if canary not in text]
    entry = destroyed(office, record)
    assert figures(office) == before
    assert Case.objects.filter(pk=case.pk).values().get() == columns
    left = [line[:300] for line in everything_stored().splitlines() if any(canary in line for canary in CANARIES)]
    assert not left, "\n".join(left)
    assert not [name for name in files if default_storage.exists(name)]
    assert set(entry.stored) == files
    assert replay(case.pk, check=True) == []
    assert replay(other.pk, check=True) == []
    assert Application.objects.get(pk=other.application_id).applicant_name == "李四"


def destruction_files(case: Case, record: ArchiveRecord) -> list[str]:
    names = [record.package.name, *case.application.attachments.values_list("file", flat=True)]
    return names + [event.letter.pdf.name for event in case.events.all() if event.letter]


def test_the_register_keeps_what_identifies_the_package_and_names_nobody(office):
    record = archived(office, closed(office))
    entry = destroyed(office, record)
    assert (entry.reference, entry.packages, entry.head, entry.until) == (
        record.reference,
        [record.sha256],
        record.head,
        record.until,
    )
    assert (entry.proposed_by, entry.approved_by, entry.reason) == (
        office.clerk,
        office.signer,
        "无继续保存价值",
    )
    assert "张三" not in str(DestructionEntry.objects.values().get())
    for change in (
        lambda: DestructionEntry.objects.update(reason="x"),
        lambda: DestructionEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_destroyed_case_takes_no_act_and_is_not_archived_again(office):
    record = archived(office, closed(office))
    destroyed(office, record)
    for code, data in (
        ("record_complaint", {"reference": "举报1号"}),
        ("file_litigation", {"kind": "litigation_direct", "reference": "1"}),
    ):
        with pytest.raises(Refused, match="已经销毁"):
            perform(code, record.case_id, by=office.clerk, on=AFTER, now=at(AFTER), data=data)
    assert not archiving.to_archive(office.clerk).exists()
    assert not due_for_appraisal([office.agency], date(2300, 1, 1)).exists()
    assert archiving.check(record).fault == "已按规定销毁"
    with pytest.raises(Refused, match="销毁"):
        archiving.read_package(record)
    with pytest.raises(Refused, match="销毁"):
        read_pdf(Letter.objects.get(kind="open"))


def test_what_is_left_cannot_be_changed_unseen(office):
    record = archived(office, closed(office))
    entry = destroyed(office, record)
    case = record.case
    events = list(case.events.order_by("seq"))
    assert remains.verify(case, events) == []
    events[3].data["content_sha256"] = "0" * 64
    assert "what remains differs" in remains.verify(case, events)[0]
    events = list(case.events.order_by("seq"))
    events[3].data["comment"] = "补写"
    assert "what remains differs" in remains.verify(case, events)[0]
    events = list(case.events.order_by("seq"))
    assert remains.verify(case, events[:-1])
    assert remains.verify(case, events[1:])
    assert entry.events == len(events)


def test_a_failure_on_the_way_leaves_everything(office, monkeypatch):
    record = archived(office, closed(office))
    batch = proposed(office, proposal(record))

    def fail(*args):
        raise Refused("断电")

    monkeypatch.setattr(destruction, "_forget", fail)
    with suppress(Refused):
        decided(office, batch)
    assert not DestructionEntry.objects.exists()
    assert not ReviewDecision.objects.exists()
    assert archiving.check(record).whole


def test_files_left_by_a_stopped_process_go_with_the_next_sweep(office):
    record = archived(office, closed(office))
    decided(office, proposed(office, proposal(record)))
    assert default_storage.exists(record.package.name)
    assert destruction.erase() == 5  # the package, two attachments, two letters
    assert destruction.erase() == 0
    assert not default_storage.exists(record.package.name)


# -- the narrow door ---------------------------------------------------------------------------------------------------

NAMED = (
    (Application, {"applicant_name": "〔已销毁〕"}),
    (Application, {"phone": ""}),
    (Letter, {"addressee": "〔已销毁〕"}),
    (Draft, {"text": "〔已销毁〕"}),
    (Event, {"data": {}}),
)


def refuses(model, values, **which) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(**which).update(**values)


def test_without_the_register_nothing_kept_can_be_emptied(office):
    closed(office)
    for model, values in NAMED:
        refuses(model, values)


def test_with_the_register_a_kept_row_can_only_be_emptied(office):
    record = archived(office, closed(office))
    one = record.case
    other = closed(office, date(2026, 3, 4), applicant_name="李四")
    destroyed(office, record)
    event = one.events.get(act="approve")
    refuses(Application, {"applicant_name": "王五"}, pk=one.application_id)
    refuses(Application, {"topic": "其他"}, pk=one.application_id)
    refuses(Application, {"digest": "0" * 64}, pk=one.application_id)
    refuses(Application, {"applicant_name": "〔已销毁〕"}, pk=other.application_id)
    refuses(Letter, {"number": "另一号"}, pk=event.case.events.get(act="reply").letter_id)
    refuses(Letter, {"html": "<p>另一份答复</p>"}, pk=event.case.events.get(act="reply").letter_id)
    refuses(Draft, {"content_sha256": "0" * 64}, pk=one.draft_id)
    refuses(Event, {"data": {**event.data, "content_sha256": "0" * 64}}, pk=event.pk)
    refuses(Event, {"data": {**event.data, "comment": "补写"}}, pk=event.pk)
    refuses(Event, {"on": date(2026, 3, 1)}, pk=event.pk)
    refuses(Event, {"hash": "0" * 64}, pk=event.pk)
    refuses(Event, {"data": {}}, pk=other.events.get(act="approve").pk)
    for model, key in (
        (Application, one.application_id),
        (Event, event.pk),
        (Tombstone, Tombstone.objects.first().pk),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.filter(pk=key)._raw_delete("default")


def test_every_kept_table_of_the_archive_refuses_change(office):
    record = archived(office, closed(office))
    destroyed(office, record)
    for model in (
        ArchiveRecord,
        DestructionEntry,
        RetentionRule,
        ReviewBatch,
        ReviewItem,
        ReviewDecision,
        Tombstone,
    ):
        name = next(field.name for field in model._meta.concrete_fields if not field.primary_key)
        refuses(model, {name: models.F(name)})
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.all()._raw_delete("default")


KEPT_TABLES = {
    "agencies_accesslog",
    "agencies_officerecord",
    "intake_application",
    "notices_draft",
    "notices_letter",
    "notices_voidrecord",
    "workflow_event",
    *(
        model._meta.db_table
        for model in (
            ArchiveRecord,
            DestructionEntry,
            RetentionRule,
            ReviewBatch,
            ReviewItem,
            ReviewDecision,
            Tombstone,
        )
    ),
}


def test_the_guards_of_kept_tables_are_there_after_all_migrations():
    """On SQLite a later migration that alters a table makes it anew and loses its triggers: it must put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT event_object_table, event_manipulation FROM information_schema.triggers")
            found = {(table, verb.lower()) for table, verb in cursor.fetchall()}
        else:
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
            found = {(table, name.rpartition("_")[2]) for table, name in cursor.fetchall()}
    assert {(table, verb) for table in KEPT_TABLES for verb in ("update", "delete")} <= found


# -- closed world: every place where a word about a case may stand ---------------------------------------------------

FORGOTTEN = {
    "intake.Application": {*remains.APPLICATION},
    "intake.Confirmation": {*remains.CONFIRMATION},
    "intake.Attachment": "rows",
    "notices.Draft": {*remains.DRAFT},
    "notices.Letter": {*remains.LETTER, "pdf"},
    "notices.Destination": {*remains.DESTINATION},
    "notices.Mailing": {*remains.MAILING},
    "workflow.Event": {"data"},
    "workflow.RemedyCase": {"reference"},
    "workflow.DeliveryFact": {"receipt"},
    "workflow.Reminder": "rows",
    "workflow.SearchText": {"text"},  # written anew from what is left
}
WORDS = models.CharField | models.TextField | models.JSONField | models.FileField
KEPT = {
    "intake.Application": "channel applicant_kind topic digest",
    "notices.Draft": "kind regulation title content_sha256 law_part",
    "notices.Letter": "kind regulation series number title content_sha256 pdf_sha256 verification_code render_error",
    "notices.NumberSeries": "series",
    "notices.VoidRecord": "reason",
    "notices.SeriesWord": "family form words",
    "workflow.RegisterForm": "form",
    "notices.HighWaterMark": "series reason",
    "notices.Supersession": "reason",
    "notices.SignedCopy": "pdf pdf_sha256 signer error",
    "notices.Wording": "place kind text status",
    "notices.PrintBatch": "sha256 reason",
    "notices.SetAside": "reason",
    "notices.Mailing": "kind mail_number",
    "notices.UnmatchedMail": "mail_number status source",
    "workflow.DeliveryFact": "method status",
    "workflow.Event": "act prev_hash hash",
    "workflow.RemedyCase": "key kind result",
    "workflow.Case": "number applicant_kind channel topic state regulation waiting_for lapse outcome grounds timeliness document_number approved_sha256 calendar_fingerprint head",
    "workflow.LockedYear": "basis",
    "workflow.Unlocking": "reason",
    "workflow.RetentionRule": "kind outcomes schedule",
    "workflow.ArchiveSettings": "fonds category pattern",
    "workflow.ArchiveRecord": "reference fonds category title basis head package sha256",
    "workflow.ReviewBatch": "opinion",
    "workflow.ReviewItem": "verdict reason",
    "workflow.ReviewDecision": "comment",
    "workflow.DestructionEntry": "reference title packages stored head remains_sha256 reason",
    "workflow.Tombstone": "table_name",
}


def test_each_text_of_a_case_is_either_forgotten_or_kept_on_purpose():
    """A new text field must be put in one of the two lists, and into workflow/archive/destruction.py if it may name somebody."""
    for label in ("intake", "notices", "workflow"):
        for model in apps.get_app_config(label).get_models():
            name = model._meta.label
            if FORGOTTEN.get(name) == "rows":
                continue
            texts = {field.name for field in model._meta.concrete_fields if isinstance(field, WORDS)}
            assert texts == FORGOTTEN.get(name, set()) | set(KEPT.get(name, "").split()), name


# -- the paper ----------------------------------------------------------------------------------------------------------


def test_the_register_on_paper(office):
    entry = destroyed(office, archived(office, closed(office)))
    values = destruction_register.rows([entry])[0]
    assert len(values) == len(destruction_register.COLUMNS) == len(destruction_register.WIDTHS)
    page = load_workbook(io.BytesIO(destruction_register.as_xlsx([entry], "某区住建局"))).active
    assert [cell.value for cell in page[3]] == list(values)
    assert "监销人" in page.cell(page.max_row, 2).value
    text = destruction_register.as_csv([entry]).decode("utf-8-sig")
    assert entry.reference in text
    assert "张三" not in text
    html = destruction_register.as_html([entry], "某区住建局", AFTER)
    assert html.count("监销人（签名）") == 2
    assert entry.packages[0] in html


def test_no_cell_of_the_register_is_a_formula(office):
    entry = destroyed(office, archived(office, closed(office)))
    for reason in ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "＝1+1", "\tx"):
        entry.reason = reason
        page = load_workbook(io.BytesIO(destruction_register.as_xlsx([entry], "某局"))).active
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
        assert f'"\'{reason}"' in destruction_register.as_csv([entry]).decode("utf-8-sig")


def test_replay_over_a_destroyed_case_finds_nothing(office, capsys):
    destroyed(office, archived(office, closed(office)))
    call_command("replay", check=True)
    assert not Attachment.objects.exists()
    assert "0 处差异" in capsys.readouterr().err
