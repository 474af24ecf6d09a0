//! One command on very many spans with very many relations, which must not take minutes.

use zhubi::edit::apply;
use zhubi::edit::command::Command;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::model::span_set::SpanSet;
use zhubi::text::offset::CharRange;

use super::DOC;
use super::WHO;
use super::here;
use super::layer;
use super::project;

/// Ten billion looks, if each span were to look at each relation.
const N: usize = 100_000;

fn person(i: usize) -> SpanKey {
    SpanKey::new(CharRange::of(2 * i, 2 * i + 1), "PERSON")
}

fn role(i: usize) -> SpanKey {
    SpanKey::new(CharRange::of(2 * i + 1, 2 * i + 2), "ROLE")
}

fn large() -> Project {
    let mut project = project(&"王长".repeat(N));
    let doc = project.documents.by_id_mut(&DOC.into()).unwrap();
    let layer = std::sync::Arc::make_mut(doc.layers.get_mut(WHO).unwrap());
    let keys = (0..N).flat_map(|i| [person(i), role(i)]);
    layer.spans = SpanSet::from_spans(keys.map(|key| Span::new(key.range, key.label))).0;
    layer.relations = (0..N)
        .map(|i| Relation::new("HOLDS", person(i), role(i)))
        .map(|relation| (relation.id.clone(), relation))
        .collect();
    project
}

#[test]
fn a_hundred_thousand_spans_go_and_come_back_with_their_relations() {
    let mut project = large();
    let start = project.clone();
    let remove = Command::RemoveSpans {
        layer: here(),
        spans: (0..N).map(role).collect(),
    };
    let change = apply::run(&mut project, remove).unwrap();
    assert_eq!(change.n_spans(), (0, N));
    assert!(layer(&project).relations.is_empty());
    assert_eq!(layer(&project).spans.len(), N);
    apply::replay(&mut project, &change.inverse()).unwrap();
    assert!(project == start);
}

#[test]
fn a_label_with_a_hundred_thousand_spans_and_relations_is_renamed_and_removed() {
    let mut project = large();
    let rename = Command::RenameLabel {
        from: "ROLE".into(),
        to: "职务".into(),
    };
    apply::run(&mut project, rename).unwrap();
    assert_eq!(layer(&project).spans.counts()["职务"], N);
    let mut tails = layer(&project).relations.keys().map(|id| &id.tail.label);
    assert!(tails.all(|label| label.as_str() == "职务"));
    let remove = Command::RemoveLabel("职务".into());
    apply::run(&mut project, remove).unwrap();
    assert!(layer(&project).relations.is_empty());
    assert_eq!(layer(&project).spans.len(), N);
}
