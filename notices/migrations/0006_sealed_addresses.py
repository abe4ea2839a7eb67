"""Columns that can take sealed addresses; what is there is sealed by workflow/migrations/0016, row after row.

SQLite rebuilds both tables for it and so loses their triggers: all are made again, with the wider one on letters of 0003, and
opened by workflow/migrations/0015.
"""

from importlib import import_module

from django.db import migrations

from agencies.encryption.fields import EncryptedTextField

guards = import_module("notices.migrations.0002_guards")
forms = import_module("notices.migrations.0003_forms_of_numbers")
GONE = ("〔已销毁〕",)
TABLES = {
    "destination": (("letter_id", "entered_at"), 6),
    "mailing": (("dispatch_id", "letter_id"), 12),
}


def _altered(model, bound_to, postcode):
    yield migrations.AlterField(model, "address", EncryptedTextField(bound_to=bound_to, in_clear=GONE, max_length=240))
    for name, length in (("postcode", postcode), ("phone", 40)):
        field = EncryptedTextField(blank=True, bound_to=bound_to, in_clear=(), max_length=length)
        yield migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_set_aside_letter")]

    operations = [
        *(one for model, about in TABLES.items() for one in _altered(model, *about)),
        migrations.RunPython(guards.create, migrations.RunPython.noop),
        migrations.RunPython(forms.keep, migrations.RunPython.noop),
    ]
