"""Who an applicant is, for counting and finding again: by identity number or credit code, else by name and contact, which a person confirms.

The applicants of one application are compared together: what two people ask jointly is nobody's own application.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agencies.text.comparing import comparable, letters_and_digits

if TYPE_CHECKING:  # its models name the form in which a number compares
    from intake.models import Application

_BETWEEN_SEVERAL = re.compile("[,;/]")  # 、，；／ compare as these
# What is written beside a name and is none: 张三（委托代理人：李四）, 申请人：张三, 张三先生
_BESIDE_A_NAME = re.compile(
    r"\((?:委托|代理|代理人|由|身份证|电话|联系|男|女|本人|亲属|法定代表人)[^()]*\)|(?<![^,;/])(?:申请人|姓名|委托人)(?:姓名|名称)?:"
    r"|(?:先生|女士|小姐|同志|老师)(?![^,;/])"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]*:?([0-9a-z()-]+)")  # 身份证:3303…; a masked one (3303****1234) is none
LEAST_LETTERS, LEAST_DIGITS, LEAST_DIFFERENT = 6, 4, 3  # less is no number: 000000, 无, 123
LEAST_PHONE, LEAST_ADDRESS = 7, 5
_CITIZEN_OF_15 = re.compile(r"[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")  # 居民身份证 before 1999
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10x98765432"  # GB 11643, ISO 7064 MOD 11-2
FIELDS = ("applicant_name", "identity_number", "phone", "email", "address")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applied, in the form for comparing; `numbers` is empty unless every applicant of the application has one."""

    names: frozenset[str]
    numbers: frozenset[str]
    contacts: frozenset[tuple[str, str]]  # what it is (phone, email, address), and what it says

    @property
    def marks(self) -> frozenset:
        """Return by what the numbers identify: each by itself, of joint applicants only all of them together."""
        return frozenset([self.numbers]) if len(self.names) > 1 and self.numbers else self.numbers

    def certainly(self, other: "Applicant") -> bool:
        """Say whether both are the same by a number; a person may have written that of another paper beside it."""
        return bool(self.marks & other.marks)

    def perhaps(self, other: "Applicant") -> bool:
        """Say whether both have the same name and a contact in common, and no two numbers to compare."""
        both_numbered = self.numbers and other.numbers
        return not both_numbered and self.names == other.names and bool(self.shared_contacts(other))

    def shared_contacts(self, other: "Applicant") -> list[str]:
        """Return in what both can be reached alike: phone, email, address."""
        alike = {kind for kind, _said in self.contacts & other.contacts}
        return [kind for kind in ("phone", "email", "address") if kind in alike]


def applicant_of(application: "Application") -> Applicant:
    """Return who made an application."""
    return read_applicant(*(getattr(application, name) for name in FIELDS))


def read_applicant(name: str, number: str, phone: str, email: str, address: str) -> Applicant:
    """Return who stands behind the fields of an application."""
    names = frozenset(_names(name))
    numbers = frozenset(filter(None, map(_identity, _several(number))))
    return Applicant(
        names,
        numbers if len(numbers) >= len(names) else frozenset(),  # of joint applicants a single number names but one
        frozenset(_contacts(phone, email, address)),
    )


def _names(text: str) -> list[str]:
    """Return the names of the applicants without what stands beside them."""
    return _several(_BESIDE_A_NAME.sub("", comparable(text))) or _several(text)


def _several(text: str) -> list[str]:
    return [part for part in _BETWEEN_SEVERAL.split(comparable(text)) if part]


def _identity(text: str) -> str:
    """Return a number as it compares, "" for a filler and for a masked one, which many people share."""
    found = _NUMBER.fullmatch(text)
    number = letters_and_digits(found[1]) if found else ""
    enough = len(number) >= LEAST_LETTERS and len(set(number)) >= LEAST_DIFFERENT and "xx" not in number
    return _of_18(number) if enough and sum(map(str.isdigit, number)) >= LEAST_DIGITS else ""


def _of_18(number: str) -> str:
    """Return a citizen's number of 15 digits as that of 18, with century and check digit; any other stands as it is."""
    if not _CITIZEN_OF_15.fullmatch(number):
        return number
    longer = f"{number[:6]}19{number[6:]}"
    return longer + _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, longer, strict=True)) % 11]


def _contacts(phone: str, email: str, address: str) -> Iterator[tuple[str, str]]:
    for part in map(letters_and_digits, _several(phone)):
        if len(part) >= LEAST_PHONE:
            yield "phone", part
    for part in _several(email):
        if "@" in part:
            yield "email", part
    if len(where := letters_and_digits(address)) >= LEAST_ADDRESS:
        yield "address", where


# -- under what an application is found again ------------------------------------------------------------------


def person_key(name: str) -> str:
    """Return the names of the applicants as they compare, without what stands beside them, in one order."""
    return _key(_names(name))


def identity_key(number: str) -> str:
    """Return the numbers of the applicants as they compare, "" where there is none that identifies anybody."""
    return _key(filter(None, map(_identity, _several(number))))


def numbers_and_phones(number: str, phone: str) -> list[tuple[str, str]]:
    """Return each identity number and each telephone as it compares, with its kind: under them an application is looked up."""
    numbers = dict.fromkeys(filter(None, map(_identity, _several(number))))
    phones = dict.fromkeys(said for kind, said in _contacts(phone, "", "") if kind == "phone")
    return [*(("number", one) for one in numbers), *(("phone", one) for one in phones)]


def mail_key(number: str) -> str:
    """Return a number of the post as it compares, "" for words such as 平信."""
    key = letters_and_digits(number).removeprefix("ems")
    return key[:40] if sum(map(str.isdigit, key)) >= LEAST_DIGITS else ""


def _key(parts: Iterable[str]) -> str:
    return ",".join(sorted(set(parts)))[:80]
