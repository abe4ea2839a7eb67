"""Let the database guard the numbers: counters never fall, a number fits its series and day, records only grow.

The migration before this one rebuilt the table of letters on SQLite, which loses its triggers: they are made anew here.
"""

from django.db import migrations

APPEND_ONLY = ("notices_seriesword", "notices_numbermark", "notices_supersession")
PRESS = {"pdf", "pdf_sha256", "claimed_until", "attempts", "render_error"}  # what the renderer writes; all else is fixed
MISFIT = {
    "sqlite": "NEW.historic = 0 AND NEW.sequence IS NOT NULL AND (CAST(substr(NEW.dated, 1, 4) AS INTEGER) <> NEW.year "
    "OR NEW.number <> NEW.series || '〔' || NEW.year || '〕' || NEW.sequence || '号')",
    "postgresql": "NOT NEW.historic AND NEW.sequence IS NOT NULL AND (EXTRACT(YEAR FROM NEW.dated) <> NEW.year "
    "OR NEW.number <> NEW.series || '〔' || NEW.year || '〕' || NEW.sequence || '号')",
}


def guards(apps, vendor):
    """Return (name, table, verb with its columns, condition, what the database says) of every trigger."""
    fields = apps.get_model("notices", "Letter")._meta.concrete_fields
    fixed = ", ".join(field.column for field in fields if field.name not in PRESS)
    rows = [
        ("notices_letter_no_update", "notices_letter", f"UPDATE OF {fixed}", "", "notices_letter is append-only"),
        ("notices_letter_no_delete", "notices_letter", "DELETE", "", "notices_letter is append-only"),
        ("notices_letter_fits", "notices_letter", "INSERT", MISFIT[vendor], "the number does not fit series and day"),
        ("notices_numberseries_up", "notices_numberseries", "UPDATE", "NEW.last < OLD.last OR NEW.agency_id <> OLD.agency_id "
         "OR NEW.series <> OLD.series OR NEW.year <> OLD.year", "a number series only counts upward"),
        ("notices_numberseries_no_delete", "notices_numberseries", "DELETE", "", "a number series is kept"),
        ("notices_signedcopy_fixed", "notices_signedcopy", "UPDATE", "OLD.pdf_sha256 <> ''", "a signed copy is not changed"),
        ("notices_signedcopy_no_delete", "notices_signedcopy", "DELETE", "", "a signed copy is kept"),
    ]
    for table in APPEND_ONLY:
        rows += [(f"{table}_no_{verb}", table, verb.upper(), "", f"{table} is append-only") for verb in ("update", "delete")]
    return rows


def create(apps, schema_editor):
    """Make the triggers of the database in use, those of the letters anew.

    Safe to run again: a later migration that rebuilds the table of letters on SQLite ends with this function.
    """
    vendor = schema_editor.connection.vendor
    postgres = vendor == "postgresql"
    for name, table, verb, condition, words in guards(apps, vendor):
        when = f"WHEN ({condition})" if condition else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgres else ""))
        if postgres:
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}_refused() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{words}'; END; $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}_refused()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )


def drop(apps, schema_editor):
    """Remove the triggers but those that protected the letters before."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for name, table, *_ in guards(apps, schema_editor.connection.vendor):
        if name not in ("notices_letter_no_update", "notices_letter_no_delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgres else ""))
            if postgres:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}_refused()")


def explain_old_gaps(apps, schema_editor):
    """Record as a high-water mark each gap that letters of old registers left before marks were kept."""
    series_model, letter, mark = (apps.get_model("notices", name) for name in ("NumberSeries", "Letter", "NumberMark"))
    for row in series_model.objects.filter(last__gt=0).order_by("id"):
        given = letter.objects.filter(agency=row.agency_id, series=row.series, year=row.year, sequence__isnull=False)
        recorded_at = given.order_by("-issued_at").values_list("issued_at", flat=True).first()
        former = 0
        for sequence in given.order_by("sequence").values_list("sequence", flat=True):
            if sequence > former + 1:
                mark.objects.create(
                    agency_id=row.agency_id, series=row.series, year=row.year, former=former, last=sequence - 1,
                    reason="升级前登记的历史文号之间的空号，系统启用前在纸上使用", set_at=recorded_at,
                )
            former = sequence


class Migration(migrations.Migration):
    dependencies = [("notices", "0010_numbers_signing_verification")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(explain_old_gaps, migrations.RunPython.noop),
    ]
