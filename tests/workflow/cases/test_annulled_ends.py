"""The end of a case entered by mistake is annulled as every other record: a withdrawal, the delivery of an imported reply."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.cases.test_annulment import START, TODAY, annul, columns, fresh
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import REPLIED, as_csv
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.registers.services import import_register


def test_a_withdrawal_by_mistake_opens_the_case_again(office):
    case = office.assigned(START)
    before = columns(case)
    office.do(case, "withdraw", TODAY, reason="来信")
    annul(office, case, "withdraw")
    assert columns(case) == before


def test_imported_history_is_corrected_too(office, tmp_path):
    row = REPLIED | {"到达日期": "2026-01-05", "答复日期": "2026-01-20", "送达日期": "2026-03-02"}
    assert import_register(as_csv(tmp_path / "a.csv", row), today=TODAY, now=at(TODAY)).faults == []
    case = Case.objects.get()
    assert case.timeliness == "late"
    with pytest.raises(Refused, match="从最后一条起"):
        annul(office, case, "reply")
    annul(office, case, "close")
    annul(office, case, "deliver")
    office.do(case, "deliver", date(2026, 1, 21), method="mail", receipt="1012345678933")
    assert (fresh(case).state, fresh(case).timeliness) == ("delivered", "on_time")
    assert replay(case.pk, check=True) == []
