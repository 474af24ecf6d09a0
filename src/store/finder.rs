//! Finds the line and column at which an object of a project stands in its file.
//!
//! A finding of `check` names a label, a document, a layer, a span or a relation. Where that stands
//! depends on the file: someone may have edited it by hand and changed the order. So the file is
//! read once more, in its own order, and walked once for all that is asked.

use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::relation::RelationId;
use crate::model::span::SpanKey;
use crate::store::format_v1 as file;
use crate::store::locate;
use crate::store::locate::LineColumn;
use crate::store::locate::Trail;
use crate::text::offset::CharRange;

/// An object whose place in the file is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A label of the schema.
    Label(LabelKey),
    /// A relation of the schema.
    RelationType(RelationKey),
    /// A document.
    Document(DocId),
    /// An annotator's layer of a document.
    Layer(DocId, Annotator),
    /// A span of a layer.
    Span(DocId, Annotator, SpanKey),
    /// A relation of a layer.
    Relation(DocId, Annotator, RelationId),
}

/// Returns where each object stands in a project file; `None` for one that is not in it.
pub fn find_all(source: &[u8], targets: &[Target]) -> Vec<Option<LineColumn>> {
    let Ok(source) = std::str::from_utf8(source) else {
        return vec![None; targets.len()];
    };
    let source = locate::without_bom(source);
    let Ok(file) = ron::from_str::<file::Project<'_>>(source) else {
        return vec![None; targets.len()];
    };
    let mut trails = Vec::new();
    let mut asked = Vec::new();
    for (i, target) in targets.iter().enumerate() {
        if let Some(trail) = trail_of(&file, target) {
            trails.push(trail);
            asked.push(i);
        }
    }
    let mut places = vec![None; targets.len()];
    for (i, found) in asked.into_iter().zip(locate::locate_all(source, &trails)) {
        if let Some(place) = places.get_mut(i) {
            *place = found;
        }
    }
    places
}

fn trail_of(file: &file::Project<'_>, target: &Target) -> Option<Trail> {
    let schema = || Trail::default().field("schema");
    match target {
        Target::Label(key) => {
            let mut labels = file.schema.labels.iter();
            let place = labels.position(|label| label.key == **key)?;
            Some(schema().field("labels").index(place))
        }
        Target::RelationType(key) => {
            let mut relations = file.schema.relations.iter();
            let place = relations.position(|relation| relation.key == **key)?;
            Some(schema().field("relations").index(place))
        }
        Target::Document(id) => document(file, id).map(|found| found.0),
        Target::Layer(id, annotator) => layer(file, id, annotator).map(|found| found.0),
        Target::Span(id, annotator, key) => {
            let (trail, layer) = layer(file, id, annotator)?;
            let place = layer.spans.iter().position(|line| {
                is_key(line.start, line.end, &line.label.0, key) && line.start < line.end
            })?;
            Some(trail.field("spans").index(place))
        }
        Target::Relation(id, annotator, relation) => {
            let (trail, layer) = layer(file, id, annotator)?;
            let place = layer.relations.iter().position(|line| {
                line.key == *relation.key
                    && is_key(line.head.0, line.head.1, &line.head.2.0, &relation.head)
                    && is_key(line.tail.0, line.tail.1, &line.tail.2.0, &relation.tail)
            })?;
            Some(trail.field("relations").index(place))
        }
    }
}

fn document<'a, 'f>(
    file: &'f file::Project<'a>,
    id: &DocId,
) -> Option<(Trail, &'f file::Document<'a>)> {
    let mut documents = file.documents.iter().enumerate();
    let (place, doc) = documents.find(|(_, doc)| doc.id == **id)?;
    Some((Trail::default().field("documents").index(place), doc))
}

fn layer<'a, 'f>(
    file: &'f file::Project<'a>,
    id: &DocId,
    annotator: &Annotator,
) -> Option<(Trail, &'f file::Layer<'a>)> {
    let (trail, doc) = document(file, id)?;
    let mut layers = doc.layers.iter().enumerate();
    let (place, layer) = layers.find(|(_, layer)| layer.annotator == **annotator)?;
    Some((trail.field("layers").index(place), layer))
}

fn is_key(start: usize, end: usize, label: &str, key: &SpanKey) -> bool {
    CharRange::of(start, end) == key.range && label == key.label.as_str()
}
