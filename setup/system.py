"""See that the libraries which draw PDFs can be loaded; install them with root, else say what is missing."""

import ctypes
import os
import shutil
import subprocess
import sys

# soname -> Debian/Ubuntu package. HarfBuzz subsetting is optional: uharfbuzz does it where the library is absent.
NEEDED = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
}
OPTIONAL = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}


def missing(libraries: dict[str, str]) -> list[str]:
    """Return the packages of the libraries that cannot be loaded, each once."""
    packages = []
    for soname, package in libraries.items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            if package not in packages:
                packages.append(package)
    return packages


def install(packages: list[str]) -> None:
    """Install packages with apt-get; what fails shows when the libraries are looked for again."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "check": False}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)  # noqa: S607
    for package in packages:  # one by one: a name that a release does not know must not stop the others
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        subprocess.run(command, **quiet)  # noqa: S603


def main() -> int:
    """Print nothing when all is there; else install or name what is missing, and go on."""
    absent = missing(NEEDED) + missing(OPTIONAL)
    if not absent:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("安装系统库 / installing system libraries: " + " ".join(absent), flush=True)
        install(absent)
        # A process that failed to load a library once does not look again: ask a fresh one.
        again = [sys.executable, __file__, "--list"]
        absent = subprocess.run(again, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
    required = [package for package in absent if package not in OPTIONAL.values()]
    if required:
        names = " ".join(required)
        print(f"缺少系统库，没有 root 权限不能安装；没有它们，PDF 生成不了，其余照常。请管理员执行：apt-get install {names}")
        print(
            "System libraries are missing and cannot be installed without root; without them no PDF is drawn, "
            f"all else works. Ask an administrator to run: apt-get install {names}"
        )
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print(" ".join(missing(NEEDED) + missing(OPTIONAL)))
        sys.exit(0)
    sys.exit(main())
