"""The narrow door: what is kept can only be emptied with the register, and every text is forgotten or kept on purpose."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from intake.models import Application
from notices.letters.models import Draft, Letter
from tests.workflow.archive.reviews import destroyed
from tests.workflow.sample_archive import archived, closed
from workflow.archive.models import (
    ArchiveRecord,
    DestructionEntry,
    RetentionRule,
    ReviewBatch,
    ReviewDecision,
    ReviewItem,
    Tombstone,
)
from workflow.cases import remains
from workflow.cases.models import Event

pytestmark = pytest.mark.django_db


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
    "agencies_chainlink",
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
    "workflow.SearchText": {"text", "person", "identity", "mail", "marks"},  # written anew from what is left
    "workflow.Case": {"particulars"},  # but for the codes that are counted
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
    "workflow.CaseTransfer": "from_number to_number status",
    "notices.HighWaterMark": "series reason",
    "notices.Supersession": "reason",
    "notices.SignedCopy": "pdf pdf_sha256 signer error",
    "notices.Wording": "place kind text status",
    "notices.PrintBatch": "sha256 reason",
    "notices.SetAsideLetter": "reason",
    "notices.Mailing": "kind mail_number",
    "notices.UnmatchedMail": "mail_number status source",
    "intake.ServiceAccount": "key name scopes token_sha256",
    "intake.Submission": "told",
    **{"workflow.Change": "kind standing", "workflow.Webhook": "salt url", "workflow.Delivery": "progress error"},
    "workflow.ReconciledPoint": "series subject statement",
    "workflow.DeliveryFact": "method status",
    "workflow.Event": "act prev_hash hash",
    "workflow.RemedyCase": "key kind result",
    "workflow.Case": "number applicant_kind channel topic state regulation waiting_for unsent_notices lapse outcome grounds timeliness document_number approved_sha256 calendar_fingerprint head",
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
