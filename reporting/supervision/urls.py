"""Addresses of the supervisor's pages on cases in hand."""

from django.urls import path

from reporting.supervision import views as watch_pages

urlpatterns = [
    path("", watch_pages.Watch.as_view(), name="watch"),
    path("cases/", watch_pages.WatchCases.as_view(), name="watch-cases"),
    path("cases/<key:pk>/ask/", watch_pages.AskPage.as_view(), name="watch-ask"),
    path("notes/<key:pk>/answer/", watch_pages.AnswerPage.as_view(), name="watch-answer"),
]
