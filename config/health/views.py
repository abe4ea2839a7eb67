"""The addresses that a watching system asks: alive, able to serve, able to work, counted. Details are not for strangers."""

import hmac
import ipaddress

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.health import checks, figures, metrics

UNAVAILABLE = 503


def may_see_details(request: HttpRequest) -> bool:
    """Say whether somebody may read more than good or bad: by HEALTH_TOKEN, or, where none is set, on this machine itself.

    Behind a proxy that hides who asks everybody would seem to be on this machine: then only the token helps.
    """
    if settings.HEALTH_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return hmac.compare_digest(given.encode(), settings.HEALTH_TOKEN.encode())
    if request.passed_on or (settings.HTTPS_ONLY and not settings.PROXIES):
        return False
    return ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback


def answer(request: HttpRequest, found: list[checks.Finding]) -> JsonResponse:
    """Return good or bad as 200 or 503, with the findings for those who may see them."""
    bad = any(one.state == checks.BAD for one in found)
    body: dict = {"status": "unavailable" if bad else "ok"}
    if may_see_details(request):
        body["checks"] = {one.name: {"state": one.state, "says": one.says} for one in found}
    return JsonResponse(body, status=UNAVAILABLE if bad else 200)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process answers; nothing else is asked, so that a lost database restarts nobody."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def serving(request: HttpRequest) -> HttpResponse:
    """Answer whether this web server can serve pages: what a balancer asks."""
    return answer(request, checks.serving())


@never_cache
@require_safe
def working(request: HttpRequest) -> HttpResponse:
    """Answer whether the whole installation does its work: what calls somebody out of bed."""
    return answer(request, checks.working(timezone.now()))


@never_cache
@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """Answer with the figures for Prometheus: those of the requests, and those of the database where it answers."""
    if not may_see_details(request):
        return JsonResponse({"status": "not permitted"}, status=403)
    try:
        from_database = figures.of_database(timezone.now())
    except (DatabaseError, InterfaceError):
        from_database = figures.silent()
    return HttpResponse(metrics.counted_requests() + from_database, content_type=metrics.MEDIA_TYPE)
