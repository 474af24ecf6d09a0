//! The deltas that turn one project into another, for a project that was changed elsewhere.
//!
//! What is shared is not looked at: two projects of which one was copied from the other differ
//! only along the path to what was edited. Values, names, texts and layers are compared in the
//! documents both have, in the order of the old one; then documents go, come and change places.
//! Of the documents that both have as many as possible stay where they are.
//!
//! `replay(old, between(old, new))` is `new`, and the inverse leads back.

use std::collections::HashSet;
use std::sync::Arc;

use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::change::TextState;
use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::model::span::Span;
use crate::model::span_set::SpanSet;

/// Returns the change that turns `old` into `new`.
pub fn between(old: &Project, new: &Project) -> Change {
    let mut deltas = Vec::new();
    let out = &mut deltas;
    value(out, &old.name, &new.name, Delta::Name);
    shared(out, &old.schema, &new.schema, Delta::Schema);
    shared(out, &old.guideline, &new.guideline, Delta::Guideline);
    shared(out, &old.lexicons, &new.lexicons, Delta::Lexicons);
    shared(out, &old.patterns, &new.patterns, Delta::Patterns);
    shared(out, &old.entities, &new.entities, Delta::Entities);
    shared(out, &old.conflicts, &new.conflicts, Delta::Conflicts);
    shared(out, &old.extra, &new.extra, Delta::Extra);
    for (place, doc) in old.documents.iter().enumerate() {
        if let Some(new) = new.documents.by_id(&doc.id) {
            document(out, place, doc, new);
        }
    }
    list(out, old, new);
    Change { deltas }
}

fn value<T: PartialEq + Clone>(
    out: &mut Vec<Delta>,
    old: &T,
    new: &T,
    delta: impl FnOnce(Diff<T>) -> Delta,
) {
    if old != new {
        out.push(delta(Diff::new(old.clone(), new.clone())));
    }
}

fn shared<T: PartialEq + ?Sized>(
    out: &mut Vec<Delta>,
    old: &Arc<T>,
    new: &Arc<T>,
    delta: impl FnOnce(Diff<Arc<T>>) -> Delta,
) {
    if !Arc::ptr_eq(old, new) {
        value(out, old, new, delta);
    }
}

/// Takes out the documents that go or move, from the last on, and puts in those that come.
fn list(out: &mut Vec<Delta>, old: &Project, new: &Project) {
    let stay = staying(old, new);
    let moved = |doc: &Arc<Document>| !stay.contains(&doc.id);
    let places: Vec<_> = old.documents.iter().enumerate().collect();
    for (place, doc) in places.into_iter().rev().filter(|(_, doc)| moved(doc)) {
        // One that moves is by now what it is in the new project.
        let doc = new.documents.by_id(&doc.id).unwrap_or(doc);
        let diff = Diff::new(Some(Arc::clone(doc)), None);
        out.push(Delta::Document { place, diff });
    }
    let come = new.documents.iter().enumerate();
    for (place, doc) in come.filter(|(_, doc)| moved(doc)) {
        let diff = Diff::new(None, Some(Arc::clone(doc)));
        out.push(Delta::Document { place, diff });
    }
}

/// Returns the most documents of both projects that stand in one order in both.
fn staying(old: &Project, new: &Project) -> HashSet<DocId> {
    let both = new.documents.iter();
    let both: Vec<(usize, &DocId)> = both
        .filter_map(|doc| Some((old.documents.place_of(&doc.id)?, &doc.id)))
        .collect();
    // The longest increasing run of places: `ends[n]` is the entry with the least place at which
    // a run of `n + 1` can end, `before` what stands before an entry in its run.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(both.len());
    for (idx, (place, _)) in both.iter().enumerate() {
        let n = ends.partition_point(|(end, _)| end < place);
        let previous = n.checked_sub(1).and_then(|n| ends.get(n));
        before.push(previous.map(|(_, idx)| *idx));
        match ends.get_mut(n) {
            Some(end) => *end = (*place, idx),
            None => ends.push((*place, idx)),
        }
    }
    let mut stay = HashSet::with_capacity(ends.len());
    let mut at = ends.last().map(|(_, idx)| *idx);
    while let Some(idx) = at {
        stay.extend(both.get(idx).map(|(_, id)| DocId::clone(id)));
        at = before.get(idx).copied().flatten();
    }
    stay
}

/// Compares two states of one document, which stands at `place` in the old project.
fn document(out: &mut Vec<Delta>, place: usize, old: &Arc<Document>, new: &Arc<Document>) {
    if Arc::ptr_eq(old, new) {
        return;
    }
    let id = &new.id;
    if old.source != new.source || old.extra != new.extra {
        // No smaller delta reaches these two.
        let between = Document {
            source: new.source.clone(),
            extra: new.extra.clone(),
            ..Document::clone(old)
        };
        let diff = Diff::new(Some(Arc::clone(old)), Some(Arc::new(between)));
        out.push(Delta::Document { place, diff });
    }
    value(out, &old.name, &new.name, |diff| Delta::DocumentName {
        doc: id.clone(),
        diff,
    });
    let text_stays = Arc::ptr_eq(&old.text, &new.text) || old.text == new.text;
    if !text_stays || old.text_sha256 != new.text_sha256 || old.revisions != new.revisions {
        let diff = Box::new(Diff::new(text_state(old), text_state(new)));
        let doc = id.clone();
        out.push(Delta::Text { doc, diff });
    }
    for (annotator, after) in &new.layers {
        let Some(before) = old.layers.get(annotator) else {
            continue;
        };
        if Arc::ptr_eq(before, after) {
            continue;
        }
        if text_stays {
            layer(
                out,
                &LayerRef::new(id.clone(), annotator.clone()),
                before,
                after,
            );
        } else {
            // Every range of it speaks of another text.
            whole_layer(out, id, Some(before), Some(after));
        }
    }
    for (annotator, before) in &old.layers {
        if !new.layers.contains_key(annotator) {
            whole_layer(out, id, Some(before), None);
        }
    }
    for (annotator, after) in &new.layers {
        if !old.layers.contains_key(annotator) {
            whole_layer(out, id, None, Some(after));
        }
    }
}

fn whole_layer(
    out: &mut Vec<Delta>,
    doc: &DocId,
    old: Option<&Arc<Layer>>,
    new: Option<&Arc<Layer>>,
) {
    value(out, &old.cloned(), &new.cloned(), |diff| Delta::Layer {
        doc: doc.clone(),
        diff,
    });
}

/// Returns a document's text with its earlier ones.
pub(super) fn text_state(doc: &Document) -> TextState {
    TextState {
        text_sha256: doc.text_sha256.clone(),
        text: Arc::clone(&doc.text),
        revisions: doc.revisions.clone(),
    }
}

/// Compares two states of one layer on one text, relations that go first and those that come last.
pub(super) fn layer(out: &mut Vec<Delta>, name: &LayerRef, old: &Layer, new: &Layer) {
    value(out, &old.meta, &new.meta, |diff| Delta::Meta {
        layer: name.clone(),
        diff: Box::new(diff),
    });
    let relation = |before, after| Delta::Relation {
        layer: name.clone(),
        diff: Box::new(Diff::new(before, after)),
    };
    for (id, before) in &old.relations {
        if !new.relations.contains_key(id) {
            out.push(relation(Some(before.clone()), None));
        }
    }
    spans(out, name, &old.spans, &new.spans);
    for (id, after) in &new.relations {
        let before = old.relations.get(id);
        if before != Some(after) {
            out.push(relation(before.cloned(), Some(after.clone())));
        }
    }
    let gone = old.rejected.keys();
    let come = new.rejected.keys();
    let come = come.filter(|key| !old.rejected.contains_key(key));
    for key in gone.chain(come) {
        let (before, after) = (old.rejected.get(key), new.rejected.get(key));
        value(out, &before.cloned(), &after.cloned(), |diff| {
            Delta::Rejected {
                layer: name.clone(),
                span: key.clone(),
                diff,
            }
        });
    }
    for finding in old.ignored.symmetric_difference(&new.ignored) {
        let before = old.ignored.contains(finding);
        out.push(Delta::Ignored {
            layer: name.clone(),
            finding: finding.clone(),
            diff: Diff::new(before, !before),
        });
    }
    value(out, &old.conflicts, &new.conflicts, |diff| {
        Delta::LayerConflicts {
            layer: name.clone(),
            diff,
        }
    });
    value(out, &old.misfits, &new.misfits, |diff| Delta::Misfits {
        layer: name.clone(),
        diff,
    });
}

/// Walks two sets in reading order side by side.
fn spans(out: &mut Vec<Delta>, name: &LayerRef, old: &SpanSet, new: &SpanSet) {
    let mut push = |before: Option<&Span>, after: Option<&Span>| {
        if before != after {
            out.push(Delta::Span {
                layer: name.clone(),
                diff: Diff::new(before.cloned(), after.cloned()),
            });
        }
    };
    let (mut olds, mut news) = (old.iter().peekable(), new.iter().peekable());
    loop {
        match (olds.peek(), news.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a.cmp_reading(b).is_eq() => push(olds.next(), news.next()),
            (Some(a), Some(b)) if a.cmp_reading(b).is_gt() => push(None, news.next()),
            (Some(_), _) => push(olds.next(), None),
            (None, Some(_)) => push(None, news.next()),
        }
    }
}
