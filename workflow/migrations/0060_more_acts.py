"""The acts and the state of articles 32 and 35, of revocation and of papers; the triggers survive the rebuilt table."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

triggers = import_module("workflow.migrations.0002_append_only")


def keep(apps, schema_editor):
    """Make the triggers anew that SQLite dropped with the table it rebuilt."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS workflow_event_no_{verb}")
            schema_editor.execute(triggers.SQLITE.format(table="workflow_event", verb=verb, VERB=verb.upper()))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_append_only'),
        ('intake', '0001_initial'),
        ('notices', '0060_sheets_take_no_number'),
        ('workflow', '0050_annulment'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep),  # the last step back
        migrations.RemoveConstraint(
            model_name='case',
            name='state_known',
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='act_known',
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'handling', 'awaiting_correction', 'awaiting_payment', 'awaiting_reasons', 'lapsed', 'in_review', 'approved', 'signed', 'replied', 'delivered', 'closed'])), name='state_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['register', 'assign', 'request_correction', 'receive_correction', 'lapse_correction', 'request_reasons', 'receive_reasons', 'lapse_reasons', 'delay', 'consult_third_party', 'receive_third_party_opinion', 'lapse_third_party_opinion', 'consult_agency', 'receive_agency_opinion', 'lapse_agency_opinion', 'notify_applicant', 'extend', 'issue_fee_notice', 'receive_payment', 'lapse_payment', 'draft', 'submit_for_review', 'return_draft', 'approve', 'sign', 'notify_third_party', 'reply', 'deliver', 'close', 'withdraw', 'revoke_reply', 'write_paper', 'file_reconsideration', 'conclude_reconsideration', 'file_litigation', 'conclude_litigation', 'record_complaint', 'correct_receipt', 'annul', 'recompute'])), name='act_known'),
        ),
        migrations.RunPython(keep, keep),
    ]
