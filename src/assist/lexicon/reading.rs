//! Text as the generators read it: simplified, without glosses, each mark in one form.
//!
//! One character stands for one of [`Folding::Reading`], so blanks and the difference of `、` and `，`
//! are still there, which tell an enumeration from a clause. It is looked at in pieces: lines, and
//! parts of very long ones. A piece knows the words of our lists in it and, with the dictionary at
//! hand, its words by kind.

use std::ops::Range;

use crate::assist::lexicon::built_in;
use crate::assist::lexicon::built_in::Resource;
use crate::assist::lexicon::known::Set;
use crate::text::artefact::is_han;
use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::Words;

/// The most characters of a piece.
const MAX_PIECE: usize = 4096;

/// A part of a text, read.
pub(super) struct Reading<'a> {
    folded: Folded<'a>,
    chars: Vec<char>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a Text, range: CharRange) -> Self {
        let folded = Folded::new(text, range, Folding::Reading);
        let chars = folded.as_str().chars().map(plain).collect();
        Self { folded, chars }
    }

    /// Returns the lines, and the parts of lines that are very long, as ranges of characters.
    pub(super) fn pieces(&self) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, c) in self.chars.iter().enumerate() {
            let len = at - start;
            let ends_long = len >= MAX_PIECE / 2 && matches!(c, '。' | '!' | '?' | ';');
            if *c == '\n' || ends_long || len >= MAX_PIECE {
                pieces.push(start..at + 1);
                start = at + 1;
            }
        }
        pieces.push(start..self.chars.len());
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    /// Returns a piece with its words.
    pub(super) fn piece(&self, range: Range<usize>, words: Option<&Words>) -> Piece<'_> {
        Piece::new(
            self.chars.get(range.clone()).unwrap_or(&[]),
            range.start,
            words,
        )
    }

    /// Returns the words of a range of characters.
    pub(super) fn words(&self, range: &Range<usize>) -> String {
        self.chars
            .get(range.clone())
            .unwrap_or(&[])
            .iter()
            .collect()
    }

    /// Returns the characters of the text for a range of characters of this.
    pub(super) fn raw_range(&self, range: Range<usize>) -> CharRange {
        self.folded.raw_from_chars(range)
    }
}

/// A word of our lists in a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) resource: Resource,
}

/// A word of the dictionary in a piece.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    /// Its kind as the dictionary names it: `n`, `ns`, `v`, …; empty for what is no Han.
    pub(super) tag: String,
    /// Whether the dictionary has it, else it was guessed.
    pub(super) is_known: bool,
}

/// A line or a part of one.
pub(super) struct Piece<'r> {
    pub(super) chars: &'r [char],
    /// Where it begins in the reading.
    pub(super) offset: usize,
    pub(super) marks: Vec<Mark>,
    /// Empty without a dictionary.
    pub(super) tokens: Vec<Token>,
    /// For each place between characters, the token that begins there.
    token_at: Vec<Option<u32>>,
    /// For each place between characters, the token that ends there.
    token_to: Vec<Option<u32>>,
}

impl<'r> Piece<'r> {
    fn new(chars: &'r [char], offset: usize, words: Option<&Words>) -> Self {
        let mut piece = Self {
            chars,
            offset,
            marks: marks_of(chars),
            tokens: Vec::new(),
            token_at: vec![None; chars.len() + 1],
            token_to: vec![None; chars.len() + 1],
        };
        if let Some(words) = words {
            piece.tokens = tokens_of(chars, words);
        }
        for (number, token) in (0..).zip(&piece.tokens) {
            if let Some(at) = piece.token_at.get_mut(token.range.start) {
                *at = Some(number);
            }
            if let Some(to) = piece.token_to.get_mut(token.range.end) {
                *to = Some(number);
            }
        }
        piece
    }

    pub(super) fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// Returns the character before a place.
    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.char(at))
    }

    /// Returns whether words begin at a place.
    pub(super) fn starts(&self, at: usize, words: &str) -> bool {
        let mut rest = self.chars.get(at..).unwrap_or(&[]).iter();
        words.chars().all(|c| rest.next() == Some(&c))
    }

    /// Returns whether words end at a place.
    pub(super) fn ends(&self, at: usize, words: &str) -> bool {
        let n = words.chars().count();
        at.checked_sub(n)
            .is_some_and(|start| self.starts(start, words))
    }

    /// Returns the longest of some words that begins at a place, as its end.
    pub(super) fn longest_at(&self, at: usize, words: &[&str]) -> Option<usize> {
        let here = words.iter().filter(|word| self.starts(at, word));
        here.map(|word| at + word.chars().count()).max()
    }

    /// Returns the longest word of a set that begins at a place, as its end.
    pub(super) fn one_at(&self, at: usize, set: &Set) -> Option<usize> {
        self.longest_at(at, set.beginning_with(self.char(at)?))
    }

    /// Returns the longest word of a set that ends at a place, as its start.
    pub(super) fn one_to(&self, at: usize, set: &Set) -> Option<usize> {
        self.longest_to(at, set.ending_in(self.char_before(at)?))
    }

    /// Returns the longest of some words that ends at a place, as its start.
    pub(super) fn longest_to(&self, at: usize, words: &[&str]) -> Option<usize> {
        let here = words.iter().filter(|word| self.ends(at, word));
        here.filter_map(|word| at.checked_sub(word.chars().count()))
            .min()
    }

    pub(super) fn is_han_at(&self, at: usize) -> bool {
        self.char(at).is_some_and(is_han)
    }

    /// Returns the longest words of a file that end at a place, as their start.
    pub(super) fn mark_to(&self, at: usize, resource: Resource) -> Option<usize> {
        let here = self.marks.iter().filter(|mark| mark.range.end == at);
        let here = here.filter(|mark| mark.resource == resource);
        here.map(|mark| mark.range.start).min()
    }

    /// Returns the longest words of a file that begin at a place, as their end.
    pub(super) fn mark_at(&self, at: usize, resource: Resource) -> Option<usize> {
        let first = self.marks.partition_point(|mark| mark.range.start < at);
        let here = self.marks.get(first..).unwrap_or(&[]).iter();
        let here = here.take_while(|mark| mark.range.start == at);
        let ours = here.filter(|mark| mark.resource == resource);
        ours.map(|mark| mark.range.end).max()
    }

    /// Returns the leftmost longest words of a file.
    pub(super) fn longest(&self, resource: Resource) -> Vec<Range<usize>> {
        let mut end = 0;
        let mut found = Vec::new();
        // They are sorted by start, the longest first.
        for mark in self.marks.iter().filter(|mark| mark.resource == resource) {
            if mark.range.start >= end {
                end = mark.range.end;
                found.push(mark.range.clone());
            }
        }
        found
    }

    pub(super) fn token_at(&self, at: usize) -> Option<&Token> {
        let number = (*self.token_at.get(at)?)?;
        self.tokens.get(number as usize)
    }

    pub(super) fn token_to(&self, at: usize) -> Option<&Token> {
        let number = (*self.token_to.get(at)?)?;
        self.tokens.get(number as usize)
    }

    /// Returns the token that a character belongs to.
    pub(super) fn token_over(&self, at: usize) -> Option<&Token> {
        let number = self.tokens.partition_point(|token| token.range.end <= at);
        self.tokens
            .get(number)
            .filter(|token| token.range.contains(&at))
    }

    pub(super) fn words(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or(&[]).iter().collect()
    }
}

fn marks_of(chars: &[char]) -> Vec<Mark> {
    let line: String = chars.iter().collect();
    let mut n_chars_to = vec![0_u32; line.len() + 1];
    let mut n = 0;
    for (byte, n_chars) in n_chars_to.iter_mut().enumerate() {
        *n_chars = n;
        n += u32::from(line.is_char_boundary(byte));
    }
    let char_from_byte = |byte: usize| n_chars_to.get(byte).map_or(0, |&n| n as usize);
    let found = built_in::index().all_places(&line).filter_map(|place| {
        let resource = Resource::ALL.get(usize::from(place.list)).copied()?;
        let range = char_from_byte(place.bytes.start)..char_from_byte(place.bytes.end);
        Some(Mark { range, resource })
    });
    let mut marks: Vec<Mark> = found.collect();
    marks.sort_unstable_by_key(|mark| {
        (
            mark.range.start,
            std::cmp::Reverse(mark.range.end),
            mark.resource,
        )
    });
    marks
}

fn tokens_of(chars: &[char], words: &Words) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let rest = chars.get(start..).unwrap_or(&[]);
        let n_other = rest.iter().take_while(|c| !is_han(**c)).count();
        start += n_other;
        let rest = rest.get(n_other..).unwrap_or(&[]);
        let n_han = rest.iter().take_while(|c| is_han(**c)).count();
        let run: String = rest.iter().take(n_han).collect();
        let mut at = start;
        for word in words.tagged(&run) {
            let range = at..at + word.n_chars;
            at = range.end;
            tokens.push(Token {
                range,
                tag: word.tag.to_owned(),
                is_known: word.is_known,
            });
        }
        start += n_han;
    }
    tokens
}

/// Returns one form for each mark; `、` and `，` stay apart, opening quotes and closing ones too.
fn plain(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '「' | '『' | '〝' | '‘' | '﹁' | '﹃' => '“',
        '」' | '』' | '〞' | '’' | '﹂' | '﹄' => '”',
        '〈' => '《',
        '〉' => '》',
        '・' | '•' | '‧' | '･' | '∙' => '·',
        '—' | '–' | '―' | '‐' | '‑' | '─' | '−' => '-',
        '○' | '零' => '〇',
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        _ if c.is_whitespace() && c != '\n' => ' ',
        _ => c,
    }
}
