"""Detached Ed25519 signatures over files (RFC 8032), checked against the public keys that this installation trusts.

A key is a PEM file as openssl writes it; its name is that of the file without its ending. A signature is 64 bytes, as they
are or in base64.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from law import Refused

LENGTH = 64  # bytes of a signature


def trusted_keys(folder: str) -> dict[str, Ed25519PublicKey]:
    """Return the trusted public keys by name; raise Refused where there is none, or a file is no such key."""
    found: dict[str, Ed25519PublicKey] = {}
    for path in sorted(Path(folder).glob("*.pem")) if folder else ():
        try:
            key = load_pem_public_key(path.read_bytes())
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise Refused(
                f"公钥文件 {path.name} 不是 Ed25519 公钥", field="signature", english=f"{path.name} is no Ed25519 key"
            )
        found[path.stem] = key
    if not found:
        raise Refused(
            "本系统还没有信任的公钥（环境变量 NOTICE_KEYS），不能核对签名",
            field="signature",
            english="This installation trusts no public key yet (NOTICE_KEYS): no signature can be checked",
        )
    return found


def signature_text(given: bytes) -> str:
    """Return a signature in base64; raise Refused for what is none."""
    raw = given if len(given) == LENGTH else _decoded(given)
    if raw is None or len(raw) != LENGTH:
        raise Refused("签名文件不是 Ed25519 签名", field="signature", english="The file is no Ed25519 signature")
    return base64.b64encode(raw).decode()


def _decoded(given: bytes) -> bytes | None:
    try:
        return base64.b64decode(b"".join(given.split()), validate=True)
    except binascii.Error:
        return None


def name_of_signer(body: bytes, signature: str, folder: str) -> str:
    """Return the name of the trusted key with which a file was signed; raise Refused where it is none of them."""
    for name, key in trusted_keys(folder).items():
        try:
            key.verify(base64.b64decode(signature), body)
        except InvalidSignature:
            continue
        return name
    raise Refused(
        "签名与文件不符，或者不是本系统信任的公钥签的；文件没有收下",
        field="signature",
        english="The signature is not of this file, or not of a trusted key; the file was not taken in",
    )


def write_key_pair(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a new pair of keys, `name`.key for its owner alone and `name`.pem; raise FileExistsError for one that is there."""
    key = Ed25519PrivateKey.generate()
    secret, public = folder / f"{name}.key", folder / f"{name}.pem"
    if public.exists():
        raise FileExistsError(public)
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return secret, public


def sign(body: bytes, secret: bytes) -> str:
    """Return the signature over a file with a private key in PEM, in base64; raise ValueError for another kind of key."""
    key = load_pem_private_key(secret, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key")
    return base64.b64encode(key.sign(body)).decode()
