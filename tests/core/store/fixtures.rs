//! Files of every format ever released, with what reading them comes to.
//!
//! `tests/fixtures/store/v1/<case>/input.ron` is read; `expect.txt` holds the error, or the
//! problems and the file as it is saved again. `UPDATE_EXPECT=1` rewrites it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use zhubi::store;

fn outcome(bytes: &[u8]) -> String {
    let loaded = match store::read_project(bytes) {
        Err(error) => return format!("error: {error}\n"),
        Ok(loaded) => loaded,
    };
    let mut out = String::new();
    for problem in &loaded.problems {
        let kind = if problem.what.is_hint() {
            "hint"
        } else {
            "problem"
        };
        writeln!(out, "{kind}: {problem} [{}]", problem.trail).unwrap();
    }
    let saved = store::write_project(&loaded.project);
    let again = store::read_project(&saved).unwrap();
    assert_eq!(again.project, loaded.project);
    assert_eq!(store::write_project(&again.project), saved);
    out.push_str("saved again:\n");
    out.push_str(&String::from_utf8(saved).unwrap());
    out
}

fn check(case: &Path) {
    let input = fs::read(case.join("input.ron")).unwrap();
    let found = outcome(&input);
    let path = case.join("expect.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{}", case.display());
}

#[test]
fn every_file_is_read_as_it_always_was() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store/v1");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 10, "only {} cases", cases.len());
    for case in cases {
        check(&case);
    }
}
