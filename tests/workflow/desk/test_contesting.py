"""What may be done against the agency, and what the agency must do about it: silence, proceedings, the terms of both."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from law import Refused
from tests.workflow.one_assigned_case import MORNING
from tests.workflow.sample_office import DAYS, SHANGHAI, at
from workflow.cases.models import Case, Reminder
from workflow.cases.proceedings import pressing_for
from workflow.cases.reminders import write_reminders


@pytest.mark.parametrize(("on", "court_at_once"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False)])
def test_what_silence_allows_stands_beside_the_overdue_term(assigned, client, on, court_at_once):
    with time_machine.travel(datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI), tick=False):
        client.cookies.load({"django_language": "zh-hans"})
        client.force_login(assigned.clerk)
        page = client.get(reverse("case", args=[assigned.one.pk])).content.decode()
    assert "期限内没有答复：申请人可以申请行政复议至" in page
    assert ("或者提起行政诉讼至" in page) == court_at_once
    assert ("应当先申请行政复议（2026年7月起的规定，未读到原文）" in page) != court_at_once


def test_before_the_due_day_has_passed_nothing_is_said_of_silence(assigned, client):
    with time_machine.travel(MORNING, tick=False):
        client.force_login(assigned.clerk)
        assert 'id="silence"' not in client.get(reverse("case", args=[assigned.one.pk])).content.decode()


# -- the agency as respondent -----------------------------------------------------------------------------------
def filed(office, code: str, on: date, **data):
    """Record a proceeding that reached the agency on a day."""
    office.do(office.one, code, on, reference="区复字1号", **data)
    return office.one.remedies.get(key=data["key"])


def page_of(client, office, on: date, by=None) -> str:
    """Return the case page as somebody reads it on a day."""
    with time_machine.travel(datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI), tick=False):
        client.cookies.load({"django_language": "zh-hans"})
        client.force_login(by or office.reviewer)
        return client.get(reverse("case", args=[office.one.pk])).content.decode()


@pytest.mark.parametrize(
    ("data", "until", "tag"),
    [({}, "03-16", False), ({"procedure": "simplified"}, "03-09", True), ({"procedure": "ordinary"}, "03-16", False)],
)
def test_a_reconsideration_shows_until_when_the_agency_answers(assigned, client, data, until, tag):
    filed(assigned, "file_reconsideration", date(2026, 3, 2), key="r", **data)
    page = page_of(client, assigned, date(2026, 3, 3))
    assert f"至 {until} 周一" in page
    assert (">简易程序</span>" in page) == tag
    assert ("行政复议法54①" if tag else "行政复议法48") in page


def test_what_was_handed_in_ends_the_term_and_a_late_answer_is_shown_late(assigned, client):
    filed(assigned, "file_litigation", date(2026, 3, 2), key="l", kind="litigation_direct")
    assert "is-g" in page_of(client, assigned, date(2026, 3, 3)).split('id="remedies"')[1].split("</section>")[0]
    address = reverse("step", args=[assigned.one.pk, "respond"])
    with time_machine.travel(datetime(2026, 3, 18, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(assigned.reviewer)
        form = {
            "on": "2026-03-18",
            "version": Case.objects.get(pk=assigned.one.pk).version,
            "key": "l",
            "handed_in": "答辩状及证据",
        }
        assert client.post(address, form | {"handed_in": ""}).status_code == 422
        assert client.post(address, form).status_code == 302
    section = page_of(client, assigned, date(2026, 3, 18)).split('id="remedies"')[1].split("</section>")[0]
    assert "提交" in section and "逾期" in section and "is-" not in section
    assert "答辩状及证据" in page_of(client, assigned, date(2026, 3, 18))


def test_an_answer_is_given_once_after_the_copy_came_and_not_after_the_result(assigned):
    filed(assigned, "file_reconsideration", date(2026, 3, 3), key="r")
    filed(assigned, "file_litigation", date(2026, 3, 3), key="l", kind="litigation_direct")
    filed(assigned, "record_complaint", date(2026, 3, 3), key="c")
    with pytest.raises(Refused, match="早于收到日期"):
        assigned.do(assigned.one, "respond", date(2026, 3, 2), key="r", handed_in="答复书")
    assigned.do(assigned.one, "respond", date(2026, 3, 4), key="r", handed_in="答复书")
    for key in ("r", "c", "none"):
        with pytest.raises(Refused, match="没有这一件待答复"):
            assigned.do(assigned.one, "respond", date(2026, 3, 4), key=key, handed_in="答复书")
    assigned.do(assigned.one, "conclude_litigation", date(2026, 3, 5), key="l", result="other")
    with pytest.raises(Refused, match="晚于结案日期"):
        assigned.do(assigned.one, "respond", date(2026, 3, 6), key="l", handed_in="答辩状")
    with pytest.raises(Refused, match="请填写"):
        assigned.do(assigned.one, "respond", date(2026, 3, 5), key="l", handed_in=" ")
    assigned.do(assigned.one, "respond", date(2026, 3, 5), key="l", handed_in="答辩状")  # found later, handed in before
    with pytest.raises(Refused, match="没有待答复的行政复议"):
        assigned.do(assigned.one, "respond", date(2026, 3, 6), handed_in="答辩状")


def test_simplified_procedure_is_refused_before_2024(assigned):
    one = assigned.case(date(2023, 12, 1))
    with pytest.raises(Refused, match="没有简易程序"):
        assigned.do(one, "file_reconsideration", date(2023, 12, 29), reference="1号", procedure="simplified")
    with pytest.raises(Refused, match="没有这一项"):
        assigned.do(one, "file_reconsideration", date(2024, 1, 2), reference="1号", procedure="quick")


def test_an_answer_owed_within_five_working_days_stands_first_and_reminds(assigned, client):
    remedy = filed(assigned, "file_reconsideration", date(2026, 3, 2), key="r")  # until 2026-03-16
    shown = {}
    for day in (6, 9, 11, 13, 16, 17):
        on = date(2026, 3, day)
        assert [case.pk for case in pressing_for(assigned.reviewer, on, DAYS)] == (
            [] if day == 6 else [assigned.one.pk]
        )
        assert pressing_for(assigned.handler, on, DAYS) == []
        assert pressing_for(assigned.supervisor, on, DAYS) == []
        before = set(Reminder.objects.values_list("rule", flat=True))
        write_reminders(now=at(on))
        shown[day] = {
            r.rsplit("-", 1)[1]
            for r in Reminder.objects.values_list("rule", flat=True)
            if r not in before and r.startswith(f"answer-{remedy.pk}-")
        }
    assert shown == {6: set(), 9: {"five"}, 11: {"three"}, 13: {"one"}, 16: {"today"}, 17: {"overdue"}}
    with time_machine.travel(datetime(2026, 3, 9, 9, tzinfo=SHANGHAI), tick=False):
        client.cookies.load({"django_language": "zh-hans"})
        client.force_login(assigned.reviewer)
        page = client.get(reverse("worklist")).content.decode()
    assert "应当答复" in page and f"{reverse('case', args=[assigned.one.pk])}#act-respond" in page
    assigned.do(assigned.one, "respond", date(2026, 3, 9), key="r", handed_in="答复书")
    assert pressing_for(assigned.reviewer, date(2026, 3, 9), DAYS) == []
