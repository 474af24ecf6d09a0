//! Commands, refusals and laws of `edit`.
//!
//! Spans are written in the marked notation, relations as `PERSON:习近平 HOLDS ROLE:总书记`.
//! [`run`] holds every command it carries out to the law that its inverse restores the project.

mod between;
mod commands;
mod correct;
mod laws;
mod many;
mod provenance;
pub mod random;
mod rebase;
mod refusals;
mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use zhubi::edit::apply;
use zhubi::edit::change::Change;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::Refusal;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::layer::Layer;
use zhubi::model::marked;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::SpanKey;
use zhubi::model::span_set::SpanSet;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

/// The document of [`project`].
pub const DOC: &str = "d";

/// The annotator of its layer.
pub const WHO: &str = "甲";

pub fn here() -> LayerRef {
    LayerRef::new(DOC, WHO)
}

/// Makes a document with a layer from marked text.
pub fn document(id: &str, marked: &str) -> Document {
    let (plain, spans) = marked::parse(marked).unwrap();
    let mut layer = Layer::new(WHO);
    layer.spans = SpanSet::from_spans(spans).0;
    Document {
        id: id.into(),
        name: format!("{id}.txt"),
        source: Source::default(),
        text_sha256: sha256_hex(plain.as_bytes()),
        text: Arc::new(Text::from(plain.as_str())),
        revisions: Vec::new(),
        layers: BTreeMap::from([(WHO.into(), Arc::new(layer))]),
        extra: Extra::new(),
    }
}

/// Makes a project of one document from marked text, with the labels a new one has.
pub fn project(marked: &str) -> Project {
    let mut project = Project::new("项目");
    let doc = document(DOC, marked);
    project.documents.insert(0, Arc::new(doc)).unwrap();
    project
}

pub fn layer(project: &Project) -> &Layer {
    project.layer(&DOC.into(), WHO).unwrap()
}

/// Writes the layer in the marked notation.
pub fn marks(project: &Project) -> String {
    let doc = project.documents.by_id(&DOC.into()).unwrap();
    marked::print(&doc.text, &layer(project).spans)
}

/// Returns where words stand first in the text.
pub fn range(project: &Project, words: &str) -> CharRange {
    let text = &project.documents.by_id(&DOC.into()).unwrap().text;
    let byte = text.as_str().find(words).expect(words);
    let start = text.as_str()[..byte].chars().count();
    CharRange::of(start, start + words.chars().count())
}

/// Reads `LABEL:words` as a key.
pub fn key(project: &Project, written: &str) -> SpanKey {
    let (label, words) = written.split_once(':').unwrap();
    SpanKey::new(range(project, words), label)
}

/// Reads `HEAD:words RELATION TAIL:words`.
pub fn relation(project: &Project, written: &str) -> Relation {
    let parts: Vec<&str> = written.split(' ').collect();
    Relation::new(parts[1], key(project, parts[0]), key(project, parts[2]))
}

/// Puts relations into the layer without asking whether they fit.
pub fn relate(project: &mut Project, written: &[&str]) {
    let relations: Vec<Relation> = written.iter().map(|w| relation(project, w)).collect();
    let doc = project.documents.by_id_mut(&DOC.into()).unwrap();
    let layer = Arc::make_mut(doc.layers.get_mut(WHO).unwrap());
    for relation in relations {
        layer.relations.insert(relation.id.clone(), relation);
    }
}

/// Writes the relations of the layer.
pub fn relations(project: &Project) -> Vec<String> {
    let text = &project.documents.by_id(&DOC.into()).unwrap().text;
    let end = |key: &SpanKey| format!("{}:{}", key.label, text.slice(key.range));
    let ids = layer(project).relations.keys();
    ids.map(|id| format!("{} {} {}", end(&id.head), id.key, end(&id.tail)))
        .collect()
}

/// Carries out a command; back and forth again must give the same two projects.
pub fn run(project: &mut Project, command: Command) -> Change {
    let start = project.clone();
    let said = format!("{command:?}");
    let change = match apply::run(project, command) {
        Ok(change) => change,
        Err(refusal) => panic!("{said} was refused: {refusal}"),
    };
    assert_eq!(change.is_empty(), *project == start, "{said}");
    let end = project.clone();
    apply::replay(project, &change.clone().inverse()).unwrap();
    assert!(*project == start, "the inverse of {said}");
    apply::replay(project, &change).unwrap();
    assert!(*project == end, "{said} again");
    change
}

/// Asks for a command that must be refused and must leave the project as it was.
pub fn refuse(project: &mut Project, command: Command) -> Refusal {
    let start = project.clone();
    let said = format!("{command:?}");
    let Err(refusal) = apply::run(project, command) else {
        panic!("{said} was carried out")
    };
    assert!(*project == start, "{said} was refused and left a trace");
    refusal
}

/// Checks what a command makes of a marked text.
#[track_caller]
pub fn check(before: &str, command: impl FnOnce(&Project) -> Command, after: &str) {
    let mut project = project(before);
    let command = command(&project);
    run(&mut project, command);
    assert_eq!(marks(&project), after);
}
