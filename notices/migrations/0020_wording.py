"""Adapted words in versions that cannot change, and what the law says in a draft."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was written stays; only the state moves, and who moved it.
FIXED = "OF agency_id, place, kind, version, text, written_by_id, written_at"
SQLITE = """
CREATE TRIGGER notices_wording_no_{verb} BEFORE {VERB} {columns} ON notices_wording
BEGIN SELECT RAISE(ABORT, 'notices_wording is append-only'); END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION notices_wording_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'notices_wording is append-only'; END; $$ LANGUAGE plpgsql;
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER notices_wording_no_{verb} BEFORE {VERB} {columns} ON notices_wording
FOR EACH ROW EXECUTE FUNCTION notices_wording_append_only();
"""
VERBS = (("update", FIXED), ("delete", ""))


def create(apps, schema_editor):
    """Add the triggers of the database in use."""
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION)
    for verb, columns in VERBS:
        statement = POSTGRES_TRIGGER if postgres else SQLITE
        schema_editor.execute(statement.format(verb=verb, VERB=verb.upper(), columns=columns))


def drop(apps, schema_editor):
    """Remove the triggers."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for verb, _ in VERBS:
        schema_editor.execute(f"DROP TRIGGER notices_wording_no_{verb}" + (" ON notices_wording" if postgres else ""))
    if postgres:
        schema_editor.execute("DROP FUNCTION notices_wording_append_only()")


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0020_place_government'),
        ('notices', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='law_part',
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=20)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('status', models.CharField(choices=[('draft', 'Waiting for release'), ('released', 'In use'), ('retired', 'No longer in use')], default='draft', max_length=10)),
                ('written_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='agencies.agency')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'wording',
                'verbose_name_plural': 'wordings',
                'ordering': ['place', 'kind', '-version'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'place', 'kind', 'version'), name='wording_version_once'), models.UniqueConstraint(condition=models.Q(('status', 'released')), fields=('agency', 'place', 'kind'), name='wording_released_once'), models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(('released_by', models.F('written_by')), _negated=True), _connector='OR'), name='wording_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'released'), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='wording_released_by_somebody'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'released', 'retired'])), name='wording_status_known')],
            },
        ),
        migrations.RunPython(create, drop),
    ]
