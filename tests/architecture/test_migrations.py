"""The first migration of every app makes its tables in one operation, so that a fresh database is quick to make."""

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.models import CASCADE, CharField, ForeignKey, Q, UniqueConstraint
from django.db.models.constraints import CheckConstraint

from agencies.tables import CreateTables
from setup.first_migrations import APPS, folded


@pytest.mark.parametrize("app", APPS)
def test_every_table_of_an_app_comes_in_one_piece(app):
    (operation,) = MigrationLoader(None).disk_migrations[app, "0001_initial"].operations
    assert isinstance(operation, CreateTables)
    made = []
    for model in operation.models:
        targets = (str(field.remote_field.model).lower() for _name, field in model.fields if field.remote_field)
        own = {to.partition(".")[2] for to in targets if to.startswith(f"{app}.")}
        assert own <= {*made, model.name_lower}, f"{model.name} refers to a table that is made later"
        made.append(model.name_lower)


def test_every_own_app_is_named_in_the_recipe():
    ours = [config for config in apps.get_app_configs() if "site-packages" not in config.path]
    assert {config.label for config in ours if list(config.get_models())} == set(
        APPS
    )  # an app without a table has no migration


def test_constraints_and_fields_are_folded_into_their_tables_and_put_in_order():
    given = [
        CreateModel("Leaf", [("name", CharField(max_length=3))]),
        AddConstraint("leaf", UniqueConstraint(fields=["name"], name="once")),
        CreateModel("Tree", [("name", CharField(max_length=3))]),
        AddConstraint("tree", CheckConstraint(condition=~Q(name=""), name="named")),
        AddField("leaf", "tree", ForeignKey("agencies.tree", CASCADE)),
    ]
    (made,) = folded("agencies", given)
    assert [model.name for model in made.models] == ["Tree", "Leaf"]
    leaf = made.models[1]
    assert [name for name, _field in leaf.fields] == ["name", "tree"]
    assert [one.name for one in leaf.options["constraints"]] == ["once"]
    assert [model.name for model in folded("agencies", [made])[0].models] == ["Tree", "Leaf"], "safe to run again"


def test_tables_that_refer_to_each_other_in_a_circle_are_refused():
    given = [
        CreateModel("Leaf", [("tree", ForeignKey("agencies.tree", CASCADE))]),
        CreateModel("Tree", [("leaf", ForeignKey("agencies.leaf", CASCADE))]),
    ]
    with pytest.raises(SystemExit, match="circle"):
        folded("agencies", given)
