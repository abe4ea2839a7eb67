"""Addresses of the desk."""

from django.urls import path

from workflow.views import archiving, case, drafting, papers, registering, reviewing, worklist

urlpatterns = [
    path("", worklist.Worklist.as_view(), name="worklist"),
    path("register/", registering.Register.as_view(), name="register"),
    path("register/arrival/", registering.ArrivalRule.as_view(), name="arrival"),
    path("queue/", registering.Queue.as_view(), name="queue"),
    path("queue/<int:pk>/", registering.Queued.as_view(), name="queued"),
    path("cases/<int:pk>/", case.CasePage.as_view(), name="case"),
    path("cases/<int:pk>/draft/", drafting.DraftPage.as_view(), name="draft"),
    path("cases/<int:pk>/draft/preview/", drafting.DraftPreview.as_view(), name="draft-preview"),
    path("cases/<int:pk>/review/", drafting.Review.as_view(), name="review"),
    path("cases/<int:pk>/sheet/", drafting.DraftSheet.as_view(), name="draft-sheet"),
    path("cases/<int:pk>/look/", case.Look.as_view(), name="look"),
    path("cases/<int:pk>/<slug:code>/", case.StepView.as_view(), name="step"),
    path("letters/<int:pk>/", papers.LetterSheet.as_view(), name="letter"),
    path("letters/<int:pk>/pdf/", papers.LetterPdf.as_view(), name="letter-pdf"),
    path("attachments/<int:pk>/", papers.AttachmentFile.as_view(), name="attachment"),
    path("archive/", archiving.ToArchive.as_view(), name="archive"),
    path("archive/cases/<int:pk>/", archiving.ArchiveCase.as_view(), name="archive-case"),
    path("archive/records/", archiving.Records.as_view(), name="archive-records"),
    path("archive/records/<int:pk>/", archiving.Record.as_view(), name="archive-record"),
    path("archive/due/", reviewing.Due.as_view(), name="archive-due"),
    path("archive/reviews/", reviewing.Batches.as_view(), name="archive-batches"),
    path("archive/reviews/<int:pk>/", reviewing.Batch.as_view(), name="archive-batch"),
    path("archive/destroyed/", reviewing.Destroyed.as_view(), name="archive-destroyed"),
    path("archive/destroyed/<slug:kind>/", reviewing.Destroyed.as_view(), name="archive-register"),
    path("archive/rules/", archiving.Rules.as_view(), name="archive-rules"),
]
