"""How the press sets Chinese: flush margins, the grid of 22 lines, HarfBuzz to cut the fonts, each stream packed once.

Overrides of WeasyPrint, whose version is pinned; put in place by importing `notices.press`.
"""

import logging

import uharfbuzz
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf import pydyf
from weasyprint.pdf.fonts import Font
from weasyprint.text.line_break import create_layout, line_size, split_first_line, strut

from notices import cff

logger = logging.getLogger(__name__)

TESTED_WITH = "70."  # the overrides below reach into WeasyPrint; its version is pinned
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
    """Spread the slack of a line evenly between its characters."""
    found = _text_boxes(line)
    if not found:
        return
    # Pango rounds and trims at the edges, so the number of gaps is measured, not counted.
    gaps = sum(_spaced(context, box, 1)[1] - box.width for box in found) + len(found) - 1
    if gaps <= 0 or slack / gaps > WIDEST_GAP * line.style["font_size"]:
        return
    _place(context, line, found, slack / gaps)


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
    inline.strut, inline.split_first_line = square_strut, square_first_line
    pydyf.Stream.data = property(compressed_once)
    return True
