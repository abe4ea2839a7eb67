"""Install a locked list of requirements with pip, by hash, and show how far it is: install.py REQUIREMENTS.txt."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections import deque
from pathlib import Path

EVERY = 20  # packages between two lines where no person watches
SHOWN = 15  # lines of pip's own words when it fails
OPTIONS = ("--disable-pip-version-check", "--no-input", "--require-hashes", "--progress-bar", "off")
WHEELS = Path(__file__).resolve().parent.parent / "wheels"
BEGUN = ("Collecting ", "Requirement already satisfied: ")


def show(text: str, *, last: bool = False) -> None:
    """Write over the line on a terminal; elsewhere each call is a line."""
    if sys.stdout.isatty():
        print(f"\r\033[K  {text[:70]}", end="\n" if last else "", flush=True)
    else:
        print(f"  {text}", flush=True)


def forget_half_written() -> None:
    """Remove the records of packages that an interrupted run wrote in part: pip takes them for installed, for ever.

    pip names itself in INSTALLER after all else of a package is there; its own record tells nothing, it comes with the files.
    """
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for record in Path(place).glob("*.dist-info"):
            if not (record / "INSTALLER").is_file():
                shutil.rmtree(record)


def local_wheels() -> list[str]:
    """Return pip's options where the wheels are in a folder: WHEELS, or the one that a bundle brought; no network is asked then."""
    folder = Path(os.environ.get("WHEELS") or WHEELS)
    return ["--no-index", "--find-links", str(folder)] if folder.is_dir() else []


def main(path: str) -> int:
    """Return pip's exit status; where it failed, print its last words and what may help."""
    forget_half_written()
    wanted = sum(line[:1].isalnum() for line in Path(path).read_text(encoding="utf-8").splitlines())
    command = [sys.executable, "-m", "pip", "install", *OPTIONS, *local_wheels(), "-r", path]
    count, words = 0, deque(maxlen=SHOWN)
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in map(str.rstrip, pip.stdout):
            words.append(line)
            if line.startswith(BEGUN):
                count += 1
                if sys.stdout.isatty() or count % EVERY == 0:
                    show(f"{count}/{wanted} {line.removeprefix(BEGUN[0]).removeprefix(BEGUN[1]).split()[0]}")
            elif line.startswith("Installing collected packages"):
                show(f"{count}/{wanted} 已下载，正在写入 / downloaded, being written", last=True)
    if pip.returncode:
        print("\n" + "\n".join(words))
        print("依赖没有装好：请检查网络（或者 pip 的镜像设置）、磁盘空间后，再运行一次同样的命令，已下载的不会重来。")
        print(
            "The dependencies are not installed: look at network, pip's mirror and disk, then run the same command again."
        )
    return pip.returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        print("\n已停下；再运行一次同样的命令，就接着做。 / Stopped: the same command goes on from here.")
        sys.exit(130)
