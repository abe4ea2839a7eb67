"""Addresses of printing and posting."""

from django.urls import path

from workflow.mail.views import posting, printing

urlpatterns = [
    path("post/", printing.PrintQueue.as_view(), name="post"),
    path("post/log/", printing.Log.as_view(), name="post-log"),
    path("post/prints/<key:pk>/", printing.Batch.as_view(), name="post-batch"),
    path("post/prints/<key:pk>/pdf/", printing.BatchPdf.as_view(), name="post-batch-pdf"),
    path("post/outgoing/", posting.Outgoing.as_view(), name="post-outgoing"),
    path("post/outgoing/<key:pk>/", posting.Address.as_view(), name="post-address"),
    path("post/dispatches/<key:pk>/", posting.DispatchPage.as_view(), name="post-dispatch"),
    path("post/deliveries/", posting.Deliveries.as_view(), name="post-deliveries"),
    path("post/returns/", posting.Returns.as_view(), name="post-returns"),
]
