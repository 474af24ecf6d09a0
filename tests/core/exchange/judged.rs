//! What the judges of `tests/judges` found wrong, so that it stays right without them.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::Value;
use zhubi::exchange::export;
use zhubi::exchange::export::Export;
use zhubi::exchange::format_by_name;
use zhubi::exchange::input::Input;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::select::Layers;
use zhubi::exchange::select::Negatives;
use zhubi::exchange::select::Selection;
use zhubi::model::ids::Annotator;
use zhubi::model::layer::Layer;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::Span;
use zhubi::text::offset::CharRange;
use zhubi::text::view::ViewKind;

use super::document;
use super::project_of;

/// Two documents, of which only the second has a relation.
fn project() -> Project {
    let documents = [("甲.txt", false), ("乙.txt", true)].map(|(name, is_related)| {
        let mut doc = document(name, name, &format!("主席王小明{name}"));
        let mut layer = Layer::new("li");
        let ends = [(0, 2, "ROLE"), (2, 5, "PERSON")];
        let ends = ends.map(|(start, end, label)| Span::new(CharRange::of(start, end), label));
        if is_related {
            let relation = Relation::new("HOLDS", ends[1].key(), ends[0].key());
            layer.relations.insert(relation.id.clone(), relation);
        }
        for span in ends {
            layer.spans.insert(span).unwrap();
        }
        doc.layers.insert("li".into(), Arc::new(layer));
        doc
    });
    project_of(Vec::from(documents))
}

fn exported(format: &str) -> (Vec<u8>, export::Surveyed) {
    let export = Export {
        format: format_by_name(format).unwrap(),
        options: WriteOptions::default(),
        selection: Selection {
            layers: Layers::One(Annotator::from("li")),
            statuses: None,
            labels: None,
            documents: None,
            negatives: Negatives::Kept,
            view: ViewKind::default(),
        },
        split: None,
    };
    let memory = Memory::default();
    let open = &mut |_| Ok(Box::new(memory.clone()) as Box<_>);
    let surveyed = export::write(&project(), &export, open, &mut |_, _| {
        ControlFlow::Continue(())
    });
    let surveyed = surveyed.unwrap();
    (memory.files()[Memory::MAIN].clone(), surveyed)
}

#[test]
fn an_export_for_doccano_is_of_one_shape_where_one_document_has_relations() {
    let (written, _) = exported("doccano");
    let lines = str::from_utf8(&written).unwrap().lines();
    let keys = lines.map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        line.as_object().unwrap().keys().cloned().collect()
    });
    let keys: Vec<Vec<String>> = keys.collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert!(keys[0].contains(&"relations".to_owned()), "{keys:?}");
}

#[test]
fn relations_that_a_format_has_no_place_for_are_not_counted_as_written() {
    let (_, surveyed) = exported("spacy");
    assert_eq!(surveyed.tally().n_spans(), 4);
    assert_eq!(surveyed.tally().n_relations(), 0);
    let (_, surveyed) = exported("jsonl");
    assert_eq!(surveyed.tally().n_relations(), 1);
}

#[test]
fn positions_of_annotations_are_read_where_linked_data_made_strings_of_them() {
    let page = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation",
        "motivation":"tagging","body":{"type":"TextualBody","purpose":"tagging","value":"PERSON"},
        "target":{"source":"甲.txt","selector":{"type":"TextPositionSelector","start":"2","end":"5"}}}"#;
    let format = format_by_name("web-annotation").unwrap();
    let reading = format.reading(Input::of_bytes("甲.jsonld", page.as_bytes()));
    let reading = reading.unwrap();
    assert_eq!(reading.refusals, []);
    let span = &reading.documents[0].spans[0];
    assert_eq!((span.start, span.end, &*span.label), (2, 5, "PERSON"));
}
