"""What a PDF still has of earlier revisions, and in objects that nothing refers to: read past its table of objects."""

import re
import zlib
from collections.abc import Callable, Iterator

from pypdf import PdfReader

from law import Refused
from records.pdf.pages import Document
from records.separation.findings import finding

END_OF_REVISION = re.compile(rb"%%EOF[\r\n ]*")
OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")
SHOWS_TEXT = re.compile(rb"\bBT\b.{0,20000}?(?:\bTj\b|\bTJ\b|['\"]\s)", re.DOTALL)
LITERAL = re.compile(rb"\(((?:\\.|[^\\()]){2,200})\)\s*Tj")
MOST_REVISIONS = 20
MOST_PACKED = 64 * 1024**2  # bytes of an unpacked stream that is looked at
DICTIONARY_BYTES = 4096


def earlier_text(document: Document, is_shown: Callable[[str], bool]) -> Iterator[dict]:
    """Yield the lines that an earlier revision of the file shows and the last one does not."""
    content = document.content
    ends = [match.end() for match in END_OF_REVISION.finditer(content)]
    for number, end in enumerate(ends[-MOST_REVISIONS - 1 : -1], 1):
        if not content[end:].strip():
            continue
        try:
            earlier = Document(content[:end])
            pages = [(page.number, page.text) for page in earlier.pages()]
        except Refused:  # the first part of a file that is laid out for the web is no revision
            continue
        for page, text in pages:
            for line in re.split(r"[\r\n]+", text):
                if not is_shown(line):
                    yield finding(page, "earlier_revision", "pdfium", f"{number}: {line.strip()}")


def unreferenced_content(content: bytes, reader: PdfReader, reached: set[tuple[int, int]]) -> Iterator[dict]:
    """Yield the text and the pictures of objects that nothing refers to any more."""
    live = _live_offsets(reader, reached)
    for match in OBJECT.finditer(content):
        if match.start() in live:
            continue
        head = content[match.end() : match.end() + DICTIONARY_BYTES]
        start = re.search(rb"stream\r?\n", head)
        if not start or b"endobj" in head[: start.start()]:
            continue
        entries = head[: start.start()]
        if re.search(rb"/Type\s*/(?:XRef|ObjStm)", entries):
            continue
        body = content[match.end() + start.end() :]
        yield from _of_stream(int(match[1]), entries, body)


def _of_stream(number: int, entries: bytes, body: bytes) -> Iterator[dict]:
    if re.search(rb"/Subtype\s*/Image", entries):
        yield finding(None, "unreferenced_picture", "bytes", f"{number} 0 obj")
    elif re.search(rb"/Type\s*/EmbeddedFile", entries):
        yield finding(None, "attachment", "bytes", f"{number} 0 obj")
    elif not re.search(rb"/Length1|/FontFile|/CIDToGIDMap", entries):
        shown = unpacked(entries, body)
        if SHOWS_TEXT.search(shown):
            words = b" ".join(LITERAL.findall(shown)[:20]).decode("utf-8", "replace")
            yield finding(None, "unreferenced_text", "bytes", f"{number} 0 obj {words}")


def unpacked(entries: bytes, body: bytes) -> bytes:
    """Return the content of a stream that begins a body, unpacked where it is packed by Flate, up to a limit."""
    if b"/FlateDecode" in entries or b"/Fl " in entries:
        try:
            return zlib.decompressobj().decompress(body, MOST_PACKED)
        except zlib.error:
            return b""
    return body[: max(0, body.find(b"endstream"))][:MOST_PACKED]


def _live_offsets(reader: PdfReader, reached: set[tuple[int, int]]) -> set[int]:
    """Return where in the file the objects stand that are in force, and those that hold packed ones."""
    live = set()
    holders = {holder for holder, _ in reader.xref_objStm.values()}
    for generation, offsets in reader.xref.items():
        live |= {offset for number, offset in offsets.items() if (number, generation) in reached or number in holders}
    return live
