"""Figures that every process would read alike, for they stand in the database: what waits, what failed, the worker's last sign."""

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from agencies.authentication.models import FailedSignIn, SignInAlarm
from config.health import checks
from notices.letters import selectors as letter_selectors

QUARTER = timedelta(minutes=15)
_FIGURES = {
    "kaidang_database_up": "Whether the database answers",
    "kaidang_letters_waiting": "Letters that wait for their PDF and nobody is drawing",
    "kaidang_letters_waiting_seconds": "Seconds for which the oldest untried letter has waited",
    "kaidang_letters_failed": "Letters that could not be drawn so far",
    "kaidang_signatures_waiting": "Letters that wait for their electronic signature",
    "kaidang_worker_age_seconds": "Seconds since the worker's last sign",
    "kaidang_sign_in_failures": "Failed sign-ins of the last quarter of an hour",
    "kaidang_sign_in_alarms": "Alarms about signing in that nobody has seen yet",
}


def of_database(now: datetime) -> bytes:
    """Return the figures in Prometheus's text form; raise DatabaseError where the database is silent."""
    age = checks.worker_age(now)
    found = {
        "kaidang_database_up": 1,
        "kaidang_letters_waiting": letter_selectors.waiting_for_pdf(now).count(),
        "kaidang_letters_waiting_seconds": checks.oldest_wait(now),
        "kaidang_letters_failed": letter_selectors.failed_to_render().count(),
        "kaidang_signatures_waiting": letter_selectors.waiting_for_signature(now).count(),
        "kaidang_sign_in_failures": FailedSignIn.objects.filter(at__gt=now - QUARTER).count(),
        "kaidang_sign_in_alarms": SignInAlarm.objects.filter(seen_at__isnull=True).count(),
    }
    if age is not None:
        found["kaidang_worker_age_seconds"] = max(0, age.total_seconds())
    return _text(found)


def silent() -> bytes:
    """Return what is known of a database that does not answer."""
    return _text({"kaidang_database_up": 0})


class _Figures(Collector):
    """Figures as they are at this moment; a gauge would be kept in a file for each process."""

    def __init__(self, found: dict[str, float]):
        self.found = found

    def collect(self):
        for name, value in self.found.items():
            yield GaugeMetricFamily(name, _FIGURES[name], value=value)


def _text(found: dict[str, float]) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Figures(found))
    return generate_latest(registry)
