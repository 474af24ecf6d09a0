//! What all sources suggest in a document, made into one list to go through.
//!
//! Scores of sources are brought nearer to what this project showed: by what was decided on the
//! same words before, and for lists, patterns and models outside by how often they were right.
//! Of suggestions that cannot all be right the likelier one stays.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::assist::history::History;
use crate::assist::outside;
use crate::assist::repeat::Evidence;
use crate::assist::repeat::Repeats;
use crate::assist::repeat::is_taken;
use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::text::fold::fold_words;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// How many decisions on the same words weigh as much as a source's score.
const WORDS_WEIGHT: f32 = 2.0;

/// How many suggestions looked at weigh as much as a source's own idea of itself.
const SOURCE_WEIGHT: f32 = 8.0;

/// The least score, in thousandths, of what is worth keeping at all.
pub const LEAST_PERMILLE: u16 = 80;

/// Which sources are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sources {
    /// Words labelled before.
    pub repeat: bool,
    /// Lists and patterns.
    pub lists: bool,
    /// The learner.
    pub learner: bool,
    /// Models outside.
    pub outside: bool,
}

impl Default for Sources {
    fn default() -> Self {
        Self {
            repeat: true,
            lists: true,
            learner: true,
            outside: true,
        }
    }
}

/// The most suggestions of a document at a time: with more, the likeliest come first, and the next
/// ones as soon as some of them are decided on.
pub const MAX_SUGGESTIONS: usize = 5_000;

/// Returns all that is suggested in a document to the annotator whose layers `repeats` reads.
///
/// `repeats` and the history must be caught up with the project; `read` is what lists and the
/// learner found in the document. In reading order, however unsure. Of a long document only what
/// begins in a range is looked at.
pub fn gather<'a>(
    project: &Project,
    (doc, range): (&Document, CharRange),
    (repeats, history): (&mut Repeats, &History),
    sources: Sources,
    read: impl IntoIterator<Item = &'a [Suggestion]>,
) -> Vec<Suggestion> {
    let empty = Layer::new(repeats.who().clone());
    let layer = doc.layer(repeats.who()).unwrap_or(&empty);
    let known: BTreeSet<_> = project
        .schema
        .labels
        .iter()
        .map(|label| &label.key)
        .collect();
    let mut all = match sources.repeat {
        true => repeats.suggest(project, (doc, range), &|| true),
        false => Vec::new(),
    };
    let mut others: Vec<Suggestion> = read.into_iter().flatten().cloned().collect();
    let layers = outside::prediction_layers(doc);
    others.extend(layers.flat_map(outside::suggestions));
    others.retain(|one| {
        let is_here = doc.text.holds(one.range) && range.contains(one.range.start());
        is_here && sources.ask(&one.source)
    });
    for mut one in others {
        let words = fold_words(doc.text.slice(one.range));
        let evidence = repeats.evidence(project, &words, &one.label);
        one.score_permille = weighed(&one, evidence, history);
        all.push(one);
    }
    all.retain(|one| known.contains(&one.label));
    chosen(all, layer)
}

impl Sources {
    /// Returns whether a source is asked.
    pub fn ask(self, source: &Source) -> bool {
        match source {
            Source::Repeat => self.repeat,
            Source::Lexicon(_) | Source::Pattern(_) => self.lists,
            Source::Learner => self.learner,
            Source::Outside(_) => self.outside,
        }
    }
}

/// Returns a suggestion's score by what the project showed of its words and its source.
pub fn weighed(suggestion: &Suggestion, evidence: Evidence, history: &History) -> u16 {
    let mut score = f32::from(suggestion.score_permille) / 1000.0;
    let has_own_measure = matches!(suggestion.source, Source::Learner | Source::Repeat);
    let counts = history.tally().source(&suggestion.source.to_string());
    let measured = counts.filter(|_| !has_own_measure);
    if let Some(measured) = measured.and_then(|counts| counts.precision()) {
        let right = measured.share() as f32 * measured.n as f32;
        score = (score * SOURCE_WEIGHT + right) / (SOURCE_WEIGHT + measured.n as f32);
    }
    if suggestion.source != Source::Repeat && evidence.n_seen > 0 {
        let (labelled, seen) = (evidence.n_labelled as f32, evidence.n_seen as f32);
        score = (score * WORDS_WEIGHT + labelled) / (WORDS_WEIGHT + seen);
    }
    (score * 1000.0).round().clamp(0.0, 999.0) as u16
}

/// Chooses among suggestions of all sources what is shown, in reading order.
///
/// Nothing that shares characters with a span of its label in the layer, or that was turned down;
/// no two of one label that share characters, none twice over the same characters, and none that
/// crosses a likelier one.
pub fn chosen(mut suggestions: Vec<Suggestion>, layer: &Layer) -> Vec<Suggestion> {
    suggestions.retain(|one| {
        one.score_permille >= LEAST_PERMILLE
            && !one.range.is_empty()
            && !is_taken(layer, &one.key())
            && !is_said(layer, one.range)
    });
    suggestions.sort_by(|a, b| {
        let score = b.score_permille.cmp(&a.score_permille);
        let len = b.range.len().cmp(&a.range.len());
        let order = score.then(len).then_with(|| a.key().cmp(&b.key()));
        order.then_with(|| a.source.cmp(&b.source))
    });
    let mut taken = Taken::default();
    let mut n_taken = 0;
    suggestions.retain(|one| {
        let is_taken = n_taken < MAX_SUGGESTIONS && taken.take(one);
        n_taken += usize::from(is_taken);
        is_taken
    });
    suggestions.sort_by_key(Suggestion::key);
    suggestions
}

/// Returns whether a span of the layer covers just the characters, whatever it is called.
fn is_said(layer: &Layer, range: CharRange) -> bool {
    layer
        .spans
        .overlapping(range)
        .any(|span| span.range == range)
}

/// What was chosen so far, by where it begins.
#[derive(Default)]
struct Taken {
    by_start: BTreeMap<CharIdx, Vec<(CharRange, LabelKey)>>,
    max_len: usize,
}

impl Taken {
    /// Takes a suggestion unless it cannot stand beside what was taken.
    fn take(&mut self, one: &Suggestion) -> bool {
        let early = one.range.start().minus(self.max_len);
        let near = self.by_start.range(early..one.range.end());
        let clashes = near.flat_map(|(_, taken)| taken).any(|(range, label)| {
            let overlaps = range.overlaps(one.range);
            let nests = range.covers(one.range) || one.range.covers(*range);
            overlaps && (one.label == *label || *range == one.range || !nests)
        });
        if clashes {
            return false;
        }
        self.max_len = self.max_len.max(one.range.len());
        let there = self.by_start.entry(one.range.start()).or_default();
        there.push((one.range, one.label.clone()));
        true
    }
}
