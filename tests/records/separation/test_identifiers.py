"""Identifiers are found by their rule, also broken and full-width; check digits and the words around make them sure."""

import random

import pytest

from records.identifiers.names import find_addresses, find_names
from records.identifiers.rules import (
    CREDIT_CHARACTERS,
    find_identifiers,
    is_card_number,
    is_credit_code,
    is_id_card,
    without_overlaps,
)

LETTERS = "一二三甲乙丙关于请的，。："


def found(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, str, bool]]:
    """Return kind, text and certainty of all that is found."""
    places = [*without_overlaps([*find_identifiers(text), *find_addresses(text)]), *find_names(text, names)]
    return [(one.what, text[one.start : one.end], one.sure) for one in places]


def id_card(lot: random.Random) -> str:
    body = f"{lot.choice(('110101', '330302', '440305', '652301'))}{lot.randint(1930, 2020)}{lot.randint(1, 12):02}{lot.randint(1, 28):02}{lot.randint(0, 999):03}"
    return next(body + last for last in "0123456789X" if is_id_card(body + last))


def bank_card(lot: random.Random) -> str:
    body = f"62{lot.randint(0, 10**13 - 1):013}" + "".join(lot.choices("0123456789", k=lot.choice((0, 1, 3))))
    return next(body + last for last in "0123456789" if is_card_number(body + last))


def credit_code(lot: random.Random) -> str:
    body = f"91{lot.choice(('330302', '110108'))}MA" + "".join(lot.choices(CREDIT_CHARACTERS, k=7))
    return next(body + last for last in CREDIT_CHARACTERS if is_credit_code(body + last))


def broken(number: str, lot: random.Random) -> str:
    """Return a number as it is written somewhere: plain, full-width, in groups, over a line."""
    way, cut = lot.randrange(4), lot.randint(3, len(number) - 3)
    if way == 1:
        return "".join(chr(ord(one) + 0xFEE0) for one in number)
    if way == 2:
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
    return number[:cut] + "\r\n" + number[cut:] if way == 3 else number


@pytest.mark.parametrize(
    ("what", "make"), [("id_card", id_card), ("bank_card", bank_card), ("credit_code", credit_code)]
)
def test_numbers_with_check_digits_are_found_and_sure(what, make):
    lot = random.Random(f"{what} 20261130")
    missed = []
    for _ in range(400):
        number = broken(make(lot), lot)
        text = "".join(lot.choices(LETTERS, k=12)) + number + "".join(lot.choices(LETTERS, k=12))
        if (what, number, True) not in found(text):
            missed.append(number)
    assert missed == []


def test_a_wrong_check_digit_is_only_a_guess():
    assert found("号码110101199003074476。") == [("id_card", "110101199003074476", False)]
    assert found("编号6222021234567890123。") == []
    assert found("卡号6222021234567890123。")[0][::2] == ("bank_card", False)


@pytest.mark.parametrize(
    ("text", "what", "part", "sure"),
    [
        ("电话：138 0013 8000，", "phone", "138 0013 8000", True),
        ("请致电0577-88881234转12办理", "phone", "0577-88881234转12", True),
        ("内线13800138000收", "phone", "13800138000", False),
        ("邮箱zhang.san@wz.gov.cn。", "email", "zhang.san@wz.gov.cn", True),
        ("车牌号浙C·12345", "plate", "浙C·12345", True),
        ("停有浙CD12345一辆", "plate", "浙CD12345", False),
        ("张某，1985年3月4日出生", "birth_date", "1985年3月4日", True),
        ("出生日期：1985-03-04", "birth_date", "1985-03-04", True),
        ("生于一九八〇年二月三日", "birth_date", "一九八〇年二月三日", True),
        (
            "住浙江省温州市鹿城区五马街道人民\r\n路12号3幢502室。",
            "address",
            "浙江省温州市鹿城区五马街道人民\r\n路12号3幢502室",
            True,
        ),
        ("住址：前黄村东路8号，", "address", "前黄村东路8号", True),
        ("⾝份证330302850304001的人", "id_card", "330302850304001", False),
    ],
)
def test_other_identifiers(text, what, part, sure):
    if "⾝" in text:
        sure = True  # the radical that a font gives back for 身
    assert (what, part, sure) in found(text)


def test_names_of_the_list_over_blanks_breaks_and_other_forms():
    assert ("name", "张三丰", True) in found("第三方张三丰不同意", ("张三丰",))
    assert ("name", "张\r\n三丰", False) in found("第三方张\r\n三丰不同意", ("张三丰",))
    assert ("name", "張三豐", True) in found("第三方張三豐不同意", ("张三丰",))
    assert ("name", "Zhang San", True) in found("By Zhang San.", ("zhang san",))
    assert ("name", "高明", False) in found("技术高明的人", ("高明",))
    assert ("name", "高明", True) in found("签名：高明。", ("高明",))
    assert ("name", "李四光", False) in found("联系人：李四光，")


def test_what_is_no_identifier():
    assert found("温瓯公开〔2026〕12号，2026年11月30日，第三条第（二）项，金额1234567890元，共18页。") == []
    assert found("登记编号20261130000123456") == []
