"""Write one archive from which this version installs and runs without a network: `make bundle`; upgrades go the same way.

It holds the wheels of requirements.txt for x86-64 and arm64 and this Python's version, each by the hash of the lock; pip; the
letters' fonts; the source of the commit with its compiled catalogue; SHA256SUMS over all, signed with Ed25519; two scripts that need
sh, sha256sum and openssl. What it does not hold is the system's: make, python3, and the libraries that draw PDFs.
"""

import argparse
import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agencies.installation import signatures
from config import environment

ROOT = environment.ROOT
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.mo"
SCRIPTS = {"install.sh": "install_bundle.sh", "verify.sh": "verify_bundle.sh"}
MACHINES = ("x86_64", "aarch64")
GLIBC = (17, 24, 26, 27, 28, 31, 34)  # of the tags that pip is to accept; bookworm has 2.36
QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")


def told(chinese: str, english: str) -> None:
    """Tell the person at the terminal what is done."""
    print(f"{chinese} / {english}", flush=True)


def run(*command: str | Path, **more) -> bytes:
    """Run a fixed command in the project and return what it printed; end with its words where it failed."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False, **more)  # noqa: S603
    if done.returncode:
        sys.exit(f"没有做完：{command[0]} … / not finished: {' '.join(map(str, command[:6]))}")
    return done.stdout


def for_every_patch(requirements: str) -> str:
    """Return a lock without what depends on the patch level of Python: the office may have an older 3.11 than we."""
    return re.sub(r" ; python_full_version [^\\\n]*", " ", requirements)


def download(machine: str, version: str, wheels: Path) -> None:
    """Fetch the wheels of the lock for a machine and a Python; pip holds each against the lock's hash."""
    digits = version.replace(".", "")
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC]
    platforms += [f"manylinux2014_{machine}", f"linux_{machine}"]
    chosen = [word for one in platforms for word in ("--platform", one)]
    chosen += ["--python-version", version, "--implementation", "cp", "--only-binary", ":all:"]
    chosen += [word for abi in (f"cp{digits}", "abi3", "none") for word in ("--abi", abi)]
    pip = (sys.executable, "-m", "pip", "download", *QUIET)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as lock:
        lock.write(for_every_patch((ROOT / "requirements.txt").read_text("utf-8")))
        lock.flush()
        run(*pip, *chosen, "--require-hashes", "--no-deps", "-r", lock.name, "-d", wheels)


def unpacked_source(folder: Path) -> None:
    """Put the commit's files and the compiled catalogue into a folder; what is not committed is in no bundle."""
    if run("git", "status", "--porcelain").strip():
        sys.exit("有没有提交的改动，请先提交。 / There are changes that are not committed: commit them first.")
    archive = run("git", "archive", "--format=tar", "HEAD")
    with tarfile.open(fileobj=io.BytesIO(archive)) as source:
        source.extractall(folder, filter="data")
    shutil.copyfile(ROOT / CATALOGUE, folder / CATALOGUE)
    (folder / "VERSION").write_text(f"{run('git', 'rev-parse', 'HEAD').decode().strip()}\n")


def sums(folder: Path) -> Iterator[str]:
    """Yield a line of SHA256SUMS for every file below a folder but itself, in the order of their names."""
    own = {folder / "SHA256SUMS", folder / "SHA256SUMS.sig"}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path not in own):
        with path.open("rb") as file:
            yield f"{hashlib.file_digest(file, 'sha256').hexdigest()}  ./{path.relative_to(folder).as_posix()}\n"


def sign(folder: Path, secret: Path) -> None:
    """Write SHA256SUMS and the signature over it, with a key that is made where it is not there yet."""
    if not secret.exists():
        signatures.write_key_pair(secret.parent, secret.stem)
        told(f"新建了密钥 {secret} 和 {secret.with_suffix('.pem')}", "new keys were made")
    listed = "".join(sums(folder)).encode()
    (folder / "SHA256SUMS").write_bytes(listed)
    signature = base64.b64decode(signatures.sign(listed, secret.read_bytes()))
    (folder / "SHA256SUMS.sig").write_bytes(signature)  # 64 bytes, as openssl reads them


def packed(folder: Path, file: Path, name: str) -> None:
    """Write the archive under its name once it is whole; owners and times are those of nobody and no moment."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = 0
        return member

    part = file.with_name(f"{file.name}.part")
    with tarfile.open(part, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{name}/{path.relative_to(folder).as_posix()}", recursive=False, filter=plain)
    part.replace(file)


def main(arguments: list[str]) -> int:
    """Make the bundle and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument(
        "--key", type=Path, required=True, help="private key (PEM, Ed25519); made where it is not there"
    )
    parser.add_argument("--fonts", type=Path, required=True)
    given = parser.parse_args(arguments)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    given.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.output.parent) as work:
        folder = Path(work, "bundle")
        unpacked_source(folder / "source")
        for machine in MACHINES:
            told(f"取依赖：{machine}，Python {version}", "fetching wheels")
            download(machine, version, folder / "wheels")
        run(sys.executable, "-m", "pip", "download", *QUIET, "--no-deps", "pip", "-d", folder / "wheels")
        shutil.copytree(given.fonts, folder / "fonts", ignore=shutil.ignore_patterns(".download", "agency_*"))
        for name, script in SCRIPTS.items():
            shutil.copyfile(ROOT / "setup" / script, folder / name)
        (folder / "PYTHON").write_text(f"{version}\n")
        sign(folder, given.key)
        packed(folder, given.output, given.output.stem)
    told(f"安装包 {given.output}（{given.output.stat().st_size // 1024**2} MB）", "the bundle")
    told(f"公钥 {given.key.with_suffix('.pem')} 另行交给各单位", "hand the public key over by another way")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
