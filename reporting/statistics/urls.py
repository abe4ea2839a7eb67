"""Addresses of the statistics and of the audit of published reports."""

from django.urls import path

from reporting.audit import views as audit_pages
from reporting.quality import views as quality_pages
from reporting.scores import views as scores_pages
from reporting.statistics import views as statistics_pages

urlpatterns = [
    path("statistics/", statistics_pages.StatisticsPage.as_view(), name="statistics"),
    path("statistics/file/", statistics_pages.StatisticsFile.as_view(), name="statistics-file"),
    path("statistics/behind/", statistics_pages.BehindPage.as_view(), name="statistics-behind"),
    path("statistics/behind/<word:kind>/", statistics_pages.BehindPage.as_view(), name="statistics-list"),
    path("statistics/scores/", scores_pages.ScoresPage.as_view(), name="scores"),
    path("statistics/quality/", quality_pages.QualityPage.as_view(), name="quality"),
    path("statistics/quality/<key:pk>/", quality_pages.CaseQualityPage.as_view(), name="case-quality"),
    path("statistics/sample/", statistics_pages.SamplePage.as_view(), name="sample"),
    path("audit/", audit_pages.AuditPage.as_view(), name="audit"),
    path("audit/<word:kind>/", audit_pages.AuditFile.as_view(), name="audit-file"),
]
