#!/bin/sh
# Make the virtual environment, also on a Debian or Ubuntu whose Python was installed without ensurepip.
# One that was left half made, or whose Python is gone, is made anew: it would fail every later run.
set -eu
python=${1:-} venv=$2
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
  echo "需要 Python 3.11 或更新的版本，没有找到（可用 make PYTHON=/路径/python3 指定）。"
  echo "Python 3.11 or newer is needed and was not found (make PYTHON=/path/to/python3 names one)."
  exit 1
fi
case $PWD in *:*)
  echo "项目所在的路径含有冒号，Python 的虚拟环境不能建在这里，请换一个文件夹：$PWD"
  echo "The path of the project holds a colon, where no virtual environment can be made; move it: $PWD"
  exit 1
  ;;
esac
if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then exit 0; fi
complete=""
trap '[ -n "$complete" ] || rm -rf "$venv"; rm -rf "${work:-}"' EXIT
trap 'exit 130' INT TERM HUP
if [ ! -w . ]; then
  complete=untouched
  echo "文件夹 $PWD 不能写入，请用它的所有者运行。 / The folder $PWD cannot be written: run as its owner."
  exit 1
fi
rm -rf "$venv"
make_venv() {
  "$python" -m venv "$venv"
  complete=yes
  exit 0
}
echo "建立 Python 环境 / making the Python environment"
wheels=${WHEELS:-$PWD/wheels}
if [ -d "$wheels" ]; then # brought by a bundle: pip is in it, and there may be no network
  "$python" -m venv --without-pip "$venv"
  "$venv/bin/python" "$(ls "$wheels"/pip-*.whl)/pip" install --quiet --no-index --find-links "$wheels" pip
  complete=yes
  exit 0
fi
if "$python" -c 'import ensurepip' >/dev/null 2>&1; then make_venv; fi
version=$("$python" -c 'import os, sys; os.write(3, b"%d.%d" % sys.version_info[:2])' 3>&1 >/dev/null)
unable() {
  echo "这个 Python 没有 venv/ensurepip，也取不到：请安装 python$version-venv（需要管理员），或者检查软件源后重试。"
  echo "This Python has no venv and it could not be fetched: install python$version-venv, or look at the package sources."
  exit 1
}
command -v apt-get >/dev/null 2>&1 || unable
if [ "$(id -u)" = 0 ]; then
  echo "安装 python$version-venv / installing python$version-venv"
  apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv" >/dev/null 2>&1 || unable
  make_venv
fi
# Without root: pip's own wheel from the distribution, unpacked, needs no installation.
echo "没有 root 权限：从发行版的软件包中取出 pip / no root: taking pip out of the distribution's package"
work=$(mktemp -d)
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
private="-o Dir::State::Lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User="
(cd "$work" && { apt-get -qq download python3-pip-whl 2>/dev/null ||
  # shellcheck disable=SC2086
  { apt-get $private -qq update && apt-get $private -qq download python3-pip-whl; }; }) || unable
dpkg-deb -x "$work"/python3-pip-whl_*.deb "$work/unpacked" || unable
wheels=$work/unpacked/usr/share/python-wheels
"$python" -m venv --without-pip "$venv"
"$venv/bin/python" "$(ls "$wheels"/pip-*.whl)/pip" install --quiet --no-index --find-links "$wheels" pip || unable
complete=yes
