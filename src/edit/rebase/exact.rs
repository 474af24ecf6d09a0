//! Makes recorded deltas again where nobody has touched what they speak of.
//!
//! Joining deltas and merging values is for what two sides changed. Where every delta finds what it
//! found when it was recorded, one after the other, the outcome is beyond doubt.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edit::change::Delta;
use crate::edit::change::LayerRef;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::records::names;
use crate::edit::record::perform;
use crate::model::document::Document;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::model::relation::RelationId;

/// Returns the project that deltas make; `None` if one does not find what it found then.
pub(super) fn made(project: &Project, deltas: &[RecordedDelta]) -> Option<Project> {
    let mut copy = project.clone();
    let mut timed = BTreeSet::new();
    for record in deltas {
        if !(text_is(&copy, record) && finds(&copy, &record.delta, &timed)) {
            return None;
        }
        perform(&mut copy, &record.delta).ok()?;
        if let Delta::Meta { layer, diff } = &record.delta
            && diff.before.active_seconds != diff.after.active_seconds
        {
            timed.insert(key_of(layer));
        }
    }
    let layers: BTreeSet<LayerKey<'_>> = deltas
        .iter()
        .filter_map(|record| record.delta.layer().map(key_of))
        .collect();
    // A relation of somebody else's whose span goes, or ours whose span somebody took away.
    let loose = |project: &Project, (doc, annotator): &LayerKey<'_>| {
        let layer = LayerRef::new(*doc, *annotator);
        let layer = project.layer(&layer.doc, &layer.annotator);
        layer.map_or_else(BTreeSet::new, loose_relations)
    };
    let holds = |layer: &LayerKey<'_>| loose(&copy, layer).is_subset(&loose(project, layer));
    layers.iter().all(holds).then_some(copy)
}

/// A layer's document and annotator.
type LayerKey<'a> = (&'a str, &'a str);

fn key_of(layer: &LayerRef) -> LayerKey<'_> {
    (layer.doc.as_str(), layer.annotator.as_str())
}

fn loose_relations(layer: &Layer) -> BTreeSet<RelationId> {
    let is_there = |key| layer.spans.contains(key);
    let ids = layer.relations.keys();
    ids.filter(|id| !(is_there(&id.head) && is_there(&id.tail)))
        .cloned()
        .collect()
}

/// Returns whether the text is the one that a delta points into.
fn text_is(project: &Project, record: &RecordedDelta) -> bool {
    let (Some(words), Some(doc)) = (&record.words, record.delta.doc()) else {
        return true;
    };
    let doc = project.documents.by_id(doc);
    doc.is_some_and(|doc| names(&words.text, &doc.text_sha256))
}

/// Returns whether documents and layers are as they were, and no name is taken; carrying a delta
/// out looks at everything else.
///
/// Time that the deltas themselves noted in a layer may have come to it: it is noted between acts,
/// and what takes an act back knows nothing of it.
fn finds(project: &Project, delta: &Delta, timed: &BTreeSet<LayerKey<'_>>) -> bool {
    let is_free = |id: &str, name: &str| {
        let mut others = project.documents.iter();
        !others.any(|doc| doc.name == name && doc.id.as_str() != id)
    };
    match delta {
        Delta::Document { diff, .. } => {
            let there = |doc: &Arc<Document>| project.documents.by_id(&doc.id);
            let was = match (&diff.before, &diff.after) {
                (Some(before), _) => there(before).is_some_and(|d| same_document(d, before, timed)),
                (None, Some(after)) => there(after).is_none(),
                (None, None) => true,
            };
            let to = diff.after.as_ref();
            was && to.is_none_or(|after| is_free(after.id.as_str(), &after.name))
        }
        Delta::DocumentName { doc, diff } => is_free(doc.as_str(), &diff.after),
        Delta::Layer { doc: id, diff } => {
            let doc = project.documents.by_id(id);
            let there = |layer: &Layer| doc.and_then(|doc| doc.layers.get(&layer.annotator));
            let was = diff.before.as_ref().is_none_or(|before| {
                there(before).is_some_and(|layer| same_layer(id.as_str(), layer, before, timed))
            });
            let name = |side: &Option<Arc<Layer>>| side.as_ref().map(|l| l.annotator.clone());
            let stays = name(&diff.before) == name(&diff.after);
            let to = diff.after.as_ref();
            was && (stays || to.is_none_or(|after| there(after).is_none()))
        }
        _ => true,
    }
}

fn same_document(a: &Arc<Document>, b: &Arc<Document>, timed: &BTreeSet<LayerKey<'_>>) -> bool {
    let bare = |doc: &Document| Document {
        layers: Default::default(),
        ..doc.clone()
    };
    let mut layers = a.layers.values().zip(b.layers.values());
    Arc::ptr_eq(a, b)
        || a.layers.len() == b.layers.len()
            && layers.all(|(one, other)| same_layer(a.id.as_str(), one, other, timed))
            && bare(a) == bare(b)
}

fn same_layer(doc: &str, a: &Layer, b: &Layer, timed: &BTreeSet<LayerKey<'_>>) -> bool {
    if !timed.contains(&(doc, a.annotator.as_str())) {
        return a == b;
    }
    let mut timeless = a.clone();
    timeless.meta.active_seconds = b.meta.active_seconds;
    timeless == *b
}
