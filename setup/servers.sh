#!/bin/sh
# Run a command beside private servers: setup/servers.sh [--if-there] [SERVER…] -- COMMAND…
# SERVER is postgresql or redis, by default both. Each lives in a temporary folder, listens on a socket in it only, and is
# gone afterwards. The command finds them in DATABASE_URL and CELERY_BROKER_URL.
# A server whose programs are not on this machine is named; then nothing is run: status 3, with --if-there status 0.
set -eu
absent_status=3 wanted=""
while [ $# -gt 0 ] && [ "$1" != "--" ]; do
  case $1 in
  --if-there) absent_status=0 ;;
  postgresql | redis) wanted="$wanted $1" ;;
  *)
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
    ;;
  esac
  shift
done
[ $# -gt 1 ] || { sed -n '2,5s/^# //p' "$0" >&2 && exit 2; }
shift
wanted=${wanted:-postgresql redis}

bindir="" absent=""
for candidate in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/local/bin /usr/bin; do
  if [ -n "$candidate" ] && [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ]; then bindir=$candidate; fi
done
for server in $wanted; do
  case $server in
  postgresql) [ -n "$bindir" ] || absent="$absent PostgreSQL(initdb,pg_ctl)→postgresql" ;;
  redis) command -v redis-server >/dev/null 2>&1 || absent="$absent Redis(redis-server)→redis-server" ;;
  esac
done
if [ -n "$absent" ]; then
  echo "没有服务器程序，这一部分没有运行（箭头后是要安装的软件包）：$absent"
  echo "Server programs are not on this machine, this part was NOT run (after the arrow the package to install):$absent"
  exit $absent_status
fi

folder=$(mktemp -d /tmp/servers.XXXXXX) # short: a socket's path has at most 107 bytes
redis_pid=""
owner=$(id -un)
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  owner=postgres
  id "$owner" >/dev/null 2>&1 || owner=nobody
  chown "$owner" "$folder"
fi
as_owner() {
  if [ "$(id -un)" = "$owner" ]; then (cd "$folder" && "$@"); else (cd "$folder" && setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@"); fi
}
stop() {
  [ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
  [ ! -d "$folder/data" ] || as_owner "$bindir/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
chmod 711 "$folder"

for server in $wanted; do
  case $server in
  postgresql)
    # C.UTF-8, not C: in C the trigram index finds nothing in Chinese (docs/decisions/0003).
    as_owner "$bindir/initdb" -D "$folder/data" -U tester -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    as_owner "$bindir/pg_ctl" -D "$folder/data" -s -w -l "$folder/data/log" \
      -o "-k $folder -c listen_addresses= -c fsync=off -c synchronous_commit=off" start
    DATABASE_URL="postgres:///$folder/postgres?user=tester"
    export DATABASE_URL
    echo "PostgreSQL $("$bindir/postgres" --version | sed 's/^[^0-9]*//')"
    ;;
  redis)
    redis-server --port 0 --unixsocket "$folder/redis.sock" --save "" --appendonly no --dir "$folder" \
      --logfile "$folder/redis.log" </dev/null >/dev/null 2>&1 &
    redis_pid=$!
    tries=0
    until [ -S "$folder/redis.sock" ]; do
      tries=$((tries + 1))
      if [ $tries -gt 100 ] || ! kill -0 "$redis_pid" 2>/dev/null; then
        cat "$folder/redis.log" >&2
        exit 1
      fi
      sleep 0.1
    done
    CELERY_BROKER_URL="redis+socket://$folder/redis.sock"
    export CELERY_BROKER_URL
    echo "Redis $(redis-server --version | sed 's/.*v=\([^ ]*\).*/\1/')"
    ;;
  esac
done
status=0
"$@" || status=$?
exit $status
