"""Packages as files: taken apart, and written with other contents."""

import hashlib
import json
import zipfile
from pathlib import Path

from workflow.archive.package import bag, metadata

HELD = [
    "README.txt",
    "bagit.txt",
    "data/01-application/attachments/01.png",
    "data/01-application/attachments/02.pdf",
    "data/01-application/facts.json",
    "data/01-application/form.txt",
    "data/02-confirmations/confirmations.json",
    "data/03-letters/001-receipt/facts.json",
    "data/03-letters/001-receipt/letter.html",
    "data/03-letters/001-receipt/letter.pdf",
    "data/03-letters/002-open/facts.json",
    "data/03-letters/002-open/letter.html",
    "data/03-letters/002-open/letter.pdf",
    "data/04-drafts/001/draft.html",
    "data/04-drafts/001/facts.json",
    "data/04-drafts/approvals.json",
    "data/05-events/events.jsonl",
    "data/06-delivery/deliveries.json",
    "data/07-remedies/remedies.json",
    "data/index.json",
    "data/index.txt",
    "manifest-sha256.txt",
    "metadata.json",
    "metadata.xml",
    "metadata.xsd",
    "tagmanifest-sha256.txt",
]


def files_of(path) -> dict[str, bytes]:
    """Return the files of a package by their path in it."""
    with zipfile.ZipFile(path) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def write(path: Path, files: dict[str, bytes], root: str = "R", *, sealed: bool = True) -> Path:
    """Write a package with other contents, its manifests made anew if `sealed`."""
    files = dict(files)
    if sealed:
        payload = {name for name in files if name.startswith("data/")}
        rows = {row["计算机文件名"]: row for row in json.loads(files["metadata.json"])["文件"]}
        tree = json.loads(files["metadata.json"])
        for name in payload:
            rows[name] |= {
                "计算机文件大小": len(files[name]),
                "数字摘要值": hashlib.sha256(files[name]).hexdigest(),
            }
        tree["文件"] = list(rows.values())
        files["metadata.json"], files["metadata.xml"] = metadata.as_json(tree), metadata.as_xml(tree)
        files[bag.MANIFEST] = bag.manifest({name: hashlib.sha256(files[name]).hexdigest() for name in payload})
        tags = {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name not in payload}
        tags.pop(bag.TAG_MANIFEST)
        files[bag.TAG_MANIFEST] = bag.manifest(tags)
    with path.open("wb") as stream:
        writer = bag.Writer(stream, root)
        for name in sorted(files):
            writer.add(name, files[name])
        writer.close()
    return path
