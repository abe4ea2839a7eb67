"""What the API says of itself: its schema, what each type of problem means, and what is not there."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from agencies.api.endpoints import FOR_EVERY_ACCOUNT, Endpoint
from config.api.problems import KINDS, address_of_kind


def behind_sign_in(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the page of the documents, which leads to the page for signing in where the office keeps them to its people."""

    @wraps(page)
    def shown(request, *args, **kwargs):
        if settings.API_DOCS_SIGN_IN and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return page(request, *args, **kwargs)

    return shown


class SchemaFile(Endpoint, SpectacularAPIView):
    """The schema itself: JSON, or YAML for who accepts application/yaml; with `API_DOCS_SIGN_IN` for who is signed in."""

    permission_classes = [AllowAny]
    scopes = {"get": FOR_EVERY_ACCOUNT}
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

    def get_permissions(self):
        """Return who may read it: anybody, or whom the office knows."""
        return [IsAuthenticated()] if settings.API_DOCS_SIGN_IN else super().get_permissions()

    @extend_schema(operation_id="read_schema", auth=[], tags=["schema"], responses={200: OpenApiTypes.OBJECT})
    def get(self, request, *args, **kwargs):
        """Return the schema of the API (OpenAPI 3.1)."""
        return super().get(request, *args, **kwargs)


class KindOut(serializers.Serializer):
    """A type of problem."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    advice = serializers.CharField()


class Problem(Endpoint):
    """What a type of problem means."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(operation_id="read_problem", tags=["problems"], responses={200: KindOut})
    def get(self, request, code):
        """Return the title and the advice of a type of problem."""
        if code not in KINDS:
            raise Http404
        kind = KINDS[code]
        return Response(
            KindOut(
                {"type": address_of_kind(kind), "title": kind.title, "status": kind.status, "advice": kind.advice}
            ).data
        )


class NoSuchAddress(Endpoint):
    """Every address under /api/ that does not exist."""

    permission_classes = [AllowAny]
    authentication_classes = []
    schema = None

    def initial(self, request, *args, **kwargs):
        """Say that there is nothing, and what was perhaps meant."""
        raise exceptions.NotFound(_hint(request.path))


def _hint(path: str) -> str:
    if not path.endswith("/"):
        try:
            if resolve(f"{path}/").url_name != "api-nothing":
                return _("There is no such address; did you mean %(address)s, with a slash at its end?") % {
                    "address": f"{path}/"
                }
        except Resolver404:
            pass
    return _("There is no such address; /api/v1/docs/ lists all.")
