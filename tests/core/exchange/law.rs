//! The law of every format: what it is said to carry comes back, into a project and into records.
//!
//! A document is made to fit, written, read again and held against what was written: its spans,
//! and of relations, attributes, notes, classes and statuses what the format's row does not name
//! as lost. So a row that promises too much fails here, as does a reader or a writer.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use zhubi::exchange::FORMATS;
use zhubi::exchange::Files;
use zhubi::exchange::Format;
use zhubi::exchange::fit::fit;
use zhubi::exchange::flat::Overlap;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::loss::LossKind;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::Rows;
use zhubi::exchange::output::Tokens;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::plan::NewLabels;
use zhubi::exchange::plan::ReadingOf;
use zhubi::exchange::plan::plan;
use zhubi::exchange::record::Record;
use zhubi::exchange::record::records_of;
use zhubi::exchange::settle;
use zhubi::exchange::units::OffsetUnit;
use zhubi::model::document::Document;
use zhubi::model::ids::Annotator;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Note;
use zhubi::model::layer::Status;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharRange;

use super::LAYER;
use super::applied;
use super::document;
use super::project_of;
use super::without_layers;

/// The formats that are read and written.
fn both_ways() -> impl Iterator<Item = &'static Format> {
    let formats = FORMATS.iter();
    formats.filter(|format| format.read.is_some() && format.write.is_some())
}

/// Writes records as they are, which have been made to fit.
fn written(format: &Format, records: &[Record], options: &WriteOptions) -> Memory {
    let memory = Memory::default();
    let open = format.write.unwrap();
    let mut writer = open(Box::new(memory.clone()), options).unwrap();
    for record in records {
        writer.put(record).unwrap();
    }
    writer.finish().unwrap();
    memory
}

/// Reads what was written, file by file.
fn read(format: &Format, memory: &Memory) -> Vec<(String, Reading)> {
    let mut readings = Vec::new();
    for (name, bytes) in memory.files() {
        let is_main = name == Memory::MAIN;
        let is_folder = format.files == Files::Folder;
        if is_main == is_folder || (is_folder && !format.is_primary(&name)) {
            continue;
        }
        let name = match is_main {
            true => format!("out.{}", format.extension()),
            false => name,
        };
        let input = Input {
            name: &name,
            content: Box::new(std::io::Cursor::new(bytes)),
            beside: memory,
            options: ReadOptions::default(),
        };
        let reading = format
            .reading(input)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        readings.push((name, reading));
    }
    readings
}

/// What is compared of a layer: everything the format's row does not name as lost.
fn carried(format: &Format, layer: &Layer) -> String {
    let keeps = |kind| !format.loses(kind);
    let mut said = BTreeMap::new();
    for span in layer.spans.iter() {
        let detail = span.detail_or_default();
        let mut what = String::new();
        if keeps(LossKind::Attributes) {
            what += &format!(" {:?}", detail.attributes);
        }
        if keeps(LossKind::SpanNotes) {
            what += &format!(" note {:?}", detail.note);
        }
        if keeps(LossKind::Entities) {
            what += &format!(" entity {:?}", detail.entity);
        }
        said.insert(
            format!(
                "{:06} {} {:?}",
                span.range.start().0,
                span.range,
                span.label
            ),
            what,
        );
    }
    let mut all: Vec<String> = said.into_iter().map(|(k, v)| k + &v).collect();
    if keeps(LossKind::Relations) {
        all.extend(layer.relations.keys().map(|id| format!("{id:?}")));
    }
    if keeps(LossKind::Classes) {
        all.push(format!("{:?}", layer.meta.classes));
    }
    if keeps(LossKind::Statuses) {
        all.push(format!("{:?}", layer.meta.status));
    }
    if keeps(LossKind::Notes) {
        let notes = layer.meta.notes.iter().map(|n| (n.range, &n.text));
        all.push(format!("{:?}", notes.collect::<Vec<_>>()));
    }
    all.join("\n")
}

/// Holds a format to the law for some documents.
fn check(format: &Format, project: &Project, options: &WriteOptions) {
    let (records, _) = records_of(project, LAYER);
    let mut report = LossReport::default();
    let fitted: Vec<Record> = records
        .iter()
        .filter_map(|record| fit(format, options, record, &mut report))
        .collect();
    let memory = written(format, &fitted, options);
    let readings = read(format, &memory);
    for (name, reading) in &readings {
        assert_eq!(reading.refusals, [], "{} {name}", format.name);
        assert_eq!(
            reading.unread_fields,
            BTreeMap::new(),
            "{} {name}",
            format.name
        );
    }
    if format.unit != OffsetUnit::None {
        into_records(format, &fitted, &readings);
    }
    into_project(format, project, &fitted, readings);
}

/// Texts and layers come back without a project.
fn into_records(format: &Format, fitted: &[Record], readings: &[(String, Reading)]) {
    let has_text = readings
        .iter()
        .flat_map(|(_, r)| &r.documents)
        .any(|d| d.text.is_some());
    if !has_text {
        return;
    }
    let mut back = Vec::new();
    for (name, reading) in readings {
        for incoming in &reading.documents {
            if incoming.blanks_unsure {
                return;
            }
            let (record, misfits) = settle::record(incoming, name);
            assert!(misfits.is_empty(), "{}: {misfits:?}", format.name);
            back.push(record.unwrap());
        }
    }
    let all = |records: &[Record]| {
        let mut all: Vec<(String, String)> = records
            .iter()
            .map(|r| (r.text.as_str().to_owned(), carried(format, &r.layer)))
            .collect();
        all.sort();
        all
    };
    assert_eq!(all(&back), all(fitted), "{}", format.name);
    if format.files == Files::One && !format.loses(LossKind::DocumentNames) {
        let names = |records: &[Record]| records.iter().map(|r| r.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&back), names(fitted), "{}", format.name);
    }
}

/// Layers come back into the project that they came from.
fn into_project(
    format: &Format,
    project: &Project,
    fitted: &[Record],
    readings: Vec<(String, Reading)>,
) {
    if fitted
        .iter()
        .zip(fitted.iter().skip(1))
        .any(|(a, b)| a.text.as_str() == b.text.as_str())
    {
        // Texts that are alike are told apart by name only, which not every format has.
        return;
    }
    let empty = without_layers(project);
    let readings = readings.iter().map(|(file, reading)| ReadingOf {
        file,
        name: file,
        reading: reading.clone(),
    });
    let plan = plan(
        &empty,
        &Annotator::from(LAYER),
        NewLabels::Add,
        readings.collect(),
    );
    let texts_changed = fitted.iter().any(|record| {
        let doc = project.documents.by_name(&record.name).unwrap();
        doc.text.as_str() != record.text.as_str()
    });
    if texts_changed {
        return;
    }
    assert_eq!(plan.refusals, [], "{}", format.name);
    let back = applied(&empty, &plan);
    for record in fitted {
        let doc = back.documents.by_name(&record.name).unwrap();
        let keys = |layer: Option<&Layer>| {
            let spans = layer.into_iter().flat_map(|layer| layer.spans.iter());
            spans.map(Span::key).collect::<BTreeSet<_>>()
        };
        let (there, went) = (keys(doc.layer(LAYER)), keys(Some(&record.layer)));
        assert_eq!(there, went, "{} {}", format.name, record.name);
        if !format.loses(LossKind::Relations) {
            let ids = |layer: Option<&Layer>| {
                let relations = layer.into_iter().flat_map(|layer| layer.relations.keys());
                relations.cloned().collect::<Vec<_>>()
            };
            let (there, went) = (ids(doc.layer(LAYER)), ids(Some(&record.layer)));
            assert_eq!(there, went, "{} {}", format.name, record.name);
        }
    }
}

/// A character of a text: Chinese, glossed, astral, combining, invisible, and what formats escape.
fn character() -> impl Strategy<Value = char> {
    let nasty = "统一習近平(tǒng)。！？!?”》\"'\\|_*[];->\t\r\n \u{3000}\u{A0}\u{85}\u{2028}\u{2029}\
                 \u{200B}\u{FEFF}\u{C}\u{B}\u{1C}\u{1}\u{7F}\u{FFFE}𠀀😀\u{200D}e\u{301}B-<&>=#,a1";
    proptest::sample::select(nasty.chars().collect::<Vec<_>>())
}

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(character(), 0..6).prop_map(String::from_iter)
}

type SpanParts = (usize, usize, &'static str, Option<(String, String)>);

fn span() -> impl Strategy<Value = SpanParts> {
    let labels = vec![
        "PERSON", "ROLE", "大 事", "B-X", "A|B\"<é", "O", "-", "#1", "=1",
    ];
    let label = proptest::sample::select(labels);
    let detail = proptest::option::weighted(0.3, (words(), words()));
    (0..40_usize, 1..9_usize, label, detail)
}

fn layer_of(doc: &Document, spans: Vec<SpanParts>, more: (bool, String)) -> Layer {
    let mut layer = Layer::new(LAYER);
    for (start, len, label, detail) in spans {
        let Some(range) = CharRange::of(start, start + len).intersection(doc.text.range()) else {
            continue;
        };
        let mut span = Span::new(range, label);
        if let Some((note, value)) = detail {
            let value = if value.is_empty() {
                "真".to_owned()
            } else {
                value
            };
            span.detail = Some(Box::new(SpanDetail {
                note,
                attributes: [("级 别".to_owned(), value)].into(),
                ..SpanDetail::default()
            }));
        }
        let _known = layer.spans.insert(span);
    }
    let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
    for pair in keys.chunks_exact(2) {
        let relation = Relation::new("HOLDS", pair[0].clone(), pair[1].clone());
        layer.relations.insert(relation.id.clone(), relation);
    }
    let (is_done, note) = more;
    if is_done {
        layer.meta.status = Status::Done;
        layer.meta.classes.insert("通讯".to_owned());
    }
    if !note.is_empty() {
        layer.meta.notes.push(Note {
            range: None,
            text: note,
            extra: BTreeMap::new(),
        });
    }
    layer
}

fn projects() -> impl Strategy<Value = Project> {
    let text = proptest::collection::vec(character(), 0..40).prop_map(String::from_iter);
    let spans = proptest::collection::vec(span(), 0..8);
    let more = (any::<bool>(), words());
    proptest::collection::vec((text, spans, more), 1..4).prop_map(|parts| {
        let documents = parts
            .into_iter()
            .enumerate()
            .map(|(i, (text, spans, more))| {
                let mut doc = document(&format!("id{i}"), &format!("文{i}.txt"), &text);
                let layer = layer_of(&doc, spans, more);
                doc.layers.insert(LAYER.into(), Arc::new(layer));
                doc
            });
        let mut project = project_of(documents.collect());
        let schema = Arc::make_mut(&mut project.schema);
        for relation in &mut schema.relations {
            relation.heads.clear();
            relation.tails.clear();
        }
        project
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_a_format_carries_comes_back(
        project in projects(),
        first in any::<bool>(),
        tokens in proptest::sample::select(vec![
            Tokens::Chars, Tokens::WordsCut, Tokens::WordsKept,
        ]),
    ) {
        for format in both_ways() {
            let options = WriteOptions {
                overlap: if first { Overlap::First } else { Overlap::Longest },
                tokens,
                rows: Rows::Documents,
                any_relations: first,
                labels: project.schema.labels.clone(),
                relations: project.schema.relations.clone(),
            };
            check(format, &project, &options);
        }
    }
}

#[test]
fn rows_do_not_list_a_loss_twice_and_names_are_one_each() {
    let names: BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        let kinds: BTreeSet<_> = format.cannot_carry.iter().collect();
        assert_eq!(kinds.len(), format.cannot_carry.len(), "{}", format.name);
        assert!(!format.extensions.is_empty(), "{}", format.name);
    }
}
