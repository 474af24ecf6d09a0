//! What fuzzing started from and what it found holds on every run of the tests.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "../../fuzz/src/checks.rs"]
mod checks;
#[path = "../../fuzz/src/labelled_checks.rs"]
mod labelled_checks;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut n_inputs = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        check(&fs::read(entry.unwrap().path()).unwrap());
        n_inputs += 1;
    }
    assert!(n_inputs >= 4, "{target}: {n_inputs} inputs");
}

#[test]
fn the_corpus_of_decode_holds() {
    replay("decode", checks::decode_any);
}

#[test]
fn the_corpus_of_view_holds() {
    replay("view", checks::view_any);
}

#[test]
fn the_corpus_of_html_holds() {
    replay("html", checks::html_any);
}

#[test]
fn the_corpus_of_docx_holds() {
    replay("docx", checks::docx_any);
}

#[test]
fn the_corpora_of_labelled_data_hold() {
    let names: BTreeSet<&str> = labelled_checks::ALL
        .iter()
        .map(|(_, name, _)| *name)
        .collect();
    for format in zhubi::exchange::FORMATS.iter().filter(|f| f.read.is_some()) {
        assert!(names.contains(format.name), "{} has no target", format.name);
    }
    for (target, _, check) in labelled_checks::ALL {
        replay(target, *check);
    }
}

/// Returns the versions of each crate of ours or of a registry that a lock file names.
fn versions(lock: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let start = package.split_once(&format!("\n{name} = \""))?.1;
            Some(start.split_once('"')?.0)
        };
        let (name, version) = (field("name").unwrap(), field("version").unwrap());
        versions.entry(name).or_default().insert(version);
    }
    versions
}

#[test]
fn the_targets_are_built_with_the_crates_of_the_program() {
    let ours = versions(include_str!("../../Cargo.lock"));
    let theirs = versions(include_str!("../../fuzz/Cargo.lock"));
    let mut n_same = 0;
    for (name, found) in &theirs {
        if let Some(expected) = ours.get(name) {
            assert!(
                found.is_subset(expected),
                "{name}: copy Cargo.lock into fuzz/, then cargo check --manifest-path fuzz/Cargo.toml"
            );
            n_same += 1;
        }
    }
    assert!(n_same > 50, "{n_same}");
}
