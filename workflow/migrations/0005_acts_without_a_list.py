"""The table of acts is `law/procedure.py` alone: the database keeps no second list that a new act would have to change.

SQLite rebuilds the table of events for it and so loses its triggers: they are made again.
"""

from importlib import import_module

from django.db import migrations

guards = import_module("workflow.migrations.0002_guards")


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0004_search_text"),
        ("notices", "0003_forms_of_numbers"),
        ("intake", "0001_initial"),
    ]
    operations = [
        migrations.RemoveConstraint("event", "act_known"),
        migrations.RunPython(guards.create, migrations.RunPython.noop),
    ]
