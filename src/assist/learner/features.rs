//! What is said of each character of a unit: the numbers of its features.
//!
//! A feature is a question and its answer, hashed: "the character before is `总`", "the word here is a
//! name of two characters and this is its last". What stays the same from one pass to the next is
//! found once for a unit ([`Seen`]); the rows of the table follow from it.

use std::ops::Range;

use crate::assist::learner::gazetteer::Weighed;
use crate::assist::learner::hash::feature;
use crate::assist::learner::hash::mix;
use crate::text::artefact::is_han;
use crate::text::segment::Words;

/// What stands in for a character beyond the ends of a unit.
const BEYOND: Glyph = Glyph {
    c: 1,
    class: 9,
    word: 0,
    place: 0,
    starts: 0,
    ends: 0,
    inside: 0,
};

/// What stands in for a word beyond the ends.
const NO_WORD: Word = Word {
    hash: 1,
    kind: 1,
    tail: 1,
};

/// A character and where in its words it is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Glyph {
    c: u32,
    class: u8,
    /// Its place in the word it is in: first, inner, last or alone, and how long that is.
    place: u8,
    /// The word it is in.
    word: u16,
    /// The longest word of the dictionary that starts here, ends here, goes on over here.
    starts: u8,
    ends: u8,
    inside: u8,
}

/// A word of the unit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Word {
    hash: u32,
    kind: u32,
    tail: u32,
}

/// What is found once for a unit.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    glyphs: Vec<Glyph>,
    words: Vec<Word>,
    /// Features of some characters alone, by character.
    extras: Vec<(u32, u32)>,
    has_words: bool,
}

/// Returns a character's class.
fn class_of(c: char) -> u8 {
    match c {
        _ if is_han(c) => match c {
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千'
            | '万' | '亿' | '〇' | '两' => 1,
            _ => 0,
        },
        '0'..='9' => 2,
        _ if c.is_alphabetic() => 3,
        ',' | ';' | ':' => 4,
        '.' | '!' | '?' => 5,
        '"' | '<' | '>' => 6,
        '(' | ')' | '[' | ']' => 7,
        '·' => 8,
        _ => 10,
    }
}

/// Returns a place in something: 0 inner, 1 first, 2 last, 3 alone.
fn place_in(at: usize, len: usize) -> u8 {
    u8::from(at == 0) + 2 * u8::from(at + 1 == len)
}

impl Seen {
    /// Looks at a unit's characters and at the words they make.
    pub fn of(chars: &[char], words: Option<&Words>) -> Self {
        let glyphs = chars.iter().map(|c| Glyph {
            c: u32::from(*c),
            class: class_of(*c),
            place: 3,
            ..BEYOND
        });
        let mut seen = Self {
            glyphs: glyphs.collect(),
            has_words: words.is_some(),
            ..Self::default()
        };
        seen.take_quotes(chars);
        if let Some(words) = words {
            let line: String = chars.iter().collect();
            seen.take_cuts(chars, &line, words);
            seen.take_places(&words.places_in(&line));
        }
        seen
    }

    /// Tells what is quoted, in brackets or a title: where in it each character is, how long it is.
    fn take_quotes(&mut self, chars: &[char]) {
        let mut open: Option<(usize, char)> = None;
        for (i, c) in chars.iter().enumerate() {
            let closes = match open {
                Some((_, '<')) => *c == '>',
                Some((_, '(')) => *c == ')',
                Some((_, '[')) => *c == ']',
                Some((_, mark)) => *c == mark,
                None => false,
            };
            match open {
                Some((start, mark)) if closes => {
                    self.take_quote(start + 1..i, mark);
                    open = None;
                }
                _ if matches!(c, '"' | '<' | '(' | '[') => open = Some((i, *c)),
                _ => {}
            }
        }
    }

    fn take_quote(&mut self, inner: Range<usize>, mark: char) {
        let len = match inner.len() {
            0..=2 => 0,
            3..=4 => 1,
            5..=8 => 2,
            9..=16 => 3,
            _ => 4,
        };
        for (at, i) in inner.clone().enumerate() {
            let place = u32::from(place_in(at, inner.len()));
            let mark = u32::from(mark);
            self.extras.push((i as u32, feature(121, mark, place)));
            self.extras
                .push((i as u32, feature(122, mark, place + 4 * len)));
        }
    }

    fn take_cuts(&mut self, chars: &[char], line: &str, words: &Words) {
        let mut start = 0;
        for cut in words.cuts(line) {
            let word = chars.get(start..start + cut.n_chars).unwrap_or_default();
            let hash = word.iter().fold(2, |hash, c| mix(hash, u64::from(*c)));
            let [a, b] = cut.part_of_speech;
            let word_idx = u16::try_from(self.words.len()).unwrap_or(u16::MAX);
            self.words.push(Word {
                hash: (hash >> 32) as u32,
                kind: 2 + u32::from(a) * 256 + u32::from(b),
                tail: word.last().map_or(1, |c| u32::from(*c)),
            });
            let here = self.glyphs.iter_mut().skip(start).take(cut.n_chars);
            for (at, glyph) in here.enumerate() {
                let len = cut.n_chars.min(5) as u8;
                glyph.place = place_in(at, cut.n_chars) + 4 * len;
                glyph.word = word_idx;
            }
            start += cut.n_chars;
        }
    }

    fn take_places(&mut self, places: &[Range<usize>]) {
        for place in places {
            let len = place.len().min(5) as u8;
            let here = self.glyphs.iter_mut().skip(place.start).take(place.len());
            for (at, glyph) in here.enumerate() {
                match place_in(at, place.len()) {
                    1 => glyph.starts = glyph.starts.max(len),
                    2 => glyph.ends = glyph.ends.max(len),
                    _ => glyph.inside = glyph.inside.max(len),
                }
            }
        }
    }

    /// Adds what is known of strings in the unit.
    pub fn add_known(&mut self, weighed: &[Weighed]) {
        for known in weighed {
            let len = known.found.len.min(6) as u32;
            let kind = u32::from(known.kind);
            for at in 0..known.found.len {
                let place = u32::from(place_in(at, known.found.len));
                let trusted = place + 4 * u32::from(known.trust);
                let i = (known.found.start + at) as u32;
                self.extras.push((i, feature(101, kind, place)));
                self.extras.push((i, feature(102, kind, trusted)));
                self.extras
                    .push((i, feature(103, kind, trusted + 16 * len)));
            }
        }
    }

    /// Adds words of lists: the characters of each, and its list.
    pub fn add_hits(&mut self, hits: &[(Range<usize>, u16)]) {
        for (range, list) in hits {
            for (at, i) in range.clone().enumerate().take(self.glyphs.len()) {
                let place = u32::from(place_in(at, range.len()));
                let len = range.len().min(6) as u32;
                let list = u32::from(*list);
                self.extras.push((i as u32, feature(111, list, place)));
                self.extras
                    .push((i as u32, feature(112, list, place + 4 * len)));
            }
        }
    }

    /// Puts what was added in the order of characters.
    pub fn finish(&mut self) {
        self.extras.sort_unstable();
        self.extras.dedup();
        self.extras
            .retain(|(i, _)| (*i as usize) < self.glyphs.len());
    }

    /// Returns the number of characters.
    pub fn len(&self) -> usize {
        self.glyphs.len()
    }

    fn glyph(&self, i: usize) -> Glyph {
        self.glyphs.get(i).copied().unwrap_or(BEYOND)
    }

    fn word(&self, i: usize) -> Word {
        self.words.get(i).copied().unwrap_or(NO_WORD)
    }

    /// Writes the features of each character, one after the other, and where those of each end.
    pub fn rows(&self, features: &mut Vec<u32>, ends: &mut Vec<u32>) {
        features.clear();
        ends.clear();
        let mut extras = self.extras.iter().peekable();
        for i in 0..self.glyphs.len() {
            self.of_characters(i, features);
            if self.has_words {
                self.of_words(i, features);
            }
            while let Some((_, extra)) = extras.next_if(|(at, _)| *at as usize == i) {
                features.push(*extra);
            }
            ends.push(features.len() as u32);
        }
    }

    fn of_characters(&self, i: usize, into: &mut Vec<u32>) {
        let before = |n| i.checked_sub(n).map_or(BEYOND, |i| self.glyph(i));
        let (b2, b1, g, a1, a2) = (
            before(2),
            before(1),
            self.glyph(i),
            self.glyph(i + 1),
            self.glyph(i + 2),
        );
        let classes = |glyphs: &[Glyph]| {
            let join = |sum, g: &Glyph| sum * 16 + u32::from(g.class);
            glyphs.iter().fold(0, join)
        };
        into.extend([
            feature(0, 0, 0),
            feature(1, b2.c, 0),
            feature(2, b1.c, 0),
            feature(3, g.c, 0),
            feature(4, a1.c, 0),
            feature(5, a2.c, 0),
            feature(6, b2.c, b1.c),
            feature(7, b1.c, g.c),
            feature(8, g.c, a1.c),
            feature(9, a1.c, a2.c),
            feature(10, b1.c, a1.c),
            feature(11, b2.c, g.c),
            feature(12, g.c, a2.c),
            feature(13, classes(&[b1, g, a1]), 0),
            feature(14, classes(&[b2, b1, g, a1, a2]), 0),
        ]);
    }

    fn of_words(&self, i: usize, into: &mut Vec<u32>) {
        let g = self.glyph(i);
        let word_idx = usize::from(g.word);
        let (place, at) = (u32::from(g.place), u32::from(g.place % 4));
        let word = self.word(word_idx);
        let before = word_idx.checked_sub(1).map_or(NO_WORD, |i| self.word(i));
        let after = self.word(word_idx + 1);
        let dictionary = u32::from(g.starts) + 8 * u32::from(g.ends) + 64 * u32::from(g.inside);
        into.extend([
            feature(30, place, 0),
            feature(31, word.hash, at),
            feature(34, word.kind, place),
            feature(35, before.kind, at + 4 * word.kind),
            feature(36, after.kind, at + 4 * word.kind),
            feature(37, word.tail, at),
            feature(38, dictionary, 0),
            feature(39, g.c, place),
        ]);
    }
}
