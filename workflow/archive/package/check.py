"""Check a package by itself: every byte, every hash, the chain of acts, the letters against what was approved.

The standard library only; `python -m workflow.archive.package.check FILE…` needs no database and no Django.
"""

import hashlib
import json
import re
import struct
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from workflow.archive.package import bag, metadata

SLOT = re.compile(r'(<span class="slot-(?:number|dated)">)[^<]*(</span>)')  # the two places outside the approved text
UNREADABLE = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zlib.error,
    OverflowError,
)
LARGEST = 1 << 29  # bytes; ten files of 20 MB and what belongs to them stay below


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one package: its own hash, its number, its files, the first fault or ""."""

    path: str
    sha256: str = ""
    reference: str = ""
    files: int = 0
    fault: str = ""
    english: str = ""

    @property
    def whole(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.fault


class BrokenPackage(Exception):
    """The first fault, in both languages."""

    def __init__(self, fault: str, english: str):
        super().__init__(fault)
        self.fault, self.english = fault, english


def verify_package(path: Path) -> Verdict:
    """Check everything that a package says of itself; name the first fault."""
    sha256, found = "", {}
    try:
        if path.stat().st_size > LARGEST:
            raise BrokenPackage("文件过大，不是档案包", "The file is too large for a package")
        sha256 = _hash(path)
        found = _read(path)
        _listed(found)
        root = _same_bytes(path, found)
        files = {name.partition("/")[2]: body for name, body in found.items()}
        tree = _metadata(files)
        _case(files, tree)
    except BrokenPackage as broken:
        return Verdict(str(path), sha256, _root(found), len(found), broken.fault, broken.english)
    except UNREADABLE as error:
        return Verdict(
            str(path), sha256, _root(found), len(found), "读不出来，不是完好的档案包", f"Unreadable: {error}"
        )
    return Verdict(str(path), sha256, root, len(found))


def _root(found: dict[str, bytes]) -> str:
    return next(iter(found), "").partition("/")[0]


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(path: Path) -> dict[str, bytes]:
    """Return the files of the ZIP by name; refuse doubles, compressed ones and any name outside one folder."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = info.filename
            if name in found:
                raise BrokenPackage(f"文件出现两次：{name}", f"Twice: {name}")
            if info.compress_type != zipfile.ZIP_STORED or info.file_size > LARGEST or info.is_dir():
                raise BrokenPackage(f"不是按规定写入的：{name}", f"Not stored as it should be: {name}")
            if (
                ".." in name.split("/")
                or name.startswith("/")
                or "\\" in name
                or "/" not in name
                or name.partition("/")[0] != _root(found or {name: b""})
            ):
                raise BrokenPackage(f"文件不在档案包的文件夹里：{name}", f"Outside the folder: {name}")
            try:
                found[name] = archive.read(info)
            except UNREADABLE:
                raise BrokenPackage(f"文件损坏：{name}", f"Damaged: {name}") from None
    if not found:
        raise BrokenPackage("包是空的", "The package is empty")
    return found


def _listed(found: dict[str, bytes]) -> None:
    """Hold the files against both manifests: none missing, none added, each with its hash."""
    root = _root(found)
    names = {name.partition("/")[2]: name for name in found}
    for required in (*bag.TAGS, bag.TAG_MANIFEST):
        if required not in names:
            raise BrokenPackage(f"缺少 {required}", f"Missing: {required}")
    for manifest, payload in ((bag.TAG_MANIFEST, False), (bag.MANIFEST, True)):
        try:
            said = bag.read_manifest(found[f"{root}/{manifest}"])
        except ValueError:
            raise BrokenPackage(f"{manifest} 的写法不对", f"{manifest} is malformed") from None
        there = {path for path in names if path.startswith(bag.PAYLOAD) == payload and path != bag.TAG_MANIFEST}
        for path in sorted(set(said) - there):
            raise BrokenPackage(f"缺少文件：{path}", f"Missing: {path}")
        for path in sorted(there - set(said)):
            raise BrokenPackage(f"多出文件：{path}", f"Not in the manifest: {path}")
        for path, sha in said.items():
            if hashlib.sha256(found[names[path]]).hexdigest() != sha:
                raise BrokenPackage(f"文件与清单不符：{path}", f"Differs from the manifest: {path}")


def _same_bytes(path: Path, found: dict[str, bytes]) -> str:
    """Write the package anew from its files and compare: nothing may hide between them. Return the folder's name."""
    root = _root(found)
    with tempfile.TemporaryFile() as stream:
        writer = bag.Writer(stream, root)
        for name, body in found.items():
            try:
                writer.add(name.partition("/")[2], body)
            except ValueError:
                raise BrokenPackage(f"文件次序不对：{name}", f"Out of order: {name}") from None
        writer.close()
        stream.seek(0)
        if hashlib.file_digest(stream, "sha256").hexdigest() != _hash(path):
            raise BrokenPackage("包的字节与内容不符（文件之间有改动）", "The bytes between the files differ")
    return root


def _metadata(files: dict[str, bytes]) -> dict:
    """Hold the metadata against the files: XML and JSON alike, each file with its size and hash."""
    try:
        tree = json.loads(files["metadata.json"])
        if metadata.as_json(tree) != files["metadata.json"] or metadata.as_xml(tree) != files["metadata.xml"]:
            raise BrokenPackage("metadata.xml 与 metadata.json 内容不同", "metadata.xml and metadata.json differ")
        rows = {row["计算机文件名"]: row for row in tree["文件"]}
        payload = {path for path in files if path.startswith(bag.PAYLOAD)}
        if set(rows) != payload or len(rows) != len(tree["文件"]):
            raise BrokenPackage("元数据里的文件与包里的不同", "The metadata lists other files")
        for path, row in rows.items():
            if (
                row["计算机文件大小"] != len(files[path])
                or row["数字摘要值"] != hashlib.sha256(files[path]).hexdigest()
            ):
                raise BrokenPackage(f"元数据与文件不符：{path}", f"The metadata differ from {path}")
        for line in json.loads(files["data/index.json"]):
            if line["计算机文件名"] not in payload:
                raise BrokenPackage(
                    f"卷内目录里的文件不在包里：{line['计算机文件名']}",
                    f"In the index only: {line['计算机文件名']}",
                )
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise BrokenPackage("元数据不完整", "The metadata are incomplete") from None
    return tree


def _case(files: dict[str, bytes], tree: dict) -> None:
    """Recompute what the case rests on: the application's digest, the chain of acts, the texts of its letters."""
    try:
        facts = json.loads(files["data/01-application/facts.json"])
        events = [json.loads(line) for line in files["data/05-events/events.jsonl"].decode().splitlines()]
        if digest(facts["given"]) != facts["digest"]:
            raise BrokenPackage("申请内容与登记时的散列值不符", "The application differs from its digest")
        for attachment in facts["attachments"]:
            if hashlib.sha256(files[attachment["path"]]).hexdigest() != attachment["sha256"]:
                raise BrokenPackage(
                    f"附件与收到时不同：{attachment['path']}", f"Differs from what came: {attachment['path']}"
                )
        _chain(events, facts, tree)
        _texts(files, events)
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise BrokenPackage("档案内容不完整", "The contents are incomplete") from None


def digest(value) -> str:
    """Return the SHA-256 over a value as this software hashes applications and acts."""
    body = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def text_digest(html: str) -> str:
    """Return the SHA-256 over a letter without its number and its day."""
    return hashlib.sha256(SLOT.sub(r"\1\2", html).encode()).hexdigest()


def _chain(events: list[dict], facts: dict, tree: dict) -> None:
    key = facts.get("registered_as") or f"{facts['agency']['id']}/{facts['case_number']}"
    previous = facts["digest"]
    for place, event in enumerate(events, start=1):
        content = [previous, key, event["seq"], event["act"], event["on"], event["actor_id"], event["data"]]
        if event["seq"] != place or event["prev_hash"] != previous or event["hash"] != digest(content):
            raise BrokenPackage(f"办理过程第 {place} 步的散列链断开", f"The chain breaks at act {place}")
        previous = event["hash"]
    told = [(row["序号"], row["散列值"]) for row in tree["业务行为"]]
    if told != [(event["seq"], event["hash"]) for event in events] or tree["归档"]["末次散列值"] != previous:
        raise BrokenPackage("办理过程与元数据不符", "The acts differ from the metadata")


def _texts(files: dict[str, bytes], events: list[dict]) -> None:
    """Hold each letter against its hash in the chain, and the reply against what was approved."""
    said = {event["seq"]: event["data"].get("letter_sha256", "") for event in events}
    approved = {event["data"]["content_sha256"] for event in events if event["act"] == "approve"}
    for path in sorted(files):
        if not (path.startswith("data/03-letters/") and path.endswith("/facts.json")):
            continue
        letter, folder = json.loads(files[path]), path.rpartition("/")[0]
        if letter["historic"]:
            continue
        text = text_digest(files[f"{folder}/letter.html"].decode())
        if text != letter["content_sha256"] or text != said[letter["event"]]:
            raise BrokenPackage(f"公文的文本与办理记录不符：{folder}", f"The text differs from the record: {folder}")
        if events[letter["event"] - 1]["act"] == "reply" and text not in approved:
            raise BrokenPackage(f"发出的答复不是批准的文本：{folder}", f"The reply is not what was approved: {folder}")
        if hashlib.sha256(files[f"{folder}/letter.pdf"]).hexdigest() != letter["pdf_sha256"]:
            raise BrokenPackage(f"公文的 PDF 与登记的不符：{folder}", f"The PDF differs from the record: {folder}")
    for path in sorted(files):
        if path.startswith("data/04-drafts/") and path.endswith("/facts.json"):
            html = files[path.replace("facts.json", "draft.html")].decode()
            if text_digest(html) != json.loads(files[path])["content_sha256"]:
                raise BrokenPackage(
                    f"定稿与批准的文本不符：{path}", f"The draft differs from what was approved: {path}"
                )


if __name__ == "__main__":
    verdicts = [verify_package(Path(name)) for name in sys.argv[1:]]
    for verdict in verdicts:
        sys.stdout.write(f"{verdict.path}: {verdict.fault or '完好'} {verdict.sha256}\n")
    sys.exit(0 if verdicts and all(verdict.whole for verdict in verdicts) else 1)
