"""Addresses of the notices floor: the numbers and the public verification."""

from django.urls import include, path

urlpatterns = [
    path("", include("notices.register.urls")),
    path("", include("notices.verification.urls")),
]
