"""Addresses of the filing: the unit's page, and the government's."""

from django.urls import path

from reporting.filing.views.government import UnitFilingsPage
from reporting.filing.views.unit import FilingPage

urlpatterns = [
    path("report/<year:year>/<code:code>/file/", FilingPage.as_view(), name="filing"),
    path("supervise/<year:year>/", UnitFilingsPage.as_view(), name="supervise"),
]
