"""Make a year of cases straight in the tables, for tests of counting (the one door has its own tests)."""

import uuid
from datetime import UTC, date, datetime

from agencies.organisation.models import Agency
from intake.models import Application
from workflow.cases.models import Case, RemedyCase

NOW = datetime(2026, 1, 4, tzinfo=UTC)


def agency(code: str, kind: str = "department", parent: Agency | None = None, name: str = "") -> Agency:
    """Make an agency."""
    return Agency.objects.create(code=code, name=name or f"单位{code}", kind=kind, parent=parent)


def cases(rows: list[dict]) -> list[Case]:
    """Store cases: agency, received_on, and what else a row says; an outcome needs its decided_on."""
    applications = [
        Application(
            public_id=uuid.uuid4(),
            agency=row["agency"],
            channel=row.get("channel", "in_person"),
            arrived_on=row["received_on"],
            applicant_kind=row.get("applicant_kind", "natural_person"),
            applicant_name="张三",
            content="内容",
            topic=row.get("topic", ""),
            recorded_at=NOW,
        )
        for row in rows
    ]
    Application.objects.bulk_create(applications, batch_size=2000)
    made = [
        Case(
            application=application,
            agency_id=application.agency_id,
            number=f"N-{application.pk}",
            applicant_kind=application.applicant_kind,
            channel=application.channel,
            topic=application.topic,
            regulation="2019" if row["received_on"] >= date(2019, 5, 15) else "2007",
            arrived_on=row["received_on"],
            received_on=row["received_on"],
            outcome=row.get("outcome", ""),
            grounds=row.get("grounds", ""),
            decided_on=row.get("decided_on"),
            timeliness=row.get("timeliness", "on_time" if row.get("outcome") else ""),
        )
        for application, row in zip(applications, rows, strict=True)
    ]
    return Case.objects.bulk_create(made, batch_size=2000)


def remedy(case: Case, kind: str, received_on: date, result: str = "pending", concluded_on: date | None = None):
    """Store a proceeding."""
    return RemedyCase.objects.create(
        case=case, key=uuid.uuid4().hex, kind=kind, received_on=received_on, result=result, concluded_on=concluded_on
    )
