//! All lists and patterns of a project, matched against texts.
//!
//! [`Matcher::hits`] tells where words of lists stand in folded text, for the learner; lists that have
//! no label count there too. [`Matcher::suggest`] makes suggestions of words, patterns and what the
//! generators compose, in a text of any size, block by block. Of those of one label that overlap the
//! longest stays, then the surest, then the first; what is less sure than two in three yields to the rest.
//!
//! A list is told by its number in [`Matcher::lists`], the same for the same project.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::assist::lexicon::built_in;
use crate::assist::lexicon::built_in::Resource;
use crate::assist::lexicon::event;
use crate::assist::lexicon::person;
use crate::assist::lexicon::reading::Piece;
use crate::assist::lexicon::reading::Reading;
use crate::assist::lexicon::role;
use crate::assist::lexicon::slogan;
use crate::assist::lexicon::tier::Tier;
use crate::assist::lexicon::words::Place;
use crate::assist::lexicon::words::WordIndex;
use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::ids::LabelKey;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::project::Project;
use crate::model::schema::Schema;
use crate::text::artefact::is_han;
use crate::text::find::Likeness;
use crate::text::find::Query;
use crate::text::find::QueryError;
use crate::text::find::blocks;
use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::Words;

/// The most characters that are folded at once.
const BLOCK_CHARS: usize = 1 << 17;

/// How far a place may reach out of a part of a paragraph longer than that.
const REACH_CHARS: usize = 1 << 9;

/// Whoever is less sure yields to surer ones of its label, however long its own are.
const YIELDING_PERMILLE: u16 = 650;

/// How many names that are sure are looked for again.
const MAX_NAMES: usize = 4096;

/// How sure a word list of a user's is before anything was accepted of it.
const LIST_PERMILLE: u16 = 900;

/// How sure a pattern of a user's is.
const PATTERN_PERMILLE: u16 = 850;

/// Somebody who suggests: a list, a pattern, or a tier of what the program brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Who is told as the source; its name is how settings and statistics know it.
    pub source: Source,
    /// What it suggests; none for what only the learner sees.
    pub label: Option<LabelKey>,
    /// How sure it is taken to be before its own history is known, in thousandths.
    pub prior_permille: u16,
}

/// A place of a word of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its characters in the folded text.
    pub chars: Range<usize>,
    /// The number of the list.
    pub list: u16,
}

/// Why a list or a pattern stays silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListProblem {
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub kind: ListProblemKind,
}

/// What is wrong with a list or a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListProblemKind {
    /// The expression cannot be read.
    Expression(QueryError),
    /// The schema has no such label.
    UnknownLabel(LabelKey),
}

/// What a project's lists and patterns find.
pub struct Matcher {
    lexicons: Arc<Vec<Lexicon>>,
    patterns: Arc<Vec<Pattern>>,
    schema: Arc<Schema>,
    lists: Vec<List>,
    words: Arc<WordIndex>,
    queries: Vec<(u16, Query)>,
    /// The number of the first file of the program's among the lists.
    first_file: u16,
    /// The number of the first tier.
    first_tier: u16,
    problems: Vec<ListProblem>,
    /// A number for each list that follows from its name.
    numbers: Vec<u16>,
}

/// Where something was found, and by whom.
#[derive(Clone, Copy, Debug)]
struct Found {
    range: CharRange,
    list: u16,
}

impl Matcher {
    /// Makes the matcher of a project: some 0.1 s for 100,000 words, for a worker thread.
    pub fn of(project: &Project) -> Self {
        Self::made(project, None)
    }

    /// Makes the matcher of a project that was changed, keeping the words if they are the same.
    pub fn updated(&self, project: &Project) -> Self {
        Self::made(project, Some(self))
    }

    /// Returns whether it was made of these lists, patterns and labels.
    pub fn is_of(&self, project: &Project) -> bool {
        Arc::ptr_eq(&self.lexicons, &project.lexicons)
            && Arc::ptr_eq(&self.patterns, &project.patterns)
            && Arc::ptr_eq(&self.schema, &project.schema)
    }

    /// Returns all that suggest or are seen by the learner; a list's number is its place.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// Returns what is wrong with lists and patterns.
    pub fn problems(&self) -> &[ListProblem] {
        &self.problems
    }

    /// Returns the places of words in text folded as words, by where they begin.
    ///
    /// Words of lists that are on and of the program's files, the longest of each list. A word of one
    /// character is a hit, though it never makes a suggestion.
    pub fn hits(&self, folded: &Folded<'_>) -> Vec<Hit> {
        self.hits_in(folded.as_str())
    }

    /// Returns the places of words as [`Self::hits`] does, in words that are folded already.
    pub fn hits_in(&self, words: &str) -> Vec<Hit> {
        let mut places = self.words.places(words);
        let ours = built_in::index().places(words).into_iter();
        places.extend(ours.map(|place| Place {
            list: place.list + self.first_file,
            ..place
        }));
        let chars = chars_of(words, &places).into_iter();
        let hits = chars.zip(&places).map(|(chars, place)| Hit {
            chars,
            list: place.list,
        });
        let mut hits: Vec<Hit> = hits.collect();
        hits.sort_unstable_by_key(|hit| (hit.chars.start, hit.chars.end, hit.list));
        hits
    }

    /// Returns the places of words with a number of each list that follows from its name alone.
    ///
    /// That is what a learner remembers: the place of a list may change.
    pub fn numbered_hits(&self, words: &str) -> Vec<(Range<usize>, u16)> {
        let hits = self.hits_in(words).into_iter();
        hits.filter_map(|hit| Some((hit.chars, *self.numbers.get(usize::from(hit.list))?)))
            .collect()
    }

    /// Returns the suggestions that begin in a part of a text, by where they begin.
    ///
    /// Whole paragraphs are looked at. With the dictionary the generators see more and err less.
    /// It asks at each block, and at each line of the generators', whether to go on; given up, it
    /// returns what it has.
    pub fn suggest(
        &self,
        text: &Text,
        range: CharRange,
        words: Option<&Words>,
        go_on: impl Fn() -> bool,
    ) -> Vec<Suggestion> {
        let mut found = Vec::new();
        let mut names = BTreeSet::new();
        for part in parts_of(text, range) {
            if !go_on() {
                break;
            }
            self.find_words(text, part, &mut found);
            self.compose(text, part, words, &go_on, (&mut found, &mut names));
        }
        self.find_again(text, range, words, &go_on, (&mut found, &names));
        self.find_patterns(text, range, &go_on, &mut found);
        found.retain(|one| range.contains(one.range.start()));
        self.chosen(found)
    }

    fn made(project: &Project, before: Option<&Self>) -> Self {
        let mut matcher = Self {
            lexicons: Arc::clone(&project.lexicons),
            patterns: Arc::clone(&project.patterns),
            schema: Arc::clone(&project.schema),
            lists: Vec::new(),
            words: Arc::default(),
            queries: Vec::new(),
            first_file: 0,
            first_tier: 0,
            problems: Vec::new(),
            numbers: Vec::new(),
        };
        for lexicon in project.lexicons.iter() {
            matcher.add_list(lexicon);
        }
        let is_same = before.filter(|before| same_words(&before.lexicons, &project.lexicons));
        matcher.words = is_same.map_or_else(
            || Arc::new(index_of(&project.lexicons)),
            |before| Arc::clone(&before.words),
        );
        for pattern in project.patterns.iter() {
            matcher.add_pattern(pattern);
        }
        matcher.first_file = matcher.next_number();
        for file in Resource::ALL {
            matcher.lists.push(List {
                source: Source::Lexicon(file.name().to_owned()),
                label: None,
                prior_permille: 0,
            });
        }
        matcher.first_tier = matcher.next_number();
        for tier in Tier::ALL {
            let (built_in, name, prior_permille) = tier.traits();
            let setting = built_in.setting(project);
            matcher.lists.push(List {
                source: Source::Lexicon(format!("{}/{name}", built_in.name())),
                label: setting.label.filter(|_| setting.enabled),
                prior_permille,
            });
        }
        let names = matcher.lists.iter().map(|list| list.source.to_string());
        matcher.numbers = names.map(|name| number_of(&name)).collect();
        matcher
    }

    fn next_number(&self) -> u16 {
        u16::try_from(self.lists.len()).unwrap_or(u16::MAX)
    }

    fn add_list(&mut self, lexicon: &Lexicon) {
        let label = self.known_label(&lexicon.name, lexicon.enabled, lexicon.label.as_ref());
        self.lists.push(List {
            source: Source::Lexicon(lexicon.name.clone()),
            label,
            prior_permille: LIST_PERMILLE,
        });
    }

    fn add_pattern(&mut self, pattern: &Pattern) {
        let number = self.next_number();
        let label = self.known_label(&pattern.name, pattern.enabled, pattern.label.as_ref());
        let is_on = pattern.enabled && label.is_some();
        self.lists.push(List {
            source: Source::Pattern(pattern.name.clone()),
            label,
            prior_permille: PATTERN_PERMILLE,
        });
        match Query::pattern(&pattern.expression, Likeness::Folded) {
            Ok(query) if is_on => self.queries.push((number, query)),
            Err(error) if pattern.enabled => self.problems.push(ListProblem {
                name: pattern.name.clone(),
                kind: ListProblemKind::Expression(error),
            }),
            Ok(_) | Err(_) => {}
        }
    }

    /// Returns a label that is on and that the schema has; tells of one it does not have.
    fn known_label(
        &mut self,
        name: &str,
        is_on: bool,
        label: Option<&LabelKey>,
    ) -> Option<LabelKey> {
        let label = label.filter(|_| is_on)?;
        if self.schema.label(label).is_some() {
            return Some(label.clone());
        }
        self.problems.push(ListProblem {
            name: name.to_owned(),
            kind: ListProblemKind::UnknownLabel(label.clone()),
        });
        None
    }

    fn label_of(&self, list: u16) -> Option<&LabelKey> {
        self.lists.get(usize::from(list))?.label.as_ref()
    }

    fn tier_number(&self, tier: Tier) -> u16 {
        let place = Tier::ALL.iter().position(|one| *one == tier).unwrap_or(0);
        self.first_tier + u16::try_from(place).unwrap_or(0)
    }

    /// Finds words of lists, and the program's set phrases and named events.
    fn find_words(&self, text: &Text, part: Part, found: &mut Vec<Found>) {
        let folded = Folded::new(text, part.around, Folding::Words);
        let words = folded.as_str();
        let mut places = self.words.places(words);
        places.retain(|place| self.label_of(place.list).is_some());
        let ours = built_in::index().places(words).into_iter();
        places.extend(ours.filter_map(|place| {
            let list = self.listed_by(place.list)?;
            Some(Place { list, ..place })
        }));
        places.retain(|place| is_more_than_a_character(words, &place.bytes));
        for (chars, place) in chars_of(words, &places).into_iter().zip(&places) {
            let range = folded.raw_from_chars(chars);
            if part.core.contains(range.start()) {
                found.push(Found {
                    range,
                    list: place.list,
                });
            }
        }
    }

    /// Returns the tier that suggests words of a file by themselves, if it is on.
    fn listed_by(&self, file: u16) -> Option<u16> {
        let tier = match Resource::ALL.get(usize::from(file))? {
            Resource::Event => Tier::EventListed,
            Resource::Slogan => Tier::SloganListed,
            Resource::Phrase => Tier::SloganPhrase,
            _ => return None,
        };
        let list = self.tier_number(tier);
        self.label_of(list).map(|_| list)
    }

    fn is_on(&self, tier: Tier) -> bool {
        self.label_of(self.tier_number(tier)).is_some()
    }

    /// Lets the generators look at a part of a text.
    fn compose(
        &self,
        text: &Text,
        part: Part,
        words: Option<&Words>,
        go_on: &impl Fn() -> bool,
        (found, names): (&mut Vec<Found>, &mut BTreeSet<String>),
    ) {
        let generators: [(Tier, Generator); 4] = [
            (Tier::PersonSure, person::find),
            (Tier::RoleBare, role::find),
            (Tier::EventNumbered, event::find),
            (Tier::SloganBuilt, slogan::find),
        ];
        let on: Vec<Generator> = generators
            .into_iter()
            .filter(|(tier, _)| self.is_on(*tier))
            .map(|(_, generator)| generator)
            .collect();
        if on.is_empty() {
            return;
        }
        let reading = Reading::new(text, part.around);
        for range in reading.pieces() {
            if !go_on() {
                return;
            }
            let piece = reading.piece(range, words);
            for generator in &on {
                let composed = generator(&piece);
                let sure = composed
                    .iter()
                    .filter(|(_, tier)| *tier == Tier::PersonSure);
                for (range, _) in sure {
                    if names.len() < MAX_NAMES {
                        names.insert(piece.words(range.clone()).replace(' ', ""));
                    }
                }
                self.add_composed(&reading, &piece, composed, (part, found));
            }
        }
    }

    /// Finds names again that were sure somewhere.
    fn find_again(
        &self,
        text: &Text,
        range: CharRange,
        words: Option<&Words>,
        go_on: &impl Fn() -> bool,
        (found, names): (&mut Vec<Found>, &BTreeSet<String>),
    ) {
        let index = WordIndex::of(names.iter().map(|name| (name.as_str(), 0)));
        if index.is_empty() {
            return;
        }
        for part in parts_of(text, range) {
            let reading = Reading::new(text, part.around);
            for range in reading.pieces() {
                if !go_on() {
                    return;
                }
                let line = reading.words(&range);
                if index.all_places(&line).next().is_some() {
                    let piece = reading.piece(range, words);
                    let again = person::again(&piece, names);
                    self.add_composed(&reading, &piece, again, (part, found));
                }
            }
        }
    }

    fn add_composed(
        &self,
        reading: &Reading<'_>,
        piece: &Piece<'_>,
        composed: Vec<(Range<usize>, Tier)>,
        (part, found): (Part, &mut Vec<Found>),
    ) {
        for (range, tier) in composed {
            let range = reading.raw_range(range.start + piece.offset..range.end + piece.offset);
            if part.core.contains(range.start()) {
                let list = self.tier_number(tier);
                found.push(Found { range, list });
            }
        }
    }

    fn find_patterns(
        &self,
        text: &Text,
        range: CharRange,
        go_on: &impl Fn() -> bool,
        found: &mut Vec<Found>,
    ) {
        for (list, query) in &self.queries {
            let parts = query.parts(text).into_iter();
            for part in parts.filter(|part| part.range.overlaps(range)) {
                let take = |places: Vec<CharRange>| {
                    found.extend(places.into_iter().map(|range| Found { range, list: *list }));
                };
                query.look_through(text, part, go_on, take);
            }
        }
    }

    /// Keeps of those of one label that overlap the longest, then the surest, then the first;
    /// who is not sure at all yields to the others first.
    fn chosen(&self, found: Vec<Found>) -> Vec<Suggestion> {
        let with_list = found.into_iter().filter_map(|one| {
            let list = self.lists.get(usize::from(one.list))?;
            Some((one, list, list.label.as_ref()?))
        });
        let mut all: Vec<(Found, &List, &LabelKey)> = with_list.collect();
        all.sort_by_key(|(one, list, label)| {
            let yields = list.prior_permille < YIELDING_PERMILLE;
            let long = std::cmp::Reverse(one.range.len());
            let sure = std::cmp::Reverse(list.prior_permille);
            (*label, yields, long, sure, one.range.start(), one.list)
        });
        let mut taken: BTreeMap<(&LabelKey, usize), usize> = BTreeMap::new();
        let mut chosen = Vec::new();
        for (one, list, label) in all {
            let (start, end) = (one.range.start().0, one.range.end().0);
            let before = taken.range((label, 0)..(label, end)).next_back();
            if start == end || before.is_some_and(|(_, before_end)| *before_end > start) {
                continue;
            }
            taken.insert((label, start), end);
            chosen.push(Suggestion {
                range: one.range,
                label: label.clone(),
                source: list.source.clone(),
                score_permille: list.prior_permille,
            });
        }
        chosen.sort_by(|a, b| (a.range, &a.label).cmp(&(b.range, &b.label)));
        chosen
    }
}

/// What makes suggestions of a piece of text.
type Generator = fn(&Piece<'_>) -> Vec<(Range<usize>, Tier)>;

/// A part of a text that is folded at once.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Where places begin that count.
    core: CharRange,
    /// What is looked at.
    around: CharRange,
}

/// Returns the paragraphs that share something with a range, some at a time, as parts.
fn parts_of(text: &Text, range: CharRange) -> Vec<Part> {
    let mut parts = Vec::new();
    for block in blocks(text).filter(|block| block.overlaps(range)) {
        let mut start = block.start();
        while start < block.end() {
            let is_rest = block.end().0 - start.0 <= BLOCK_CHARS * 2;
            let end = if is_rest {
                block.end()
            } else {
                start.plus(BLOCK_CHARS)
            };
            parts.push(Part {
                core: CharRange::new(start, end),
                around: CharRange::new(
                    start.minus(REACH_CHARS).max(block.start()),
                    end.plus(REACH_CHARS).min(block.end()),
                ),
            });
            start = end;
        }
    }
    parts
}

/// Returns whether two sets of lists have the same words where they are on.
fn same_words(a: &[Lexicon], b: &[Lexicon]) -> bool {
    let words = |lexicon: &Lexicon| lexicon.enabled && !lexicon.words.is_empty();
    let alike =
        |(a, b): (&Lexicon, &Lexicon)| words(a) == words(b) && (!words(a) || a.words == b.words);
    a.len() == b.len() && a.iter().zip(b).all(alike)
}

fn index_of(lexicons: &[Lexicon]) -> WordIndex {
    let lists = lexicons
        .iter()
        .zip(0..=u16::MAX)
        .filter(|(lexicon, _)| lexicon.enabled);
    WordIndex::of(
        lists.flat_map(|(lexicon, list)| {
            lexicon.words.iter().map(move |word| (word.as_str(), list))
        }),
    )
}

fn is_more_than_a_character(words: &str, bytes: &Range<usize>) -> bool {
    let mut chars = words.get(bytes.clone()).unwrap_or("").chars();
    let first = chars.next();
    chars.next().is_some() || first.is_some_and(|c| !is_han(c))
}

/// Returns the characters of places in folded words.
fn chars_of(words: &str, places: &[Place]) -> Vec<Range<usize>> {
    let mut edges: Vec<usize> = places
        .iter()
        .flat_map(|place| [place.bytes.start, place.bytes.end])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let (mut n_chars, mut counted) = (0, 0);
    let counts = edges.iter().map(|&byte| {
        n_chars += words.get(counted..byte).unwrap_or("").chars().count();
        counted = byte;
        n_chars
    });
    let counts: Vec<usize> = counts.collect();
    let char_from_byte = |byte: usize| {
        let at = edges.binary_search(&byte).unwrap_or(0);
        counts.get(at).copied().unwrap_or(0)
    };
    let chars = places
        .iter()
        .map(|place| char_from_byte(place.bytes.start)..char_from_byte(place.bytes.end));
    chars.collect()
}
/// Returns a number that follows from a name, the same on every machine: FNV-1a, folded.
fn number_of(name: &str) -> u16 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash ^ (hash >> 16)) as u16
}
