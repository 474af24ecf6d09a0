//! Makes one layer of what several annotators said of one document.
//!
//! Everything counts its votes: a span by range and label, a relation by its ends and key, a class
//! by its key, an attribute by span, key and value. What has enough goes in: one for a union, more
//! than half of the layers for a majority. Of votes for different values the first in the given
//! order wins. An end of a relation has at least the relation's votes, so none hangs in the air.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::exchange::select::moved::set_of;
use crate::model::layer::Conflict;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Misfit;
use crate::model::layer::Note;
use crate::model::layer::Status;
use crate::model::relation::Relation;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;

/// Merges layers, the first of which decides where they differ; what fewer than `n_needed` have
/// stays out.
///
/// It is named after all of them: `li+wang`.
pub(super) fn merged(layers: &[&Arc<Layer>], n_needed: usize) -> Layer {
    let names: Vec<&str> = layers.iter().map(|layer| &*layer.annotator).collect();
    let mut merged = Layer::new(names.join("+"));
    merged.meta = meta_of(layers, n_needed);
    let spans = votes(layers, |layer| {
        layer.spans.iter().map(|span| (span.key(), span))
    });
    let spans = enough(spans, n_needed).map(|(key, said)| span_of(key, &said, n_needed));
    merged.spans = set_of(spans);
    let relations = votes(layers, |layer| {
        layer.relations.iter().map(|(id, r)| (id.clone(), r))
    });
    merged.relations = enough(relations, n_needed)
        .filter_map(|(id, said)| Some((id, relation_of(&said)?)))
        .collect();
    let rejected = votes(layers, |layer| {
        layer.rejected.iter().map(|(key, r)| (key.clone(), r))
    });
    merged.rejected = enough(rejected, n_needed)
        .filter(|(key, _)| !merged.spans.contains(key))
        .filter_map(|(key, said)| Some((key, said.first().copied()?.clone())))
        .collect();
    let ignored = votes(layers, |layer| layer.ignored.iter().map(|f| (f, ())));
    let ignored = enough(ignored, n_needed);
    merged.ignored = ignored.map(|(finding, _)| finding.clone()).collect();
    merged.conflicts = conflicts_of(layers, n_needed);
    merged.misfits = misfits_of(layers, n_needed);
    merged
}

/// Returns how many different spans the layers have.
pub(super) fn n_different(layers: &[&Arc<Layer>]) -> usize {
    votes(layers, |layer| layer.spans.iter().map(|s| (s.key(), ()))).len()
}

/// What was said of each key, in the order of the layers.
type Votes<K, V> = BTreeMap<K, Vec<V>>;

fn votes<'a, K: Ord, V, I: Iterator<Item = (K, V)>>(
    layers: &[&'a Arc<Layer>],
    said_in: impl Fn(&'a Layer) -> I,
) -> Votes<K, V> {
    let mut votes = Votes::new();
    for layer in layers {
        for (key, said) in said_in(layer) {
            votes.entry(key).or_default().push(said);
        }
    }
    votes
}

fn enough<K, V>(votes: Votes<K, V>, n_needed: usize) -> impl Iterator<Item = (K, Vec<V>)> {
    let votes = votes.into_iter();
    votes.filter(move |(_, said)| said.len() >= n_needed)
}

fn span_of(key: SpanKey, said: &[&Span], n_needed: usize) -> Span {
    let details = || said.iter().filter_map(|span| span.detail.as_deref());
    let mut detail = SpanDetail::default();
    if let Some(first) = said.first() {
        // How the span came to be is told of the first who has it, by hand or not.
        detail.origin = first.detail_or_default().origin;
    }
    let mut attributes: Votes<(&String, &String), usize> = Votes::new();
    let mut entities: Votes<_, usize> = Votes::new();
    for (i, said) in details().enumerate() {
        for attribute in &said.attributes {
            attributes.entry(attribute).or_default().push(i);
        }
        if let Some(entity) = &said.entity {
            entities.entry(entity).or_default().push(i);
        }
        if detail.note.is_empty() {
            detail.note.clone_from(&said.note);
        }
        for (key, value) in &said.extra {
            let value = value.clone();
            detail.extra.entry(key.clone()).or_insert(value);
        }
    }
    let mut kept: Vec<_> = enough(attributes, n_needed).collect();
    kept.sort_by_key(|(_, said)| said.first().copied());
    for ((attribute, value), _) in kept {
        let value = value.clone();
        let attributes = &mut detail.attributes;
        attributes.entry(attribute.clone()).or_insert(value);
    }
    let entities = enough(entities, n_needed).min_by_key(|(_, said)| said.first().copied());
    detail.entity = entities.map(|(entity, _)| entity.clone());
    Span::with_detail(key.range, key.label, detail)
}

fn relation_of(said: &[&Relation]) -> Option<Relation> {
    let mut relation = Relation::clone(said.first()?);
    for other in said {
        if relation.note.is_empty() {
            relation.note.clone_from(&other.note);
        }
        for (key, value) in &other.extra {
            let value = value.clone();
            relation.extra.entry(key.clone()).or_insert(value);
        }
    }
    Some(relation)
}

fn meta_of(layers: &[&Arc<Layer>], n_needed: usize) -> LayerMeta {
    let classes = votes(layers, |layer| layer.meta.classes.iter().map(|c| (c, ())));
    let classes = enough(classes, n_needed).map(|(class, _)| class.clone());
    let mut meta = LayerMeta {
        status: status_of(layers),
        classes: classes.collect(),
        active_seconds: layers.iter().map(|l| l.meta.active_seconds).sum(),
        ..LayerMeta::default()
    };
    let key = |note: &Note| (note.range, note.text.clone());
    let said = votes(layers, |layer| layer.meta.notes.iter().map(|n| (key(n), n)));
    // One annotator may have made a note twice.
    for note in layers.iter().flat_map(|layer| &layer.meta.notes) {
        let n_said = said.get(&key(note)).map_or(0, Vec::len);
        let is_new = meta.notes.iter().all(|kept| key(kept) != key(note));
        if is_new && n_said >= n_needed {
            meta.notes.push(note.clone());
        }
    }
    for (key, value) in layers.iter().flat_map(|layer| &layer.meta.extra) {
        let value = value.clone();
        meta.extra.entry(key.clone()).or_insert(value);
    }
    meta
}

/// A document is as far as the layer that is least far; it is to be discussed if anyone says so.
fn status_of(layers: &[&Arc<Layer>]) -> Status {
    let statuses = || layers.iter().map(|layer| layer.meta.status);
    if statuses().any(|status| status == Status::ToDiscuss) {
        return Status::ToDiscuss;
    }
    statuses().min().unwrap_or_default()
}

fn conflicts_of(layers: &[&Arc<Layer>], n_needed: usize) -> Vec<Conflict> {
    let key = |c: &Conflict| (c.subject.clone(), c.ours.clone(), c.theirs.clone());
    let conflicts = votes(layers, |layer| layer.conflicts.iter().map(|c| (key(c), c)));
    let said = enough(conflicts, n_needed).filter_map(|(_, said)| said.first().copied());
    said.cloned().collect()
}

fn misfits_of(layers: &[&Arc<Layer>], n_needed: usize) -> Vec<Misfit> {
    let key = |m: &Misfit| (m.start, m.end, m.label.clone(), m.words.clone());
    let misfits = votes(layers, |layer| layer.misfits.iter().map(|m| (key(m), m)));
    let said = enough(misfits, n_needed).filter_map(|(_, said)| said.first().copied());
    let mut misfits: Vec<Misfit> = said.cloned().collect();
    misfits.sort_by(Misfit::cmp_reading);
    misfits
}
