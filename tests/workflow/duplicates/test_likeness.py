"""11.3: what asks for the same is known as the same, and what asks for something else is not."""

import pytest

from intake.applicants import identity_key, mail_key, person_key
from workflow.duplicates.likeness import nearly_same, plain_form

pytestmark = pytest.mark.fault("11.3")
ASKED = "请求公开某某街道2023年旧住宅小区改造项目的施工合同、监理日志和竣工验收报告"


@pytest.mark.parametrize(
    "other",
    [
        ASKED,
        "请求公开某某街道2023年旧住宅小区改造项目的施工合同监理日志和竣工验收报告。",  # punctuation
        "请求公开竣工验收报告、监理日志和某某街道2023年旧住宅小区改造项目的施工合同",  # order of words
        ASKED.replace("竣工", "竣土"),  # one character
        ASKED.replace("日志", "曰志").replace("2023", "2O23").replace("合同", "合　同"),  # as a scan misreads it
        ASKED.replace("请求公开", "請求公開"),
    ],
)
def test_the_same_told_a_little_otherwise(other):
    assert nearly_same(plain_form(ASKED), plain_form(other))


@pytest.mark.parametrize(
    "other",
    [
        "",
        "请求公开某某街道2023年旧住宅小区改造项目的施工合同",  # a part of it
        "请求公开某某街道2023年背街小巷整治项目的资金拨付凭证、审计报告和招标公告文件",
        "某路扩建的环评批复",
    ],
)
def test_something_else(other):
    assert not nearly_same(plain_form(ASKED), plain_form(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("11010519491231002X", "110105491231002", True),  # 15 digits: without century and check digit
        ("11010519491231002x", "身份证：110105491231002", True),
        ("110105194912310021", "110105491231002", False),  # a check digit that does not fit is another number
        ("110105199012310029", "110105901231003", False),
        ("330302000012345", "330302190000123457", False),  # 15 digits of a business register: no day of birth
        ("3303****1234", "330302199001011234", False),
    ],
)
def test_numbers_of_fifteen_and_eighteen_digits_are_of_one_person(one, other, same):
    assert (identity_key(one) == identity_key(other) != "") == same


def test_names_of_joint_applicants_in_any_order_and_mail_numbers_as_they_are_typed():
    assert person_key("张三、李四") == person_key("李四，张 三") != person_key("张三")
    assert mail_key("EMS EA 1033 0037 8 CN") == mail_key("ea103300378cn") != ""
    assert mail_key("平信") == mail_key("") == ""
