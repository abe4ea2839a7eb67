"""How bodies of the API are read, and files written: nothing is lost on the way."""

import json
import math

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers, renderers


class StrictJSONParser(parsers.JSONParser):
    """JSON in which nothing is lost on the way: no key twice, no number that is none, no depth without end."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return what was sent; raise ParseError."""
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            text = stream.read().decode(encoding)
            return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
        except (ValueError, LookupError) as error:
            raise exceptions.ParseError(_("Not JSON: %(error)s") % {"error": error}) from None
        except RecursionError:
            raise exceptions.ParseError(_("The JSON is nested too deeply.")) from None


def _once(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, value in pairs]
        raise exceptions.ValidationError(
            {name: [exceptions.ErrorDetail(_("This was given more than once."), code="repeated")] for name in found if names.count(name) > 1}
        )
    return found


def _no_number(word: str):
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


class AnyFile(renderers.BaseRenderer):
    """Lets whoever asks for a file name its type; the answer itself is the file."""

    media_type = "*/*"
    format = "file"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Return nothing: an endpoint that answers with a file does so by itself."""
        return b""
