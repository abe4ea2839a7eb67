"""Code 128 (ISO/IEC 15417), set B: the bar code of a mail number, as the path of an SVG."""

from law import Refused

# Widths of bars and spaces of the values 0 to 102, of the start of set B (104) and of the stop.
_TABLE = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131"
)
_WIDTHS = [_TABLE[start : start + 6] for start in range(0, len(_TABLE), 6)]
START_B, STOP = "211214", "2331112"
START_VALUE = 104
QUIET = 10  # modules left white at both ends


def bar_widths(text: str) -> str:
    """Return the widths of bars and spaces in turn, bar first; raise Refused for what set B cannot write."""
    values = [ord(character) - 32 for character in text]
    if not values or not all(0 <= value < 95 for value in values):
        raise Refused(f"“{text[:20]}”不能印成条码", field="mail_number", english="Not a text for a bar code")
    check = (START_VALUE + sum(place * value for place, value in enumerate(values, start=1))) % 103
    return START_B + "".join(_WIDTHS[value] for value in (*values, check)) + STOP


def svg_path(text: str) -> tuple[int, str]:
    """Return the width in modules, white ends included, and the bars as a path of height 1."""
    at, parts = QUIET, []
    for place, digit in enumerate(bar_widths(text)):
        if place % 2 == 0:
            parts.append(f"M{at} 0h{digit}v1h-{digit}z")
        at += int(digit)
    return at + QUIET, "".join(parts)
