"""Addresses of the reconciliation after a restore."""

from django.urls import path

from workflow.recovery import views

urlpatterns = [
    path("recovery/", views.ReconciliationPage.as_view(), name="recovery"),
    path("recovery/release/", views.ReleasePage.as_view(), name="recovery-release"),
    path("recovery/agencies/<code:code>/", views.AgencyPointsPage.as_view(), name="recovery-agency"),
]
