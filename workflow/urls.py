"""Addresses of the desk."""

from django.urls import path

from workflow.office.views import account
from workflow.archive.views import packages as archiving
from workflow.desk.views import case
from workflow.desk.views import drafting
from workflow.office.views import files
from workflow.office.views import agencies
from workflow.desk.views import letters
from workflow.office.views import people
from workflow.mail.views import posting
from workflow.mail.views import printing
from workflow.office.views import readiness
from workflow.desk.views import registration
from workflow.archive.views import appraisal
from workflow.desk.views import wording
from workflow.desk.views import worklist
from workflow.desk.views import papers as writing

urlpatterns = [
    path("", worklist.Worklist.as_view(), name="worklist"),
    path("assign/", worklist.AssignMany.as_view(), name="assign-many"),
    path("register/", registration.Register.as_view(), name="register"),
    path("register/arrival/", registration.ArrivalRule.as_view(), name="arrival"),
    path("queue/", registration.Queue.as_view(), name="queue"),
    path("queue/<key:pk>/", registration.Queued.as_view(), name="queued"),
    path("cases/<key:pk>/", case.CasePage.as_view(), name="case"),
    path("cases/<key:pk>/draft/", drafting.DraftPage.as_view(), name="draft"),
    path("cases/<key:pk>/draft/preview/", drafting.DraftPreview.as_view(), name="draft-preview"),
    path("cases/<key:pk>/review/", drafting.Review.as_view(), name="review"),
    path("cases/<key:pk>/sheet/", drafting.DraftSheet.as_view(), name="draft-sheet"),
    path("cases/<key:pk>/papers/", writing.Papers.as_view(), name="papers"),
    path("cases/<key:pk>/papers/<word:code>/", writing.Paper.as_view(), name="paper"),
    path("cases/<key:pk>/papers/<word:code>/preview/", writing.PaperPreview.as_view(), name="paper-preview"),
    path("cases/<key:pk>/look/", case.Look.as_view(), name="look"),
    path("cases/<key:pk>/<word:code>/", case.StepView.as_view(), name="step"),
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
    path("post/", printing.PrintQueue.as_view(), name="post"),
    path("post/log/", printing.Log.as_view(), name="post-log"),
    path("post/prints/<key:pk>/", printing.Batch.as_view(), name="post-batch"),
    path("post/prints/<key:pk>/pdf/", printing.BatchPdf.as_view(), name="post-batch-pdf"),
    path("post/outgoing/", posting.Outgoing.as_view(), name="post-outgoing"),
    path("post/outgoing/<key:pk>/", posting.Address.as_view(), name="post-address"),
    path("post/dispatches/<key:pk>/", posting.DispatchPage.as_view(), name="post-dispatch"),
    path("post/deliveries/", posting.Deliveries.as_view(), name="post-deliveries"),
    path("post/returns/", posting.Returns.as_view(), name="post-returns"),
    path("attachments/<key:pk>/", letters.AttachmentFile.as_view(), name="attachment"),
    path("archive/", archiving.ToArchive.as_view(), name="archive"),
    path("archive/cases/<key:pk>/", archiving.ArchiveCase.as_view(), name="archive-case"),
    path("archive/records/", archiving.Records.as_view(), name="archive-records"),
    path("archive/records/<key:pk>/", archiving.Record.as_view(), name="archive-record"),
    path("archive/due/", appraisal.Due.as_view(), name="archive-due"),
    path("archive/reviews/", appraisal.Batches.as_view(), name="archive-batches"),
    path("archive/reviews/<key:pk>/", appraisal.Batch.as_view(), name="archive-batch"),
    path("archive/destroyed/", appraisal.Destroyed.as_view(), name="archive-destroyed"),
    path("archive/destroyed/<word:kind>/", appraisal.Destroyed.as_view(), name="archive-register"),
    path("archive/rules/", archiving.Rules.as_view(), name="archive-rules"),
    path("office/", agencies.Agencies.as_view(), name="office"),
    path("office/add/", agencies.AgencyAdd.as_view(), name="office-add"),
    path("office/agencies/<code:code>/", agencies.AgencyPage.as_view(), name="office-agency"),
    path("office/agencies/<code:code>/facts/", agencies.Facts.as_view(), name="office-facts"),
    path("office/agencies/<code:code>/sections/", agencies.Sections.as_view(), name="office-sections"),
    path("office/agencies/<code:code>/closing/", agencies.Closing.as_view(), name="office-closing"),
    path("office/agencies/<code:code>/people/", people.PersonAdd.as_view(), name="office-person-add"),
    path("office/sections/<key:pk>/", agencies.SectionName.as_view(), name="office-section"),
    path("office/people/<key:pk>/", people.Person.as_view(), name="office-person"),
    path("office/people/<key:pk>/<word:code>/", people.PersonStep.as_view(), name="office-person-step"),
    path("office/files/", files.Files.as_view(), name="office-files"),
    path("office/records/", agencies.Records.as_view(), name="office-records"),
    path("office/ready/", readiness.Ready.as_view(), name="office-ready"),
    path("numbers/<code:code>/continue/", readiness.ContinueNumbers.as_view(), name="numbers-continue"),
    path("office/calendars/", agencies.Calendars.as_view(), name="office-calendars"),
    path("password/", account.Password.as_view(), name="password"),
]
