"""The workflow floor as a Django application."""

import pkgutil
from importlib import import_module

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Load every act when the application starts; a row of the table without its class stops it there."""

    name = "workflow"

    def ready(self):
        """Load the modules of `workflow/acts/` and of its folders, each of which registers its acts."""
        package = import_module("workflow.acts")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
        import_module("workflow.cases.act").check_complete()
