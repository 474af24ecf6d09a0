//! Which spans a format keeps that has room for one label a character.
//!
//! White space and invisible characters cannot be a token of such a format, so a span is first
//! trimmed of them at its ends: `⟨习近平 ⟩` becomes `⟨习近平⟩`, a span of nothing else is left out.
//! Then the rule chooses among those that share a character. What is kept never overlaps.

use std::collections::BTreeMap;

use crate::model::ids::LabelKey;
use crate::model::span::Span;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// What to do with spans that share characters where a format has room for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// Keep the longest; of equals the first.
    #[default]
    Longest,
    /// Keep the first in reading order; of two that start together the longer.
    First,
    /// Write nothing at all.
    Error,
}

/// The spans of a layer as a flat format keeps them.
#[derive(Clone, Debug, Default)]
pub struct Flat<'a> {
    /// What is kept, in reading order; no two share a character.
    pub kept: Vec<FlatSpan<'a>>,
    /// What is left out, in reading order.
    pub dropped: Vec<(&'a Span, DropReason)>,
}

/// A span as a flat format keeps it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlatSpan<'a> {
    /// Its characters without white space at either end.
    pub range: CharRange,
    /// The span it was.
    pub span: &'a Span,
}

impl FlatSpan<'_> {
    /// Returns its label.
    pub fn label(&self) -> &LabelKey {
        &self.span.label
    }
}

/// Why a flat format leaves a span out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// It lies in a kept one, or a kept one in it.
    Nested,
    /// It crosses the edge of a kept one.
    Overlapping,
    /// It has no character that can be a token.
    Blank,
}

/// Returns whether a character is white space or invisible, and so cannot be a token.
///
/// U+001C to U+001F are white space to Python, in which most readers of these formats are written.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}' | '\u{200B}' | '\u{FEFF}')
}

/// Chooses what a flat format keeps of a layer's spans.
///
/// [`Overlap::Error`] chooses as [`Overlap::Longest`] does; its caller writes nothing when
/// something is dropped.
pub fn flatten<'a>(
    text: &Text,
    spans: impl Iterator<Item = &'a Span>,
    overlap: Overlap,
) -> Flat<'a> {
    let mut flat = Flat::default();
    let mut candidates = Vec::new();
    for span in spans {
        match trimmed(text, span.range) {
            Some(range) => candidates.push(FlatSpan { range, span }),
            None => flat.dropped.push((span, DropReason::Blank)),
        }
    }
    match overlap {
        Overlap::First => candidates.sort_by(reading_order),
        Overlap::Longest | Overlap::Error => candidates.sort_by(|a, b| {
            let by_length = b.range.len().cmp(&a.range.len());
            by_length.then_with(|| reading_order(a, b))
        }),
    }
    let mut kept: BTreeMap<CharIdx, FlatSpan<'a>> = BTreeMap::new();
    for candidate in candidates {
        match first_overlapping(&kept, candidate.range) {
            None => {
                kept.insert(candidate.range.start(), candidate);
            }
            Some(other) => {
                let nested = other.covers(candidate.range) || candidate.range.covers(other);
                let reason = if nested {
                    DropReason::Nested
                } else {
                    DropReason::Overlapping
                };
                flat.dropped.push((candidate.span, reason));
            }
        }
    }
    flat.kept = kept.into_values().collect();
    flat.dropped.sort_by(|a, b| a.0.cmp_reading(b.0));
    flat
}

fn reading_order(a: &FlatSpan<'_>, b: &FlatSpan<'_>) -> std::cmp::Ordering {
    let (a_key, b_key) = (a.range, b.range);
    a_key
        .start()
        .cmp(&b_key.start())
        .then_with(|| b_key.end().cmp(&a_key.end()))
        .then_with(|| a.span.cmp_reading(b.span))
}

/// Returns the kept range that shares a character with `range`; kept ones do not overlap.
fn first_overlapping(
    kept: &BTreeMap<CharIdx, FlatSpan<'_>>,
    range: CharRange,
) -> Option<CharRange> {
    let (_, before) = kept.range(..range.end()).next_back()?;
    before.range.overlaps(range).then_some(before.range)
}

/// Returns a range without blank characters at either end; `None` if there is nothing else.
pub(super) fn trimmed(text: &Text, range: CharRange) -> Option<CharRange> {
    let words = text.slice(range);
    let n_before = words.chars().take_while(|&c| is_blank(c)).count();
    let n_after = words.chars().rev().take_while(|&c| is_blank(c)).count();
    let (start, end) = (range.start().plus(n_before), range.end().minus(n_after));
    (start < end).then(|| CharRange::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str, spans: &[Span], overlap: Overlap) -> Vec<(usize, usize)> {
        let text = Text::from(text);
        let flat = flatten(&text, spans.iter(), overlap);
        let bounds = |s: &FlatSpan<'_>| (s.range.start().0, s.range.end().0);
        flat.kept.iter().map(bounds).collect()
    }

    fn span(start: usize, end: usize) -> Span {
        Span::new(CharRange::of(start, end), "A")
    }

    #[test]
    fn longest_and_first_choose_differently_among_a_chain() {
        let spans = [span(0, 3), span(2, 8), span(7, 9)];
        assert_eq!(
            kept("一二三四五六七八九", &spans, Overlap::Longest),
            [(2, 8)]
        );
        assert_eq!(
            kept("一二三四五六七八九", &spans, Overlap::First),
            [(0, 3), (7, 9)]
        );
    }

    #[test]
    fn white_space_at_the_ends_does_not_make_spans_overlap() {
        let spans = [span(0, 3), span(2, 4)];
        assert_eq!(
            kept("甲乙\u{3000}丙", &spans, Overlap::Longest),
            [(0, 2), (3, 4)]
        );
        let text = Text::from("\u{FEFF} \r\n");
        let blank = [span(0, 4)];
        let flat = flatten(&text, blank.iter(), Overlap::Longest);
        assert_eq!(flat.dropped, [(&span(0, 4), DropReason::Blank)]);
    }
}
