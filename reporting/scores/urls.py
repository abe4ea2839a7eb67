"""Address of the scoring sheet."""

from django.urls import path

from reporting.scores import views

urlpatterns = [path("statistics/scores/", views.ScoresPage.as_view(), name="scores")]
