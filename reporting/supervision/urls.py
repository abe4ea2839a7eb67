"""Addresses of the supervisor's pages on cases in hand."""

from django.urls import path

from reporting.supervision import views

urlpatterns = [
    path("watch/", views.OverviewPage.as_view(), name="watch"),
    path("watch/cases/", views.WatchedCasesPage.as_view(), name="watch-cases"),
    path("watch/cases/<key:pk>/ask/", views.AskPage.as_view(), name="watch-ask"),
    path("watch/notes/<key:pk>/answer/", views.AnswerPage.as_view(), name="watch-answer"),
]
