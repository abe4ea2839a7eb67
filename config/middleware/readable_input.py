"""Refuse what no browser sends and no record can hold, once, before any view sees it."""

import codecs
from urllib.parse import unquote_to_bytes

from django.http import UnreadablePostError
from django.shortcuts import render

from agencies.stored_files.disk import is_disk_error
from config.api import problems
from config.middleware.unavailable import answer_disk_full
from law import Refused
from workflow.labels import said

NUL = "\x00"  # PostgreSQL stores none, and nobody types one
CHARSETS = ("utf-8", "ascii")
REASONS = {
    "nul": Refused(
        "请求里有空字符（U+0000），请重新打开页面再试",
        english="The request holds a null character; open the page again and try once more",
    ),
    "charset": Refused("请求应当用 UTF-8 编码", english="The request must be encoded in UTF-8"),
    "cut": Refused(
        "请求没有传完整，什么都没有保存，请再试一次",
        english="The request did not arrive whole; nothing was stored, try again",
    ),
}
STATUS = {"nul": 400, "charset": 415, "cut": 400}


class ReadableInputMiddleware:
    """Answer 400 to a null character wherever it stands, and 415 to an encoding that pages and interfaces do not speak."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Look at the address, the cookies and the encoding before the session is read."""
        refused = self.fault(request)
        return refuse(request, refused) if refused else self.get_response(request)

    def fault(self, request) -> str:
        """Return what is wrong with the outside of a request, or ""."""
        charset = request.content_params.get("charset", "utf-8")
        if not _known(charset):
            return "charset"
        query = request.META.get("QUERY_STRING", "")
        outside = (
            request.path,
            *request.COOKIES.keys(),
            *request.COOKIES.values(),
            request.META.get("HTTP_AUTHORIZATION", ""),
        )
        return "nul" if any(NUL in text for text in outside) or b"\x00" in unquote_to_bytes(query) else ""

    def process_view(self, request, view, args, options):
        """Look at what was typed into a form; views that read their body themselves look at it themselves.

        This is the first to read the form, whose large files go to the temporary folder: a full disk is told as such.
        """
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            typed = (text for name, values in request.POST.lists() for text in (name, *values))
            return refuse(request, "nul") if any(NUL in text for text in typed) else None
        except UnreadablePostError:
            return refuse(request, "cut")
        except OSError as error:
            if is_disk_error(error):
                return answer_disk_full(request, error)
            raise

    def process_exception(self, request, exception):
        """Say that a body did not arrive whole."""
        return refuse(request, "cut") if isinstance(exception, UnreadablePostError) else None


def _known(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in CHARSETS
    except (LookupError, ValueError):
        return False


def refuse(request, why: str):
    """Answer with the sentence, on a page or for a program."""
    refused = REASONS[why]
    if request.path.startswith(problems.ROOT):
        return problems.problem_response(
            request, "unsupported-media-type" if STATUS[why] == 415 else "malformed", said(refused)
        )
    return render(request, "refused.html", {"reason": said(refused)}, status=STATUS[why])
