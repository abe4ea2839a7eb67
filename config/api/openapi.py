"""The schema of the API, written from the same declarations that check what is sent."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import IsAuthenticated

from agencies.api.parsing import AnyFile
from config.api.problems import KINDS, MEDIA_TYPE, ProblemOut

LANGUAGE = OpenApiParameter(
    "Accept-Language",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="zh-CN (default) or en: the language of sentences, of problems above all",
)


class Schema(AutoSchema):
    """An operation as its endpoint declares it, with every problem that it may answer."""

    @property
    def handler(self) -> str:
        """Return the method or action that answers."""
        return getattr(self.view, "action", None) or self.method.lower()

    def get_summary(self):
        """Return the first sentence of the description."""
        return self.get_description().split("\n")[0].rstrip(".")

    def get_request_serializer(self):
        """Return what the body must be; None where none is read."""
        return getattr(self.view, "takes", {}).get(self.handler)

    def get_override_parameters(self):
        """Return the query parameters."""
        asked = getattr(self.view, "asks", {}).get(self.handler)
        return [asked, LANGUAGE] if asked else [LANGUAGE]

    def _get_request_body(self, direction="request"):
        body, taken = super()._get_request_body(direction), getattr(self.view, "takes", {}).get(self.handler)
        if body and taken and not any(field.required for field in taken().fields.values()):
            body.pop("required", None)
        return body

    def _get_response_bodies(self, direction="response"):
        found = super()._get_response_bodies(direction)
        for status in self._problems():
            body = self._get_response_for_code(ProblemOut, str(status), [MEDIA_TYPE], direction)
            body["description"] = " / ".join(
                f"{kind.title}. {kind.advice}" for kind in KINDS.values() if kind.status == status
            )
            found.setdefault(str(status), body)
        return dict(sorted(found.items()))

    def _problems(self) -> list[int]:
        """Return the statuses of the problems that the operation may answer."""
        found = {400, 406, 503}
        signed_in = any(isinstance(one, IsAuthenticated) for one in self.view.get_permissions())
        if signed_in or "username" in getattr(self.get_request_serializer(), "_declared_fields", {}):
            found |= {401, 403}
        if "{" in self.path or self._is_list_view() or getattr(self.view, "throttle_scope", "") == "public":
            found.add(404)
        if self.method == "POST":
            found |= {409, 413, 415, 507}
        if AnyFile in self.view.renderer_classes:
            found.add(409)
        if self.view.get_throttles():
            found.add(429)
        return sorted(found)


class SettledTokenScheme(OpenApiAuthenticationExtension):
    """How the schema names the token."""

    target_class = "config.api.authentication.SettledToken"
    name = "token"

    def get_security_definition(self, auto_schema):
        """Return a header `Authorization: Token …`."""
        return build_bearer_security_scheme_object("Authorization", "Token") | {
            "description": "Authorization: Token <token>, from POST /api/v1/token/"
        }
