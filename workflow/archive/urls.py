"""Addresses of the archive."""

from django.urls import path

from workflow.archive.views import appraisal, packages

urlpatterns = [
    path("archive/", packages.ToArchive.as_view(), name="archive"),
    path("archive/cases/<key:pk>/", packages.ArchiveCase.as_view(), name="archive-case"),
    path("archive/records/", packages.Records.as_view(), name="archive-records"),
    path("archive/records/<key:pk>/", packages.Record.as_view(), name="archive-record"),
    path("archive/due/", appraisal.Due.as_view(), name="archive-due"),
    path("archive/reviews/", appraisal.Batches.as_view(), name="archive-batches"),
    path("archive/reviews/<key:pk>/", appraisal.Batch.as_view(), name="archive-batch"),
    path("archive/destroyed/", appraisal.Destroyed.as_view(), name="archive-destroyed"),
    path("archive/destroyed/<word:kind>/", appraisal.Destroyed.as_view(), name="archive-register"),
    path("archive/rules/", packages.Rules.as_view(), name="archive-rules"),
]
