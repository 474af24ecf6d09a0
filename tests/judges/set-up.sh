#!/bin/sh
# Makes the virtual environments of the judges: `set-up.sh FOLDER`; what is set up already is left.
#
# Packages come at the very versions that the lists name, and nothing else with them: pip would add
# what no judge imports, such as computer vision and the clouds. Two at a time, since most is waiting.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: set-up.sh FOLDER}
mkdir -p "$folder"

# What an environment was made from: the list, and the Python.
stamp() { python3 --version; cat "$here/$1"; }

make() {
  name=$1 list=$2
  if [ -x "$folder/$name/bin/python" ] && stamp "$list" | cmp -s - "$folder/$name/made-from"; then return; fi
  echo "Setting up the judges' environment $name; this downloads packages."
  python3 -m venv --clear "$folder/$name"
  "$folder/$name/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps -r "$here/$list"
  stamp "$list" >"$folder/$name/made-from"
}

make main requirements.txt & main=$!
make doccano requirements-doccano.txt & doccano=$!
failed=0
wait "$main" || failed=1
wait "$doccano" || failed=1
[ "$failed" -eq 0 ] || echo "The judges' environments could not be set up." >&2
exit "$failed"
