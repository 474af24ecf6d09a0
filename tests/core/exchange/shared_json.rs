//! The JSON formats against files that the tools themselves wrote, where `../shared` is.
//!
//! `peers/samples/truth.jsonl` says what the samples hold. What a person marked in the real files
//! beside it was told by the tools' own libraries.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use zhubi::exchange::convert::MAX_NAMED;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::Incoming;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::input::Beside;
use zhubi::exchange::input::Content;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::record::Record;
use zhubi::exchange::settle;
use zhubi::exchange::units::OffsetUnit;

type Key = (String, usize, usize, String);

/// Returns the folder of files of other tools.
fn peers() -> Option<PathBuf> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/peers");
    if peers.is_dir() {
        return Some(peers);
    }
    eprintln!("SKIPPED: ../shared is not here");
    None
}

struct Folder(PathBuf);

impl Beside for Folder {
    fn open(&self, name: &str) -> std::io::Result<Option<Box<dyn Content>>> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(Box::new(std::io::Cursor::new(bytes)))),
            Err(_) => Ok(None),
        }
    }
}

fn read(format: &str, path: &Path, unit: Option<OffsetUnit>) -> Reading {
    let beside = Folder(path.parent().unwrap().to_owned());
    let input = Input {
        name: path.file_name().unwrap().to_str().unwrap(),
        content: Box::new(fs::File::open(path).unwrap()),
        beside: &beside,
        options: ReadOptions { unit },
    };
    let reading = format_by_name(format).unwrap().reading(input).unwrap();
    assert_eq!(reading.refusals, [], "{}", path.display());
    reading
}

/// Settles every document; all spans fit their text.
fn settled(reading: &Reading) -> Vec<Record> {
    let settle = |incoming: &Incoming| {
        let (record, misfits) = settle::record(incoming, "unnamed");
        assert_eq!(misfits, [], "{:?}", incoming.key);
        record.unwrap()
    };
    reading.documents.iter().map(settle).collect()
}

fn name(record: &Record) -> String {
    record
        .name
        .strip_suffix(".txt")
        .unwrap_or(&record.name)
        .to_owned()
}

fn keys(records: &[Record]) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for record in records {
        for span in record.layer.spans.iter() {
            let (start, end) = (span.range.start().0, span.range.end().0);
            keys.insert((name(record), start, end, span.label.to_string()));
        }
    }
    keys
}

fn relations(records: &[Record]) -> BTreeSet<(String, String, usize, usize)> {
    let mut all = BTreeSet::new();
    for record in records {
        for id in record.layer.relations.keys() {
            let (head, tail) = (id.head.range.start().0, id.tail.range.start().0);
            all.insert((name(record), id.key.to_string(), head, tail));
        }
    }
    all
}

/// What the samples hold: texts, spans and relations.
struct Truth {
    texts: BTreeSet<(String, String)>,
    keys: BTreeSet<Key>,
    relations: BTreeSet<(String, String, usize, usize)>,
}

fn truth(peers: &Path) -> Truth {
    let mut truth = Truth {
        texts: BTreeSet::new(),
        keys: BTreeSet::new(),
        relations: BTreeSet::new(),
    };
    let lines = fs::read_to_string(peers.join("samples/truth.jsonl")).unwrap();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let doc = value["doc"].as_str().unwrap().to_owned();
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        truth
            .texts
            .insert((doc.clone(), value["text"].as_str().unwrap().to_owned()));
        let spans = value["spans"].as_array().unwrap();
        for span in spans {
            let label = span["label"].as_str().unwrap().to_owned();
            let (start, end) = (number(&span["start"]), number(&span["end"]));
            truth.keys.insert((doc.clone(), start, end, label));
        }
        for relation in value["relations"].as_array().into_iter().flatten() {
            let end = |field: &str| number(&spans[number(&relation[field])]["start"]);
            let key = relation["type"].as_str().unwrap().to_owned();
            truth
                .relations
                .insert((doc.clone(), key, end("from"), end("to")));
        }
    }
    assert!(truth.keys.len() >= 32);
    truth
}

fn texts(records: &[Record]) -> BTreeSet<(String, String)> {
    let text = |record: &Record| (name(record), record.text.as_str().to_owned());
    records.iter().map(text).collect()
}

#[test]
fn samples_of_the_json_formats_say_what_the_truth_says() {
    let Some(peers) = peers() else { return };
    let truth = truth(&peers);
    for (format, file, unit, has_relations) in [
        ("doccano", "doccano_seq.jsonl", None, false),
        ("doccano", "doccano_rel.jsonl", None, true),
        (
            "doccano",
            "doccano_seq_cp.jsonl",
            Some(OffsetUnit::Chars),
            false,
        ),
        ("doccano", "doccano_seq_utf8.jsonl", None, false),
        ("label-studio", "ls_annotations.json", None, true),
        ("label-studio", "ls_predictions.json", None, true),
        ("prodigy", "prodigy.jsonl", None, false),
    ] {
        let reading = read(format, &peers.join("samples").join(file), unit);
        assert_eq!(
            reading.unread_fields.keys().collect::<Vec<_>>(),
            Vec::<&String>::new()
        );
        let records = settled(&reading);
        assert_eq!(keys(&records), truth.keys, "{file}");
        assert_eq!(texts(&records), truth.texts, "{file}");
        let expected = if has_relations {
            truth.relations.clone()
        } else {
            BTreeSet::new()
        };
        assert_eq!(relations(&records), expected, "{file}");
        let predicted = file == "ls_predictions.json";
        let mut documents = reading.documents.iter();
        assert!(documents.all(|d| d.is_prediction == predicted), "{file}");
    }
}

#[test]
fn the_sample_for_spacy_holds_the_spans_that_do_not_overlap() {
    let Some(peers) = peers() else { return };
    let truth = truth(&peers);
    let reading = read("prodigy", &peers.join("samples/spacy.jsonl"), None);
    let records = settled(&reading);
    let found = keys(&records);
    assert!(found.is_subset(&truth.keys));
    assert!(found.len() >= 26, "{}", found.len());
}

#[test]
fn samples_of_web_annotations_say_what_the_truth_says() {
    let Some(peers) = peers() else { return };
    let truth = truth(&peers);
    let mut records = Vec::new();
    let entries = fs::read_dir(peers.join("samples/w3c")).unwrap();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|e| e == "jsonld") {
            records.extend(settled(&read("web-annotation", &path, None)));
        }
    }
    assert_eq!(keys(&records), truth.keys);
    assert_eq!(texts(&records), truth.texts);
}

/// Spans that somebody made in the tools' own pages, beside those of the samples.
fn made_by_hand(records: &[Record], truth: &Truth) -> Vec<(usize, usize)> {
    let found = keys(records);
    let new = found.difference(&truth.keys);
    new.map(|(_, start, end, _)| (*start, *end)).collect()
}

#[test]
fn what_people_made_in_label_studio_is_read_as_it_was_made() {
    let Some(peers) = peers() else { return };
    let (truth, real) = (truth(&peers), peers.join("real/labelstudio"));
    let samples = settled(&read("label-studio", &real.join("samples.json"), None));
    assert_eq!(keys(&samples), truth.keys);
    assert_eq!(relations(&samples), truth.relations);
    let edited = settled(&read("label-studio", &real.join("user_edited.json"), None));
    assert!(keys(&edited).is_superset(&truth.keys));
    assert_eq!(made_by_hand(&edited, &truth).len(), 6);
    for (name, like) in [
        ("samples_JSON_MIN.out", &samples),
        ("user_edited_JSON_MIN.out", &edited),
    ] {
        let reading = read("label-studio", &real.join(name), None);
        assert_eq!(keys(&settled(&reading)), keys(like), "{name}");
    }
    let bulk = read("label-studio", &real.join("bulk1000.json"), None);
    assert_eq!(settled(&bulk).len(), 1000);
    assert!(
        bulk.documents
            .iter()
            .all(|d| d.annotator.as_deref() == Some("1"))
    );
    // What it says of a task is known.
    assert_eq!(bulk.unread_fields.len(), 0, "{:?}", bulk.unread_fields);
}

#[test]
fn what_people_made_in_doccano_is_read_as_it_was_made() {
    let Some(peers) = peers() else { return };
    let (truth, real) = (truth(&peers), peers.join("real/doccano"));
    // It was given the samples in characters, which its page draws as if they were UTF-16.
    for name in [
        "samples_seq.jsonl",
        "samples_seq_export/all.jsonl",
        "samples_rel.jsonl",
    ] {
        let reading = read("doccano", &real.join(name), Some(OffsetUnit::Chars));
        assert_eq!(keys(&settled(&reading)), truth.keys, "{name}");
    }
    let bulk = read("doccano", &real.join("bulk1000.jsonl"), None);
    assert_eq!(settled(&bulk).len(), 1000);
    assert!(bulk.documents.len() <= MAX_NAMED);
    // 重申 after eight characters of two units, as its page stored it: 30 to 32.
    let edited = read("doccano", &real.join("user_edited_seq.jsonl"), None);
    let found = words_at(&edited, "d2_astral", 30, 32);
    assert_eq!(found.as_deref(), Some("重申"));
    let graphemes = read(
        "doccano",
        &real.join("user_edited_grapheme.jsonl"),
        Some(OffsetUnit::Graphemes),
    );
    assert_eq!(
        words_at(&graphemes, "d2_astral", 18, 20).as_deref(),
        Some("重申")
    );
    assert_eq!(
        words_at(&graphemes, "d3_crlf", 22, 24).as_deref(),
        Some("末行")
    );
}

/// Returns the words that a span covers, which has these offsets in the file.
fn words_at(reading: &Reading, doc: &str, start: usize, end: usize) -> Option<String> {
    let mut documents = reading.documents.iter();
    let incoming = documents.find(|d| d.key.as_deref() == Some(doc))?;
    let mut one = incoming.clone();
    one.spans
        .retain(|span| (span.start, span.end) == (start, end));
    let (record, misfits) = settle::record(&one, doc);
    assert_eq!(misfits, []);
    let record = record?;
    let span = record.layer.spans.iter().next()?;
    Some(record.text.slice(span.range).to_owned())
}
