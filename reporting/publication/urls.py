"""Addresses of the reports."""

from django.urls import path

from reporting.filing.views import unit as filing_pages
from reporting.publication.views import publish as publishing_pages
from reporting.publication.views import report as views
from reporting.publication.views import text as text_views

urlpatterns = [
    path("<year:year>/<code:code>/", views.ReportPage.as_view(), name="report"),
    path("<year:year>/<code:code>/cell/", views.CellPage.as_view(), name="report-cell"),
    path("<year:year>/<code:code>/cell/<word:kind>/", views.CellPage.as_view(), name="report-list"),
    path("<year:year>/<code:code>/download/<word:kind>/", views.Download.as_view(), name="report-download"),
    path("<year:year>/<code:code>/file/", filing_pages.FilingPage.as_view(), name="filing"),
    path("<year:year>/<code:code>/publish/", publishing_pages.PublishPage.as_view(), name="publish"),
    path("<year:year>/<code:code>/text/", text_views.TextPage.as_view(), name="report-text"),
    path("<year:year>/<code:code>/text/<word:section>/", text_views.PassagePage.as_view(), name="report-passage"),
    path("<year:year>/<code:code>/examples/", text_views.ExampleList.as_view(), name="report-examples"),
    path("<year:year>/<code:code>/examples/<key:pk>/", text_views.ExamplePage.as_view(), name="report-example"),
]
