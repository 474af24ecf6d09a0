//! What fuzzing started from and what it found holds on every run of the tests.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/checks.rs"]
mod checks;

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
