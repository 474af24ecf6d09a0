//! Corrects a document's text and carries everything that points into it along.
//!
//! Only the characters that are replaced can lose anything: what lies before them stays, what lies
//! behind moves by the difference. Between the old words and the new ones a difference by
//! characters (Myers) says which are still there. In `习进平` → `习近平` a span over all three
//! keeps its edges, since 习 and 平 are still there.

use std::sync::Arc;

use similar::Algorithm;
use similar::DiffOp;

use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::TextState;
use crate::edit::command::Refusal;
use crate::edit::record::Recorder;
use crate::model::document::Document;
use crate::model::document::Revision;
use crate::model::document::sha256_hex;
use crate::model::ids::DocId;
use crate::model::layer::IgnoredFinding;
use crate::model::layer::Layer;
use crate::model::layer::Misfit;
use crate::model::layer::MisfitReason;
use crate::model::layer::Note;
use crate::model::relation::Relation;
use crate::model::relation::RelationId;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

pub fn correct(
    recorder: &mut Recorder<'_>,
    doc: &DocId,
    range: CharRange,
    words: &str,
) -> Result<(), Refusal> {
    let found = recorder.project().documents.by_id(doc).cloned();
    let found = found.ok_or_else(|| Refusal::NoDocument(doc.clone()))?;
    if !found.text.holds(range) {
        let n_chars = found.text.n_chars();
        return Err(Refusal::SpanOutsideText {
            span: range,
            n_chars,
        });
    }
    if found.text.slice(range) == words {
        return Ok(());
    }
    let text = Arc::new(replaced(&found.text, range, words));
    if text.n_chars() == 0 {
        return Err(Refusal::EmptyText(found.name.clone()));
    }
    let moves = Moves::new(&found.text, range, words);
    let diff = Box::new(Diff::new(state_of(&found), corrected(&found, &text)));
    recorder.push(Delta::Text {
        doc: doc.clone(),
        diff,
    })?;
    for layer in found.layers.values() {
        let moved = moves.layer(layer, &found.text, &text);
        let diff = Diff::new(Some(Arc::clone(layer)), Some(Arc::new(moved)));
        recorder.push(Delta::Layer {
            doc: doc.clone(),
            diff,
        })?;
    }
    Ok(())
}

fn replaced(text: &Text, range: CharRange, words: &str) -> Text {
    let before = text.slice(CharRange::new(CharIdx(0), range.start()));
    let after = text.slice(CharRange::new(range.end(), text.end()));
    Text::new([before, words, after].concat())
}

fn state_of(doc: &Document) -> TextState {
    TextState {
        text_sha256: doc.text_sha256.clone(),
        text: Arc::clone(&doc.text),
        revisions: doc.revisions.clone(),
    }
}

fn corrected(doc: &Document, text: &Arc<Text>) -> TextState {
    let mut revisions = doc.revisions.clone();
    revisions.push(Revision {
        text_sha256: doc.text_sha256.clone(),
        text: Arc::clone(&doc.text),
    });
    TextState {
        text_sha256: sha256_hex(text.as_str().as_bytes()),
        text: Arc::clone(text),
        revisions,
    }
}

/// Where each character of the old text is in the new one.
#[derive(Debug)]
pub struct Moves {
    range: CharRange,
    n_new: usize,
    /// For each replaced character its place among the new words, if it is still there.
    kept: Vec<Option<usize>>,
}

impl Moves {
    /// Makes it of two whole texts: what is the same at both ends was not replaced.
    pub fn between(old: &Text, new: &Text) -> Self {
        let same = |(a, b): &(char, char)| a == b;
        let (old_chars, new_chars) = (old.as_str().chars(), new.as_str().chars());
        let n_head = old_chars.zip(new_chars).take_while(same).count();
        let rest = old.n_chars().min(new.n_chars()) - n_head;
        let (old_back, new_back) = (old.as_str().chars().rev(), new.as_str().chars().rev());
        let n_tail = old_back.zip(new_back).take(rest).take_while(same).count();
        let words = new.slice(CharRange::of(n_head, new.n_chars() - n_tail));
        Self::new(old, CharRange::of(n_head, old.n_chars() - n_tail), words)
    }

    fn new(text: &Text, range: CharRange, words: &str) -> Self {
        let old: Vec<char> = text.slice(range).chars().collect();
        let new: Vec<char> = words.chars().collect();
        let mut kept = vec![None; old.len()];
        for op in similar::capture_diff_slices(Algorithm::Myers, &old, &new) {
            let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            else {
                continue;
            };
            for (i, place) in kept.iter_mut().skip(old_index).take(len).enumerate() {
                *place = Some(new_index + i);
            }
        }
        Self {
            range,
            n_new: new.len(),
            kept,
        }
    }

    /// Returns where a character is now, if it is still there.
    fn char_at(&self, at: CharIdx) -> Option<CharIdx> {
        if at < self.range.start() {
            Some(at)
        } else if at >= self.range.end() {
            Some(CharIdx(at.0 - self.range.len() + self.n_new))
        } else {
            let place = self.kept.get(at.0 - self.range.start().0)?;
            place.map(|place| self.range.start().plus(place))
        }
    }

    /// Returns a range from the first of its characters that is still there to the last.
    pub fn range(&self, range: CharRange) -> Option<CharRange> {
        let (start, end) = (range.start().0, range.end().0);
        // Only replaced characters can be gone, so both searches end at their edges.
        let first = (start..end).find_map(|at| self.char_at(CharIdx(at)))?;
        let last = (start..end)
            .rev()
            .find_map(|at| self.char_at(CharIdx(at)))?;
        Some(CharRange::new(first, last.plus(1)))
    }

    fn key(&self, key: &SpanKey) -> Option<SpanKey> {
        Some(SpanKey::new(self.range(key.range)?, key.label.clone()))
    }

    /// Returns a layer as it stands on the new text.
    pub fn layer(&self, layer: &Layer, old: &Text, new: &Text) -> Layer {
        let mut moved = Layer::new(layer.annotator.clone());
        moved.meta = layer.meta.clone();
        moved.conflicts = layer.conflicts.clone();
        moved.misfits = layer.misfits.clone();
        let mut spans = Vec::with_capacity(layer.spans.len());
        for span in layer.spans.iter() {
            match self.range(span.range) {
                Some(range) => spans.push(Span {
                    range,
                    ..span.clone()
                }),
                None => moved.misfits.push(misfit(span, old, new)),
            }
        }
        let (set, doubled) = SpanSet::from_spans(spans);
        moved.spans = set;
        let doubled = doubled.iter().map(|span| Misfit {
            reason: MisfitReason::Repeated,
            ..misfit(span, new, new)
        });
        moved.misfits.extend(doubled);
        moved.misfits.sort_by(Misfit::cmp_reading);
        for relation in layer.relations.values() {
            if let Some(relation) = self.relation(relation) {
                moved.relations.insert(relation.id.clone(), relation);
            }
        }
        let rejected = layer.rejected.iter();
        moved.rejected = rejected
            .filter_map(|(key, rejection)| Some((self.key(key)?, rejection.clone())))
            .collect();
        let ignored = layer.ignored.iter().filter_map(|finding| {
            let range = self.range(finding.range)?;
            Some(IgnoredFinding {
                range,
                ..finding.clone()
            })
        });
        moved.ignored = ignored.collect();
        for note in &mut moved.meta.notes {
            // A note whose place is gone speaks of the document from now on.
            let range = note.range.and_then(|range| self.range(range));
            *note = Note {
                range,
                ..note.clone()
            };
        }
        moved
    }

    /// A relation goes with a span of which nothing is left.
    fn relation(&self, relation: &Relation) -> Option<Relation> {
        let id = RelationId {
            head: self.key(&relation.id.head)?,
            key: relation.id.key.clone(),
            tail: self.key(&relation.id.tail)?,
        };
        Some(Relation {
            id,
            ..relation.clone()
        })
    }
}

fn misfit(span: &Span, old: &Text, new: &Text) -> Misfit {
    let (start, end) = (span.range.start().0, span.range.end().0);
    let reason = if end > new.n_chars() {
        MisfitReason::OutsideText {
            n_chars: new.n_chars(),
        }
    } else {
        MisfitReason::OtherWords {
            found: new.slice(span.range).to_owned(),
        }
    };
    Misfit {
        start,
        end,
        label: span.label.to_string(),
        words: old.slice(span.range).to_owned(),
        detail: span.detail.clone(),
        reason,
    }
}
