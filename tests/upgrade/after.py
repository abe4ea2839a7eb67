"""Say of an upgraded database in which states its cases are, whether it is guarded, and whether a case takes its next act."""

import json
from datetime import date

import django


def report() -> dict:
    """Return what the test asks of the database that Django is connected to; it performs one act."""
    from django.db import DatabaseError, transaction  # noqa: PLC0415  Django is set up only now

    from tests.workflow.sample_office import at  # noqa: PLC0415
    from workflow.acts.services import perform  # noqa: PLC0415
    from workflow.cases.models import Case, Event  # noqa: PLC0415
    from workflow.cases.replay import replay  # noqa: PLC0415

    def refused(change) -> bool:
        try:
            with transaction.atomic():
                change()
        except DatabaseError:
            return True
        return False

    event, application = Event.objects.first(), Case.objects.first().application
    guarded = [
        refused(lambda: Event.objects.filter(pk=event.pk).update(act="close")),
        refused(lambda: Event.objects.filter(pk=event.pk)._raw_delete("default")),
        refused(lambda: type(application).objects.filter(pk=application.pk).update(content="改")),
    ]
    states = {case.state: case for case in Case.objects.select_related("drafter", "agency")}
    signed, day = states["signed"], date(2026, 3, 12)
    clerk = signed.agency.officers.get(username="clerk")
    performed = perform("reply", signed.pk, by=clerk, on=day, now=at(day))
    return {
        "states": sorted(states),
        "guarded": guarded,
        "performed": performed.letter_id is not None,
        "differences": replay(signed.pk, check=True),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(report(), ensure_ascii=False))
