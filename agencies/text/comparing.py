"""One form of text for comparing: what looks or means the same compares as the same; what was typed is kept and printed.

Every search, every check for duplicates, every label and every name that is looked up goes through `comparable`. A form
is folded character by character, so that a piece of a text folds to a piece of its form (docs/decisions/0024).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

import opencc

from law import Refused

LONGEST_QUERY = 200  # characters of what is typed into a search box; more is cut
MOST_WORDS = 10
# Radicals and strokes that Unicode calls equivalent to an ideograph but does not decompose (EquivalentUnifiedIdeograph).
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗"
    "⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页"
    "⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀㇆𠃌㇏乀㇐一㇑丨㇒丿㇓丿㇔丶㇕𠃍㇖乛㇗𠃊㇘𠃎㇙𠄌㇚亅㇛𡿨㇜𠃋㇝乀㇞𠃑㇟乚㇠乙㇡𠄎"
)
_SIGNS = {
    "(": "([{〔【〖〘〚⟦⦅❨❪❲❴❬⟮⎡⎣⌈⌊",
    ")": ")]}〕】〗〙〛⟧⦆❩❫❳❵❭⟯⎤⎦⌉⌋",
    "-": "‐‑‒–—―−⁃─━┄┅⎯⸺⸻➖﹘﹣ー˗۔",
    "~": "～〜∼˜∽⁓〰",
    "·": "・•‧∙⋅●⸱᛫ㆍ⦁▪■◆",
    ",": "、﹑،",
    ":": "∶꞉˸",
    "〇": "○◯⭘",
    "/": "⁄∕⧸╱",
    "|": "│┃∣❘丨",
    "×": "✕✖╳",
    # Quotes and the marks around titles are left out by many and never tell two texts apart.
    "": "“”‘’\"'„‟‚‛`´′″‴〝〞〟「」『』《》〈〉«»‹›<>⟨⟩❮❯❛❜❝❞",
}
# Letters of other categories that show nothing: fillers of Hangul, a blank of Braille, the joiner of graphemes.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TO_SIMPLIFIED = (opencc.OpenCC("t2s"), opencc.OpenCC("hk2s"))  # the second knows a few variants more (衞 粧 著)
_HAN = r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\U00020000-\U0003ffff]"
_DOT_IN_A_NAME = re.compile(rf"(?<={_HAN})[·.](?={_HAN})")  # 买买提·艾力, also typed with a stop or without
_DASHES = re.compile("--+")
_BETWEEN_WORDS = re.compile(r"[\s,，、;；]+")


class _Folds(dict):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, char: str) -> str:
        self[char] = folded = "" if _shows_nothing(char) else self._folded(char)
        return folded

    def _folded(self, char: str) -> str:
        if not char.isascii() and unicodedata.category(char) == "Nd":
            return str(unicodedata.decimal(char))
        while (simple := self._simplified(char)) != char:
            char = simple
        return char

    @staticmethod
    def _simplified(char: str) -> str:
        for table in _TO_SIMPLIFIED:
            if (simple := table.convert(char)) != char:
                return simple
        return char


def _shows_nothing(char: str) -> bool:
    """Say whether a character leaves no trace on paper: blanks, controls, formats, selectors of variants, lone surrogates."""
    return (
        char.isspace()
        or char in _UNSEEN
        or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or "\u180b" <= char <= "\u180f"
    )


class _Seen(dict):
    """What is left of each character where blanks and invisible ones are left out, found out when it is first met."""

    def __missing__(self, char: str) -> str:
        self[char] = seen = "" if _shows_nothing(char) else char
        return seen


_seen = _Seen()
_folds = _Folds()
_folds.update((char, sign) for sign, chars in _SIGNS.items() for char in chars)
_folds.update((char, _folds[modern]) for char, modern in zip(_RADICALS[::2], _RADICALS[1::2], strict=True))


def comparable(text: str) -> str:
    """Return the one form in which a text is compared; never stored in place of the text and never printed.

    Width, case, compatibility forms, blanks, invisible characters, brackets, dashes, dots, quotes, traditional
    characters and radicals do not tell two texts apart. The form of a form is itself.
    """
    while (folded := _fold(text)) != text:
        text = folded
    return folded


def _fold(text: str) -> str:
    text = "".join(map(_folds.__getitem__, unicodedata.normalize("NFKC", text).casefold()))
    if "--" in text:
        text = _DASHES.sub("-", text)
    return _DOT_IN_A_NAME.sub("", text) if "·" in text or "." in text else text


def without_invisible(text: str) -> str:
    """Return a text without blanks and without what nobody sees, each character in its ordinary form and case."""
    return "".join(map(_seen.__getitem__, unicodedata.normalize("NFKC", text)))


def same_text(one: str, other: str) -> bool:
    """Say whether two texts compare as the same."""
    return comparable(one) == comparable(other)


# -- what is typed into a search box --------------------------------------------------------------------------


def words_of(query: str) -> list[str]:
    """Return the words of a query in the form for comparing: all of them are wanted, in any order."""
    found = (comparable(word) for word in _BETWEEN_WORDS.split(query[:LONGEST_QUERY]))
    return list(dict.fromkeys(word for word in found if word))[:MOST_WORDS]


def has_words(query: str, *texts: str) -> bool:
    """Say whether all words of a query stand in some texts together; a query of signs alone finds nothing."""
    wanted, form = words_of(query), "\n".join(map(comparable, texts))
    return bool(wanted) and all(word in form for word in wanted)


# -- numbers: of documents, of the register, of the post ------------------------------------------------------

# 温瓯公开〔2026〕12号, (2026)第012号, 2026-12, 2026年第12号, 〔26〕12号; a day such as 2026-11-29 is no number.
_NUMBER = re.compile(
    r"(?P<series>[^\W\d_]*)(?:-?\(\s*(?P<bracketed>(?:19|20)?\d\d)年?\)|(?<!\d)(?P<year>(?:19|20)\d\d)(?:年度?|(?=[-/_.·#第字])))"
    r"[-/_.·#:]?(?:第|字|no\.?)*(?P<sequence>\d{1,6})(?!\d|[-/.]\d|月)"
)
# What people write before a number and is no part of it: 文号龙发改公开告〔2026〕5号, 关于龙发改公开告〔2026〕5号的答复.
_BEFORE = re.compile(
    r"^(?:关于|贵局|贵单位|你局|你单位|我局|本机关|作出的?|出具的?|收到的?|发文字号|答复书?文号|告知书文号|答复文号|文号|(?:登记|申请|受理|答复书?|告知书)?编号|登记号|申请号|受理号|第)+"
)
_SPELT = re.compile("(?:一九|二[〇零])[〇零一二三四五六七八九]{2}(?=[年)])")  # a year in Chinese digits
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def numbers_in(text: str) -> Iterator[str]:
    """Yield the numbers that stand in a text, each in one form: series, year and number without leading zeros."""
    text = _SPELT.sub(lambda spelt: spelt[0].translate(_DIGITS), comparable(text))
    for found in _NUMBER.finditer(text):
        year, sequence = int(found["bracketed"] or found["year"]), int(found["sequence"])
        if sequence:
            yield f"{_BEFORE.sub('', found['series'])}({year if year > 99 else 2000 + year}){sequence}"


def letters_and_digits(text: str) -> str:
    """Return the letters and digits of a text alone, as a number of the post is read aloud."""
    return "".join(char for char in comparable(text) if char.isalnum())


def same_number(one: str, other: str) -> bool:
    """Say whether two texts are the same number, however each is written; a series that one leaves out is not held against it."""
    if same_text(one, other):
        return True
    first, second = list(numbers_in(one)), list(numbers_in(other))
    return len(first) == len(second) == 1 and (first[0].endswith(second[0]) or second[0].endswith(first[0]))


def same_whole_number(one: str, other: str) -> bool:
    """Say whether two texts are the same whole number, however each is written; the series belongs to it."""
    if same_text(one, other) or (first := list(numbers_in(one))) and first == list(numbers_in(other)):
        return True
    return letters_and_digits(one) == letters_and_digits(other) != ""


# -- names and labels that are looked up ----------------------------------------------------------------------

T = TypeVar("T")


class LookUp(Generic[T]):
    """Things by their names or labels: by the very text first, then by what compares as the same."""

    def __init__(self, named: Mapping[str, T] | Iterable[tuple[str, T]]):
        """Remember every name; one that stands for two things is taken as the first writes it and never guessed."""
        self._exact: dict[str, T] = {}
        self._alike: dict[str, list[str]] = {}
        for name, thing in named.items() if isinstance(named, Mapping) else named:
            if name and name not in self._exact:
                self._exact[name] = thing
                self._alike.setdefault(comparable(name), []).append(name)

    def get(self, text: str) -> T | None:
        """Return what a text names, None where nothing does.

        Raises Refused naming the candidates where the text is none of them and compares as several.
        """
        if text in self._exact:
            return self._exact[text]
        names = self._alike.get(comparable(text), [])
        things = {id(self._exact[name]): self._exact[name] for name in names}
        if len(things) > 1 and len({repr(thing) for thing in things.values()}) > 1:
            raise Refused(
                f"“{text[:40]}”分不清是{'还是'.join(names)}，请照原样填写",
                english=f"{text[:40]} may be {' or '.join(names)}: write it as it stands",
            )
        return next(iter(things.values()), None)

    def __contains__(self, text: str) -> bool:
        return self.get(text) is not None
