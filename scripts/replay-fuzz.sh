#!/bin/sh
# Builds the fuzz targets as any program is built, and runs each over its corpus once.
#
# No cargo-fuzz and no nightly compiler: libFuzzer runs the files it is given and ends. What
# `cargo test` built is used again. Fails at the first input that panics, hangs or takes too much
# memory, and says which.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}

cargo build --locked --manifest-path fuzz/Cargo.toml --target-dir "$target"
for name in decode view html docx project journal folder \
    jsonl doccano label_studio prodigy spacy brat conll_2003 conll_bio conll_bioes webanno_tsv cas_xmi cas_json web_annotation parquet csv; do
  log=$target/fuzz-$name.log
  if ! "$target/debug/$name" -timeout=10 -rss_limit_mb=1024 fuzz/corpus/$name/* >"$log" 2>&1; then
    cat "$log" >&2
    echo "fuzz: $name fails on the input named last" >&2
    exit 1
  fi
  n=$(grep -c '^Executed ' "$log" || true)
  echo "fuzz: $name holds for $n inputs"
  # A glob that matches nothing, or a target that takes no files, must not pass for a replay.
  [ "$n" -eq "$(find "fuzz/corpus/$name" -type f | wc -l)" ] || { cat "$log" >&2; exit 1; }
done
