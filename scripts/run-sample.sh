#!/bin/sh
# Opens the sample project with the given program: in a window where there is a screen, and else on
# a virtual one, where it labels something by mouse and key and leaves a picture and the saved file.
#
# Usage: scripts/run-sample.sh PROGRAM
set -eu
program=$1

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$program" --sample
fi

here=$(cd "$(dirname "$0")/.." && pwd)
out=$here/target/run
home=$out/home
rm -rf "$out"
mkdir -p "$home/run"
chmod 700 "$home/run"
echo "There is no screen here, so the window is opened on a virtual one."
for tool in Xvfb xdotool import; do
  command -v "$tool" >/dev/null || { echo "$tool is needed for that; see scripts/install-packages.sh" >&2; exit 1; }
done

screen_pid=
window_pid=
finish() {
  for pid in $window_pid $screen_pid; do kill "$pid" 2>/dev/null || true; done
}
trap finish EXIT
trap 'exit 130' INT TERM

# Polls a command until it succeeds; a slow machine gets a minute.
wait_for() {
  what=$1
  shift
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 600 ]; then echo "waited in vain for $what" >&2; return 1; fi
    if [ -n "$window_pid" ] && ! kill -0 "$window_pid" 2>/dev/null; then
      echo "the program ended early:" >&2
      cat "$out/log.txt" >&2
      return 1
    fi
    sleep 0.1
  done
}

Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp -noreset >"$out/display" 2>/dev/null &
screen_pid=$!
wait_for "the virtual screen" test -s "$out/display"
DISPLAY=:$(tr -d '[:space:]' <"$out/display")
export DISPLAY LANG=C.UTF-8 LIBGL_ALWAYS_SOFTWARE=1
rm "$out/display"

env HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" \
  XDG_STATE_HOME="$home/state" XDG_CACHE_HOME="$home/cache" XDG_RUNTIME_DIR="$home/run" \
  "$program" --sample >"$out/log.txt" 2>&1 </dev/null &
window_pid=$!

window=
find_window() { window=$(xdotool search --onlyvisible --name . 2>/dev/null | tail -n 1) && [ -n "$window" ]; }
# The same picture twice, and not of one colour: the window is drawn and at rest.
last=
is_painted() {
  import -window root "$out/now.png"
  [ "$(identify -format %k "$out/now.png")" -gt 1 ] || return 1
  now=$(identify -format '%#' "$out/now.png")
  [ "$now" = "$last" ] && return 0
  last=$now
  return 1
}

wait_for "the window" find_window
xdotool windowfocus --sync "$window"
wait_for "the window to be drawn" is_painted
mv "$out/now.png" "$out/1-opened.png"
project=$(find "$home" -name '*.ron' -path '*sample*' | head -n 1)
[ -n "$project" ] || { echo "the sample was not copied out" >&2; exit 1; }
cp "$project" "$out/before.ron"

echo "Labelling in the window: a drag over the text, key 1, Ctrl+S."
xdotool mousemove --sync 520 300 mousedown 1 mousemove 560 300 mousemove 600 300 mouseup 1
xdotool key 1
xdotool key ctrl+s
is_saved() { ! cmp -s "$project" "$out/before.ron"; }
wait_for "the label in the saved file" is_saved
last=
wait_for "the label to be drawn" is_painted
mv "$out/now.png" "$out/2-labelled.png"
cp "$project" "$out/saved.ron"
xdotool key ctrl+q
has_ended() { ! kill -0 "$window_pid" 2>/dev/null; }
tries=0
until has_ended || [ "$tries" -ge 100 ]; do tries=$((tries + 1)); sleep 0.1; done

echo "What the label changed in the file:"
diff "$out/before.ron" "$out/saved.ron" || true
echo "Pictures: $out/1-opened.png $out/2-labelled.png"
echo "The saved project: $out/saved.ron"
