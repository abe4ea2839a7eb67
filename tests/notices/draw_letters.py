"""Writes the table and the pictures of docs/letters.md anew: `python -m tests.notices.draw_letters`; needs pdftoppm."""

import os
import subprocess
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from PIL import Image  # noqa: E402

from notices import pdf  # noqa: E402
from tests.notices.letters import a_letter  # noqa: E402
from tests.notices.standard import DOCS, table  # noqa: E402

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


def draw(code: str, regulation: str) -> None:
    """Draw the first page of a letter as a small picture of sixteen colours."""
    target = DOCS / "letters" / f"{code}_{regulation}.png"
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "letter.pdf"
        made.write_bytes(pdf.render_letter(a_letter(code, regulation)))
        command = ["pdftoppm", "-r", "80", "-png", "-f", "1", "-singlefile", made, made.with_suffix("")]
        subprocess.run(command, check=True)
        Image.open(made.with_suffix(".png")).convert("RGB").quantize(16).save(target, optimize=True)


def main() -> None:
    """Draw every picture, measure, and write the table between its marks."""
    for code, regulation in SHOWN:
        draw(code, regulation)
    path = DOCS / "letters.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    path.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
