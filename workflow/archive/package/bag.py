"""A package as bytes: a BagIt folder (RFC 8493) in one ZIP, written so that the same contents give the same bytes.

The standard library only: whoever holds a package can check it without this software's database.
"""

import hashlib
import re
import zipfile
from collections.abc import Mapping
from typing import IO

ALGORITHM = "SHA-256"
PAYLOAD = "data/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAGS = (
    "README.txt",
    "bagit.txt",
    MANIFEST,
    "metadata.json",
    "metadata.xml",
    "metadata.xsd",
)  # and TAG_MANIFEST
EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # a ZIP knows no earlier instant; when the package was made stands in its metadata
MODE = 0o100644 << 16
LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<path>\S[^\n]*)")


def entry(name: str) -> zipfile.ZipInfo:
    """Return the head of an entry: fixed time, fixed rights, stored as it is (no compressor's version in the bytes)."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = 3
    info.external_attr = MODE
    return info


class Writer:
    """Writes the files of a package in the order of their names, and nothing else into the ZIP."""

    def __init__(self, stream: IO[bytes], root: str):
        self.archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self.root, self.last = root, ""
        self.hashes: dict[str, str] = {}

    def add(self, path: str, body: bytes) -> str:
        """Write one file; return its SHA-256. Raises ValueError out of order: then the bytes would not be fixed."""
        if path <= self.last:
            raise ValueError(f"{path} after {self.last}")
        self.last = path
        self.archive.writestr(entry(f"{self.root}/{path}"), body)
        self.hashes[path] = hashlib.sha256(body).hexdigest()
        return self.hashes[path]

    def close(self) -> None:
        """Write the ZIP's own directory."""
        self.archive.close()


def manifest(hashes: Mapping[str, str]) -> bytes:
    """Return a manifest, readable by `sha256sum --check`."""
    return "".join(f"{sha}  {path}\n" for path, sha in sorted(hashes.items())).encode()


def read_manifest(body: bytes) -> dict[str, str]:
    """Return path and hash of each line; raise ValueError for anything that `manifest` would not have written."""
    found = {}
    for line in body.decode("utf-8").split("\n")[:-1]:
        match = LINE.fullmatch(line)
        if match is None:
            raise ValueError(line[:80])
        found[match["path"]] = match["sha256"]
    if manifest(found) != body:
        raise ValueError("lines out of order or twice")
    return found
