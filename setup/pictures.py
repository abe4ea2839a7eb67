"""Take the pictures of the demonstration for docs/: the sign-in page, the guide, and the first page of each of the seven persons.

`python -m setup.pictures docs/pictures` loads the demonstration into a folder of its own, serves it, and throws it away.
With `--every` it takes them in English and on a narrow screen as well, to be looked at.
"""

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PERSONS = ("clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "admin")
PASSWORD = "kaidang-demo-2026"  # noqa: S105  public: that of the demonstration
WIDE, NARROW = (1440, 900), (400, 800)
LONGEST = 2400  # pixels of a picture's height: what follows below is more of the same
COLOURS = 96
START_SECONDS = 60


def has_chinese_font() -> bool:
    """Say whether a browser of this machine can write Chinese: without a font every character is an empty box."""
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    found = subprocess.run([listing, ":lang=zh-cn", "family"], check=False, capture_output=True, text=True)  # noqa: S603
    return bool(found.stdout.strip())


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def load(environment: dict[str, str]) -> None:
    """Make the database and load the demonstration."""
    for command in (["migrate", "--verbosity", "0", "--skip-checks"], ["demo"]):
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )


def serve(port: int, environment: dict[str, str]) -> subprocess.Popen:
    """Start the web server alone and wait until it answers; raise SystemExit where it does not."""
    line = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
    ]
    child = subprocess.Popen([*line, "--log-level", "warning"], cwd=ROOT, env=environment)  # noqa: S603
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):  # noqa: S310
                return child
        except (URLError, OSError):
            time.sleep(0.3)
    child.kill()
    raise SystemExit("the server did not start")


def keep(page: Page, path: Path) -> None:
    """Store the whole page as a PNG of few colours."""
    width, high = page.viewport_size["width"], page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(
        {"width": width, "height": min(high, LONGEST)}
    )  # what sticks to the window's edge covers nothing
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}  {path.stat().st_size // 1024} kB")


def take(browser, site: str, folder: Path, size: tuple[int, int], language: str, suffix: str) -> None:
    """Take every picture in one language and width."""
    for person in PERSONS:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale=language)
        page = context.new_page()
        page.goto(f"{site}/login/")
        if person == PERSONS[0]:
            keep(page, folder / f"sign-in{suffix}.png")
        page.locator("form", has=page.locator(f"input[value='{person}']")).locator("button").click()
        if person == PERSONS[0]:
            keep(page, folder / f"guide{suffix}.png")
        page.goto(f"{site}/")
        keep(page, folder / f"{person}{suffix}.png")
        context.close()


def main() -> None:
    """Load, serve, take, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", action="store_true", help="in English and on a narrow screen as well")
    given = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("没有 Chromium / no Chromium in PATH: apt install chromium")
    if not has_chinese_font():
        raise SystemExit("没有中文字体 / no Chinese font: apt install fonts-noto-cjk")
    given.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as var, sync_playwright() as playwright:
        port = free_port()
        environment = os.environ | {"VAR_DIR": var, "PYTHONUTF8": "1", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        load(environment)
        server = serve(port, environment)
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            wanted = [(WIDE, "zh-CN", "")]
            if given.every:
                wanted += [(WIDE, "en-GB", "-en"), (NARROW, "zh-CN", "-narrow"), (NARROW, "en-GB", "-en-narrow")]
            for size, language, suffix in wanted:
                take(browser, f"http://127.0.0.1:{port}", given.folder, size, language, suffix)
            browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
