"""Addresses of who looked."""

from django.urls import path

from workflow.looks import views

urlpatterns = [
    path("looks/", views.OwnLooksPage.as_view(), name="looks"),
    path("looks/open/", views.OpenPaper.as_view(), name="looks-open"),
    path("looks/log/", views.LogPage.as_view(), name="looks-log"),
    path("looks/log/file/", views.LogFile.as_view(), name="looks-file"),
    path("cases/<key:pk>/looks/", views.ApplicantLooksPage.as_view(), name="looks-applicant"),
]
