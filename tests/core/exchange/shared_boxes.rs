//! Good files that the peers' own libraries accept, held against the truth told beside them.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use zhubi::exchange::settle;
use zhubi::model::span::Span;

use super::boxes::reading;

/// The folder with the samples, if it is here.
fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/peers/samples");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: ../shared is not here");
    None
}

type Truth = (String, String, Vec<(usize, usize, String)>);

fn truth(folder: &Path) -> Vec<Truth> {
    let lines = fs::read_to_string(folder.join("truth.jsonl")).unwrap();
    let document = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let spans = line["spans"].as_array().unwrap().iter();
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let mut spans: Vec<_> = spans
            .map(|s| {
                let label = s["label"].as_str().unwrap().to_owned();
                (number(&s["start"]), number(&s["end"]), label)
            })
            .collect();
        spans.sort();
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        (text("doc"), text("text"), spans)
    };
    let mut all: Vec<Truth> = lines.lines().map(document).collect();
    all.sort();
    all
}

/// Reads files of one format and says the same of them as the truth does.
fn said(format: &str, files: &[PathBuf]) -> Vec<Truth> {
    let mut all = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let reading = reading(format, name, &fs::read(file).unwrap()).unwrap();
        assert_eq!(reading.refusals, [], "{name}");
        for incoming in &reading.documents {
            let (record, misfits) = settle::record(incoming, name);
            assert!(misfits.is_empty(), "{name}: {misfits:?}");
            let record = record.unwrap();
            let span = |s: &Span| {
                (
                    s.range.start().0,
                    s.range.end().0,
                    s.label.as_str().to_owned(),
                )
            };
            let mut spans: Vec<_> = record.layer.spans.iter().map(span).collect();
            spans.sort();
            all.push((record.name.clone(), record.text.as_str().to_owned(), spans));
        }
    }
    all.sort();
    all
}

#[test]
fn a_docbin_and_a_table_say_the_truth() {
    let Some(folder) = samples() else {
        return;
    };
    let truth = truth(&folder);
    assert_eq!(truth.len(), 9);
    assert_eq!(said("parquet", &[folder.join("hf.parquet")]), truth);
    // This one holds no names.
    let found = said("spacy", &[folder.join("docbin_std.spacy")]);
    let unnamed = |(_, text, spans): &Truth| (text.clone(), spans.clone());
    let (mut found, mut truth): (Vec<_>, Vec<_>) = (
        found.iter().map(unnamed).collect(),
        truth.iter().map(unnamed).collect(),
    );
    found.sort();
    truth.sort();
    assert_eq!(found, truth);
}

#[test]
fn every_cas_says_the_truth() {
    let Some(folder) = samples() else {
        return;
    };
    let truth = truth(&folder);
    for (format, ending) in [("cas-xmi", "xmi"), ("cas-json", "json")] {
        let files = fs::read_dir(folder.join("uima")).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let files: Vec<_> = files
            .filter(|file| file.extension().is_some_and(|e| e == ending))
            .collect();
        let found = said(format, &files);
        let names: Vec<_> = found.iter().map(|(name, ..)| name).collect();
        let there = truth.iter().filter(|(name, ..)| names.contains(&name));
        assert_eq!(found, there.cloned().collect::<Vec<_>>(), "{format}");
        assert!(found.len() >= 8, "{format}");
    }
}
