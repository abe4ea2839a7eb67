"""Clean machines to try the two commands on: Debian's minimal systems, made by debootstrap, in namespaces of their own.

What reaches the network here (package mirrors, certificates, pip's settings) is read from this machine when it is needed
and written into the roots only. Mounts and processes live in namespaces that end with the run: nothing is to be undone
by hand when it is interrupted.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
INCLUDED = "ca-certificates,make,python3"  # what the README asks for, and not one package more
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
USER = 1000
LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# Names of variables that say how a network is reached; never written down, only handed on.
REACHING = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT", "PIP_PROXY")
# Its own mounts and processes, which end with it.
NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private")


@dataclass(frozen=True)
class Variant:
    """One way in which a machine differs from the plainest one."""

    says: str
    root: bool = False
    libraries: bool = False  # installed before the project comes
    pinned: bool = False  # apt may not install them either
    path: str = "srv/kaidang"
    umask: str = "022"
    environment: dict = field(default_factory=dict)
    python: str = ""  # a prefix of this machine that is copied into the root


VARIANTS = {
    "root": Variant("root, libraries come by themselves", root=True),
    "root-none": Variant("root, but the libraries cannot be had", root=True, pinned=True),
    "user": Variant("no root, no libraries"),
    "user-libraries": Variant("no root, libraries installed by an administrator", libraries=True),
    "path": Variant(
        "path with blanks and Chinese characters", libraries=True, path="srv/政务公开 一号/开档 #2 (试用) 100%"
    ),
    "umask": Variant("umask 077", libraries=True, umask="077"),
    "var": Variant("VAR_DIR elsewhere", libraries=True, environment={"VAR_DIR": "/srv/数据 一号/var"}),
    "fonts": Variant(
        "FONT_DIR and MEDIA_ROOT elsewhere", libraries=True, environment={"FONT_DIR": "~/字 体", "MEDIA_ROOT": "附件"}
    ),
}


class Failed(Exception):
    """A root could not be made; the text says why."""


def _run(command: list[str], **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **more)


def mirrors(host: str, release: str) -> list[str]:
    """Return this machine's sources of packages as lines for another release of the same distribution."""
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT) $(IDENTIFIER)"
    lines = []
    for row in _run(["apt-get", "indextargets", "--format", form]).stdout.splitlines():
        address, suite, component, what = (*row.split(), "", "", "")[:4]
        if what == "Packages" and suite.startswith(host):
            lines.append(f"deb {address} {suite.replace(host, release, 1)} {component}")
    return list(dict.fromkeys(lines))


def codename() -> str:
    """Return the name of this machine's own release."""
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return dict(line.partition("=")[::2] for line in lines)["VERSION_CODENAME"].strip('"')


def base(release: str, folder: Path, mirror: str = "") -> Path:
    """Return the minimal root of a release, made where it is not there yet; another distribution needs its mirror."""
    made = folder / release
    if (made / ".complete").exists():
        return made
    shutil.rmtree(made, ignore_errors=True)
    known = Path("/usr/share/debootstrap/scripts")
    sources = [f"deb {mirror} {release} main universe"] if mirror else mirrors(codename(), release)
    command = ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", release, str(made)]
    if sources:
        command.append(sources[0].split()[1])
        command += (
            [str(known / "gutsy")] if mirror and not (known / release).exists() else []
        )  # what Ubuntu's all lead to
    done = _run([*NAMESPACES, "--mount-proc", *command])
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("E:", "W:"))]
        shutil.rmtree(made, ignore_errors=True)
        raise Failed(f"{release}: {' '.join(lines[-1:]) or 'debootstrap failed'}")
    for old in made.glob("etc/apt/sources.list*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    (made / "etc/apt/sources.list").write_text("".join(f"{line}\n" for line in sources), encoding="utf-8")
    for name in ("apt.conf.d", "auth.conf.d"):
        shutil.copytree(f"/etc/apt/{name}", made / "etc/apt" / name, dirs_exist_ok=True)
    for path in (CERTIFICATES, Path("/etc/resolv.conf"), Path("/etc/hosts"), Path("/etc/pip.conf")):
        if path.exists():
            shutil.copyfile(path, made / path.relative_to("/"))
    with (made / "etc/passwd").open("a") as users, (made / "etc/group").open("a") as groups:
        users.write(f"clerk:x:{USER}:{USER}::/home/clerk:/bin/sh\n")
        groups.write(f"clerk:x:{USER}:\n")
    (made / "home/clerk").mkdir(mode=0o700)
    os.chown(made / "home/clerk", USER, USER)
    if done := inside(made, "apt-get -qq update", as_root=True).wait():
        raise Failed(f"{release}: apt-get update failed ({done})")
    (made / ".complete").touch()
    return made


def inside(
    root: Path, script: str, *, variant: Variant | None = None, as_root: bool = False, **more
) -> subprocess.Popen:
    """Start a shell script in a root: own mounts and processes, this machine's network, an environment of its own."""
    as_root = as_root or (variant is not None and variant.root)
    environment = {name: value for name in REACHING if (value := os.environ.get(name))}
    environment |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    environment |= {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "dumb"}
    environment |= {"HOME": "/root" if as_root else "/home/clerk", "LANG": "C.UTF-8"} | (
        variant.environment if variant else {}
    )
    given = [f"{name}={value}" for name, value in environment.items()]
    mounts = (
        'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t tmpfs -o mode=1777 tmp "$0/tmp" && '
        'who=$1 && shift && exec chroot --userspec="$who" "$0" /usr/bin/env -i "$@"'
    )
    who = "0:0" if as_root else f"{USER}:{USER}"
    command = [*NAMESPACES, "sh", "-c", mounts, str(root), who, *given, "sh", "-c", script]
    return subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, **more)


def project_files() -> list[str]:
    """Return the names of the project's own files, committed or not."""
    done = _run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=PROJECT)
    if done.returncode:
        sys.exit("not a git clone: nothing to copy into the roots")
    names = (name for name in done.stdout.split("\0") if name and not name.startswith(".venv"))
    return [name for name in names if (PROJECT / name).is_file()]


def machine(release: str, variant: Variant, folder: Path, fonts: Path | None, mirror: str = "") -> Path:
    """Return a fresh root of a variant with the project in it, as its user's own."""
    root = folder / f"machine-{os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    _run(["cp", "-a", "--reflink=auto", str(base(release, folder, mirror)), str(root)])
    place = root / variant.path
    for name in project_files():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, place / name)
    if fonts is not None:
        shutil.copytree(fonts, place / "var/fonts")
    if variant.python:
        shutil.copytree(variant.python, root / "opt/python", symlinks=True)
    if variant.pinned:
        pin = "Package: libpango* libharfbuzz*\nPin: release *\nPin-Priority: -1\n"
        (root / "etc/apt/preferences.d/none").write_text(pin, encoding="utf-8")
    if variant.libraries:
        install = f"apt-get -qq install -y --no-install-recommends {' '.join(LIBRARIES)} >/dev/null 2>&1"
        if inside(root, install, as_root=True).wait():
            raise Failed(f"{release}: the drawing libraries could not be installed beforehand")
    if not variant.root:
        _run(["chown", "-R", f"{USER}:{USER}", str(root / "srv")])
    return root
