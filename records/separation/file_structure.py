"""What a PDF has beside its pages: attachments, scripts, comments, fields, layers, bookmarks, metadata. Read with pypdf.

Text that stands there and on no page is named; a bookmark or a title that only repeats what a page shows is not.
"""

import re
from collections.abc import Callable, Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from law import Refused
from records.identifiers.rules import find_identifiers
from records.pdf.pages import UNABLE, reading
from records.separation.findings import finding, printable

MOST_OBJECTS = 500_000
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/RichMediaExecute",
    "/Movie",
    "/Sound",
}
TOLD = {"/ActualText": "replacement_text", "/Alt": "alternative_text", "/E": "replacement_text"}
# What says nothing about anybody: the program and the moment.
HARMLESS_INFO = {"/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped"}
HARMLESS_XMP = re.compile(
    r"(?:^|:)(?:CreateDate|ModifyDate|MetadataDate|CreatorTool|Producer|Trapped|part|conformance|rev|amd|format|DocumentID|InstanceID|"
    r"OriginalDocumentID|RenditionClass|VersionID|date|language|about|lang|xmptk|parseType|type|schema|namespaceURI|prefix|property|valueType|category|description)$"
)
UNTITLED = re.compile(
    r"^(?:untitled|无标题|未命名|文档|扫描|scan|document|doc|img|image)?[\s\d_.()-]*(?:\.\w{3,4})?$", re.IGNORECASE
)
XMP_ITEM = re.compile(
    rb"<([A-Za-z][\w.-]*:[\w.-]+)[^<>]*>([^<>]*)</|\s([A-Za-z][\w.-]*:[\w.-]+)\s*=\s*[\"']([^\"'<>]*)[\"']|<rdf:li[^>]*>([^<]*)<"
)
INLINE_TEXT = re.compile(rb"/(ActualText|Alt|E)\s*(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)")
Shown = Callable[[str], bool]


class FileStructure:
    """The reachable objects of a file, each looked at once."""

    def __init__(self, reader: PdfReader, is_shown: Shown, is_drawn: Shown):
        """Take a file and what says whether a text stands on one of its pages; `is_drawn` knows no replacement text."""
        self.reader, self.is_shown, self.is_drawn = reader, is_shown, is_drawn
        self.reached: set[tuple[int, int]] = set()

    def findings(self) -> list[dict]:
        """Return what is readable beside the pages; refuse a structure that cannot be walked."""
        with reading("file"):
            return [one for holder in self._walk() for one in self._of(holder)]

    def metadata(self) -> list[dict]:
        """Return the entries of the document's metadata: name, text, and whether it tells what no page shows."""
        with reading("file"):
            return [*self._info(), *self._xmp(), *self._private()]

    def _walk(self) -> Iterator[DictionaryObject]:
        """Yield every dictionary and stream that is reached from the trailer."""
        waiting = [self.reader.trailer]
        count = 0
        while waiting:
            one = waiting.pop()
            if isinstance(one, IndirectObject):
                key = (one.idnum, one.generation)
                if key in self.reached:
                    continue
                self.reached.add(key)
                one = one.get_object()
            count += 1
            if count > MOST_OBJECTS:
                raise Refused(
                    "文件的内容过多，不能查验", english="The file has too many objects to be looked at", field="file"
                )
            if isinstance(one, DictionaryObject):
                yield one
                waiting += [
                    value
                    for key, value in dict.items(one)
                    if isinstance(value, IndirectObject | DictionaryObject | ArrayObject) and key != "/Encrypt"
                ]
            elif isinstance(one, ArrayObject):
                waiting += [
                    value
                    for value in list.__iter__(one)
                    if isinstance(value, IndirectObject | DictionaryObject | ArrayObject)
                ]

    def _of(self, holder: DictionaryObject) -> Iterator[dict]:
        kind = holder.get("/Type")
        if kind == "/EmbeddedFile" or "/EF" in holder:
            yield finding(None, "attachment", "pypdf", _text(holder.get("/UF") or holder.get("/F")))
        if holder.get("/S") in ACTIONS or "/JS" in holder:
            yield finding(None, "script", "pypdf", f"{holder.get('/S')} {_text(holder.get('/JS') or holder.get('/F'))}")
        if (
            holder.get("/S") == "/URI"
            and re.match(r"(?:mailto|file|tel):", _text(holder.get("/URI")))
            and not self._told(re.sub(r"^\w+:/*", "", _text(holder.get("/URI"))))
        ):
            yield finding(None, "link", "pypdf", _text(holder.get("/URI")))
        if "/Subtype" in holder and "/Rect" in holder:
            yield from self._annotation(holder)
        if "/FT" in holder or ("/T" in holder and "/V" in holder):
            yield from self._field(holder)
        if "/Title" in holder and ("/Parent" in holder or "/Dest" in holder) and "/Producer" not in holder:
            yield from self._unshown("bookmark", holder["/Title"])
        for key, what in TOLD.items():
            if isinstance(dict.get(holder, key), str) and not self.is_drawn(_text(holder[key])):
                yield finding(None, what, "pypdf", _text(holder[key]))
        yield from self._parts(holder)

    def _parts(self, holder: DictionaryObject) -> Iterator[dict]:
        """Yield what belongs to the file or a page as a whole."""
        if "/XFA" in holder:
            yield finding(None, "form_field", "pypdf", "XFA")
        if "/OCGs" in holder and "/D" in holder and "/Type" not in holder:
            yield from _layers(holder)
        if "/Thumb" in holder:
            yield finding(None, "thumbnail", "pypdf")
        if "/Collection" in holder:
            yield finding(None, "attachment", "pypdf", "Collection")
        if (
            isinstance(holder, StreamObject)
            and holder.get("/Subtype") not in ("/Image", "/XML")
            and "/FontFile" not in holder
        ):
            yield from self._inline(holder)

    def _annotation(self, holder: DictionaryObject) -> Iterator[dict]:
        subtype = holder["/Subtype"]
        if subtype == "/Redact":
            yield finding(None, "mark_not_applied", "pypdf", _text(holder.get("/OverlayText")))
        if subtype in ("/Widget", "/Link"):
            return
        told = " ".join(filter(None, (_text(holder.get(key)) for key in ("/Contents", "/RC", "/Subj"))))
        if told.strip():
            yield finding(None, "comment", "pypdf", told)

    def _field(self, holder: DictionaryObject) -> Iterator[dict]:
        value = holder.get("/V")
        if isinstance(value, str) and value.strip() and not value.startswith("/"):
            yield finding(None, "form_field", "pypdf", _text(value))

    def _unshown(self, what: str, value: object) -> Iterator[dict]:
        if not self._told(_text(value)):
            yield finding(None, what, "pypdf", _text(value))

    def _told(self, text: str) -> bool:
        return not text.strip() or self.is_shown(text)

    def _inline(self, stream: StreamObject) -> Iterator[dict]:
        """Yield replacement text inside the content of a page."""
        if stream.get("/Subtype", "/Form") != "/Form" or {"/Length1", "/Type"} & set(stream) - (
            {"/Type"} if "/Subtype" in stream else set()
        ):
            return
        for key, value in INLINE_TEXT.findall(stream.get_data()):
            text = _literal(value)
            if not self.is_drawn(text):
                yield finding(None, TOLD[f"/{key.decode()}"], "pypdf", text)

    def _info(self) -> Iterator[dict]:
        info = self.reader.trailer.get("/Info")
        info = info.get_object() if info is not None else None
        for name, value in dict.items(info) if isinstance(info, DictionaryObject) else ():
            text = _text(value.get_object() if isinstance(value, IndirectObject) else value)
            if text.strip():
                yield _entry("Info", name.lstrip("/"), text, name not in HARMLESS_INFO and self._tells(name, text))

    def _xmp(self) -> Iterator[dict]:
        for number, stream in self._metadata_streams():
            for item in XMP_ITEM.findall(stream):
                name = (item[0] or item[2] or b"rdf:li").decode("utf-8", "replace")
                text = (item[1] or item[3] or item[4]).decode("utf-8", "replace").strip()
                if text and not name.startswith("xmlns:"):
                    yield _entry(f"XMP {number}", name, text, not HARMLESS_XMP.search(name) and self._tells(name, text))

    def _metadata_streams(self) -> Iterator[tuple[int, bytes]]:
        number = 0
        for key in sorted(self.reached):
            one = self.reader.get_object(IndirectObject(*key, self.reader))
            if isinstance(one, StreamObject) and one.get("/Subtype") == "/XML":
                number += 1
                yield number, one.get_data()

    def _private(self) -> Iterator[dict]:
        """Yield the private data that programs leave in a file or a page."""
        for key in sorted(self.reached):
            one = self.reader.get_object(IndirectObject(*key, self.reader))
            if isinstance(one, DictionaryObject) and "/PieceInfo" in one:
                yield _entry("PieceInfo", " ".join(dict.keys(one["/PieceInfo"])), "", True)

    def _tells(self, name: str, text: str) -> bool:
        """Say whether an entry tells what no page shows: a title only where it says more than a number."""
        if self._told(text):
            return False
        if "title" in name.lower():
            return not UNTITLED.match(text) and bool(
                re.search(r"[\u3400-\u9fff]{2}|[A-Za-z]{2}", text) or find_identifiers(text)
            )
        return True


def _layers(properties: DictionaryObject) -> Iterator[dict]:
    """Yield the layers that are switched off when the file is opened."""
    default = properties["/D"]
    off = list(default.get("/OFF", ())) if default.get("/BaseState") != "/OFF" else list(properties["/OCGs"])
    for layer in off:
        yield finding(None, "hidden_layer", "pypdf", _text(layer.get_object().get("/Name")))


def _entry(where: str, name: str, text: str, tells: bool) -> dict:
    return {"where": where, "name": printable(name), "text": printable(text), "harmless": not tells}


def _text(value: object) -> str:
    if isinstance(value, IndirectObject):
        value = value.get_object()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, StreamObject):
        return value.get_data().decode("utf-8", "replace")
    return "" if value is None else str(value)


def _literal(value: bytes) -> str:
    """Return the text of a string as it is written in the content of a page."""
    try:
        content = (
            bytes.fromhex(re.sub(rb"\s", b"", value[1:-1]).decode())
            if value[:1] == b"<"
            else re.sub(rb"\\(.)", rb"\1", value[1:-1])
        )
    except UNABLE:
        content = value
    return (
        content[2:].decode("utf-16-be", "replace") if content[:2] == b"\xfe\xff" else content.decode("utf-8", "replace")
    )
