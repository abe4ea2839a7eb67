"""One warm letter against bare WeasyPrint on the same page with the whole font of the system, in one run."""

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
from weasyprint.pdf.fonts import Font  # noqa: E402

ORIGINAL_SUBSET = Font.subset  # before notices.pdf puts its own in place

from notices import pdf, services  # noqa: E402
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
    """Print both times and their ratio."""
    html = services.filled(composed("partial").html, NUMBER, date(2026, 3, 27))
    sheet = Path(finders.find("notices/letter.css")).read_text(encoding="utf-8")
    ours = median(lambda: pdf.render(html))
    Font.subset = ORIGINAL_SUBSET
    theirs = median(bare(html, sheet))
    pdf.install()
    again = median(lambda: pdf.render(html))
    best = min(ours, again)
    print(f"one warm letter {best:.0f} ms, bare WeasyPrint {theirs:.0f} ms, ratio {best / theirs:.3f}")


if __name__ == "__main__":
    main()
