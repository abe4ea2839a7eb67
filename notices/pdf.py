"""From the HTML of a letter to its PDF: the only importer of WeasyPrint.

The same HTML gives the same bytes. Nothing is fetched but our own fonts.
"""

import logging
from functools import lru_cache
from pathlib import Path

import uharfbuzz
import weasyprint
from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf.fonts import Font
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import create_layout, line_size, split_first_line, strut
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from law import Refused
from notices import glyphs

logger = logging.getLogger(__name__)

TESTED_WITH = "70."  # the overrides below reach into WeasyPrint; its version is pinned
FONT_SCHEME = "letter-font"
FAMILIES = {"Letter Fang": "fang", "Letter Title": "title", "Letter Hei": "hei", "Letter Kai": "kai"}
LETTER_STYLE = "notices/letter.css"
LONGEST_HTML = 400_000  # a render bomb costs a minute of processor; the longest honest letter is a tenth of this
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
    """Keep only the used glyphs of a font, at their places, with HarfBuzz."""
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
    self.file_content = uharfbuzz.subset(face, wanted).blob.data


def install() -> bool:
    """Put the overrides in place; leave lines ragged and uneven on a version they were not tested with."""
    Font.subset = subset
    if not weasyprint.__version__.startswith(TESTED_WITH):
        logger.warning("WeasyPrint %s is untested: Chinese lines stay ragged and off the grid", weasyprint.__version__)
        return False
    inline.justify_line = justify_line
    inline.strut, inline.split_first_line = square_strut, square_first_line
    return True


install()


# -- fonts and the fetcher ---------------------------------------------------------------------------------


class OwnFontsOnly(URLFetcher):
    """Answers for the fonts of the manifest and for nothing else: no network, no file, no data: address."""

    def __init__(self, files: dict[str, Path]):
        """Remember which file each font address stands for."""
        super().__init__(allowed_protocols=())
        self.files = files

    def fetch(self, url, headers=None):
        """Return one of our fonts; stop the rendering at anything else."""
        path = self.files.get(url)
        if path is None:
            raise FatalURLFetchingError(f"refused: {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/otf"})


class Press:
    """Fonts and style sheet of one process, read once: parsing them for every letter costs memory and time."""

    def __init__(self, folder: Path, style_name: str):
        """Load the faces of a font folder and a style sheet of ours; raise Refused where no fonts were set up."""
        faces = glyphs.read_manifest(folder)["faces"]
        if "serif" not in faces:
            raise Refused(
                "公文字体还没有安装，请管理员运行安装命令", field="fonts", english="The fonts are not set up: run make setup"
            )
        files = {f"{FONT_SCHEME}:{role}": folder / entry["file"] for role, entry in faces.items()}
        self.fetcher = OwnFontsOnly(files)
        self.configuration = FontConfiguration()
        style = Path(finders.find(style_name)).read_text(encoding="utf-8")
        for family, chain in self.chains(faces).items():
            # WeasyPrint knows one file per family: each family of the sheet becomes its chain of files.
            style = style.replace(f'"{family}"', ", ".join(f'"letter {role}"' for role in chain))
        rules = "\n".join(
            f'@font-face {{ font-family: "letter {role}"; src: url("{FONT_SCHEME}:{role}"); }}' for role in faces
        )
        self.sheet = weasyprint.CSS(
            string=rules + "\n" + style, url_fetcher=self.fetcher, font_config=self.configuration
        )

    @staticmethod
    def chains(faces) -> dict[str, list[str]]:
        """Return for each family the faces to try in order: the agency's own, ours, and what fills its gaps."""
        chains = {
            family: [f"agency_{role}", *(["digits"] if role in ("fang", "kai") else []), role, *glyphs.FALLBACK[role]]
            for family, role in FAMILIES.items()
        }
        chains["Letter Song"] = ["serif", "full"]
        return {family: [role for role in chain if role in faces] for family, chain in chains.items()}

    def layout(self, html: str):
        """Return the letter laid out on pages."""
        document = weasyprint.HTML(string=html, url_fetcher=self.fetcher)
        return document.render(stylesheets=[self.sheet], font_config=self.configuration)


@lru_cache(maxsize=4)
def _press(folder: Path, changed_ns: int, style_name: str) -> Press:
    return Press(folder, style_name)


def press(style_name: str = LETTER_STYLE) -> Press:
    """Return this process's press for a style sheet; a new one after the fonts were set up anew."""
    folder = Path(settings.FONT_DIR)
    manifest = folder / glyphs.MANIFEST
    return _press(folder, manifest.stat().st_mtime_ns if manifest.is_file() else 0, style_name)


def render(html: str, style_name: str = LETTER_STYLE) -> bytes:
    """Return the PDF of our HTML under one of our style sheets (a static file, with the letters' font families).

    Raises Refused for what may not or cannot be printed.
    """
    if len(html) > LONGEST_HTML:
        raise Refused("公文过长，不能生成", field="html", english="The letter is too long")
    try:
        return press(style_name).layout(html).write_pdf()
    except FatalURLFetchingError as refusal:
        raise Refused("公文引用了外部资源，不能生成", field="html", english=str(refusal)) from refusal
