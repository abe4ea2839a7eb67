"""One warm letter through everything, against bare WeasyPrint and against Chromium printing the same page; memory.

Ours is `render_letter`: child process, PDF/A-3 with the facts attached, flush margins, and the text read back. Bare
WeasyPrint draws the same HTML with the same fonts and the same variant in this process, all of it kept warm; Chromium
prints the same page with the same fonts, warm too. They take turns, so that a busy machine treats them alike.
"""

import functools
import os
import statistics
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

import weasyprint  # noqa: E402
from django.conf import settings  # noqa: E402
from weasyprint.layout import inline  # noqa: E402
from weasyprint.pdf import pydyf  # noqa: E402
from weasyprint.pdf.fonts import Font  # noqa: E402
from weasyprint.text import line_break  # noqa: E402

# What notices.typography replaces, kept before it does.
ORIGINALS = [
    (Font, "subset", Font.subset),
    (line_break.Layout, "set_text", line_break.Layout.set_text),
    (pydyf.Stream, "show_text", pydyf.Stream.show_text),
    (inline, "justify_line", inline.justify_line),
    (inline, "strut", inline.strut),
    (inline, "split_first_line", inline.split_first_line),
    (pydyf.Stream, "data", pydyf.Stream.data),
]

from notices.kinds.catalogue import KINDS  # noqa: E402
from notices.rendering import pdf  # noqa: E402
from notices.typesetting import client as typesetting_client  # noqa: E402
from notices.typesetting import glyphs, html_to_pdf  # noqa: E402
from tests.notices.sample_letters import a_letter, changed  # noqa: E402

ROUNDS = 25
LETTERS = 1000
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def style() -> str:
    """Return the style sheets of a letter."""
    return pdf.style_of(*pdf.LAYOUTS["letter"])


def bare_weasyprint(html: str):
    """Return WeasyPrint's own drawing of a letter: fonts and sheet warm, none of our overrides."""
    for owner, name, original in ORIGINALS:
        setattr(owner, name, original)
    ours = html_to_pdf.Typesetter(settings.FONT_DIR)
    sheet = ours.sheet(style())

    def draw() -> bytes:
        document = weasyprint.HTML(string=html, url_fetcher=ours.fetcher)
        return document.write_pdf(stylesheets=[sheet], font_config=ours.configuration, pdf_variant=html_to_pdf.VARIANT)

    return draw


class Pages(BaseHTTPRequestHandler):
    """The letter and its fonts on a loopback address, the fonts to be kept."""

    def __init__(self, page: bytes, fonts: dict[str, bytes], *arguments):
        self.page, self.fonts = page, fonts
        super().__init__(*arguments)

    def do_GET(self):
        """Answer with the page or a font."""
        body = self.fonts.get(self.path, self.page)
        self.send_response(200)
        self.send_header("Content-Type", "font/otf" if body is not self.page else "text/html; charset=utf-8")
        self.send_header("Cache-Control", "max-age=3600" if body is not self.page else "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


def chromium(html: str, stack) -> dict:
    """Return a warm Chromium's print of the same page with the same fonts: loading it, and with the page loaded."""
    faces = glyphs.read_manifest(settings.FONT_DIR)["faces"]
    fonts = {f"/{role}": (settings.FONT_DIR / entry["file"]).read_bytes() for role, entry in faces.items()}
    sheet = style()
    for family, role in html_to_pdf.FAMILIES.items():
        chain = ", ".join(f'"letter {name}"' for name in glyphs.font_chain(role, faces))
        sheet = sheet.replace(f'"{family}"', chain)
    rules = "".join(f'@font-face{{font-family:"letter {role}";src:url("/{role}")}}' for role in faces)
    page = html.replace("</head>", f"<style>{rules}{sheet}</style></head>").encode()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, page, fonts))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = stack.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    tab = browser.new_page()
    address = f"http://127.0.0.1:{server.server_port}/letter"

    def show_and_print() -> bytes:
        tab.goto(address)
        tab.evaluate("document.fonts.ready")
        return print_only()

    def print_only() -> bytes:
        return tab.pdf(prefer_css_page_size=True, print_background=True)

    return {"Chromium": show_and_print, "Chromium, the page loaded before": print_only}


def race(contenders: dict) -> dict[str, float]:
    """Return the median of each contender in milliseconds; they take turns, after rounds that do not count."""
    times = {name: [] for name in contenders}
    for turn in range(ROUNDS + 3):
        for name, draw in contenders.items():
            started = time.perf_counter()
            draw()
            if turn >= 3:
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(some) for name, some in times.items()}


def resident(pid: int) -> int:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def work(count: int) -> None:
    """Render that many letters, each with other words; print the memory of this process and its child on the way."""
    codes = [code for code in KINDS if "2019" in KINDS[code].REGULATIONS]
    started = time.perf_counter()
    for turn in range(1, count + 1):
        code = codes[turn % len(codes)]
        letter = a_letter(code, "2019", facts=changed(code, "2019", addressee=f"第{turn}号收件人"))
        pdf.render_letter(letter)
        if turn in (count // 10, count // 2, count):
            child = typesetting_client.process_of(settings.FONT_DIR).child.pid
            print(turn, resident(os.getpid()), resident(child), round(time.perf_counter() - started, 1), flush=True)


def flat_memory() -> None:
    """Run two workers at a time; print their memory after a tenth and after all of their letters."""
    share = LETTERS // 2
    command = [sys.executable, __file__, "--work", str(share)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for place, worker in enumerate(workers, start=1):
        for line in worker.communicate()[0].splitlines():
            turn, parent, child, seconds = line.split()
            print(f"process {place}, letter {turn} of {share}: {parent} MB, its child {child} MB, after {seconds} s")


def main() -> None:
    """Print the times, their ratios, and the memory of two workers."""
    letter = a_letter("partial")
    contenders = {"ours": lambda: pdf.render_letter(letter), "bare WeasyPrint": bare_weasyprint(letter.html)}
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  a proof that not every machine can make
    except ImportError:
        times = race(contenders)
    else:
        with sync_playwright() as stack:
            times = race(contenders | chromium(letter.html, stack))
    for name, milliseconds in times.items():
        print(f"{name}: {milliseconds:.0f} ms, ours is {times['ours'] / milliseconds:.2f} of it")
    if "--times" not in sys.argv:
        flat_memory()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(int(sys.argv[2]))
    else:
        main()
