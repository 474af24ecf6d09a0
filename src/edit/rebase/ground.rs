//! Finds where a recorded delta lies in the text that its document has now.
//!
//! `习进平` was corrected to `习近平` behind `国家主席`, while another copy labelled the words. The
//! record names the text it was made on; the document keeps that text as an earlier one, and the
//! place is carried along each correction since, as it would have been had it been there.

use std::rc::Rc;
use std::sync::Arc;

use crate::edit::apply::text::Moves;
use crate::edit::change::Delta;
use crate::edit::rebase::Rebaser;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::UnfitReason;
use crate::edit::rebase::Words;
use crate::edit::rebase::WordsOf;
use crate::edit::rebase::records::names;
use crate::model::document::Document;
use crate::model::finding::RelationEnd;
use crate::model::ids::DocId;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::relation::RelationId;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// How to come from a recorded text to the one that is there.
pub(super) enum Way {
    /// It is the one.
    Here,
    /// Along these corrections.
    Along(Vec<Correction>),
    /// The document never had it.
    Unknown,
}

/// A text, the one it became, and where its characters went.
pub(super) struct Correction {
    old: Arc<Text>,
    new: Arc<Text>,
    moves: Moves,
}

impl Way {
    fn new(doc: &Document, text: &str) -> Self {
        if names(text, &doc.text_sha256) {
            return Self::Here;
        }
        let earlier = doc.revisions.iter();
        let Some(at) = earlier
            .clone()
            .rposition(|revision| names(text, &revision.text_sha256))
        else {
            return Self::Unknown;
        };
        let texts: Vec<&Arc<Text>> = earlier
            .skip(at)
            .map(|revision| &revision.text)
            .chain([&doc.text])
            .collect();
        let steps = texts.iter().zip(texts.iter().skip(1));
        let corrections = steps.map(|(old, new)| Correction {
            old: Arc::clone(old),
            new: Arc::clone(new),
            moves: Moves::between(old, new),
        });
        Self::Along(corrections.collect())
    }
}

fn carried_range(along: &[Correction], range: CharRange) -> Option<CharRange> {
    let mut steps = along.iter();
    steps.try_fold(range, |range, step| step.moves.range(range))
}

fn carried_key(along: &[Correction], key: &SpanKey) -> Option<SpanKey> {
    let range = carried_range(along, key.range)?;
    Some(SpanKey::new(range, key.label.clone()))
}

fn carried_layer(along: &[Correction], layer: &Layer) -> Layer {
    along.iter().fold(layer.clone(), |layer, step| {
        step.moves.layer(&layer, &step.old, &step.new)
    })
}

fn carry_notes(along: &[Correction], meta: &mut LayerMeta) {
    for note in &mut meta.notes {
        // A note whose place is gone speaks of the document from now on.
        note.range = note.range.and_then(|range| carried_range(along, range));
    }
}

/// Carries a delta; `None` when nothing is left of its place.
fn carry(along: &[Correction], mut delta: Delta) -> Option<Delta> {
    match &mut delta {
        Delta::Span { diff, .. } => {
            for span in [&mut diff.before, &mut diff.after].into_iter().flatten() {
                span.range = carried_range(along, span.range)?;
            }
        }
        Delta::Relation { diff, .. } => {
            let sides = [&mut diff.before, &mut diff.after];
            for relation in sides.into_iter().flatten() {
                relation.id = RelationId {
                    head: carried_key(along, &relation.id.head)?,
                    key: relation.id.key.clone(),
                    tail: carried_key(along, &relation.id.tail)?,
                };
            }
        }
        Delta::Rejected { span, .. } => *span = carried_key(along, span)?,
        Delta::Ignored { finding, .. } => finding.range = carried_range(along, finding.range)?,
        Delta::Meta { diff, .. } => {
            carry_notes(along, &mut diff.before);
            carry_notes(along, &mut diff.after);
        }
        Delta::Layer { diff, .. } => {
            for layer in [&mut diff.before, &mut diff.after].into_iter().flatten() {
                *layer = Arc::new(carried_layer(along, layer));
            }
        }
        _ => {}
    }
    Some(delta)
}

impl Rebaser<'_> {
    /// Returns a recorded delta as it stands on the text that is there.
    pub(super) fn grounded(&mut self, item: &RecordedDelta) -> Result<Delta, UnfitReason> {
        let delta = item.delta.clone();
        let (Some(words), Some(doc)) = (&item.words, delta.doc()) else {
            return Ok(delta);
        };
        match &*self.way(doc, &words.text)? {
            Way::Here => Ok(delta),
            Way::Along(along) => carry(along, delta).ok_or(UnfitReason::WordsGone),
            Way::Unknown => self.on_other_text(delta, words),
        }
    }

    fn way(&mut self, doc: &DocId, text: &Arc<str>) -> Result<Rc<Way>, UnfitReason> {
        let key = (doc.clone(), Arc::clone(text));
        if let Some(way) = self.ways.get(&key) {
            return Ok(Rc::clone(way));
        }
        let way = Rc::new(Way::new(self.doc(doc)?, text));
        self.ways.insert(key, Rc::clone(&way));
        Ok(way)
    }

    /// Takes a delta made on a text that the document never had, if the same words stand there.
    fn on_other_text(&self, mut delta: Delta, words: &WordsOf) -> Result<Delta, UnfitReason> {
        let Some(doc) = delta.doc() else {
            return Ok(delta);
        };
        let text = Arc::clone(&self.doc(doc)?.text);
        let same = |recorded: &str, range: CharRange| {
            let found = text.slice(range);
            if found == recorded {
                return Ok(());
            }
            Err(UnfitReason::OtherWords {
                recorded: recorded.to_owned(),
                found: found.to_owned(),
            })
        };
        match (&mut delta, &words.words) {
            (Delta::Span { diff, .. }, Words::At(words)) => {
                if let Some(span) = diff.before.as_ref().or(diff.after.as_ref()) {
                    same(words, span.range)?;
                }
            }
            (Delta::Rejected { span, .. }, Words::At(words)) => same(words, span.range)?,
            (Delta::Ignored { finding, .. }, Words::At(words)) => same(words, finding.range)?,
            (Delta::Relation { diff, .. }, Words::Ends { head, tail }) => {
                let relation = diff.before.as_ref().or(diff.after.as_ref());
                for (end, words) in [(RelationEnd::Head, head), (RelationEnd::Tail, tail)] {
                    if let (Some(relation), Some(words)) = (relation, words) {
                        same(words, end.of(&relation.id).range)?;
                    }
                }
            }
            (Delta::Meta { diff, .. }, _) => {
                let before = diff.before.notes.clone();
                let notes = diff.after.notes.iter_mut();
                for note in notes.filter(|note| !before.contains(note)) {
                    note.range = None;
                }
            }
            (Delta::Layer { diff, .. }, _) => {
                let either = diff.before.as_ref().or(diff.after.as_ref());
                if either.is_some_and(|layer| speaks_of_text(layer)) {
                    return Err(UnfitReason::OtherText);
                }
            }
            _ => {}
        }
        Ok(delta)
    }
}

fn speaks_of_text(layer: &Layer) -> bool {
    let placed = layer.meta.notes.iter().any(|note| note.range.is_some());
    let empty = layer.spans.is_empty() && layer.relations.is_empty() && layer.rejected.is_empty();
    placed || !empty || !layer.ignored.is_empty()
}
