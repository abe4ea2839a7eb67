"""Own words and typical cases: versions, numbers against the table, persons, and who may do what."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from agencies.organisation.models import AgencySuccession, Officer, OfficerRole
from law import Refused
from law.reports.forms import form_for
from reporting.commentary import examples
from reporting.commentary import services as commentary_services
from reporting.commentary.models import Example, ExampleStep, Passage
from reporting.commentary.remarks import remarks_of
from reporting.document.assembly import document_of
from reporting.figures.models import PublishedTable
from reporting.figures.scope import Scope, scope_of
from reporting.filing import services as filing_services
from reporting.filing import text as filing_text
from reporting.filing.models import Filing
from reporting.narrative.report import report_of
from tests.reporting import year
from workflow.cases.models import Case
from workflow.locks import services as lock_services

pytestmark = pytest.mark.django_db
CASE_TEXT = "王某申请公开征收决定，收到部分公开的答复。"


def officer(name, agency, *roles):
    person = Officer.objects.create(username=name, display_name=name, agency=agency)
    for role in roles:
        OfficerRole.objects.create(officer=person, role=role)
    return person


@pytest.fixture
def place():
    government = year.agency("G", "government", name="某区人民政府")
    bureau = year.agency("B", parent=government)
    made = year.cases(
        [
            {
                "agency": bureau,
                "received_on": date(2025, 4, 1),
                "outcome": "deny",
                "grounds": "|privacy|",
                "decided_on": date(2025, 4, 9),
            },
            {"agency": government, "received_on": date(2025, 5, 1), "outcome": "open", "decided_on": date(2025, 5, 9)},
            {"agency": bureau, "received_on": date(2025, 6, 1)},
        ]
    )
    year.remedy(made[0], "reconsideration", date(2025, 6, 1), "corrected", date(2025, 7, 1))

    class Place:
        scope = scope_of(government, 2025)
        unit = scope_of(bureau, 2025)
        case = made[0]
        supervisor = officer("刘统计", government, "supervisor")
        auditor = officer("赵审计", government, "auditor")
        clerk = officer("王登记", bureau, "clerk")
        part = {part.key: part for part in form_for(2025).parts}

        def write(self, key, text, seen=0):
            return filing_text.write_passage(
                self.scope, self.part[key], text, seen=seen, by=self.supervisor, now=year.NOW
            )

        def step(self, code, text=CASE_TEXT):
            return filing_text.take_example_step(self.scope, self.case, code, text, by=self.supervisor, now=year.NOW)

    return Place()


def printed(scope) -> str:
    return "\n".join(block.text + block.example for section in document_of(scope).sections for block in section.blocks)


# -- versions ----------------------------------------------------------------------------------------------------


def test_the_last_version_is_printed_and_every_version_stays(place):
    place.write("problems", "第一稿")
    place.write("problems", "第二稿\n\n第二段\x07", seen=1)
    assert "第一稿" not in printed(place.scope)
    assert "第二稿\n第二段" in printed(place.scope)
    assert list(Passage.objects.order_by("version").values_list("version", "text")) == [
        (1, "第一稿"),
        (2, "第二稿\n第二段"),
    ]


def test_the_same_text_is_no_new_version_and_an_empty_one_takes_the_words_out(place):
    place.write("problems", "一稿")
    assert place.write("problems", " 一稿 ", seen=1) is None
    place.write("problems", "", seen=1)
    assert "一稿" not in printed(place.scope)


def test_who_writes_on_an_old_version_is_told_who_was_first(place):
    place.write("problems", "一稿")
    with pytest.raises(Refused, match="刘统计 已经写了第 1 版"):
        place.write("problems", "另一稿")


@pytest.mark.parametrize("change", [lambda: Passage.objects.update(text="改"), lambda: Passage.objects.all().delete()])
def test_the_database_itself_refuses_to_change_words(place, change):
    place.write("problems", "一稿")
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    with pytest.raises(ValidationError):
        Passage.objects.get().delete()
    assert Passage.objects.get().text == "一稿"


def test_a_unit_writes_the_same_part_on_two_pages_and_it_is_one_text(place):
    unit, part = place.unit, place.part["problems"]
    filing_services.write_text(unit.agency, 2025, "problems", "填报时写的稿", by=place.clerk, now=year.NOW)
    assert "填报时写的稿" in printed(unit)
    with pytest.raises(Refused, match="已经写了第 1 版"):
        filing_text.write_passage(unit, part, "另一稿", seen=0, by=place.clerk, now=year.NOW)
    filing_text.write_passage(unit, part, "最后一稿", seen=1, by=place.clerk, now=year.NOW)
    assert commentary_services.texts_by_heading(unit, form_for(2025)) == {part.heading: "最后一稿"}
    assert commentary_services.texts_of([unit.agency.pk], 2025) == {unit.agency.pk: {"problems": "最后一稿"}}


def test_an_unlocked_year_takes_words_again(place):
    table = PublishedTable(
        agency=place.scope.agency,
        year=2025,
        form="annual_2021",
        tables={},
        sentences=[],
        sha256="0",
        frozen_at=year.NOW,
    )
    table.save()
    lock_services.lock([place.scope.agency.pk], 2025, basis="2025 年度", by=place.supervisor, now=year.NOW)
    with pytest.raises(Refused, match="已经公布"):
        place.write("overview", "字")
    lock_services.unlock(place.scope.agency, 2025, reason="复议机关改变了结果", by=place.supervisor, now=year.NOW)
    assert place.write("overview", "字").version == 1


def test_a_part_without_own_words_takes_none(place):
    table = next(part for part in form_for(2018).parts if not part.has_words)
    with pytest.raises(Refused, match="没有自己写的文字"):
        filing_text.write_passage(
            scope_of(place.scope.agency, 2018), table, "字", seen=0, by=place.supervisor, now=year.NOW
        )


def test_a_published_year_takes_no_more_words_and_cases(place):
    place.step(ExampleStep.PROPOSED)
    PublishedTable.objects.create(
        agency=place.scope.agency, year=2025, form="annual_2021", tables={}, sha256="0", frozen_at=year.NOW
    )
    with pytest.raises(Refused, match="已经公布"):
        place.write("problems", "一稿")
    with pytest.raises(Refused, match="已经公布"):
        place.step(ExampleStep.CONFIRMED)


def test_words_belong_to_the_published_report_and_not_to_the_government_alone(place):
    place.write("problems", "全区的问题")
    assert "全区的问题" not in printed(Scope(place.scope.agency, 2025, False))


def test_a_part_that_must_be_written_says_that_it_is_not(place):
    assert printed(place.scope).count("本部分尚未填写") == 2
    place.write("problems", "一稿")
    assert printed(place.scope).count("本部分尚未填写") == 1


# -- numbers, length, persons -----------------------------------------------------------------------------------


def about(place, section) -> list[tuple[str, str]]:
    return [(each.severity, each.message) for each in remarks_of(report_of(place.scope)) if each.section == section]


def test_a_number_that_the_table_does_not_have_is_an_error(place):
    place.write("problems", "全年收到申请5件，不足之处如下。")
    assert [severity for severity, message in about(place, "problems") if "表内是 3" in message] == ["error"]
    place.write("problems", "全年收到申请3件，不足之处如下。", seen=1)
    assert about(place, "problems") == []


def test_a_share_that_is_wrong_is_an_error(place):
    place.write("requests", "收到申请3件，其中1件，占总数的40.0%。")
    assert [severity for severity, _ in about(place, "requests")] == ["error"]


def test_growth_is_held_against_last_years_table(place):
    table = report_of(scope_of(place.scope.agency, 2024)).sheet.tables()
    table["三、收到和处理政府信息公开申请情况 / 一、本年新收政府信息公开申请数量"]["总计"] = 2
    PublishedTable.objects.create(
        agency=place.scope.agency, year=2024, form="annual_2021", tables=table, sha256="0", frozen_at=year.NOW
    )
    place.write("requests", "收到申请3件，比上年增加2件。")
    assert "上年表内是 2" in about(place, "requests")[0][1]


def test_after_a_merger_growth_is_held_against_both_tables_of_last_year(place):
    heir, gone = place.unit.agency, year.agency("C", parent=place.scope.agency)
    row = "三、收到和处理政府信息公开申请情况 / 一、本年新收政府信息公开申请数量"
    for agency, received in ((heir, 3), (gone, 4)):
        table = report_of(scope_of(agency, 2024)).sheet.tables()
        table[row]["总计"] = received
        PublishedTable.objects.create(
            agency=agency, year=2024, form="annual_2021", tables=table, sha256="0", frozen_at=year.NOW
        )
    AgencySuccession.objects.create(predecessor=gone, successor=heir, on=date(2025, 3, 1))
    filing_text.write_passage(
        place.unit, place.part["requests"], "收到申请2件，比上年减少1件。", seen=0, by=place.clerk, now=year.NOW
    )
    assert [
        "上年表内是 7" in each.message for each in remarks_of(report_of(place.unit)) if each.section == "requests"
    ] == [True]


def test_too_long_is_a_hint_and_empty_is_a_hint(place):
    place.write("overview", "字" * 1001)
    assert about(place, "overview") == [("warning", "“一、总体情况”写了 1001 字，篇幅原则上不超过 1000 字")]
    assert about(place, "problems") == [("warning", "“五、存在的主要问题及改进情况”还没有写")]
    assert about(place, "other") == []


@pytest.mark.parametrize("text", ["王小明（13812345678）反映", "身份证号330304198001011234"])
def test_a_person_in_own_words_is_an_error(place, text):
    place.write("problems", text)
    assert [severity for severity, _ in about(place, "problems")] == ["error"]


def test_the_telephone_of_the_office_may_stand(place):
    place.write("other", "如有疑问请联系：0577-88539697，xxgk@example.gov.cn。")
    assert about(place, "other") == []


# -- typical cases ---------------------------------------------------------------------------------------------------


def test_the_first_text_of_a_case_tells_nobody_who_it_was(place):
    text = examples.draft_story(place.case)
    assert "张三" not in text
    assert "张某" in text
    assert "不予公开" in text
    assert "提起行政复议，结果被纠正" in text


def test_only_a_confirmed_case_is_printed_and_taken_out_it_is_gone(place):
    place.step(ExampleStep.PROPOSED)
    assert CASE_TEXT not in printed(place.scope)
    place.step(ExampleStep.CONFIRMED)
    assert f"典型案例：{CASE_TEXT}" in printed(place.scope)
    place.step(ExampleStep.WITHDRAWN, "")
    assert CASE_TEXT not in printed(place.scope)
    assert [row.step for row in Example.objects.order_by("version")] == ["proposed", "confirmed", "withdrawn"]
    with pytest.raises(Refused, match="没有选作"):
        place.step(ExampleStep.WITHDRAWN, "")


def test_a_third_party_that_was_asked_is_known_too(place, monkeypatch):
    asked = SimpleNamespace(data={"name": "李秀英"})
    monkeypatch.setattr(
        examples.consultations, "consultations_of", lambda case, kind: [examples.consultations.Consultation("a", asked)]
    )
    assert "李秀英" not in examples.draft_story(place.case)
    with pytest.raises(Refused, match="李秀英"):
        place.step(ExampleStep.CONFIRMED, "张某申请公开与李秀英有关的协议。")


def test_the_page_points_out_what_may_be_a_name(client, place):
    place.step(ExampleStep.PROPOSED, "申请公开王建国、李秀英的安置协议。")
    client.force_login(place.supervisor)
    assert "王建国、李秀英</b>" in client.get(f"/report/2025/G/examples/{place.case.pk}/").content.decode()


@pytest.mark.parametrize("code", [ExampleStep.PROPOSED, ExampleStep.CONFIRMED])
@pytest.mark.parametrize("text", ["张三申请公开", "申请人电话13812345678", "", "字" * 1001])
def test_a_text_that_names_somebody_is_refused(place, code, text):
    with pytest.raises(Refused):
        place.step(code, text)
    assert not Example.objects.exists()


def test_the_database_itself_refuses_to_change_a_typical_case(place):
    place.step(ExampleStep.PROPOSED)
    for change in (lambda: Example.objects.update(step="confirmed"), lambda: Example.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Example.objects.get().step == "proposed"


def test_cases_with_proceedings_are_suggested_first(place):
    assert [case.pk for case in examples.suggested_cases(place.scope)] == [place.case.pk]


# -- pages ----------------------------------------------------------------------------------------------------------


def addresses(place) -> list[str]:
    return [f"/report/2025/G/{path}" for path in ("text/", "text/problems/", "examples/", f"examples/{place.case.pk}/")]


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("supervisor", (200, 200, 200, 200)),
        ("auditor", (200, 404, 404, 404)),
        ("clerk", (404, 404, 404, 404)),
        (None, (302,) * 4),
    ],
)
def test_who_sees_and_writes_the_report_of_a_government(client, place, who, answers):
    if who:
        client.force_login(getattr(place, who))
    assert tuple(client.get(address).status_code for address in addresses(place)) == answers


def test_a_unit_writes_its_own_report(client, place):
    client.force_login(place.clerk)
    assert client.get("/report/2025/B/text/").status_code == 200
    answer = client.post("/report/2025/B/text/problems/", {"seen": 0, "text": "本单位的问题"})
    assert answer.status_code == 302
    assert "本单位的问题" in client.get("/report/2025/B/text/").content.decode()


def test_the_clerk_of_a_government_writes_for_its_own_sheet_and_not_for_all_of_it(client, place):
    client.force_login(officer("某", place.scope.agency, "clerk"))
    assert client.post("/report/2025/G/text/problems/", {"seen": 0, "text": "本级的问题"}).status_code == 302
    assert "本级的问题" in printed(Scope(place.scope.agency, 2025, False))
    assert "本级的问题" not in printed(place.scope)


def test_after_the_confirmation_the_page_says_why_and_keeps_the_text(client, place):
    filing_services.write_text(place.unit.agency, 2025, "problems", "一稿", by=place.clerk, now=year.NOW)
    Filing.objects.update(state="confirmed")
    client.force_login(place.clerk)
    page = client.get("/report/2025/B/text/problems/").content.decode()
    assert "现在是“已确认，待接收”" in page
    assert 'class="btn go"' not in page
    assert client.post("/report/2025/B/text/problems/", {"seen": 1, "text": "改写"}).status_code == 409
    assert Passage.objects.get().text == "一稿"


@pytest.mark.parametrize("section", ["table", "nothing"])
def test_a_part_that_the_form_does_not_have_is_not_found(client, place, section):
    client.force_login(place.supervisor)
    assert client.get(f"/report/2025/G/text/{section}/").status_code == 404
    assert client.get("/report/2012/G/text/").status_code == 404


def test_what_was_typed_is_given_back_when_it_cannot_be_kept(client, place):
    place.write("problems", "一稿")
    client.force_login(place.supervisor)
    answer = client.post("/report/2025/G/text/problems/", {"seen": 0, "text": "我写的"})
    assert answer.status_code == 409
    assert "我写的" in answer.content.decode()
    assert Passage.objects.count() == 1


def test_a_number_against_the_table_is_kept_and_said(client, place):
    client.force_login(place.supervisor)
    answer = client.post("/report/2025/G/text/problems/", {"seen": 0, "text": "全年收到申请9件。"}, follow=True)
    assert "表内是 3" in answer.content.decode()
    assert Passage.objects.get().text == "全年收到申请9件。"


def test_a_case_is_found_by_number_worked_on_and_confirmed_by_a_person(client, place):
    client.force_login(place.supervisor)
    assert client.post("/report/2025/G/examples/", {"number": "没有"}).status_code == 422
    address = client.post("/report/2025/G/examples/", {"number": place.case.number})["Location"]
    assert "张某向单位B申请公开" in client.get(address).content.decode()
    assert client.post(address, {"step": "confirmed", "text": CASE_TEXT}).status_code == 422
    assert client.post(address, {"step": "confirmed", "text": "张三申请", "read": "on"}).status_code == 422
    assert client.post(address, {"step": "confirmed", "text": CASE_TEXT, "read": "on"}).status_code == 302
    assert CASE_TEXT in client.get("/report/2025/G/text/").content.decode()


def test_a_case_of_another_year_is_not_found(client, place):
    other = year.cases([{"agency": place.unit.agency, "received_on": date(2026, 2, 1)}])[0]
    client.force_login(place.supervisor)
    assert client.get(f"/report/2025/G/examples/{other.pk}/").status_code == 404
    assert Case.objects.filter(pk=other.pk).exists()
