"""Install a bundle on a clean machine without a network, by its documents: `python -m tests.machines.bundle BUNDLE.tar KEY.pem`.

Needs root, debootstrap and a network to make the clean root (once); the installing itself has none, not even the machine's own.
The root has what the office's administrator installs: make, python3 with venv, openssl and the libraries that draw PDFs.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from tests.machines import roots

SYSTEM = "apt-get install -y -qq --no-install-recommends openssl " + " ".join(roots.LIBRARIES)
WALK = """
set -e
ip link 2>/dev/null || cat /proc/net/dev
cd /srv && tar xf bundle.tar
sh /srv/{name}/install.sh /srv/kaidang /srv/key.pem
cd /srv/kaidang
make demo-data
.venv/bin/python -m config.serve --port 8000 & serving=$!
.venv/bin/python - <<'ASK'
import time
from urllib.request import urlopen
for _ in range(120):
    try:
        page = urlopen("http://127.0.0.1:8000/login/", timeout=10).read().decode()
        break
    except OSError:
        time.sleep(1)
print("login page:", "登录" in page, len(page))
from pathlib import Path
for pdf in sorted(Path("var/demo").glob("*.pdf")):
    print(pdf, pdf.stat().st_size, pdf.read_bytes()[:8])
ASK
kill $serving; wait $serving || true
sh /srv/{name}/install.sh /srv/kaidang /srv/key.pem
.venv/bin/python manage.py migrate -v0 && .venv/bin/python manage.py replay --check
echo "BUNDLE OK"
"""


def main(arguments: list[str]) -> int:
    """Return the status of the walk; its output is printed as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("key", type=Path)
    parser.add_argument("--roots", type=Path, default=Path("/var/tmp/kaidang-roots"))
    given = parser.parse_args(arguments)
    plain = roots.base(roots.codename(), given.roots)
    clean = given.roots / "bundle"
    shutil.rmtree(clean, ignore_errors=True)
    subprocess.run(["cp", "-a", plain, clean], check=True)
    if roots.inside(clean, f"DEBIAN_FRONTEND=noninteractive {SYSTEM}", as_root=True).wait():
        return 1
    shutil.copyfile(given.bundle, clean / "srv/bundle.tar")
    shutil.copyfile(given.key, clean / "srv/key.pem")
    (clean / "etc/pip.conf").unlink(missing_ok=True)
    (clean / "etc/apt/sources.list").write_text("")
    mounts = 'ip link set lo up 2>/dev/null; mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'
    around = ["HOME=/root", "LANG=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    command = [*roots.NAMESPACES, "--net", "sh", "-c", mounts, str(clean), "/usr/bin/env", "-i", *around]
    return subprocess.run([*command, "sh", "-c", WALK.format(name=given.bundle.stem)]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
