# What people type; README.md says what each is for. On Windows and macOS use cargo by itself.

.PHONY: run test judge lint bench crash fuzz fuzz-replay font script-tables
export CARGO_TERM_COLOR ?= auto

# Builds the program and opens the sample project, on a virtual screen where there is none.
run:
	@scripts/install-packages.sh run
	cargo build --release --locked
	@scripts/run-sample.sh target/release/zhubi

# Everything there is to test. The tests in a real window skip only where their tools cannot be had.
test:
	@scripts/install-packages.sh test
	@if scripts/install-packages.sh have-window; then export ZHUBI_WINDOW_TESTS=required; fi; \
		echo "cargo test --locked --no-fail-fast --features ui-tests"; \
		cargo test --locked --no-fail-fast --features ui-tests

# Every format, judged by the libraries of the tools that read it, in Python environments of its own.
# The program is built as `test` builds it, so that nothing is built twice.
judge:
	@scripts/install-packages.sh judge
	cargo test --locked --no-run --features ui-tests --test core
	@target=$${CARGO_TARGET_DIR:-target}; \
		tests/judges/set-up.sh "$$target/judges/environments" && \
		tests/judges/run.py "$$target/debug/zhubi" "$$target/judges/environments" "$$target/judges/work"

# What a commit has to pass besides the tests, for every set of features that is used.
lint:
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo clippy --locked --all-targets --all-features -- -D warnings
	cargo clippy --locked --all-targets --no-default-features --features ui-tests -- -D warnings
	cargo clippy --locked --all-targets --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --all-features

bench:
	cargo bench --locked

# Kills the program a thousand times and compares what is left with what was acknowledged.
crash:
	cargo run --locked --release --no-default-features --example crash -- --rounds 1000

# Looks for inputs that break reading documents, projects and journals, a minute for each target; needs cargo-fuzz.
# What it finds goes into fuzz/corpus once it is mended, where the tests and `fuzz-replay` run it.
fuzz:
	@scripts/install-packages.sh fuzz
	@cargo fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz
	for target in decode view html docx project journal folder \
		jsonl doccano label_studio prodigy spacy brat conll_2003 conll_bio conll_bioes webanno_tsv cas_xmi cas_json web_annotation parquet csv; do \
		mkdir -p target/fuzz/$$target; \
		RUSTC_BOOTSTRAP=1 cargo fuzz run --target-dir target/fuzz-build $$target \
			target/fuzz/$$target fuzz/corpus/$$target -- -max_total_time=60 -max_len=16384 \
			-timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512 || exit 1; \
	done

# Builds the fuzz targets and runs them over their corpora; needs nothing but a C++ compiler.
fuzz-replay:
	@scripts/install-packages.sh fuzz
	@scripts/replay-fuzz.sh

# Makes the embedded face anew; needed only when its ranges change.
font:
	scripts/make-font.sh

# Makes the tables of the two scripts anew; needed only when OpenCC's data change.
script-tables:
	scripts/make-script-tables.sh
