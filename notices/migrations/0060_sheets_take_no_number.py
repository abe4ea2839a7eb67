"""A sheet has a text but no number; the triggers survive the rebuilt table."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

triggers = import_module("notices.migrations.0002_append_only")


def keep(apps, schema_editor):
    """Make the triggers anew that SQLite dropped with the table it rebuilt."""
    if schema_editor.connection.vendor == "sqlite":
        table = "notices_letter"
        for verb, columns in triggers._verbs(triggers.FIXED[table]):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
            schema_editor.execute(triggers.SQLITE.format(table=table, verb=verb, VERB=verb.upper(), columns=columns))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_append_only'),
        ('notices', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('historic', True), models.Q(models.Q(('sequence__isnull', False), models.Q(('number', ''), ('series', '')), _connector='OR'), models.Q(('html', ''), _negated=True), models.Q(('content_sha256', ''), _negated=True)), _connector='OR'), name='letter_has_number_and_text'),
        ),
        migrations.RunPython(keep, keep),
    ]
