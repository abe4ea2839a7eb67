"""Addresses of the statistics."""

from django.urls import path

from reporting.statistics import views

urlpatterns = [
    path("statistics/", views.StatisticsPage.as_view(), name="statistics"),
    path("statistics/file/", views.DownloadStatistics.as_view(), name="statistics-file"),
    path("statistics/sample/", views.SamplePage.as_view(), name="sample"),
]
