"""The press: our HTML laid out and written as PDF, in a child process of its own (started by `notices.printer`).

Together with `notices.typography` the only importer of WeasyPrint, and free of Django: the child has no settings,
no database and no secret. It reads jobs from its standard input, answers on its standard output, and ends when
its parent does. The same job gives the same bytes. Nothing is fetched but our own fonts and the seal.
"""

import base64
import json
import math
import os
import resource
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from notices import fitting, glyphs, typography

FONT_SCHEME = "letter-font"
SEAL_ADDRESS = "letter-seal:"
FAMILIES = {"Letter Fang": "fang", "Letter Title": "title", "Letter Hei": "hei", "Letter Kai": "kai", "Letter Song": "song"}
VARIANT = "pdf/a-3u"
SHEETS_KEPT = 32  # parsed style sheets

typography.install()


class Lacking(Exception):
    """A character that no face has, found while printing; nothing with a hollow box leaves the press."""


class OwnOnly(URLFetcher):
    """Answers for our fonts and the seal of the job and for nothing else: no network, no file, no data: address."""

    def __init__(self, files: dict[str, Path]):
        """Remember which file each font address stands for."""
        super().__init__(allowed_protocols=())
        self.files = files
        self.seal: bytes | None = None

    def fetch(self, url, headers=None):
        """Return one of our fonts or the seal; stop the rendering at anything else."""
        if url == SEAL_ADDRESS and self.seal is not None:
            return URLFetcherResponse(url, self.seal, {"Content-Type": "image/png"})
        path = self.files.get(url)
        if path is None:
            raise FatalURLFetchingError(f"refused: {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/otf"})


class Press:
    """Fonts and style sheets of one process, read once: parsing them for every letter costs memory and time."""

    def __init__(self, folder: Path):
        """Load the faces of a font folder."""
        faces = glyphs.read_manifest(folder)["faces"]
        self.fetcher = OwnOnly({f"{FONT_SCHEME}:{role}": folder / entry["file"] for role, entry in faces.items()})
        self.configuration = FontConfiguration()
        self.chains = {family: glyphs.chain(role, faces) for family, role in FAMILIES.items()}
        # WeasyPrint knows one file per family: each family of a sheet becomes its chain of files.
        rules = "\n".join(
            f'@font-face {{ font-family: "letter {role}"; src: url("{FONT_SCHEME}:{role}"); }}' for role in faces
        )
        weasyprint.CSS(string=rules, url_fetcher=self.fetcher, font_config=self.configuration)
        self.sheets: dict[str, weasyprint.CSS] = {}

    def sheet(self, style: str) -> weasyprint.CSS:
        """Return a style sheet, parsed once."""
        if style not in self.sheets:
            named = style
            for family, chain in self.chains.items():
                named = named.replace(f'"{family}"', ", ".join(f'"letter {role}"' for role in chain))
            while len(self.sheets) >= SHEETS_KEPT:
                self.sheets.pop(next(iter(self.sheets)))
            self.sheets[style] = weasyprint.CSS(
                string=named, url_fetcher=self.fetcher, font_config=self.configuration
            )
        return self.sheets[style]

    def layout(self, html: str, style: str):
        """Return our HTML laid out on pages, a letter or sheet fitted to them."""
        document = weasyprint.HTML(string=html, url_fetcher=self.fetcher)

        def render(further: str):
            sheets = [self.sheet(style), *([self.sheet(further)] if further else [])]
            return document.render(stylesheets=sheets, font_config=self.configuration, pdf_variant=VARIANT)

        return fitting.layout(render, document.etree_element)

    def print(self, html: str, style: str, *, facts: str = "", dated: str = "", seal: bytes | None = None) -> bytes:
        """Return the PDF/A-3 of our HTML, with `facts` (JSON) attached as of the day `dated` (ISO).

        Raises Lacking for a character without a glyph.
        """
        self.fetcher.seal = seal
        document = self.layout(html, style)
        attachments = [_attached(facts, dated)] if facts else []
        # No random and no dated part: the identifier is the hash of the content.
        return document.write_pdf(pdf_variant=VARIANT, finisher=_finish, attachments=attachments)


def _attached(facts: str, dated: str) -> weasyprint.Attachment:
    day = datetime.combine(date.fromisoformat(dated), datetime.min.time())  # noqa: DTZ001  written as it is
    return weasyprint.Attachment(
        string=facts, name="facts.json", description="公文事实", created=day, modified=day, relationship="Data"
    )


def _finish(document, pdf) -> None:
    """Refuse hollow boxes; name an attachment once; ask the printer for both sides of the sheet."""
    lacking = sorted({point for font in document.fonts.values() for point in font.missing})
    if lacking:
        raise Lacking("".join(map(chr, lacking)))
    if "AF" in pdf.catalog:  # WeasyPrint lists it twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    dictionary = type(pdf.info)
    pdf.catalog["ViewerPreferences"] = dictionary({"Duplex": "/DuplexFlipLongEdge", "DisplayDocTitle": "true"})


# -- limits ------------------------------------------------------------------------------------------------


def limit_memory(most: int) -> None:
    """Allow no more address space than that many bytes, and no core file."""
    for what, bound in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(what, (bound, bound))


def limit_time(seconds: int) -> None:
    """Allow that many seconds of processor from now on; the system ends the process after that."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, hard))


def close_doors(scratch: str) -> None:
    """From now on this process reads Python's own files and its scratch folder, writes nothing, connects nowhere.

    A second lock behind the fetcher, for whatever a library may try by itself.
    """
    prefixes = tuple(os.path.join(os.path.realpath(place), "") for place in (sys.prefix, sys.base_prefix, scratch))
    forbidden = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork")
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

    def guard(event: str, given: tuple) -> None:
        if event == "open":
            path, _, flags = given
            if not isinstance(path, int) and (flags & writing or not os.path.realpath(path).startswith(prefixes)):
                raise PermissionError(f"the press opens no {path}")
        elif event.startswith(forbidden):
            raise PermissionError(f"the press does no {event}")

    sys.addaudithook(guard)


# -- jobs --------------------------------------------------------------------------------------------------


def read_block(stream: BinaryIO) -> bytes | None:
    """Return the next block of a pipe, whose length stands before it; None where the other side is gone."""
    length = stream.read(8)
    if len(length) < 8:
        return None
    block = stream.read(int.from_bytes(length, "big"))
    return block if len(block) == int.from_bytes(length, "big") else None


def write_block(stream: BinaryIO, *parts: bytes) -> None:
    """Write a block with its length before it."""
    stream.write(sum(map(len, parts)).to_bytes(8, "big"))
    for part in parts:
        stream.write(part)
    stream.flush()


def answer(press: Press, job: dict) -> tuple[bytes, bytes]:
    """Return one letter that says how a job ended, and the PDF or a word on it."""
    try:
        seal = base64.b64decode(job["seal"]) if job["seal"] else None
        return b"D", press.print(job["html"], job["style"], facts=job["facts"], dated=job["dated"], seal=seal)
    except Lacking as lacking:
        return b"L", str(lacking).encode()
    except FatalURLFetchingError as refusal:
        return b"F", str(refusal).encode()
    except MemoryError:
        return b"M", b""
    except RecursionError:
        return b"N", b""


def serve(folder: Path, cpu_seconds: int, address_bytes: int, given: BinaryIO, taken: BinaryIO) -> None:
    """Print job after job until the parent is gone."""
    press = Press(folder)
    limit_memory(address_bytes)
    first = '<html lang="zh-CN"><title>试</title><p>试 1'
    press.print(first, 'p { font-family: "Letter Fang" }', facts="{}", dated="2000-01-01")  # loads what is lazy
    close_doors(tempfile.gettempdir())
    write_block(taken, b"R")
    while (block := read_block(given)) is not None:
        write_block(taken, b"A")  # from here on a death is the job's
        limit_time(cpu_seconds)
        write_block(taken, *answer(press, json.loads(block)))


def sweep(scratch: str) -> None:
    """Remove the scratch folder, name by name: the doors are closed to `rmtree`, which opens folders."""
    with suppress(OSError):  # the parent may be at it too
        for folder, _, names in os.walk(scratch, topdown=False):
            for name in names:
                os.unlink(os.path.join(folder, name))
            os.rmdir(folder)


def main(folder: str, cpu_seconds: str, address_bytes: str, scratch: str) -> None:
    """Serve the parent; the copies of the fonts that WeasyPrint makes go with the process."""
    tempfile.tempdir = scratch
    try:
        serve(Path(folder), int(cpu_seconds), int(address_bytes), sys.stdin.buffer, sys.stdout.buffer)
    finally:
        sweep(scratch)


if __name__ == "__main__":
    main(*sys.argv[1:])
