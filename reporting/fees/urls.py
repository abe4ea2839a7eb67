"""Addresses of the ledger of fees."""

from django.urls import path

from reporting.fees import views

urlpatterns = [
    path("fees/", views.LedgerPage.as_view(), name="fees"),
    path("fees/file/", views.DownloadLedger.as_view(), name="fees-file"),
]
