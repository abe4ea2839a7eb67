"""Addresses of the archive."""

from django.urls import path

from workflow.archive.views import appraisal, packages

urlpatterns = [
    path("archive/", packages.ToArchive.as_view(), name="archive"),
    path("archive/cases/<key:pk>/", packages.ArchiveCase.as_view(), name="archive-case"),
    path("archive/records/", packages.ArchiveRecordsPage.as_view(), name="archive-records"),
    path("archive/records/<key:pk>/", packages.ArchiveRecordPage.as_view(), name="archive-record"),
    path("archive/due/", appraisal.DueForAppraisal.as_view(), name="archive-due"),
    path("archive/reviews/", appraisal.AppraisalBatches.as_view(), name="archive-batches"),
    path("archive/reviews/<key:pk>/", appraisal.AppraisalBatchPage.as_view(), name="archive-batch"),
    path("archive/destroyed/", appraisal.DestructionRegisterPage.as_view(), name="archive-destroyed"),
    path("archive/destroyed/<word:kind>/", appraisal.DestructionRegisterPage.as_view(), name="archive-register"),
    path("archive/rules/", packages.RetentionRulesPage.as_view(), name="archive-rules"),
]
