//! Commands on the spans and relations of one layer.
//!
//! A relation hangs on its spans: when a span moves or goes, its relations do too.

use std::collections::HashSet;

use crate::edit::apply::documents;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::command::Refusal;
use crate::edit::command::SameLabel;
use crate::edit::record::Recorder;
use crate::model::ids::LabelKey;
use crate::model::layer::Rejection;
use crate::model::relation::Relation;
use crate::model::relation::RelationId;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

pub fn add(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    spans: Vec<Span>,
    same_label: SameLabel,
) -> Result<(), Refusal> {
    documents::add_layer(recorder, layer)?;
    for span in spans {
        if recorder.layer(layer)?.spans.contains(&span.key()) {
            continue;
        }
        check(recorder, layer, &span.key(), None, same_label)?;
        push(recorder, layer, None, Some(span))?;
    }
    Ok(())
}

pub fn remove(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    spans: &[SpanKey],
) -> Result<(), Refusal> {
    if spans.is_empty() {
        return Ok(());
    }
    let gone: HashSet<&SpanKey> = spans.iter().collect();
    // Looked for once for all spans: both may be many.
    let relations = relations_with(recorder, layer, |end| gone.contains(end))?;
    for relation in relations {
        replace_relation(recorder, layer, relation, None)?;
    }
    for key in spans {
        let span = find(recorder, layer, key)?;
        push(recorder, layer, Some(span), None)?;
    }
    Ok(())
}

pub fn relabel(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    key: &SpanKey,
    label: LabelKey,
) -> Result<(), Refusal> {
    find(recorder, layer, key)?;
    let to = SpanKey::new(key.range, label);
    if to == *key {
        return Ok(());
    }
    if !recorder.layer(layer)?.spans.contains(&to) {
        check(recorder, layer, &to, Some(key), SameLabel::Refuse)?;
    }
    move_with_relations(recorder, layer, key, to)
}

pub fn resize(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    key: &SpanKey,
    range: CharRange,
) -> Result<(), Refusal> {
    find(recorder, layer, key)?;
    let to = SpanKey::new(range, key.label.clone());
    if to == *key {
        return Ok(());
    }
    if recorder.layer(layer)?.spans.contains(&to) {
        return Err(Refusal::SpanTaken(to));
    }
    check(recorder, layer, &to, Some(key), SameLabel::Refuse)?;
    move_with_relations(recorder, layer, key, to)
}

pub fn set_detail(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    key: &SpanKey,
    detail: SpanDetail,
) -> Result<(), Refusal> {
    let before = find(recorder, layer, key)?;
    let after = Span::with_detail(key.range, key.label.clone(), detail);
    if before == after {
        return Ok(());
    }
    push(recorder, layer, Some(before), Some(after))
}

pub fn add_relations(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    relations: Vec<Relation>,
) -> Result<(), Refusal> {
    for relation in relations {
        let id = &relation.id;
        find(recorder, layer, &id.head)?;
        find(recorder, layer, &id.tail)?;
        let schema = &recorder.project().schema;
        let kind = schema.relation(&id.key);
        let kind = kind.ok_or_else(|| Refusal::NoRelationType(id.key.clone()))?;
        let fits = |ends: &[LabelKey], label| ends.is_empty() || ends.contains(label);
        if !fits(&kind.heads, &id.head.label) || !fits(&kind.tails, &id.tail.label) {
            return Err(Refusal::RelationEnds {
                relation: id.key.clone(),
                head: id.head.label.clone(),
                tail: id.tail.label.clone(),
            });
        }
        if recorder.layer(layer)?.relations.contains_key(id) {
            continue;
        }
        let diff = Box::new(Diff::new(None, Some(relation)));
        recorder.push(Delta::Relation {
            layer: layer.clone(),
            diff,
        })?;
    }
    Ok(())
}

pub fn remove_relations(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    relations: &[RelationId],
) -> Result<(), Refusal> {
    for id in relations {
        let found = recorder.layer(layer)?.relations.get(id).cloned();
        let found = found.ok_or_else(|| Refusal::NoRelation(id.key.clone()))?;
        replace_relation(recorder, layer, found, None)?;
    }
    Ok(())
}

pub fn set_rejected(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    rejections: impl IntoIterator<Item = (SpanKey, Option<Rejection>)>,
) -> Result<(), Refusal> {
    for (span, after) in rejections {
        let before = recorder.layer(layer)?.rejected.get(&span).cloned();
        if before == after {
            continue;
        }
        let (layer, diff) = (layer.clone(), Diff::new(before, after));
        recorder.push(Delta::Rejected { layer, span, diff })?;
    }
    Ok(())
}

/// Puts a relation in the place of another; drops it where one with its key and ends is there.
pub fn replace_relation(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    before: Relation,
    after: Option<Relation>,
) -> Result<(), Refusal> {
    let gone = Box::new(Diff::new(Some(before), None));
    recorder.push(Delta::Relation {
        layer: layer.clone(),
        diff: gone,
    })?;
    let Some(after) = after else { return Ok(()) };
    if recorder.layer(layer)?.relations.contains_key(&after.id) {
        return Ok(());
    }
    let diff = Box::new(Diff::new(None, Some(after)));
    recorder.push(Delta::Relation {
        layer: layer.clone(),
        diff,
    })
}

/// Gives every span and every end of a relation in a layer another label.
///
/// Ends whose span is gone come along too, so that nothing names the label any more.
pub fn carry_label(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    from: &LabelKey,
    to: &LabelKey,
) -> Result<(), Refusal> {
    let spans = recorder.layer(layer)?.spans.iter();
    let keys = spans.filter(|span| span.label == *from).map(Span::key);
    for key in keys.collect::<Vec<SpanKey>>() {
        let moved = SpanKey::new(key.range, to.clone());
        move_span(recorder, layer, &key, moved, Mover::Schema)?;
    }
    move_ends(recorder, layer, |end| {
        (end.label == *from).then(|| SpanKey::new(end.range, to.clone()))
    })
}

/// Who gives a span another range or label.
#[derive(Clone, Copy)]
enum Mover {
    /// The annotator, who corrects what a source suggested.
    Hand,
    /// A label that gets another key.
    Schema,
}

/// Gives a span another range or label by hand and brings its detail and relations along.
fn move_with_relations(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    key: &SpanKey,
    to: SpanKey,
) -> Result<(), Refusal> {
    move_span(recorder, layer, key, to.clone(), Mover::Hand)?;
    move_ends(recorder, layer, |end| (end == key).then(|| to.clone()))
}

/// Gives a span another range or label and brings its detail along, but not its relations.
///
/// Where the layer has a span with that range and label, that one stays as it is.
fn move_span(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    key: &SpanKey,
    to: SpanKey,
    mover: Mover,
) -> Result<(), Refusal> {
    let before = find(recorder, layer, key)?;
    let mut after = before.clone();
    push(recorder, layer, Some(before), None)?;
    if recorder.layer(layer)?.spans.contains(&to) {
        return Ok(());
    }
    (after.range, after.label) = (to.range, to.label);
    if let (Mover::Hand, Some(detail)) = (mover, after.detail.as_deref_mut()) {
        detail.origin.correct();
    }
    push(recorder, layer, None, Some(after))
}

/// Puts other spans at the ends of relations, where `moved` names one for an end.
fn move_ends(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    moved: impl Fn(&SpanKey) -> Option<SpanKey>,
) -> Result<(), Refusal> {
    for relation in relations_with(recorder, layer, |end| moved(end).is_some())? {
        let mut after = relation.clone();
        for end in [&mut after.id.head, &mut after.id.tail] {
            if let Some(to) = moved(end) {
                *end = to;
            }
        }
        replace_relation(recorder, layer, relation, Some(after))?;
    }
    Ok(())
}

fn push(
    recorder: &mut Recorder<'_>,
    layer: &LayerRef,
    before: Option<Span>,
    after: Option<Span>,
) -> Result<(), Refusal> {
    recorder.push(Delta::Span {
        layer: layer.clone(),
        diff: Diff::new(before, after),
    })
}

fn find(recorder: &Recorder<'_>, layer: &LayerRef, key: &SpanKey) -> Result<Span, Refusal> {
    let found = recorder.layer(layer)?.spans.find(key).cloned();
    found.ok_or_else(|| Refusal::NoSpan(key.clone()))
}

/// Returns the relations with an end that is asked for, after one look at each.
fn relations_with(
    recorder: &Recorder<'_>,
    layer: &LayerRef,
    asked: impl Fn(&SpanKey) -> bool,
) -> Result<Vec<Relation>, Refusal> {
    let relations = recorder.layer(layer)?.relations.values();
    let relations = relations.filter(|r| asked(&r.id.head) || asked(&r.id.tail));
    Ok(relations.cloned().collect())
}

/// Checks that a span may stand in a layer, in the place of another if one is named.
fn check(
    recorder: &Recorder<'_>,
    layer: &LayerRef,
    key: &SpanKey,
    instead_of: Option<&SpanKey>,
    same_label: SameLabel,
) -> Result<(), Refusal> {
    let project = recorder.project();
    let doc = project.documents.by_id(&layer.doc);
    let doc = doc.ok_or_else(|| Refusal::NoDocument(layer.doc.clone()))?;
    if key.range.is_empty() {
        return Err(Refusal::EmptySpan(key.range));
    }
    if !doc.text.holds(key.range) {
        let n_chars = doc.text.n_chars();
        return Err(Refusal::SpanOutsideText {
            span: key.range,
            n_chars,
        });
    }
    let label = project.schema.label(&key.label);
    let label = label.ok_or_else(|| Refusal::NoLabel(key.label.clone()))?;
    if label.self_overlap || same_label == SameLabel::Allow {
        return Ok(());
    }
    let mut others = recorder.layer(layer)?.spans.overlapping(key.range);
    let other = others
        .find(|other| other.label == key.label && instead_of.is_none_or(|old| *old != other.key()));
    match other {
        Some(other) => Err(Refusal::OverlapsSameLabel {
            span: key.clone(),
            other: other.range,
        }),
        None => Ok(()),
    }
}
