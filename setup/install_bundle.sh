#!/bin/sh
# Install or upgrade from this bundle, without a network: sh install.sh FOLDER [PUBLIC-KEY.pem]
# In FOLDER an earlier version is put aside as FOLDER.before, its var/ goes on in the new one. Stop the servers and back up first.
set -eu
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "$0" >&2 && exit 2; }
here=$(cd "$(dirname "$0")" && pwd) folder=$1
shift
sh "$here/verify.sh" "$@"
version=$(cat "$here/PYTHON")
python=""
for candidate in "python$version" python3; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$version" ]; then
    python=$(command -v "$candidate")
    break
  fi
done
[ -n "$python" ] || { echo "这个安装包要 Python $version / this bundle needs Python $version" && exit 1; }
command -v make >/dev/null 2>&1 || { echo "要先装好 make / make is needed" && exit 1; }

new=$folder.new before=$folder.before
[ ! -e "$before" ] || { echo "$before 还在（上一次升级留下的），请先移走。 / $before is still there: move it away first." && exit 1; }
rm -rf "$new"
mkdir -p "$(dirname "$folder")"
cp -r "$here/source" "$new"
cp -r "$here/wheels" "$new/wheels"
if [ -e "$folder" ]; then
  [ -f "$folder/manage.py" ] || { echo "$folder 不是本系统的文件夹 / $folder is not a folder of this program" && rm -rf "$new" && exit 1; }
  mv "$folder" "$before"
fi
mv "$new" "$folder"
[ ! -d "$before/var" ] || mv "$before/var" "$folder/var"
cd "$folder"
# From here on a failure can be repeated by `make setup` in the folder.
make PYTHON="$python" .venv/.installed
fonts=$(.venv/bin/python -m config.environment FONT_DIR 3 3>&1 >&2)
mkdir -p "$fonts"
cp "$here"/fonts/* "$fonts/"
make PYTHON="$python" setup
if [ -d "$before" ]; then
  echo "升级的程序已就位，旧的在 $before。接着：.venv/bin/python manage.py migrate，再 manage.py replay --check。"
  echo "The new version is in place, the old one in $before. Go on with manage.py migrate, then manage.py replay --check."
else
  echo "装好了：$folder。试用：cd $folder && make demo / installed; to try it: make demo there"
fi
