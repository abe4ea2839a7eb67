"""Of a look also the application, the door, the request, and whether it was refused; SQLite makes the table anew, so its guards are put back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLE = "agencies_accesslog"


def guard(apps, schema_editor):
    """Put back what refuses to change or delete an entry, where making the table anew lost it."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END;"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0014_backups_and_restore_mode'),
    ]

    operations = [
        migrations.AddField(
            model_name='accesslog',
            name='application_key',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='accesslog',
            name='door',
            field=models.CharField(blank=True, help_text='Address that was opened', max_length=200),
        ),
        migrations.AddField(
            model_name='accesslog',
            name='refused',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='accesslog',
            name='request_id',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='accesslog',
            name='officer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='accesslog',
            name='what',
            field=models.CharField(choices=[('applicant', 'Particulars of the applicant'), ('scan', 'File that came with the application'), ('letter', 'Letter or draft'), ('package', 'Archive package'), ('address', 'Address for the post'), ('print', 'Letter printed for the post'), ('export', 'Register written out')], max_length=40),
        ),
        migrations.AddIndex(
            model_name='accesslog',
            index=models.Index(fields=['officer', 'at'], name='access_by_officer'),
        ),
        migrations.AddIndex(
            model_name='accesslog',
            index=models.Index(fields=['application_key'], name='access_by_application'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
