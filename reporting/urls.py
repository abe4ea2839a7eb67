"""Addresses of the reports."""

from django.urls import path

from reporting import views

urlpatterns = [
    path("<int:year>/<str:code>/", views.ReportPage.as_view(), name="report"),
    path("<int:year>/<str:code>/cell/", views.CellPage.as_view(), name="report-cell"),
    path("<int:year>/<str:code>/download/<slug:kind>/", views.Download.as_view(), name="report-download"),
]
