"""Addresses of the numbers."""

from django.urls import path

from notices.register import views

urlpatterns = [
    path("numbers/", views.Numbers.as_view(), name="numbers"),
    path("numbers/<code:code>/", views.NumbersOf.as_view(), name="numbers-of"),
    path("numbers/<code:code>/words/", views.SetWords.as_view(), name="number-words"),
    path("numbers/<code:code>/mark/", views.RaiseMark.as_view(), name="number-mark"),
    path("numbers/<code:code>/<key:pk>/", views.Register.as_view(), name="number-register"),
]
