"""Addresses of the API."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from config.api.documentation import NoSuchAddress, Problem, SchemaFile, behind_sign_in
from config.api.tokens import SignIn
from reporting.publication import api as publication_api
from workflow.api import applications, cases, changes, choices, letters, public

router = SimpleRouter()
router.register("applications", applications.Applications, basename="application")
router.register("cases", cases.Cases, basename="case")
router.register("letters", letters.Letters, basename="letter")
router.register("officers", cases.Officers, basename="officer")

urlpatterns = [
    path("v1/", include((router.urls, "api"))),
    path("v1/token/", SignIn.as_view(), name="api-token"),
    path("v1/status/", public.Status.as_view(), name="api-status"),
    path("v1/choices/", choices.Choices.as_view(), name="api-choices"),
    path("v1/receivers/", changes.Receivers.as_view(), name="api-receivers"),
    path("v1/changes/", changes.Changes.as_view(), name="api-changes"),
    path("v1/acts/", choices.Acts.as_view(), name="api-acts"),
    path("v1/reckon/", public.Reckon.as_view(), name="api-reckon"),
    path("v1/reports/<year:year>/<code:code>/", publication_api.ReportEndpoint.as_view(), name="api-report"),
    path("v1/reports/<year:year>/<code:code>/cell/", publication_api.CellEndpoint.as_view(), name="api-cell"),
    path(
        "v1/reports/<year:year>/<code:code>/differences/",
        publication_api.DifferencesEndpoint.as_view(),
        name="api-differences",
    ),
    path("v1/problems/<slug:code>/", Problem.as_view(), name="api-problem"),
    path("v1/schema/", SchemaFile.as_view(), name="api-schema"),
    path("v1/docs/", behind_sign_in(SpectacularSwaggerView.as_view(url_name="api-schema")), name="api-docs"),
    re_path("", NoSuchAddress.as_view(), name="api-nothing"),
]
