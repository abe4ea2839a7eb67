#!/bin/sh
# Make the virtual environment, also on a Debian or Ubuntu whose Python was installed without ensurepip.
set -eu
python=${1:-} venv=$2
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "需要 Python 3.11 或更新的版本，没有找到（可用 make PYTHON=/路径/python3 指定）。"
  echo "Python 3.11 or newer is needed and was not found (make PYTHON=/path/to/python3 names one)."
  exit 1
fi
if "$python" -c 'import ensurepip' 2>/dev/null; then
  exec "$python" -m venv "$venv"
fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if ! command -v apt-get >/dev/null 2>&1; then
  echo "这个 Python 没有 venv/ensurepip，请安装后重试。 / This Python has no venv; install it and try again."
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  echo "安装 python$version-venv / installing python$version-venv"
  apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv" >/dev/null
  exec "$python" -m venv "$venv"
fi
# Without root: pip's own wheel from the distribution, unpacked, needs no installation.
echo "没有 root 权限：从发行版的软件包中取出 pip / no root: taking pip out of the distribution's package"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
private="-o Dir::State::Lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User="
(cd "$work" && { apt-get -qq download python3-pip-whl 2>/dev/null ||
  # shellcheck disable=SC2086
  { apt-get $private -qq update && apt-get $private -qq download python3-pip-whl; }; })
dpkg-deb -x "$work"/python3-pip-whl_*.deb "$work/unpacked"
wheels=$work/unpacked/usr/share/python-wheels
"$python" -m venv --without-pip "$venv"
"$venv/bin/python" "$(ls "$wheels"/pip-*.whl)/pip" install --quiet --no-index --find-links "$wheels" pip
