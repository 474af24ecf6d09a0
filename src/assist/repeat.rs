//! Repeat: what was labelled once, wherever its words stand again.
//!
//! Words are compared folded, so that every script, gloss and width counts as the same. A string
//! is suggested while it was labelled in at least half of the places where somebody decided on it:
//! labelled, rejected, or left alone in a document that is done. One that stands inside a longer
//! string is judged by what was done inside that longer string.
//!
//! A project is read once; after that [`Repeats::catch_up`] reads only what an act changed.
//!
//! Invariant: caught up, the counts are those that reading the whole project gives.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Weak;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Rejection;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::find;
use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::fold::fold_words;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment;
use crate::text::segment::OwnWords;
use crate::text::segment::Words;

/// How many decisions the share that is usual for repeated strings weighs as much as.
const PRIOR_WEIGHT: f32 = 2.0;

/// The share of right places among those of a string labelled once, about what news texts show.
const PRIOR_SHARE: f32 = 0.8;

/// What a place is worth whose edge cuts a word of the dictionary.
const CUT_WORD: f32 = 0.7;

/// The most characters of a string that is looked for: a longer one is no set phrase.
const MAX_CHARS: usize = 60;

/// The most characters of finished documents in which places left alone are counted.
const MAX_DONE_CHARS: usize = 1_000_000;

/// The most places that are remembered of a document: 32 MB. Only nonsense has more.
const MAX_FOUND: usize = 2_000_000;

/// The most places of one string that are suggested at a time.
const MAX_PLACES: usize = 5_000;

/// Of how many of these it is asked whether they cut a word: some hundredths of a millisecond each.
const MAX_CUTS_LOOKED_AT: usize = 1_000;

/// The most places of a longer string that are looked at for what was done inside it.
const MAX_DECIDED_INSIDE: usize = 1_000;

/// How often a string was labelled, and how often somebody decided on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Places where it has the label.
    pub n_labelled: usize,
    /// Places where it was decided on, those labelled among them.
    pub n_seen: usize,
}

impl Evidence {
    /// Returns whether it was turned down more often than not.
    pub fn is_against(self) -> bool {
        2 * self.n_labelled < self.n_seen
    }
}

/// What was labelled and turned down, by its words.
#[derive(Debug)]
pub struct Repeats {
    who: Annotator,
    /// The strings, folded; a string's number is its place.
    strings: Vec<String>,
    numbers: HashMap<String, u32>,
    decided: Vec<BTreeMap<LabelKey, Decided>>,
    documents: Vec<Noted>,
    /// Where strings stand, in the documents that are looked at.
    places: HashMap<DocId, Arc<Places>>,
}

/// What was decided on a string for a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Decided {
    n_labelled: usize,
    n_rejected: usize,
}

/// A document as it was when it was read.
#[derive(Debug)]
struct Noted {
    id: DocId,
    doc: Weak<Document>,
    text: Arc<Text>,
    spans: SpanSet,
    rejected: BTreeMap<SpanKey, Rejection>,
}

/// Where strings stand in a text.
#[derive(Clone, Debug)]
struct Places {
    text: Arc<Text>,
    /// The part of it that was looked at.
    range: CharRange,
    n_found: usize,
    /// How many of the strings were looked for.
    n_strings: usize,
    by_string: BTreeMap<u32, Vec<CharRange>>,
    /// Whether the edges of a place cut a word, where that was asked.
    cuts: HashMap<CharRange, bool>,
}

impl Repeats {
    /// Makes one that knows nothing, for the layers of an annotator.
    pub fn new(who: Annotator) -> Self {
        Self {
            who,
            strings: Vec::new(),
            numbers: HashMap::new(),
            decided: Vec::new(),
            documents: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Returns whose layers it reads.
    pub fn who(&self) -> &Annotator {
        &self.who
    }

    /// Reads what changed in the project since it was read last.
    pub fn catch_up(&mut self, project: &Project) {
        let noted = std::mem::take(&mut self.documents).into_iter();
        let mut noted: HashMap<DocId, Noted> = noted.map(|n| (n.id.clone(), n)).collect();
        let mut documents = Vec::with_capacity(project.documents.len());
        for doc in project.documents.iter() {
            documents.push(match noted.remove(&doc.id) {
                Some(noted) if Weak::as_ptr(&noted.doc) == Arc::as_ptr(doc) => noted,
                before => self.read(before, doc),
            });
        }
        for gone in noted.into_values() {
            self.places.remove(&gone.id);
            self.forget(&gone);
        }
        self.documents = documents;
    }

    fn read(&mut self, before: Option<Noted>, doc: &Arc<Document>) -> Noted {
        let before = before.and_then(|noted| {
            if Arc::ptr_eq(&noted.text, &doc.text) {
                return Some(noted);
            }
            self.places.remove(&noted.id);
            self.forget(&noted);
            None
        });
        let none = SpanSet::default();
        let layer = doc.layer(&self.who);
        let spans = layer.map_or_else(SpanSet::default, |layer| layer.spans.clone());
        let rejected = layer.map_or_else(BTreeMap::new, |layer| layer.rejected.clone());
        let earlier = before.as_ref().map_or(&none, |noted| &noted.spans);
        let (gone, new) = spans.changed_since(earlier);
        let text = &doc.text;
        for span in gone {
            self.count(text, span.range, &span.label, |n| n.n_labelled -= 1);
        }
        for span in new {
            self.count(text, span.range, &span.label, |n| n.n_labelled += 1);
        }
        let earlier = before.map(|noted| noted.rejected).unwrap_or_default();
        for key in earlier.keys().filter(|key| !rejected.contains_key(*key)) {
            self.count(text, key.range, &key.label, |n| n.n_rejected -= 1);
        }
        for key in rejected.keys().filter(|key| !earlier.contains_key(*key)) {
            self.count(text, key.range, &key.label, |n| n.n_rejected += 1);
        }
        Noted {
            id: doc.id.clone(),
            doc: Arc::downgrade(doc),
            text: Arc::clone(text),
            spans,
            rejected,
        }
    }

    fn forget(&mut self, noted: &Noted) {
        for span in noted.spans.iter() {
            self.count(&noted.text, span.range, &span.label, |n| n.n_labelled -= 1);
        }
        for key in noted.rejected.keys() {
            self.count(&noted.text, key.range, &key.label, |n| n.n_rejected -= 1);
        }
    }

    fn count(
        &mut self,
        text: &Text,
        range: CharRange,
        label: &LabelKey,
        change: impl FnOnce(&mut Decided),
    ) {
        if range.len() > MAX_CHARS * 8 {
            return;
        }
        let words = fold_words(text.slice(range));
        let number = match self.numbers.get(&words) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.strings.len()).unwrap_or(u32::MAX);
                self.numbers.insert(words.clone(), number);
                self.strings.push(words);
                self.decided.push(BTreeMap::new());
                number
            }
        };
        if let Some(decided) = self.decided.get_mut(number as usize) {
            change(decided.entry(label.clone()).or_default());
        }
    }

    /// Returns what is known of some words as a label, in all of the annotator's layers.
    ///
    /// Places left alone count only in documents that are done, and of these in the first million
    /// characters.
    pub fn evidence(&mut self, project: &Project, words: &str, label: &LabelKey) -> Evidence {
        let Some(number) = self.numbers.get(words).copied() else {
            return Evidence::default();
        };
        self.evidence_of(project, number, label)
    }

    fn evidence_of(&mut self, project: &Project, number: u32, label: &LabelKey) -> Evidence {
        let decided = self.decided.get(number as usize);
        let decided = decided.and_then(|decided| decided.get(label));
        let Decided {
            n_labelled,
            n_rejected,
        } = decided.copied().unwrap_or_default();
        let mut n_left_alone = 0;
        for doc in self.done(project) {
            let Some(layer) = doc.layer(&self.who) else {
                continue;
            };
            let places = self.places_in(doc, doc.text.range(), &|| true);
            let places = places
                .as_ref()
                .and_then(|places| places.by_string.get(&number));
            n_left_alone += places.map_or(0, |places| n_left_alone_in(layer, places, label));
        }
        Evidence {
            n_labelled,
            n_seen: n_labelled + n_rejected + n_left_alone,
        }
    }

    /// Returns the documents that are done, as many as fit the budget of characters.
    fn done<'a>(&self, project: &'a Project) -> Vec<&'a Document> {
        let is_done = |doc: &&Arc<Document>| doc.layer(&self.who).is_some_and(is_done);
        let mut n_chars = 0;
        let docs = project.documents.iter().filter(is_done).take_while(|doc| {
            n_chars += doc.text.n_chars();
            n_chars <= MAX_DONE_CHARS
        });
        docs.map(Arc::as_ref).collect()
    }

    /// Returns where the strings stand in a document; none if it was given up.
    ///
    /// Only those that begin in a range are looked for.
    fn places_in(
        &mut self,
        doc: &Document,
        range: CharRange,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Arc<Places>> {
        let strings = &self.strings;
        let none = || Arc::new(Places::of_none(&doc.text, range));
        let places = self.places.entry(doc.id.clone()).or_insert_with(none);
        if !Arc::ptr_eq(&places.text, &doc.text) || places.range != range {
            *places = none();
        }
        if places.n_strings < strings.len() && !Arc::make_mut(places).look_for(strings, go_on) {
            return None;
        }
        Some(Arc::clone(places))
    }

    /// Suggests, in one document, the words that were labelled anywhere.
    ///
    /// In reading order; nothing that shares characters with a span of its label, or that was
    /// rejected just there. Several labels may be suggested for the same words. Of a long document
    /// only what begins in a range is looked at.
    pub fn suggest(
        &mut self,
        project: &Project,
        (doc, range): (&Document, CharRange),
        go_on: &dyn Fn() -> bool,
    ) -> Vec<Suggestion> {
        let Some(places) = self.places_in(doc, range, go_on) else {
            return Vec::new();
        };
        let empty = Layer::new(self.who.clone());
        let layer = doc.layer(&self.who).unwrap_or(&empty);
        let covers = Covers::of(&places.by_string);
        let looked_at = self.looked_at(project, (doc, &places));
        let mut inside = HashMap::new();
        let mut asked = HashMap::new();
        let mut found = Vec::new();
        for (number, ranges) in &places.by_string {
            let labels = self.decided.get(*number as usize).cloned();
            for (label, decided) in labels.unwrap_or_default() {
                if decided.n_labelled == 0 || !go_on() {
                    continue;
                }
                let evidence = self.evidence_of(project, *number, &label);
                if evidence.is_against() {
                    continue;
                }
                let seen = evidence.n_seen as f32 + PRIOR_WEIGHT;
                let share = (evidence.n_labelled as f32 + PRIOR_SHARE * PRIOR_WEIGHT) / seen;
                let mut n_open = 0;
                for range in ranges {
                    let key = SpanKey::new(*range, label.clone());
                    if n_open == MAX_PLACES
                        || is_taken(layer, &key)
                        || is_left_alone_inside(&looked_at, &covers, &key, &mut inside)
                    {
                        continue;
                    }
                    n_open += 1;
                    let is_cut = || cuts_a_word(&doc.text, *range);
                    let is_cut = n_open <= MAX_CUTS_LOOKED_AT
                        && *places
                            .cuts
                            .get(range)
                            .unwrap_or_else(|| asked.entry(*range).or_insert_with(is_cut));
                    let whole = if is_cut { CUT_WORD } else { 1.0 };
                    found.push(Suggestion {
                        range: *range,
                        label: label.clone(),
                        source: Source::Repeat,
                        score_permille: (share * whole * 1000.0).round().min(990.0) as u16,
                    });
                }
            }
        }
        drop((places, looked_at));
        if let Some(places) = self.places.get_mut(&doc.id) {
            Arc::make_mut(places).cuts.extend(asked);
        }
        found.sort_by_key(Suggestion::key);
        found
    }

    /// Returns what is looked at for what was done inside longer strings: the document, and those
    /// that are done.
    fn looked_at(
        &mut self,
        project: &Project,
        (doc, places): (&Document, &Arc<Places>),
    ) -> Vec<LookedAt> {
        let mut docs = self.done(project);
        docs.retain(|done| done.id != doc.id);
        let mut found = Vec::with_capacity(docs.len() + 1);
        for done in docs {
            let places = self.places_in(done, done.text.range(), &|| true);
            let layer = done.layers.get(&self.who).map(Arc::clone);
            let both = layer.zip(places);
            found.extend(both.map(|(layer, places)| LookedAt { layer, places }));
        }
        found.extend(doc.layers.get(&self.who).map(|layer| LookedAt {
            layer: Arc::clone(layer),
            places: Arc::clone(places),
        }));
        found
    }
}

/// A layer with where strings stand in its document.
struct LookedAt {
    layer: Arc<Layer>,
    places: Arc<Places>,
}

/// What was found for a string, where it lies inside another, and its label.
type Inside = HashMap<(u32, usize, usize, LabelKey), bool>;

/// Returns whether the words were not labelled so inside a longer string that was labelled.
///
/// What was found for a string inside another is noted in `known`.
fn is_left_alone_inside(
    looked_at: &[LookedAt],
    covers: &Covers,
    key: &SpanKey,
    known: &mut Inside,
) -> bool {
    let mut longer = covers.over(key.range);
    longer.retain(|(_, range)| range.len() > key.range.len());
    longer.into_iter().any(|(number, range)| {
        let within = key.range.start().0 - range.start().0;
        let place = (number, within, key.range.len(), key.label.clone());
        let found = known.entry(place);
        *found.or_insert_with(|| was_left_alone_in(looked_at, number, within, &key.label))
    })
}

/// Returns whether a string was accepted somewhere, and what is so far inside it was mostly not
/// labelled there.
fn was_left_alone_in(looked_at: &[LookedAt], number: u32, within: usize, label: &LabelKey) -> bool {
    let (mut n_with, mut n_without) = (0, 0);
    for LookedAt { layer, places } in looked_at {
        for place in places.by_string.get(&number).into_iter().flatten() {
            if n_with + n_without == MAX_DECIDED_INSIDE {
                return n_with < n_without;
            }
            let mut spans = layer.spans.overlapping(*place);
            if !spans.any(|span| span.range == *place) {
                continue;
            }
            // A gloss more or less moves what is inside: near enough is taken for the same.
            let mut inside = layer.spans.overlapping(*place);
            let is_in = inside.any(|span| {
                let at = span.range.start().0.abs_diff(place.start().0 + within);
                span.label == *label && place.covers(span.range) && at <= 3 && span.range != *place
            });
            n_with += usize::from(is_in);
            n_without += usize::from(!is_in);
        }
    }
    n_with < n_without
}

/// Returns whether a layer's document is labelled as far as its annotator will.
fn is_done(layer: &Layer) -> bool {
    layer.meta.status == Status::Done
}

fn n_left_alone_in(layer: &Layer, places: &[CharRange], label: &LabelKey) -> usize {
    let is_left_alone = |place: &&CharRange| {
        let rejected = layer
            .rejected
            .contains_key(&SpanKey::new(**place, label.clone()));
        let mut over = layer.spans.overlapping(**place);
        !rejected && !over.any(|span| span.label == *label)
    };
    places.iter().filter(is_left_alone).count()
}

/// Returns whether a layer has something of the label there, or turned it down.
pub fn is_taken(layer: &Layer, key: &SpanKey) -> bool {
    let mut over = layer.spans.overlapping(key.range);
    over.any(|span| span.label == key.label) || layer.rejected.contains_key(key)
}

/// Returns whether an edge of a range lies inside a word of the dictionary, if it is loaded.
fn cuts_a_word(text: &Text, range: CharRange) -> bool {
    if Words::ready().is_none() || range.is_empty() {
        return false;
    }
    let own = OwnWords::default();
    let first = segment::word_at(text, range.start(), &own);
    let last = segment::word_at(text, range.end().minus(1), &own);
    first.start() < range.start() || last.end() > range.end()
}

impl Places {
    fn of_none(text: &Arc<Text>, range: CharRange) -> Self {
        Self {
            text: Arc::clone(text),
            range,
            n_found: 0,
            n_strings: 0,
            by_string: BTreeMap::new(),
            cuts: HashMap::new(),
        }
    }

    /// Looks for the strings that are new; returns whether it went through.
    fn look_for(&mut self, strings: &[String], go_on: &dyn Fn() -> bool) -> bool {
        let new = strings.get(self.n_strings..).unwrap_or_default();
        let numbered = (self.n_strings as u32..).zip(new);
        let wanted: Vec<(&str, u32)> = numbered
            .filter(|(_, string)| is_worth_looking_for(string))
            .map(|(number, string)| (string.as_str(), number))
            .collect();
        if wanted.is_empty() || self.n_found > MAX_FOUND {
            self.n_strings = strings.len();
            return true;
        }
        let Ok(automaton) = CharwiseDoubleArrayAhoCorasick::<u32>::with_values(wanted) else {
            // Too many for an automaton: none is looked for.
            self.n_strings = strings.len();
            return true;
        };
        let mut found: BTreeMap<u32, Vec<CharRange>> = BTreeMap::new();
        let (from, to) = (self.range.start(), self.range.end());
        let blocks = find::blocks(&self.text).skip_while(|block| block.end() <= from);
        for block in blocks.take_while(|block| block.start() < to) {
            if !go_on() {
                return false;
            }
            let folded = Folded::new(&self.text, block, Folding::Words);
            let words = folded.as_str();
            let places = automaton.find_overlapping_iter(words);
            let places = places.map(|at| (at.start()..at.end(), at.value()));
            let mut places: Vec<_> = places
                .filter(|(bytes, _)| is_whole_word(words, bytes.start, bytes.end))
                .collect();
            // The way back goes through the text once.
            places.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
            let ranges = ranges_of(&folded, &places);
            for (range, (_, number)) in ranges.into_iter().zip(places) {
                if self.range.contains(range.start()) && self.n_found <= MAX_FOUND {
                    self.n_found += 1;
                    found.entry(number).or_default().push(range);
                }
            }
        }
        for (number, places) in found {
            self.by_string.insert(number, without_overlaps(places));
        }
        self.n_strings = strings.len();
        true
    }
}

/// Returns the characters of the text that places in folded words stand for.
fn ranges_of(folded: &Folded<'_>, places: &[(std::ops::Range<usize>, u32)]) -> Vec<CharRange> {
    let words = folded.as_str();
    let (mut at, mut n_chars) = (0, 0);
    let ranges = places.iter().map(|(bytes, _)| {
        let skipped = words.get(at..bytes.start).unwrap_or_default();
        n_chars += skipped.chars().count();
        at = bytes.start;
        let len = words.get(bytes.clone()).unwrap_or_default().chars().count();
        folded.raw_from_chars(n_chars..n_chars + len)
    });
    ranges.collect()
}

/// Returns whether a string says enough by itself: more than a character, and not only digits.
fn is_worth_looking_for(string: &str) -> bool {
    let n_chars = string.chars().count();
    let is_number = string
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_ascii_punctuation());
    (2..=MAX_CHARS).contains(&n_chars) && !is_number
}

/// Returns whether letters and digits at the edges of a place do not go on beyond it.
fn is_whole_word(words: &str, start: usize, end: usize) -> bool {
    let glued = |a: Option<char>, b: Option<char>| {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        is_letter(a) && is_letter(b)
    };
    let before = words.get(..start).and_then(|w| w.chars().next_back());
    let first = words.get(start..).and_then(|w| w.chars().next());
    let last = words.get(..end).and_then(|w| w.chars().next_back());
    let after = words.get(end..).and_then(|w| w.chars().next());
    !glued(before, first) && !glued(last, after)
}

/// Takes out places that begin inside the one before.
fn without_overlaps(places: Vec<CharRange>) -> Vec<CharRange> {
    let mut kept: Vec<CharRange> = Vec::with_capacity(places.len());
    for place in places {
        if kept.last().is_none_or(|last| last.end() <= place.start()) {
            kept.push(place);
        }
    }
    kept
}

/// All places of strings in a text, by where they begin, to find the longer ones over a place.
struct Covers {
    /// Start, end and the string's number, by start.
    places: Vec<(CharRange, u32)>,
    max_len: usize,
}

impl Covers {
    fn of(by_string: &BTreeMap<u32, Vec<CharRange>>) -> Self {
        let places = by_string
            .iter()
            .flat_map(|(number, places)| places.iter().map(|range| (*range, *number)));
        let mut places: Vec<(CharRange, u32)> = places.collect();
        places.sort_by_key(|(range, number)| (range.start(), range.end(), *number));
        let max_len = places.iter().map(|(range, _)| range.len()).max();
        Self {
            places,
            max_len: max_len.unwrap_or(0),
        }
    }

    fn over(&self, range: CharRange) -> Vec<(u32, CharRange)> {
        let early = range.start().minus(self.max_len);
        let from = self.places.partition_point(|(at, _)| at.start() < early);
        let places = self.places.get(from..).unwrap_or_default().iter();
        places
            .take_while(|(at, _)| at.start() <= range.start())
            .filter(|(at, _)| at.covers(range) && *at != range)
            .map(|(at, number)| (*number, *at))
            .collect()
    }
}
