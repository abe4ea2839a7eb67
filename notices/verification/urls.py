"""The address of the public verification."""

from django.urls import path

from notices.verification import views

urlpatterns = [path("verify/", views.VerifyPage.as_view(), name="verify")]
