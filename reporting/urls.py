"""Addresses of the reports."""

from django.urls import path

from reporting import filing_pages, publishing_pages, views

urlpatterns = [
    path("<int:year>/<str:code>/", views.ReportPage.as_view(), name="report"),
    path("<int:year>/<str:code>/cell/", views.CellPage.as_view(), name="report-cell"),
    path("<int:year>/<str:code>/download/<slug:kind>/", views.Download.as_view(), name="report-download"),
    path("<int:year>/<str:code>/file/", filing_pages.FilingPage.as_view(), name="filing"),
    path("<int:year>/<str:code>/publish/", publishing_pages.PublishPage.as_view(), name="publish"),
]
