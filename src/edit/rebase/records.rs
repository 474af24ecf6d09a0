//! Makes records of a change, and tells whether a project holds what records say.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::LayerRef;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::Words;
use crate::edit::rebase::WordsOf;
use crate::edit::record::perform;
use crate::model::document::ID_DIGITS;
use crate::model::ids::DocId;
use crate::model::layer::LayerMeta;
use crate::model::project::Project;
use crate::model::span::SpanKey;
use crate::text::offset::Text;

/// Makes the records of a change, given the project as it is after it.
///
/// Each delta gets the words of the text that held when it was made: a change may correct a text
/// between two of its spans, or add the document that they lie in.
pub fn recorded(after: &Project, change: &Change) -> Vec<RecordedDelta> {
    let ends = ends_in(change);
    // Walked backwards, since the project after it is the one at hand.
    let mut texts = HashMap::new();
    let mut records: Vec<RecordedDelta> = Vec::with_capacity(change.deltas.len());
    for delta in change.deltas.iter().rev() {
        let text = delta.doc().and_then(|doc| {
            let found = || after.documents.by_id(doc);
            let known = texts.entry(doc.clone());
            let now = || found().map(|doc| MarkedText::new(&doc.text_sha256, &doc.text));
            known.or_insert_with(now).clone()
        });
        let was_span = |layer: &LayerRef, key: &SpanKey| {
            let there = after.layer(&layer.doc, &layer.annotator);
            there.is_some_and(|layer| layer.spans.contains(key))
                || ends.contains(&(layer, key.clone()))
        };
        let words = text.and_then(|text| {
            let words = words_of(delta, &text.text, was_span)?;
            let text = text.mark;
            Some(WordsOf { text, words })
        });
        let delta = delta.clone();
        step_back(&mut texts, &delta);
        records.push(RecordedDelta { delta, words });
    }
    records.reverse();
    records
}

/// A text with the first digits of its SHA-256.
#[derive(Clone)]
struct MarkedText {
    mark: Arc<str>,
    text: Arc<Text>,
}

impl MarkedText {
    fn new(sha256: &str, text: &Arc<Text>) -> Self {
        Self {
            mark: mark_of(sha256),
            text: Arc::clone(text),
        }
    }
}

/// Returns the digits of a SHA-256 by which records name a text.
pub(super) fn mark_of(sha256: &str) -> Arc<str> {
    sha256.get(..ID_DIGITS).unwrap_or(sha256).into()
}

/// Returns whether a mark names the text with this SHA-256.
pub(super) fn names(mark: &str, sha256: &str) -> bool {
    sha256.starts_with(mark) || mark.starts_with(sha256)
}

fn step_back(texts: &mut HashMap<DocId, Option<MarkedText>>, delta: &Delta) {
    match delta {
        Delta::Text { doc, diff } => {
            let before = MarkedText::new(&diff.before.text_sha256, &diff.before.text);
            texts.insert(doc.clone(), Some(before));
        }
        Delta::Document { diff, .. } => {
            let before = diff.before.as_ref();
            let text = before.map(|doc| MarkedText::new(&doc.text_sha256, &doc.text));
            texts.extend(delta.doc().map(|doc| (doc.clone(), text)));
        }
        _ => {}
    }
}

/// Returns the spans that a change with relations adds, takes away or changes.
fn ends_in(change: &Change) -> HashSet<(&LayerRef, SpanKey)> {
    let is_relation = |delta: &Delta| matches!(delta, Delta::Relation { .. });
    if !change.deltas.iter().any(is_relation) {
        return HashSet::new();
    }
    let spans = change.deltas.iter().filter_map(|delta| match delta {
        Delta::Span { layer, diff } => {
            let span = diff.before.as_ref().or(diff.after.as_ref())?;
            Some((layer, span.key()))
        }
        _ => None,
    });
    spans.collect()
}

fn words_of(
    delta: &Delta,
    text: &Text,
    was_span: impl Fn(&LayerRef, &SpanKey) -> bool,
) -> Option<Words> {
    let at = |range| text.slice(range).to_owned();
    match delta {
        Delta::Span { diff, .. } => {
            let span = diff.before.as_ref().or(diff.after.as_ref())?;
            Some(Words::At(at(span.range)))
        }
        Delta::Rejected { span, .. } => Some(Words::At(at(span.range))),
        Delta::Ignored { finding, .. } => Some(Words::At(at(finding.range))),
        Delta::Relation { layer, diff } => {
            let id = &diff.before.as_ref().or(diff.after.as_ref())?.id;
            let end = |key: &SpanKey| was_span(layer, key).then(|| at(key.range));
            let (head, tail) = (end(&id.head), end(&id.tail));
            Some(Words::Ends { head, tail })
        }
        Delta::Layer { .. } => Some(Words::Many),
        Delta::Meta { diff, .. } => {
            let placed = |meta: &LayerMeta| meta.notes.iter().any(|note| note.range.is_some());
            (placed(&diff.before) || placed(&diff.after)).then_some(Words::Many)
        }
        _ => None,
    }
}

/// Returns whether a project is as recorded deltas left it: then each can be taken back.
pub(super) fn are_in(project: &Project, deltas: &[RecordedDelta]) -> bool {
    let mut copy = project.clone();
    deltas.iter().rev().all(|record| {
        let text_is = || {
            let (Some(words), Some(doc)) = (&record.words, record.delta.doc()) else {
                return true;
            };
            let doc = copy.documents.by_id(doc);
            doc.is_some_and(|doc| names(&words.text, &doc.text_sha256))
        };
        // Documents and layers are taken out without a look at what they hold.
        let holds = match &record.delta {
            Delta::Document { diff, .. } => diff.after.as_ref().is_none_or(|after| {
                let found = copy.documents.by_id(&after.id);
                found.is_some_and(|found| Arc::ptr_eq(found, after) || found == after)
            }),
            Delta::Layer { doc, diff } => diff.after.as_ref().is_none_or(|after| {
                let doc = copy.documents.by_id(doc);
                let found = doc.and_then(|doc| doc.layers.get(&after.annotator));
                found.is_some_and(|found| Arc::ptr_eq(found, after) || found == after)
            }),
            // Carrying one out asks nothing of the time, which only grows.
            Delta::Meta { layer, diff } => {
                let (was, is) = (diff.before.active_seconds, diff.after.active_seconds);
                let there = copy.layer(&layer.doc, &layer.annotator);
                was == is || there.is_some_and(|layer| layer.meta.active_seconds >= is)
            }
            _ => true,
        };
        holds && text_is() && perform(&mut copy, &record.delta.clone().inverse()).is_ok()
    })
}
