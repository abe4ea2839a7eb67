"""A series may have a form of its own (瓯信公开〔2018〕第007号); the database lets a letter bear a number of such a form."""

from importlib import import_module

from django.db import migrations, models

GUARDS = import_module("notices.migrations.0002_guards")
NAME, WORDS = "notices_letter_fits", "the number does not fit series and day"
REBUILT = "notices_seriesword"  # SQLite makes the table anew and loses its triggers
STANDARD = "NEW.number = NEW.series || '〔' || NEW.year || '〕' || NEW.sequence || '号'"
PADDED = {
    "sqlite": "printf('%0{n}d', NEW.sequence)",
    "postgresql": "lpad(NEW.sequence::text, greatest({n}, length(NEW.sequence::text)), '0')",
}
YEAR = {"sqlite": "CAST(substr(NEW.dated, 1, 4) AS INTEGER)", "postgresql": "EXTRACT(YEAR FROM NEW.dated)"}


def misfit(vendor: str) -> str:
    """Return the condition on which a new letter is refused: another year, or a number in no form of its series."""
    said = "w.form"
    marks = {"{year}": "CAST(NEW.year AS TEXT)", "{yy}": "substr(CAST(NEW.year AS TEXT), 3, 2)", "{n}": "CAST(NEW.sequence AS TEXT)"}
    marks |= {f"{{n{n}}}": PADDED[vendor].format(n=n) for n in range(2, 7)}
    for mark, value in marks.items():
        said = f"replace({said}, '{mark}', {value})"
    own = (
        "EXISTS (SELECT 1 FROM notices_seriesword AS w WHERE w.agency_id = NEW.agency_id AND w.words = NEW.series "
        f"AND w.form <> '' AND NEW.number = {said})"
    )
    issued = "NOT NEW.historic" if vendor == "postgresql" else "NEW.historic = 0"
    return f"{issued} AND NEW.sequence IS NOT NULL AND ({YEAR[vendor]} <> NEW.year OR NOT ({STANDARD} OR {own}))"


def keep(apps, schema_editor):
    """Put the guards back that a rebuilt table lost, and the wider one on new letters."""
    vendor = schema_editor.connection.vendor
    drop(apps, schema_editor)
    if vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION {NAME}_refused() RETURNS trigger AS $$ BEGIN "
            f"IF {misfit(vendor)} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN NEW; END; $$ LANGUAGE plpgsql"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON notices_letter FOR EACH ROW EXECUTE FUNCTION {NAME}_refused()"
        )
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {REBUILT}_no_{verb}")
        schema_editor.execute(
            f"CREATE TRIGGER {REBUILT}_no_{verb} BEFORE {verb.upper()} ON {REBUILT} "
            f"BEGIN SELECT RAISE(ABORT, '{REBUILT} is append-only'); END"
        )
    schema_editor.execute(
        f"CREATE TRIGGER {NAME} BEFORE INSERT ON notices_letter WHEN ({misfit(vendor)}) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def drop(apps, schema_editor):
    """Remove the guard on new letters."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON notices_letter")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {NAME}_refused()")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}")


def narrow(apps, schema_editor):
    """Put the former guard back."""
    drop(apps, schema_editor)
    postgres = schema_editor.connection.vendor == "postgresql"
    row = next(row for row in GUARDS.guards(apps, schema_editor.connection.vendor) if row[0] == NAME)
    if postgres:
        schema_editor.execute(
            f"CREATE FUNCTION {row[4]}() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END; $$ LANGUAGE plpgsql"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON notices_letter FOR EACH ROW WHEN ({row[3]}) EXECUTE FUNCTION {row[4]}()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON notices_letter WHEN ({row[3]}) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_guards"), ("workflow", "0002_guards")]
    operations = [
        # SQLite rebuilds the table while a trigger elsewhere may not name it yet.
        migrations.AlterField("seriesword", "words", models.CharField(max_length=40)),
        migrations.AddField("seriesword", "form", models.CharField(blank=True, max_length=60, default=""), preserve_default=False),
        migrations.RunPython(keep, narrow),
    ]
