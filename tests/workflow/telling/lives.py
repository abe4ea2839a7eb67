"""What the tests of notices share: days, what is entered, a record of service, a reply."""

from datetime import date

from law.calendars.working_days import published_calendar
from tests.workflow.sample_office import at
from workflow.acts import services
from workflow.cases.models import Case
from workflow.cases.replay import replay

DAYS = published_calendar()
START = date(2026, 3, 2)
DUE = date(2026, 3, 30)
SEVENTH = date(2026, 3, 11)
DECIDED = date(2026, 3, 4)
REASONS = {"count_facts": "今年以来申请46件", "points": "为何多次申请", "count_table": "统计表"}
EXTENSION = {"workdays": 5, "reason": "档案多"}
DELAY = {"workdays": 10, "finding": "理由合理，量大"}
FEE = {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"}
ASKED = {"name": "甲公司", "matter": "施工合同"}
OPEN = {"provided": ["合同"], "secrecy_review": "1"}
EMS = "1012345678933"


def march(day: int) -> date:
    return date(2026, 3, day)


def fresh(case) -> Case:
    assert replay(case.pk, check=True) == []
    return Case.objects.get(pk=case.pk)


def record(office, case, event, on, now=None, *, status="posted", method="mail", receipt=EMS, by=None, **more):
    """Record the service of a letter on a day, entered later where `now` is given."""
    data = {"letter_id": event.letter_id, "status": status, "method": method, "receipt": receipt} | more
    return services.perform("record_service", case.pk, by=by or office.clerk, on=on, now=at(now or on), data=data)


def reply(office, case, day):
    office.drafted(case, day, **OPEN)
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, day)
    office.do(case, "deliver", day, method="direct", receipt="张三")
