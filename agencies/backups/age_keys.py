"""Keys of the age format: a recipient (`age1…`) to whom anybody can encrypt, an identity (`AGE-SECRET-KEY-1…`) that decrypts.

They are written in Bech32 (BIP 173), which finds a mistyped character.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from law import Refused

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
RECIPIENT, IDENTITY = "age", "age-secret-key-"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
LENGTH = 32  # bytes of a key


def recipients_of(given: str) -> list[X25519PublicKey]:
    """Return the recipients that are named: one itself, or a file with one a line; raise Refused where there is none."""
    lines = [given] if given.startswith("age1") else _lines(given)
    found = [X25519PublicKey.from_public_bytes(_decoded(line, RECIPIENT)) for line in lines]
    if not found:
        raise Refused(f"{given} 里没有公钥（age1…）", field="key", english=f"{given} has no recipient (age1…)")
    return found


def identities_of(file: str) -> list[X25519PrivateKey]:
    """Return the identities of a file, as age-keygen writes it; raise Refused where there is none.

    An identity itself is refused: on a command line every user of the machine would read it.
    """
    if file.upper().startswith("AGE-SECRET-KEY-"):
        raise Refused(
            "私钥不要写在命令行上（同一台机器的人都看得到）；请给出存放私钥的文件",
            field="key",
            english="Give the file with the identity; on a command line everybody on the machine reads it",
        )
    found = [X25519PrivateKey.from_private_bytes(_decoded(line.lower(), IDENTITY)) for line in _lines(file)]
    if not found:
        raise Refused(
            f"{file} 里没有私钥（AGE-SECRET-KEY-1…）",
            field="key",
            english=f"{file} has no identity (AGE-SECRET-KEY-1…)",
        )
    return found


def write_identity(path: Path) -> str:
    """Write a new identity for its owner alone, and return its recipient; raise FileExistsError where a file is there."""
    key = X25519PrivateKey.generate()
    recipient = recipient_text(key.public_key())
    identity = _encoded(key.private_bytes_raw(), IDENTITY).upper()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
    return recipient


def recipient_text(key: X25519PublicKey) -> str:
    """Return a recipient as it is written: `age1…`."""
    return _encoded(key.public_bytes_raw(), RECIPIENT)


def _lines(file: str) -> list[str]:
    try:
        text = Path(file).expanduser().read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"读不了密钥文件 {file}，它也不是公钥（age1…）",
            field="key",
            english=f"{file} is neither a file of keys nor a recipient (age1…)",
        ) from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


# -- Bech32 ---------------------------------------------------------------------------------------------------


def _encoded(key: bytes, prefix: str) -> str:
    values = _regrouped(key, 8, 5, pad=True)
    check = _checksum(_expanded(prefix) + values + [0] * 6) ^ 1
    values += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    return f"{prefix}1" + "".join(LETTERS[value] for value in values)


def _decoded(text: str, prefix: str) -> bytes:
    head, _, rest = text.rpartition("1")
    values = [LETTERS.find(letter) for letter in rest]
    whole = head == prefix and len(values) > 6 and -1 not in values and _checksum(_expanded(head) + values) == 1
    key = bytes(_regrouped(values[:-6], 5, 8, pad=False)) if whole else b""
    if len(key) != LENGTH:
        what = ("私钥", "identity") if prefix == IDENTITY else (f"公钥“{text[:20]}…”", f"recipient “{text[:20]}…”")
        raise Refused(
            f"{what[0]}写得不对（抄错一个字符也会这样）", field="key", english=f"The {what[1]} is not written correctly"
        )
    return key


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check


def _regrouped(values, size: int, into: int, *, pad: bool) -> list[int]:
    gathered = bits = 0
    found = []
    for value in values:
        gathered, bits = gathered << size | value, bits + size
        while bits >= into:
            bits -= into
            found.append(gathered >> bits & (1 << into) - 1)
        gathered &= (1 << bits) - 1
    if pad and bits:
        found.append(gathered << into - bits & (1 << into) - 1)
    return found
