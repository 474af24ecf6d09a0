//! Makes recorded deltas again where nobody has touched what they speak of.
//!
//! Joining deltas and merging values is for what two sides changed. Where every delta finds what it
//! found when it was recorded, one after the other, the outcome is beyond doubt.

use std::collections::BTreeSet;

use crate::edit::change::Delta;
use crate::edit::change::LayerRef;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::records::names;
use crate::edit::record::perform;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::model::relation::RelationId;

/// Returns the project that deltas make; `None` if one does not find what it found then.
pub(super) fn made(project: &Project, deltas: &[RecordedDelta]) -> Option<Project> {
    let mut copy = project.clone();
    for record in deltas {
        if !(text_is(&copy, record) && finds(&copy, &record.delta)) {
            return None;
        }
        perform(&mut copy, &record.delta).ok()?;
    }
    let layers = deltas.iter().filter_map(|record| record.delta.layer());
    let layers: BTreeSet<(&str, &str)> = layers
        .map(|layer| (layer.doc.as_str(), layer.annotator.as_str()))
        .collect();
    // A relation of somebody else's whose span goes, or ours whose span somebody took away.
    let loose = |project: &Project, (doc, annotator): &(&str, &str)| {
        let layer = LayerRef::new(*doc, *annotator);
        let layer = project.layer(&layer.doc, &layer.annotator);
        layer.map_or_else(BTreeSet::new, loose_relations)
    };
    let holds = |layer: &(&str, &str)| loose(&copy, layer).is_subset(&loose(project, layer));
    layers.iter().all(holds).then_some(copy)
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
fn finds(project: &Project, delta: &Delta) -> bool {
    let is_free = |id: &str, name: &str| {
        let mut others = project.documents.iter();
        !others.any(|doc| doc.name == name && doc.id.as_str() != id)
    };
    match delta {
        Delta::Document { diff, .. } => {
            let was = diff
                .before
                .as_ref()
                .is_none_or(|before| project.documents.by_id(&before.id) == Some(before));
            let to = diff.after.as_ref();
            was && to.is_none_or(|after| is_free(after.id.as_str(), &after.name))
        }
        Delta::DocumentName { doc, diff } => is_free(doc.as_str(), &diff.after),
        Delta::Layer { doc, diff } => diff.before.as_ref().is_none_or(|before| {
            let doc = project.documents.by_id(doc);
            doc.and_then(|doc| doc.layers.get(&before.annotator)) == Some(before)
        }),
        _ => true,
    }
}
