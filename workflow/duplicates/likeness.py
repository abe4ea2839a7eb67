"""Whether two texts ask for the same: the order of words, signs, a character and what a scan misreads tell nothing apart."""

from collections import Counter

from rapidfuzz import fuzz

from agencies.text.comparing import letters_and_digits

NEARLY = 90  # of a hundred characters that two texts share in order
OTHER_IN = 20  # one character in so many may be another one, whatever their order
# What scanners and hurried people take for one another, each written as the first.
_MISREAD = (
    "0o〇",
    "1li",
    "已己巳",
    "未末",
    "土士",
    "入人",
    "日曰目",
    "千干",
    "大太犬",
    "天夭",
    "侯候",
    "账帐",
    "座坐",
    "象像",
)
_AS_ONE = str.maketrans({char: group[0] for group in _MISREAD for char in group})


def plain_form(text: str) -> str:
    """Return a text as it is compared here: letters and digits alone, what is misread for one another written alike."""
    return letters_and_digits(text).translate(_AS_ONE)


def nearly_same(one: str, other: str) -> bool:
    """Say whether two texts in their plain form are the same or nearly: in order but for a tenth, or in any order but for a twentieth."""
    if not one or not other:
        return False
    longer = max(len(one), len(other))
    spare = max(1, longer // OTHER_IN)
    if abs(len(one) - len(other)) > max(spare, longer // 5):
        return False
    if fuzz.ratio(one, other, score_cutoff=NEARLY):
        return True
    counted, also = Counter(one), Counter(other)
    return max((counted - also).total(), (also - counted).total()) <= spare
