//! Where spans came from, counted: by source, by label, by score.
//!
//! A suggestion of a source was right if it was accepted as it was; one whose edges or label were
//! changed was not, nor was one that was turned down. A span that was accepted and removed later
//! counts no more: what is counted is what a layer says now.

use std::collections::BTreeMap;

use crate::assist::precision::Precision;
use crate::assist::suggestion::Source;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Rejection;
use crate::model::span::Origin;
use crate::model::span::Span;

/// How many bins a reliability table has.
pub const N_BINS: usize = 10;

/// Scores are kept in hundredths: fine enough for any threshold one sets.
const N_STEPS: u16 = 100;
const PERMILLE_PER_STEP: u16 = 10;
const STEPS_PER_BIN: u16 = 10;

/// Where a span came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// Marked by the annotator.
    Hand,
    /// Made by labelling every occurrence of the same words.
    Repeated,
    /// Read from a file of labelled data.
    Imported,
    /// Suggested.
    Suggested(Source),
}

/// What became of the spans of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Spans that stand as they came.
    pub accepted: usize,
    /// Spans whose edges or label were changed.
    pub corrected: usize,
    /// Suggestions turned down.
    pub rejected: usize,
    /// The suggestions among them with a known score, by hundredths.
    scores: BTreeMap<u16, Bin>,
}

/// Suggestions of about one score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin {
    /// How many there were.
    pub n: usize,
    /// How many were right.
    pub n_right: usize,
}

impl Bin {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.n_right += other.n_right;
    }

    /// Returns the share that was right.
    pub fn precision(self) -> Option<Precision> {
        Precision::new(self.n_right, self.n)
    }
}

impl Counts {
    /// Returns how many spans there are.
    pub fn n_spans(&self) -> usize {
        self.accepted + self.corrected
    }

    /// Returns the share that was right.
    pub fn precision(&self) -> Option<Precision> {
        Precision::new(self.accepted, self.n_spans() + self.rejected)
    }

    /// Returns those of a score and above.
    pub fn from_score(&self, least_permille: u16) -> Bin {
        let mut sum = Bin::default();
        let from = self.scores.range(step_of(least_permille)..);
        from.for_each(|(_, bin)| sum.add(*bin));
        sum
    }

    fn is_empty(&self) -> bool {
        self.n_spans() + self.rejected == 0
    }

    fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.corrected += other.corrected;
        self.rejected += other.rejected;
        for (step, bin) in &other.scores {
            self.scores.entry(*step).or_default().add(*bin);
        }
    }

    fn score(&mut self, score_permille: u16, is_right: bool, sign: Sign) {
        let step = step_of(score_permille);
        let bin = self.scores.entry(step).or_default();
        sign.step(&mut bin.n);
        if is_right {
            sign.step(&mut bin.n_right);
        }
        if bin.n == 0 {
            self.scores.remove(&step);
        }
    }
}

/// Returns the hundredth that a score is in; the last one holds 1 too.
fn step_of(score_permille: u16) -> u16 {
    (score_permille / PERMILLE_PER_STEP).min(N_STEPS - 1)
}

/// Where the spans of one label came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelCounts {
    hand: usize,
    repeated: usize,
    imported: usize,
    /// By the source as it is written.
    suggested: BTreeMap<String, usize>,
}

impl LabelCounts {
    /// Returns how many came from somewhere.
    pub fn of(&self, from: &Provenance) -> usize {
        match from {
            Provenance::Hand => self.hand,
            Provenance::Repeated => self.repeated,
            Provenance::Imported => self.imported,
            Provenance::Suggested(source) => {
                let found = self.suggested.get(&source.to_string());
                found.copied().unwrap_or_default()
            }
        }
    }

    /// Returns how many spans there are.
    pub fn n_spans(&self) -> usize {
        self.hand + self.repeated + self.imported + self.suggested.values().sum::<usize>()
    }
}

/// Where the spans of some layers came from, and what became of suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    hand: Counts,
    repeated: Counts,
    imported: Counts,
    /// By the source as it is written.
    suggested: BTreeMap<String, Counts>,
    labels: BTreeMap<LabelKey, LabelCounts>,
}

#[derive(Clone, Copy)]
enum Sign {
    More,
    Less,
}

impl Sign {
    fn step(self, n: &mut usize) {
        match self {
            Self::More => *n += 1,
            Self::Less => *n = n.saturating_sub(1),
        }
    }
}

impl Tally {
    /// Counts one layer.
    pub fn of(layer: &Layer) -> Self {
        let mut tally = Self::default();
        layer.spans.iter().for_each(|span| tally.add_span(span));
        let rejected = layer.rejected.values();
        rejected.for_each(|what| tally.add_rejection(what));
        tally
    }

    /// Counts a span in.
    pub fn add_span(&mut self, span: &Span) {
        self.count_span(span, Sign::More);
    }

    /// Counts a span out.
    pub fn remove_span(&mut self, span: &Span) {
        self.count_span(span, Sign::Less);
    }

    /// Counts a rejection in.
    pub fn add_rejection(&mut self, rejection: &Rejection) {
        self.count_rejection(rejection, Sign::More);
    }

    /// Counts a rejection out.
    pub fn remove_rejection(&mut self, rejection: &Rejection) {
        self.count_rejection(rejection, Sign::Less);
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        self.hand.add(&other.hand);
        self.repeated.add(&other.repeated);
        self.imported.add(&other.imported);
        for (source, counts) in &other.suggested {
            self.suggested
                .entry(source.clone())
                .or_default()
                .add(counts);
        }
        for (label, counts) in &other.labels {
            let here = self.labels.entry(label.clone()).or_default();
            here.hand += counts.hand;
            here.repeated += counts.repeated;
            here.imported += counts.imported;
            for (source, n) in &counts.suggested {
                *here.suggested.entry(source.clone()).or_default() += n;
            }
        }
    }

    fn count_span(&mut self, span: &Span, sign: Sign) {
        let origin = span.detail.as_deref().map(|detail| &detail.origin);
        let is_empty = |label: &LabelCounts| label.n_spans() == 0;
        let count = |label: &mut LabelCounts| match origin {
            None | Some(Origin::Hand) => sign.step(&mut label.hand),
            Some(Origin::Repeated) => sign.step(&mut label.repeated),
            Some(Origin::Imported { .. }) => sign.step(&mut label.imported),
            Some(Origin::Suggested { source, .. }) => {
                let step = |n: &mut usize| sign.step(n);
                change(&mut label.suggested, source, step, |n| *n == 0);
            }
        };
        change(&mut self.labels, &span.label, count, is_empty);
        match origin {
            None | Some(Origin::Hand) => sign.step(&mut self.hand.accepted),
            Some(Origin::Repeated) => sign.step(&mut self.repeated.accepted),
            Some(Origin::Imported { .. }) => sign.step(&mut self.imported.accepted),
            Some(Origin::Suggested {
                source,
                score_permille,
                corrected,
            }) => {
                let count = |counts: &mut Counts| {
                    sign.step(if *corrected {
                        &mut counts.corrected
                    } else {
                        &mut counts.accepted
                    });
                    counts.score(*score_permille, !corrected, sign);
                };
                change(&mut self.suggested, source, count, Counts::is_empty);
            }
        }
    }

    fn count_rejection(&mut self, rejection: &Rejection, sign: Sign) {
        let count = |counts: &mut Counts| {
            sign.step(&mut counts.rejected);
            if let Some(score) = rejection.score_permille {
                counts.score(score, false, sign);
            }
        };
        change(
            &mut self.suggested,
            &rejection.source,
            count,
            Counts::is_empty,
        );
    }

    /// Returns every source with what became of its spans: by hand, repeated and imported first.
    ///
    /// By hand is always there, others where there is something to tell.
    pub fn sources(&self) -> Vec<(Provenance, &Counts)> {
        let plain = [
            (Provenance::Repeated, &self.repeated),
            (Provenance::Imported, &self.imported),
        ];
        let mut suggested: Vec<(Provenance, &Counts)> = self
            .suggested
            .iter()
            .map(|(source, counts)| (Provenance::Suggested(Source::read(source)), counts))
            .collect();
        suggested.sort_by(|a, b| a.0.cmp(&b.0));
        let plain = plain.into_iter().filter(|(_, counts)| !counts.is_empty());
        let hand = [(Provenance::Hand, &self.hand)];
        hand.into_iter().chain(plain).chain(suggested).collect()
    }

    /// Returns what became of a source's suggestions; the source as it is written.
    pub fn source(&self, source: &str) -> Option<&Counts> {
        self.suggested.get(source)
    }

    /// Returns the labels with where their spans came from, by key.
    pub fn labels(&self) -> &BTreeMap<LabelKey, LabelCounts> {
        &self.labels
    }

    /// Returns how many spans there are.
    pub fn n_spans(&self) -> usize {
        let plain = [&self.hand, &self.repeated, &self.imported].into_iter();
        let all = plain.chain(self.suggested.values());
        all.map(Counts::n_spans).sum()
    }

    /// Returns how often suggestions of a score were right, in tenths: of a source, or of all.
    pub fn reliability(&self, source: Option<&str>) -> [Bin; N_BINS] {
        let mut bins = [Bin::default(); N_BINS];
        for (written, counts) in &self.suggested {
            if source.is_some_and(|source| source != written) {
                continue;
            }
            for (step, bin) in &counts.scores {
                if let Some(here) = bins.get_mut(usize::from(step / STEPS_PER_BIN)) {
                    here.add(*bin);
                }
            }
        }
        bins
    }
}

/// Returns what a map has for a key, which is copied only where it is not there yet.
/// Changes what a map has for a key; what is empty then is taken out.
fn change<K: Ord + Clone, V: Default>(
    map: &mut BTreeMap<K, V>,
    key: &K,
    act: impl FnOnce(&mut V),
    is_empty: impl FnOnce(&V) -> bool,
) {
    // The key is copied only where it is not there yet.
    let now_empty = match map.get_mut(key) {
        Some(value) => {
            act(value);
            is_empty(value)
        }
        None => {
            let value = map.entry(key.clone()).or_default();
            act(value);
            is_empty(value)
        }
    };
    if now_empty {
        map.remove(key);
    }
}
