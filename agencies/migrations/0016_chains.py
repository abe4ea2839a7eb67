"""The log and the records of changes are linked by keyed hashes; the database refuses to change the links as well."""

from django.db import migrations, models


LINKS = "agencies_chainlink"
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""


def guard(apps, schema_editor):
    """Close the links to change and removal."""
    if schema_editor.connection.vendor != "postgresql":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(table=LINKS, verb=verb, VERB=verb.upper()))
        return
    schema_editor.execute(POSTGRES.format(table=LINKS))


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0015_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChainLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(choices=[('access', 'Who looked'), ('records', 'Records of changes')], max_length=10)),
                ('seq', models.BigIntegerField(help_text='Place in the chain, from 1, without gaps')),
                ('row_id', models.BigIntegerField(help_text='Key of the row')),
                ('form', models.PositiveSmallIntegerField(help_text='Which columns are hashed')),
                ('key', models.CharField(help_text='Name of the key', max_length=16)),
                ('mac', models.CharField(help_text='HMAC-SHA-256 over the link before and the row', max_length=64)),
            ],
            options={
                'ordering': ['chain', 'seq'],
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='chain_without_forks'), models.UniqueConstraint(fields=('chain', 'row_id'), name='row_once_in_its_chain')],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
