"""Streams in the age format (age-encryption.org/v1): what is written here is decrypted by the tool `age` as well, and the reverse.

A file key is wrapped for every recipient (X25519, HKDF-SHA-256, ChaCha20-Poly1305); the body is sealed in pieces of
64 KiB, the last one marked, so that a cut or altered file is noticed and nothing is ever whole in memory.
"""

import base64
import binascii
import io
import os
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from law import Refused

INTRO = b"age-encryption.org/v1"
PIECE, TAG = 64 * 1024, 16
LONGEST_LINE, MOST_LINES = 4096, 2000  # of a header


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt or None, info).derive(key)


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return b""


def _damaged() -> Refused:
    return Refused(
        "加密的备份文件不完整，或者被改动过", field="file", english="The encrypted backup is cut short or was altered"
    )


class EncryptingStream(io.RawIOBase):
    """What is written to it goes encrypted to another stream; `close` seals the last piece and leaves that stream open."""

    def __init__(self, target: BinaryIO, recipients: Sequence[X25519PublicKey]):
        self._target, self._waiting, self._count = target, bytearray(), 0
        file_key, nonce = os.urandom(16), os.urandom(16)
        header = INTRO + b"\n" + b"".join(_stanza(file_key, key) for key in recipients) + b"---"
        target.write(header + b" " + _text(_mac(file_key, header).finalize()) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, data) -> int:
        """Take bytes; every full piece but the last goes on at once."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        """Seal what waits as the last piece."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
            super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._count, last), piece, None))
        self._count += 1


class DecryptingStream(io.RawIOBase):
    """What another stream holds encrypted, read in the clear; raises Refused for a wrong key and for altered bytes."""

    def __init__(self, source: BinaryIO, identities: Sequence[X25519PrivateKey]):
        self._source, self._count, self._read_on = source, 0, True
        file_key = _file_key(source, identities)
        nonce = source.read(16)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._next, self._clear = source.read(PIECE + TAG), b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer) -> int:
        """Put bytes into a buffer; return how many, 0 at the end."""
        while not self._clear and self._read_on:
            sealed, self._next = self._next, self._source.read(PIECE + TAG)
            last = not self._next
            try:
                self._clear = self._cipher.decrypt(_nonce(self._count, last), sealed, None)
            except (InvalidTag, ValueError) as error:
                raise _damaged() from error
            self._count, self._read_on = self._count + 1, not last
        given = self._clear[: len(buffer)]
        buffer[: len(given)] = given
        self._clear = self._clear[len(given) :]
        return len(given)


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _mac(file_key: bytes, header: bytes) -> HMAC:
    mac = HMAC(_derived(file_key, b"", b"header"), SHA256())
    mac.update(header)
    return mac


def _wrapping(shared: bytes, share: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derived(shared, share + recipient, INTRO + b"/X25519"))


def _stanza(file_key: bytes, recipient: X25519PublicKey) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    cipher = _wrapping(ephemeral.exchange(recipient), share, recipient.public_bytes_raw())
    return b"-> X25519 " + _text(share) + b"\n" + _text(cipher.encrypt(bytes(12), file_key, None)) + b"\n"


def _file_key(source: BinaryIO, identities: Sequence[X25519PrivateKey]) -> bytes:
    """Return the key of the file, as one of the identities unwraps it; the header is held against its own seal."""
    if _line(source) != INTRO:
        raise Refused(
            "这不是 age 格式的加密备份", field="file", english="This is no backup encrypted in the age format"
        )
    header, stanzas = INTRO + b"\n", []
    for _count in range(MOST_LINES):
        line = _line(source)
        if line.startswith(b"--- "):
            return _unwrapped(stanzas, identities, header + b"---", _bytes(line[4:]))
        header += line + b"\n"
        if line.startswith(b"-> X25519 "):
            stanzas.append((_bytes(line.split(b" ")[2]), None))
        elif stanzas and stanzas[-1][1] is None:
            stanzas[-1] = (stanzas[-1][0], _bytes(line))
    raise _damaged()


def _unwrapped(stanzas, identities: Sequence[X25519PrivateKey], header: bytes, seal: bytes) -> bytes:
    for share, body in stanzas:
        for identity in identities:
            try:
                shared = identity.exchange(X25519PublicKey.from_public_bytes(share))
                cipher = _wrapping(shared, share, identity.public_key().public_bytes_raw())
                file_key = cipher.decrypt(bytes(12), body or b"", None)
                _mac(file_key, header).verify(seal)
            except (InvalidTag, ValueError):
                continue
            except InvalidSignature as error:
                raise _damaged() from error
            return file_key
    raise Refused(
        "这把私钥打不开这个备份：备份是给别的公钥加密的",
        field="key",
        english="This identity does not open the backup: it was encrypted to another recipient",
    )


def _line(source: BinaryIO) -> bytes:
    line = source.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise _damaged()
    return line[:-1]
