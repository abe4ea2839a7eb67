#!/bin/sh
# Run a command against a throwaway PostgreSQL cluster: setup/postgres.sh COMMAND…
# The cluster lives in a temporary folder, listens on a socket in it only, and is gone afterwards.
set -eu
bindir=""
for candidate in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/local/bin /usr/bin; do
  if [ -n "$candidate" ] && [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ]; then bindir=$candidate; fi
done
if [ -z "$bindir" ]; then
  echo "没有 PostgreSQL 服务器程序（initdb、pg_ctl），这一步没有运行；请安装 postgresql。"
  echo "No PostgreSQL server programs (initdb, pg_ctl) here, nothing was run; install postgresql."
  exit 3
fi
folder=$(mktemp -d /tmp/pg.XXXXXX) # short: a socket's path has at most 107 bytes
owner=$(id -un)
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  owner=postgres
  id "$owner" >/dev/null 2>&1 || owner=nobody
  chown "$owner" "$folder"
fi
as_owner() {
  if [ "$(id -un)" = "$owner" ]; then (cd "$folder" && "$@"); else (cd "$folder" && setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@"); fi
}
stop() {
  as_owner "$bindir/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
chmod 700 "$folder"
# C.UTF-8, not C: in C the trigram index finds nothing in Chinese (docs/decisions/0003).
as_owner "$bindir/initdb" -D "$folder/data" -U tester -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_owner "$bindir/pg_ctl" -D "$folder/data" -s -w -l "$folder/data/log" \
  -o "-k $folder -c listen_addresses= -c fsync=off -c synchronous_commit=off" start
echo "PostgreSQL $("$bindir/postgres" --version | sed 's/^[^0-9]*//') · $folder"
status=0
DATABASE_URL="postgres:///$folder/postgres?user=tester" "$@" || status=$?
exit $status
