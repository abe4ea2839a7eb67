"""The workflow floor as a Django application."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Name the application."""

    name = "workflow"
