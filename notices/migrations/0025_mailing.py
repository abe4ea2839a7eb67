"""Printing and posting; the database itself refuses to change or delete what was recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLES = (
    "notices_printbatch",
    "notices_printedletter",
    "notices_destination",
    "notices_dispatch",
    "notices_mailing",
    "notices_unmatchedmail",
    "notices_setaside",
)
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""


def create(apps, schema_editor):
    """Add the triggers of the database in use."""
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRES.format(table=table))
        else:
            for verb in ("update", "delete"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))


def drop(apps, schema_editor):
    """Remove the triggers."""
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_append_only()")
        else:
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_append_only'),
        ('notices', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posted_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ems', 'EMS'), ('registered', 'Registered mail'), ('ordinary', 'Ordinary mail')], max_length=12)),
                ('mail_number', models.CharField(blank=True, max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('address', models.CharField(max_length=240)),
                ('postcode', models.CharField(blank=True, max_length=12)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='notices.dispatch')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='notices.letter')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PrintBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pages', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('printed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PrintedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('copies', models.PositiveSmallIntegerField()),
                ('round', models.PositiveSmallIntegerField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='notices.printbatch')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='notices.letter')),
            ],
            options={
                'ordering': ['batch_id', 'place'],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('set_at', models.DateTimeField()),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside', to='notices.letter')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='setaside',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='set_aside_has_reason'),
        ),
        migrations.CreateModel(
            name='UnmatchedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail_number', models.CharField(max_length=20)),
                ('status', models.CharField(max_length=12)),
                ('on', models.DateField()),
                ('source', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('address', models.CharField(max_length=240)),
                ('postcode', models.CharField(blank=True, max_length=6)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='destinations', to='notices.letter')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='destination_has_address')],
            },
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['agency', 'posted_on'], name='notices_dis_agency__7ef72c_idx'),
        ),
        migrations.AddIndex(
            model_name='mailing',
            index=models.Index(fields=['mail_number'], name='notices_mai_mail_nu_bf11f9_idx'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.UniqueConstraint(fields=('dispatch', 'letter'), name='letter_once_per_dispatch'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ordinary'), ('mail_number', '')), models.Q(('kind__in', ['ems', 'registered']), models.Q(('mail_number', ''), _negated=True)), _connector='OR'), name='recorded_mail_has_its_number'),
        ),
        migrations.AddIndex(
            model_name='printbatch',
            index=models.Index(fields=['agency', 'printed_at'], name='notices_pri_agency__2729eb_idx'),
        ),
        migrations.AddConstraint(
            model_name='printedletter',
            constraint=models.UniqueConstraint(fields=('letter', 'round'), name='printing_once_per_round'),
        ),
        migrations.AddConstraint(
            model_name='printedletter',
            constraint=models.UniqueConstraint(fields=('batch', 'place'), name='place_once_per_batch'),
        ),
        migrations.AddConstraint(
            model_name='printedletter',
            constraint=models.CheckConstraint(condition=models.Q(('copies__gte', 1)), name='at_least_one_copy'),
        ),
        migrations.AddConstraint(
            model_name='unmatchedmail',
            constraint=models.UniqueConstraint(fields=('agency', 'mail_number', 'status', 'on'), name='unmatched_told_once'),
        ),
        migrations.RunPython(create, drop),
    ]
