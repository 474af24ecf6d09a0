//! What fuzzing a project's files started from and found holds on every run of the tests.

use std::fs;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

#[path = "../../fuzz/src/store_checks.rs"]
mod store_checks;

type Check = fn(&[u8]);

fn replay(target: &str, check: Check) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut n_inputs = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let input = fs::read(&path).unwrap();
        if let Err(panic) = std::panic::catch_unwind(|| check(&input)) {
            eprintln!("{}", path.display());
            std::panic::resume_unwind(panic);
        }
        n_inputs += 1;
    }
    assert!(n_inputs >= 4, "{target}: {n_inputs} inputs");
}

#[test]
fn the_corpus_of_project_holds() {
    replay("project", store_checks::project_any);
}

#[test]
fn the_corpus_of_journal_holds() {
    replay("journal", store_checks::journal_any);
}

/// A corpus of bodies that are no records would hold whatever becomes of records.
#[test]
fn the_corpus_of_journal_has_records_of_every_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/journal");
    let mut kinds = std::collections::BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let input = fs::read(entry.unwrap().path()).unwrap();
        for body in input.split(|byte| *byte == 0x1E) {
            if let Ok(record) = zhubi::store::journal::decode::decode(body) {
                let said = format!("{:?}", record.what);
                kinds.insert(said.split(['(', ' ']).next().unwrap_or("").to_owned());
            }
        }
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
}

#[test]
fn the_corpus_of_folder_holds() {
    replay("folder", store_checks::folder_any);
}

/// Inputs too large for a corpus: each within a time that only more than linear work exceeds.
#[test]
fn large_inputs_end_in_time() {
    const N: usize = 10 << 20;
    let small = include_str!("../../fuzz/corpus/project/small");
    let long = "长".repeat(N / 3);
    let name = small.replace("小", &long);
    let note = small.replace("\"市长\"", &format!("\"{long}\""));
    let rename = format!(
        "Act((n: 2, at: 1, how: Do, act: \"RenameProject\", deltas: [(delta: Name(\"小\", \"{long}\"))]))"
    );
    let nested = "[".repeat(N);
    let headers = "zhubi journal 1\n".to_owned() + &"1048576 00000000\n".repeat(N / 17);
    let cases: [(&str, Check); 6] = [
        (&name, store_checks::project_any),
        (&note, store_checks::project_any),
        (&nested, store_checks::project_any),
        (&rename, store_checks::journal_any),
        (&nested, store_checks::journal_any),
        (&headers, store_checks::journal_any),
    ];
    for (place, (input, check)) in cases.into_iter().enumerate() {
        let since = Instant::now();
        check(input.as_bytes());
        let took = since.elapsed();
        assert!(took < Duration::from_secs(60), "case {place}: {took:?}");
    }
}
