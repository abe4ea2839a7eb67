"""Send the interface what its own schema allows, as every person, and what the schema does not allow besides."""

import logging
from dataclasses import dataclass, field
from functools import cache

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from rest_framework.authtoken.models import Token
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

logging.getLogger("hypothesis").setLevel(logging.ERROR)
CONFORMANCE = [content_type_conformance, response_schema_conformance, status_code_conformance]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
QUIET = {"database": None, "deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}


class InOneTransaction(WSGIHandler):
    """The application without the end of its requests, which would close the test's own transaction."""

    def __call__(self, environ, start_response):
        """Answer one request."""
        response = self.get_response(self.request_class(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [b"".join(response)]


@cache
def schema():
    """Return the schema as the interface serves it to anybody: asked once for all persons."""
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", InOneTransaction())


@dataclass
class Told:
    """What became of the requests of one person."""

    sent: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)  # answers 500
    undescribed: set[tuple[str, str]] = field(
        default_factory=set
    )  # operation and what its answer has beside the schema


def run(person, *, each: int, number: int, known: dict[str, list[str]]) -> Told:
    """Send `each` requests to every operation as a person, each undone again; `number` is the seed.

    Every second one names what is really there, by the `known` values of the parameters of addresses.
    """
    told = Told()
    headers = {"Authorization": f"Token {Token.objects.get_or_create(user=person)[0].key}"} if person else {}
    for result in schema().get_all_operations():
        operation = result.ok()
        for mode in MODES:

            @seed(number)
            @settings(max_examples=max(1, each // len(MODES)), **QUIET)
            @given(case=operation.as_strategy(generation_mode=mode))
            def send(case):
                _send(case, headers, told, known)

            try:
                send()
            except Exception as error:  # noqa: BLE001  an operation without input has nothing that the schema does not allow
                if type(error).__name__ not in ("Unsatisfiable", "InvalidArgument", "NoExamples", "Flaky"):
                    told.broken.append(f"{operation.label}: {type(error).__name__}: {str(error)[:1500]}")
    return told


def _send(case, headers: dict, told: Told, known: dict[str, list[str]]) -> None:
    told.sent += 1
    if told.sent % 2:
        for name in case.path_parameters or ():
            there = known.get(f"<{'pk' if name == 'id' else name}>")
            case.path_parameters[name] = there[told.sent % len(there)] if there else case.path_parameters[name]
    with transaction.atomic():
        answer = case.call(headers=headers, cookies={})
        transaction.set_rollback(True)
    told.answers[answer.status_code] = told.answers.get(answer.status_code, 0) + 1
    if answer.status_code >= 500:
        told.broken.append(
            f"{case.operation.label} {answer.status_code}: {case.as_curl_command(headers=headers)[:600]}"
        )
        return
    try:
        case.validate_response(answer, checks=CONFORMANCE)
    except FailureGroup as group:
        for failure in group.exceptions:
            told.undescribed.add((case.operation.label, f"{answer.status_code} {failure.title}"))
