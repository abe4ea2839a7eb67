"""Addresses of the quality of files."""

from django.urls import path

from reporting.quality import views

urlpatterns = [
    path("statistics/quality/", views.QualityPage.as_view(), name="quality"),
    path("statistics/quality/<key:pk>/", views.CaseQualityPage.as_view(), name="case-quality"),
]
