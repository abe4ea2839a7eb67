"""Let the database itself keep what was drafted, numbered, issued, printed and posted; numbers only count upward.

A later migration that makes SQLite rebuild one of these tables loses its triggers: it ends with `create` again, and
with that of workflow/migrations/0002_guards.py, which opens four of them for the register of destruction.
"""

from django.db import migrations

PRESS = ("pdf", "pdf_sha256", "claimed_until", "attempts", "render_error")  # what the renderer writes on a letter
WORDING = ("agency_id", "place", "kind", "version", "text", "written_by_id", "written_at")  # the state alone moves
APPEND_ONLY = (
    "notices_draft",
    "notices_voidrecord",
    "notices_seriesword",
    "notices_numbermark",
    "notices_supersession",
    "notices_printbatch",
    "notices_printedletter",
    "notices_destination",
    "notices_dispatch",
    "notices_mailing",
    "notices_unmatchedmail",
    "notices_setaside",
)
MISFIT = {
    "sqlite": "NEW.historic = 0 AND NEW.sequence IS NOT NULL AND (CAST(substr(NEW.dated, 1, 4) AS INTEGER) <> NEW.year "
    "OR NEW.number <> NEW.series || '〔' || NEW.year || '〕' || NEW.sequence || '号')",
    "postgresql": "NOT NEW.historic AND NEW.sequence IS NOT NULL AND (EXTRACT(YEAR FROM NEW.dated) <> NEW.year "
    "OR NEW.number <> NEW.series || '〔' || NEW.year || '〕' || NEW.sequence || '号')",
}
FALLS = "NEW.last < OLD.last OR NEW.agency_id <> OLD.agency_id OR NEW.series <> OLD.series OR NEW.year <> OLD.year"


def guards(apps, vendor):
    """Return (name, table, verb with its columns, condition, function, what the database says) of every trigger."""
    fields = apps.get_model("notices", "Letter")._meta.concrete_fields
    fixed = {
        **dict.fromkeys(APPEND_ONLY, ""),
        "notices_letter": "OF " + ", ".join(field.column for field in fields if field.name not in PRESS),
        "notices_wording": "OF " + ", ".join(WORDING),
    }
    rows = [
        (f"{table}_no_{verb}", table, f"{verb.upper()} {columns}", "", f"{table}_append_only", f"{table} is append-only")
        for table, of in fixed.items()
        for verb, columns in (("update", of), ("delete", ""))
    ]
    for name, table, verb, condition, words in (
        ("notices_letter_fits", "notices_letter", "INSERT", MISFIT[vendor], "the number does not fit series and day"),
        ("notices_numberseries_up", "notices_numberseries", "UPDATE", FALLS, "a number series only counts upward"),
        ("notices_numberseries_no_delete", "notices_numberseries", "DELETE", "", "a number series is kept"),
        ("notices_signedcopy_fixed", "notices_signedcopy", "UPDATE", "OLD.pdf_sha256 <> ''", "a signed copy is not changed"),
        ("notices_signedcopy_no_delete", "notices_signedcopy", "DELETE", "", "a signed copy is kept"),
    ):
        rows.append((name, table, verb, condition, f"{name}_refused", words))
    return rows


def create(apps, schema_editor):
    """Make the triggers of the database in use, anew where they are there; safe to run again."""
    postgres = schema_editor.connection.vendor == "postgresql"
    drop(apps, schema_editor)
    for name, table, verb, condition, function, words in guards(apps, schema_editor.connection.vendor):
        when = f"WHEN ({condition})" if condition else ""
        if postgres:
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{words}'; END; $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {function}()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )


def drop(apps, schema_editor):
    """Remove the triggers."""
    postgres = schema_editor.connection.vendor == "postgresql"
    rows = guards(apps, schema_editor.connection.vendor)
    for name, table, *_ in rows:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgres else ""))
    if postgres:
        for function in dict.fromkeys(row[4] for row in rows):
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {function}()")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
