"""Seal a text so that only who has the key reads it, and only in its own place; find one again without reading any.

A sealed text names its algorithm and its key: `sealed1:<algorithm>:<key id>:<base64 of nonce, ciphertext and tag>`. What stands
before the base64 and the place (table, column, row) are authenticated: in another row it does not open.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agencies.encryption import keys
from agencies.encryption.keys import SealingKey, Unopened
from law import Refused

MARK = "sealed1:"
NONCE, TAG = 12, 16
SEPARATOR = "."  # between the id of the key and the hash of a blind index


class Unreadable(Unopened):
    """A sealed text is not as it was sealed, or stands in another place than it was sealed for."""

    def __init__(self, place: str):
        super().__init__(
            f"“{place}”的加密内容被改动过，或者是从别处移来的，读不出来；请系统管理员运行 manage.py verify 并由备份恢复",
            english=f"The sealed text in {place} was altered or moved here from elsewhere; run verify and restore it from a backup",
        )
        self.place = place


class _Sm4Gcm:
    """SM4 in GCM with the calls of AESGCM; OpenSSL does it where it was built with SM4 (GB/T 32907)."""

    def __init__(self, secret: bytes):
        self._secret = secret

    def encrypt(self, nonce: bytes, data: bytes, about: bytes) -> bytes:
        """Return ciphertext and tag."""
        with_key = Cipher(algorithms.SM4(self._secret), modes.GCM(nonce)).encryptor()
        with_key.authenticate_additional_data(about)
        return with_key.update(data) + with_key.finalize() + with_key.tag

    def decrypt(self, nonce: bytes, data: bytes, about: bytes) -> bytes:
        """Return the text; raise InvalidTag where anything differs."""
        with_key = Cipher(algorithms.SM4(self._secret), modes.GCM(nonce, data[-TAG:])).decryptor()
        with_key.authenticate_additional_data(about)
        return with_key.update(data[:-TAG]) + with_key.finalize()


CIPHERS: dict[str, Callable[[bytes], AESGCM | _Sm4Gcm]] = {keys.AES: AESGCM, keys.SM4: _Sm4Gcm}


@lru_cache(maxsize=32)
def _cipher(key: SealingKey) -> AESGCM | _Sm4Gcm:
    return CIPHERS[key.algorithm](key.secret)


def is_sealed(text: str) -> bool:
    """Say whether a column holds a sealed text."""
    return text.startswith(MARK)


def key_id_of(sealed: str) -> str:
    """Return with which key a text was sealed; "" where its form is broken."""
    parts = sealed.split(":")
    return parts[2] if len(parts) == 4 else ""


def seal(text: str, place: str) -> str:
    """Return a text sealed for its place with the present key; raise Refused where the machine cannot do its algorithm."""
    key = keys.ring().present(keys.SEAL)
    head = f"{MARK}{key.algorithm}:{key.key_id}:"
    nonce = os.urandom(NONCE)
    try:
        body = _cipher(key).encrypt(nonce, text.encode(), _about(head, place))
    except UnsupportedAlgorithm as error:
        raise _unable(key.algorithm) from error
    return head + base64.b64encode(nonce + body).decode()


def open_sealed(sealed: str, place: str) -> str:
    """Return what was sealed; raise KeyMissing without its key, Unreadable where it is not what was sealed for this place."""
    head, _colon, body = sealed.rpartition(":")
    parts = head.split(":")
    if len(parts) != 3 or parts[1] not in CIPHERS:
        raise Unreadable(place)
    key = keys.ring().find(keys.SEAL, parts[2])
    try:
        raw = base64.b64decode(body, validate=True)
        if key.algorithm != parts[1] or len(raw) < NONCE + TAG:
            raise Unreadable(place)
        return _cipher(key).decrypt(raw[:NONCE], raw[NONCE:], _about(head + ":", place)).decode()
    except UnsupportedAlgorithm as error:
        raise _unable(key.algorithm) from error
    except (ValueError, InvalidTag) as error:
        raise Unreadable(place) from error


def _about(head: str, place: str) -> bytes:
    return f"{head}\0{place}".encode()


def _unable(algorithm: str) -> Refused:
    return Refused(
        f"本机的加密库不支持 {algorithm}，请换用 aes-256-gcm 的密钥，或者安装支持它的 OpenSSL",
        english=f"The cryptography of this machine cannot do {algorithm}: use a key for aes-256-gcm",
    )


# -- found again without being read -----------------------------------------------------------------------------


def blind_index(kind: str, form: str) -> str:
    """Return under what a text is found again, "" for none: a keyed hash of the form in which it compares."""
    return _hashed(keys.ring().present(keys.INDEX), kind, form) if form else ""


def blind_indexes(kind: str, form: str) -> list[str]:
    """Return under what a text may stand, by every key: while the key of the index changes, rows stand under either."""
    return [_hashed(key, kind, form) for key in keys.ring().of(keys.INDEX)] if form else []


def _hashed(key: SealingKey, kind: str, form: str) -> str:
    found = hmac.new(key.secret, f"{kind}\0{form}".encode(), hashlib.sha256).hexdigest()
    return f"{key.key_id}{SEPARATOR}{found[:32]}"


def try_key(key: SealingKey) -> None:
    """Raise Refused where this machine cannot do the algorithm of a key, before anything is sealed with it."""
    try:
        _cipher(key).encrypt(bytes(NONCE), b"", b"")
    except UnsupportedAlgorithm as error:
        raise _unable(key.algorithm) from error
