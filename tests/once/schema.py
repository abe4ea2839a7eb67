"""Send the interface what its own schema allows, as every person, and what the schema does not allow besides."""

import logging
from dataclasses import dataclass, field

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from rest_framework.authtoken.models import Token
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

logging.getLogger("hypothesis").setLevel(logging.ERROR)
CONFORMANCE = [content_type_conformance, response_schema_conformance, status_code_conformance]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
QUIET = {"database": None, "deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}


@dataclass
class Told:
    """What became of the requests of one person."""

    sent: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)  # answers 500
    undescribed: set[tuple[str, str]] = field(default_factory=set)  # operation and what its answer has beside the schema


def run(person, *, each: int, number: int) -> Told:
    """Send `each` requests to every operation as a person, each undone again; `number` is the seed."""
    told = Told()
    headers = {"Authorization": f"Token {Token.objects.get_or_create(user=person)[0].key}"} if person else {}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in MODES:

            @seed(number)
            @settings(max_examples=max(1, each // len(MODES)), **QUIET)
            @given(case=operation.as_strategy(generation_mode=mode))
            def send(case):
                _send(case, headers, told)

            try:
                send()
            except Exception as error:  # noqa: BLE001  an operation without input has nothing that the schema does not allow
                if type(error).__name__ not in ("Unsatisfiable", "InvalidArgument", "NoExamples", "Flaky"):
                    told.broken.append(f"{operation.label}: {type(error).__name__}: {str(error)[:1500]}")
    return told


def _send(case, headers: dict, told: Told) -> None:
    told.sent += 1
    with transaction.atomic():
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
    told.answers[answer.status_code] = told.answers.get(answer.status_code, 0) + 1
    if answer.status_code >= 500:
        told.broken.append(f"{case.operation.label} {answer.status_code}: {case.as_curl_command(headers=headers)[:600]}")
        return
    try:
        case.validate_response(answer, checks=CONFORMANCE)
    except Exception as error:  # noqa: BLE001  a group of what does not conform, named by its first line
        told.undescribed.add((case.operation.label, str(error).strip().splitlines()[0][:80] if str(error) else type(error).__name__))
