"""Addresses of the numbers."""

from django.urls import path

from notices.register import views

urlpatterns = [
    path("numbers/", views.OwnNumbersPage.as_view(), name="numbers"),
    path("numbers/<code:code>/", views.NumbersPage.as_view(), name="numbers-of"),
    path("numbers/<code:code>/words/", views.SetNumberWords.as_view(), name="number-words"),
    path("numbers/<code:code>/mark/", views.RaiseHighWaterMark.as_view(), name="number-mark"),
    path("numbers/<code:code>/<key:pk>/", views.NumberRegister.as_view(), name="number-register"),
]
