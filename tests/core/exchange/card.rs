//! The data card: one whole card as expected, and what no name may break.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use zhubi::exchange::card::Card;
use zhubi::exchange::card::CardFile;
use zhubi::exchange::fit::fit;
use zhubi::exchange::format_by_name;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::select::Layers;
use zhubi::exchange::select::Negatives;
use zhubi::exchange::select::Selection;
use zhubi::exchange::select::records;
use zhubi::exchange::split::Part;
use zhubi::exchange::split::Split;
use zhubi::exchange::split::split;
use zhubi::model::document::Document;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Status;
use zhubi::model::marked;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::schema::Label;
use zhubi::model::span::Span;
use zhubi::text::view::ViewKind;

use super::document;
use super::expect;
use super::project_of;

/// Makes a document that several have marked and done.
fn done(name: &str, layers: &[(&str, &str)]) -> Document {
    let (text, _) = marked::parse(layers[0].1).unwrap();
    let mut doc = document(name, name, &text);
    doc.source.encoding = "GB18030".to_owned();
    for (annotator, marked) in layers {
        let (_, spans) = marked::parse(marked).unwrap();
        let mut layer = Layer::new(*annotator);
        layer.meta.status = Status::Done;
        for span in spans {
            layer.spans.insert(span).unwrap();
        }
        doc.layers.insert((*annotator).into(), Arc::new(layer));
    }
    doc
}

fn project() -> Project {
    let both = "⟦ROLE:主席⟧⟦PERSON:习近平⟧出席⟦EVENT:会议⟧\n完";
    let mut first = done(
        "甲|一.txt",
        &[
            ("li", both),
            ("王 \"w\"", "主席⟦PERSON:习近平⟧出席⟦EVENT:会议⟧\n完"),
        ],
    );
    let layer = Arc::make_mut(first.layers.get_mut("li").unwrap());
    let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
    let holds = Relation::new("HOLDS", keys[1].clone(), keys[0].clone());
    layer.relations.insert(holds.id.clone(), holds);
    let second = done(
        "乙.txt",
        &[("li", "⟦A|#*:李克强⟧"), ("王 \"w\"", "⟦A|#*:李克强⟧")],
    );
    let third = done("丙.txt", &[("li", "李(lǐ)⟦ROLE:總理(lǐ)⟧")]);
    let untouched = document("丁", "丁.txt", "无人");
    let mut project = project_of(vec![first, second, third, untouched]);
    project.name = "会议: \"甲\" | #1".to_owned();
    let schema = Arc::make_mut(&mut project.schema);
    schema.labels.push(Label {
        description: "a | b\nc <i> `d`".to_owned(),
        ..Label::new("A|#*")
    });
    project
}

/// Exports as a caller does and makes the card of it.
fn card_of(
    project: &Project,
    selection: &Selection,
    format: &str,
    by: Option<Split>,
) -> (String, Vec<CardFile>) {
    let format = format_by_name(format).unwrap();
    let options = WriteOptions::default();
    let mut losses = LossReport::default();
    let parts = by.map(|by| split(project, selection, &by));
    let mut files: BTreeMap<Option<Part>, CardFile> = BTreeMap::new();
    let mut chosen = records(project, selection);
    for (i, record) in chosen.by_ref().enumerate() {
        let part = parts.as_ref().and_then(|parts| parts.at(i));
        let fitted = fit(format, &options, &record, &mut losses).unwrap();
        let file = files.entry(part).or_default();
        let stem = part.map_or("all", |part| part.name());
        file.name = format!("{stem}.{}", format.extension());
        file.part = part;
        file.tally.add(&fitted);
    }
    losses.merge(&chosen.into_left_out().losses);
    let files: Vec<CardFile> = files.into_values().collect();
    let card = Card {
        project,
        selection,
        format,
        options: &options,
        files: &files,
        split: by,
        losses: &losses,
        date: "2026-03-01",
    };
    (card.to_markdown(), files)
}

#[test]
fn a_card_is_as_expected_and_the_same_each_time() {
    let project = project();
    let selection = Selection {
        negatives: Negatives::LeftOut,
        view: ViewKind::SIMPLIFIED,
        ..Selection::default()
    };
    let by = Split {
        ratios: [1, 1, 1],
        seed: 7,
    };
    let (card, _) = card_of(&project, &selection, "jsonl", Some(by));
    let (again, _) = card_of(&project.clone(), &selection, "jsonl", Some(by));
    assert_eq!(card, again);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/card.md");
    expect(&path, &card);
}

#[test]
fn every_table_has_as_many_cells_in_each_row_and_yaml_is_quoted() {
    let project = project();
    for format in ["jsonl", "conll-bio", "html"] {
        let (card, _) = card_of(&project, &Selection::default(), format, None);
        let mut n_before = None;
        for line in card.lines() {
            let is_row = line.starts_with('|');
            let n_cells = line.replace(r"\|", "").matches('|').count();
            if let Some(n_before) = n_before.filter(|_| is_row) {
                assert_eq!(n_cells, n_before, "{line}");
            }
            n_before = is_row.then_some(n_cells);
        }
        let front: Vec<&str> = card.split("---\n").collect();
        let name = r##"pretty_name: "会议: \"甲\" | #1""##;
        assert!(front[1].lines().any(|line| line == name), "{card}");
        let is_loaded = front[1].contains("configs:\n- config_name: default\n  data_files:");
        assert_eq!(is_loaded, format == "jsonl");
    }
}

#[test]
fn agreement_is_f1_of_the_documents_that_both_labelled() {
    let project = project();
    // Of 4 and 3 spans 3 are in both: 6 / 7.
    let row = r#"| li | 王 "w" | 2 | 3 | 0.857 |"#;
    let (card, _) = card_of(&project, &Selection::default(), "jsonl", None);
    assert!(card.contains(row), "{card}");
    let one = Selection {
        layers: Layers::One("li".into()),
        labels: Some(["PERSON".into(), "EVENT".into()].into()),
        ..Selection::default()
    };
    let (card, _) = card_of(&project, &one, "jsonl", None);
    assert!(
        card.contains(r#"| li | 王 "w" | 2 | 2 | 1.000 |"#),
        "{card}"
    );
    assert!(card.contains("| li | 3 | 2 |"), "{card}");
    assert!(!card.contains("| ROLE |"), "{card}");
    assert!(
        card.contains("- 1 span of the label A\\|\\#\\*, not chosen"),
        "{card}"
    );
    let alone = Selection {
        documents: Some(["丙.txt".into()].into()),
        ..Selection::default()
    };
    let (card, _) = card_of(&project, &alone, "jsonl", None);
    assert!(!card.contains("## Agreement"), "{card}");
}
