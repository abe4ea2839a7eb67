"""The bundle's scripts, run on a small one: whole and ours is installed, anything else is not."""

import shutil
import subprocess
import sys
import tarfile

import pytest

from agencies.installation import signatures
from setup import bundle, install
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl on this machine")
MAKEFILE = """
PYTHON ?= none
.venv/.installed:
\t@mkdir -p .venv/bin && printf '#!/bin/sh\\necho "$$PWD/var/fonts" >&3\\n' > .venv/bin/python && chmod +x .venv/bin/python && touch $@
setup: .venv/.installed
\t@echo "set up $$(cat VERSION)"
"""


@pytest.fixture
def made(tmp_path):
    """Return a bundle with a program of three files, unpacked, and the folder with its keys."""
    folder = tmp_path / "work"
    for name, text in {
        "source/manage.py": "", "source/Makefile": MAKEFILE, "source/VERSION": "one\n", "wheels/a b-1.whl": "wheel",
        "fonts/serif.otf": "font", "PYTHON": f"{sys.version_info.major}.{sys.version_info.minor}\n",
    }.items():  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, script in bundle.SCRIPTS.items():
        shutil.copyfile(ROOT / "setup" / script, folder / name)
    return folder


def signed(folder, keys):
    keys.mkdir(exist_ok=True)
    bundle.sign(folder, keys / "ours.key")
    return keys / "ours.pem"


def verify(folder, *key):
    return subprocess.run(["sh", folder / "verify.sh", *key], capture_output=True, text=True, cwd=folder.parent)


def test_whole_and_ours(made, tmp_path):
    key = signed(made, tmp_path / "keys")
    done = verify(made, key)
    assert done.returncode == 0 and "签名正确" in done.stdout and "完整" in done.stdout, done
    assert verify(made, "keys/ours.pem").returncode == 0  # from wherever it is named
    done = verify(made)
    assert done.returncode == 0 and "没有核对是谁做的" in done.stdout


def altered(folder):
    (folder / "fonts/serif.otf").write_text("fonT")


def missing(folder):
    (folder / "wheels/a b-1.whl").unlink()


def added(folder):
    (folder / "source/sitecustomize.py").write_text("import os")


def added_in_the_shadow_of_a_name(folder):
    (folder / "source/manage").write_text("part of a name that is listed")


def linked(folder):
    (folder / "source/elsewhere").symlink_to("/etc/passwd")


def listed_anew(folder):
    altered(folder)
    (folder / "SHA256SUMS").write_text("".join(bundle.sums(folder)))


@pytest.mark.parametrize("change", [altered, missing, added, added_in_the_shadow_of_a_name, linked, listed_anew])
def test_what_was_changed_is_not_installed(made, tmp_path, change):
    key = signed(made, tmp_path / "keys")
    change(made)
    assert verify(made, key).returncode != 0
    target = tmp_path / "srv"
    done = subprocess.run(["sh", made / "install.sh", target, key], capture_output=True, text=True)
    assert done.returncode != 0 and "不要安装" in done.stdout and not target.exists()


def test_somebody_elses_key_and_no_key_at_all(made, tmp_path):
    signed(made, tmp_path / "keys")
    _, other = signatures.write_key_pair(tmp_path, "other")
    assert "签名不对" in verify(made, other).stdout
    assert verify(made, tmp_path / "nothing.pem").returncode != 0
    (made / "SHA256SUMS.sig").unlink()
    assert verify(made, tmp_path / "keys/ours.pem").returncode != 0


def test_installed_and_upgraded_with_what_was_there(made, tmp_path):
    key, target = signed(made, tmp_path / "keys"), tmp_path / "srv/开档"
    done = subprocess.run(["sh", made / "install.sh", target, key], capture_output=True, text=True)
    assert done.returncode == 0 and "set up one" in done.stdout, done
    assert (target / "var/fonts/serif.otf").read_text() == "font" and (target / "wheels/a b-1.whl").exists()
    (target / "var/db.sqlite3").write_text("cases")
    (target / "gone_in_two.py").touch()
    (made / "source/VERSION").write_text("two\n")
    signed(made, tmp_path / "keys")
    done = subprocess.run(["sh", made / "install.sh", target, key], capture_output=True, text=True)
    assert done.returncode == 0 and "set up two" in done.stdout and "migrate" in done.stdout, done
    assert (target / "var/db.sqlite3").read_text() == "cases" and not (target / "gone_in_two.py").exists()
    assert (tmp_path / "srv/开档.before/gone_in_two.py").exists()
    done = subprocess.run(["sh", made / "install.sh", target, key], capture_output=True, text=True)
    assert done.returncode == 1 and "还在" in done.stdout  # nothing that was put aside is thrown away


def test_another_python_and_another_folder_are_refused(made, tmp_path):
    target = tmp_path / "srv"
    target.mkdir()
    (target / "letters.txt").write_text("somebody's")
    key = signed(made, tmp_path / "keys")
    done = subprocess.run(["sh", made / "install.sh", target, key], capture_output=True, text=True)
    assert done.returncode == 1 and "不是本系统" in done.stdout and (target / "letters.txt").exists()
    (made / "PYTHON").write_text("2.7\n")
    signed(made, tmp_path / "keys")
    done = subprocess.run(["sh", made / "install.sh", tmp_path / "new", key], capture_output=True, text=True)
    assert done.returncode == 1 and "Python 2.7" in done.stdout and not (tmp_path / "new").exists()


def test_the_same_files_make_the_same_archive(made, tmp_path):
    for name in ("one.tar", "two.tar"):
        bundle.packed(made, tmp_path / name, "kaidang")
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()
    with tarfile.open(tmp_path / "one.tar") as archive:
        assert {member.uname for member in archive} == {"root"}
        assert all(member.name.startswith("kaidang/") for member in archive)


def test_an_older_patch_of_python_finds_its_wheels_too():
    lock = "a==1 ; python_full_version < '3.11.3' \\\n    --hash=sha256:00\nb==2 ; sys_platform == 'win32' \\\n    --hash=sha256:11\n"
    plain = bundle.for_every_patch(lock)
    assert "python_full_version" not in plain and plain.count("--hash") == 2 and plain.count(" \\\n") == 2
    assert "sys_platform" in plain
    assert "python_full_version" in (ROOT / "requirements.txt").read_text("utf-8")  # else this is no longer needed


def test_wheels_of_a_folder_need_no_network(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "WHEELS", tmp_path / "nothing")
    monkeypatch.delenv("WHEELS", raising=False)
    assert install.local_wheels() == []
    monkeypatch.setenv("WHEELS", str(tmp_path))
    assert install.local_wheels() == ["--no-index", "--find-links", str(tmp_path)]
