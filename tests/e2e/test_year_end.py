"""The end of a year in browsers: a unit files, one figure comes back, all is accepted, published, and a number opens."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from agencies.organisation.models import Officer
from reporting.figures.models import Figure
from reporting.filing.models import Filing
from tests.e2e.conftest import TRIGGERS
from tests.e2e.people import PASSWORD, PHONE, WIDE
from tests.reporting.district import YEAR, District

pytestmark = [pytest.mark.django_db(transaction=True)]
FILE, PUBLISH, PUBLIC = f"/report/{YEAR}/B1/file/", f"/report/{YEAR}/G/publish/", f"/published/{YEAR}/G/"
WORDS = {
    "zh-hans": {"fill": f"填报 {YEAR} 年度报告", "returned": "退回", "changed": "3 → 7", "public": "公布页"},
    "en": {
        "fill": f"Fill in the report of {YEAR}",
        "returned": "Returned",
        "changed": "3 → 7",
        "public": "The public page",
    },
}


@pytest.fixture
def office(live_server):
    """Return a district whose other units have filed, on the live site; afterwards its tables may be emptied."""
    made = District()
    made.made = made.cases()
    for unit in (made.government, *made.bureaus[1:]):
        made.accepted(unit)
    Officer.objects.update(password=make_password(PASSWORD))
    yield made
    with connection.cursor() as cursor:
        for name, _ in cursor.execute(TRIGGERS).fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def explain(person) -> int:
    """Give the reason for each finding that asks for one, one after the other as people do; return how many."""
    done = 0
    while person.page.locator(".checks use[href='#ck-hm']").count():
        asked = person.page.locator(".checks li:has(use[href='#ck-hm'])").first
        if not asked.locator("textarea").first.is_visible():
            asked.locator("summary").click()
        asked.locator("textarea").fill("已与台账核对，属实")
        with person.page.expect_navigation():
            asked.locator("button.btn.s").click()
        person.look()
        done += 1
    return done


@pytest.mark.parametrize("language", WORDS)
def test_from_the_first_figure_to_the_published_number(office, sign_in, language):
    words = WORDS[language]
    clerk = sign_in("clerkB1", language=language)
    clerk.press(f"text={words['fill']}")
    assert clerk.where == FILE
    inputs = clerk.page.locator("input[name^=value-]")
    for place in range(inputs.count()):
        clerk.give(**{f"value-{place}": "3", f"evidence-{place}": "台账第1页"})
    clerk.press("#figures button.go")
    clerk.page.fill("#text", "一是检索范围把握不准，二是函件送达偏慢，今后检索记录一律附卷，函件当日寄出并登记。")
    clerk.press("section[aria-labelledby=five] button.go")
    clerk.press("section[aria-labelledby=five] header a")
    clerk.press("#overview header a")
    clerk.page.fill("[name=text]", "本年落实公开职责，组织培训一次。")
    clerk.press(".dock button.go")

    head = sign_in("headB1", language=language)
    head.goto(FILE)
    head.press("section[aria-labelledby=next] button.go")

    supervisor = sign_in("supervisor", language=language)
    supervisor.goto("/")
    supervisor.press(f"a[href='/supervise/{YEAR}/?show=confirmed']")
    supervisor.press(f"a[href='{FILE}']")
    supervisor.give(**{"remark-0": "与台账不符"})
    supervisor.press("#figures button.stop")
    assert Filing.objects.get(agency__code="B1").state == "returned"

    clerk.goto(FILE)
    assert words["returned"] in clerk.text
    assert "与台账不符" in clerk.text
    clerk.give(**{"value-0": "7", "evidence-0": "台账第2页"})
    clerk.press("#figures button.go")
    assert Figure.objects.filter(agency__code="B1", value=7).count() == 1
    assert Figure.objects.filter(agency__code="B1", value=3).count() == inputs.count() - 1
    head.goto(FILE)
    head.press("section[aria-labelledby=next] button.go")

    supervisor.goto(FILE)
    assert words["changed"] in supervisor.text
    explain(supervisor)
    supervisor.press("section[aria-labelledby=next] button.go")
    assert set(Filing.objects.values_list("state", flat=True)) == {"accepted"}

    supervisor.goto(PUBLISH)
    assert explain(supervisor) > 0
    supervisor.press("section[aria-labelledby=way] button.go")
    supervisor.press(f"text={words['public']}")
    assert supervisor.where == PUBLIC
    number = supervisor.page.locator("td[id='R1-total'] a")
    received = int(number.inner_text())
    assert received == sum(case.received_on.year == YEAR for case in office.made)
    number.click()
    supervisor.page.locator("text=N-").first.wait_for()
    assert supervisor.page.locator("text=N-").count() == received
    assert "张三" not in supervisor.page.content()
    share = supervisor.page.locator(".share").first
    assert re.fullmatch(r"\d+ ÷ \d+", share.get_attribute("title"))

    clerk.goto(PUBLIC)
    clerk.page.locator("td[id='R1-total'] a").click()
    clerk.page.locator("text=N-").first.wait_for()
    assert clerk.page.locator("text=N-").count() == sum(
        c.agency.code == "B1" and c.received_on.year == YEAR for c in office.made
    )


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("language", WORDS)
def test_every_page_of_the_year_end_is_sound_and_fits(office, sign_in, language, size):
    office.accepted(office.bureaus[0])
    office.publish()
    supervisor = sign_in("supervisor", language=language, size=size)
    for address in (
        "/", f"/supervise/{YEAR}/", FILE, PUBLISH, PUBLIC, "/published/", f"/report/{YEAR}/G/", f"/report/{YEAR}/G/text/",
        f"/published/{YEAR}/G/cell/?row=R1&column=total", f"/report/{YEAR}/G/cell/?row=~channel&column=in_person",
        f"/report/{YEAR + 1}/G/text/", f"/report/{YEAR + 1}/G/text/problems/", f"/report/{YEAR + 1}/G/examples/",
        "/statistics/", "/statistics/scores/", "/statistics/quality/", "/statistics/sample/", "/audit/",
    ):  # fmt: skip
        supervisor.goto(address)
