"""Numbers that a list is narrowed by: found however they are typed, and never another one."""

from datetime import date
from urllib.parse import quote

import pytest

from tests.api.test_filters import ids
from workflow.cases.models import Case
from workflow.cases.search import store_search_text


@pytest.fixture
def cases(office, today):
    """Return three cases, of which the first was replied to."""
    for n in range(3):
        office.case(date(2026, 1, 5 + n))
    Case.objects.filter(number="2026-001").update(
        document_number="某住建公开〔2026〕1号", state="replied", decided_on=date(2026, 2, 2), outcome="open"
    )
    for case in Case.objects.all():
        store_search_text(case)
    return Case.objects.order_by("pk")


@pytest.mark.parametrize(
    "typed",
    [
        "某住建公开(2026)1号", "某住建公开〔2026〕1", "某住建公开〔2026〕第1号", "某住建公开[2026]001号", "某住建公開〔２０２６〕１號", "某住建公开〔2026〕\u200b1号", "某住建公开 〔2026〕 1 号",
        "某住建公开【2026】1号", "某住建公开2026年第1号", "文号某住建公开〔2026〕1号",
    ],
)  # fmt: skip
def test_a_document_number_is_found_however_it_is_typed(clerk, cases, typed):
    (found,) = ids(clerk, f"document_number={quote(typed)}")
    assert Case.objects.get(pk=found).document_number == "某住建公开〔2026〕1号"


@pytest.mark.parametrize(
    "typed",
    ["某住建公开〔2026〕11号", "某住建公开〔2025〕1号", "他住建公开〔2026〕1号", "2026", "〔2026〕1号", "1号", "公开"],
)
def test_another_number_or_a_part_of_one_finds_no_case(clerk, cases, typed):
    assert ids(clerk, f"document_number={quote(typed)}") == []


@pytest.mark.parametrize(
    "typed", ["２０２６－００３", "2026—003", "2026-3", "2026 - 003", "2026年第3号", "\u200b2026-003"]
)
def test_a_register_number_is_found_however_it_is_typed(clerk, cases, typed):
    (found,) = ids(clerk, f"number={quote(typed)}")
    assert Case.objects.get(pk=found).number == "2026-003"
