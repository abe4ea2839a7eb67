"""The corpus of `check`: every kind of hiding in seven variants, and clean files that look alike."""

from collections.abc import Iterator

from tests.records.separation import beside_pages, hiding_places
from tests.records.separation.beside_pages import bookmark, replacement_text
from tests.records.separation.hiding_places import COLOURS, OPEN, one_page, pictured
from tests.records.separation.made_pdf import HIGH, WIDE, MadePdf, box, said, scan

SECRETS = (
    "110101199003074477", "Zhang Sanfeng", "138 0013 8000", "6222021234567890128", "91330300MA2ABCDE1X", "li.siguang@163.com", "Room 502",
)  # fmt: skip
KINDS = (*hiding_places.KINDS, *beside_pages.KINDS)
VARIANTS = 7


def hidden_files() -> Iterator[tuple[str, bytes]]:
    """Yield every kind in seven variants, each with another secret: 252 files."""
    for kind in KINDS:
        for variant in range(VARIANTS):
            yield f"{kind.__name__} {variant}", kind(SECRETS[variant], variant)


def clean_files() -> Iterator[tuple[str, bytes]]:
    """Yield files in which all that is there is seen: sixty, each like something that is hidden elsewhere."""
    yield from _texts()
    yield from _scans()
    yield from _entries()
    yield from _drawings()


def _texts() -> Iterator[tuple[str, bytes]]:
    for turned in range(0, 360, 90):
        yield f"text {turned}", one_page(OPEN + said("110101199003074477"), entries=b"/Rotate %d" % turned)
    for colour in COLOURS:
        yield (
            f"on a box {colour}",
            one_page(box(colour) + said("In a cell", before=f"{'0' if colour == '1 1 1' else '1'} g")),
        )
        yield f"beside a box {colour}", one_page(OPEN + box(colour, y=40) + said("Below a box", y=20))
        yield f"underlined {colour}", one_page(OPEN + box("0 0 0", 40, 147, 160, 0.8) + box(colour, 20, 190, 260, 1))
    for size in (5, 6, 7, 8, 9, 18, 24):
        yield f"size {size}", one_page(said("Small and large, 12.", x=10, size=size))


def _scans() -> Iterator[tuple[str, bytes]]:
    for ink in (0, 40, 80):
        for paper in (255, 235, 210):
            yield (
                f"scan {ink} {paper}",
                pictured("", scanned=scan("Reply of the bureau", "Room 5", ink=ink, paper=paper)),
            )
    for shift in range(6):
        pdf = MadePdf()
        number = pdf.picture(scan("Reply of the bureau", "Second line"))
        words = said("Reply of the bureau", x=40 + shift, y=HIGH - 47, before="3 Tr") + said(
            "Second line", y=HIGH - 77, before="3 Tr"
        )
        pdf.page(b"q 300 0 0 200 0 0 cm /X Do Q\n" + words, b"/XObject<</X %d 0 R>>" % number)
        yield f"recognised {shift}", pdf.written()
    for bleed in (2, 5, 9):
        yield f"bleed {bleed}", pictured("", matrix=f"{WIDE + 2 * bleed} 0 0 {HIGH + 2 * bleed} {-bleed} {-bleed}")


def _entries() -> Iterator[tuple[str, bytes]]:
    for name in (
        b"Producer(Writer 7)",
        b"CreationDate(D:20260101)",
        b"Title(Reply of the bureau)",
        b"Title(scan0001.pdf)",
        b"Creator(Writer)",
    ):
        yield f"info {name!r}", one_page(OPEN, info=b"/" + name)
    yield "bookmark of a heading", bookmark("Reply of the bureau", 0)
    yield "replacement of what is shown", replacement_text("harmless", 0)
    pdf = MadePdf()
    first = (pdf.page(OPEN), pdf.written())[1]
    yield "signed later", pdf.revision(first, {1: pdf.objects[1] + b"\n"}, previous=first.rindex(b"xref\n0 1"))


def _drawings() -> Iterator[tuple[str, bytes]]:
    for state in (b"0.5", b"0.8"):
        yield (
            f"watermark {state!r}",
            one_page(OPEN + b"q /G gs " + said("COPY", y=60, size=60) + b"Q", b"/ExtGState<</G<</ca %b>>>>" % state),
        )
    for matrix in ("80 0 0 60 20 20", "0 80 -60 0 120 20", "56 56 -42 42 150 20"):
        yield f"photograph {matrix}", pictured("", after=OPEN, matrix=matrix)
    for wide in (1, 2, 4):
        lines = b"".join(b"%d w 20 %d m 280 %d l S\n" % (wide, y, y) for y in range(20, 140, 24))
        yield f"ruled {wide}", one_page(OPEN + lines + said("cell", y=30) + said("cell", y=54))
