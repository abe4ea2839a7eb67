"""What is played of the demonstration: the bureau's stories and the other units' cases in hand."""

from datetime import datetime

from agencies.audit_trail.models import LookKind
from agencies.audit_trail.services import note_access
from agencies.organisation.models import Officer
from intake.models import Application
from workflow.cases.models import Case
from workflow.demo import decided, units
from workflow.demo.stage import Stage
from workflow.demo.stories import KEY, STORIES

CAME_BACK = "returned_mail"
REASON = "答复书被退回，电话核对地址"


def load(*, now: datetime) -> int:
    """Play what the units did up to `now`, day by day through the real doors; return how many cases are new.

    A second run adds nothing.
    """
    if Application.objects.filter(idempotency_key__startswith=KEY).exists():
        return 0
    count = Stage(now, [*STORIES, *decided.STORIES, *units.in_hand()]).play_all()
    _looked(now)
    return count


def _looked(now: datetime) -> None:
    """Let the handler have looked at the telephone of the applicant whose letter came back."""
    case = Case.objects.get(application__idempotency_key=f"{KEY}{CAME_BACK}")
    note_access(
        Officer.objects.get(username="handler2"),
        agency_id=case.agency_id,
        subject=case.number,
        application_key=case.application_id,
        what=LookKind.APPLICANT,
        reason=REASON,
        now=now,
    )
