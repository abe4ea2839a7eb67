"""Addresses of the desk."""

from django.urls import path

from workflow import views

urlpatterns = [
    path("", views.Worklist.as_view(), name="worklist"),
    path("register/", views.Register.as_view(), name="register"),
    path("queue/<int:pk>/", views.Queued.as_view(), name="queued"),
    path("cases/<int:pk>/", views.CasePage.as_view(), name="case"),
    path("cases/<int:pk>/draft/", views.DraftPage.as_view(), name="draft"),
    path("cases/<int:pk>/review/", views.Review.as_view(), name="review"),
    path("cases/<int:pk>/sheet/", views.DraftSheet.as_view(), name="draft-sheet"),
    path("cases/<int:pk>/<slug:code>/", views.StepView.as_view(), name="step"),
    path("letters/<int:pk>/", views.LetterSheet.as_view(), name="letter"),
    path("letters/<int:pk>/pdf/", views.LetterPdf.as_view(), name="letter-pdf"),
    path("attachments/<int:pk>/", views.AttachmentFile.as_view(), name="attachment"),
]
