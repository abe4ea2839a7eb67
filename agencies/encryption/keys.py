"""The keys: a file of their own, never in the database and never in its backup; read again whenever it has changed.

A line has four words: what it is for (`seal` or `index`), the id of the key, the algorithm, the key in base64. The first line
of a kind is the present one, with which is written; with every other one is only read.
"""

import base64
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from law import Refused

SEAL, INDEX = "seal", "index"
AES, SM4, HMAC = "aes-256-gcm", "sm4-gcm", "hmac-sha256"
SIZES = {SEAL: {AES: 32, SM4: 16}, INDEX: {HMAC: 32}}  # bytes of a key
HEAD = "# 加密密钥：用途、编号、算法、密钥；每种用途的第一行是现用的。丢失任何一把，用它加密的内容就再也读不出来。\n"


class Unopened(Refused):
    """A sealed text is there and cannot be read: nothing is lost by asking, and nothing is shown in its place."""


class KeysUnusable(Unopened, ImproperlyConfigured):
    """The file of keys is not there, or cannot be read: a sentence from every command, page and endpoint."""


class KeyMissing(Unopened):
    """What is asked for was sealed with a key that this installation does not have: it is there, and cannot be read here."""

    def __init__(self, key_id: str):
        super().__init__(
            f"内容是用密钥“{key_id}”加密的，本机的密钥文件里没有这把密钥，读不出来；内容没有丢，请系统管理员把这把密钥放回密钥文件（SEALING_KEYS）",
            english=f"This was sealed with the key {key_id}, which is not in the file of keys (SEALING_KEYS): nothing is lost, the administrator puts the key back",
        )
        self.key_id = key_id


@dataclass(frozen=True, slots=True)
class SealingKey:
    """One key: what it is for, its id, its algorithm, and its bytes, which are never shown."""

    use: str
    key_id: str
    algorithm: str
    secret: bytes

    def __repr__(self) -> str:
        return f"<{self.use} {self.key_id} {self.algorithm}>"

    @property
    def line(self) -> str:
        """Return the key as the file has it."""
        return f"{self.use} {self.key_id} {self.algorithm} {base64.b64encode(self.secret).decode()}"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of an installation, the present one of each kind first."""

    keys: tuple[SealingKey, ...]

    def of(self, use: str) -> tuple[SealingKey, ...]:
        """Return the keys of a kind."""
        return tuple(key for key in self.keys if key.use == use)

    def present(self, use: str) -> SealingKey:
        """Return the key with which is written."""
        return self.of(use)[0]

    def find(self, use: str, key_id: str) -> SealingKey:
        """Return a key by its id; raise KeyMissing where it is not here."""
        found = next((key for key in self.keys if (key.use, key.key_id) == (use, key_id)), None)
        if found is None:
            raise KeyMissing(key_id)
        return found


def ring() -> KeyRing:
    """Return the keys as the file has them now; the first process of an installation without a file makes one.

    Raises KeysUnusable where a file that was named is not there, or a line of it cannot be read.
    """
    try:
        status = os.stat(settings.SEALING_KEYS)
    except FileNotFoundError:
        path = Path(settings.SEALING_KEYS)
        if path.parent != Path(
            settings.VAR_DIR
        ):  # somebody keeps it for us: a new one in its place would hide the loss
            raise _wrong(path, "没有这个文件", "there is no such file") from None
        _make_first(path)
        status = path.stat()
    except OSError as error:
        raise _wrong(settings.SEALING_KEYS, f"读不出来（{error.strerror}）", str(error.strerror)) from None
    return _read(str(settings.SEALING_KEYS), status.st_mtime_ns, status.st_ino)


@lru_cache(maxsize=4)
def _read(path: str, _changed: int, _inode: int) -> KeyRing:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(Path(path), "读不出来", str(error)) from None
    lines = [(place, line) for place, line in enumerate(text.split("\n"), start=1) if line.strip()]
    keys = tuple(_key(Path(path), place, line) for place, line in lines if not line.lstrip().startswith("#"))
    found = KeyRing(keys)
    for use in SIZES:
        if not found.of(use):
            raise _wrong(Path(path), f"没有用途为 {use} 的密钥", f"it holds no key for {use}")
        if len({key.key_id for key in found.of(use)}) < len(found.of(use)):
            raise _wrong(Path(path), "有两把密钥编号相同", "two keys have one id")
    return found


def _key(path: Path, place: int, line: str) -> SealingKey:
    try:
        use, key_id, algorithm, text = line.split()
        key = SealingKey(use, key_id, algorithm, base64.b64decode(text, validate=True))
        if ":" in key_id or len(key.secret) != SIZES[use][algorithm]:
            raise ValueError
    except (ValueError, KeyError):  # the line itself is a secret and is not shown
        raise _wrong(path, f"第 {place} 行不是“用途 编号 算法 密钥”", f"line {place} is no key") from None
    return key


def new_key(use: str, algorithm: str) -> SealingKey:
    """Return a key that nobody has, under a random id."""
    return SealingKey(use, secrets.token_hex(4), algorithm, secrets.token_bytes(SIZES[use][algorithm]))


def add_present_key(key: SealingKey) -> None:
    """Put a key into the file as the present one of its kind; those that were there are read further."""
    path = Path(settings.SEALING_KEYS)
    write(path, KeyRing((key, *ring().keys)))


def write(path: Path, keys: KeyRing) -> None:
    """Write the file whole, for its owner alone, in the place of the one that was there."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(f"{key.line}\n" for key in keys.keys))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(part)
    _keep_rename(path.parent)


def _make_first(path: Path) -> None:
    """Make the keys of a new installation: of processes that start together by one."""
    first = KeyRing((new_key(SEAL, AES), new_key(INDEX, HMAC)))
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        write(part, first)
        with suppress(FileExistsError):
            os.link(part, path)
    except OSError as error:
        raise _wrong(path, f"写不进去（{error.strerror}）", str(error.strerror)) from None
    finally:
        part.unlink(missing_ok=True)
    _keep_rename(path.parent)


def _keep_rename(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _wrong(path: Path | str, chinese: str, english: str) -> KeysUnusable:
    return KeysUnusable(f"密钥文件 {path}（SEALING_KEYS）：{chinese}", english=f"SEALING_KEYS {path}: {english}")
