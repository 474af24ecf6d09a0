//! Labelled data out and in again: fixtures, refusals, and the laws between them.
//!
//! A fixture is a folder with `input.txt`, its spans in `input.txt.jsonl` and perhaps relations in
//! `input.txt.rel.jsonl`; everything we make of it stands beside it as `expect.*`.
//! `UPDATE_EXPECT=1` rewrites those.

mod boxes;
mod card;
mod json_formats;
mod judged;
mod law;
mod lines;
mod lines_shared;
mod pages;
mod predictions;
mod select;
mod shared_boxes;
mod shared_json;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use zhubi::exchange::flat::Overlap;
use zhubi::exchange::flat::flatten;
use zhubi::exchange::flat::is_blank;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::ReadError;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::incoming::RefusalReason;
use zhubi::exchange::input::Input;
use zhubi::exchange::jsonl;
use zhubi::exchange::loss;
use zhubi::exchange::loss::LossKind;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::plan::ImportPlan;
use zhubi::exchange::plan::NewLabels;
use zhubi::exchange::plan::ReadingOf;
use zhubi::exchange::plan::plan;
use zhubi::exchange::record::records_of;
use zhubi::model::document::Document;
use zhubi::model::document::Revision;
use zhubi::model::document::Source;
use zhubi::model::extra::Extra;
use zhubi::model::ids::Annotator;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Status;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

const LAYER: &str = "li";

/// The formats whose exports lie beside each fixture; the law and the judges hold the others.
const SHOWN: [&str; 3] = ["jsonl", "conll-bio", "conll-bioes"];

fn document(id: &str, name: &str, text: &str) -> Document {
    Document {
        id: id.into(),
        name: name.to_owned(),
        source: Source::default(),
        text_sha256: String::new(),
        text: Arc::new(Text::from(text)),
        revisions: Vec::new(),
        layers: BTreeMap::new(),
        extra: Extra::new(),
    }
}

fn project_of(documents: Vec<Document>) -> Project {
    let mut project = Project::new("exchange");
    for doc in documents {
        project.documents.insert(usize::MAX, Arc::new(doc)).unwrap();
    }
    project
}

fn with_layer(mut doc: Document, spans: impl IntoIterator<Item = Span>) -> Document {
    let layer = doc.layers.entry(LAYER.into());
    let layer = Arc::make_mut(layer.or_insert_with(|| Arc::new(Layer::new(LAYER))));
    for span in spans {
        let _repeated = layer.spans.insert(span);
    }
    doc
}

fn options(overlap: Overlap) -> WriteOptions {
    WriteOptions {
        overlap,
        ..WriteOptions::default()
    }
}

fn read(file: &str, bytes: &[u8]) -> Result<Reading, ReadError> {
    let mut reading = Reading::default();
    jsonl::read(Input::of_bytes(file, bytes), &mut reading)?;
    Ok(reading)
}

fn export(project: &Project, format: &str, overlap: Overlap) -> String {
    let (documents, _) = records_of(project, LAYER);
    let memory = Memory::default();
    let format = format_by_name(format).unwrap();
    format
        .to_memory(&documents, &options(overlap), &memory)
        .unwrap();
    let out = memory.files().remove(Memory::MAIN).unwrap();
    String::from_utf8(out).unwrap()
}

fn import(project: &Project, new_labels: NewLabels, files: &[(&str, &str)]) -> ImportPlan {
    let readings = files.iter().map(|(file, content)| ReadingOf {
        file,
        name: file,
        reading: read(file, content.as_bytes()).unwrap(),
    });
    plan(
        project,
        &Annotator::from(LAYER),
        new_labels,
        readings.collect(),
    )
}

/// Puts what a plan holds into the layers, as the command made of it does.
fn applied(project: &Project, plan: &ImportPlan) -> Project {
    let mut project = project.clone();
    for part in &plan.documents {
        let doc = project.documents.by_id_mut(&part.doc).unwrap();
        let layer = doc.layers.entry(LAYER.into());
        let layer = Arc::make_mut(layer.or_insert_with(|| Arc::new(Layer::new(LAYER))));
        for span in &part.spans {
            layer.spans.insert(span.clone()).unwrap();
        }
        for relation in &part.relations {
            layer
                .relations
                .insert(relation.id.clone(), relation.clone());
        }
    }
    project
}

/// Returns the reasons of all refusals with their lines.
fn refusals(plan: &ImportPlan) -> Vec<(usize, RefusalReason)> {
    let refusals = plan.refusals.iter();
    refusals
        .map(|r| (r.at.number(), r.reason.clone()))
        .collect()
}

fn spans_of(project: &Project) -> Vec<BTreeSet<(usize, usize, String)>> {
    let (documents, _) = records_of(project, LAYER);
    let keys = documents.iter().map(|labelled| {
        let spans = labelled.layer.spans.iter();
        spans
            .map(|s| (s.range.start().0, s.range.end().0, s.label.to_string()))
            .collect()
    });
    keys.collect()
}

// Fixtures.

#[test]
fn every_fixture_comes_out_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange");
    let entries = fs::read_dir(&root).unwrap();
    let mut cases: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    cases.retain(|case| case.is_dir());
    cases.sort();
    assert!(cases.len() >= 4, "the fixtures are gone");
    for case in cases {
        check_fixture(&case);
    }
}

fn check_fixture(case: &Path) {
    let text = fs::read_to_string(case.join("input.txt")).unwrap();
    let project = project_of(vec![document("0123456789abcdef", "input.txt", &text)]);
    let files: Vec<(&str, String)> = ["input.txt.jsonl", "input.txt.rel.jsonl"]
        .into_iter()
        .filter_map(|name| Some((name, fs::read_to_string(case.join(name)).ok()?)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, c)| (*n, c.as_str())).collect();
    let plan = import(&project, NewLabels::Refuse, &files);
    let mut report = String::new();
    for refusal in &plan.refusals {
        writeln!(report, "{refusal}").unwrap();
    }
    let project = applied(&project, &plan);
    for format in SHOWN.map(|name| format_by_name(name).unwrap()) {
        let (documents, _) = records_of(&project, LAYER);
        for (kind, loss) in loss::report(format, &documents, &options(Overlap::Longest)).iter() {
            let (name, count, lost) = (format.name, loss.count, kind.said(loss.count));
            let examples: Vec<_> = loss.examples.iter().map(ToString::to_string).collect();
            writeln!(report, "{name}: {count} {lost}: {}", examples.join("; ")).unwrap();
        }
        let file = format!("expect.{}.{}", format.name, format.extension());
        expect(
            &case.join(file),
            &export(&project, format.name, Overlap::Longest),
        );
    }
    expect(&case.join("expect.report.txt"), &report);
}

fn expect(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, found).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, expected, "{}", path.display());
}

// Which document is meant, and what is refused.

#[test]
fn a_document_is_found_by_text_then_name_then_id() {
    let project = project_of(vec![
        document("aaaa", "甲.txt", "习近平"),
        document("bbbb", "乙.txt", "李克强"),
        document("bbbb-2", "丙.txt", "李克强"),
    ]);
    let span = r#""spans":[[0,3,"PERSON"]]"#;
    let found = |line: String| {
        let plan = import(&project, NewLabels::Refuse, &[("a.jsonl", &line)]);
        match plan.documents.first() {
            Some(doc) => Ok(doc.doc.to_string()),
            None => Err(plan.refusals[0].reason.clone()),
        }
    };
    assert_eq!(
        found(format!(r#"{{"text":"习近平",{span}}}"#)).unwrap(),
        "aaaa"
    );
    assert_eq!(
        found(format!(r#"{{"id":7,"text":"习近平",{span}}}"#)).unwrap(),
        "aaaa"
    );
    assert_eq!(
        found(format!(r#"{{"id":"丙.txt",{span}}}"#)).unwrap(),
        "bbbb-2"
    );
    assert_eq!(found(format!(r#"{{"id":"bbbb",{span}}}"#)).unwrap(), "bbbb");
    let several = found(format!(r#"{{"text":"李克强",{span}}}"#)).unwrap_err();
    assert_eq!(several, RefusalReason::SeveralDocuments { n_documents: 2 });
    let by_both = found(format!(r#"{{"id":"丙.txt","text":"李克强",{span}}}"#));
    assert_eq!(by_both.unwrap(), "bbbb-2");
    let other = found(format!(r#"{{"id":"甲.txt","text":"习近乎",{span}}}"#)).unwrap_err();
    let document = "甲.txt".to_owned();
    assert_eq!(other, RefusalReason::OtherText { document, at: 2 });
    let gone = found(format!(r#"{{"id":"丁.txt",{span}}}"#)).unwrap_err();
    let name = "丁.txt".to_owned();
    assert_eq!(gone, RefusalReason::NoSuchDocument { name });
}

#[test]
fn spans_on_a_text_that_was_corrected_since_are_refused() {
    let mut doc = document("aaaa", "甲.txt", "习近平主席");
    doc.revisions.push(Revision {
        text_sha256: String::new(),
        text: Arc::new(Text::from("习近乎主席")),
    });
    let line = r#"{"id":"甲.txt","text":"习近乎主席","spans":[[3,5,"ROLE"]]}"#;
    let plan = import(
        &project_of(vec![doc]),
        NewLabels::Refuse,
        &[("a.jsonl", line)],
    );
    let document = "甲.txt".to_owned();
    assert_eq!(
        refusals(&plan),
        [(1, RefusalReason::EarlierText { document })]
    );
    assert!(plan.documents.is_empty(), "no layer is made of nothing");
}

#[test]
fn unknown_labels_are_refused_unless_they_may_be_added() {
    let project = project_of(vec![document("aaaa", "甲.txt", "新华社北京")]);
    let lines = "{\"start\":0,\"end\":3,\"label\":\"ORG\",\"text\":\"新华社\"}\n\
                 {\"start\":3,\"end\":5,\"label\":\" \",\"text\":\"北京\"}\n";
    let refused = import(&project, NewLabels::Refuse, &[("甲.txt.jsonl", lines)]);
    assert_eq!((refused.n_spans(), refused.n_refused()), (0, 2));
    let added = import(&project, NewLabels::Add, &[("甲.txt.jsonl", lines)]);
    assert_eq!((added.n_spans(), added.n_refused()), (1, 1));
    assert_eq!(added.new_labels, ["ORG".into()]);
}

#[test]
fn an_empty_file_makes_a_layer_and_a_refused_one_does_not() {
    let project = project_of(vec![document("aaaa", "甲.txt", "习近平")]);
    let empty = import(&project, NewLabels::Refuse, &[("甲.txt.jsonl", "\n")]);
    assert_eq!(empty.documents.len(), 1);
    for line in [
        r#"{"start":0,"end":9,"label":"PERSON"}"#,
        r#"{"id":"甲.txt","spans":[[0,-3,"PERSON"]]}"#,
    ] {
        let plan = import(&project, NewLabels::Refuse, &[("甲.txt.jsonl", line)]);
        assert!(plan.documents.is_empty());
        assert_eq!(plan.n_refused(), 1, "{line}");
    }
}

#[test]
fn relations_find_their_ends_whatever_the_order_of_files() {
    let doc = with_layer(
        document("aaaa", "甲.txt", "主席习近平"),
        [Span::new(CharRange::of(2, 5), "PERSON")],
    );
    let project = project_of(vec![doc]);
    let relations = "{\"rel\":\"HOLDS\",\"head\":[2,5],\"tail\":[0,2]}\n\
                     {\"rel\":\"HOLDS\",\"head\":[0,2],\"tail\":[2,5]}\n\
                     {\"rel\":\"HOLDS\",\"head\":[2,5],\"tail\":[0,2]}\n\
                     {\"rel\":\"KNOWS\",\"head\":[2,5],\"tail\":[0,2]}\n\
                     {\"rel\":\"HOLDS\",\"head\":[2,5,\"ROLE\"],\"tail\":[0,2]}\n";
    let spans = "{\"start\":0,\"end\":2,\"label\":\"ROLE\",\"text\":\"主席\"}\n";
    let files = [("甲.txt.rel.jsonl", relations), ("甲.txt.jsonl", spans)];
    let plan = import(&project, NewLabels::Refuse, &files);
    assert_eq!(
        (plan.n_spans(), plan.n_relations(), plan.n_known),
        (1, 1, 1)
    );
    let lines: Vec<usize> = plan.refusals.iter().map(|r| r.at.number()).collect();
    assert_eq!(lines, [2, 4, 5]);
}

#[test]
fn a_relation_that_could_mean_two_spans_is_refused_until_it_names_one() {
    let mut project = project_of(vec![with_layer(
        document("aaaa", "甲.txt", "主席习近平"),
        [
            Span::new(CharRange::of(2, 5), "PERSON"),
            Span::new(CharRange::of(2, 5), "EVENT"),
            Span::new(CharRange::of(0, 2), "ROLE"),
        ],
    )]);
    Arc::make_mut(&mut project.schema).relations[0]
        .heads
        .clear();
    let vague = r#"{"rel":"HOLDS","head":[2,5],"tail":[0,2]}"#;
    let plan = import(&project, NewLabels::Refuse, &[("甲.txt.rel.jsonl", vague)]);
    let labels = match &plan.refusals[0].reason {
        RefusalReason::SeveralEnds { labels, .. } => labels.as_str(),
        reason => panic!("{reason}"),
    };
    assert_eq!(labels, "EVENT, PERSON");
    let exact = r#"{"rel":"HOLDS","head":[2,5,"PERSON"],"tail":[0,2]}"#;
    let plan = import(&project, NewLabels::Refuse, &[("甲.txt.rel.jsonl", exact)]);
    assert_eq!((plan.n_relations(), plan.n_refused()), (1, 0));
}

#[test]
fn files_that_are_no_text_are_not_read_and_windows_shells_are() {
    assert_eq!(
        read("a", b"{}\n\xFF\xFE"),
        Err(ReadError::NotUtf8 { line: 2 })
    );
    assert_eq!(read("a", b"{}\n\n\0"), Err(ReadError::NulByte { line: 3 }));
    let line = "{\"start\":0,\"end\":1,\"label\":\"甲\"}\r\n";
    let utf16 = line.encode_utf16().flat_map(u16::to_le_bytes);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf16).collect();
    let with_bom = format!("\u{FEFF}{line}");
    let expected = read("a.jsonl", line.as_bytes()).unwrap();
    assert_eq!(expected.documents[0].spans.len(), 1);
    assert_eq!(read("a.jsonl", &utf16).unwrap(), expected);
    assert_eq!(read("a.jsonl", with_bom.as_bytes()).unwrap(), expected);
}

#[test]
fn fields_that_are_passed_over_are_counted() {
    let line = r#"{"id":"甲","spans":[{"start":0,"end":1,"label":"A","score":1}],"meta":{}}"#;
    let reading = read("a", line.as_bytes()).unwrap();
    let fields: Vec<_> = reading.unread_fields.into_iter().collect();
    assert_eq!(fields, [("meta".to_owned(), 1), ("score".to_owned(), 1)]);
}

// What gets lost.

#[test]
fn each_kind_of_loss_is_counted_for_the_formats_that_have_it() {
    let detail = SpanDetail {
        attributes: [("level".to_owned(), "high".to_owned())].into(),
        note: "存疑".to_owned(),
        entity: Some("xi".into()),
        ..SpanDetail::default()
    };
    let range = CharRange::of;
    let mut doc = with_layer(
        document("aaaa", "甲.txt", "总书记习近平 \r\n主席"),
        [
            Span::with_detail(range(3, 6), "PERSON", detail),
            Span::new(range(0, 6), "EVENT"),
            Span::new(range(5, 10), "SLOGAN"),
            Span::new(range(6, 9), "ROLE"),
            Span::new(range(8, 11), "A\tB"),
        ],
    );
    let layer = Arc::make_mut(doc.layers.get_mut(LAYER).unwrap());
    layer.meta.status = Status::Done;
    layer.meta.active_seconds = 60;
    let ends: Vec<_> = layer.spans.iter().take(2).map(Span::key).collect();
    let relation = Relation::new("HOLDS", ends[0].clone(), ends[1].clone());
    layer.relations.insert(relation.id.clone(), relation);
    let project = project_of(vec![doc]);
    let (documents, _) = records_of(&project, LAYER);
    let counted = |format: &str| -> Vec<(LossKind, usize)> {
        let format = format_by_name(format).unwrap();
        let report = loss::report(format, &documents, &options(Overlap::Longest));
        report
            .iter()
            .map(|(kind, loss)| (kind, loss.count))
            .collect()
    };
    let beside_spans = [
        (LossKind::Attributes, 1),
        (LossKind::SpanNotes, 1),
        (LossKind::Entities, 1),
        (LossKind::Relations, 1),
        (LossKind::Statuses, 1),
        (LossKind::Time, 1),
    ];
    assert_eq!(counted("jsonl"), [(LossKind::Time, 1)]);
    let flat = [
        (LossKind::Nested, 1),
        (LossKind::Overlapping, 1),
        (LossKind::Blank, 1),
        (LossKind::Trimmed, 1),
        (LossKind::LabelSpelling, 1),
    ];
    let names = [(LossKind::DocumentNames, 1)];
    let all: Vec<_> = flat.into_iter().chain(beside_spans).chain(names).collect();
    assert_eq!(counted("conll-bio"), all);
}

#[test]
fn documents_without_the_layer_stay_out_and_are_named() {
    let project = project_of(vec![
        with_layer(document("aaaa", "甲.txt", "甲"), []),
        document("bbbb", "乙.txt", "乙"),
    ]);
    let (documents, without_layer) = records_of(&project, LAYER);
    assert_eq!((documents.len(), without_layer), (1, vec!["乙.txt"]));
}

// Laws.

/// A character of a text: Chinese, glossed, astral, combining, invisible, and what formats escape.
fn character() -> impl Strategy<Value = char> {
    let nasty = "统一習近平(tǒng)。！？!?”》\"'\\|_*[];->\t\r\n \u{3000}\u{A0}\u{85}\u{2028}\u{2029}\
                 \u{200B}\u{FEFF}\u{C}\u{B}\u{1C}\u{1}\u{7F}𠀀😀\u{200D}e\u{301}B-";
    proptest::sample::select(nasty.chars().collect::<Vec<_>>())
}

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = proptest::collection::vec(character(), 0..60);
    let label = proptest::sample::select(vec!["PERSON", "ROLE", "大 事", "B-X"]);
    let span = (0..60_usize, 1..12_usize, label);
    let parts = (text, proptest::collection::vec(span, 0..12));
    proptest::collection::vec(parts, 1..4).prop_map(|parts| {
        let documents = parts.into_iter().enumerate();
        documents
            .map(|(i, (text, spans))| {
                let text = String::from_iter(text);
                let doc = document(&format!("id{i}"), &format!("文{i}.txt"), &text);
                let whole = doc.text.range();
                let spans = spans.into_iter().filter_map(|(start, len, label)| {
                    let range = CharRange::of(start, start + len).intersection(whole)?;
                    Some(Span::new(range, label))
                });
                with_layer(doc, spans.collect::<Vec<_>>())
            })
            .collect()
    })
}

fn without_layers(project: &Project) -> Project {
    let mut project = project.clone();
    let ids: Vec<_> = project.documents.iter().map(|doc| doc.id.clone()).collect();
    for id in ids {
        project.documents.by_id_mut(&id).unwrap().layers.clear();
    }
    project
}

/// A strict reader of `character TAB tag` lines: what a span is must be said without a gap.
fn decoded(content: &str, bioes: bool) -> Vec<(usize, usize, String)> {
    let mut spans = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut n_tokens = 0;
    let mut row_before = false;
    for row in content.split_terminator('\n') {
        if row.is_empty() {
            assert!(row_before, "two empty lines, or one at the start");
            row_before = false;
            let cut = open.take();
            assert!(!bioes || cut.is_none(), "a sentence ends inside a span");
            spans.extend(cut.map(|(start, label)| (start, n_tokens, label)));
            continue;
        }
        row_before = true;
        let (token, tag) = row.split_once('\t').unwrap();
        assert_eq!(token.chars().count(), 1, "{row:?}");
        assert!(!tag.contains('\t'));
        let (letter, label) = tag.split_once('-').unwrap_or((tag, ""));
        if !bioes && letter != "I" {
            spans.extend(open.take().map(|(start, label)| (start, n_tokens, label)));
        }
        match letter {
            "B" | "S" => {
                assert_eq!(open, None);
                open = Some((n_tokens, label.to_owned()));
            }
            "O" => assert_eq!(open, None),
            "I" | "E" => assert_eq!(open.as_ref().unwrap().1, label),
            _ => panic!("{row:?}"),
        }
        n_tokens += 1;
        if bioes && matches!(letter, "E" | "S") {
            spans.extend(open.take().map(|(start, label)| (start, n_tokens, label)));
        }
    }
    assert!(!row_before, "the last sentence has no empty line after it");
    spans
}

proptest! {
    #[test]
    fn jsonl_out_and_in_again_is_the_same_layer(documents in documents()) {
        let project = project_of(documents);
        let exported = export(&project, "jsonl", Overlap::Longest);
        prop_assert_eq!(exported.lines().count(), project.documents.len());
        // Python's str.splitlines takes all of these for line ends.
        let ends = ['\r', '\u{B}', '\u{C}', '\u{1C}', '\u{85}', '\u{2028}', '\u{2029}'];
        prop_assert!(!exported.contains(ends));
        let (all, _) = records_of(&project, LAYER);
        let jsonl = format_by_name("jsonl").unwrap();
        prop_assert!(!loss::report(jsonl, &all, &options(Overlap::Error)).loses_data());
        let empty = without_layers(&project);
        let plan = import(&empty, NewLabels::Add, &[("a.jsonl", &exported)]);
        // Two documents of one text are told apart by name.
        prop_assert_eq!(&plan.refusals, &[]);
        let back = applied(&empty, &plan);
        prop_assert_eq!(spans_of(&back), spans_of(&project));
        prop_assert_eq!(export(&back, "jsonl", Overlap::Longest), exported);
    }

    #[test]
    fn conll_says_exactly_what_a_flat_format_keeps(
        documents in documents(),
        first in any::<bool>(),
        bioes in any::<bool>(),
    ) {
        let overlap = if first { Overlap::First } else { Overlap::Longest };
        for doc in documents {
            let kept: Vec<(usize, usize, String)> = {
                let spans = doc.layer(LAYER).unwrap().spans.iter();
                let n_tokens = |n_chars: usize| {
                    let head = doc.text.as_str().chars().take(n_chars);
                    head.filter(|c| !is_blank(*c)).count()
                };
                let flat = flatten(&doc.text, spans, overlap);
                let tokens = flat.kept.iter().map(|s| {
                    let (start, end) = (s.range.start().0, s.range.end().0);
                    (n_tokens(start), n_tokens(end), s.label().to_string())
                });
                tokens.collect()
            };
            let tokens: String = doc.text.as_str().chars().filter(|c| !is_blank(*c)).collect();
            let project = project_of(vec![doc]);
            let name = if bioes { "conll-bioes" } else { "conll-bio" };
            let out = export(&project, name, overlap);
            let rows = out.split('\n').filter_map(|row| Some(row.split_once('\t')?.0));
            prop_assert_eq!(rows.collect::<String>(), tokens);
            prop_assert_eq!(decoded(&out, bioes), kept);
        }
    }

    #[test]
    fn no_line_makes_the_reader_panic(line in "[\\{\\}\\[\\]\":,a-z0-9\\-\\. ]{0,40}", cut in 0..60_usize) {
        let whole = r#"{"id":"文","text":"习近平","spans":[{"start":0,"end":3,"label":"A"}]}"#;
        let head: String = whole.chars().take(cut).collect();
        let project = project_of(vec![document("aaaa", "文", "习近平")]);
        for content in [line.clone(), format!("{head}{line}")] {
            import(&project, NewLabels::Add, &[("文.jsonl", &content)]);
        }
    }
}
