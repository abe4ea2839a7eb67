"""Let the database itself refuse to change what was drafted, issued or made void; only the PDF columns of a letter move."""

from django.db import migrations

# What may not change; of a letter everything but the columns of the renderer.
FIXED = {
    "notices_draft": "",
    "notices_voidrecord": "",
    "notices_letter": "OF agency_id, kind, regulation, series, year, sequence, number, dated, title, addressee, facts, "
    "html, content_sha256, online, historic, issued_by_id, issued_at",
}
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} {columns} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END; $$ LANGUAGE plpgsql;
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""


def _verbs(columns):
    return (("update", columns), ("delete", ""))


def create(apps, schema_editor):
    """Add the triggers of the database in use."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, fixed in FIXED.items():
        if postgres:
            schema_editor.execute(POSTGRES_FUNCTION.format(table=table))
        for verb, columns in _verbs(fixed):
            statement = POSTGRES_TRIGGER if postgres else SQLITE
            schema_editor.execute(statement.format(table=table, verb=verb, VERB=verb.upper(), columns=columns))


def drop(apps, schema_editor):
    """Remove the triggers."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, fixed in FIXED.items():
        for verb, _ in _verbs(fixed):
            on = f" ON {table}" if postgres else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
        if postgres:
            schema_editor.execute(f"DROP FUNCTION {table}_append_only()")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
