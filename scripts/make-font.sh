#!/bin/sh
# Makes assets/fonts/ZhubiSans-Regular.otf from two packages of Debian 12, the same bytes every time.
#
# Needs Debian or a system like it, with python3-fonttools (4.38.0) and dpkg-deb.
# assets/fonts/README.md says what is in the face and what was changed.
# Usage: scripts/make-font.sh [FOLDER]; FOLDER has the two packages, or else apt-get downloads them.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
  cp "$1"/fonts-noto-cjk_*.deb "$1"/fonts-noto-core_*.deb "$work"
else
  (cd "$work" && apt-get download fonts-noto-cjk=1:20220127+repack1-1 fonts-noto-core=20201225-1)
fi
for package in "$work"/*.deb; do
  dpkg-deb -x "$package" "$work/noto"
done
fonts=$work/noto/usr/share/fonts

/usr/bin/python3 "$here/scripts/make_font.py" "$fonts/opentype/noto/NotoSansCJK-Regular.ttc" \
  "$fonts/truetype/noto" "$here/assets/fonts/ZhubiSans-Regular.otf"
ls -l "$here/assets/fonts/ZhubiSans-Regular.otf"
