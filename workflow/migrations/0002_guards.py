"""Events, applications and the archive's own tables are append-only; words may go that the register of destruction names.

A later migration that makes SQLite rebuild one of these tables loses its triggers: it ends with `create` again.

docs/decisions/0009: an UPDATE of a kept row passes only if the register has a tombstone for this very row, and only
if it empties the columns named here; of an event it may only take keys away. Everything else is refused as before.
"""

from datetime import UTC, date, datetime

from django.db import migrations

CLOSED = (
    "workflow_retentionrule",
    "workflow_archiverecord",
    "workflow_reviewbatch",
    "workflow_reviewitem",
    "workflow_reviewdecision",
    "workflow_destructionentry",
    "workflow_tombstone",
    "workflow_lockedyear",
    "workflow_unlocking",
)
GONE = "〔已销毁〕"
PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>已销毁</title></head><body><p>本件已按规定销毁。</p></body></html>'
EMPTIED = {
    "intake_application": dict.fromkeys(
        ("applicant_name", "content"), GONE
    )
    | dict.fromkeys(
        (
            "tracking_number", "identity_number", "representative", "phone", "email", "address", "postcode",
            "wanted_form", "wanted_way", "idempotency_key",
        ),
        "",
    ),
    "notices_draft": {"facts": "{}", "html": PAGE, "text": GONE},
    "notices_letter": {"facts": "{}", "html": PAGE, "addressee": GONE},
    "notices_destination": {"name": GONE, "address": GONE, "reason": GONE, "postcode": "", "phone": ""},
    "notices_mailing": {"name": GONE, "address": GONE, "postcode": "", "phone": ""},
    "workflow_event": {},  # its data may only lose keys
}
MODELS = {
    "intake_application": ("intake", "Application"),
    "notices_draft": ("notices", "Draft"),
    "notices_letter": ("notices", "Letter"),
    "notices_destination": ("notices", "Destination"),
    "notices_mailing": ("notices", "Mailing"),
    "workflow_event": ("workflow", "Event"),
}
FREE = {"notices_letter": ("pdf", "pdf_sha256", "claimed_until", "attempts", "render_error")}  # the renderer's
JSON = ("facts",)

SQLITE_KEPT = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
SQLITE_OPEN = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE {columns} ON {table}
WHEN NOT (
  EXISTS (SELECT 1 FROM workflow_tombstone AS t WHERE t.table_name = '{table}' AND t.row_id = OLD.id)
  AND {conditions}
)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
SQLITE_FEWER = """NOT EXISTS (
    SELECT 1 FROM json_each(NEW.data) AS n LEFT JOIN json_each(OLD.data) AS o ON o.key = n.key
    WHERE o.key IS NULL OR o.type <> n.type OR o.value IS NOT n.value
  )"""
SQLITE_CLOSED = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE {columns} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
APPEND_ONLY = ("workflow_event", "intake_application")  # made here; those of letters and drafts by their own floor
POSTGRES_KEPT = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END; $$ LANGUAGE plpgsql;
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""
POSTGRES_OPEN = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'UPDATE'
    AND EXISTS (SELECT 1 FROM workflow_tombstone AS t WHERE t.table_name = '{table}' AND t.row_id = OLD.id)
    AND {conditions}
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{table} is append-only';
END; $$ LANGUAGE plpgsql;
"""


def _fixed(apps, table):
    free = (*EMPTIED[table], *FREE.get(table, ()), *(("data",) if table == "workflow_event" else ()))
    fields = apps.get_model(*MODELS[table])._meta.concrete_fields
    return [field.column for field in fields if field.column not in free]


def _emptied(table, cast):
    return [
        f"(NEW.{column}{cast(column)} = OLD.{column}{cast(column)} OR NEW.{column}{cast(column)} = '{value}')"
        for column, value in EMPTIED[table].items()
    ]


def _columns(apps, table):
    """Return for which columns the trigger fires: of a letter not for those of the renderer."""
    names = [*_fixed(apps, table), *EMPTIED[table]] if table in FREE else []
    return "OF " + ", ".join(f'"{name}"' for name in names) if names else ""


def _open_sqlite(apps, editor, table):
    conditions = [f'NEW."{column}" IS OLD."{column}"' for column in _fixed(apps, table)]
    conditions += _emptied(table, lambda column: "")
    if table == "workflow_event":
        conditions.append(SQLITE_FEWER)
    editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
    text = SQLITE_OPEN.format(table=table, columns=_columns(apps, table), conditions="\n  AND ".join(conditions))
    editor.execute(text)


def _open_postgres(editor, table):
    # Whatever column a later version adds is compared too: all but those named.
    free = [*EMPTIED[table], *FREE.get(table, ())]
    named = "ARRAY[" + ", ".join(f"'{column}'" for column in (*free, *(("data",) if table == "workflow_event" else ()))) + "]"
    conditions = [f"(to_jsonb(NEW) - {named}) = (to_jsonb(OLD) - {named})"]
    conditions += _emptied(table, lambda column: "::text" if column in JSON else "")
    if table == "workflow_event":
        conditions.append("NEW.data <@ OLD.data")
    editor.execute(POSTGRES_OPEN.format(table=table, conditions="\n    AND ".join(conditions)), params=None)


def create(apps, editor):
    """Close the new tables; open the old ones as narrowly as said above."""
    postgres = editor.connection.vendor == "postgresql"
    drop(apps, editor)
    for table in (*CLOSED, *APPEND_ONLY):
        if postgres:
            editor.execute(POSTGRES_KEPT.format(table=table))
            editor.execute(POSTGRES_TRIGGER.format(table=table))
        else:
            for verb in ("update", "delete"):
                editor.execute(SQLITE_KEPT.format(table=table, verb=verb, VERB=verb.upper()))
    for table in EMPTIED:
        if postgres:
            _open_postgres(editor, table)
        else:
            _open_sqlite(apps, editor, table)


def drop(apps, editor):
    """Remove the triggers; those of letters and drafts are closed as their own floor left them."""
    postgres = editor.connection.vendor == "postgresql"
    for table in EMPTIED.keys() - set(APPEND_ONLY):
        if postgres:
            editor.execute(POSTGRES_KEPT.format(table=table))
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            editor.execute(SQLITE_CLOSED.format(table=table, columns=_columns(apps, table)))
    for table in (*CLOSED, *APPEND_ONLY):
        if postgres:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            editor.execute(f"DROP FUNCTION IF EXISTS {table}_append_only()")
        else:
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


DEFAULTS = (
    # No national line names applications for government information: 30 years is the longer of the two usual terms.
    ("all", 30, "本软件默认值：国家没有专门规定，各地多定10年或者30年，取其长者；请以本机关经批准的保管期限表代替"),
    ("litigation", None, "本软件默认值：进入行政诉讼的永久保管；请以本机关经批准的保管期限表代替"),
)


def defaults(apps, editor):
    """Enter the terms that hold where an agency has entered none of its own."""
    rule = apps.get_model("workflow", "RetentionRule")
    for kind, years, schedule in DEFAULTS:
        rule.objects.create(
            kind=kind,
            years=years,
            schedule=schedule,
            since=date(2008, 5, 1),
            entered_at=datetime(2026, 11, 24, tzinfo=UTC),
        )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial"), ("notices", "0002_guards"), ("intake", "0001_initial")]
    operations = [migrations.RunPython(defaults, migrations.RunPython.noop), migrations.RunPython(create, drop)]
