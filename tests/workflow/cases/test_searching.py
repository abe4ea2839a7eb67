"""What a hurried person types or pastes finds the case that is there."""

from datetime import date

import pytest

from agencies.text.comparing import comparable
from intake.models import Application
from tests.shared_data import shared_data
from tests.workflow.sample_archive import closed
from tests.workflow.sample_office import Office, at
from workflow.archive import services as archiving
from workflow.cases import search
from workflow.cases.models import Case, SearchText
from workflow.cases.selectors import calendar
from workflow.desk import worklist
from workflow.desk.registration_preview import similar_cases

DAY = date(2026, 3, 2)


def hits(office, query: str) -> list[str]:
    """Return the numbers of the cases that the worklist finds."""
    asked = worklist.Filters.read({"q": query, "stage": "all"})
    return sorted(worklist.filtered_cases(office.clerk, asked, DAY, calendar()).values_list("number", flat=True))


@shared_data
def asking():
    """Return an office with a case of a person with a name of two parts, and another one."""
    office = Office()
    office.first = office.case(
        DAY,
        applicant_name="阿卜杜拉·买买提",
        content="瓯海区“三改一拆”《征收补偿方案》（2025年）及附图①",
        tracking_number="EA123456789CN",
    )
    office.case(DAY, applicant_name="李　四", content="梧田街道规划图\n第二行")
    return office


@pytest.fixture
def two(asking):
    """Return the first of the two."""
    return asking.first


TYPED = [
    "买买提", "阿卜杜拉买买提", "阿卜杜拉•买买提", "阿卜杜拉.买买提", " 买买提 ", "買買提", "征收补偿方案", "徵收補償方案", "三改一拆征收补偿方案", "《征收补偿方案》",
    "征收补偿方案(2025年)", "［２０２５年］", "附图1", "补偿 瓯海 买买提", "买买提、补偿", "征\u200b收补\u00ad偿", "\ufeff征收补偿方案\n", "⽅案", "ea 123 456 789 cn", "EA-123456789-CN",
    "ＥＡ１２３４５６７８９ＣＮ", "2026-001", "2026-1", "〔2026〕1", "２０２６－００１", "2026年第1号", "2026 001", "2026001",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_a_case_is_found_however_it_is_typed(asking, two, typed):
    assert two.number in hits(asking, typed)


@pytest.mark.parametrize("typed", ["李四", "李 四", "规划图 梧田", "規劃圖第二行", "图第二行", "2026-2", "2026第002号"])
def test_the_other_one_is_found_alone(asking, two, typed):
    assert hits(asking, typed) == ["2026-002"]


@pytest.mark.parametrize("typed", ["王五", "《》", "征收 李四", "2027-001", "%", "_", "\\", "提瓯", "EA123456780CN"])
def test_what_is_not_there_is_not_found(asking, two, typed):
    assert hits(asking, typed) == []


def test_a_blank_query_leaves_everything(asking, two):
    assert len(hits(asking, " \u3000 ")) == 2


@shared_data
def replied():
    """Return an office with a closed case with its letters, one of them posted."""
    office = Office()
    office.closed = closed(office)
    return office


@pytest.fixture
def answered(replied):
    """Return the closed case."""
    return replied.closed


@pytest.mark.parametrize(
    "shape",
    [
        "{0}",
        "[{1}]{2}",
        "（{1}）第{2:03d}号",
        "{1}-{2}",
        "{3}（{1}）{2}",
        "{1}年第{2}号",
        "{3}【{1}】第{2:04d}號",
        "{3}[{1}]{2}号 ",
        "文号：{0}",
    ],
)
def test_the_number_of_any_letter_finds_its_case(replied, answered, shape):
    for event in answered.events.filter(letter__isnull=False).exclude(letter__number=""):
        letter = event.letter
        assert answered.number in hits(
            replied, shape.format(letter.number, letter.year, letter.sequence, letter.series)
        )


def test_an_archived_case_is_found_by_its_package(replied, answered):
    record = archiving.archive(answered.pk, by=replied.clerk, now=at(DAY, 17))
    for typed in (
        record.reference,
        record.reference.lower(),
        f" {record.reference.replace('-', '—')}　",
        record.reference.replace("·", " · "),
        answered.number,
        answered.document_number,
        "张三 施工",
    ):
        assert list(archiving.archived(replied.clerk, typed)) == [record], typed
    assert list(archiving.archived(replied.clerk, "XXGK-9999")) == []


def test_what_finds_a_case_is_rebuilt_and_the_same(replied, answered):
    archiving.archive(answered.pk, by=replied.clerk, now=at(DAY, 17))
    assert search.rebuild(everything=True) == 0  # every writer left what a rebuild writes
    SearchText.objects.all().delete()
    assert search.rebuild() == Case.objects.count()
    assert search.rebuild() == 0


def test_the_original_stays_as_it_was_typed(asking, two):
    two = Case.objects.select_related("application").get(pk=two.pk)
    assert two.application.applicant_name == "阿卜杜拉·买买提"
    assert Application.objects.get(case=two).content == "瓯海区“三改一拆”《征收补偿方案》（2025年）及附图①"
    assert comparable("買買提") in SearchText.objects.get(case=two).text


ASKED = "申请公开瓯海区“三改一拆”征收补偿方案（2025年）及全部附图"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("張　三", ""), ("张\u200b三", ""), ("《张三》", ""), ("", "申请公开瓯海区“三改一拆”征收补偿方案（2025年）及全部附图"), ("", "申請公開甌海區三改一拆徵收補償方案(2025年)及全部附圖。"),
        ("", "申请公开瓯海区‘三改一拆’征收补偿方案(２０２５年)\n及全部附图"), ("", "申请公开瓯海区三改一拆征收补偿的方案（2025年）及全部附图"), ("", "　申请公开 瓯海区 三改一拆 征收补偿方案 2025年 及全部附图"),
        ("", "申请公开瓯海区《三改一拆征收补偿方案》（2025年）及其全部附图"), ("张三", "完全不同的事项，另外一件"), ("", "申请公开瓯海区三改一拆征收补偿方案（2025年）及全部附件图"),
    ],
)  # fmt: skip
def test_a_repeated_application_is_noticed_however_it_is_written(office, name, content):
    case = office.case(DAY, applicant_name="张三", content=ASKED)
    assert similar_cases(office.agency, name, content, DAY) == [case]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("", ""),
        ("李四", "另一件"),
        ("", "申请公开瓯海区2024年部门决算及三公经费支出明细"),
        ("《》", ""),
        ("", "附图"),
        ("张", ""),
    ],
)
def test_another_application_is_no_repetition(office, name, content):
    office.case(DAY, applicant_name="张三", content=ASKED)
    assert similar_cases(office.agency, name, content, DAY) == []


@pytest.mark.parametrize(
    "typed",
    [
        "2026-001",
        "2026-1",
        "２０２６－００１",
        " 2026—001 ",
        "〔2026〕1号",
        "2026年第1号",
        "2026/001",
        "2026\u200b-001",
    ],
)
def test_a_case_is_named_by_its_number_however_it_is_typed(asking, two, typed):
    assert search.case_of(asking.agency, typed) == two
    assert archiving.find_case(typed, "ｄ") == two
    assert archiving.find_case(typed, "某區　住建局") == two


def test_a_case_that_is_not_meant_is_not_named(asking, two):
    assert [search.case_of(asking.agency, typed) for typed in ("", "2026-3", "2026", "买买提", "《》")] == [None] * 5
