//! Files of lines that other programs and their libraries wrote, held against what they mean.
//!
//! They lie in `../shared/peers`, which is not part of the project; without it nothing is tested.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use zhubi::exchange::flat::Overlap;
use zhubi::exchange::flat::flatten;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::incoming::Remark;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::Output as _;
use zhubi::exchange::plan::NewLabels;
use zhubi::exchange::plan::ReadingOf;
use zhubi::exchange::plan::plan;
use zhubi::exchange::settle;
use zhubi::model::ids::Annotator;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::text::offset::CharRange;

use super::LAYER;
use super::applied;
use super::document;
use super::project_of;
use super::spans_of;
use super::with_layer;
use super::without_layers;

type Keys = BTreeSet<(usize, usize, String)>;

fn peers() -> Option<PathBuf> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/peers");
    if !peers.is_dir() {
        eprintln!("SKIPPED: ../shared is not here");
        return None;
    }
    Some(peers)
}

/// The documents and spans that the samples were made of.
fn truth(peers: &Path) -> Project {
    let lines = fs::read_to_string(peers.join("samples/truth.jsonl")).unwrap();
    let documents = lines.lines().enumerate().map(|(i, line)| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = line["doc"].as_str().unwrap();
        let doc = document(&format!("id{i}"), name, line["text"].as_str().unwrap());
        let spans = line["spans"].as_array().unwrap().iter().map(|span| {
            let at = |key: &str| span[key].as_u64().unwrap() as usize;
            Span::new(
                CharRange::of(at("start"), at("end")),
                span["label"].as_str().unwrap(),
            )
        });
        with_layer(doc, spans.collect::<Vec<_>>())
    });
    project_of(documents.collect())
}

/// Reads a file with those in its folder beside it.
fn read(format: &str, path: &Path) -> Reading {
    let beside = Memory::default();
    for file in fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "txt") {
            let name = file.file_name().unwrap().to_str().unwrap();
            let mut copy = beside.clone().named(name).unwrap();
            copy.write_all(&fs::read(&file).unwrap()).unwrap();
        }
    }
    let name = path.file_name().unwrap().to_str().unwrap();
    let input = Input {
        name,
        content: Box::new(std::io::Cursor::new(fs::read(path).unwrap())),
        beside: &beside,
        options: ReadOptions::default(),
    };
    let reading = format_by_name(format).unwrap().reading(input).unwrap();
    assert_eq!(reading.refusals, [], "{}", path.display());
    reading
}

/// Brings a file into the documents of the samples; what stands there then.
fn brought_in(project: &Project, path: &Path, reading: Reading) -> Project {
    let empty = without_layers(project);
    let file = path.file_name().unwrap().to_str().unwrap();
    let reading = ReadingOf {
        file,
        name: file,
        reading,
    };
    let plan = plan(
        &empty,
        &Annotator::from(LAYER),
        NewLabels::Add,
        vec![reading],
    );
    assert_eq!(plan.refusals, [], "{}", path.display());
    applied(&empty, &plan)
}

#[test]
fn tokens_of_other_programs_find_their_documents_again() {
    let Some(peers) = peers() else { return };
    let truth = truth(&peers);
    let kept: Vec<Keys> = truth
        .documents
        .iter()
        .map(|doc| {
            let spans = doc.layer(LAYER).unwrap().spans.iter();
            let flat = flatten(&doc.text, spans, Overlap::Longest);
            let keys = flat.kept.iter().map(|kept| {
                (
                    kept.range.start().0,
                    kept.range.end().0,
                    kept.label().to_string(),
                )
            });
            keys.collect()
        })
        .collect();
    assert_eq!(kept.iter().map(BTreeSet::len).sum::<usize>(), 26);
    for (format, file) in [
        ("conll-bio", "conll_bio.tsv"),
        ("conll-bioes", "conll_bioes.tsv"),
    ] {
        let path = peers.join("samples").join(file);
        let reading = read(format, &path);
        assert_eq!(reading.remarks, [], "{file}");
        assert_eq!(
            spans_of(&brought_in(&truth, &path, reading)),
            kept,
            "{file}"
        );
    }
}

#[test]
fn conll_of_label_studio_is_read_as_it_says() {
    let Some(peers) = peers() else { return };
    for (file, n_spans) in [
        ("samples_CONLL2003.out", 17),
        ("user_edited_CONLL2003.out", 0),
    ] {
        let path = peers.join("real/labelstudio").join(file);
        let reading = read("conll-2003", &path);
        let [doc] = &reading.documents[..] else {
            panic!("{} documents", reading.documents.len());
        };
        assert!(!doc.may_be_several);
        let content = fs::read_to_string(&path).unwrap();
        let begun = content.lines().filter(|line| line.contains(" B-")).count();
        assert_eq!(doc.spans.len(), begun, "{file}");
        assert!(n_spans == 0 || begun == n_spans, "{begun}");
        // Each token stands in the text with the words of the file.
        let chars: Vec<char> = doc.text.as_deref().unwrap().chars().collect();
        let first: String = chars[doc.spans[0].start..doc.spans[0].end].iter().collect();
        assert_eq!(
            first,
            "中国侨联党组书记、主席万立骏出席中国侨联十届五次常委会议。"
        );
    }
}

#[test]
fn folders_of_brat_and_webanno_hold_every_span() {
    let Some(peers) = peers() else { return };
    let truth = truth(&peers);
    let of_document = |project: &Project, name: &str| -> Keys {
        let doc = project.documents.by_name(name).unwrap();
        let spans = doc
            .layer(LAYER)
            .into_iter()
            .flat_map(|layer| layer.spans.iter());
        let keys = spans.map(|s| (s.range.start().0, s.range.end().0, s.label.to_string()));
        keys.collect()
    };
    let mut n_spans = 0;
    for doc in truth.documents.iter() {
        let expected = of_document(&truth, &doc.name);
        n_spans += expected.len();
        let brat = peers.join(format!("samples/brat/{}.ann", doc.name));
        let reading = read("brat", &brat);
        assert_eq!(
            reading.documents[0].text.as_deref(),
            Some(doc.text.as_str())
        );
        assert_eq!(reading.remarks, [], "{}", doc.name);
        assert_eq!(
            of_document(&brought_in(&truth, &brat, reading), &doc.name),
            expected
        );
        let webanno = peers.join(format!("samples/webanno/{}.tsv", doc.name));
        let reading = read("webanno-tsv", &webanno);
        let back = brought_in(&truth, &webanno, reading);
        assert_eq!(of_document(&back, &doc.name), expected, "{}", doc.name);
    }
    assert_eq!(n_spans, 32);
}

#[test]
fn what_brat_itself_saved_is_read() {
    let Some(peers) = peers() else { return };
    let truth = truth(&peers);
    let mut made_by_hand = 0;
    for doc in truth.documents.iter() {
        let path = peers.join(format!("real/brat/{}.ann", doc.name));
        let reading = read("brat", &path);
        let (record, misfits) = settle::record(&reading.documents[0], "a.ann");
        let record = record.unwrap();
        assert!(misfits.is_empty(), "{misfits:?}");
        assert_eq!(record.text.as_str(), doc.text.as_str());
        for span in doc.layer(LAYER).unwrap().spans.iter() {
            assert!(
                record.layer.spans.contains(&span.key()),
                "{} {span:?}",
                doc.name
            );
        }
        made_by_hand += record.layer.spans.len() - doc.layer(LAYER).unwrap().spans.len();
    }
    assert_eq!(made_by_hand, 4);
    let full = read("brat", &peers.join("real/brat/d10_full.ann"));
    let document = &full.documents[0];
    let pieces = full.remarks.iter().map(|(_, remark)| remark);
    assert!(matches!(
        pieces.collect::<Vec<_>>()[..],
        [Remark::Discontinuous { n_pieces: 2, .. }]
    ));
    let (record, misfits) = settle::record(document, "d10_full.ann");
    assert!(misfits.is_empty(), "{misfits:?}");
    let record = record.unwrap();
    assert_eq!(
        (record.layer.spans.len(), record.layer.relations.len()),
        (3, 1)
    );
    let person = record
        .layer
        .spans
        .iter()
        .find(|span| &*span.label == "Person");
    let detail = person.unwrap().detail_or_default();
    assert_eq!(
        (
            detail.note.as_str(),
            detail.attributes["Confidence"].as_str()
        ),
        ("备注 note", "High")
    );
}
