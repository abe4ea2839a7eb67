"""Rewrite the first migrations so that a fresh database is quick to make: every table in one piece, in one operation.

`makemigrations` writes constraints, indexes and some foreign keys as operations of their own. Each of them makes
Django build its picture of every related model anew, and SQLite copy the table: together they were most of `migrate`.

While nothing is released, the first migrations are made anew like this:

1. of every app delete all migrations but the guards (`0002_…`), and of the guards the dependencies on what is deleted;
2. run `python manage.py makemigrations agencies intake notices workflow reporting`, each as `--name initial`;
3. run `python -m setup.first_migrations.py`, put the docstrings and the guards' dependencies back, name the new tables
   in the guards;
4. `python manage.py makemigrations --check` and the tests of `tests/architecture/test_migrations.py` say whether it holds.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import SwappableTuple
from django.db.migrations.writer import MigrationWriter

from agencies.tables import CreateTables

APPS = ("agencies", "intake", "notices", "workflow", "reporting")


def folded(app: str, given: list) -> list:
    """Return the operations with every index, constraint and field in its CreateModel, and what is referred to first."""
    given = [each for one in given for each in (one.models if isinstance(one, CreateTables) else [one])]
    models = {one.name_lower: one for one in given if isinstance(one, operations.CreateModel)}
    for operation in given:
        if isinstance(operation, operations.CreateModel):
            continue
        name = operation.model_name_lower
        made = models[name].reduce(operation, app) if not isinstance(operation, operations.AddField) else None
        models[name] = made[0] if isinstance(made, list) else _with_field(models[name], operation)
    return [CreateTables(list(_in_order(app, models)))]


def _with_field(model: operations.CreateModel, added: operations.AddField) -> operations.CreateModel:
    fields = [*model.fields, (added.name, added.field)]
    return operations.CreateModel(model.name, fields, model.options, model.bases, model.managers)


def _in_order(app: str, models: dict) -> Iterator[operations.CreateModel]:
    """Yield every model after those of the app that it refers to; raise SystemExit where they go in a circle."""
    left = dict(models)
    while left:
        ready = [name for name, model in left.items() if not (_referred(app, model) & left.keys() - {name})]
        if not ready:
            raise SystemExit(
                f"{app}: {', '.join(left)} refer to each other in a circle; leave an AddField between them"
            )
        for name in ready:
            yield left.pop(name)


def _referred(app: str, model: operations.CreateModel) -> set[str]:
    targets = (field.remote_field.model for _name, field in model.fields if field.remote_field)
    return {str(to).lower().partition(".")[2] for to in targets if str(to).lower().startswith(f"{app}.")}


def _written(dependency: tuple) -> tuple:
    """Return a dependency as the writer knows it: one on the model of users by its setting."""
    return ("__setting__", "AUTH_USER_MODEL") if isinstance(dependency, SwappableTuple) else dependency


def main() -> None:
    """Rewrite the first migration of every app in place."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for app in APPS:
        migration = loader.disk_migrations[app, "0001_initial"]
        doc = sys.modules[type(migration).__module__].__doc__
        migration.operations = folded(app, migration.operations)
        migration.dependencies = [_written(dependency) for dependency in migration.dependencies]
        text = MigrationWriter(migration, include_header=False).as_string()
        path = Path(apps.get_app_config(app).path) / "migrations" / "0001_initial.py"
        path.write_text((f'"""{doc.strip()}"""\n\n' if doc else "") + text.lstrip(), encoding="utf-8")
        print(f"{app}: {len(migration.operations[0].models)}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
