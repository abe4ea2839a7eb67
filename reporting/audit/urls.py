"""Addresses of the audit of published reports."""

from django.urls import path

from reporting.audit import views

urlpatterns = [
    path("audit/", views.AuditPage.as_view(), name="audit"),
    path("audit/<word:kind>/", views.AuditDownload.as_view(), name="audit-file"),
]
