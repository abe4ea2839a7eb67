"""A sheet has a text but no number; the triggers survive the rebuilt table."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

guards = import_module("notices.migrations.0010_number_guards")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_append_only"),
        ("notices", "0010_number_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField("letter", "addressee", models.CharField(blank=True, max_length=240)),
        migrations.AlterField("letter", "number", models.CharField(blank=True, max_length=80)),
        migrations.AlterField("letter", "series", models.CharField(blank=True, max_length=40)),
        migrations.RunPython(guards.create, migrations.RunPython.noop),
    ]
