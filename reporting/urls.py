"""Addresses of the reports."""

from django.urls import path

from reporting import filing_pages, publishing_pages, text_views, views

urlpatterns = [
    path("<int:year>/<str:code>/", views.ReportPage.as_view(), name="report"),
    path("<int:year>/<str:code>/cell/", views.CellPage.as_view(), name="report-cell"),
    path("<int:year>/<str:code>/cell/<slug:kind>/", views.CellPage.as_view(), name="report-list"),
    path("<int:year>/<str:code>/download/<slug:kind>/", views.Download.as_view(), name="report-download"),
    path("<int:year>/<str:code>/file/", filing_pages.FilingPage.as_view(), name="filing"),
    path("<int:year>/<str:code>/publish/", publishing_pages.PublishPage.as_view(), name="publish"),
    path("<int:year>/<str:code>/text/", text_views.TextPage.as_view(), name="report-text"),
    path("<int:year>/<str:code>/text/<slug:section>/", text_views.PassagePage.as_view(), name="report-passage"),
    path("<int:year>/<str:code>/examples/", text_views.ExampleList.as_view(), name="report-examples"),
    path("<int:year>/<str:code>/examples/<int:pk>/", text_views.ExamplePage.as_view(), name="report-example"),
]
