//! Puts a record into another form of its text, and every position with it.
//!
//! `統(tǒng)一` with a span from 0 to 8 is `統一` with one from 0 to 2 in a reading view; a text
//! whose second paragraph has no span loses it. Either way a map of positions carries what stands
//! in the text over: it never goes back, so what lay in a range lies in it still.

use std::collections::HashMap;
use std::sync::Arc;

use crate::exchange::loss::LossExample;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::record::Record;
use crate::exchange::select;
use crate::model::layer::IgnoredFinding;
use crate::model::layer::Layer;
use crate::model::relation::RelationId;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::script::script_of;
use crate::text::view::View;
use crate::text::view::ViewKind;

/// Returns a record as a reader sees it; spans that nothing is left of are told to `losses`.
pub(super) fn shown(record: Record, kind: ViewKind, losses: &mut LossReport) -> Record {
    let kind = kind.of_written(script_of(record.text.as_str()));
    let view = View::new(&record.text, kind);
    let content = view.shown(&record.text);
    if *content == *record.text.as_str() {
        return record;
    }
    let text = Arc::new(Text::new(content.into_owned()));
    if view.n_hidden() == 0 {
        return Record { text, ..record };
    }
    let place = |at: CharIdx| CharIdx(view.view_from_raw(at).0);
    let layer = layer_at(&record, place, Emptied::Kept, losses);
    Record {
        text,
        layer: Arc::new(layer),
        ..record
    }
}

/// A record without paragraphs that have no span.
pub(super) struct WithoutNegatives {
    /// What is left.
    pub(super) record: Record,
    /// How many paragraphs went.
    pub(super) n_paragraphs: usize,
}

/// Takes out paragraphs that no span touches; `None` if there is no span at all.
pub(super) fn without_negatives(record: Record) -> Option<WithoutNegatives> {
    let kept = touched(&record);
    kept.first()?;
    let n_kept: usize = kept.iter().map(|run| run.n_paragraphs).sum();
    let n_paragraphs = record.text.n_paragraphs().saturating_sub(n_kept);
    if n_paragraphs == 0 {
        return Some(WithoutNegatives {
            record,
            n_paragraphs,
        });
    }
    let content: String = kept
        .iter()
        .map(|run| record.text.slice(run.range))
        .collect();
    let place = |at: CharIdx| {
        let n_runs = kept.partition_point(|run| run.range.start() <= at);
        let run = n_runs.checked_sub(1).and_then(|i| kept.get(i));
        run.map_or(CharIdx(0), |run| {
            let within = at.min(run.range.end()).0 - run.range.start().0;
            run.starts_at.plus(within)
        })
    };
    let mut nothing_lost = LossReport::default();
    let layer = layer_at(&record, place, Emptied::LeftOut, &mut nothing_lost);
    let text = Arc::new(Text::new(content));
    let layer = Arc::new(layer);
    Some(WithoutNegatives {
        record: Record {
            text,
            layer,
            ..record
        },
        n_paragraphs,
    })
}

/// Paragraphs that stay, one after the other.
struct Run {
    range: CharRange,
    n_paragraphs: usize,
    /// Where they start in the new text.
    starts_at: CharIdx,
}

/// Returns the runs of paragraphs that spans touch, in order.
fn touched(record: &Record) -> Vec<Run> {
    let Record { text, layer, .. } = record;
    let mut runs: Vec<Run> = Vec::new();
    // The paragraph behind the last that is in.
    let mut next = 0;
    for span in layer.spans.iter() {
        let first = text.paragraph_at(span.range.start()).max(next);
        let last = text.paragraph_at(span.range.end().minus(1));
        if last < first {
            continue;
        }
        let range = CharRange::new(
            text.paragraph_range(first).start(),
            text.paragraph_range(last).end(),
        );
        let n_paragraphs = last + 1 - first;
        match runs.last_mut() {
            Some(run) if first == next => {
                run.range = CharRange::new(run.range.start(), range.end());
                run.n_paragraphs += n_paragraphs;
            }
            before => {
                let starts_at =
                    before.map_or(CharIdx(0), |run| run.starts_at.plus(run.range.len()));
                runs.push(Run {
                    range,
                    n_paragraphs,
                    starts_at,
                });
            }
        }
        next = last + 1;
    }
    runs
}

/// What becomes of a note on a place that nothing is left of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emptied {
    /// It becomes a note on the document.
    Kept,
    /// It goes with its place.
    LeftOut,
}

/// Returns the layer of a record with all its positions carried over.
fn layer_at(
    record: &Record,
    place: impl Fn(CharIdx) -> CharIdx,
    emptied: Emptied,
    losses: &mut LossReport,
) -> Layer {
    let moved = |range: CharRange| {
        let range = CharRange::new(place(range.start()), place(range.end()));
        (!range.is_empty()).then_some(range)
    };
    let moved_key = |key: &SpanKey| {
        let range = moved(key.range)?;
        Some(SpanKey::new(range, key.label.clone()))
    };
    let was = &record.layer;
    let mut layer = Layer::new(was.annotator.clone());
    layer.conflicts.clone_from(&was.conflicts);
    layer.misfits.clone_from(&was.misfits);
    layer.meta = was.meta.clone();
    layer.meta.notes.retain_mut(|note| {
        let Some(range) = note.range else { return true };
        note.range = moved(range);
        note.range.is_some() || range.is_empty() || emptied == Emptied::Kept
    });
    let rejected = was.rejected.iter();
    layer.rejected = rejected
        .filter_map(|(key, rejection)| Some((moved_key(key)?, rejection.clone())))
        .collect();
    let ignored = was.ignored.iter();
    layer.ignored = ignored
        .filter_map(|finding| {
            let range = moved(finding.range)?;
            Some(IgnoredFinding {
                range,
                ..finding.clone()
            })
        })
        .collect();
    layer.spans = spans_at(record, moved, losses);
    for (id, relation) in &was.relations {
        let ends = (moved_key(&id.head), moved_key(&id.tail));
        let new_id = match ends {
            // Two ends that came to be one are no relation.
            (Some(head), Some(tail)) if head != tail || id.head == id.tail => RelationId {
                head,
                key: id.key.clone(),
                tail,
            },
            _ => {
                losses.add(LossKind::Relations, || relation_example(record, id));
                continue;
            }
        };
        let mut relation = relation.clone();
        relation.id = new_id.clone();
        layer.relations.entry(new_id).or_insert(relation);
    }
    layer
}

/// Returns the spans of a record carried over; of two that come to be one the first stays.
fn spans_at(
    record: &Record,
    moved: impl Fn(CharRange) -> Option<CharRange>,
    losses: &mut LossReport,
) -> SpanSet {
    let mut kept = Vec::with_capacity(record.layer.spans.len());
    let mut taken: HashMap<SpanKey, ()> = HashMap::with_capacity(kept.capacity());
    for span in record.layer.spans.iter() {
        let Some(range) = moved(span.range) else {
            select::add_hidden(losses, record, span);
            continue;
        };
        let mut span_there = span.clone();
        span_there.range = range;
        if taken.insert(span_there.key(), ()).is_some() {
            select::add_hidden(losses, record, span);
        } else {
            kept.push(span_there);
        }
    }
    set_of(kept.into_iter())
}

/// Makes a set of spans that are known to be different.
pub(super) fn set_of(spans: impl Iterator<Item = Span>) -> SpanSet {
    SpanSet::from_spans(spans).0
}

fn relation_example(record: &Record, id: &RelationId) -> LossExample {
    LossExample {
        document: record.name.clone(),
        range: None,
        what: format!("{} {} → {}", id.key, id.head.range, id.tail.range),
    }
}
