//! A document cut into the pieces that are learned and tagged one at a time, on the folded view.
//!
//! A unit is a paragraph without its line end; a long one is cut behind its sentences. `統(tǒng)一。` is
//! the unit `统一.`, whose first character stands for the first seven of the text.
//!
//! Invariant: no unit has more than [`MAX_CHARS`] characters, and each of these leads back to the text.

use std::ops::Range;

use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// The most characters of a unit.
pub const MAX_CHARS: usize = 400;

/// The most characters of a paragraph that are folded at once.
const PART_CHARS: usize = 50_000;

/// A piece of a document, folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// The folded characters.
    pub chars: Vec<char>,
    /// The characters of the text that each stands for, with a gloss behind it.
    pub raw: Vec<CharRange>,
}

impl Unit {
    /// Returns the folded characters as words.
    pub fn words(&self) -> String {
        self.chars.iter().collect()
    }

    /// Returns the characters of the text that some folded ones stand for.
    pub fn raw_range(&self, folded: Range<usize>) -> Option<CharRange> {
        let first = self.raw.get(folded.start)?;
        let last = self.raw.get(folded.end.checked_sub(1)?)?;
        Some(CharRange::new(first.start(), last.end()))
    }

    /// Returns the folded characters of a range of the text, if it lies in this unit.
    pub fn folded_range(&self, raw: CharRange) -> Option<Range<usize>> {
        let reach = self.raw_range(0..self.raw.len())?;
        let start = self.raw.partition_point(|r| r.end() <= raw.start());
        let end = self.raw.partition_point(|r| r.start() < raw.end());
        (reach.covers(raw) && start < end).then_some(start..end)
    }
}

/// Returns the units of a document in order.
pub fn units(text: &Text) -> impl Iterator<Item = Unit> + '_ {
    units_in(text, text.range())
}

/// Returns the units of the paragraphs, or parts of long ones, that a range reaches into.
pub fn units_in(text: &Text, range: CharRange) -> impl Iterator<Item = Unit> + '_ {
    let first = text.paragraph_at(range.start());
    let paragraphs = (first..text.n_paragraphs()).map(|p| text.paragraph_range(p));
    let paragraphs = paragraphs.take_while(move |p| p.start() < range.end());
    let parts = paragraphs.flat_map(|paragraph| {
        let starts = (0..paragraph.len()).step_by(PART_CHARS);
        starts.map(move |at| part_at(paragraph, at))
    });
    let parts = parts.filter(move |part| part.overlaps(range));
    parts.flat_map(|part| units_of(text, part))
}

/// Returns the unit of the character at a position.
pub fn unit_at(text: &Text, at: CharIdx) -> Option<Unit> {
    let paragraph = text.paragraph_range(text.paragraph_at(at));
    let from_start = at.0.saturating_sub(paragraph.start().0);
    let part = part_at(paragraph, from_start - from_start % PART_CHARS);
    let holds = |unit: &Unit| {
        let reach = unit.raw_range(0..unit.raw.len());
        reach.is_some_and(|reach| reach.contains(at))
    };
    units_of(text, part).into_iter().find(holds)
}

/// Returns the part of a paragraph that starts at a place in it and is folded at once.
fn part_at(paragraph: CharRange, at: usize) -> CharRange {
    let start = paragraph.start().plus(at);
    CharRange::new(start, start.plus(PART_CHARS).min(paragraph.end()))
}

fn units_of(text: &Text, part: CharRange) -> Vec<Unit> {
    let folded = Folded::new(text, part, Folding::Words);
    let words = folded.as_str();
    let ends = words
        .char_indices()
        .map(|(byte, c)| byte..byte + c.len_utf8());
    let mut raw = folded.raw_ranges(ends);
    let mut chars: Vec<char> = words.chars().collect();
    while chars.last() == Some(&'\n') {
        chars.pop();
        raw.pop();
    }
    if chars.len() <= MAX_CHARS {
        return match chars.is_empty() {
            true => Vec::new(),
            false => vec![Unit { chars, raw }],
        };
    }
    let (mut units, mut start) = (Vec::new(), 0);
    while start < chars.len() {
        let rest = chars.get(start..).unwrap_or_default();
        let end = start + cut_len(rest);
        units.push(Unit {
            chars: chars.get(start..end).unwrap_or_default().to_vec(),
            raw: raw.get(start..end).unwrap_or_default().to_vec(),
        });
        start = end;
    }
    units
}

/// Returns how many characters the next unit of a long paragraph takes; at least one.
fn cut_len(rest: &[char]) -> usize {
    if rest.len() <= MAX_CHARS {
        return rest.len();
    }
    let window = rest.get(..MAX_CHARS).unwrap_or(rest);
    let behind_last = |marks: &[char]| {
        let place = window.iter().rposition(|c| marks.contains(c));
        place.map(|at| {
            let after = rest.get(at + 1..).unwrap_or_default();
            let n_quotes = after.iter().take(2).take_while(|c| **c == '"').count();
            (at + 1 + n_quotes).min(MAX_CHARS)
        })
    };
    behind_last(&['.', '!', '?', ';'])
        .or_else(|| behind_last(&[',', ':', ' ']))
        .unwrap_or(MAX_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_characters_lead_back_with_their_glosses() {
        let text = Text::from("見習(xí)近平(píng) 。\n\n到會。");
        let all: Vec<Unit> = units(&text).collect();
        let words: Vec<String> = all.iter().map(Unit::words).collect();
        assert_eq!(words, ["见习近平.", "到会."]);
        let raw = all[0].raw_range(1..4).unwrap();
        assert_eq!(text.slice(raw), "習(xí)近平(píng)");
        assert_eq!(all[0].folded_range(raw), Some(1..4));
        assert_eq!(all[1].folded_range(raw), None);
        let short = CharRange::of(1, 2);
        assert_eq!(all[0].folded_range(short), Some(1..2));
    }

    #[test]
    fn a_long_paragraph_is_cut_behind_its_sentences() {
        let text = Text::from(format!("{}。", "国".repeat(149)).repeat(9).as_str());
        let all: Vec<Unit> = units(&text).collect();
        let lens: Vec<usize> = all.iter().map(|unit| unit.chars.len()).collect();
        assert_eq!(lens, [300, 300, 300, 300, 150]);
        let endless = Text::from("国".repeat(1_000).as_str());
        let lens: Vec<usize> = units(&endless).map(|unit| unit.chars.len()).collect();
        assert_eq!(lens, [400, 400, 200]);
        for at in [0, 399, 400, 999] {
            let unit = unit_at(&endless, CharIdx(at)).unwrap();
            assert!(
                unit.raw_range(0..unit.chars.len())
                    .unwrap()
                    .contains(CharIdx(at))
            );
        }
        assert_eq!(unit_at(&Text::from(""), CharIdx(0)), None);
    }
}
