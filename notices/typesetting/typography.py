"""How the press sets Chinese: flush margins, the grid of 22 lines, where lines break, how fonts and text are written.

Overrides of WeasyPrint, whose version is pinned; put in place by importing `notices.typesetting.html_to_pdf`.
"""

import logging
import re
import unicodedata

import uharfbuzz
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.pdf import pydyf
from weasyprint.pdf.fonts import Font
from weasyprint.text import line_break
from weasyprint.text.line_break import _font_style_cache_key, create_layout, line_size, split_first_line, strut

from notices.typesetting import cff

logger = logging.getLogger(__name__)

TESTED_WITH = "70."  # the overrides below reach into WeasyPrint; its version is pinned
HALF_AT_END = frozenset("，。、；：）〕》”’】")  # marks whose right half is empty
SOFT_HYPHEN = "\xad"
WIDEST_GAP = 0.35  # of an em: a line with more slack than this per character stays ragged


# -- justified Chinese --------------------------------------------------------------------------------------
# WeasyPrint spreads the slack of a line over its spaces, of which Chinese has none. Ours goes between all characters.


def _text_boxes(box) -> list | None:
    """Return the text boxes of a line in order; None where something else stands in it."""
    found = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            found.append(child)
        elif isinstance(child, boxes.InlineBox):
            inner = _text_boxes(child)
            if inner is None:
                return None
            found += inner
        elif child.is_in_normal_flow():
            return None
    return found


def _spaced(context, box, extra: float):
    """Return layout, width and style of a text box whose characters stand `extra` further apart."""
    style = box.style.copy()
    normal = style["letter_spacing"]
    style["letter_spacing"] = (0 if normal == "normal" else normal) + extra
    layout = create_layout(box.text, style, context, None, 0)
    width, _ = line_size(layout.get_first_line()[0], style)
    layout.deactivate()
    return layout, width, style


def justify_line(context, line, slack: float) -> None:
    """Spread the slack of a line evenly between its characters; a mark at its end takes half a square (GB/T 15834, 5.1.10)."""
    found = _text_boxes(line)
    if not found:
        return
    last = found[-1]
    blank = last.style["font_size"] / 2 if last.text[-1:] in HALF_AT_END else 0
    slack += blank
    # Pango rounds and trims at the edges, so the number of gaps is measured, not counted.
    gaps = sum(_spaced(context, box, 1)[1] - box.width for box in found) + len(found) - 1
    if gaps <= 0 or slack / gaps > WIDEST_GAP * line.style["font_size"]:
        return
    _place(context, line, found, slack / gaps)
    last.width -= blank  # its right half is empty and stands beyond the margin


def _place(context, line, found: list, extra: float) -> None:
    shift, last = 0.0, found[-1]

    def move(box) -> None:
        nonlocal shift
        box.position_x += shift
        if isinstance(box, boxes.TextBox):
            box.pango_layout, width, box.style = _spaced(context, box, extra)
            shift += width - box.width + (extra if box is not last else 0)
            box.width = width
            return
        before = shift
        for child in box.children:
            if child.is_in_normal_flow():
                move(child)
        box.width += shift - before

    move(line)


# -- the grid of 22 lines ------------------------------------------------------------------------------------
# A line that holds two fonts grows by the difference of their baselines, and the page loses lines. All characters
# stand in a square of one em whose baseline is at the same place, as in metal type.

BASELINE = 0.86  # of an em below the top of the square


def square_strut(style):
    """Return line height and baseline of an empty line, from the size of the type alone."""
    height, _ = strut(style)
    size = style["font_size"]
    return height, (height - size) / 2 + BASELINE * size


def square_first_line(text, style, *arguments, **options):
    """Split off a line whose height and baseline come from the size of the type alone."""
    layout, length, resume_at, width, _, _ = split_first_line(text, style, *arguments, **options)
    return layout, length, resume_at, width, style["font_size"], BASELINE * style["font_size"]


# -- what a line does not part -------------------------------------------------------------------------------
# Pango breaks lines by Unicode's rules, which keep 。 from the beginning of a line, 《 from its end, and —— and …… whole
# (GB/T 15834). Beyond them a number keeps its unit and the year of a document number its number, and 第 ends no line. More
# would leave lines with wide gaps: 第三十六条 may be parted, and a date after its year and month.

_WHOLE = re.compile(
    r"〔\d{4}〕第?\d+号"
    r"|第?\d[\d.,]*(?:%|％|‰|℃|年|月|日|时|分|秒|号|件|页|份|条|款|项|元|个|名|人|次|张|幢|室|亩|平方米|公里|千米|米|万|亿)"
    r"|第（?[一二三四五六七八九十百]"
)
_set_text = line_break.Layout.set_text
# A character that Unicode calls another spelling of one other, as 見 U+FA0A of 見 U+898B. Newer Pango takes a font that has
# only the other one for a font that has both, so that the two would read alike in the file: these are asked of the faces
# that were cut for them.
_SPELLINGS = re.compile(
    "["
    + "".join(
        chr(point)
        for point in (*range(0xA0, 0x10000), *range(0x2F800, 0x2FA20))
        if len(unicodedata.decomposition(chr(point))) in (4, 5)  # one code point and nothing else
    )
    + "]+"
)
_OWN_FACES = ",".join(
    f"letter {role}" for role in ("twins", "twins2", "rare", "full", "serif", "fang", "digits")
).encode()


line_break.ffi.cdef(
    "PangoAttribute * pango_attr_allow_breaks_new (int allow_breaks);"
    "PangoAttribute * pango_attr_family_new (const char *family);"
)
_unbreakable = getattr(line_break.pango, "pango_attr_allow_breaks_new", None)  # since Pango 1.44


def set_text(self, text, justify=False) -> None:
    """Take a text to be laid out, of which some pieces stay whole and some characters have faces of their own."""
    _set_text(self, text, justify)
    pieces = [(piece, _unbreakable(0)) for piece in _WHOLE.finditer(self.text)] if _unbreakable is not None else []
    pieces += [(piece, line_break.pango.pango_attr_family_new(_OWN_FACES)) for piece in _SPELLINGS.finditer(self.text)]
    if not pieces:
        return
    attributes = line_break.pango.pango_layout_get_attributes(self.layout)
    if attributes == line_break.ffi.NULL:
        attributes = line_break.ffi.gc(line_break.pango.pango_attr_list_new(), line_break.pango.pango_attr_list_unref)
    for piece, attribute in pieces:
        attribute.start_index = len(self.text[: piece.start()].encode())
        attribute.end_index = attribute.start_index + len(piece.group().encode())
        line_break.pango.pango_attr_list_change(attributes, attribute)
    line_break.pango.pango_layout_set_attributes(self.layout, attributes)


# -- the narrowest a column may be ----------------------------------------------------------------------------
# For the width of a column WeasyPrint takes a text apart wherever it may break, and for each piece lays out all that is
# left up to the next space. Chinese has none: a column of 3,000 characters cost three seconds, and again for every grid that
# is tried. A piece needs only what follows it closely, and its width is asked many times.

_LOOKED_AT, _SETTLED = (
    24,
    12,
)  # characters that are laid out for a piece; a piece is taken that ends in the first of them
_MOST_PIECES = 20_000
_NUMBER = re.compile(
    r"[\d.,〔〕第号]+"
)  # of what `_WHOLE` keeps whole, all but units, which have three characters at most
_OF_A_PIECE = ("letter_spacing", "word_spacing", "white_space", "word_break", "overflow_wrap", "hyphens")


def narrowest_first_line(text, style, context, max_width, *arguments, **options):
    """Split off the first piece of a text, from its beginning alone where that settles it; length and width are right."""
    a_long_number = _NUMBER.fullmatch(text[_SETTLED : _LOOKED_AT - 3])
    if max_width != 0 or len(text) <= _LOOKED_AT or SOFT_HYPHEN in text or a_long_number:
        return split_first_line(text, style, context, max_width, *arguments, **options)
    pieces = vars(style.font_config).setdefault("narrowest_pieces", {})
    options_of_style = [style[name] for name in _OF_A_PIECE]
    key = f"{text[:_LOOKED_AT]} {_font_style_cache_key(style, include_size=True)} {options_of_style} {arguments} {options}"
    if key not in pieces:
        piece = split_first_line(text[:_LOOKED_AT], style, context, max_width, *arguments, **options)
        if piece[2] is None or piece[2] > len(text[:_SETTLED].encode()):
            return split_first_line(text, style, context, max_width, *arguments, **options)
        if len(pieces) >= _MOST_PIECES:
            pieces.clear()
        pieces[key] = (None, *piece[1:])  # nobody draws it: its layout need not live
    return pieces[key]


# -- HarfBuzz makes the subsets, wherever the machine's own library is missing ---------------------------------


def subset(self, to_unicode, hinting) -> None:
    """Keep only the used glyphs of a font, at their places and by their numbers, with HarfBuzz."""
    if not to_unicode:
        return
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(to_unicode)
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE
    if self.missing:
        wanted.flags |= flags.NOTDEF_OUTLINE
    if not hinting:
        wanted.flags |= flags.NO_HINTING
    wanted.drop_table_tag_set.update(
        int.from_bytes(tag, "big") for tag in (b"BASE", b"DSIG", b"GPOS", b"GSUB", b"JSTF", b"SVG ")
    )
    face = uharfbuzz.Face(uharfbuzz.Blob(bytes(self.file_content)), self.index)
    self.file_content = cff.renumbered(uharfbuzz.subset(face, wanted).blob.data)


# -- characters and the blanks between them ---------------------------------------------------------------------
# WeasyPrint writes an empty string between two blanks: PDFium then drops the last blank of a piece of text, so that
# characters before another font move together, in Chrome and in Edge.

_SHOWN = re.compile(r"<([0-9a-f]*)>|(-?[0-9.]+(?:e-?[0-9]+)?)")


def show_text(self, text) -> None:
    """Show characters and the blanks between them, each blank written once and no empty piece."""
    parts: list[str] = []
    blank = 0.0
    for glyphs, number in _SHOWN.findall(text if isinstance(text, str) else text.decode()):
        if number:
            blank += float(number)
        elif glyphs:
            if round(blank, 2):
                parts.append(f"{blank:.2f}")
            parts.append(f"<{glyphs}>")
            blank = 0.0
    if round(blank, 2):
        parts.append(f"{blank:.2f}")
    if parts:
        self.stream.append(f"[{''.join(parts).replace('><', '')}] TJ".encode())


# -- every stream is compressed once ---------------------------------------------------------------------------
# The writer asks for the bytes of each twice, for the file and for the identifier of its content.

compressed = pydyf.Stream.data.fget


def compressed_once(self) -> bytes:
    """Return the bytes of a stream of the file that is being written."""
    if not hasattr(self, "_compressed"):
        self._compressed = compressed(self)
    return self._compressed


def install() -> bool:
    """Put the overrides in place; leave lines ragged and uneven on a version they were not tested with."""
    Font.subset = subset
    if not weasyprint.__version__.startswith(TESTED_WITH):
        logger.warning("WeasyPrint %s is untested: Chinese lines stay ragged and off the grid", weasyprint.__version__)
        return False
    inline.justify_line = justify_line
    line_break.Layout.set_text = set_text
    inline.strut, inline.split_first_line = square_strut, square_first_line
    preferred.split_first_line = narrowest_first_line
    pydyf.Stream.show_text = show_text
    pydyf.Stream.data = property(compressed_once)
    return True
