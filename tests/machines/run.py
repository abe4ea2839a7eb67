"""Run `make demo` and `make test` on clean machines: `make machines`, or with root `python -m tests.machines.run --help`.

Prints one line per machine, variant and command: result, seconds, and what is missing where something is.
"""

import argparse
import http.cookiejar
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace
from pathlib import Path

from tests.machines.roots import VARIANTS, Failed, Variant, inside, machine

RELEASES = ("bookworm", "trixie")
SERVING = "按 Ctrl-C 停止"
LACKING = re.compile(r"缺少生成 PDF|未能取得|没有服务器程序|取不到|还没有装好")
DEMO_SECONDS, TEST_SECONDS, DRAWN_SECONDS = 1800, 5400, 300
REPORT = "/report/2018/OH-GOV/"


class Visitor:
    """A browser of the standard library: cookies, forms, redirects."""

    def __init__(self, address: str):
        """Remember the address; no proxy stands between."""
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))

    def get(self, path: str, data: dict | None = None) -> tuple[int, bytes]:
        """Return status and body of a page, after its redirects; a page that says why there is nothing is one too."""
        given = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.address + path, given, {"Referer": self.address + path})
        try:
            with self.opener.open(request, timeout=120) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in through the form."""
        page = self.get("/login/")[1].decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        self.get("/login/", {"username": name, "password": password, "csrfmiddlewaretoken": token})


def visit(address: str, printed: str) -> str:
    """Ask for a page and a PDF as a person would; return in one line what came."""
    password = re.search(r"口令都是 ([\w-]+)", printed)[1]
    visitor = Visitor(address)
    visitor.sign_in("supervisor", password)
    status, page = visitor.get(REPORT)
    if status != 200 or "瓯海区" not in page.decode():
        raise Failed(f"the report's page: {status}")
    until = time.monotonic() + DRAWN_SECONDS
    while time.monotonic() < until:  # a published report is drawn by the worker, soon after the start
        drawn = visitor.get(f"{REPORT}download/pdf/")[1]
        if drawn.startswith(b"%PDF"):
            return f"page and PDF ({len(drawn) // 1024} kB)"
        if said := re.search(r"[^>]*(apt-get install|make setup)[^<]*", drawn.decode()):
            return f"page; PDF: {said[0].strip()}"
        time.sleep(5)
    raise Failed("no PDF, and the page does not say why")


def end(root: Path, process: subprocess.Popen) -> str:
    """Stop the servers as Ctrl-C does; return what is wrong with how they stopped, else nothing."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = os.readlink(entry / "root") == str(root) and b"config.serve" in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if ours:
            os.kill(int(entry.name), signal.SIGINT)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        return "did not stop"
    finally:
        kill(process)
    return ""


def kill(process: subprocess.Popen) -> None:
    """End what is left of a run, with every process and mount of its namespaces."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def shell(variant: Variant, command: str) -> str:
    """Return the script that runs a command of the project in a root."""
    python = " PYTHON=/opt/python/bin/python3" if variant.python else ""
    return f"umask {variant.umask}; cd {shlex.quote('/' + variant.path)} && {command}{python}"


def follow(process: subprocess.Popen, log: Path, word: str, seconds: float) -> str:
    """Return what a run has printed, once a line holds `word` or it has ended; killed when it takes too long."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        text = log.read_text(encoding="utf-8", errors="replace")
        if word and word in text:
            break
        time.sleep(0.5)
    else:
        kill(process)
    return log.read_text(encoding="utf-8", errors="replace")


def demo(root: Path, variant: Variant, port: int, log: Path) -> tuple[str, str]:
    """Run `make demo` until it serves, and once more: a first run may leave what keeps the next from serving."""
    result, text = demo_once(root, variant, port, log)
    if result.startswith("FAILED"):
        return result, text
    since = time.monotonic()
    again, _ = demo_once(root, variant, port, log.with_suffix(".again.log"))
    return (again if again.startswith("FAILED") else f"{result}; again in {time.monotonic() - since:.0f} s"), text


def demo_once(root: Path, variant: Variant, port: int, log: Path) -> tuple[str, str]:
    """Run `make demo` until it serves; return the result and what it said."""
    with log.open("w") as output:
        process = inside(root, shell(variant, f"make demo PORT={port}"), variant=variant, stdout=output, stderr=output)
    try:
        text = follow(process, log, SERVING, DEMO_SECONDS)
        if process.poll() is not None:
            return f"FAILED ({process.returncode}): {last_line(text)}", text
        came = visit(f"http://127.0.0.1:{port}", text)
        wrong = end(root, process)
        return (f"FAILED: {wrong}" if wrong else f"serves: {came}"), text
    except (Failed, OSError, TypeError) as error:
        return f"FAILED: {error}", log.read_text(encoding="utf-8", errors="replace")
    finally:
        kill(process)


def test(root: Path, variant: Variant, paths: list[str], log: Path) -> tuple[str, str]:
    """Run `make test`, of the paths alone where some are given; return the result and what it said."""
    given = f"PYTEST_ADDOPTS={shlex.quote(' '.join(paths))} " if paths else ""
    with log.open("w") as output:
        process = inside(root, shell(variant, f"{given}make test"), variant=variant, stdout=output, stderr=output)
    try:
        text = follow(process, log, "", TEST_SECONDS)
    finally:
        kill(process)
    tally = re.findall(r"=* ?(\d+ (?:passed|failed|error)[^=\n]*)", text)
    result = tally[-1].strip() if tally else last_line(text)
    return (result if process.returncode == 0 else f"FAILED ({process.returncode}): {result}"), text


def last_line(text: str) -> str:
    """Return the last line that says something, make's own apart."""
    lines = (line.strip() for line in reversed(text.splitlines()))
    return next((line for line in lines if line and not line.startswith("make:")), "nothing printed")


def lacking(text: str) -> str:
    """Return the first sentence that says what is missing."""
    return next((line.strip() for line in text.splitlines() if LACKING.search(line)), "")[:160]


def run(options: argparse.Namespace, folder: Path) -> bool:
    """Try every release and variant; return whether all went well."""
    well = True
    for release in options.release:
        for name in options.variant:
            try:
                well &= try_one(options, folder, release, name)
            finally:
                shutil.rmtree(folder / f"machine-{os.getpid()}", ignore_errors=True)
    return well


def try_one(options: argparse.Namespace, folder: Path, release: str, name: str) -> bool:
    """Try the commands on one machine; return whether they went well."""
    variant, well = replace(VARIANTS[name], python=options.python), True
    try:
        root = machine(release, variant, folder, options.fonts, options.mirror)
    except Failed as error:
        tell(release, name, "-", "NOT TRIED", 0, str(error))
        return False
    for command in options.command:
        log = folder / f"{release}-{name}-{command}.log"
        since = time.monotonic()
        result, text = (
            demo(root, variant, options.port, log) if command == "demo" else test(root, variant, options.tests, log)
        )
        well &= not result.startswith("FAILED")
        tell(release, name, f"make {command}", result, time.monotonic() - since, lacking(text))
    return well


def tell(*columns) -> None:
    """Print a line of the table."""
    release, variant, command, result, seconds, missing = columns
    print(f"| {release} | {variant} | {command} | {result} | {seconds:.0f} | {missing} |", flush=True)


def main() -> int:
    """Read the command line, run, and leave nothing behind but what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--release", nargs="+", default=RELEASES, metavar="NAME", help="releases of Debian; of Ubuntu with --mirror"
    )
    parser.add_argument(
        "--mirror", default="", help="where another distribution than Debian is, for instance Ubuntu's noble"
    )
    parser.add_argument(
        "--variant", nargs="+", default=list(VARIANTS), choices=VARIANTS, metavar="NAME", help=", ".join(VARIANTS)
    )
    parser.add_argument("--command", nargs="+", default=("demo", "test"), choices=("demo", "test"))
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH", help="these tests alone")
    parser.add_argument(
        "--python", default="", metavar="PREFIX", help="an installed Python, copied into the roots and used there"
    )
    parser.add_argument("--fonts", type=Path, help="a folder of ready fonts, so that none are fetched")
    parser.add_argument("--roots", type=Path, help="keep minimal roots and logs there for the next run")
    parser.add_argument("--port", type=int, default=8790)
    options = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("需要 root 和 debootstrap，这一步没有运行。 / Needs root and debootstrap: nothing was run.")
        return 3
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    print("| release | variant | command | result | seconds | missing |\n|---|---|---|---|---|---|", flush=True)
    if options.roots:
        options.roots.mkdir(parents=True, exist_ok=True)
        return 0 if run(options, options.roots.resolve()) else 1
    with tempfile.TemporaryDirectory(prefix="machines-", dir="/var/tmp") as folder:
        return 0 if run(options, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
