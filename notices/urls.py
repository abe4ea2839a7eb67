"""Addresses of the numbers and of the public verification."""

from django.urls import path

from notices import views

urlpatterns = [
    path("numbers/", views.Numbers.as_view(), name="numbers"),
    path("numbers/<str:code>/", views.NumbersOf.as_view(), name="numbers-of"),
    path("numbers/<str:code>/words/", views.SetWords.as_view(), name="number-words"),
    path("numbers/<str:code>/mark/", views.RaiseMark.as_view(), name="number-mark"),
    path("numbers/<str:code>/<int:pk>/", views.Register.as_view(), name="number-register"),
    path("verify/", views.Verify.as_view(), name="verify"),
]
