"""Every error of the API in one shape: problem details (RFC 9457), in the language that the request accepts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.views import set_rollback

from agencies.encryption.keys import Unopened
from agencies.stored_files.storage import NotStored
from agencies.text.statements import refusal_sentence
from intake.services import RepeatedApplication
from law import Conflict, Refused

ROOT = "/api/"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of problem: the last part of its address, its status, its title, and what to do about it."""

    code: str
    status: int
    title: str
    advice: str


_KINDS = (
    Kind("malformed", 400, gettext_lazy("The request cannot be read"), gettext_lazy("Mend the body or its encoding.")),
    Kind("invalid", 400, gettext_lazy("What was sent is not accepted"), gettext_lazy("Mend every field named in errors.")),
    Kind("refused", 400, gettext_lazy("Refused by the Regulations or by procedure"), gettext_lazy("Read the sentence and the article it rests on; what was sent was well formed.")),
    Kind("not-authenticated", 401, gettext_lazy("Nobody is signed in"), gettext_lazy("Send the header Authorization: Token …")),
    Kind("not-permitted", 403, gettext_lazy("Not permitted"), gettext_lazy("Another role does this.")),
    Kind("not-found", 404, gettext_lazy("There is no such thing"), gettext_lazy("It does not exist, or the person signed in may not see it.")),
    Kind("method-not-allowed", 405, gettext_lazy("This address does not take this method"), gettext_lazy("The header Allow names the methods.")),
    Kind("not-acceptable", 406, gettext_lazy("There is no answer of this type"), gettext_lazy("Accept application/json, or the type of the file.")),
    Kind("conflict", 409, gettext_lazy("Something else happened first"), gettext_lazy("Read again, then decide anew.")),
    Kind("too-large", 413, gettext_lazy("Too large"), gettext_lazy("Send less at once.")),
    Kind("unsupported-media-type", 415, gettext_lazy("A body of this type is not read here"), gettext_lazy("Send application/json, or multipart/form-data where files are taken.")),
    Kind("too-many-requests", 429, gettext_lazy("Too many requests"), gettext_lazy("Wait as long as the header Retry-After says.")),
    Kind("failure", 500, gettext_lazy("A fault of the system"), gettext_lazy("Nothing was saved; tell the administrator.")),
    Kind("insufficient-storage", 507, gettext_lazy("The disk takes nothing"), gettext_lazy("Nothing was saved; the administrator has to make room.")),
    Kind("unavailable", 503, gettext_lazy("The records cannot be reached"), gettext_lazy("Nothing was saved; try again in a minute.")),
    Kind("restoring", 503, gettext_lazy("The system was restored and is being reconciled"), gettext_lazy("Nothing was saved; try again when the office has reconciled its records.")),
)  # fmt: skip
KINDS = {kind.code: kind for kind in _KINDS}
OF_STATUS = {kind.status: kind for kind in reversed(_KINDS)}
OF_ERROR = (
    ((RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent), 413),
    ((Http404,), 404),
    ((PermissionDenied,), 403),
    ((BadRequest, SuspiciousOperation, UnreadablePostError), 400),
)


class FaultOut(serializers.Serializer):
    """One fault: the field or parameter it concerns ("" = none), what is wrong, and the article where the law says so."""

    field = serializers.CharField(allow_blank=True, help_text="Dotted path, as data.points or files")
    detail = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    code = serializers.CharField(help_text="unknown, repeated, blank, required, invalid, refused …")


class ProblemOut(serializers.Serializer):
    """Problem details (RFC 9457)."""

    type = serializers.CharField(
        help_text="Address that explains this type of problem, such as /api/v1/problems/refused/"
    )
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="Address of the request")
    errors = FaultOut(many=True)


def problem_response(request, code: str, detail: str = "", errors: list[dict] | None = None) -> JsonResponse:
    """Return a problem of a type as the answer to a request."""
    kind = KINDS[code]
    body = {
        "type": address_of_kind(kind),
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(detail or kind.advice),
        "instance": request.path,
        "errors": errors or [],
    }
    response = JsonResponse(
        body, status=kind.status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    add_never_cache_headers(response)
    return response


def address_of_kind(kind: Kind) -> str:
    """Return the address that explains a type of problem."""
    return f"/api/v1/problems/{kind.code}/"


def handle_error(error: Exception, context: dict) -> JsonResponse | None:
    """Answer an exception of an endpoint; None for one that is a fault of ours or the silence of the database."""
    request = context["request"]
    if isinstance(error, Refused):
        code = (
            "unavailable"
            if isinstance(error, Unopened)
            else "conflict"
            if isinstance(error, Conflict)
            else "insufficient-storage"
            if isinstance(error, NotStored)
            else "refused"
        )
        response = problem_response(
            request, code, refusal_sentence(error), [fault_of_refusal(error), *faults_of_differences(error)]
        )
        if isinstance(error, RepeatedApplication):
            response["Location"] = reverse("api:application-detail", args=[error.application.pk])
    elif isinstance(error, exceptions.ValidationError):
        errors = list(faults_of_validation(error.detail))
        response = problem_response(request, "invalid", _("Not accepted: %(what)s") % {"what": _told(errors)}, errors)
    elif isinstance(error, exceptions.ParseError):
        response = problem_response(request, "malformed", error.detail)
    else:
        response = _by_status(request, error)
    if response is not None:
        _copy_headers(error, response)
        set_rollback()
    return response


def _by_status(request, error: Exception) -> JsonResponse | None:
    if isinstance(error, exceptions.APIException):
        kind = OF_STATUS.get(error.status_code)
        return problem_response(request, kind.code, _detail(error.detail)) if kind else None
    status = next((status for classes, status in OF_ERROR if isinstance(error, classes)), None)
    return None if status is None else problem_response(request, OF_STATUS[status].code)


def _detail(detail) -> str:
    return " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)


def _copy_headers(error: Exception, response: JsonResponse) -> None:
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        response["Retry-After"] = str(int(error.wait) + 1)


def fault_of_refusal(error: Refused) -> dict:
    """Return a refusal as a fault: the field it concerns and the article it rests on."""
    return {"field": error.field, "detail": refusal_sentence(error), "article": error.article, "code": "refused"}


def faults_of_differences(error: Refused) -> list[dict]:
    """Return a fault for each field in which a key that was used before came with other content."""
    detail = _("Other than what is stored under this key.")
    return [
        {"field": name, "detail": detail, "article": "", "code": "differing"}
        for name in getattr(error, "differing", ())
    ]


def faults_of_validation(detail, path: str = "") -> Iterator[dict]:
    """Yield every fault of a nested validation error with the dotted path of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from faults_of_validation(
                inner, path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            )
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            if inner or not nested:
                yield from faults_of_validation(inner, f"{path}.{place}" if nested else path)
    else:
        yield {"field": path, "detail": str(detail), "article": "", "code": getattr(detail, "code", None) or "invalid"}


def _told(errors: list[dict]) -> str:
    """Return the faults as one sentence, the first few of them in full."""
    found = [f"{fault['field']}: {fault['detail']}" if fault["field"] else fault["detail"] for fault in errors[:5]]
    more = len(errors) - len(found)
    return "; ".join(found) + (_(" … and %(n)s more") % {"n": more} if more else "")
