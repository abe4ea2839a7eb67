"""Addresses of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.routers import DefaultRouter
from rest_framework.settings import api_settings

from config.tokens import Credentials
from reporting import api as reporting
from workflow import api as workflow

router = DefaultRouter()
router.register("applications", workflow.Applications, basename="application")
router.register("cases", workflow.Cases, basename="case")
router.register("letters", workflow.Letters, basename="letter")

token = ObtainAuthToken.as_view(parser_classes=api_settings.DEFAULT_PARSER_CLASSES, serializer_class=Credentials)

urlpatterns = [
    path("", include((router.urls, "api"))),
    path("token/", token, name="api-token"),
    path("status/", workflow.Status.as_view(), name="api-status"),
    path("reckon/", workflow.Reckon.as_view(), name="api-reckon"),
    path("reports/<year:year>/<code:code>/", reporting.Report.as_view(), name="api-report"),
    path("reports/<year:year>/<code:code>/cell/", reporting.Cell.as_view(), name="api-cell"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
]
