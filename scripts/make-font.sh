#!/bin/sh
# Makes assets/fonts/ZhubiSans-Regular.otf from Debian's fonts-noto-cjk, the same bytes every time.
#
# Needs Debian or a system like it, with python3-fonttools (4.38.0) and dpkg-deb.
# The window needs one face that has every Chinese character people meet, first in its family:
# see assets/fonts/README.md for what is in it and what was changed.
# Usage: scripts/make-font.sh [PACKAGE.deb]; without a package it is downloaded by apt-get.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=1:20220127+repack1-1

if [ $# -gt 0 ]; then
  cp "$1" "$work/noto.deb"
else
  (cd "$work" && apt-get download "fonts-noto-cjk=$version" && mv fonts-noto-cjk_*.deb noto.deb)
fi
dpkg-deb -x "$work/noto.deb" "$work/noto"
collection=$work/noto/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

/usr/bin/python3 "$here/scripts/make_font.py" "$collection" "$here/assets/fonts/ZhubiSans-Regular.otf"
ls -l "$here/assets/fonts/ZhubiSans-Regular.otf"
