"""The case number of a proceeding has a column of its own: what is longer is refused with a sentence, not by the database."""

from datetime import date

import pytest

from law import Refused
from workflow.api.acts import ActIn
from workflow.cases.models import RemedyCase

DAY = date(2026, 3, 20)
FILED = {"file_reconsideration": {}, "file_litigation": {"kind": "litigation_direct"}, "record_complaint": {}}
LONGEST = RemedyCase._meta.get_field("reference").max_length
NUMBER = "某政复〔2026〕".ljust(LONGEST, "1")


@pytest.mark.parametrize("act", FILED)
def test_a_case_number_of_the_length_of_its_column_is_kept_and_a_longer_one_refused(office, act):
    case = office.assigned(date(2026, 3, 2))
    with pytest.raises(Refused, match="“案号”超过 80 字") as refused:
        office.decide(case, act, DAY, reference=NUMBER + "0", **FILED[act])
    assert refused.value.field == "reference"
    assert not RemedyCase.objects.filter(case=case).exists()
    office.decide(case, act, DAY, reference=NUMBER, **FILED[act])
    assert RemedyCase.objects.get(case=case).reference == NUMBER


@pytest.mark.parametrize("act", FILED)
def test_the_key_of_a_proceeding_is_no_longer_than_its_column(office, act):
    case = office.assigned(date(2026, 3, 2))
    with pytest.raises(Refused) as refused:
        office.decide(case, act, DAY, reference="1号", key="k" * 41, **FILED[act])
    assert refused.value.field == "key"


@pytest.mark.parametrize("act", FILED)
def test_the_api_says_how_long_a_case_number_is(act):
    def body(length: int) -> ActIn:
        data = FILED[act] | {"reference": "号" * length}
        return ActIn(data={"act": act, "on": DAY.isoformat(), "version": 1, "data": data})

    assert body(LONGEST).is_valid()
    assert not body(LONGEST + 1).is_valid()
