//! The characters around a position, and the word among them.
//!
//! Glosses do not part a word: in `習(xí)近平` the three characters are looked up as `習近平`, and the
//! word is all seven characters with the gloss. A word of the project's own goes before those of the
//! dictionary, where it parts none that are longer; what is between such words is cut anew.
//!
//! Invariant: the words of a window part it; asking anywhere in a word gives that word.

use std::ops::Range;

use crate::text::artefact::gloss_len;
use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::script::simplified;
use crate::text::segment::Words;

/// What belongs together in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Han,
    /// Letters and digits of alphabets, and what joins them.
    Latin,
    /// Kana, hangul and whatever else is a letter.
    Letter,
    Mark,
}

fn class_of(c: char) -> Class {
    match c {
        _ if c.is_whitespace() => Class::Space,
        _ if is_han(c) => Class::Han,
        '_' => Class::Latin,
        _ if c.is_alphanumeric() && (c < '\u{2E80}' || ('Ａ'..='ｚ').contains(&c)) => {
            Class::Latin
        }
        '０'..='９' => Class::Latin,
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Mark,
    }
}

/// Some characters of a paragraph, with those of glosses told apart.
pub struct Window {
    pub start: CharIdx,
    pub chars: Vec<char>,
    /// The places in `chars` that no gloss takes.
    visible: Vec<usize>,
}

impl Window {
    /// Takes the characters of a paragraph's content on both sides of a position.
    pub fn around(text: &Text, content: CharRange, at: CharIdx, reach: usize) -> Self {
        let range = reach_of(content, at, reach);
        let chars: Vec<char> = text.slice(range).chars().collect();
        let mut visible = Vec::with_capacity(chars.len());
        let mut i = 0;
        while let Some(&c) = chars.get(i) {
            visible.push(i);
            i += 1;
            if is_han(c) {
                let after = chars.get(i..).unwrap_or(&[]);
                i += gloss_len(after.iter().copied()).unwrap_or(0);
            }
        }
        Self {
            start: range.start(),
            chars,
            visible,
        }
    }

    /// Returns the character at a place among the visible ones.
    fn shown(&self, v: usize) -> Option<char> {
        self.chars.get(*self.visible.get(v)?).copied()
    }

    /// Returns the place among the visible characters that a position belongs to.
    fn visible_at(&self, at: CharIdx) -> usize {
        let i = at.0.saturating_sub(self.start.0);
        self.visible.partition_point(|&v| v <= i).saturating_sub(1)
    }

    /// Returns the characters from one visible place up to another, with their glosses.
    fn range(&self, from: usize, to: usize) -> CharRange {
        let place = |v: usize| self.visible.get(v).copied().unwrap_or(self.chars.len());
        CharRange::new(self.start.plus(place(from)), self.start.plus(place(to)))
    }

    /// Returns the word at a position: one of a project's own, or the dictionary's.
    pub fn word(&self, words: Option<&Words>, own: &[CharRange], at: CharIdx) -> CharRange {
        let v = self.visible_at(at);
        let Some(c) = self.shown(v) else {
            return CharRange::new(at, at);
        };
        let own = self.own_words(words, own);
        if let Some(word) = own.iter().find(|word| word.contains(&v)) {
            return self.range(word.start, word.end);
        }
        let class = if self.is_latin(v) {
            Class::Latin
        } else {
            class_of(c)
        };
        let belongs = |v: usize| match class {
            // A mark is by itself, but for those that are made of several.
            Class::Mark => self.shown(v) == Some(c) && "…—-=*~·.".contains(c),
            Class::Latin => self.is_latin(v),
            _ => self.shown(v).is_some_and(|c| class_of(c) == class),
        };
        let first = own.iter().map(|w| w.end).filter(|&end| end <= v).max();
        let last = own.iter().map(|w| w.start).filter(|&start| start > v).min();
        let (first, last) = (first.unwrap_or(0), last.unwrap_or(self.visible.len()));
        let from = v - (first..v).rev().take_while(|&v| belongs(v)).count();
        let to = v + 1 + (v + 1..last).take_while(|&v| belongs(v)).count();
        let Some(words) = words.filter(|_| class == Class::Han) else {
            return self.range(from, to);
        };
        let mut start = from;
        for token in words.tokens(&self.simplified(from..to)) {
            if v < start + token.n_chars {
                return self.range(start, start + token.n_chars);
            }
            start += token.n_chars;
        }
        self.range(from, to)
    }

    /// Returns which of some places are words here, none of them over another.
    ///
    /// The longest go first. None parts a word of letters, and none parts words of the dictionary
    /// that are longer than it: `代表` stays a part of `代表团`, `国人` of `中国人民`. What the
    /// dictionary has not and was but guessed keeps nothing together.
    fn own_words(&self, words: Option<&Words>, places: &[CharRange]) -> Vec<Range<usize>> {
        let Some(last) = places.iter().map(|place| place.end()).max() else {
            return Vec::new();
        };
        let tokens = self.dictionary_words(words, self.visible_before(last));
        let mut found: Vec<Range<usize>> = places
            .iter()
            .map(|place| self.visible_before(place.start())..self.visible_before(place.end()))
            .filter(|word| {
                let parts = |token: &Range<usize>| {
                    let has_inside = |at: usize| token.start < at && at < token.end;
                    has_inside(word.start) || has_inside(word.end)
                };
                let parted = tokens.iter().filter(|token| parts(token));
                let n_parted: usize = parted.map(|token| token.len()).sum();
                let parts_letters = |at: usize| {
                    at.checked_sub(1).is_some_and(|v| self.is_latin(v)) && self.is_latin(at)
                };
                n_parted <= word.len() && !parts_letters(word.start) && !parts_letters(word.end)
            })
            .collect();
        found.sort_by_key(|word| (usize::MAX - word.len(), word.start));
        let mut kept: Vec<Range<usize>> = Vec::new();
        for word in found {
            let is_free = |other: &Range<usize>| other.end <= word.start || word.end <= other.start;
            if kept.iter().all(is_free) {
                kept.push(word);
            }
        }
        kept
    }

    /// Returns the dictionary's words of several characters among those visible up to a place.
    fn dictionary_words(&self, words: Option<&Words>, up_to: usize) -> Vec<Range<usize>> {
        let (Some(words), mut v) = (words, 0) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let is_han_at = |v: usize| self.shown(v).is_some_and(is_han);
        while v < up_to {
            let n_run = (v..self.visible.len())
                .take_while(|&v| is_han_at(v))
                .count();
            for token in words.tokens(&self.simplified(v..v + n_run)) {
                if token.is_known && token.n_chars > 1 {
                    found.push(v..v + token.n_chars);
                }
                v += token.n_chars;
            }
            v += usize::from(n_run == 0);
        }
        found
    }

    /// Returns visible characters in simplified form: most words of the dictionary are written so.
    ///
    /// A conversion keeps the number of characters.
    fn simplified(&self, visible: Range<usize>) -> String {
        let shown: String = visible.filter_map(|v| self.shown(v)).collect();
        simplified(&shown)
    }

    /// Returns the number of visible characters before a position.
    fn visible_before(&self, at: CharIdx) -> usize {
        let i = at.0.saturating_sub(self.start.0);
        self.visible.partition_point(|&v| v < i)
    }

    /// Returns whether a place is in a word of letters and digits: `3.14` and `don't` are one.
    fn is_latin(&self, v: usize) -> bool {
        let class = |v: Option<usize>| v.and_then(|v| self.shown(v)).map(class_of);
        let digit = |v: Option<usize>| v.and_then(|v| self.shown(v)).is_some_and(char::is_numeric);
        let (before, after) = (v.checked_sub(1), v.checked_add(1));
        match self.shown(v) {
            Some('.' | ',') => digit(before) && digit(after),
            Some('\'' | '’') => {
                class(before) == Some(Class::Latin) && class(after) == Some(Class::Latin)
            }
            Some(c) => class_of(c) == Class::Latin,
            None => false,
        }
    }
}

/// Returns the part of a paragraph's content that a window around a position takes.
pub fn reach_of(content: CharRange, at: CharIdx, reach: usize) -> CharRange {
    CharRange::new(
        at.minus(reach).max(content.start()),
        at.plus(reach).min(content.end()),
    )
}
