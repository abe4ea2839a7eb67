"""The act `record_service` and the rows of service that follow from events; replies already served get theirs."""

import re
import unicodedata

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


MAIL_NUMBER = re.compile(r"(?:EMS|挂号信?)?:?([A-Z]{2}[0-9]{9}[A-Z0-9]{2}|[0-9]{13})|([A-Z0-9]{4,30})")
# SQLite rebuilds the table when its constraint changes and drops the triggers of 0002 with the old one.
TRIGGER = """
CREATE TRIGGER IF NOT EXISTS workflow_event_no_{verb} BEFORE {VERB} ON workflow_event
BEGIN SELECT RAISE(ABORT, 'workflow_event is append-only'); END;
"""


def keep_append_only(apps, schema_editor):
    """Put back what lets the database refuse to change an event."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(TRIGGER.format(verb=verb, VERB=verb.upper()))


def fill(apps, schema_editor):
    """Write the rows that past deliveries tell, as `workflow.serving.facts` does for new ones."""
    Event, Service = apps.get_model("workflow", "Event"), apps.get_model("workflow", "Service")
    rows = []
    for event in Event.objects.filter(act="deliver").order_by("pk").iterator(chunk_size=1000):
        letter_id = (
            Event.objects.filter(case_id=event.case_id, act="reply", seq__lt=event.seq)
            .order_by("-seq")
            .values_list("letter_id", flat=True)
            .first()
        )
        method, receipt = event.data.get("method"), event.data.get("receipt", "")
        if not letter_id or not method:
            continue
        number = MAIL_NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", receipt).split()).upper())
        if method == "mail" and number:
            receipt = number[1] or number[2]
        rows.append(
            Service(
                case_id=event.case_id,
                event_id=event.pk,
                letter_id=letter_id,
                method=method,
                status="posted" if method == "mail" else "delivered",
                on=event.on,
                receipt=receipt[:120],
            )
        )
    Service.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_append_only'),
        ('workflow', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=20)),
                ('status', models.CharField(choices=[('posted', 'Posted'), ('delivered', 'Delivered'), ('returned', 'Returned')], max_length=12)),
                ('on', models.DateField()),
                ('receipt', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='act_known',
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['register', 'assign', 'request_correction', 'receive_correction', 'lapse_correction', 'consult_third_party', 'receive_third_party_opinion', 'consult_agency', 'receive_agency_opinion', 'extend', 'issue_fee_notice', 'receive_payment', 'lapse_payment', 'draft', 'submit_for_review', 'return_draft', 'approve', 'sign', 'reply', 'deliver', 'record_service', 'close', 'withdraw', 'file_reconsideration', 'conclude_reconsideration', 'file_litigation', 'conclude_litigation', 'record_complaint', 'recompute'])), name='act_known'),
        ),
        migrations.AddField(
            model_name='service',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='workflow.case'),
        ),
        migrations.AddField(
            model_name='service',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.event'),
        ),
        migrations.AddField(
            model_name='service',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.letter'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['receipt'], name='workflow_se_receipt_ebf78c_idx'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['posted', 'delivered', 'returned'])), name='service_status_known'),
        ),
        migrations.RunPython(keep_append_only, keep_append_only),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
