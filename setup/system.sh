#!/bin/sh
# System libraries that drawing PDFs needs. With root they are installed; without, what is missing is named.
set -u
need="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0"
missing=""
if command -v dpkg-query >/dev/null 2>&1; then
  for p in $need; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q "ok installed" || missing="$missing $p"
  done
else
  echo "不是 Debian/Ubuntu：请自行安装 Pango 与 HarfBuzz / not Debian or Ubuntu: install Pango and HarfBuzz yourself"
  exit 0
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
  echo "安装系统库 / installing system libraries:$missing"
  apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "缺少系统库，没有 root 权限不能安装，PDF 画不出来；请管理员执行 / PDFs need these, ask an administrator to run:"
echo "  apt-get install$missing"
exit 0
