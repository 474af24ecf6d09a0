//! The formats in containers: spaCy's DocBin, Parquet, and UIMA's CAS in both spellings.
//!
//! `tests/fixtures/boxes` holds files that spaCy 3.8, `datasets` 5.2 and pyarrow 26 wrote, of texts
//! made for it; what these libraries say of them stands here.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::IncomingSpan;
use zhubi::exchange::incoming::ReadError;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::incoming::RefusalReason;
use zhubi::exchange::input::Input;
use zhubi::exchange::loss::LossKind;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::Rows;
use zhubi::exchange::output::Tokens;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::record::Record;
use zhubi::exchange::settle;
use zhubi::exchange::units::OffsetUnit;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Note;
use zhubi::model::layer::Status;
use zhubi::model::relation::Relation;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

pub const BOXES: [&str; 4] = ["spacy", "parquet", "cas-xmi", "cas-json"];

pub fn reading(format: &str, name: &str, bytes: &[u8]) -> Result<Reading, ReadError> {
    let format = format_by_name(format).unwrap();
    format.reading(Input::of_bytes(name, bytes))
}

fn fixture(format: &str, name: &str) -> Reading {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/boxes");
    let bytes = fs::read(folder.join(name)).unwrap();
    reading(format, name, &bytes).unwrap()
}

pub fn places(spans: &[IncomingSpan]) -> Vec<(usize, usize, &str)> {
    let mut places: Vec<_> = spans
        .iter()
        .map(|s| (s.start, s.end, s.label.as_str()))
        .collect();
    places.sort_unstable();
    places
}

fn record(name: &str, text: &str, spans: &[(usize, usize, &str)]) -> Record {
    let mut layer = Layer::new("li");
    for (start, end, label) in spans {
        let span = Span::new(CharRange::of(*start, *end), *label);
        layer.spans.insert(span).unwrap();
    }
    Record {
        name: name.to_owned(),
        text: Arc::new(Text::from(text)),
        layer: Arc::new(layer),
    }
}

/// Everything that formats trip over.
pub fn nasty() -> Vec<Record> {
    let mut said = record(
        "甲/说.txt",
        "𠀀野家主席😀在\r\n\u{3000}𠀀市\te\u{301}见“👨‍👩‍👧”&<b>\"'。",
        &[
            (0, 5, "ROLE"),
            (2, 4, "大 事"),
            (2, 4, "PERSON"),
            (9, 13, "A|B\"<é"),
        ],
    );
    let layer = Arc::make_mut(&mut said.layer);
    let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
    let relation = Relation::new("HOLDS", keys[1].clone(), keys[0].clone());
    layer.relations.insert(relation.id.clone(), relation);
    let mut span = layer.spans.remove(&keys[2]).unwrap();
    span.detail = Some(Box::new(SpanDetail {
        attributes: [("级别".to_owned(), "正 部\n\t\"".to_owned())].into(),
        note: "一\r\n二".to_owned(),
        entity: Some("Q1".into()),
        ..SpanDetail::default()
    }));
    layer.spans.insert(span).unwrap();
    layer.meta.status = Status::Done;
    layer
        .meta
        .classes
        .extend(["通讯".to_owned(), "社 论".to_owned()]);
    layer.meta.notes = vec![
        Note {
            range: None,
            text: "全文".to_owned(),
            extra: Default::default(),
        },
        Note {
            range: Some(CharRange::of(5, 6)),
            text: "😀?".to_owned(),
            extra: Default::default(),
        },
    ];
    vec![
        said,
        record("空.txt", "", &[]),
        record(
            "separators.txt",
            "\u{FEFF}甲\u{2028}乙\u{85}丙\u{200B}丁\u{2029}戊",
            &[
                (0, 2, "PERSON"),
                (2, 4, "PERSON"),
                (4, 5, "ROLE"),
                (8, 9, "ROLE"),
            ],
        ),
        record("first and last.txt", "甲", &[(0, 1, "A"), (0, 1, "B")]),
        record(
            "lines.txt",
            "\r\n甲\n\r乙\r",
            &[(0, 7, "EVENT"), (1, 4, "X"), (3, 4, "_")],
        ),
        record("first and last", "没有", &[]),
    ]
}

fn written(format: &str, records: &[Record], options: &WriteOptions) -> (Memory, LossReport) {
    let memory = Memory::default();
    let format = format_by_name(format).unwrap();
    let report = format.to_memory(records, options, &memory).unwrap();
    (memory, report)
}

fn back(format: &str, memory: &Memory) -> Vec<Record> {
    let mut records = Vec::new();
    for (name, bytes) in memory.files() {
        if name == "TypeSystem.xml" {
            continue;
        }
        let reading = reading(format, &name, &bytes).unwrap();
        assert_eq!(reading.refusals, [], "{format} {name}");
        for incoming in &reading.documents {
            let (record, misfits) = settle::record(incoming, &name);
            assert!(misfits.is_empty(), "{format} {name}: {misfits:?}");
            records.push(record.unwrap());
        }
    }
    records
}

#[test]
fn a_nasty_project_comes_back_with_its_names_and_spans() {
    for format in BOXES {
        let records = nasty();
        let (memory, report) = written(format, &records, &WriteOptions::default());
        let lost = report.loses_data();
        assert_eq!(lost, format == "spacy", "{format}: {report:?}");
        let mut back = back(format, &memory);
        let order = |record: &Record| records.iter().position(|r| r.name == record.name);
        back.sort_by_key(order);
        assert_eq!(back.len(), records.len(), "{format}");
        for (back, went) in back.iter().zip(&records) {
            assert_eq!(back.name, went.name, "{format}");
            assert_eq!(back.text.as_str(), went.text.as_str(), "{format}");
            let spans = |r: &Record| r.layer.spans.iter().cloned().collect::<Vec<_>>();
            if format == "spacy" {
                let keys = |r: &Record| spans(r).iter().map(Span::key).collect::<Vec<_>>();
                assert_eq!(keys(back), keys(went), "{}", went.name);
            } else {
                assert_eq!(spans(back), spans(went), "{format} {}", went.name);
                assert_eq!(back.layer.relations, went.layer.relations, "{format}");
                assert_eq!(back.layer.meta, went.layer.meta, "{format}");
            }
            assert_eq!(back.layer.meta.classes, went.layer.meta.classes, "{format}");
        }
    }
}

#[test]
fn two_documents_of_one_stem_are_two_files() {
    for (format, ending) in [("cas-xmi", "xmi"), ("cas-json", "json")] {
        let (memory, _) = written(format, &nasty(), &WriteOptions::default());
        let files = memory.files();
        for stem in ["first and last", "first and last-2", "甲_说"] {
            assert!(files.contains_key(&format!("{stem}.{ending}")), "{stem}");
        }
    }
}

// spaCy.

#[test]
fn a_docbin_of_spacy_with_words_and_groups_is_read_as_spacy_reads_it() {
    let reading = fixture("spacy", "words.spacy");
    assert_eq!(reading.refusals, []);
    let [en, zh, unsure, empty] = &reading.documents[..] else {
        panic!("{} documents", reading.documents.len());
    };
    assert_eq!(en.key.as_deref(), Some("en.txt"));
    let text = "Xi met  Angela Merkel in Beijing.\nGood bye.";
    assert_eq!(en.text.as_deref(), Some(text));
    let expected = [
        (0, 2, "PERSON"),
        (8, 21, "PERSON"),
        (8, 32, "大 事"),
        (15, 21, "SURNAME"),
        (25, 32, "GPE"),
    ];
    assert_eq!(places(&en.spans), expected);
    let entity = |span: &IncomingSpan| span.detail.as_ref()?.entity.clone();
    let entities: Vec<_> = en.spans.iter().filter_map(entity).collect();
    assert_eq!(entities, ["Q567"]);
    assert_eq!(en.classes, ["news"]);
    assert!(!en.blanks_unsure && unsure.blanks_unsure);
    assert_eq!(zh.text.as_deref(), Some("中国侨联主席万立骏😀重申"));
    assert_eq!(places(&zh.spans), [(0, 6, "ROLE"), (6, 9, "PERSON")]);
    assert_eq!(unsure.text.as_deref(), Some("甲 乙 丙 "));
    assert_eq!(places(&unsure.spans), [(2, 5, "ORG")]);
    assert_eq!(empty.text.as_deref(), Some(""));
    assert_eq!(reading.unread_fields.len(), 2);
}

#[test]
fn entities_of_spacy_are_those_that_overlap_no_other() {
    let records = [record(
        "a",
        "甲乙 丙丁",
        &[(0, 2, "A"), (0, 5, "B"), (3, 5, "C"), (2, 3, "D")],
    )];
    let (memory, _) = written("spacy", &records, &WriteOptions::default());
    let packed = &memory.files()[Memory::MAIN];
    let mut bytes = Vec::new();
    let mut unpacked = flate2::read::ZlibDecoder::new(&packed[..]);
    std::io::Read::read_to_end(&mut unpacked, &mut bytes).unwrap();
    // The column that says where entities begin and go on, in rows of three numbers.
    let at = bytes.windows(6).position(|w| w == b"tokens").unwrap() + 6 + 2;
    let iob: Vec<u8> = (0..5).map(|row| bytes[at + row * 24 + 8]).collect();
    assert_eq!(iob, [3, 1, 1, 1, 1]);
}

#[test]
fn a_small_file_that_unpacks_to_a_huge_one_ends_in_an_error() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut head = Vec::new();
    rmp::encode::write_map_len(&mut head, 2).unwrap();
    rmp::encode::write_str(&mut head, "strings").unwrap();
    rmp::encode::write_array_len(&mut head, u32::MAX).unwrap();
    packed.write_all(&head).unwrap();
    for _ in 0..64 {
        packed.write_all(&vec![0xC0; 1 << 20]).unwrap();
    }
    let error = reading("spacy", "a.spacy", &packed.finish().unwrap()).unwrap_err();
    assert_eq!(error, ReadError::TooLong { limit: 1 << 30 });
}

// Parquet.

#[test]
fn what_datasets_wrote_is_read_with_its_names() {
    let reading = fixture("parquet", "datasets_documents.parquet");
    let documents = &reading.documents;
    let keys: Vec<_> = documents.iter().map(|d| d.key.as_deref()).collect();
    assert_eq!(keys, [Some("7"), Some("8"), Some("9")]);
    assert_eq!(documents[0].text.as_deref(), Some("习近平😀主席"));
    assert_eq!(
        places(&documents[0].spans),
        [(0, 3, "PER"), (0, 6, "大 事")]
    );
    assert_eq!(documents[1].text.as_deref(), Some(""));
    assert_eq!(documents[2].text.as_deref(), Some("甲\r\n乙"));
    assert!(documents[2].partly_refused);
    let reason = RefusalReason::WrongKind { field: "label" };
    assert_eq!(reading.refusals[0].reason, reason);
    assert_eq!(reading.refusals[0].at.number(), 3);
    let unread: Vec<_> = reading.unread_fields.keys().collect();
    assert_eq!(unread, ["extra"]);

    let reading = fixture("parquet", "datasets_tokens.parquet");
    let [zh, en] = &reading.documents[..] else {
        panic!("{:?}", reading.documents);
    };
    assert!(zh.blanks_unsure);
    assert_eq!(zh.text.as_deref(), Some("万立骏到北京"));
    assert_eq!(places(&zh.spans), [(0, 3, "PER"), (4, 6, "ORG")]);
    assert_eq!(en.text.as_deref(), Some("Xi Jinping met A."));
    assert_eq!(places(&en.spans), [(0, 10, "PER"), (15, 16, "ORG")]);
}

#[test]
fn a_structure_of_lists_without_names_is_read_too() {
    let reading = fixture("parquet", "struct_of_lists.parquet");
    let [document] = &reading.documents[..] else {
        panic!("{:?}", reading.documents);
    };
    assert_eq!(document.text.as_deref(), Some("甲乙丙"));
    assert_eq!(places(&document.spans), [(0, 1, "A"), (1, 3, "B")]);
}

#[test]
fn rows_of_tokens_are_sentences_and_come_back_as_documents() {
    for tokens in [Tokens::Chars, Tokens::WordsCut, Tokens::WordsKept] {
        let options = WriteOptions {
            rows: Rows::Tokens,
            tokens,
            ..WriteOptions::default()
        };
        let (memory, report) = written("parquet", &nasty(), &options);
        assert!(report.of(LossKind::EmptyDocuments).is_some());
        assert!(report.of(LossKind::Nested).is_some());
        let bytes = &memory.files()[Memory::MAIN];
        let reading = reading("parquet", "a.parquet", bytes).unwrap();
        assert_eq!(reading.refusals, []);
        let keys: Vec<_> = reading.documents.iter().map(|d| d.key.clone()).collect();
        let names = nasty().into_iter().filter(|r| r.name != "空.txt");
        let names: Vec<_> = names.map(|r| Some(r.name)).collect();
        assert_eq!(keys, names);
        for (incoming, went) in reading
            .documents
            .iter()
            .zip(nasty().iter().filter(|r| r.name != "空.txt"))
        {
            let solid = |text: &str| settle::solid(text).collect::<String>();
            let text = incoming.text.as_deref().unwrap();
            assert_eq!(solid(text), solid(went.text.as_str()));
            let (layer, misfits) = settle::layer(&went.text, incoming);
            assert!(misfits.is_empty(), "{misfits:?}");
            assert!(!layer.spans.is_empty() || went.layer.spans.is_empty());
        }
        let two_lines = &reading.documents[1];
        assert_eq!(two_lines.text.as_deref().unwrap().matches('\n').count(), 3);
    }
}

#[test]
fn many_documents_go_out_in_groups_of_rows() {
    let text = "一二三四五六七八九十".repeat(100_000);
    let records: Vec<_> = (0..12)
        .map(|i| record(&format!("{i}"), &text, &[(i, i + 1, "A")]))
        .collect();
    let (memory, _) = written("parquet", &records, &WriteOptions::default());
    let bytes = &memory.files()[Memory::MAIN];
    let reading = reading("parquet", "a.parquet", bytes).unwrap();
    let found: Vec<_> = reading.documents.iter().map(|d| d.spans[0].start).collect();
    assert_eq!(found, (0..12).collect::<Vec<_>>());
    assert_eq!(reading.documents[11].text.as_deref(), Some(text.as_str()));
}

// UIMA.

#[test]
fn a_cas_of_inception_is_read_by_its_types() {
    let xmi = r##"<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
 xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
 <cas:NULL xmi:id="0"/>
 <seg:Sentence xmi:id="8" sofa="1" begin="0" end="5"/>
 <type:NamedEntity xmi:id="3" sofa="1" begin="2" end="4" value="大 事" identifier="Q1"/>
 <type:NamedEntity xmi:id="4" sofa="1" begin="0" end="2"/>
 <custom:Role xmi:id="5" sofa="1" begin="4" end="5" rank="3"/>
 <custom:Holds xmi:id="6" sofa="1" begin="4" end="5" Governor="5" Dependent="3" kind="x"/>
 <custom:Tagged xmi:id="7" sofa="1" begin="x" end="5"><tags>a</tags></custom:Tagged>
 <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="&#x20000;甲&#10;&amp;"/>
 <cas:View sofa="1" members="8 3 4 5 6 7"/>
</xmi:XMI>"##;
    let reading = reading("cas-xmi", "a.xmi", xmi.as_bytes()).unwrap();
    let [document] = &reading.documents[..] else {
        panic!("{:?}", reading.documents);
    };
    assert_eq!(document.key.as_deref(), Some("a"));
    assert_eq!(document.text.as_deref(), Some("𠀀甲\n&"));
    assert_eq!(document.unit, OffsetUnit::Utf16);
    assert_eq!(places(&document.spans), [(2, 4, "大 事"), (4, 5, "Role")]);
    let relation = &document.relations[0];
    assert_eq!(
        (
            relation.key.as_str(),
            relation.head.start,
            relation.tail.start
        ),
        ("Holds", 4, 2)
    );
    assert!(document.partly_refused);
    let places: Vec<_> = reading.refusals.iter().map(|r| r.at.to_string()).collect();
    assert_eq!(places, ["NamedEntity[xmi:id=4]", "Tagged[xmi:id=7]"]);
    let unread: Vec<_> = reading.unread_fields.keys().map(String::as_str).collect();
    assert_eq!(unread, ["Sentence", "kind", "rank", "tags"]);
}

#[test]
fn xml_is_not_expanded_nor_followed() {
    let wrap = |head: &str, text: &str| {
        format!(
            "{head}<x:XMI xmlns:x=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\">\
             <cas:Sofa x:id=\"1\" sofaID=\"v\" sofaString=\"{text}\"/></x:XMI>"
        )
    };
    let problem = |xml: &str| match reading("cas-xmi", "a.xmi", xml.as_bytes()) {
        Err(ReadError::Malformed { problem, .. }) => problem,
        other => panic!("{other:?}"),
    };
    let lol = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    assert!(problem(&wrap(lol, "&b;")).contains("DTD"));
    assert!(problem(&wrap("", "&b;")).contains('b'));
    assert!(!problem(&"<a>".repeat(100_000)).is_empty());
    let deep = "<b:XMI xmlns:b=\"u\">".to_owned() + &"<b:a>".repeat(100_000);
    assert!(problem(&deep).contains("deep"));
    assert_eq!(problem(""), "it ends too early");
    let nested = format!("{{\"%FEATURE_STRUCTURES\":[{}", "[".repeat(100_000));
    let error = reading("cas-json", "a.json", nested.as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::Malformed { .. }), "{error}");
}

#[test]
fn characters_without_a_place_in_xml_are_told_and_replaced_one_for_one() {
    let records = [record(
        "a",
        "甲\u{1}\u{FFFE}乙\u{C}",
        &[(3, 4, "A\u{FFFF}")],
    )];
    let (memory, report) = written("cas-xmi", &records, &WriteOptions::default());
    assert_eq!(report.of(LossKind::Characters).unwrap().count, 3);
    let back = back("cas-xmi", &memory);
    assert_eq!(back[0].text.as_str(), "甲\u{FFFD}\u{FFFD}乙\u{FFFD}");
    let spans: Vec<_> = back[0].layer.spans.iter().map(Span::key).collect();
    assert_eq!(spans[0].range, CharRange::of(3, 4));
    let (memory, report) = written("cas-json", &records, &WriteOptions::default());
    assert!(report.of(LossKind::Characters).is_none());
    let text = self::back("cas-json", &memory)[0].text.as_str().to_owned();
    assert_eq!(text, "甲\u{1}\u{FFFE}乙\u{C}");
}

// Broken files.

/// One file of each format, with its name.
fn good_files() -> Vec<(&'static str, Vec<u8>)> {
    let mut files = Vec::new();
    for format in BOXES {
        let (memory, _) = written(format, &nasty()[..3], &WriteOptions::default());
        let (_, bytes) = memory.files().into_iter().next_back().unwrap();
        let main = memory
            .files()
            .into_iter()
            .find(|(name, _)| name.starts_with('甲'));
        files.push((format, main.map_or(bytes, |(_, bytes)| bytes)));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/boxes");
    for name in [
        "datasets_documents.parquet",
        "datasets_tokens.parquet",
        "struct_of_lists.parquet",
    ] {
        files.push(("parquet", fs::read(folder.join(name)).unwrap()));
    }
    files.push(("spacy", fs::read(folder.join("words.spacy")).unwrap()));
    files
}

#[test]
fn a_file_cut_anywhere_is_an_error_or_less() {
    for (format, bytes) in good_files() {
        let n_whole = reading(format, "a", &bytes).unwrap().documents.len();
        for end in 0..bytes.len() {
            if let Ok(reading) = reading(format, "a", &bytes[..end]) {
                assert!(reading.documents.len() <= n_whole, "{format} {end}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_break_a_reader(
        which in 0..8_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let files = good_files();
        let (format, bytes) = &files[which % files.len()];
        let mut bytes = bytes.clone();
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        let _ = reading(format, "a", &bytes);
        if *format == "spacy" {
            // What is packed is broken, and packed again.
            let mut unpacked = Vec::new();
            let mut zlib = flate2::read::ZlibDecoder::new(&files[which % files.len()].1[..]);
            std::io::Read::read_to_end(&mut zlib, &mut unpacked).unwrap();
            for (at, byte) in &changes {
                let at = at.index(unpacked.len());
                unpacked[at] = *byte;
            }
            let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
            zlib.write_all(&unpacked).unwrap();
            let _ = reading(format, "a", &zlib.finish().unwrap());
        }
    }
}
