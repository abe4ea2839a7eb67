"""What is played of the demonstration: the bureau's stories and the other units' cases in hand."""

from datetime import datetime

from intake.models import Application
from workflow.demo import units
from workflow.demo.stage import Stage
from workflow.demo.stories import KEY, STORIES


def load(*, now: datetime) -> int:
    """Play what the units did up to `now`, day by day through the real doors; return how many cases are new.

    A second run adds nothing.
    """
    if Application.objects.filter(idempotency_key__startswith=KEY).exists():
        return 0
    return Stage(now, [*STORIES, *units.in_hand()]).play_all()
