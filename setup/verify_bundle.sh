#!/bin/sh
# Is this bundle whole, and whose is it? sh verify.sh [PUBLIC-KEY.pem] — needs sh, find, sha256sum; with a key openssl (3).
# The key comes by another way than the bundle: one that lay in it would prove nothing.
set -eu
key=${1:-}
case $key in "" | /*) ;; *) key=$PWD/$key ;; esac
cd "$(dirname "$0")"
fail() {
  echo "$1"
  exit 1
}
if [ -n "$key" ]; then
  [ -r "$key" ] || fail "读不了公钥 $key / the key cannot be read: $key"
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig >/dev/null 2>&1 ||
    fail "签名不对：不是这把密钥签的，或者被改过，不要安装。 / The signature is wrong: do not install."
  echo "签名正确 / the signature is right"
else
  echo "没有给公钥，只核对是否完整，没有核对是谁做的。 / No key was given: whole or not is checked, whose it is is not."
fi
sha256sum --quiet --check SHA256SUMS || fail "文件缺少或者被改过，不要安装。 / Files are missing or altered: do not install."
more=$(mktemp)
trap 'rm -f "$more"' EXIT
find . -type f ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | while IFS= read -r file; do
  cut -c 67- SHA256SUMS | grep -Fqx -e "$file" || echo "$file"
done >"$more"
find . -type l >>"$more"
[ ! -s "$more" ] || fail "多出了清单以外的文件，不要安装：$(head -3 "$more") / Files that are not on the list: do not install."
echo "完整，$(wc -l <SHA256SUMS) 个文件 / whole"
