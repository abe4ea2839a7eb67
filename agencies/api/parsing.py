"""How bodies of the API are read, and files written: nothing is lost on the way."""

import json
import math
import re

from django.conf import settings
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers, renderers

DEEPEST = 20  # levels; the facts of a letter have five


class StrictJSONParser(parsers.JSONParser):
    """JSON in which nothing is lost on the way: no key twice, no number that is none, no depth without end."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return what was sent; raise ParseError."""
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            text = stream.read().decode("utf-8-sig" if encoding.lower() == "utf-8" else encoding)
            found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
            if "\\u" in text:  # half of a pair is no character: nothing could be said about it, or stored
                json.dumps(found, ensure_ascii=False).encode()
            _shallow(found)
            return found
        except (ValueError, LookupError) as error:
            raise exceptions.ParseError(_("Not JSON: %(error)s") % {"error": error}) from None
        except RecursionError:
            raise exceptions.ParseError(_("The JSON is nested too deeply.")) from None


def _shallow(found) -> None:
    """Raise ParseError for what is nested deeper than anything that is stored, and for a null character."""
    waiting = [(found, 1)]
    while waiting:
        value, level = waiting.pop()
        if level > DEEPEST:
            raise exceptions.ParseError(_("The JSON is nested too deeply."))
        if isinstance(value, dict):
            waiting += [(each, level + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, level + 1) for each in value]
        elif isinstance(value, str) and "\x00" in value:
            raise exceptions.ParseError(_("There is a null character in the JSON."))


def _once(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, value in pairs]
        raise exceptions.ValidationError(
            {
                name: [exceptions.ErrorDetail(_("This was given more than once."), code="repeated")]
                for name in found
                if names.count(name) > 1
            }
        )
    return found


def _no_number(word: str):
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


class NamedPartsParser(parsers.MultiPartParser):
    """multipart/form-data whose every file has a name: Django passes over one without, body and all."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return fields and files; raise ParseError."""
        _kind, options = parse_header_parameters(media_type or "")
        watched = _Watched(stream, options.get("boundary", ""))
        found = super().parse(watched, media_type, parser_context)
        if watched.nameless:
            raise exceptions.ParseError(_("A part of the form names a file and gives it no name; nothing was stored."))
        return found


class _Watched:
    """A stream of parts, and whether one of them went by that is a file without a name."""

    LONGEST_HEADERS = 8 * 1024

    def __init__(self, stream, boundary: str):
        self.stream, self.rest, self.nameless = stream, b"", False
        self.part = re.compile(re.escape(f"--{boundary}\r\n".encode()) + rb"(.{1,8000}?)\r\n\r\n", re.DOTALL)

    def read(self, size: int = -1) -> bytes:
        """Return the next piece, after a look at the headers in it."""
        piece = self.stream.read(size)
        self.rest += piece
        for found in self.part.finditer(self.rest):
            self.nameless |= _nameless(found[1])
        self.rest = self.rest[-self.LONGEST_HEADERS :]
        return piece


def _nameless(headers: bytes) -> bool:
    """Say whether the headers of a part name a file whose name is empty once the folders are taken off."""
    for line in headers.decode("utf-8", "replace").split("\r\n"):
        name, _colon, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            _kind, options = parse_header_parameters(value.strip())
            given = options.get("filename")
            return given is not None and re.split(r"[/\\]", given)[-1].strip() in ("", ".", "..")
    return False


class AnyFile(renderers.BaseRenderer):
    """Lets whoever asks for a file name its type; the answer itself is the file."""

    media_type = "*/*"
    format = "file"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Return nothing: an endpoint that answers with a file does so by itself."""
        return b""
