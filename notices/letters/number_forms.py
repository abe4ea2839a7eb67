"""The form of a number: what stands around the year and the running number, read from examples and printed again."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

PLACES = 6  # digits of a running number; a longer one is a slip or a date
LONGEST = 60  # characters of a form, as SeriesWord keeps it
_MARK = re.compile(r"\{(year|yy|n[2-6]?)\}")
_DIGITS = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BRACKETS = str.maketrans("〔[［(（【〕]］)）】", "(((((())))))")
_TRIM = " -_—–－·.．()"  # what stands between the words and the year, brackets folded


def plain_digits(text: str) -> str:
    """Return a number with its full-width digits as plain ones and without blanks; all else as it was written."""
    said = "".join(unicodedata.normalize("NFKC", char) if char.isdecimal() else char for char in text)
    return "".join(said.split())


@dataclass(frozen=True)
class NumberForm:
    """A form such as 瓯信公开〔{year}〕第{n3}号: year, last two digits of it, running number, at least so many digits."""

    text: str

    def number(self, year: int, sequence: int) -> str:
        """Return the number that a year and a running number make."""

        def digits(mark: re.Match) -> str:
            code = mark[1]
            if code in ("year", "yy"):
                return f"{year:04d}" if code == "year" else f"{year % 100:02d}"
            return f"{sequence:0{int(code[1:] or 1)}d}"

        return _MARK.sub(digits, self.text)

    def read(self, number: str) -> tuple[int, int] | None:
        """Return year (0 where the form has none) and running number; brackets, width and zeros may differ."""
        found = self._pattern.fullmatch(comparable_number(number))
        if found is None:
            return None
        given = found.groupdict()
        year = int(given.get("year") or 0) or (2000 + int(given["yy"]) if given.get("yy") else 0)
        return year, int(given["n"])

    @cached_property
    def _pattern(self) -> re.Pattern:
        parts, last = [], 0
        for mark in _MARK.finditer(self.text):
            parts.append(re.escape(comparable_number(self.text[last : mark.start()])))
            last = mark.end()
            digits = {"year": "(?P<year>(?:19|20)[0-9]{2})", "yy": "(?P<yy>[0-9]{2})"}
            parts.append(digits.get(mark[1], rf"(?P<n>[0-9]{{1,{PLACES}}})"))
        return re.compile("".join([*parts, re.escape(comparable_number(self.text[last:]))]))

    @property
    def yearly(self) -> bool:
        """Say whether the form names the year, so that its numbers start again with each; otherwise they run on."""
        return "{year}" in self.text or "{yy}" in self.text

    @property
    def digits(self) -> int:
        """Return how many digits the running number has at least."""
        return next(int(mark[1:] or 1) for mark in _MARK.findall(self.text) if mark[0] == "n")

    def padded(self, digits: int) -> "NumberForm":
        """Return the form with a running number of at least so many digits."""
        mark = "{n}" if digits == 1 else f"{{n{digits}}}"
        return NumberForm(re.sub(r"\{n[2-6]?\}", mark, self.text))

    @property
    def standard(self) -> bool:
        """Say whether the form is that of GB/T 9704 7.2.5: words, year in 〔〕, no 第, no leading zeros."""
        return self.text == standard_form(self.series).text

    @property
    def series(self) -> str:
        """Return what names the series: the words before the year or, where there are none, the form itself."""
        skeleton = _unified(_MARK.sub(lambda mark: "\0" if mark[1] in ("year", "yy") else "\1", self.text))
        words, year, _ = skeleton.partition("\0")
        words = words.strip(_TRIM)
        if year and "\1" not in words and any(char.isalpha() for char in words):
            return words
        return skeleton.replace("\0年", "年").replace("\0", "年").replace("\1", "N")

    @property
    def worded(self) -> bool:
        """Say whether the form has words of an agency at all, as a document number should."""
        return any(char.isalpha() and char not in "第号年" for char in _MARK.sub("", self.text))

    @property
    def shown(self) -> str:
        """Return the form as people read it: 瓯信公开〔年〕第00N号."""
        return _MARK.sub(
            lambda mark: "年" if mark[1] in ("year", "yy") else "N".zfill(int(mark[1][1:] or 1)), self.text
        )


def split_form(text: str) -> list[tuple[str, str]]:
    """Return the parts of a form in their order: (what is printed as it stands, "") or ("", what the mark stands for)."""
    parts, last = [], 0
    for mark in _MARK.finditer(text):
        parts += [(text[last : mark.start()], ""), ("", mark[1])]
        last = mark.end()
    return [*parts, (text[last:], "")]


def named_form(text: str) -> NumberForm | None:
    """Return the form of a text with exactly one running number and at most one year in it, or None."""
    marks = _MARK.findall(text)
    running = sum(mark.startswith("n") for mark in marks)
    plain = "{" not in _MARK.sub("", text) and "}" not in _MARK.sub("", text)
    return NumberForm(text) if running == 1 and len(marks) <= 2 and plain and len(text) <= LONGEST else None


def standard_form(words: str) -> NumberForm:
    """Return the form of the standard for some words."""
    return NumberForm(f"{words}〔{{year}}〕{{n}}号")


def _unified(text: str) -> str:
    """Return a text with one width, one kind of bracket, no 第 and no blanks."""
    return unicodedata.normalize("NFKC", plain_digits(text)).translate(_BRACKETS).replace("第", "")


def comparable_number(text: str) -> str:
    """Return a number as it is compared, so that neither brackets, width, 第 nor capitals tell two numbers apart."""
    return _unified(text).upper()


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One way to read a number: its form, its year (0: none), the running number."""

    form: NumberForm
    year: int
    sequence: int


def readings_of(number: str, years: Collection[int] = ()) -> list[NumberReading]:
    """Return every way to read a number, the likeliest first; `years` are those that it can come from, if known.

    Where a year stands in it, the last other run of digits is the likeliest running number.
    """
    text = plain_digits(number).replace("{", "").replace("}", "")
    runs = [found.span() for found in _DIGITS.finditer(text)]
    dated = list(_with_year(text, runs, years))
    found = dated or list(_glued(text, runs, years))
    if not any("{year}" in one.form.text for one in found) or not dated:
        found += list(_without_year(text, runs))
    return list({one.form.text: one for one in found if len(one.form.text) <= LONGEST}.values())


def _with_year(text: str, runs: list[tuple[int, int]], years: Collection[int]) -> Iterator[NumberReading]:
    """Yield the readings in which a whole run of digits is the year: four digits, or two where that fits the year."""
    for size, mark in ((4, "{year}"), (2, "{yy}")):
        some = False
        for place in runs:
            if place[1] - place[0] != size or (year := _year_of(text[slice(*place)], years)) is None:
                continue
            for other in reversed(runs):
                if other != place and other[1] - other[0] <= PLACES:
                    some = True
                    yield _reading(text, {place: mark, other: ""}, year, other)
        if some:
            return


def _glued(text: str, runs: list[tuple[int, int]], years: Collection[int]) -> Iterator[NumberReading]:
    """Yield the readings in which a run of digits begins with the year: 20180012."""
    for start, end in reversed(runs):
        year = _year_of(text[start : start + 4], years)
        if year is not None and 1 <= end - start - 4 <= PLACES:
            other = (start + 4, end)
            yield _reading(text, {(start, start + 4): "{year}", other: ""}, year, other)


def _without_year(text: str, runs: list[tuple[int, int]]) -> Iterator[NumberReading]:
    for place in reversed(runs):
        if place[1] - place[0] <= PLACES:
            yield _reading(text, {place: ""}, 0, place)


def _year_of(digits: str, years: Collection[int]) -> int | None:
    if len(digits) == 4:
        year = int(digits) if _YEAR.fullmatch(digits) else None
        return year if year and (not years or any(abs(year - one) <= 1 for one in years)) else None
    return next((one for one in years if digits == f"{one % 100:02d}"), None)


def _reading(text: str, marks: dict[tuple[int, int], str], year: int, place: tuple[int, int]) -> NumberReading:
    """Return the reading with some runs of digits in their places; leading zeros say how many digits there are."""
    digits = text[slice(*place)]
    width = len(digits) if digits.startswith("0") and len(digits) > 1 else 1
    marks = marks | {place: "{n}" if width == 1 else f"{{n{width}}}"}
    said, last = [], 0
    for (start, end), mark in sorted(marks.items()):
        said += [text[last:start], mark]
        last = end
    return NumberReading(NumberForm("".join(said) + text[last:]), year, int(digits))
