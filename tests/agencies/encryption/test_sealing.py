"""A sealed text opens in its place with its key, and nowhere else; a missing key is said by its id; a file of keys is kept whole."""

import base64
import multiprocessing
import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from agencies.encryption import keys, sealing
from agencies.encryption.keys import AES, HMAC, INDEX, SEAL, SM4, KeyMissing, KeyRing, KeysUnusable
from agencies.encryption.sealing import Unreadable, blind_index, blind_indexes, open_sealed, seal

PLACE, TEXT = "intake_application.phone#1", "13800000000"


@pytest.fixture
def file(settings, tmp_path):
    """Return the file of keys of an installation of its own, not made yet."""
    settings.VAR_DIR, settings.SEALING_KEYS = tmp_path, tmp_path / "sealing_keys"
    return settings.SEALING_KEYS


@pytest.mark.parametrize("algorithm", [AES, SM4])
def test_what_is_sealed_opens_and_names_algorithm_and_key(file, algorithm):
    keys.add_present_key(key := keys.new_key(SEAL, algorithm))
    sealed = seal(TEXT, PLACE)
    assert sealed.startswith(f"sealed1:{algorithm}:{key.key_id}:") and TEXT not in sealed
    assert open_sealed(sealed, PLACE) == TEXT and seal(TEXT, PLACE) != sealed


@pytest.mark.parametrize("algorithm", [AES, SM4])
def test_in_another_place_or_altered_anywhere_it_does_not_open(file, algorithm):
    keys.add_present_key(keys.new_key(SEAL, algorithm))
    sealed = seal(TEXT, PLACE)
    for place in ("intake_application.phone#2", "intake_application.email#1", "notices_mailing.phone#1", ""):
        with pytest.raises(Unreadable):
            open_sealed(sealed, place)
    head, _colon, body = sealed.rpartition(":")
    raw = base64.b64decode(body)
    for place in range(len(raw)):
        spoilt = base64.b64encode(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]).decode()
        with pytest.raises(Unreadable):
            open_sealed(f"{head}:{spoilt}", PLACE)
    for broken in ("sealed1:", f"{head}:", f"{head}:AAAA", f"{head}:äö", sealed[:-1], "sealed1:rot13:x:AAAA"):
        with pytest.raises(Unreadable):
            open_sealed(broken, PLACE)


def test_the_algorithm_in_the_head_is_that_of_the_key(file):
    keys.add_present_key(key := keys.new_key(SEAL, AES))
    other = seal(TEXT, PLACE).replace(AES, SM4)
    assert key.key_id in other
    with pytest.raises(Unreadable):
        open_sealed(other, PLACE)


def test_a_text_of_an_earlier_key_opens_as_long_as_the_key_is_there(file):
    old = keys.ring().present(SEAL)
    sealed = seal(TEXT, PLACE)
    keys.add_present_key(new := keys.new_key(SEAL, AES))
    assert open_sealed(sealed, PLACE) == TEXT and sealing.key_id_of(seal(TEXT, PLACE)) == new.key_id
    keys.write(file, KeyRing(tuple(key for key in keys.ring().keys if key != old)))
    with pytest.raises(KeyMissing) as missing:
        open_sealed(sealed, PLACE)
    assert (
        missing.value.key_id == old.key_id
        and old.key_id in missing.value.reason
        and "SEALING_KEYS" in str(missing.value)
    )
    assert TEXT not in str(missing.value)


def test_an_index_is_the_same_for_the_same_and_tells_nothing_without_the_key(file):
    assert blind_index("phone", TEXT) == blind_index("phone", TEXT) != blind_index("number", TEXT)
    assert blind_index("phone", "") == "" and blind_indexes("phone", "") == []
    before = blind_index("phone", TEXT)
    keys.add_present_key(keys.new_key(INDEX, HMAC))
    assert blind_index("phone", TEXT) != before and before in blind_indexes("phone", TEXT)
    assert TEXT not in before and len(before) <= 64


def test_a_new_installation_makes_its_keys_once_for_its_user_alone(file):
    with multiprocessing.get_context("fork").Pool(8) as pool:
        made = pool.map(_ids, range(16))
    assert len(set(made)) == 1 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == [file.name]


def _ids(_place) -> tuple[str, ...]:
    return tuple(key.key_id for key in keys.ring().keys)


def test_a_file_that_was_named_and_is_not_there_is_not_made_anew(file, settings, tmp_path):
    """A new key in the place of a lost one would hide the loss until somebody asks for an old row."""
    settings.SEALING_KEYS = tmp_path / "elsewhere" / "keys"
    with pytest.raises(KeysUnusable, match="没有这个文件") as refused:
        keys.ring()
    assert isinstance(refused.value, ImproperlyConfigured) and not settings.SEALING_KEYS.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("seal a aes-256-gcm AAAA", "第 1 行"),
        ("seal a rot13 AAAA", "第 1 行"),
        ("seal a", "第 1 行"),
        ("", "没有用途为 seal"),
        ("\udcff", "读不出来"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence_without_the_key(file, line, said):
    file.write_bytes(line.encode("utf-8", "surrogateescape"))
    with pytest.raises(KeysUnusable, match=said) as refused:
        keys.ring()
    assert "AAAA" not in str(refused.value)


def test_two_keys_of_one_id_are_refused(file):
    key = keys.ring().present(SEAL)
    other = keys.SealingKey(SEAL, key.key_id, AES, b"x" * 32)
    keys.write(file, KeyRing((*keys.ring().keys, other)))
    with pytest.raises(KeysUnusable, match="编号相同"):
        keys.ring()


def test_a_key_shows_its_bytes_to_nobody(file):
    key = keys.ring().present(SEAL)
    assert base64.b64encode(key.secret).decode() not in repr(keys.ring()) and key.key_id in repr(key)
