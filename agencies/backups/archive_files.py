"""The file of a backup: a tar, compressed, and encrypted if a recipient is given; every member has its hash in a list.

    format.json             name and version of this format
    tables/<label>/<n>      rows, one JSON array a line
    files/<name>            a stored file, as it lies under MEDIA_ROOT
    members.txt             SHA-256, size and name of each of these
    manifest.json           of what moment and version it is, and the hash of the list above

Anybody can read one with `age -d`, `tar` and a text editor; nothing in it is of this software alone.
"""

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from agencies.backups.age_streams import INTRO, DecryptingStream, EncryptingStream
from law import Refused

NAME, VERSION = "kaidang backup", 1
PIECE = 1024 * 1024
LONGEST_JSON = 64 * 1024 * 1024
LONGEST_PART = 256 * 1024 * 1024  # of rows: one row may hold a whole published file
FORMAT, MANIFEST, MEMBERS = "format.json", "manifest.json", "members.txt"
TABLES, FILES = "tables/", "files/"
UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError)


def damaged(where: str, english: str) -> Refused:
    """Return the refusal of an archive that is not what was written."""
    return Refused(
        f"备份文件损坏，不能恢复：{where}。请换另一份备份",
        field="file",
        english=f"The backup is damaged: {english}. Take another one",
    )


def _not_ours() -> Refused:
    return damaged("这不是本系统的备份文件", "this is no backup of this system")


class _Hashing(io.RawIOBase):
    """Passes bytes on and keeps hash and count of them."""

    def __init__(self, stream: BinaryIO):
        self._stream, self.sha256, self.size = stream, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._stream.write(data)
        self.sha256.update(data)
        self.size += len(data)
        return len(data)

    def readinto(self, buffer) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.sha256.update(data)
        self.size += len(data)
        return len(data)


# -- writing --------------------------------------------------------------------------------------------------


class ArchiveWriter:
    """Writes the members one after another; memory holds one piece of one of them."""

    def __init__(self, target: BinaryIO, recipients: Sequence[X25519PublicKey]):
        self.file = _Hashing(target)
        self._sealed = EncryptingStream(self.file, recipients) if recipients else None
        self._zipped = gzip.GzipFile("", "wb", 3, self._sealed or self.file, mtime=0)
        self._tar = tarfile.open(fileobj=self._zipped, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  closed by `finish`
        self._members = tempfile.TemporaryFile()  # noqa: SIM115  closed by `finish`
        self._list = hashlib.sha256()
        self.add_bytes(FORMAT, _json({"name": NAME, "version": VERSION}))

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, *failure) -> None:
        """Let go of everything; what was not finished is thrown away by who opened the file."""
        for stream in (self._tar, self._zipped, self._sealed, self._members):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a member that is in memory."""
        self._put(name, len(data), io.BytesIO(data))

    def add_file(self, name: str, file: BinaryIO, size: int) -> str:
        """Add a member from a file of so many bytes, and return its SHA-256; raise EOFError where it has fewer."""
        return self._put(name, size, file)

    def _put(self, name: str, size: int, stream: BinaryIO) -> str:
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, 0o600
        hashing = _Hashing(stream)
        try:
            self._tar.addfile(about, hashing)  # reads exactly `size` bytes
            self._tar.members.clear()  # else it remembers every one of them
        except OSError as error:
            if "unexpected end of data" in str(error):
                raise EOFError(name) from error
            raise
        line = f"{hashing.sha256.hexdigest()} {size} {name}\n".encode()
        self._members.write(line)
        self._list.update(line)
        return hashing.sha256.hexdigest()

    def finish(self, manifest: dict[str, Any]) -> str:
        """Write list and manifest, seal everything; return the SHA-256 of the whole file."""
        digest, length = self._list.hexdigest(), self._members.tell()
        self._members.seek(0)
        self._put(MEMBERS, length, self._members)
        self.add_bytes(MANIFEST, _json(manifest | {"members_sha256": digest}))
        self._tar.close()
        self._zipped.close()
        if self._sealed:
            self._sealed.close()
        self._members.close()
        return self.file.sha256.hexdigest()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# -- reading --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive, to be read once and at once."""

    name: str
    size: int
    stream: BinaryIO


class ArchiveReader:
    """Reads the members one after another; what is not as it was written raises Refused, at the latest at the end."""

    def __init__(self, source: BinaryIO):
        self._tar = tarfile.open(fileobj=source, mode="r|")  # noqa: SIM115  its file is closed by who opened it
        self._lines = tempfile.TemporaryFile()  # noqa: SIM115  gone with us
        self.manifest: dict[str, Any] = {}
        self._told = ""  # the hash of the list, where it was there and fitted

    def members(self) -> Iterator[Member]:
        """Yield tables and files; afterwards `manifest` is there and everything was compared."""
        name = ""
        try:
            for about in self._tar:
                self._tar.members.clear()  # else it remembers every one of them
                if not about.isreg() or (not name and about.name != FORMAT):
                    raise _not_ours()
                name = about.name
                hashing = _Hashing(self._tar.extractfile(about))
                yield from self._read(Member(name, about.size, hashing))
                while hashing.read(PIECE):
                    pass
                if name not in (MEMBERS, MANIFEST):
                    self._lines.write(f"{hashing.sha256.hexdigest()} {hashing.size} {name}\n".encode())
        except UNREADABLE as error:
            if not name:
                raise _not_ours() from error
            raise damaged(f"读到“{name}”之后读不下去", f"it cannot be read beyond {name}") from error
        if not self.manifest or self.manifest.get("members_sha256") != self._told:
            raise damaged("缺结尾的清单，文件没有写完", "the list at its end is missing")

    def _read(self, member: Member) -> Iterator[Member]:
        if member.name == FORMAT:
            _check_format(_read_json(member))
        elif member.name == MANIFEST:
            self.manifest = _read_json(member)
        elif member.name == MEMBERS:
            self._compare(member)
        elif member.name.startswith(TABLES) and member.size > LONGEST_PART:
            raise damaged(f"“{member.name}”过大", f"{member.name} is too large")
        else:
            yield member

    def _compare(self, member: Member) -> None:
        """Hold the list against what was read, line by line, and name the first member that differs."""
        digest = hashlib.sha256()
        self._lines.seek(0)
        for line in io.BufferedReader(member.stream):
            digest.update(line)
            if (read := self._lines.readline()) != line:
                name = (read or line).decode(errors="replace").strip().rpartition(" ")[2]
                raise damaged(f"“{name}”与清单里的散列值不符", f"{name} does not have the hash of the list")
        if self._lines.readline():
            raise damaged("里面有清单上没有的内容", "it holds what its list does not name")
        self._told = digest.hexdigest()


def _read_json(member: Member) -> dict[str, Any]:
    if member.size > LONGEST_JSON:
        raise damaged(f"“{member.name}”过大", f"{member.name} is too large")
    try:
        found = json.loads(member.stream.read())
    except ValueError as error:
        raise damaged(f"“{member.name}”读不出来", f"{member.name} cannot be read") from error
    return found if isinstance(found, dict) else {}


def _check_format(found: dict[str, Any]) -> None:
    if found.get("name") != NAME:
        raise _not_ours()
    if found.get("version") != VERSION:
        raise Refused(
            f"备份的格式是第 {found.get('version')} 版，本系统只读第 {VERSION} 版；请先升级本系统",
            field="file",
            english=f"The backup has format {found.get('version')}; this version reads {VERSION}: upgrade first",
        )


@contextmanager
def opened_archive(path: Path, identities: Sequence[X25519PrivateKey]) -> Iterator[ArchiveReader]:
    """Open an archive for reading; raise Refused where it is encrypted and no identity is given, or is none at all."""
    try:
        with path.open("rb") as file:
            sealed = file.read(len(INTRO)) == INTRO
            file.seek(0)
            if sealed and not identities:
                raise Refused(
                    "备份是加密的，请用 --key 给出存放私钥的文件",
                    field="key",
                    english="The backup is encrypted: give the file with the identity as --key",
                )
            clear = io.BufferedReader(DecryptingStream(file, identities), PIECE) if sealed else file
            with gzip.GzipFile(fileobj=clear, mode="rb") as plain:
                yield ArchiveReader(plain)
    except UNREADABLE as error:
        raise _not_ours() from error
    except FileNotFoundError as error:
        if error.filename != str(path):
            raise
        raise Refused(f"没有这个文件：{path}", field="file", english=f"There is no file {path}") from error
