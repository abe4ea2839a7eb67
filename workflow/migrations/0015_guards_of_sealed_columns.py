"""The guards once more: a sealed column may be sealed again with another key, and nothing else of the row may change.

The database cannot see whether a text sealed anew says the same; what it does not open, or what does not give the hash that
came with the application, `verify` names (docs/decisions/0079).
"""

from importlib import import_module

from django.db import migrations, models

guards = import_module("workflow.migrations.0002_guards")
MARK = "sealed1:"
ADDRESS = ("address", "postcode", "phone")
SEALED = {
    "intake_application": ("identity_number", "phone", "email", "address", "postcode"),
    "notices_destination": ADDRESS,
    "notices_mailing": ADDRESS,
}
INDEXES = {"intake_application": ("identity_index",)}
EMPTIED = {
    table: guards.EMPTIED[table] | dict.fromkeys(INDEXES.get(table, ()), "") for table in SEALED
}
DESTROYED = "EXISTS (SELECT 1 FROM workflow_tombstone AS t WHERE t.table_name = '{table}' AND t.row_id = OLD.id)"
SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
WHEN NOT (
  ({destroyed})
  OR ({sealed})
)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (
    ({destroyed})
    OR ({sealed})
  ) THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{table} is append-only';
END; $$ LANGUAGE plpgsql;
"""


def _kept(apps, editor, table, free):
    """Return that every column but the free ones is as it was; on PostgreSQL that of a later version too."""
    if editor.connection.vendor == "postgresql":
        named = "ARRAY[" + ", ".join(f"'{column}'" for column in free) + "]"
        return [f"(to_jsonb(NEW) - {named}) = (to_jsonb(OLD) - {named})"]
    columns = [field.column for field in apps.get_model(*guards.MODELS[table])._meta.concrete_fields]
    return [f'NEW."{column}" IS OLD."{column}"' for column in columns if column not in free]


def _destroyed(apps, editor, table):
    emptied = EMPTIED[table]
    gone = [f"(NEW.{column} = OLD.{column} OR NEW.{column} = '{value}')" for column, value in emptied.items()]
    return [DESTROYED.format(table=table), *_kept(apps, editor, table, [*emptied]), *gone]


def _sealed(apps, editor, table):
    sealed, indexes = SEALED[table], INDEXES.get(table, ())
    anew = [
        f"(NEW.{column} = OLD.{column} OR (OLD.{column} <> '' AND substr(NEW.{column}, 1, {len(MARK)}) = '{MARK}'))"
        for column in sealed
    ]
    found = [f"(NEW.{column} = OLD.{column} OR NEW.{column} <> '')" for column in indexes]
    changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in (*sealed, *indexes))
    return [*_kept(apps, editor, table, [*sealed, *indexes]), *anew, *found, f"({changed})"]


def create(apps, schema_editor):
    """Make all guards, and open those of the tables with sealed columns as narrowly as said above."""
    guards.create(apps, schema_editor)
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in SEALED:
        if not postgres:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        parts = {
            "destroyed": "\n    AND ".join(_destroyed(apps, schema_editor, table)),
            "sealed": "\n    AND ".join(_sealed(apps, schema_editor, table)),
        }
        schema_editor.execute((POSTGRES if postgres else SQLITE).format(table=table, **parts), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0014_guards_of_changes"),
        ("intake", "0003_sealed_particulars"),
        ("notices", "0006_sealed_addresses"),
    ]

    operations = [
        migrations.AddField("searchtext", "marks", models.TextField(blank=True, default="")),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
