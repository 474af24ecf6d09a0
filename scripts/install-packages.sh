#!/bin/sh
# Installs the system packages the program or its tests lack, on Debian and systems like it.
#
#   install-packages.sh run          what the window loads, and a virtual screen if there is no screen
#   install-packages.sh test         the same, and what drives and watches a window in the tests
#   install-packages.sh judge        what makes virtual environments of Python
#   install-packages.sh fuzz         a C++ compiler, which libFuzzer is built with
#   install-packages.sh have-window  installs nothing; says by its exit code whether `test` is met
#
# Says what it does, installs only what is missing, works as root and with sudo, asks nothing.
# Where it cannot install it says what to install, and goes on: the build may do without.
set -eu

# eframe loads these at run time; a desktop has them. The last are for drawing without a graphics card.
window="libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libwayland-client0 libegl1 libgl1 libgl1-mesa-dri"
screen="xvfb xdotool imagemagick"
watch="strace"

has_screen() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }
has_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

case ${1:-} in
  run) if has_screen; then wanted=$window; else wanted="$window $screen"; fi ;;
  test) wanted="$window $screen $watch" ;;
  judge)
    wanted=
    python3 -c "import ensurepip, venv" 2>/dev/null || wanted="python3 python3-venv" ;;
  fuzz)
    wanted=
    command -v c++ >/dev/null 2>&1 || wanted=g++ ;;
  have-window)
    for tool in Xvfb xdotool import strace; do command -v "$tool" >/dev/null || exit 1; done
    exit 0 ;;
  *) echo "usage: $0 run|test|judge|fuzz|have-window" >&2; exit 2 ;;
esac
command -v cc >/dev/null 2>&1 || wanted="gcc libc6-dev $wanted"

[ "$(uname -s)" = Linux ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Not a Debian-like system: nothing is installed. Needed, by Debian's names: $wanted"
  exit 0
fi

missing=
for package in $wanted; do
  has_package "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "Missing, and neither root nor sudo to install them:$missing" >&2
    exit 0
  fi
  # Without a terminal nobody can type a password.
  if [ -t 0 ]; then as_root="sudo"; else as_root="sudo -n"; fi
fi

echo "Installing missing system packages:$missing"
quiet="-qq -o Dpkg::Use-Pty=0"
# shellcheck disable=SC2086
if $as_root env DEBIAN_FRONTEND=noninteractive sh -c "
    apt-get $quiet update && apt-get $quiet install -y --no-install-recommends $missing" </dev/null >/dev/null
then
  echo "Installed."
else
  echo "They could not be installed; to do it by hand: apt-get install$missing" >&2
fi
