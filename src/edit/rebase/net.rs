//! Makes one of several deltas on one thing, so that only the first and the last state count.
//!
//! `a → b → c` on a project that has `c` already would be a conflict of `b` and `c`; `a → c` is
//! none. Deltas are joined only as long as they speak of one text and one layer: a delta on the
//! document, its text or a whole layer lies between what comes before it and what comes after.
//! A joined delta stands where the last of its parts stood; relations that come stand behind the
//! spans they link.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::rebase::RecordedDelta;
use crate::model::ids::DocId;
use crate::model::relation::RelationId;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

/// What a delta is about.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Subject {
    Name,
    Schema,
    Guideline,
    Lexicons,
    Patterns,
    Entities,
    Conflicts,
    Extra,
    DocumentName(DocId),
    Meta(LayerRef),
    Span(LayerRef, SpanKey),
    Relation(LayerRef, RelationId),
    Rejected(LayerRef, SpanKey),
    Ignored(LayerRef, String, CharRange, String),
    LayerConflicts(LayerRef),
    Misfits(LayerRef),
}

/// Returns what a delta is about; `None` for a document, a text and a whole layer.
fn subject(delta: &Delta) -> Option<Subject> {
    Some(match delta {
        Delta::Name(_) => Subject::Name,
        Delta::Schema(_) => Subject::Schema,
        Delta::Guideline(_) => Subject::Guideline,
        Delta::Lexicons(_) => Subject::Lexicons,
        Delta::Patterns(_) => Subject::Patterns,
        Delta::Entities(_) => Subject::Entities,
        Delta::Conflicts(_) => Subject::Conflicts,
        Delta::Extra(_) => Subject::Extra,
        Delta::DocumentName { doc, .. } => Subject::DocumentName(doc.clone()),
        Delta::Meta { layer, .. } => Subject::Meta(layer.clone()),
        Delta::Span { layer, diff } => {
            let span = diff.before.as_ref().or(diff.after.as_ref())?;
            Subject::Span(layer.clone(), span.key())
        }
        Delta::Relation { layer, diff } => {
            let relation = diff.before.as_ref().or(diff.after.as_ref())?;
            Subject::Relation(layer.clone(), relation.id.clone())
        }
        Delta::Rejected { layer, span, .. } => Subject::Rejected(layer.clone(), span.clone()),
        Delta::Ignored { layer, finding, .. } => Subject::Ignored(
            layer.clone(),
            finding.kind.clone(),
            finding.range,
            finding.reason.clone(),
        ),
        Delta::LayerConflicts { layer, .. } => Subject::LayerConflicts(layer.clone()),
        Delta::Misfits { layer, .. } => Subject::Misfits(layer.clone()),
        Delta::Document { .. } | Delta::Text { .. } | Delta::Layer { .. } => return None,
    })
}

/// How often what a thing lies in was changed as a whole.
#[derive(Default)]
struct Ages {
    documents: HashMap<DocId, usize>,
    texts: HashMap<DocId, usize>,
    layers: HashMap<LayerRef, usize>,
}

impl Ages {
    fn count(&mut self, delta: &Delta) {
        match delta {
            Delta::Text { doc, .. } => *self.texts.entry(doc.clone()).or_default() += 1,
            Delta::Layer { doc, diff } => {
                if let Some(layer) = diff.before.as_ref().or(diff.after.as_ref()) {
                    let layer = LayerRef::new(doc.clone(), layer.annotator.clone());
                    *self.layers.entry(layer).or_default() += 1;
                }
            }
            delta => {
                if let Some(doc) = delta.doc() {
                    *self.documents.entry(doc.clone()).or_default() += 1;
                }
            }
        }
    }

    /// Returns the ages that two deltas on one thing must share to be joined.
    fn of(&self, delta: &Delta) -> [usize; 3] {
        let Some(doc) = delta.doc() else {
            return [0; 3];
        };
        let document = self.documents.get(doc).copied().unwrap_or(0);
        let Some(layer) = delta.layer() else {
            return [document, 0, 0];
        };
        let text = self.texts.get(doc).copied().unwrap_or(0);
        let layer = self.layers.get(layer).copied().unwrap_or(0);
        [document, text, layer]
    }
}

/// Joins the deltas on each thing.
pub(super) fn net(deltas: &[RecordedDelta]) -> Vec<RecordedDelta> {
    let mut items: Vec<Option<RecordedDelta>> = Vec::with_capacity(deltas.len());
    let mut ages = Ages::default();
    let mut places: HashMap<(Subject, [usize; 3]), usize> = HashMap::new();
    for record in deltas {
        let Some(subject) = subject(&record.delta) else {
            ages.count(&record.delta);
            items.push(Some(record.clone()));
            continue;
        };
        let earlier = places.insert((subject, ages.of(&record.delta)), items.len());
        let earlier = earlier.and_then(|place| items.get_mut(place)?.take());
        items.push(Some(match earlier {
            Some(earlier) => joined(earlier, record),
            None => record.clone(),
        }));
    }
    ends_first(items.into_iter().flatten())
}

/// Puts relations that come behind the spans that come in the same layer.
fn ends_first(items: impl Iterator<Item = RecordedDelta>) -> Vec<RecordedDelta> {
    let mut ordered = Vec::new();
    let mut waiting: BTreeMap<DocId, Vec<RecordedDelta>> = BTreeMap::new();
    for item in items {
        match &item.delta {
            Delta::Relation { layer, diff } if diff.after.is_some() => {
                waiting.entry(layer.doc.clone()).or_default().push(item);
                continue;
            }
            Delta::Layer { doc, diff } => {
                let whole = diff.before.as_ref().or(diff.after.as_ref());
                let of_it = |item: &RecordedDelta| {
                    let annotator = item.delta.layer().map(|layer| &layer.annotator);
                    annotator == whole.map(|layer| &layer.annotator)
                };
                let of_doc = waiting.remove(doc).unwrap_or_default();
                let (now, later) = of_doc.into_iter().partition(of_it);
                let now: Vec<RecordedDelta> = now;
                ordered.extend(now);
                waiting.insert(doc.clone(), later);
            }
            Delta::Document { .. } | Delta::Text { .. } => {
                let of_doc = item.delta.doc().and_then(|doc| waiting.remove(doc));
                ordered.extend(of_doc.into_iter().flatten());
            }
            _ => {}
        }
        ordered.push(item);
    }
    ordered.extend(waiting.into_values().flatten());
    ordered
}

/// Joins two deltas on one thing.
fn joined(first: RecordedDelta, last: &RecordedDelta) -> RecordedDelta {
    let mut joined = last.clone();
    let first_words = first.words;
    match (first.delta, &mut joined.delta) {
        (Delta::Name(first), Delta::Name(last)) => last.before = first.before,
        (Delta::Schema(first), Delta::Schema(last)) => last.before = first.before,
        (Delta::Guideline(first), Delta::Guideline(last)) => last.before = first.before,
        (Delta::Lexicons(first), Delta::Lexicons(last)) => last.before = first.before,
        (Delta::Patterns(first), Delta::Patterns(last)) => last.before = first.before,
        (Delta::Entities(first), Delta::Entities(last)) => last.before = first.before,
        (Delta::Conflicts(first), Delta::Conflicts(last)) => last.before = first.before,
        (Delta::Extra(first), Delta::Extra(last)) => last.before = first.before,
        (Delta::DocumentName { diff: first, .. }, Delta::DocumentName { diff: last, .. }) => {
            last.before = first.before;
        }
        (Delta::Meta { diff: first, .. }, Delta::Meta { diff: last, .. }) => {
            // Time is noted between acts too: only what the two acts changed counts.
            let mut seconds = first.before.active_seconds;
            for Diff { before, after } in [&*first, &**last] {
                let (was, is) = (before.active_seconds, after.active_seconds);
                seconds = seconds.saturating_add(is.saturating_sub(was));
                seconds = seconds.saturating_sub(was.saturating_sub(is));
            }
            last.before = first.before;
            last.after.active_seconds = seconds;
            joined.words = joined.words.take().or(first_words);
        }
        (Delta::Span { diff: first, .. }, Delta::Span { diff: last, .. }) => {
            last.before = first.before;
        }
        (Delta::Relation { diff: first, .. }, Delta::Relation { diff: last, .. }) => {
            last.before = first.before;
        }
        (Delta::Rejected { diff: first, .. }, Delta::Rejected { diff: last, .. }) => {
            last.before = first.before;
        }
        (Delta::Ignored { diff: first, .. }, Delta::Ignored { diff: last, .. }) => {
            last.before = first.before;
        }
        (Delta::LayerConflicts { diff: first, .. }, Delta::LayerConflicts { diff: last, .. }) => {
            last.before = first.before;
        }
        (Delta::Misfits { diff: first, .. }, Delta::Misfits { diff: last, .. }) => {
            last.before = first.before;
        }
        // Two of one subject are of one kind.
        _ => {}
    }
    joined
}

/// Returns for each delta the place of the next that speaks of its document.
pub(super) fn next_of_same_document(items: &[RecordedDelta]) -> Vec<Option<usize>> {
    let mut latest: HashMap<&DocId, usize> = HashMap::new();
    let backwards = items.iter().enumerate().rev();
    let mut next: Vec<Option<usize>> = backwards
        .map(|(at, item)| item.delta.doc().and_then(|doc| latest.insert(doc, at)))
        .collect();
    next.reverse();
    next
}
