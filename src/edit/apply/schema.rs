//! Commands on the schema, and what they do to the data that names its keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::edit::apply::push_if_new;
use crate::edit::apply::spans;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::command::Refusal;
use crate::edit::record::Recorder;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::layer::Rejection;
use crate::model::relation::Relation;
use crate::model::schema::Schema;
use crate::model::span::SpanKey;

pub fn set(recorder: &mut Recorder<'_>, schema: Schema) -> Result<(), Refusal> {
    check(&schema)?;
    let before = Arc::clone(&recorder.project().schema);
    for label in &before.labels {
        let n_spans = n_spans_of(recorder, &label.key);
        if schema.label(&label.key).is_none() && n_spans > 0 {
            return Err(Refusal::LabelInUse {
                label: label.key.clone(),
                n_spans,
            });
        }
    }
    for relation in &before.relations {
        if schema.relation(&relation.key).is_some() {
            continue;
        }
        let n = layers(recorder)
            .iter()
            .filter_map(|layer| recorder.layer(layer).ok())
            .flat_map(|layer| layer.relations.keys())
            .filter(|id| id.key == relation.key)
            .count();
        if n > 0 {
            return Err(Refusal::RelationInUse {
                relation: relation.key.clone(),
                n,
            });
        }
    }
    push(recorder, before, schema)
}

pub fn rename_label(
    recorder: &mut Recorder<'_>,
    from: &LabelKey,
    to: &LabelKey,
) -> Result<(), Refusal> {
    if from == to {
        return Ok(());
    }
    check_key(to)?;
    let before = Arc::clone(&recorder.project().schema);
    if before.label(to).is_some() {
        return Err(Refusal::LabelTaken(to.clone()));
    }
    let mut schema = Schema::clone(&before);
    let label = schema.labels.iter_mut().find(|label| label.key == *from);
    label.ok_or_else(|| Refusal::NoLabel(from.clone()))?.key = to.clone();
    replace_ends(&mut schema, from, Some(to));
    push(recorder, before, schema)?;
    carry(recorder, from, to)
}

pub fn merge_labels(
    recorder: &mut Recorder<'_>,
    from: &LabelKey,
    into: &LabelKey,
) -> Result<(), Refusal> {
    if from == into {
        return Ok(());
    }
    let before = Arc::clone(&recorder.project().schema);
    for key in [from, into] {
        before
            .label(key)
            .ok_or_else(|| Refusal::NoLabel(key.clone()))?;
    }
    let mut schema = Schema::clone(&before);
    schema.labels.retain(|label| label.key != *from);
    replace_ends(&mut schema, from, Some(into));
    push(recorder, before, schema)?;
    carry(recorder, from, into)
}

pub fn remove_label(recorder: &mut Recorder<'_>, label: &LabelKey) -> Result<(), Refusal> {
    let before = Arc::clone(&recorder.project().schema);
    before
        .label(label)
        .ok_or_else(|| Refusal::NoLabel(label.clone()))?;
    for layer in layers(recorder) {
        let spans = keys_of(recorder, &layer, label)?;
        spans::remove(recorder, &layer, &spans)?;
    }
    carry_mentions(recorder, label, None)?;
    let mut schema = Schema::clone(&before);
    schema.labels.retain(|l| l.key != *label);
    replace_ends(&mut schema, label, None);
    push(recorder, before, schema)
}

pub fn rename_relation(
    recorder: &mut Recorder<'_>,
    from: &RelationKey,
    to: &RelationKey,
) -> Result<(), Refusal> {
    if from == to {
        return Ok(());
    }
    check_key(to)?;
    let before = Arc::clone(&recorder.project().schema);
    if before.relation(to).is_some() {
        return Err(Refusal::RelationTypeTaken(to.clone()));
    }
    let mut schema = Schema::clone(&before);
    let relation = schema
        .relations
        .iter_mut()
        .find(|relation| relation.key == *from);
    relation
        .ok_or_else(|| Refusal::NoRelationType(from.clone()))?
        .key = to.clone();
    push(recorder, before, schema)?;
    for layer in layers(recorder) {
        let relations = recorder.layer(&layer)?.relations.values();
        let old: Vec<Relation> = relations.filter(|r| r.id.key == *from).cloned().collect();
        for relation in old {
            let mut renamed = relation.clone();
            renamed.id.key = to.clone();
            spans::replace_relation(recorder, &layer, relation, Some(renamed))?;
        }
    }
    Ok(())
}

fn push(recorder: &mut Recorder<'_>, before: Arc<Schema>, after: Schema) -> Result<(), Refusal> {
    if *before == after {
        return Ok(());
    }
    recorder.push(Delta::Schema(Diff::new(before, Arc::new(after))))
}

/// Gives every span, relation, rejection, word list and pattern of one label another.
fn carry(recorder: &mut Recorder<'_>, from: &LabelKey, to: &LabelKey) -> Result<(), Refusal> {
    for layer in layers(recorder) {
        spans::carry_label(recorder, &layer, from, to)?;
    }
    carry_mentions(recorder, from, Some(to))
}

/// Gives rejections, word lists and patterns of one label another.
///
/// With none to give, the rejections go, and the lists and patterns stay without a label.
fn carry_mentions(
    recorder: &mut Recorder<'_>,
    from: &LabelKey,
    to: Option<&LabelKey>,
) -> Result<(), Refusal> {
    for layer in layers(recorder) {
        let rejected = &recorder.layer(&layer)?.rejected;
        let old: Vec<(SpanKey, Rejection)> = rejected
            .iter()
            .filter(|(key, _)| key.label == *from)
            .map(|(key, rejection)| (key.clone(), rejection.clone()))
            .collect();
        for (key, rejection) in old {
            let moved = to.map(|to| SpanKey::new(key.range, to.clone()));
            let moved = moved.map(|moved| (moved, Some(rejection)));
            spans::set_rejected(recorder, &layer, [(key, None)].into_iter().chain(moved))?;
        }
    }
    let lexicons = Arc::clone(&recorder.project().lexicons);
    let mut after = Vec::clone(&lexicons);
    replace_label(after.iter_mut().map(|lexicon| &mut lexicon.label), from, to);
    push_if_new(recorder, lexicons, Arc::new(after), Delta::Lexicons)?;
    let patterns = Arc::clone(&recorder.project().patterns);
    let mut after = Vec::clone(&patterns);
    replace_label(after.iter_mut().map(|pattern| &mut pattern.label), from, to);
    push_if_new(recorder, patterns, Arc::new(after), Delta::Patterns)
}

fn replace_label<'a>(
    labels: impl Iterator<Item = &'a mut Option<LabelKey>>,
    from: &LabelKey,
    to: Option<&LabelKey>,
) {
    labels
        .filter(|label| label.as_ref() == Some(from))
        .for_each(|label| *label = to.cloned());
}

/// Puts another label, or none, in the place of one at the ends of relations.
fn replace_ends(schema: &mut Schema, from: &LabelKey, to: Option<&LabelKey>) {
    for relation in &mut schema.relations {
        for ends in [&mut relation.heads, &mut relation.tails] {
            if !ends.contains(from) {
                continue;
            }
            let known = to.is_some_and(|to| ends.contains(to));
            match to.filter(|_| !known) {
                Some(to) => ends
                    .iter_mut()
                    .filter(|l| *l == from)
                    .for_each(|l| *l = to.clone()),
                None => ends.retain(|label| label != from),
            }
        }
    }
}

fn layers(recorder: &Recorder<'_>) -> Vec<LayerRef> {
    let documents = recorder.project().documents.iter();
    documents
        .flat_map(|doc| {
            doc.layers
                .keys()
                .map(|name| LayerRef::new(doc.id.clone(), name.clone()))
        })
        .collect()
}

fn keys_of(
    recorder: &Recorder<'_>,
    layer: &LayerRef,
    label: &LabelKey,
) -> Result<Vec<SpanKey>, Refusal> {
    let spans = recorder.layer(layer)?.spans.iter();
    Ok(spans
        .filter(|span| span.label == *label)
        .map(|span| span.key())
        .collect())
}

fn n_spans_of(recorder: &Recorder<'_>, label: &LabelKey) -> usize {
    let layers = recorder
        .project()
        .documents
        .iter()
        .flat_map(|doc| doc.layers.values());
    layers
        .filter_map(|layer| layer.spans.counts().get(label))
        .sum()
}

/// Checks that keys can be told apart and typed.
fn check(schema: &Schema) -> Result<(), Refusal> {
    let mut hotkeys: BTreeMap<char, &LabelKey> = BTreeMap::new();
    for (idx, label) in schema.labels.iter().enumerate() {
        check_key(&label.key)?;
        if schema
            .labels
            .iter()
            .take(idx)
            .any(|other| other.key == label.key)
        {
            return Err(Refusal::LabelTaken(label.key.clone()));
        }
        let Some(hotkey) = label.hotkey else { continue };
        if let Some(first) = hotkeys.insert(hotkey, &label.key) {
            let (first, second) = (first.clone(), label.key.clone());
            return Err(Refusal::HotkeyTaken {
                hotkey,
                first,
                second,
            });
        }
    }
    for (idx, relation) in schema.relations.iter().enumerate() {
        check_key(&relation.key)?;
        if schema
            .relations
            .iter()
            .take(idx)
            .any(|other| other.key == relation.key)
        {
            return Err(Refusal::RelationTypeTaken(relation.key.clone()));
        }
        let ends = relation.heads.iter().chain(&relation.tails);
        for label in ends {
            schema
                .label(label)
                .ok_or_else(|| Refusal::NoLabel(label.clone()))?;
        }
    }
    Ok(())
}

fn check_key(key: &str) -> Result<(), Refusal> {
    let bad = key.is_empty() || key.trim() != key || key.chars().any(char::is_control);
    if bad {
        Err(Refusal::BadKey(key.to_owned()))
    } else {
        Ok(())
    }
}
