"""Identifiers of people in Chinese text, found by rule: numbers with check digits, telephone, e-mail, plate, address, birth date, names.

Pure: text in, places out. A place is `sure` where check digits or the words around it confirm it; the rest is a guess that
a person looks at. Full-width characters are read as ordinary ones, blanks and line breaks inside an identifier are passed over.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from agencies.text.comparing import comparable

RADICAL = re.compile("[\u2e80-\u2fdf]")  # what some fonts give back in place of the character
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    13: 32,
    0x3000: 32,
    0xA0: 32,
    0x2013: 45,
    0x2014: 45,
    0x2010: 45,
    0xD7: 88,
}
PROVINCES = [
    "11",
    "12",
    "13",
    "14",
    "15",
    "21",
    "22",
    "23",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "50",
    "51",
    "52",
    "53",
    "54",
    "61",
    "62",
    "63",
    "64",
    "65",
    "71",
    "81",
    "82",
    "83",
]
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
CARD_BEGINNINGS = re.compile(r"62|4|5[1-5]|2[2-7]|3[4-9]|60|9[0-9]|88")
NEAR = 16  # characters before an identifier in which a word may confirm it
GAP = r"[ \t\n]{0,3}"
EARLIEST_YEAR = 1890

ABOUT_ID = re.compile(r"身份证|证件号|身份号码|居民身份|ID\s*(?:card|number)", re.IGNORECASE)
ABOUT_CARD = re.compile(r"卡号|账号|帐号|账户|帐户|开户|银行|card|account", re.IGNORECASE)
ABOUT_CODE = re.compile(r"信用代码|统一代码|机构代码|税号|识别号")
ABOUT_PHONE = re.compile(r"电\s*话|手\s*机|联系|传\s*真|号码|微信|短信|致电|tel|phone|mobile|fax", re.IGNORECASE)
ABOUT_PLATE = re.compile(r"车|牌|驾")

ID_CARD = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{GAP}\d){{16}}{GAP}[\dXx](?![0-9A-Za-z])")
OLD_ID_CARD = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{GAP}\d){{14}}(?![0-9A-Za-z])")
CREDIT_CODE = re.compile(rf"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY](?:{GAP}[0-9A-HJ-NPQRTUWXY]){{17}}(?![0-9A-Za-z])")
BANK_CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \t\n-]{0,3}\d){14,18}(?![0-9A-Za-z])")
ACCOUNT = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \t-]{0,1}\d){9,27}(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?1[ \n]?[3-9][ \n]?\d(?:[ \t\n-]{0,2}\d){8}(?![0-9A-Za-z])")
LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:\+|00)86[ -]?)?\(?0(?:10|2\d|[3-9]\d{{2}})\)?[ \n-]{{0,2}}[2-9]\d{{2,3}}[ -]?{GAP}\d{{4}}"
    r"(?:(?:转|-|ext\.?)\s?\d{1,6})?(?![0-9])"
)
LOCAL_LINE = re.compile(r"(?:电话|传真|座机|Tel|TEL)[ \n]?[:.]?[ \n]?([2-9]\d{2,3}[ -]?\d{4})(?![0-9])")
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}[ \n]?@[ \n]?(?:[A-Za-z0-9-]{1,63}[ \n]?\.[ \n]?){1,4}[A-Za-z]{2,12}"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ \n]?[A-HJ-NP-Z][ \n]?[·•.\-・]?[ \n]?"
    r"(?:(?:[A-HJ-NP-Z0-9][ \n]?){4,5}[A-HJ-NP-Z0-9挂学警港澳])(?![0-9A-Za-z])"
)
NUMERALS = "〇零一二三四五六七八九十"
DAY = rf"(?:\d{{4}}|[{NUMERALS}]{{4}})\s?(?:年|[-./])\s?(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})(?:\s?(?:月|[-./])(?:\s?(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})\s?日?)?)?"
BORN_BEFORE = re.compile(rf"(?:出\s?生\s?(?:日\s?期|年\s?月\s?日?|时\s?间)?|生\s?于|生\s?日)[\s:,，]{{0,4}}({DAY})")
BORN_AFTER = re.compile(rf"({DAY})[\s,，]{{0,2}}(?:出\s?生|生(?=[,，。;；、)\s]))")
ORDER = (
    "id_card",
    "credit_code",
    "bank_card",
    "email",
    "phone",
    "plate",
    "birth_date",
    "address",
    "name",
)  # of two that overlap the first stays


@dataclass(frozen=True)
class Identifier:
    """An identifier in a text, from `start` up to `end`; `what` is its kind."""

    what: str
    start: int
    end: int
    sure: bool


def plain(text: str) -> str:
    """Return the text with ordinary digits, letters, blanks and radicals, character for character."""
    return RADICAL.sub(lambda found: comparable(found[0])[:1] or found[0], text.translate(WIDE))


def squeeze(text: str) -> tuple[str, list[int]]:
    """Return the form in which a text is compared, without white space, and of each of its characters the place in the text."""
    folded = [(form, place) for place, character in enumerate(text) for form in comparable(character)]
    return "".join(form for form, _ in folded), [place for _, place in folded]


def is_id_card(number: str) -> bool:
    """Say whether the check digit of an eighteen-digit identity number holds (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(digits: str) -> bool:
    """Say whether the check digit of a card number holds (Luhn, GB/T 17710)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_credit_code(code: str) -> bool:
    """Say whether the check character of a unified social credit code holds (GB 32100-2015)."""
    total = sum(CREDIT_CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return CREDIT_CHARACTERS[(31 - total % 31) % 31] == code[17]


def is_born(text: str) -> bool:
    """Say whether eight digits, or six of the old numbers, are a day on which somebody may have been born."""
    try:
        day = datetime.date(int(text[:-4] if len(text) == 8 else f"19{text[:2]}"), int(text[-4:-2]), int(text[-2:]))
    except ValueError:
        return False
    return day.year >= EARLIEST_YEAR


def find_identifiers(text: str) -> list[Identifier]:
    """Return the identifiers of a text in their order, none over another."""
    read = plain(text)
    found = [identifier for rule in RULES for identifier in rule(read)]
    return without_overlaps(found)


def without_overlaps(found: list[Identifier]) -> list[Identifier]:
    """Return the identifiers of which none overlaps another: the sure, the first kind and the longer one stay."""
    taken: list[Identifier] = []
    for one in sorted(found, key=lambda one: (not one.sure, ORDER.index(one.what), one.start - one.end)):
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _near(text: str, start: int, word: re.Pattern) -> bool:
    return bool(word.search(text[max(0, start - NEAR) : start]))


def _id_cards(text: str) -> Iterator[Identifier]:
    for match in ID_CARD.finditer(text):
        number = re.sub(r"\s", "", match[0])
        if number[:2] not in PROVINCES or not is_born(number[6:14]):
            continue
        sure = is_id_card(number)
        if sure or len(number) == len(match[0]) or _near(text, match.start(), ABOUT_ID):
            yield Identifier("id_card", *match.span(), sure)
    for match in OLD_ID_CARD.finditer(text):
        number = re.sub(r"\s", "", match[0])
        sure = _near(text, match.start(), ABOUT_ID)
        if number[:2] in PROVINCES and is_born(number[6:12]) and (sure or len(number) == len(match[0])):
            yield Identifier("id_card", *match.span(), sure)


def _credit_codes(text: str) -> Iterator[Identifier]:
    for match in CREDIT_CODE.finditer(text):
        code = re.sub(r"\s", "", match[0])
        sure = code[0] in "13459ABCDEFGNY" and is_credit_code(code)
        told = _near(text, match.start(), ABOUT_CODE)
        likely = len(code) == len(match[0]) and code[2:8].isdigit() and code[0] in "159Y" and not code.isdigit()
        if (sure and (told or not code.isdigit() or len(code) == len(match[0]))) or told or likely:
            yield Identifier("credit_code", *match.span(), sure)


def _bank_cards(text: str) -> Iterator[Identifier]:
    for match in BANK_CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        holds, begins = is_card_number(digits), bool(CARD_BEGINNINGS.match(digits))
        told = _near(text, match.start(), ABOUT_CARD)
        if holds and (begins or told):
            yield Identifier("bank_card", *match.span(), True)
        elif (holds and len(digits) == len(match[0])) or told:
            yield Identifier("bank_card", *match.span(), False)
    for match in ACCOUNT.finditer(text):
        if _near(text, match.start(), ABOUT_CARD):
            yield Identifier("bank_card", *match.span(), False)


def _phones(text: str) -> Iterator[Identifier]:
    for match in MOBILE.finditer(text):
        yield Identifier("phone", *match.span(), _near(text, match.start(), ABOUT_PHONE))
    for match in LANDLINE.finditer(text):
        yield Identifier("phone", *match.span(), _near(text, match.start(), ABOUT_PHONE))
    for match in LOCAL_LINE.finditer(text):
        yield Identifier("phone", *match.span(1), True)


def _emails(text: str) -> Iterator[Identifier]:
    for match in EMAIL.finditer(text):
        yield Identifier("email", *match.span(), not re.search(r"\s", match[0]))


def _plates(text: str) -> Iterator[Identifier]:
    for match in PLATE.finditer(text):
        if re.search(r"\d", match[0][2:]):
            yield Identifier("plate", *match.span(), _near(text, match.start(), ABOUT_PLATE))


def _birth_dates(text: str) -> Iterator[Identifier]:
    for pattern in (BORN_BEFORE, BORN_AFTER):
        for match in pattern.finditer(text):
            yield Identifier("birth_date", *match.span(1), True)


RULES = (_id_cards, _credit_codes, _bank_cards, _phones, _emails, _plates, _birth_dates)
