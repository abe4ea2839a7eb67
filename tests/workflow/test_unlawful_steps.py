"""What an opponent's lawyer would look for at the desk: steps that the law does not allow are refused, with its article."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.office import at
from workflow import selectors, services, tasks
from workflow.models import Case

START = date(2026, 3, 2)
ASKED = date(2026, 3, 4)
LONG_AFTER = date(2026, 6, 1)
FEE = {"mode": "pages", "count": 68, "payment": "凭缴款码缴纳"}
REASONS = {"count_facts": "今年以来申请46件", "points": "为何多次申请", "count_table": "统计表"}
ENQUIRED = {"name": "甲公司", "matter": "施工合同"}


def fresh(case) -> Case:
    """Return the case as it stands in the database."""
    return Case.objects.get(pk=case.pk)


# -- terms that run from the receipt of a letter (条例30、32、34、35; 国办函〔2020〕109号6) ----------------------------------
TERMS = [
    ("request_correction", {"points": "哪一栋"}, "lapse_correction"),
    ("request_reasons", REASONS, "lapse_reasons"),
    ("issue_fee_notice", FEE, "lapse_payment"),
    ("consult_third_party", ENQUIRED, "lapse_third_party_opinion"),
    ("consult_agency", ENQUIRED | {"co_producer": True}, "lapse_agency_opinion"),
]


@pytest.mark.parametrize(("asks", "given", "lapses"), TERMS, ids=[lapses for *_, lapses in TERMS])
def test_nobody_misses_a_term_whose_letter_is_not_known_to_have_come(office, asks, given, lapses):
    case = office.assigned(START)
    letter = office.do(case, asks, ASKED, **given).letter
    with pytest.raises(Refused, match="请先登记送达") as refusal:
        office.do(case, lapses, LONG_AFTER)
    assert refusal.value.article
    assert tasks.lapse_unanswered() == 0  # nor does the sweep
    proof = {"letter_id": letter.pk, "status": "delivered", "method": "direct", "receipt": "张三"}
    office.do(case, "record_service", date(2026, 5, 29), **proof)
    with pytest.raises(Refused, match="才届满"):
        office.do(case, lapses, LONG_AFTER)
    days = selectors.calendar()
    last = days.add(date(2026, 5, 29), 20 if lapses == "lapse_payment" else 15)
    office.do(case, lapses, days.add(last, 1))
    assert services.replay(case.pk, check=True) == []


# -- opinions -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", ["", "不同意", "no"])
def test_an_opinion_says_yes_no_or_in_part(office, said):
    case = office.assigned(START)
    office.do(case, "consult_third_party", ASKED, **ENQUIRED)
    with pytest.raises(Refused) as refusal:
        office.do(case, "receive_third_party_opinion", date(2026, 3, 9), agrees=said, text="涉及商业秘密")
    assert refusal.value.field == "agrees"
