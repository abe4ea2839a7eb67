"""Writes the table and the pictures of docs/letters.md anew: `python -m tests.notices.draw_letters`.

The letters are drawn by PDFium; beside each other by Poppler, PDFium and pdf.js, all of which must be on this machine.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from PIL import Image  # noqa: E402

from notices.rendering import pdf  # noqa: E402
from tests.notices.sample_letters import a_letter  # noqa: E402
from tests.notices.standard import DOCS, table  # noqa: E402
from tests.readers.engines import Pdfium, Pdfjs, Poppler  # noqa: E402
from tests.readers.papers import PAPERS  # noqa: E402

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SHOWN = (
    ("receipt", "2019"),
    ("correction_request", "2019"),
    ("extension", "2019"),
    ("third_party_inquiry", "2019"),
    ("fee_notice", "2019"),
    ("open", "2019"),
    ("partial", "2019"),
    ("deny", "2019"),
    ("not_exist", "2007"),
    ("agency_inquiry", "2019"),
)


BESIDE = (  # a letter of each family, a letter to an agency, a sheet, what goes on the way, and the report
    "receipt", "third_party_inquiry", "open", "partial", "archived", "combined", "amended", "revocation",
    "agency_inquiry", "approval_sheet", "envelope", "labels", "report",
)  # fmt: skip
ENGINES = (Poppler, Pdfium, Pdfjs)
GAP = 12


def keep(picture: Image.Image, name: str) -> None:
    """Write a small picture of sixteen colours."""
    target = DOCS / "letters" / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    picture.quantize(16).save(target, optimize=True)


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Return pictures beside each other."""
    widths = [one.width + GAP for one in pictures]
    whole = Image.new("RGB", (sum(widths) - GAP, max(one.height for one in pictures)), "#999")
    for place, one in enumerate(pictures):
        whole.paste(one, (sum(widths[:place]), 0))
    return whole


def draw_beside() -> None:
    """Draw the first page of each paper by three engines."""
    engines = [engine() for engine in ENGINES]
    if lacking := [said for one in engines if (said := one.missing())]:
        raise SystemExit("\n".join(lacking))
    try:
        for name in BESIDE:
            data = PAPERS[name]()
            keep(beside([engine.draw(data, 64)[0] for engine in engines]), f"readers_{name}")
    finally:
        for engine in engines:
            engine.close()


def main() -> None:
    """Draw every picture, measure, and write the table between its marks."""
    for code, regulation in SHOWN:
        keep(Pdfium().draw(pdf.render_letter(a_letter(code, regulation)), 80)[0], f"{code}_{regulation}")
    former = setup_databases(verbosity=0, interactive=False)  # the report reads one
    try:
        draw_beside()
    finally:
        teardown_databases(former, verbosity=0)
    path = DOCS / "letters.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    path.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
