"""Addresses of the workflow floor: who looked, the desk, the mail, the archive, the office, the reconciliation after a restore."""

from django.urls import include, path

urlpatterns = [
    path("", include("workflow.looks.urls")),
    path("", include("workflow.desk.urls")),
    path("", include("workflow.mail.urls")),
    path("", include("workflow.archive.urls")),
    path("", include("workflow.office.urls")),
    path("", include("workflow.recovery.urls")),
]
