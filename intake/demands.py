"""The things that an application asks for, as its text numbers them: a proposal, which a person confirms (条例36: 分别作出答复).

Read are lists that count from one: 1. 一、 （一） ① 第一项, on one line or on several; lines with bullets; lines under a
heading that ends with a colon. A number within a sentence (〔2018〕12号, 1.5亩, 1号楼, 第36条第（一）项) begins nothing, and
neither do “和”, “以及” or a semicolon alone. Words of the form (提供方式, 用途, 联系电话) are no demand.
"""

import re

MOST = 50  # demands of one application
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_HAN_DIGITS = "一二三四五六七八九"
_DIGIT, _HAN = r"\d{1,2}", "[一二三四五六七八九十]{1,3}"
_SIGNS_BEFORE = '\n。；;，,：:、！!？?）)”’"》'
# “请公开1、批复2、方案”: people leave the sign out before the first number of a list, and before the next.
_WORD_BEFORE = re.compile(r"(?:公开|申请|获取|提供|信息|材料|内容|如下|以下|下列|索取)\Z")
_RUNS_ON = re.compile(r"[\u4e00-\u9fff](?<![附件图表第期组栋幢楼号章条款段版卷册页至到和与或及共约前后])\Z")
_NO_UNIT = r"(?![号#＃栋幢楼期章组村页份年月日个项款目条室级类种次亩元万平米件])"
_STYLES = {  # of a list: how its numbers are written; the group is the number
    "han": rf"({_HAN})[ 　]*[、.．：:]",
    "han_brackets": rf"[（(][ 　]*({_HAN})[ 　]*[）)]{_NO_UNIT}[、.．：:]?",
    "digits": rf"(?<!\d)({_DIGIT})[ 　]*(?:、(?!\d{{1,2}}[、号#楼栋幢期组月\-至和及])|[.．：:](?!\d)|[）)])",
    "digits_brackets": rf"[（(][ 　]*({_DIGIT})[ 　]*[）)]{_NO_UNIT}[、.．：:]?",
    "circled": r"([①-⑳])[、.．：:]?",
    "bracketed_signs": r"([⑴-⒇])[、.．：:]?",
    "han_signs": r"([㈠-㈩])[、.．：:]?",
    "dotted_signs": r"([⒈-⒛])",
    "item": rf"第({_HAN}|{_DIGIT})(?:项[ 　]*[：:，,、是为]?|[：:，,、])",
    "blank": rf"^[ 　]*({_DIGIT})[ 　\t]+(?=\D){_NO_UNIT}",
}
_UNMISTAKABLE = ("circled", "bracketed_signs", "han_signs", "dotted_signs")
_MARKS = {name: re.compile(form, re.MULTILINE) for name, form in _STYLES.items()}
_BULLETS = re.compile(r"^[ 　\t]*[-–—*•·●○◆◇■□▪▶➢※]+[ 　\t]*(?=\S)", re.MULTILINE)
_HEADING = re.compile(r"(?:公开|申请|获取|提供|信息|材料|内容|如下|以下|下列)[^。；;]*[：:][ 　\t]*\Z")
_ENDS = " 　\t\r\n。；;，,、"
# What a form asks besides: how to give it, what for, who asks; and where the last demand ends and the rest begins.
_NO_DEMAND = re.compile(
    r"(?:所需|申请)?(?:信息)?的?(?:提供|获取|答复|送达|领取)(?:信息)?的?(?:方式|形式|载体|途径)|(?:申请)?(?:用途|理由|原因|目的)[：:]"
    r"|事实(?:和|与|及|、)理由|申请人|联系(?:人|方式|电话|地址)|(?:身份证|通信地址|邮编)"
    r"|(?:请|要求|希望)?(?:以|按|用|采用)?(?:纸质|电子|书面|复印件|光盘|邮寄|电子邮件)(?:件|文本|版)?(?:的?(?:形式|方式))?(?:提供|答复|寄送|回复|公开|，|。|$)"
)
_REST = re.compile(
    r"[。；;！\n]\s*(?=以上|上述|特此|此致|谢谢|敬礼|盼复|请(?:贵|你|您|依法|按|以|将|予以|通过|邮寄|书面)|要求(?:以|书面)|望(?:贵|依法)"
    r"|(?:信息的?)?(?:提供|获取)(?:信息的?)?(?:方式|形式)|联系(?:人|电话|方式|地址)|申请人[：:])"
)
_BREAK = re.compile(r"\s*\n\s*")
_LONGEST_LINE, _SHORTEST, _FEWEST = 80, 2, 2  # characters of a line and of an item; items of a list


def propose_demands(text: str) -> list[str]:
    """Return what a text asks for, thing by thing, in its own words; the whole text where it lists fewer than two things."""
    whole = text.strip()
    items = [item for item in _listed(whole) if not _NO_DEMAND.match(item)]
    if len(items) == 1:  # one section of several is a demand: what does it list itself?
        inner = propose_demands(items[0])
        return inner if len(inner) > 1 else [whole]
    return items[:MOST] if len(items) >= _FEWEST else [whole]


def _listed(text: str) -> list[str]:
    """Return the items of the list that begins first, without their numbers; none where there is no list."""
    plain = text.translate(_FULL_WIDTH)
    found = [marks for style in _MARKS if len(marks := _counted(plain, style)) >= _FEWEST]
    if found:
        return _between(text, min(found))
    bullets = [match.span() for match in _BULLETS.finditer(plain)]
    if len(bullets) >= _FEWEST:
        return _between(text, bullets)
    return _lines(text)


def _counted(text: str, style: str) -> list[tuple[int, int]]:
    """Return where the numbers 1, 2, 3 … of a list in one style stand; what is out of the row belongs to a sentence.

    A list of lines may begin with another number: what comes first may have none.
    """
    marks = list(_MARKS[style].finditer(text))
    if len(row := _row(text, marks, 1, style in _UNMISTAKABLE)) >= _FEWEST:
        return row
    lines = [mark for mark in marks if not text[: mark.start()].rpartition("\n")[2].strip()]
    return _row(text, lines, _value(lines[0][1]), True) if lines else []


def _row(text: str, marks: list[re.Match], first: int, unmistakable: bool) -> list[tuple[int, int]]:
    """Return the marks that count on from `first`, each with something said after it."""
    taken: list[tuple[int, int]] = []
    for mark in marks:
        before = text[taken[-1][1] if taken else 0 : mark.start()]
        without_sign = _RUNS_ON if taken else _WORD_BEFORE
        stands = unmistakable or _after_sign(text, mark.start()) or without_sign.search(before)
        says = not taken or len(before.strip(_ENDS)) >= _SHORTEST
        if stands and says and _value(mark[1]) == len(taken) + first:
            taken.append(mark.span())
    return taken


def _after_sign(text: str, place: int) -> bool:
    """Say whether a place is the beginning of the text, of a line or of what follows a sign."""
    before = text[:place].rstrip(" 　\t")
    return not before or before[-1] in _SIGNS_BEFORE or len(before) < place


def _value(number: str) -> int:
    """Return which number a sign, a word or digits are."""
    if number.isascii():
        return int(number)
    for first in "①⑴⒈㈠":
        if 0 <= (place := ord(number[0]) - ord(first)) < 20 and len(number) == 1:
            return place + 1
    tens, _ten, ones = number.rpartition("十")
    ten = 10 * (_HAN_DIGITS.find(tens) + 1 if tens else 1) if "十" in number else 0
    return ten + (_HAN_DIGITS.find(ones) + 1 if ones else 0)


def _between(text: str, marks: list[tuple[int, int]]) -> list[str]:
    """Return what stands between the numbers, each on one line; the last item ends where the words of the form begin."""
    starts = [start for start, _end in marks[1:]] + [len(text)]
    items = [text[end:start].strip().rstrip("（(") for (_start, end), start in zip(marks, starts, strict=True)]
    items[-1] = _REST.split(items[-1], maxsplit=1)[0]
    return [_BREAK.sub(" ", item) for item in (one.strip(_ENDS) for one in items) if item]


def _lines(text: str) -> list[str]:
    """Return the short lines under a heading that ends with a colon, or lines that each end with a semicolon."""
    head, _colon, rest = text.partition("\n")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if _HEADING.search(head):
        lines = [line.strip() for line in _REST.split("\n" + rest, maxsplit=1)[0].split("\n") if line.strip()]
    elif not all(line.endswith(("；", ";")) for line in lines[:-1]):
        return []
    short = len(lines) >= _FEWEST and all(len(line) <= _LONGEST_LINE for line in lines)
    return [item for line in lines if (item := line.strip(_ENDS))] if short else []
