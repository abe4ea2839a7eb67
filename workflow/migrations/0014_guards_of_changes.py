"""What was stated after a restore and what platforms were told is only added to; a change takes its position, once."""

from django.db import migrations

STATED, CHANGES = "workflow_reconciledpoint", "workflow_change"
TOLD = ("id", "account_id", "application_id", "kind", "standing", "letter_id", "recorded_at")  # all but the position
GUARDS = [
    (STATED, "update", "UPDATE", ""),
    (STATED, "delete", "DELETE", ""),
    (CHANGES, "delete", "DELETE", ""),
    (CHANGES, "update", f"UPDATE OF {', '.join(TOLD)}", ""),
    (CHANGES, "second_position", "UPDATE OF position", "WHEN OLD.position IS NOT NULL"),
]
POSTGRES = f"""
CREATE OR REPLACE FUNCTION {STATED}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{STATED} is append-only'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER {STATED}_append_only BEFORE UPDATE OR DELETE ON {STATED}
FOR EACH ROW EXECUTE FUNCTION {STATED}_append_only();
CREATE OR REPLACE FUNCTION {CHANGES}_append_only() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.position IS NULL
    AND ({', '.join(f'NEW.{name}' for name in TOLD)}) IS NOT DISTINCT FROM ({', '.join(f'OLD.{name}' for name in TOLD)})
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{CHANGES} is append-only';
END; $$ LANGUAGE plpgsql;
CREATE TRIGGER {CHANGES}_append_only BEFORE UPDATE OR DELETE ON {CHANGES}
FOR EACH ROW EXECUTE FUNCTION {CHANGES}_append_only();
"""


def create(apps, schema_editor):
    """Make the guards of both tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        return
    for table, verb, when, only in GUARDS:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {when} ON {table} {only} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"
        )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0013_changes_for_platforms")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
