"""Write what the software shows: `python -m tests.surface FOLDER`; hold two folders together: `--compare BEFORE AFTER`.

Addresses with their names, the description of the API, every page that links lead each person of the demonstration to,
the three forms as JSON, every sample letter as HTML and PDF, and the acts of every case with their hashes. The clock
stands still and chance is seeded, so that two runs of the same code write the same bytes; what is drawn by lot all the
same (tokens of forms) is replaced by its name.
"""

import argparse
import filecmp
import hashlib
import json
import os
import random
import re
import secrets
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PERSONS = ("", "clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "admin")
PAGES = 150  # for each person
YEARS = (2018, 2020, 2025)  # one of each form
BY_LOT = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1TOKEN"),
    (re.compile(r'(name="(?:once|idempotency_key)" value=")[^"]*'), r"\1KEY"),
    (re.compile(r"nonce[-=]\"?[\w+/=-]+"), "NONCE"),
    (
        re.compile(r"/static/([\w./-]+?)\.[0-9a-f]{12}\."),
        r"/static/\1.",
    ),  # the hash of a file that another change touched
)


def begin(folder: str) -> None:
    """Set up Django in a folder of its own, with chance seeded; nothing of this project is imported before."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": folder,
        "DATABASE_URL": "",
        "SECRET_KEY": "surface" * 8,
        "PUBLIC_RATE": "99999/min",
        "VERIFY_RATE": "99999/min",
        "FONT_DIR": os.environ.get("FONT_DIR") or str(Path("var/fonts").resolve()),
    }
    dice = random.Random(1)
    uuid.uuid4 = lambda: uuid.UUID(int=dice.getrandbits(128), version=4)
    secrets.choice = dice.choice
    import django  # noqa: PLC0415  after the settings

    django.setup()


def addresses() -> Iterator[str]:
    """Yield every address: name, route, methods."""
    from tests.once.crawl import addresses  # noqa: PLC0415

    for one in addresses():
        yield f"{one.name}\t{one.plain}\t{' '.join(sorted(one.methods))}"


def pages(person: str) -> Iterator[tuple[str, bytes]]:
    """Yield the pages to which links lead a person, as a browser gets them."""
    from django.test import Client  # noqa: PLC0415

    from agencies.organisation.models import Officer  # noqa: PLC0415
    from tests.once.crawl import read  # noqa: PLC0415

    client = Client(raise_request_exception=False)
    if person:
        client.force_login(
            Officer.objects.get(username=person), backend="agencies.authentication.backends.LimitedBackend"
        )
    waiting, known = ["/"], {"/"}
    while waiting and len(known) < PAGES * 4:
        address = waiting.pop(0)
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        yield f"{answer.status_code} {address}", body
        if answer.headers.get("Location", "").startswith("/"):
            found = [answer.headers["Location"]]
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            links = read(address, body.decode()).links
            found = [path + (f"?{urlencode(query)}" if query else "") for path, query in links]
        else:
            found = []
        for link in found:
            if link not in known and len(known) < PAGES and not link.startswith(("/static/", "/logout")):
                known.add(link)
                waiting.append(link)


def letters() -> Iterator[tuple[str, bytes]]:
    """Yield the sample of every letter under each Regulations, as HTML and as the PDF that is drawn from it."""
    from notices.kinds.catalogue import KINDS  # noqa: PLC0415
    from notices.rendering.pdf import render_letter  # noqa: PLC0415
    from tests.notices.sample_letters import a_letter  # noqa: PLC0415

    for code, kind in KINDS.items():
        for regulation in kind.REGULATIONS:
            letter = a_letter(code, regulation)
            yield f"{code}-{regulation}.html", letter.html.encode()
            yield f"{code}-{regulation}.pdf", render_letter(letter)


def acts() -> Iterator[str]:
    """Yield every act of every case with its day, its data and its hash."""
    from django.apps import apps  # noqa: PLC0415

    events = apps.get_model("workflow", "Event").objects.select_related("case__agency").order_by("case_id", "seq")
    for event in events:
        data = json.dumps(event.data, ensure_ascii=False, sort_keys=True)
        yield f"{event.case.agency.code}\t{event.case.number}\t{event.seq}\t{event.act}\t{event.on}\t{event.hash}\t{data}"


def write(folder: Path) -> None:
    """Write everything; a file for each page, named by person and address."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("demo", stdout=StringIO(), stderr=StringIO())
    _keep(folder / "acts.txt", "\n".join(acts()).encode())
    _keep(folder / "addresses.txt", "\n".join(sorted(addresses())).encode())
    call_command("spectacular", file=str(folder / "openapi.yaml"), validate=False)
    for year in YEARS:
        path = str(folder / f"report-{year}.json")
        call_command(
            "annual_report", year=year, agency="OH-GOV", scope="all", format="json", output=Path(path), with_cases=True
        )
    for person in PERSONS:
        seen = list(pages(person))
        for name, body in seen:
            if b"%PDF" not in body[:8] and body[:2] != b"PK":  # files have their days in them
                short = hashlib.sha256(name.encode()).hexdigest()[:6]
                _keep(
                    folder / "pages" / (person or "nobody") / f"{quote(name, safe='')[:90]}-{short}.html", _plain(body)
                )
        print(f"{person or 'nobody'}: {len(seen)} pages", flush=True)
    for name, body in letters():
        _keep(folder / "letters" / name, body)


def _plain(body: bytes) -> bytes:
    text = body.decode(errors="replace")
    for pattern, name in BY_LOT:
        text = pattern.sub(name, text)
    return text.encode()


def _keep(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def without_blanks(page: Path) -> str:
    """Return a page without the blanks around its tags, and with one for several inside its text and its tags."""
    text = re.sub(r"\s+", " ", page.read_text(encoding="utf-8"))
    return re.sub(r"\s*(</?[a-zA-Z!][^>]*?)\s*(/?>)\s*", r"\1\2", text)


def compare(before: Path, after: Path, *, blanks: bool = True) -> int:
    """Print the names of what differs, and how many agree; return 1 where something does.

    Without `blanks` pages that differ in nothing but blanks, as a template that was broken into lines, are the same.
    """
    names = {path.relative_to(root) for root in (before, after) for path in root.rglob("*") if path.is_file()}
    differ = []
    for name in sorted(names):
        left, right = before / name, after / name
        if not left.exists() or not right.exists():
            differ.append(f"{name}: only {'after' if right.exists() else 'before'}")
        elif filecmp.cmp(left, right, shallow=False):
            continue
        elif blanks or left.suffix != ".html" or without_blanks(left) != without_blanks(right):
            differ.append(f"{name}: not the same")
    print("\n".join(differ))
    print(f"{len(names) - len(differ)} the same, {len(differ)} not")
    return 1 if differ else 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--compare", action="store_true", help="hold two folders together")
    parser.add_argument(
        "--but-for-blanks", action="store_true", help="let pages differ in the blanks between words and tags"
    )
    options = parser.parse_args()
    if options.compare:
        return compare(*options.folder, blanks=not options.but_for_blanks)
    import time_machine  # noqa: PLC0415  not needed to compare

    with tempfile.TemporaryDirectory() as var:
        begin(var)
        with time_machine.travel(NOW, tick=False):
            write(options.folder[0].resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
