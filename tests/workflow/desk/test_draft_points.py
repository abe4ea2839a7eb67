"""Points of a draft on file that the walks do not reach: a consultation that was opened beside it."""

from datetime import date

import pytest
from django.utils.translation import override

from tests.shared_data import shared_data
from tests.workflow.sample_office import Office
from workflow.cases.models import Case
from workflow.desk import draft_checks

DAY = date(2026, 3, 4)


@shared_data
def office():
    """Return an office."""
    return Office()


@pytest.mark.parametrize("asked", [True, False])
def test_an_open_consultation_stands_in_the_way_and_is_named(office, asked):
    """11.4: no decision before it is answered or closed (条例32、33)."""
    case = office.assigned(date(2026, 3, 2))
    office.drafted(case, DAY, provided=["合同"], secrecy_review="保密审查表第1号")
    if asked:
        office.do(case, "consult_third_party", DAY, name="甲公司", matter="合同单价", key="a")
    with override("en"):
        found = draft_checks.checks(Case.objects.get(pk=case.pk), list(case.events.order_by("seq")), None, DAY)
        said = {str(check.text): check.verdict for check in found}
    assert said.get("A consultation is still open") == (draft_checks.BAD if asked else None)
    assert said.get("No consultation is open") == (None if asked else draft_checks.OK)
