"""From a letter to its PDF/A-3: printed in the limited child process, read back, and only then handed out."""

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from law import Refused
from notices.kinds.catalogue import kind_of
from notices.letters.composition import plain_text
from notices.letters.models import Letter
from notices.rendering.attachment import attached_facts
from notices.typesetting import client as typesetting_client
from notices.typesetting import proof

GRID = "notices/grid.css"  # what the three formats share
LAYOUTS = {layout: (GRID, f"notices/{layout}.css") for layout in ("letter", "document", "sheet")}
LONGEST_HTML = 400_000  # characters; the longest honest letter is a tenth of this


@lru_cache(maxsize=16)
def _style(name: str, changed_ns: int) -> str:
    return Path(finders.find(name)).read_text(encoding="utf-8")


def style_of(*names: str) -> str:
    """Return the text of our style sheets (static files), one after the other."""
    return "\n".join(_style(name, Path(finders.find(name)).stat().st_mtime_ns) for name in names)


def _print(html: str, names: tuple[str, ...], **more: Any) -> bytes:
    if len(html) > LONGEST_HTML:
        raise Refused("公文过长，不能生成", field="text", english="The letter is too long")
    folder = Path(settings.FONT_DIR)
    if unable := typesetting_client.missing_fonts(folder):
        raise unable
    job = {"html": html, "style": style_of(*names), "facts": "", "dated": "", "seal": ""} | more
    return typesetting_client.process_of(folder).typeset(job)


def render_html(html: str, *names: str) -> bytes:
    """Return the PDF of our HTML under our style sheets, by default those of a letter.

    Raises Refused for what may not or cannot be printed, exceeds the limits of a render, or would lose characters in
    some readers.
    """
    data = _print(html, names or LAYOUTS["letter"])
    proof.check_fonts(data)
    return data


def seal_picture_of(letter: Letter) -> bytes | None:
    """Return the picture of the agency's seal, where the office keeps one in SEAL_DIR (<code of the agency>.png)."""
    if not settings.SEAL_DIR or "/" in letter.agency.code:
        return None
    path = Path(settings.SEAL_DIR) / f"{letter.agency.code}.png"
    return path.read_bytes() if path.is_file() else None


def render_letter(letter: Letter) -> bytes:
    """Return the PDF/A-3 of a letter with its facts attached, after reading it back.

    Raises Refused where it cannot be printed, or where the file says anything but the approved text.
    """
    layout, facts, seal = kind_of(letter.kind).LAYOUT, attached_facts(letter), seal_picture_of(letter)
    data = _print(
        letter.html,
        LAYOUTS[layout] if seal is None else (*LAYOUTS[layout], "notices/sealed.css"),
        facts=facts,
        dated=letter.dated.isoformat(),
        seal=base64.b64encode(seal).decode() if seal else "",
    )
    proof.check_pdf(data, plain_text(letter.html), facts)
    return data
