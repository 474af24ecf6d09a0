//! What one annotator says of one document.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::extra::Extra;
use crate::model::ids::Annotator;
use crate::model::relation::{Relation, RelationId};
use crate::model::span::{Origin, Span, SpanDetail, SpanKey};
use crate::model::span_set::SpanSet;
use crate::text::offset::CharRange;

/// One annotator's spans, relations and remarks on a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Whose it is; no other layer of the document has the name.
    pub annotator: Annotator,
    /// Status, classes, notes, time.
    pub meta: LayerMeta,
    /// The spans.
    pub spans: SpanSet,
    /// The relations.
    pub relations: BTreeMap<RelationId, Relation>,
    /// Suggestions the annotator turned down.
    pub rejected: BTreeMap<SpanKey, Rejection>,
    /// Findings of `check` the annotator wants to hear no more of.
    pub ignored: BTreeSet<IgnoredFinding>,
    /// Differences a merge could not settle.
    pub conflicts: Vec<Conflict>,
    /// Span lines of the file that do not fit the text; kept as they stood, in reading order.
    pub misfits: Vec<Misfit>,
}

impl Layer {
    /// Makes an empty layer.
    pub fn new(annotator: impl Into<Annotator>) -> Self {
        Self {
            annotator: annotator.into(),
            meta: LayerMeta::default(),
            spans: SpanSet::default(),
            relations: BTreeMap::new(),
            rejected: BTreeMap::new(),
            ignored: BTreeSet::new(),
            conflicts: Vec::new(),
            misfits: Vec::new(),
        }
    }

    /// Returns whether it holds what a model outside the program predicts, and nobody's work.
    ///
    /// Such a layer bears the name its predictions were brought in under, and all its spans are
    /// suggestions of that source as they came. A person's first span mostly tells the two apart.
    pub fn is_prediction(&self) -> bool {
        let is_one = |span: &Span| match span.detail.as_deref().map(|detail| &detail.origin) {
            Some(Origin::Suggested {
                source, corrected, ..
            }) => !corrected && *source == *self.annotator,
            _ => false,
        };
        !self.spans.is_empty() && self.spans.iter().all(is_one)
    }

    /// Returns the relations that a span is an end of.
    pub fn relations_of<'a>(&'a self, key: &'a SpanKey) -> impl Iterator<Item = &'a Relation> + 'a {
        self.relations
            .values()
            .filter(move |r| r.id.head == *key || r.id.tail == *key)
    }
}

/// A suggestion that was turned down: who had made it and how sure they were.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rejection {
    /// Who had made it, as in [`crate::model::span::Origin::Suggested`].
    pub source: String,
    /// How sure the source was, in thousandths, if it is known.
    pub score_permille: Option<u16>,
}

impl Rejection {
    /// Makes a rejection of what a source was as sure of as `score_permille` says.
    pub fn new(source: impl Into<String>, score_permille: Option<u16>) -> Self {
        Self {
            source: source.into(),
            score_permille,
        }
    }
}

/// The parts of a layer that are one value each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayerMeta {
    /// How far the annotator is.
    pub status: Status,
    /// Keys of the document classes given.
    pub classes: BTreeSet<String>,
    /// Remarks on the document or on a place in it, in the order they were made.
    pub notes: Vec<Note>,
    /// Seconds the annotator worked on the document.
    pub active_seconds: u64,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// How far an annotator is with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing yet.
    #[default]
    ToDo,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
    /// Needs a word with others.
    ToDiscuss,
}

impl Status {
    /// Every status, in the order a document goes through them.
    pub const ALL: [Self; 4] = [Self::ToDo, Self::InProgress, Self::Done, Self::ToDiscuss];
}

/// A remark on the document, or on a place in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// The place, if it speaks of one.
    pub range: Option<CharRange>,
    /// The remark.
    pub text: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// A finding of `check` that is to be left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IgnoredFinding {
    /// The finding's kind, such as `edge-space`.
    pub kind: String,
    /// The place it speaks of.
    pub range: CharRange,
    /// The annotator's reason; may be empty.
    pub reason: String,
}

/// A difference between two copies that a merge could not settle, kept as both values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conflict {
    /// What differs, such as `status` or `schema.PERSON.hotkey`.
    pub subject: String,
    /// The value of the copy merged into.
    pub ours: String,
    /// The value of the copy merged.
    pub theirs: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// A span line as it stood in a file, whose range or words do not fit the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The start that was written.
    pub start: usize,
    /// The end that was written.
    pub end: usize,
    /// The label's key.
    pub label: String,
    /// The words that were written.
    pub words: String,
    /// Its detail.
    pub detail: Option<Box<SpanDetail>>,
    /// Why it does not fit.
    pub reason: MisfitReason,
}

impl Misfit {
    /// Compares as layers keep them and files list them: by start, then the longer first, then by
    /// label.
    pub fn cmp_reading(&self, other: &Self) -> Ordering {
        let range = self.start.cmp(&other.start).then(other.end.cmp(&self.end));
        range.then_with(|| self.label.cmp(&other.label))
    }
}

/// Why a span line does not fit its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MisfitReason {
    /// It starts where it ends, or after it.
    Empty,
    /// It ends beyond the text's last character.
    OutsideText {
        /// The text's length in characters.
        n_chars: usize,
    },
    /// The text has other words there.
    OtherWords {
        /// The words of the text.
        found: String,
    },
    /// An earlier line has the same range and label.
    Repeated,
}
