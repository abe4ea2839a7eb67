"""Tell from the lines of a published report of which year and whose it is."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from law import Refused

LONGEST = 70  # characters of a line that may be a title
_YEAR = "20[0-9]{2}年?(?:度)?"
_REPORT = "(?:年度)?(?:工作)?(?:情况)?(?:总结)?(?:的)?(?:年度)?(?:报告|年报|统计表)"
_KIND = rf"政府信息(?:主动)?公开(?:工作)?(?:情况)?(?:的)?(?P<inner>{_YEAR}(?:的)?)?{_REPORT}"
_BODY = r"[\u4e00-\u9fff（）()·]{2,40}?"
_TITLE = re.compile(
    rf"(?:关于)?(?P<first>{_YEAR}(?:的)?)?(?P<body>{_BODY})(?:关于)?(?P<middle>{_YEAR}(?:的)?)?{_KIND}(?P<last>[（(]{_YEAR}[)）])?"
)
_BARE = re.compile(rf"(?:{_YEAR}(?:的)?)?{_KIND}(?:[（(]{_YEAR}[)）])?")  # the name stands on the line above
_NAME = re.compile(r"(?:关于)?(?P<body>[\u4e00-\u9fff（）()·]{2,40})")
_NAME_END = re.compile("(?:[局厅委署办部院处所站室会队社园馆科行校镇乡区]|政府|中心|街道|公司|集团|大学|[)）])$")
_NO_NAME = re.compile("我|本|各|历年|年度|上级|全[省市县区]|市县|法定|主动|依申请|政府信息|关于")
_OTHER_PAPER = re.compile("[《》。；;]|按照|根据|依据|通知|办法|指南|条例")
_PERIOD = re.compile(r"(?<![0-9])(20[0-9]{2})年1月1日(?:起|[至到—~-]|00?[:时])")
_OF_FIGURES = re.compile("统计|数据|期限|报告")
_STANDS_ALONE = re.compile(r"[（(]?(20[0-9]{2})年?度[)）]?")
_ANYWHERE = re.compile(r"(20[0-9]{2})年?(?:度|政府信息公开)")
_QUOTED = re.compile("《[^》]*》?")
_CHINESE = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")


def year_of(texts: Sequence[str]) -> int:
    """Return the year that a report is about; raise Refused where it says none.

    Its title says it; then the sentence on the period of its figures, a year that stands alone, any other. Links to the
    reports of other years look like titles: where titles differ, the period decides, then the first title with a name.
    """
    lines = [_read(text) for text in texts]
    periods = [int(year) for line in lines if _OF_FIGURES.search(line) for year in _PERIOD.findall(line)]
    titled = [year for year, body in _titles(lines) if body] + [year for year, _ in _titles(lines)]
    if agreed := [year for year in periods if year in titled]:
        return agreed[0]
    alone = [int(found[1]) for line in lines if (found := _STANDS_ALONE.fullmatch(line))]
    anywhere = [int(found[1]) for line in lines if (found := _ANYWHERE.search(_QUOTED.sub("", line)))]
    for years in (titled, periods, alone, anywhere):
        if years:
            return years[0]
    raise Refused("没有找到报告的年度", field="year", english="The year of the report was not found")


def body_of(texts: Sequence[str], year: int | None = None) -> str:
    """Return whose report it is, "" where no title says it; of titles that differ, one of the year is believed."""
    lines = [_read(text) for text in texts]
    found = [(when, body) for when, body in _titles(lines) if body]
    found.sort(key=lambda each: each[0] != year)
    if found:
        return found[0][1]
    for line in lines:  # the year stands elsewhere
        title = _TITLE.fullmatch(line) if _may_be_title(line) else None
        if title and _is_name(title["body"]) and _NAME_END.search(title["body"]):
            return title["body"]
    return ""


def _titles(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Return year and name of every title that has a year; the name may stand on the line above, or nowhere."""
    for above, line in pairwise(["", *lines]):
        if not _may_be_title(line):
            continue
        if (found := _TITLE.match(line)) and (years := _years(found.group())) and _is_name(found["body"]):
            yield years[0], found["body"]
        elif (found := _BARE.match(line)) and (years := _years(found.group())):
            name = _NAME.fullmatch(above)
            is_name = name and _is_name(name["body"]) and _NAME_END.search(name["body"])
            yield years[0], name["body"] if is_name else ""


def _may_be_title(line: str) -> bool:
    return len(line) <= LONGEST and not _OTHER_PAPER.search(line)


def _is_name(text: str) -> bool:
    return not _NO_NAME.match(text)


def _years(text: str) -> list[int]:
    return [int(year) for year in re.findall("20[0-9]{2}", text)]


def _read(text: str) -> str:
    """Return a line without white space, its year in Arabic figures."""
    line = "".join(text.split())
    line = re.sub("[０-９]", lambda found: unicodedata.normalize("NFKC", found[0]), line)
    return re.sub("二[〇○零Oo][〇○零一二三四五六七八九Oo]{2}(?=年)", lambda found: found[0].translate(_CHINESE), line)
