"""Addresses of printing and posting."""

from django.urls import path

from workflow.mail.views import posting, printing

urlpatterns = [
    path("post/", printing.PrintQueue.as_view(), name="post"),
    path("post/log/", printing.PrintLogPage.as_view(), name="post-log"),
    path("post/prints/<key:pk>/", printing.PrintBatchPage.as_view(), name="post-batch"),
    path("post/prints/<key:pk>/pdf/", printing.PrintBatchPdf.as_view(), name="post-batch-pdf"),
    path("post/outgoing/", posting.OutgoingPage.as_view(), name="post-outgoing"),
    path("post/outgoing/<key:pk>/", posting.AddressPage.as_view(), name="post-address"),
    path("post/dispatches/<key:pk>/", posting.DispatchPage.as_view(), name="post-dispatch"),
    path("post/deliveries/", posting.DeliveryImportPage.as_view(), name="post-deliveries"),
    path("post/returns/", posting.ReturnedMailPage.as_view(), name="post-returns"),
]
