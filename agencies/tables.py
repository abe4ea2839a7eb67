"""One operation of a migration for all tables of an app, so that the models are rendered once and not once a table."""

from collections.abc import Sequence

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateTables(Operation):
    """Create several tables at once.

    Between two CreateModel of their own Django renders every model again that a foreign key joins to the new one:
    with seventy models in one web that is most of the work of `migrate`. Here the state is told of all of them first.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["models"]

    def __init__(self, models: Sequence[CreateModel]):
        self.models = list(models)

    def state_forwards(self, app_label, state):
        """Tell the state of every model; it is rendered when it is next asked for."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the tables in the order given: what is referred to comes first."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop the tables, the last first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name, app_label):
        """Say whether one of the tables is or refers to the model."""
        return any(model.references_model(name, app_label) for model in self.models)

    def describe(self):
        """Return what is done, for the list of planned operations."""
        return f"Create the tables of {', '.join(model.name for model in self.models)}"
