#!/bin/sh
# Install a bundle where there is no network, by its document: sh tests/machines/without_network.sh BUNDLE.tar KEY.pem FOLDER
# Needs root and what an office's administrator installs first: make, python3 of the bundle's version with venv, openssl, the
# libraries that draw PDFs. The network is gone (a namespace of its own), and so are pip's settings. FOLDER is new, and stays.
set -eu
bundle=$(realpath "$1") key=$(realpath "$2") folder=$3
if [ "${4:-}" != inside ]; then
  mkdir -p "$folder/home"
  exec unshare --net --mount --pid --fork --kill-child --propagation private sh "$0" "$bundle" "$key" "$(realpath "$folder")" inside
fi
ip link set lo up
[ ! -e /etc/pip.conf ] || mount --bind /dev/null /etc/pip.conf
cd "$folder"
clean() { env -i HOME="$folder/home" LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
clean python3 - <<'PYTHON'
import socket
try:
    socket.create_connection(("192.0.2.1", 443), 3)
except OSError as error:
    print("network:", error.strerror)
PYTHON
tar xf "$bundle"
unpacked=$folder/$(basename "$bundle" .tar)
clean sh "$unpacked/install.sh" "$folder/srv" "$key"
cd srv
clean make demo-data
clean .venv/bin/python -m config.serve --port 8765 >"$folder/serve.out" 2>&1 &
serving=$!
clean .venv/bin/python - <<'PYTHON'
import time
from pathlib import Path
from urllib.request import urlopen

for _ in range(240):
    try:
        page = urlopen("http://127.0.0.1:8765/login/", timeout=20).read().decode()
        break
    except OSError:
        time.sleep(1)
print("login page:", "登录" in page, len(page))
for pdf in sorted(Path("var/demo").glob("*.pdf")):
    print(pdf, pdf.stat().st_size, pdf.read_bytes()[:8])
PYTHON
kill "$serving"
wait "$serving" || true
cd "$folder"
clean sh "$unpacked/install.sh" "$folder/srv" "$key" # the upgrade is the same command
cd srv
clean .venv/bin/python manage.py migrate --verbosity 0
clean .venv/bin/python manage.py replay --check
echo "installed, served and upgraded without a network"
