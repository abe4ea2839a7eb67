"""Addresses of the reports, and of what the public reads of them."""

from django.urls import path

from reporting.publication.views import public, publish, text
from reporting.publication.views import report as report_views

urlpatterns = [
    path("report/<year:year>/<code:code>/", report_views.ReportPage.as_view(), name="report"),
    path("report/<year:year>/<code:code>/cell/", report_views.CellPage.as_view(), name="report-cell"),
    path("report/<year:year>/<code:code>/cell/<word:kind>/", report_views.CellPage.as_view(), name="report-list"),
    path(
        "report/<year:year>/<code:code>/download/<word:kind>/",
        report_views.DownloadReport.as_view(),
        name="report-download",
    ),
    path("report/<year:year>/<code:code>/publish/", publish.PublishPage.as_view(), name="publish"),
    path("report/<year:year>/<code:code>/text/", text.WholeTextPage.as_view(), name="report-text"),
    path("report/<year:year>/<code:code>/text/<word:section>/", text.PassagePage.as_view(), name="report-passage"),
    path("report/<year:year>/<code:code>/examples/", text.ExamplesPage.as_view(), name="report-examples"),
    path("report/<year:year>/<code:code>/examples/<key:pk>/", text.ExamplePage.as_view(), name="report-example"),
    path("published/", public.PublicationList.as_view(), name="publications"),
    path("published/<year:year>/<code:code>/", public.PublicationPage.as_view(), name="published"),
    path("published/<year:year>/<code:code>/cell/", public.PublishedCellPage.as_view(), name="published-cell"),
    path(
        "published/<year:year>/<code:code>/differences/",
        public.DifferencesWorkbook.as_view(),
        name="published-differences",
    ),
    path("published/<year:year>/<code:code>/again/", public.RetryDrawing.as_view(), name="published-again"),
    path(
        "published/<year:year>/<code:code>/<word:kind>/", public.DownloadPublishedFile.as_view(), name="published-file"
    ),
]
