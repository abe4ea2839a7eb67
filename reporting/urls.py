"""Addresses of reporting: each noun has its own; what is behind a number of a period is shared out by its table."""

from django.urls import include, path

from reporting.quality.views import QualityRowsPage
from reporting.scores.views import ScoreRowsPage
from reporting.statistics.pages import view_by_table
from reporting.statistics.views import StatisticsRowsPage

behind = view_by_table(StatisticsRowsPage, quality=QualityRowsPage, scores=ScoreRowsPage)

urlpatterns = [
    path("", include("reporting.publication.urls")),
    path("", include("reporting.filing.urls")),
    path("", include("reporting.statistics.urls")),
    path("statistics/behind/", behind, name="statistics-behind"),
    path("statistics/behind/<word:kind>/", behind, name="statistics-list"),
    path("", include("reporting.fees.urls")),
    path("", include("reporting.quality.urls")),
    path("", include("reporting.scores.urls")),
    path("", include("reporting.audit.urls")),
    path("", include("reporting.supervision.urls")),
]
