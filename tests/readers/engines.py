"""Four engines that draw a PDF and read its text: Poppler, PDFium, pdf.js, and MuPDF where a machine has it.

Each stands for readers that people use: Poppler for Evince and Okular, PDFium for Chrome and Edge, pdf.js for Firefox
and web pages, MuPDF for many phones. MuPDF is AGPL: it is never in a lock, and used only where somebody installed it.
"""

import base64
import importlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
PDFJS = HERE.parents[1] / "var" / "pdfjs" / "node_modules" / "pdfjs-dist"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
PAGE = "http://reader.test/"  # answered from the package by the browser's own routing: nothing leaves the machine
LOCK = "package-lock.json"
NPM = (
    "npm",
    "ci",
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--fetch-retries=0",
)
FETCH_SECONDS = 300
POINTS = 72  # an inch


class Engine:
    """One engine, warm as long as it is needed."""

    name = ""

    def missing(self) -> str:
        """Return what this machine lacks to run the engine, as a sentence; nothing where it has all."""
        raise NotImplementedError

    def read(self, data: bytes) -> list[str]:
        """Return the text of every page, as a person would copy it."""
        raise NotImplementedError

    def draw(self, data: bytes, dpi: int) -> list[Image.Image]:
        """Return a picture of every page."""
        raise NotImplementedError

    def close(self) -> None:
        """End what was started."""


class Poppler(Engine):
    """pdftoppm and pdftotext."""

    name = "Poppler"

    def missing(self) -> str:
        lacking = [tool for tool in ("pdftoppm", "pdftotext") if not shutil.which(tool)]
        return (
            f"Poppler is not on this machine ({', '.join(lacking)}): apt-get install poppler-utils" if lacking else ""
        )

    def read(self, data: bytes) -> list[str]:
        run = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
        return run.stdout.decode().split("\f")[:-1]

    def draw(self, data: bytes, dpi: int) -> list[Image.Image]:
        with tempfile.TemporaryDirectory() as folder:
            command = ["pdftoppm", "-r", str(dpi), "-", f"{folder}/page"]
            subprocess.run(command, input=data, check=True, capture_output=True)
            return [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in sorted(Path(folder).iterdir())]


class Pdfium(Engine):
    """PDFium through pypdfium2, which the lock of the tests brings."""

    name = "PDFium"

    def missing(self) -> str:
        found = importlib.util.find_spec("pypdfium2")
        return "" if found else "PDFium is not on this machine: pip install pypdfium2"

    def read(self, data: bytes) -> list[str]:
        document = importlib.import_module("pypdfium2").PdfDocument(data)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()

    def draw(self, data: bytes, dpi: int) -> list[Image.Image]:
        document = importlib.import_module("pypdfium2").PdfDocument(data)
        try:
            return [page.render(scale=dpi / POINTS).to_pil().convert("RGB") for page in document]
        finally:
            document.close()


class Mupdf(Engine):
    """MuPDF through its Python binding."""

    name = "MuPDF"

    def missing(self) -> str:
        found = importlib.util.find_spec("pymupdf")
        return "" if found else "MuPDF is not on this machine (AGPL, not in our locks): pip install pymupdf"

    def read(self, data: bytes) -> list[str]:
        with importlib.import_module("pymupdf").open(stream=data, filetype="pdf") as document:
            return [page.get_text() for page in document]

    def draw(self, data: bytes, dpi: int) -> list[Image.Image]:
        with importlib.import_module("pymupdf").open(stream=data, filetype="pdf") as document:
            drawn = [page.get_pixmap(dpi=dpi, alpha=False) for page in document]
            return [Image.open(io.BytesIO(one.tobytes("png"))).convert("RGB") for one in drawn]


class Pdfjs(Engine):
    """pdf.js in a headless Chromium, one tab for all files, driven from a thread of its own: its loop is not Django's."""

    name = "pdf.js"

    def __init__(self):
        self.stack, self.tab = ExitStack(), None
        self.thread = ThreadPoolExecutor(max_workers=1)

    def missing(self) -> str:
        if not CHROMIUM:
            return "pdf.js needs a browser: apt-get install chromium"
        if not importlib.util.find_spec("playwright"):
            return "pdf.js needs playwright: pip install playwright"
        if is_fetched():
            return ""
        how = "python -m tests.readers.engines" if shutil.which("npm") else "apt-get install npm, then make test"
        return f"pdf.js is not on this machine: {how}"

    def open(self):
        """Return the tab in which pdf.js is loaded."""
        if self.tab is None:
            start = importlib.import_module("playwright.sync_api").sync_playwright
            browser = self.stack.enter_context(start()).chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]
            )
            self.stack.callback(browser.close)
            self.tab = browser.new_page()
            self.tab.route("**/*", self.answer)
            self.tab.goto(PAGE)
            self.tab.wait_for_function("window.reader !== undefined")
        return self.tab

    def answer(self, route) -> None:
        """Answer a request of the tab from the package; nothing else is there."""
        wanted = route.request.url.removeprefix(PAGE)
        path = PDFJS / wanted if wanted else HERE / "pdfjs.html"
        if not route.request.url.startswith(PAGE) or not path.is_file():
            route.abort()
            return
        kind = {".mjs": "text/javascript", ".html": "text/html; charset=utf-8"}.get(
            path.suffix, "application/octet-stream"
        )
        route.fulfill(body=path.read_bytes(), content_type=kind)

    def read(self, data: bytes) -> list[str]:
        return self.ask("given => window.reader.read(given)", base64.b64encode(data).decode())

    def ask(self, question: str, given):
        """Return what the tab answers."""
        return self.thread.submit(lambda: self.open().evaluate(question, given)).result()

    def draw(self, data: bytes, dpi: int) -> list[Image.Image]:
        given = [base64.b64encode(data).decode(), dpi / POINTS]
        drawn = self.ask("([given, scale]) => window.reader.draw(given, scale)", given)
        return [Image.open(io.BytesIO(base64.b64decode(one.partition(",")[2]))).convert("RGB") for one in drawn]

    def close(self) -> None:
        self.thread.submit(self.stack.close).result()
        self.thread.shutdown()


def is_fetched() -> bool:
    """Return whether pdf.js is here, in the version of package-lock.json."""
    mark, locked = PDFJS.parents[1] / LOCK, HERE / LOCK
    return PDFJS.is_dir() and mark.is_file() and mark.read_bytes() == locked.read_bytes()


def fetch() -> str:
    """Fetch pdf.js by the hashes of package-lock.json where it is not here; return what npm said against it."""
    if is_fetched() or not CHROMIUM or not shutil.which("npm"):
        return ""
    folder = PDFJS.parents[1]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for name in ("package.json", LOCK):
            shutil.copy(HERE / name, place)
        try:
            run = subprocess.run(NPM, cwd=place, capture_output=True, text=True, timeout=FETCH_SECONDS)
        except subprocess.TimeoutExpired:
            return f"npm did not answer within {FETCH_SECONDS} seconds"
        if run.returncode:
            return (run.stderr.strip().splitlines() or ["npm failed and said nothing"])[0]
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        shutil.move(f"{place}/node_modules", folder / "node_modules")
    shutil.copy(HERE / LOCK, folder / LOCK)
    return ""


ENGINES = (Poppler, Pdfium, Pdfjs, Mupdf)


def main() -> int:
    """Fetch what can be fetched, and say which engines this machine has."""
    if said := fetch():
        print(f"pdf.js could not be fetched: {said}")
    for engine in ENGINES:
        print(f"{engine.name}: {engine().missing() or 'ready'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
