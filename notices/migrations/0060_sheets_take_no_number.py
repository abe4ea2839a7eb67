"""A sheet has a text but no number; the triggers survive the rebuilt table."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

triggers = import_module("notices.migrations.0002_append_only")
TABLE = "notices_letter"


def keep(apps, schema_editor):
    """Make the triggers anew: SQLite dropped them with the table it rebuilt, and the new column is fixed as well."""
    _make(schema_editor, triggers.FIXED[TABLE] + ", supersedes_id")


def restore(apps, schema_editor):
    """Make the triggers as they were before."""
    _make(schema_editor, triggers.FIXED[TABLE])


def _make(schema_editor, fixed):
    postgres = schema_editor.connection.vendor == "postgresql"
    statement = triggers.POSTGRES_TRIGGER if postgres else triggers.SQLITE
    for verb, columns in triggers._verbs(fixed):
        on = f" ON {TABLE}" if postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}{on}")
        schema_editor.execute(statement.format(table=TABLE, verb=verb, VERB=verb.upper(), columns=columns))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_append_only'),
        ('notices', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, restore),  # the last step back
        migrations.RemoveConstraint(
            model_name='letter',
            name='letter_has_number_and_text',
        ),
        migrations.AlterField(
            model_name='letter',
            name='addressee',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AlterField(
            model_name='letter',
            name='number',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name='letter',
            name='series',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='letter',
            name='supersedes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='notices.letter'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('historic', True), models.Q(models.Q(('sequence__isnull', False), models.Q(('number', ''), ('series', '')), _connector='OR'), models.Q(('html', ''), _negated=True), models.Q(('content_sha256', ''), _negated=True)), _connector='OR'), name='letter_has_number_and_text'),
        ),
        migrations.RunPython(keep, restore),
    ]
