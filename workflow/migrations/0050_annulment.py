"""Two more acts; SQLite copies the table for a constraint and loses its triggers, so they are put back."""

from django.db import migrations, models

ACTS = [
    "register", "assign", "request_correction", "receive_correction", "lapse_correction", "consult_third_party",
    "receive_third_party_opinion", "consult_agency", "receive_agency_opinion", "extend", "issue_fee_notice",
    "receive_payment", "lapse_payment", "draft", "submit_for_review", "return_draft", "approve", "sign", "reply",
    "deliver", "close", "withdraw", "file_reconsideration", "conclude_reconsideration", "file_litigation",
    "conclude_litigation", "record_complaint", "correct_receipt", "annul", "recompute",
]
TRIGGER = """
CREATE TRIGGER IF NOT EXISTS workflow_event_no_{verb} BEFORE {VERB} ON workflow_event
BEGIN SELECT RAISE(ABORT, 'workflow_event is append-only'); END;
"""


def keep_append_only(apps, schema_editor):
    """Put the triggers of the table back where the copy lost them."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(TRIGGER.format(verb=verb, VERB=verb.upper()))


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_append_only"), ("notices", "0002_append_only")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_append_only),  # on the way back this comes last
        migrations.RemoveConstraint(model_name="event", name="act_known"),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(condition=models.Q(act__in=ACTS), name="act_known"),
        ),
        migrations.RunPython(keep_append_only, migrations.RunPython.noop),
    ]
