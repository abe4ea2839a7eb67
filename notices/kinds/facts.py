"""Facts of a letter: typed, named in Chinese, complete or refused; nothing on paper comes from anywhere else."""

import dataclasses
import types
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

from law import Refused, written

LONGEST = 5000  # characters of one fact; the application itself is limited to this at intake
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REFUSED_CATEGORIES = {"Cc": "控制字符", "Co": "自造字（私用区字符）", "Cs": "不成对的代理字符", "Cn": "未定义的字符"}
ALLOWED_CONTROLS = "\n\t"


def fact(
    label: str,
    *,
    default: Any = dataclasses.MISSING,
    kept: bool = False,
    verbatim: bool = False,
    if_any: bool = False,
) -> Any:
    """Declare a fact by its Chinese name; with a default it may be left out.

    `kept` marks what must be on file but is not printed (evidence); `verbatim` what is printed to the letter; `if_any` what
    has no row on a sheet while there is nothing to say, so that sheets of before print as they did.
    Any other text loses the stop at its end, since the template ends the sentence.
    """
    return dataclasses.field(
        default=default, metadata={"label": label, "kept": kept, "verbatim": verbatim, "if_any": if_any}
    )


def check_text(value: str, label: str) -> str:
    """Return the text with its line ends made plain; raise Refused naming a character that may not be printed."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise Refused(f"“{label}”超过 {LONGEST} 字", field=label, english=f"{label} is too long")
    for character in text:
        name = "双向控制字符" if character in BIDI else REFUSED_CATEGORIES.get(unicodedata.category(character))
        if name and character not in ALLOWED_CONTROLS:
            raise Refused(
                f"“{label}”含有不能印在公文上的{name} U+{ord(character):04X}，请改正后再办",
                field=label,
                english=f"{label} contains U+{ord(character):04X}, which is not allowed in a letter",
            )
    return text


def _wrong(label: str, kind: str) -> Refused:
    return Refused(f"“{label}”应当是{kind}", field=label, english=f"{label} has the wrong type")


def _read_date(value: Any, label: str) -> date:
    if isinstance(value, date):
        return value
    day = written.day(value)
    if day is None:
        raise _wrong(label, "日期，例如 2026-03-05")
    return day


def _read_text(value: Any, label: str) -> str:
    if not isinstance(value, str):
        raise _wrong(label, "文字")
    return check_text(value, label)


def _read_int(value: Any, label: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(label, "整数")
    return value


def _read_bool(value: Any, label: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(label, "是或者否")
    return value


def _read_plain(value: Any, label: str) -> dict[str, Any]:
    """Return a set of facts that another kind will read; texts in it are checked already here."""
    if not isinstance(value, Mapping):
        raise _wrong(label, "一组事实")
    return {str(name): _checked(one, label) for name, one in value.items()}


def _checked(value: Any, label: str) -> Any:
    if isinstance(value, str):
        return check_text(value, label)
    if isinstance(value, Mapping):
        return _read_plain(value, label)
    if isinstance(value, list | tuple):
        return [_checked(one, label) for one in value]
    return _plain(value)


_READERS = {date: _read_date, str: _read_text, int: _read_int, bool: _read_bool, dict: _read_plain}


def _read(value: Any, wanted: Any, label: str) -> Any:
    """Return `value` as the declared type; raise Refused naming the fact."""
    if get_origin(wanted) is types.UnionType:  # X | None
        return None if value is None else _read(value, get_args(wanted)[0], label)
    if get_origin(wanted) is tuple:
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise _wrong(label, "一项一项的列表")
        items = tuple(_read(item, get_args(wanted)[0], label) for item in value)
        if any(isinstance(item, str) and not item.strip() for item in items):
            raise Refused(f"“{label}”有空白的一项", field=label, english=f"{label} has an empty item")
        return items
    if wanted in _READERS:
        return _READERS[wanted](value, label)
    if isinstance(value, wanted):
        return value
    if isinstance(value, Mapping):
        return wanted.from_json(value)
    raise _wrong(label, "一组事实")


def _unstopped(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip().rstrip("。；;，,、 ")
    if isinstance(value, tuple):
        return tuple(_unstopped(item) for item in value)
    return value


def _is_empty(value: Any) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())


@dataclass(frozen=True, kw_only=True)
class Record:
    """A set of named facts that checks itself when it is made."""

    def __post_init__(self):
        """Read every fact as its type; raise Refused naming the one that is missing or wrong."""
        hints = get_type_hints(type(self))
        for declared in dataclasses.fields(self):
            label = declared.metadata["label"]
            try:
                value = _read(getattr(self, declared.name), hints[declared.name], label)
                value = value if declared.metadata["verbatim"] else _unstopped(value)
            except Refused as refusal:
                refusal.field = declared.name  # the form shows the sentence beside this field
                raise
            if declared.default is dataclasses.MISSING and _is_empty(value):
                raise Refused(f"缺少“{label}”，公文不能成文", field=declared.name, english=f"Missing: {declared.name}")
            object.__setattr__(self, declared.name, value)
        self.check()

    def check(self) -> None:
        """Raise Refused where facts do not agree with each other."""

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Return the name of every fact and its Chinese label."""
        return {declared.name: declared.metadata["label"] for declared in dataclasses.fields(cls)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Build the facts from plain JSON; raise Refused naming an unknown or a missing one."""
        labels = cls.labels()
        for name in given:
            if name not in labels:
                raise Refused(f"这种公文没有“{name}”这一项", field=name, english=f"Unknown fact: {name}")
        for declared in dataclasses.fields(cls):
            if declared.default is dataclasses.MISSING and declared.name not in given:
                raise Refused(
                    f"缺少“{labels[declared.name]}”，公文不能成文",
                    field=declared.name,
                    english=f"Missing: {declared.name}",
                )
        return cls(**given)

    def typed_texts(self) -> list[str]:
        """Return every text that an officer wrote: all but what is quoted word for word."""
        own = [declared.name for declared in dataclasses.fields(self) if not declared.metadata["verbatim"]]
        return [text for name in own for text in _texts_in(getattr(self, name))]

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON that `from_json` reads back."""
        return {declared.name: _plain(getattr(self, declared.name)) for declared in dataclasses.fields(self)}

    def printed(self) -> dict[str, Any]:
        """Return the facts that the paper itself says, as plain JSON: what may leave the agency, evidence left out."""
        fields = [declared for declared in dataclasses.fields(self) if not declared.metadata["kept"]]
        return {declared.name: _printed_value(getattr(self, declared.name)) for declared in fields}


def _printed_value(value: Any) -> Any:
    if isinstance(value, Record):
        return value.printed()
    if isinstance(value, tuple):
        return [_printed_value(item) for item in value]
    return _plain(value)


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, Record):
        return value.typed_texts()
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        return [text for item in value for text in _texts_in(item)]
    return [value] if isinstance(value, str) else []


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, kw_only=True)
class Facts(Record):
    """The facts of one kind of letter, with what the law attaches to the kind."""

    CODE: ClassVar[str]
    TITLE: ClassVar[str]
    NAME: ClassVar[str] = ""  # in English, for the lists of the desk
    MEANING: ClassVar[str] = ""  # when it is the right one, where no row of the outcomes says so
    REGULATIONS: ClassVar[tuple[str, ...]] = ("2007", "2019")
    REMEDY: ClassVar[str] = "N"
    ARTICLES: ClassVar[Mapping[str, str]] = {}  # regulation -> short citation
    TEMPLATE: ClassVar[str]
    LAYOUT: ClassVar[str] = (
        "letter"  # letter (信函格式), document (通用格式, to other agencies), sheet (the office's own record)
    )
    NUMBERED: ClassVar[bool] = True  # takes a document number (文号)
    FREE: ClassVar[bool] = False  # moves nothing: may be written at any stage of a case (act write_paper)

    addressee: str = fact("受文者", verbatim=True)

    def remedy_under(self, regulation: str) -> str:
        """Return the class of the remedy paragraph; a letter with several conclusions has that of their mixture."""
        return self.REMEDY

    @property
    def noun(self) -> str:
        """Return what the letter calls itself in its remedy paragraph (本告知书, 本答复书, 本决定书)."""
        return next((noun for noun in ("答复书", "决定书") if self.TITLE.endswith(noun)), "告知书")

    @classmethod
    def refuse_unknown_to(cls, regulation: str) -> None:
        """Raise Refused where the regulation does not know a letter of this kind."""
        if regulation not in cls.REGULATIONS:
            raise Refused(
                f"{regulation}年《条例》没有“{cls.TITLE}”这种公文",
                field="regulation",
                english=f"There is no such letter under the {regulation} Regulations",
            )

    def fits(self, regulation: str, dated: date) -> None:
        """Raise Refused where a letter of this kind cannot exist under the regulation or on the day."""
        self.refuse_unknown_to(regulation)

    def context(self, citer) -> dict[str, Any]:
        """Return what the template needs besides the facts; `citer` spells the legal basis."""
        short = self.ARTICLES.get(citer.regulation, "")
        return {"basis": citer.spell(short)} if short else {}
