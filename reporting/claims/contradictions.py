"""Hold the sentences of a report against its table: stated numbers, shares and growth."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from law.reports.forms import Term
from reporting.claims.attribution import Attribution, split_clauses
from reporting.claims.patterns import ClaimPattern, FormPatterns, patterns_of
from reporting.table.filled import CellValue

CellLookup = Callable[[str, str], CellValue]

UNITS = {"": 1, "万": 10**4, "亿": 10**8}
NEAR = 12  # characters before a number within which `unless` words change what it speaks of
_CLAUSE = re.compile(r"[。；;！!？?\n]+")
_PERCENT = r"(?P<p>[0-9]+(?:\.[0-9]+)?)%"
_COUNTED = re.compile(r"(?P<n>[0-9]+)(?P<unit>[件个项条])")
_ANYTHING = re.compile(r"(?P<n>[0-9]+)(?P<unit>[件个项条份篇部次期场人名家宗起])")
_WHOLE = r"(?:占(?:比|(?:申请|答复|办结|办理|受理|收到)?(?:总|全部)?(?:申请|答复|办结|办理|受理)?(?:总)?(?:件数|数量|数|量|件)?的?)?)"
_SHARE = re.compile(rf"(?P<n>[0-9]+)(?P<unit>[件个项条])[”\"）)]*(?:[，,]?{_WHOLE}|[（(]){_PERCENT}")
_SHARES = re.compile(rf"分别{_WHOLE}(?P<all>[0-9.]+%(?:[、，,和及][0-9.]+%)+)")
_LONE_SHARE = re.compile(rf"占(?:总申请|申请总|总)(?:件数|数|量)?的?{_PERCENT}")
_GROWTH = re.compile(
    r"(?:较|比|同比)(?:上年度?|去年|(?P<year>20[0-9]{2})年)?(?:同期)?(?:相比)?[，,]?"
    r"(?P<way>增长|增加|上升|提高|下降|减少|回落|降低)了?(?:(?P<by>[0-9]+)件[，,、]?)?"
    rf"(?:(?:增长率|增幅|降幅|增长|下降|上升|减少|同比增长|同比下降)(?:达到?|为|了)?)?(?:{_PERCENT})?"
)
INFORMATION_ITEM = "条"  # of information
CASES = "件个项"
DOWN = ("下降", "减少", "回落", "降低")
_RECEIVED = re.compile("申请|受理|收到|新收")
_ALL_RECEIVED = re.compile(
    "(?:[0-9]+[件个项]|申请|数|量)的?(?:20[0-9]{2}年|本年度?)?$"
)  # how the words before growth end
_NOT_RECEIVED = re.compile(
    "其中|办结|答复|结转|(?:予以|主动|部分|同意)公开|[条次篇份人家户页率]|访问|阅读|浏览|点击|关注|粉丝|发布|公文|文件|信息数"
)
_OF_APPLICATIONS = re.compile("(?<!依)申请(?!公开)|复议|诉讼")
_OF_REVIEWS = re.compile("复议|诉讼|维持|纠[正错]|驳回|[胜败]诉")
_OF_OTHER_WORK = re.compile("公文|建议|提案|(?<!复)议案|人大|政协|工单|热线|留言|信访|规范性文件")
_AFTER = re.compile('$|[，,、；;：:（(）)”"]|申请|政府信息|依申请|均|和|及|与|[，,]?占')


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A number in a sentence that the table or arithmetic does not bear out."""

    rule: str
    kind: str  # text | arithmetic | chain
    severity: str
    sentence: str
    published: str
    expected: str
    message: str


def find_contradictions(
    form: str, sentences: Sequence[str], look: CellLookup, about: Attribution, last: CellLookup | None = None
) -> Iterator[Contradiction]:
    """Yield every number of the sentences that the table, its arithmetic or last year's table contradicts.

    What is said of another year, another body or a part of the applications is left alone. A form too new for a file of
    wordings has none: its table alone is audited.
    """
    said = patterns_of(form)
    if said is None:
        return
    seen = set()
    for paragraph in sentences:
        for clause in _CLAUSE.split("".join(paragraph.split())):
            shares = _shares(said, clause, look, list(_COUNTED.finditer("".join(paragraph.split()))), about)
            for found in (*_stated(said, clause, look, about), *shares, *_growth(said, clause, look, last, about)):
                if found not in seen:
                    seen.add(found)
                    yield found


def sum_of_terms(terms: Sequence[Term], look: CellLookup) -> CellValue:
    """Return the sum of some cells, None where one is not stated."""
    numbers = [look(term.row, term.column) for term in terms]
    return None if None in numbers else sum(numbers)


# -- numbers -------------------------------------------------------------------------------------------------


def _stated(said: FormPatterns, clause: str, look: CellLookup, about: Attribution) -> Iterator[Contradiction]:
    for claim in said.claims:
        if claim.within and claim.within not in clause:
            continue
        for pattern in claim.says:
            for found in pattern.finditer(clause):
                is_elsewhere = about.is_not_meant(clause, found.start(), found.start("n"))
                if not is_elsewhere and not _speaks_of_a_part(said, claim, clause, found):
                    yield from _compared(claim, clause, found, look)


def _speaks_of_a_part(said: FormPatterns, claim: ClaimPattern, clause: str, found: re.Match) -> bool:
    """Say whether the words before the number narrow it to one field, channel or kind of applications."""
    head = clause[: found.start("n")]
    number_ends = max(found.end(name) for name in ("n", "unit", "loose")) + 1  # behind 件, 条 and the like
    if found.end() == number_ends and not _AFTER.match(clause, number_ends):
        return True  # 30件人大代表建议
    if claim.unless and claim.unless.search(head[max(0, found.start() - NEAR) :]):
        return True
    if clause[number_ends - 1 : number_ends] == CASES[0] and _is_of_other_work(clause[: found.end()]):
        return True
    piece = split_clauses(head)[-1]
    return bool(claim.part and claim.part.search(piece)) or (
        claim.whole and ("其中" in head or bool(said.parts.search(piece)))
    )


def _is_of_other_work(words: str) -> bool:
    """Say whether some words spoke last of work other than applications, reviews and suits, as of motions or documents."""
    last = {
        pattern: max((found.end() for found in pattern.finditer(words)), default=-1)
        for pattern in (_OF_APPLICATIONS, _OF_OTHER_WORK)
    }
    return last[_OF_OTHER_WORK] > last[_OF_APPLICATIONS]


def _compared(claim: ClaimPattern, clause: str, found: re.Match, look: CellLookup) -> Iterator[Contradiction]:
    expected = sum_of_terms(claim.cells, look)
    if expected is None:
        return
    digits = found["n"].replace(",", "").replace("，", "")
    unit = UNITS[found["unit"] or ""]
    said, step = Decimal(digits) * unit, Decimal(unit).scaleb(-len(digits.partition(".")[2]))
    fits = said <= expected < said + step if found["loose"] else abs(expected - said) * 2 <= (step if unit > 1 else 0)
    if not fits:
        published = f"{found['n']}{found['unit'] or ''}{found['loose'] or ''}"
        yield Contradiction(
            "sentence", "text", "error", clause, published, str(expected), f"文字写“{found.group()}”，表内是 {expected}"
        )


# -- shares --------------------------------------------------------------------------------------------------


def _shares(
    said: FormPatterns, clause: str, look: CellLookup, numbers: Sequence[re.Match], about: Attribution
) -> Iterator[Contradiction]:
    """Check every share of a clause; `numbers` are those of its whole paragraph."""
    bases = [base for terms in said.bases if (base := sum_of_terms(terms, look))]
    items = [base for terms in said.items if (base := sum_of_terms(terms, look))]
    counted = [int(each["n"]) for each in numbers if each["unit"] != INFORMATION_ITEM]
    reviews = (
        [base for terms in said.reviews if (base := sum_of_terms(terms, look))] if _OF_REVIEWS.search(clause) else []
    )
    for found in _SHARE.finditer(clause):
        if about.is_not_meant(clause, found.start(), found.start()):
            continue
        if found["unit"] == INFORMATION_ITEM and items:  # of what a share of information is one is less certain
            wholes = [*items, *(int(each["n"]) for each in numbers if each["unit"] == INFORMATION_ITEM)]
            yield from (
                replace(one, severity="warning")
                for one in _share(clause, int(found["n"]), found["p"], wholes, INFORMATION_ITEM)
            )
        elif (
            found["unit"] != INFORMATION_ITEM
            and bases
            and not _is_of_other_work(clause[: found.start()].replace("规范性文件", ""))
        ):
            yield from _share_of_cases(clause, found, [*bases, *counted, *reviews])
    if bases:
        yield from _listed_shares(clause, [*bases, *counted, *reviews], about)
        yield from _lone_shares(clause, bases, counted)


def _listed_shares(clause: str, wholes: Sequence[CellValue], about: Attribution) -> Iterator[Contradiction]:
    """Check shares that are written in a row behind their numbers."""
    for found in _SHARES.finditer(clause):
        head = clause[: found.start()]
        if about.is_not_meant(clause, found.start(), found.start()) or _is_of_other_work(
            head.replace("规范性文件", "")
        ):
            continue
        shares = re.findall(r"([0-9.]+)%", found["all"])
        before = [int(each["n"]) for each in _COUNTED.finditer(head) if each["unit"] != INFORMATION_ITEM][
            -len(shares) :
        ]
        if len(before) == len(shares):
            for number, share in zip(before, shares, strict=True):
                yield from _share(clause, number, share, wholes)


def _lone_shares(clause: str, bases: Sequence[CellValue], counted: Sequence[int]) -> Iterator[Contradiction]:
    """Point out a share of all applications that is none of any number of its paragraph."""
    for found in _LONE_SHARE.finditer(clause):
        if not _belongs(found, clause) and not any(_agrees(n, base, found["p"]) for n in counted for base in bases):
            message = f"“{found.group()}”与同段的任何一个件数都对不上"
            yield Contradiction("share", "arithmetic", "warning", clause, f"{found['p']}%", "", message)


def _share_of_cases(clause: str, found: re.Match, wholes: Sequence[CellValue]) -> Iterator[Contradiction]:
    """Check a share of cases; behind a number of something else it is, or may be, a share of that."""
    number = int(found["n"])
    larger = [each for each in _ANYTHING.finditer(clause[: found.start()]) if int(each["n"]) > number]
    others = [int(each["n"]) for each in larger if each["unit"] not in CASES]
    if larger and larger[-1]["unit"] not in CASES:
        wrong = _share(clause, number, found["p"], [others[-1], *others, *wholes], larger[-1]["unit"])
        yield from (replace(one, severity="warning") for one in wrong)
    else:
        yield from _share(clause, number, found["p"], [*wholes, *others])


def _belongs(found: re.Match, clause: str) -> bool:
    """Say whether a share stands right behind its number, and was checked against it already."""
    return any(
        each.start() < found.start() < each.end() for each in (*_SHARE.finditer(clause), *_SHARES.finditer(clause))
    )


def _share(
    clause: str, number: int, share: str, bases: Sequence[CellValue], unit: str = "件"
) -> Iterator[Contradiction]:
    if any(_agrees(number, base, share) for base in bases if base):
        return
    places = len(share.partition(".")[2])
    expected = _rounded(Decimal(number) * 100 / Decimal(bases[0]), places)
    cut = abs(expected - Decimal(share)) <= Decimal(1).scaleb(-places)  # cut off instead of rounded
    message = f"{number}{INFORMATION_ITEM if unit == INFORMATION_ITEM else '件'}占{bases[0]}{unit}的 {expected}%，文字写 {share}%"
    yield Contradiction(
        "share", "arithmetic", "warning" if cut else "error", clause, f"{share}%", f"{expected}%", message
    )


def _agrees(number: int, base: CellValue, share: str) -> bool:
    """Say whether a share is what the division gives, rounded to the places that are written."""
    return bool(base) and _rounded(Decimal(number) * 100 / Decimal(base), len(share.partition(".")[2])) == Decimal(
        share
    )


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")


# -- growth --------------------------------------------------------------------------------------------------


def _growth(
    said: FormPatterns, clause: str, look: CellLookup, last: CellLookup | None, about: Attribution
) -> Iterator[Contradiction]:
    """Check growth of the applications received: by its own two numbers, and against last year's table."""
    now = look(said.received.row, said.received.column)
    known = last(said.received.row, said.received.column) if last else None
    if now is None:
        return
    for found in _GROWTH.finditer(clause):
        by, share = found["by"], found["p"]
        if (by is None and share is None) or not _is_of_the_received(said, clause[: found.start()], about):
            continue
        before = known if found["year"] in (None, str(about.year - 1)) else None
        sign = -1 if found["way"] in DOWN else 1
        base = before
        if by is not None:
            base = now - sign * int(by)
            if before is not None and base != before:
                message = f"文字写比上年{found['way']}{by}件，上年表内是 {before}，本年 {now}，应为 {abs(now - before)}"
                yield Contradiction("growth", "chain", "error", clause, f"{by}件", f"{abs(now - before)}件", message)
        if share is not None and base:
            change = sign * (now - base)
            if not _agrees(change, base, share):
                expected = _rounded(Decimal(change) * 100 / Decimal(base), len(share.partition(".")[2]))
                message = f"由 {base}件到 {now}件是{found['way']} {expected}%，文字写 {share}%"
                kind = "arithmetic" if by is not None else "chain"
                yield Contradiction("growth", kind, "error", clause, f"{share}%", f"{expected}%", message)


def _is_of_the_received(said: FormPatterns, head: str, about: Attribution) -> bool:
    """Say whether growth is that of all applications received: the piece of the sentence right before it speaks of them."""
    head = head.rstrip("，,（(：:")
    piece = split_clauses(head)[-1]
    speaks = _RECEIVED.search(piece) or ("总量" in piece and _RECEIVED.search(head))
    if not speaks or not _ALL_RECEIVED.search(piece) or _NOT_RECEIVED.search(piece) or said.parts.search(piece):
        return False
    return not about.of_another_year(head) and not about.of_another_body(head)
