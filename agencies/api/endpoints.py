"""What every endpoint of the API shares: nothing that was sent is dropped in silence, lists are bounded and stable.

An endpoint declares what it reads: `takes` the body of each of its handlers, `asks` its query parameters. What is
declared is checked and documented; anything else is refused by name (400).
"""

from collections.abc import Mapping
from contextlib import contextmanager

import django_filters
from django.conf import settings
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, views

from law import Conflict, Refused

MEGABYTE = 1024 * 1024
FOR_EVERY_ACCOUNT = "any"  # whatever its scopes
TEXT_ERRORS = serializers.CharField.default_error_messages


class TooLarge(exceptions.APIException):
    """The body is longer than the endpoint reads."""

    status_code = 413
    default_code = "too_large"


class StrictSerializer(serializers.Serializer):
    """What may be sent: a name that is not here, or comes twice, is refused like a wrong value."""

    def to_internal_value(self, data):
        """Return the checked values; raise ValidationError with every fault at once."""
        faults = _strict_faults(data, self.fields) if isinstance(data, Mapping) else {}
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **faults}) from None
        if faults:
            raise serializers.ValidationError(faults)
        return found


def _strict_faults(data: Mapping, fields: Mapping) -> dict[str, list]:
    """Return a fault for every name that no writable field reads, every repeated one, and every number sent for a text."""
    faults = {}
    for name in data:
        field = fields.get(name)
        if field is None:
            faults[str(name)] = [exceptions.ErrorDetail(_("There is no such field."), code="unknown")]
        elif field.read_only:
            faults[str(name)] = [exceptions.ErrorDetail(_("This field cannot be set."), code="read_only")]
        elif hasattr(data, "getlist") and len(data.getlist(name)) > 1 and not _many(field):
            faults[str(name)] = [exceptions.ErrorDetail(_("This was given more than once."), code="repeated")]
        elif not hasattr(data, "getlist") and _is_number_for_text(field, data[name]):
            faults[str(name)] = [exceptions.ErrorDetail(TEXT_ERRORS["invalid"], code="invalid")]
    return faults


def _is_number_for_text(field, value) -> bool:
    """Say whether a number was sent where the schema says string: the framework would make a text of it."""
    if isinstance(field, serializers.ListField):
        return isinstance(value, list) and any(_is_number_for_text(field.child, each) for each in value)
    return isinstance(field, serializers.CharField) and isinstance(value, int | float)


def _many(field) -> bool:
    return isinstance(field, serializers.ListField | serializers.MultipleChoiceField)


class Endpoint(views.APIView):
    """The base of every endpoint."""

    takes: dict[str, type[serializers.Serializer]] = {}  # handler -> what its body must be
    asks: dict[str, type[serializers.Serializer]] = {}  # handler -> its query parameters
    unchecked: tuple[str, ...] = ()  # handlers that check their own body
    scopes: dict[str, str] = {}  # handler -> scope with which a service account may use it; none is closed to it
    most_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    @property
    def handler(self) -> str:
        """Return the name of the method or action that answers, or "" where none does."""
        if hasattr(self, "action_map"):
            return self.action or ""
        name = self.request.method.lower()
        name = "get" if name == "head" else name
        return name if name in self.http_method_names and hasattr(self, name) else ""

    def initial(self, request, *args, **kwargs):
        """Check who asks, then everything that was sent."""
        super().initial(request, *args, **kwargs)
        if not self.handler:
            return  # 405 follows
        self._refuse_account(request)
        self._refuse_size(request)
        self.asked = self.read_query(request)
        self.given = self.read_body(request)

    def _refuse_account(self, request) -> None:
        """Refuse a service account where its scopes do not lead; a person has none and is asked for roles further down."""
        held = getattr(request.user, "scopes", None)
        if held is not None and self.scopes.get(self.handler, "") not in (*held, FOR_EVERY_ACCOUNT):
            raise exceptions.PermissionDenied(_("This service account has no scope for this address."))

    def _refuse_size(self, request) -> None:
        if _length(request) > self.most_bytes:
            raise TooLarge(_("The body is larger than %(most)s MB.") % {"most": self.most_bytes // MEGABYTE})

    def read_query(self, request) -> dict:
        """Return the checked query parameters; raise ValidationError naming those that are unknown, blank, repeated or wrong."""
        asked = self.asks.get(self.handler, StrictSerializer)(data=request.query_params, context={"request": request})
        return checked_data(asked, blank_parameters(request.query_params))

    def read_body(self, request) -> dict | None:
        """Return the checked body; raise ValidationError where one came that nothing reads."""
        if self.handler in self.unchecked:
            return None
        if request.method in ("GET", "HEAD"):
            if _length(request):
                raise exceptions.ValidationError(_("This address reads no body."), code="unknown")
            return None
        body = self.takes.get(self.handler, StrictSerializer)(data=request.data, context={"request": request})
        return checked_data(body)

    def finalize_response(self, request, response, *args, **kwargs):
        """Let nobody keep an answer: it names cases."""
        response = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(response)
        return response


def _length(request) -> int:
    """Return how long the body is; refuse one whose length is not told, since it would not be read."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or (told == "0" and request.META.get("HTTP_TRANSFER_ENCODING")):
        raise exceptions.ParseError(_("Say how long the body is (Content-Length)."))
    return int(told)


def checked_data(serializer: serializers.Serializer, faults: Mapping | None = None) -> dict:
    """Return the checked values of a serializer, or raise ValidationError with its faults and the others given."""
    serializer.is_valid()
    found = {**serializer.errors, **(faults or {})}
    if found:
        raise serializers.ValidationError(found)
    return serializer.validated_data


def blank_parameters(query) -> dict[str, list]:
    """Return a fault for every parameter that came without a value: it narrows nothing, though it looks as if it did."""
    fault = exceptions.ErrorDetail(_("This was given without a value."), code="blank")
    return {name: [fault] for name in query if "" in query.getlist(name)}


class Listing(Endpoint):
    """An endpoint one of whose handlers, `list`, answers page by page."""

    def read_query(self, request) -> dict:
        """Return nothing for a list, whose filters and pages read the query themselves, once every name is known."""
        if self.handler != "list":
            return super().read_query(request)
        filters = self.filterset_class.base_filters
        pages = (self.paginator.page_query_param, self.paginator.page_size_query_param)
        faults = blank_parameters(request.query_params)
        for name in request.query_params:
            if name not in filters and name not in pages:
                faults[name] = [exceptions.ErrorDetail(_("There is no such parameter."), code="unknown")]
            elif len(request.query_params.getlist(name)) > 1 and not isinstance(
                filters.get(name), django_filters.MultipleChoiceFilter
            ):
                faults[name] = [exceptions.ErrorDetail(_("This was given more than once."), code="repeated")]
        if faults:
            raise exceptions.ValidationError(faults)
        return {}


@contextmanager
def as_conflict():
    """Answer a refusal to give a file as a conflict (409): the address is right, the file is not there to be given."""
    try:
        yield
    except Refused as error:
        raise Conflict(error.reason, error.article, english=error.english, field=error.field) from None
