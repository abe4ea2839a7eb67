"""What is encrypted here the tool `age` decrypts, and the reverse; an altered, cut or wrongly keyed file is refused."""

import io
import os
import shutil
import subprocess

import pytest

from agencies.backups.age_keys import identities_of, recipients_of, write_identity
from agencies.backups.age_streams import PIECE, DecryptingStream, EncryptingStream
from law import Refused

SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE)


@pytest.fixture
def key(tmp_path):
    """Return a file with an identity, and its recipient."""
    path = tmp_path / "backup.key"
    return str(path), write_identity(path)


def sealed(data: bytes, recipient: str) -> bytes:
    """Return data encrypted, written in small pieces."""
    target = io.BytesIO()
    stream = EncryptingStream(target, recipients_of(recipient))
    for start in range(0, len(data), 5000):
        stream.write(data[start : start + 5000])
    stream.close()
    return target.getvalue()


def opened(data: bytes, file: str) -> bytes:
    """Return data decrypted."""
    return io.BufferedReader(DecryptingStream(io.BytesIO(data), identities_of(file))).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_encrypted_is_decrypted(key, size):
    data = os.urandom(size)
    assert opened(sealed(data, key[1]), key[0]) == data


@pytest.mark.skipif(not shutil.which("age"), reason="the tool age is not on this machine")
@pytest.mark.parametrize("size", SIZES)
def test_the_tool_age_reads_ours_and_we_read_its(key, size):
    data = os.urandom(size)
    theirs = subprocess.run(["age", "-d", "-i", key[0]], input=sealed(data, key[1]), capture_output=True, check=True)
    assert theirs.stdout == data
    made = subprocess.run(["age", "-r", key[1]], input=data, capture_output=True, check=True).stdout
    assert opened(made, key[0]) == data


@pytest.mark.parametrize("place", [25, 60, 150, 230, -1])
def test_one_altered_byte_is_refused(key, place):
    data = bytearray(sealed(os.urandom(2 * PIECE), key[1]))
    data[place] ^= 1
    with pytest.raises(Refused):
        opened(bytes(data), key[0])


@pytest.mark.parametrize("length", [0, 10, 100, 250, PIECE, -1])
def test_a_cut_file_is_refused(key, length):
    with pytest.raises(Refused):
        opened(sealed(os.urandom(2 * PIECE), key[1])[:length], key[0])


def test_a_file_cut_between_two_pieces_is_refused(key):
    data = sealed(os.urandom(3 * PIECE), key[1])
    with pytest.raises(Refused, match="不完整"):
        opened(data[: -(PIECE + 16)], key[0])


def test_another_identity_does_not_open_it(key, tmp_path):
    write_identity(tmp_path / "other.key")
    with pytest.raises(Refused, match="打不开"):
        opened(sealed(b"x", key[1]), str(tmp_path / "other.key"))


def test_keys_that_are_mistyped_or_shown_to_everybody_are_refused(key, tmp_path):
    wrong = key[1][:-1] + ("q" if key[1][-1] != "q" else "p")
    with pytest.raises(Refused, match="写得不对"):
        recipients_of(wrong)
    with pytest.raises(Refused, match="命令行"):
        identities_of("AGE-SECRET-KEY-1QQQ")
    with pytest.raises(Refused, match="读不了"):
        identities_of(str(tmp_path / "none.key"))
    assert os.stat(key[0]).st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_identity(tmp_path / "backup.key")
