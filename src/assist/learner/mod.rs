//! A learner of spans: what was accepted in some documents, expected in others.
//!
//! It is a linear-chain conditional random field over the folded characters of a paragraph
//! (`chain`, `brain`), with hashed features of characters, words, accepted strings and word lists
//! (`features`, `gazetteer`). Labels that never overlap share a chain (`scheme`). It is built from all
//! accepted documents ([`Learner::rebuild`]) and then learns from one more in a fraction of a second
//! ([`Learner::update`]). Each suggestion has a score that means something: among many of 900, some
//! nine in ten were right (`calibrate`).
//!
//! Invariants: the same documents and seed make the same learner, byte for byte; a learner takes
//! no more memory however many labels and documents there are; nothing here goes on for long
//! once `go_on` says no.

mod brain;
mod calibrate;
mod chain;
mod decode;
mod features;
mod gazetteer;
mod hash;
mod scheme;
mod stored;
mod table;
mod train;
mod unit;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::assist::learner::brain::Brain;
use crate::assist::learner::brain::Desk;
use crate::assist::learner::calibrate::Calibration;
use crate::assist::learner::decode::Candidate;
use crate::assist::learner::decode::candidates;
use crate::assist::learner::decode::chosen;
use crate::assist::learner::features::Seen;
use crate::assist::learner::gazetteer::Gazetteer;
use crate::assist::learner::unit::Unit;
use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::Words;

pub use crate::assist::learner::stored::NotStored;
pub use crate::assist::learner::stored::cache_key;

/// The least probability of a span that is looked at.
const LEAST_LOOKED_AT: f32 = 0.04;

/// The same where a span is asked for around a character.
const LEAST_AROUND: f32 = 0.002;

/// A document that was labelled.
#[derive(Clone, Debug)]
pub struct Example {
    /// The document.
    pub id: DocId,
    /// Its text.
    pub text: Arc<Text>,
    /// The spans that were accepted.
    pub spans: Vec<SpanKey>,
    /// The suggestions that were turned down.
    pub rejected: Vec<SpanKey>,
    /// Whether all of it was labelled; else only paragraphs that hold something count.
    pub is_whole: bool,
}

impl Example {
    /// Returns what a layer teaches: all of a document that is done, else what is near its spans.
    pub fn of(doc: &Document, layer: &Layer) -> Self {
        Self {
            id: doc.id.clone(),
            text: Arc::clone(&doc.text),
            spans: layer.spans.iter().map(Span::key).collect(),
            rejected: layer.rejected.keys().cloned().collect(),
            is_whole: layer.meta.status == Status::Done,
        }
    }
}

/// How to learn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// What everything drawn follows from.
    pub seed: u64,
    /// The most folded characters that are learned from when it is built.
    pub budget_chars: usize,
    /// The most folded characters of earlier documents that are learned again with a new one; also
    /// no more than three times what that has.
    pub replay_chars: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            budget_chars: 500_000,
            replay_chars: 10_000,
        }
    }
}

/// Finds words of lists in folded words: ranges of characters, and the list's number.
pub type Hits<'a> = dyn Fn(&str) -> Vec<(Range<usize>, u16)> + 'a;

/// What a learner looks at beside the text, and whether it may go on.
#[derive(Clone, Copy)]
pub struct Aids<'a> {
    /// The dictionary, if it is loaded. A learner built with one is better, and wants it again.
    pub words: Option<&'a Words>,
    /// Finds words of the project's lists.
    pub hits: &'a Hits<'a>,
    /// Says whether the work is still wanted.
    pub go_on: &'a dyn Fn() -> bool,
}

impl<'a> Aids<'a> {
    /// Returns those of a project without lists, for work that is always wanted.
    pub fn of_words(words: Option<&'a Words>) -> Self {
        Self {
            words,
            hits: &|_| Vec::new(),
            go_on: &|| true,
        }
    }
}

/// Why there is no learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLearner {
    /// No document holds a span of any of the labels.
    #[error("no span of the labels is in the documents")]
    NoSpans,
    /// Every span reaches over the end of a paragraph or over 400 characters.
    #[error("every span reaches over more than is learned at once")]
    NoneFits,
    /// It was told to stop.
    #[error("it was stopped")]
    Stopped,
}

/// What came of learning from a document more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It was learned from.
    Learned,
    /// It has a label, or an overlap of labels, that the learner has no place for: build it anew.
    Outgrown,
    /// It was told to stop, somewhere on the way: the learner is good, and knows part of it.
    Stopped,
}

/// What there is to gain from labelling a document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// How many spans are expected in it.
    pub n_expected: f32,
    /// How many wrong answers would be given for these, about: what labelling teaches.
    pub n_uncertain: f32,
}

/// What was learned.
#[derive(Clone, Debug)]
pub struct Learner {
    brain: Brain,
    gazetteer: Gazetteer,
    calibration: Calibration,
    labels: Vec<LabelKey>,
    options: Options,
    n_left_out: usize,
    n_updates: u64,
    /// The documents it has learned from.
    learned: BTreeSet<DocId>,
}

impl Learner {
    /// Returns how many spans could not be learned: over paragraph ends, or deep in their own label.
    pub fn n_left_out(&self) -> usize {
        self.n_left_out
    }

    /// Returns the labels that share a head, for each head.
    pub fn heads(&self) -> Vec<Vec<&LabelKey>> {
        let scheme = &self.brain.scheme;
        let kinds = |head: &Range<usize>| {
            let kinds = scheme.kinds.get(head.clone()).unwrap_or_default();
            kinds.iter().map(|kind| &kind.label).collect()
        };
        scheme.heads.iter().map(kinds).collect()
    }

    /// Returns how many bytes the weights of so many labels take.
    pub fn n_bytes(n_labels: usize) -> usize {
        let n_kinds = (2 * n_labels).min(scheme::MAX_KINDS);
        table::Table::n_bytes(4 * n_kinds)
    }

    /// Suggests spans of at least a score, in reading order.
    ///
    /// Those of one label do not overlap, nor do those of labels that never overlapped when accepted.
    /// When it is stopped there are those of the text's first part.
    pub fn suggest(&self, text: &Text, least_permille: u16, aids: Aids<'_>) -> Vec<Suggestion> {
        self.suggest_in(text, text.range(), least_permille, aids)
    }

    /// Suggests spans as [`Self::suggest`] does, in the paragraphs that a range reaches into.
    pub fn suggest_in(
        &self,
        text: &Text,
        range: CharRange,
        least_permille: u16,
        aids: Aids<'_>,
    ) -> Vec<Suggestion> {
        let mut desk = Desk::default();
        let mut found = Vec::new();
        for unit in unit::units_in(text, range) {
            if !(aids.go_on)() {
                break;
            }
            let chosen = self.chosen(&unit, aids, &mut desk);
            let scored = chosen.iter().filter_map(|c| self.scored(&unit, c));
            found.extend(scored.filter(|found| found.score_permille >= least_permille));
        }
        found.sort_by(|a, b| {
            let start = a.range.start().cmp(&b.range.start());
            let end = b.range.end().cmp(&a.range.end());
            start.then(end).then_with(|| a.label.cmp(&b.label))
        });
        found
    }

    /// Returns the most probable span of a label that covers the character at a position, or that
    /// ends there.
    pub fn best_around(
        &self,
        text: &Text,
        at: CharIdx,
        label: &LabelKey,
        aids: Aids<'_>,
    ) -> Option<Suggestion> {
        let here = self.best_over(text, at, label, aids);
        let before = self.best_over(text, at.minus(1), label, aids);
        let before = before.filter(|found| found.range.end() == at);
        match (here, before) {
            (Some(here), Some(before)) if before.score_permille > here.score_permille => {
                Some(before)
            }
            (here, before) => here.or(before),
        }
    }

    /// Returns the most probable span of a label that covers the character at a position.
    fn best_over(
        &self,
        text: &Text,
        at: CharIdx,
        label: &LabelKey,
        aids: Aids<'_>,
    ) -> Option<Suggestion> {
        let unit = unit::unit_at(text, at)?;
        let mut desk = Desk::default();
        self.brain.read(&self.see(&unit, aids), &mut desk);
        let scheme = &self.brain.scheme;
        let fits = |candidate: &Candidate| {
            let span = candidate.span;
            let kind = scheme.kinds.get(candidate.kind);
            let range = unit.raw_range(span.start..span.end);
            kind.is_some_and(|kind| kind.label == *label)
                && range.is_some_and(|range| range.contains(at))
        };
        let found = candidates(&self.brain, &desk, LEAST_AROUND).into_iter();
        let best = found.filter(fits).max_by(|a, b| {
            let score = a.span.probability.total_cmp(&b.span.probability);
            score.then_with(|| b.span.start.cmp(&a.span.start))
        });
        self.scored(&unit, &best?)
    }

    /// Returns what there is to gain from labelling a text.
    pub fn gain(&self, text: &Text, aids: Aids<'_>) -> Gain {
        let mut desk = Desk::default();
        let mut gain = Gain::default();
        for unit in unit::units(text) {
            if !(aids.go_on)() {
                break;
            }
            for candidate in self.chosen(&unit, aids, &mut desk) {
                let share = self.calibration.share(candidate.span.probability);
                gain.n_expected += share;
                gain.n_uncertain += share.min(1.0 - share);
            }
        }
        gain
    }

    /// Returns a unit's features, with what is known of its strings.
    fn see(&self, unit: &Unit, aids: Aids<'_>) -> Seen {
        train::seen(unit, &self.gazetteer, &self.brain.scheme, aids, None)
    }

    /// Returns the spans of a unit worth a look, none over another in its head.
    fn chosen(&self, unit: &Unit, aids: Aids<'_>, desk: &mut Desk) -> Vec<Candidate> {
        self.brain.read(&self.see(unit, aids), desk);
        let found = candidates(&self.brain, desk, LEAST_LOOKED_AT);
        chosen(found, unit.chars.len())
    }

    fn scored(&self, unit: &Unit, candidate: &Candidate) -> Option<Suggestion> {
        let kind = self.brain.scheme.kinds.get(candidate.kind)?;
        let share = self.calibration.share(candidate.span.probability);
        Some(Suggestion {
            source: Source::Learner,
            range: unit.raw_range(candidate.span.start..candidate.span.end)?,
            label: kind.label.clone(),
            score_permille: (share * 1000.0).round() as u16,
        })
    }
}

/// Puts items in an order that follows from a seed alone.
pub fn shuffle<T>(items: &mut [T], seed: u64) {
    hash::Draw::new(seed).shuffle(items);
}
