"""Addresses of the desk: worklist, registration, cases, drafts, letters, adapted words."""

from django.urls import path

from workflow.desk.views import case, drafting, law, letters, papers, registration, unregistered, wording, worklist

urlpatterns = [
    path("", worklist.Worklist.as_view(), name="worklist"),
    path("assign/", worklist.AssignMany.as_view(), name="assign-many"),
    path("register/", registration.RegistrationPage.as_view(), name="register"),
    path("register/arrival/", registration.ArrivalRule.as_view(), name="arrival"),
    path("queue/", unregistered.UnregisteredListPage.as_view(), name="queue"),
    path("queue/<key:pk>/", unregistered.UnregisteredPage.as_view(), name="queued"),
    path("cases/<key:pk>/", case.CasePage.as_view(), name="case"),
    path("cases/<key:pk>/draft/", drafting.DraftPage.as_view(), name="draft"),
    path("cases/<key:pk>/draft/preview/", drafting.DraftPreview.as_view(), name="draft-preview"),
    path("cases/<key:pk>/review/", drafting.ReviewPage.as_view(), name="review"),
    path("cases/<key:pk>/sheet/", drafting.DraftSheet.as_view(), name="draft-sheet"),
    path("cases/<key:pk>/papers/", papers.PaperListPage.as_view(), name="papers"),
    path("cases/<key:pk>/papers/<word:code>/", papers.PaperPage.as_view(), name="paper"),
    path("cases/<key:pk>/papers/<word:code>/preview/", papers.PaperPreview.as_view(), name="paper-preview"),
    path("cases/<key:pk>/look/", case.RevealApplicant.as_view(), name="look"),
    path("cases/<key:pk>/<word:code>/", case.ActStep.as_view(), name="step"),
    path("letters/<key:pk>/", letters.LetterPage.as_view(), name="letter"),
    path("letters/<key:pk>/sheet/", letters.LetterSheet.as_view(), name="letter-sheet"),
    path("letters/<key:pk>/pdf/", letters.LetterPdf.as_view(), name="letter-pdf"),
    path("letters/<key:pk>/again/", letters.LetterAgain.as_view(), name="letter-again"),
    path("letters/<key:pk>/void/", letters.LetterVoid.as_view(), name="letter-void"),
    path("wording/", wording.WordingList.as_view(), name="wording"),
    path("wording/write/", wording.WordingWrite.as_view(), name="wording-write"),
    path("wording/preview/", wording.WordingPreview.as_view(), name="wording-preview"),
    path("wording/<key:pk>/", wording.WordingVersion.as_view(), name="wording-version"),
    path("wording/<key:pk>/sheet/", wording.WordingSheet.as_view(), name="wording-sheet"),
    path("wording/<key:pk>/<word:code>/", wording.WordingStep.as_view(), name="wording-step"),
    path("law/<year:year>/", law.RegulationsPage.as_view(), name="regulations"),
    path("attachments/<key:pk>/", letters.AttachmentFile.as_view(), name="attachment"),
]
