"""Addresses of the desk."""

from django.urls import path

from workflow.views import case, drafting, papers, posting, printing, registering, wording, worklist, writing

urlpatterns = [
    path("", worklist.Worklist.as_view(), name="worklist"),
    path("assign/", worklist.AssignMany.as_view(), name="assign-many"),
    path("register/", registering.Register.as_view(), name="register"),
    path("register/arrival/", registering.ArrivalRule.as_view(), name="arrival"),
    path("queue/", registering.Queue.as_view(), name="queue"),
    path("queue/<int:pk>/", registering.Queued.as_view(), name="queued"),
    path("cases/<int:pk>/", case.CasePage.as_view(), name="case"),
    path("cases/<int:pk>/draft/", drafting.DraftPage.as_view(), name="draft"),
    path("cases/<int:pk>/draft/preview/", drafting.DraftPreview.as_view(), name="draft-preview"),
    path("cases/<int:pk>/review/", drafting.Review.as_view(), name="review"),
    path("cases/<int:pk>/sheet/", drafting.DraftSheet.as_view(), name="draft-sheet"),
    path("cases/<int:pk>/papers/", writing.Papers.as_view(), name="papers"),
    path("cases/<int:pk>/papers/<slug:code>/", writing.Paper.as_view(), name="paper"),
    path("cases/<int:pk>/papers/<slug:code>/preview/", writing.PaperPreview.as_view(), name="paper-preview"),
    path("cases/<int:pk>/look/", case.Look.as_view(), name="look"),
    path("cases/<int:pk>/<slug:code>/", case.StepView.as_view(), name="step"),
    path("letters/<int:pk>/", papers.LetterPage.as_view(), name="letter"),
    path("letters/<int:pk>/sheet/", papers.LetterSheet.as_view(), name="letter-sheet"),
    path("letters/<int:pk>/pdf/", papers.LetterPdf.as_view(), name="letter-pdf"),
    path("letters/<int:pk>/void/", papers.LetterVoid.as_view(), name="letter-void"),
    path("wording/", wording.WordingList.as_view(), name="wording"),
    path("wording/write/", wording.WordingWrite.as_view(), name="wording-write"),
    path("wording/preview/", wording.WordingPreview.as_view(), name="wording-preview"),
    path("wording/<int:pk>/", wording.WordingVersion.as_view(), name="wording-version"),
    path("wording/<int:pk>/sheet/", wording.WordingSheet.as_view(), name="wording-sheet"),
    path("wording/<int:pk>/<slug:code>/", wording.WordingStep.as_view(), name="wording-step"),
    path("post/", printing.PrintQueue.as_view(), name="post"),
    path("post/log/", printing.Log.as_view(), name="post-log"),
    path("post/prints/<int:pk>/", printing.Batch.as_view(), name="post-batch"),
    path("post/prints/<int:pk>/pdf/", printing.BatchPdf.as_view(), name="post-batch-pdf"),
    path("post/outgoing/", posting.Outgoing.as_view(), name="post-outgoing"),
    path("post/outgoing/<int:pk>/", posting.Address.as_view(), name="post-address"),
    path("post/dispatches/<int:pk>/", posting.DispatchPage.as_view(), name="post-dispatch"),
    path("post/deliveries/", posting.Deliveries.as_view(), name="post-deliveries"),
    path("post/returns/", posting.Returns.as_view(), name="post-returns"),
    path("attachments/<int:pk>/", papers.AttachmentFile.as_view(), name="attachment"),
]
