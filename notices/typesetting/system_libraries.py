"""The system libraries that draw PDFs: which of them this machine lacks, and how to get them.

Standard library only: `make setup` asks before anything is installed, the press before it loads what needs them.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

# soname -> package of Debian and Ubuntu; what they need besides comes with them.
NEEDED = {
    "libglib-2.0.so.0": "libpango-1.0-0",
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libharfbuzz.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libpangoft2-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
OPTIONAL = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}  # uharfbuzz cuts where it is absent, more slowly


def missing_libraries(libraries: Iterable[str] = NEEDED) -> list[str]:
    """Return the libraries that cannot be loaded by this process, which never looks again for one that it lacked once."""
    lacking = []
    for soname in libraries:
        try:
            ctypes.CDLL(soname)
        except OSError:
            lacking.append(soname)
    return lacking


def installation_advice(lacking: Iterable[str]) -> tuple[str, str]:
    """Return what to do about missing libraries in one sentence, in Chinese and in English."""
    names = list(lacking)
    packages = " ".join(dict.fromkeys((NEEDED | OPTIONAL).get(name, "libpangoft2-1.0-0") for name in names))
    counted = "" if len(names) == 1 else f" 等 {len(names)} 个"
    return (
        f"这台机器缺少生成 PDF 的系统库（{names[0]}{counted}），请管理员执行 apt-get install {packages}（其他系统请安装 Pango），"
        "装好后自动开始生成，不必重新启动",
        f"This machine lacks libraries that draw PDFs ({', '.join(names[:2])}{', …' if len(names) > 2 else ''}); ask an administrator to run: "
        f"apt-get install {packages} (elsewhere: install Pango); drawing then begins by itself",
    )


def install_packages(packages: Iterable[str]) -> None:
    """Install packages with apt-get; what fails shows when the libraries are looked for again."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "check": False}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)  # noqa: S607
    for package in packages:  # one by one: a name that a release does not know must not stop the others
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        subprocess.run(command, **quiet)  # noqa: S603


def main(arguments: list[str]) -> int:
    """Print nothing when all is there; else install or name what is missing, and go on: the rest works without."""
    absent = missing_libraries(NEEDED | OPTIONAL)
    if arguments == ["--list"]:
        print(" ".join(absent))
        return 0
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = list(dict.fromkeys((NEEDED | OPTIONAL)[name] for name in absent))
        print("安装系统库 / installing system libraries: " + " ".join(packages), flush=True)
        install_packages(packages)
        again = [
            sys.executable,
            "-m",
            "notices.typesetting.system_libraries",
            "--list",
        ]  # a fresh process, which looks again
        absent = subprocess.run(again, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
    if lacking := [name for name in absent if name in NEEDED]:
        chinese, english = installation_advice(lacking)
        print(f"{chinese}。其余功能照常。\n{english}. All else works.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
