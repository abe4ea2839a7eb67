"""Words that may not be readable: looked for in what independent readers read, and in the bytes of the file with its streams unpacked."""

import re
import shutil
import subprocess
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import IndirectObject, StreamObject

from agencies.text.comparing import comparable
from records.pdf.pages import UNABLE, Document
from records.separation.findings import finding

SECONDS = 120  # of anybody's clock for Poppler
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "big5")
LEAST_BYTES = 6  # of an encoded word: fewer come by chance


def poppler_text(path: str) -> list[str] | None:
    """Return the text of each page as Poppler reads it, None where this machine has no Poppler or it reads nothing."""
    program = shutil.which("pdftotext", path="/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  a path of the system, no shell
            [program, "-enc", "UTF-8", "-q", path, "-"], capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").split("\f") if done.returncode == 0 else None


def pypdf_text(reader: PdfReader) -> list[str] | None:
    """Return the text of each page as pypdf reads it, None where it cannot."""
    try:
        return [page.extract_text() for page in reader.pages]
    except UNABLE:
        return None


def left_words(words: list[str], texts: list[str], reader: str) -> Iterator[dict]:
    """Yield a finding for each word that stands in the text of a page, however it is spaced."""
    for number, text in enumerate(texts, 1):
        form = comparable(text)
        yield from (finding(number, "marked_text", reader, word) for word in words if comparable(word) in form)


def left_in_bytes(words: list[str], document: Document) -> Iterator[dict]:
    """Yield a finding for each word that stands in the bytes of the file, or of a stream, in any usual encoding."""
    encoded = [(word, form) for word in words for form in encodings(word)]
    if not encoded:
        return
    pattern = re.compile(b"|".join(re.escape(form) for _, form in encoded), re.IGNORECASE)
    names = {form.lower(): word for word, form in encoded}
    seen: set[str] = set()
    for content in _contents(document):
        for match in pattern.finditer(content):
            seen.add(names.get(match[0].lower(), words[0]))
    yield from (finding(None, "marked_text", "bytes", word) for word in sorted(seen))


def encodings(word: str) -> set[bytes]:
    """Return a word in the bytes in which a PDF may hold it; as hexadecimal digits too."""
    forms = set()
    for encoding in ENCODINGS:
        try:
            form = word.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(form) >= LEAST_BYTES:
            forms |= {form, form.hex().encode()}
    return forms


def _contents(document: Document) -> Iterator[bytes]:
    """Yield the file without its pictures' pixels, then each unpacked stream that is no picture."""
    reader = document.reader
    yield re.sub(rb"/Subtype\s*/Image.{0,400}?stream\r?\n.*?endstream", b"", document.content, flags=re.DOTALL)
    for generation, offsets in reader.xref.items():
        for number in offsets:
            try:
                one = reader.get_object(IndirectObject(number, generation, reader))
                if isinstance(one, StreamObject) and one.get("/Subtype") != "/Image":
                    yield one.get_data()
            except UNABLE:
                continue
