//! The edges of a span: what an annotator hardly meant to begin or end with.
//!
//! In `“创业”活动` the whole may begin with a quote, since the quote closes within it; `“创业”` by
//! itself takes in its quotes. A gloss belongs to its character: `習(xí)` is whole, `習(xí` is not.
//!
//! Only a few characters at either edge are looked at, however long the span is.

use crate::model::finding::FindingKind;
use crate::text::artefact::gloss_len;
use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::grapheme_at;

/// Characters at an edge that are looked at: a gloss with the character before it.
const EDGE_CHARS: usize = 10;

/// How far inside a span the other one of two quotes is looked for.
const QUOTE_REACH: usize = 500;

/// Returns what looks wrong with the edges of a range.
pub fn edge_findings(text: &Text, range: CharRange) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    let (start, end) = (range.start(), range.end());
    let last_idx = end.minus(1);
    let (Some(first), Some(last)) = (text.char_at(start), text.char_at(last_idx)) else {
        return kinds;
    };
    if first.is_whitespace() || last.is_whitespace() {
        kinds.push(FindingKind::EdgeSpace);
    }
    if is_punctuation(first) || is_punctuation(last) {
        kinds.push(FindingKind::EdgePunctuation);
    }
    let is_quote = opening_of(last).is_some() || closing_of(first).is_some();
    if is_quote && has_edge_quote(text, range, first, last) {
        kinds.push(FindingKind::EdgeQuote);
    }
    let at_start = gloss_around(text, start);
    let at_end = gloss_around(text, end);
    let cuts_start = at_start.is_some_and(|gloss| gloss.contains(start));
    if cuts_start || at_end.is_some_and(|gloss| gloss.start() < end && end < gloss.end()) {
        kinds.push(FindingKind::EdgeGloss);
    } else if at_end.is_some_and(|gloss| gloss.start() == end) {
        kinds.push(FindingKind::GlossLeftOut);
    }
    if [start, end].into_iter().any(|at| cuts_grapheme(text, at)) {
        kinds.push(FindingKind::EdgeGrapheme);
    }
    kinds
}

fn cuts_grapheme(text: &Text, at: CharIdx) -> bool {
    match text.char_at(at) {
        // Nothing joins these to what is before, but for the second half of a line end.
        Some(c) if is_han(c) || (c.is_ascii() && c != '\n') => false,
        Some(_) => grapheme_at(text, at).start() != at,
        None => false,
    }
}

/// Returns the gloss that a position lies in or before.
fn gloss_around(text: &Text, at: CharIdx) -> Option<CharRange> {
    let from = at.minus(EDGE_CHARS);
    let window = text.slice(CharRange::new(from, at.plus(EDGE_CHARS)));
    if !window.contains('(') {
        return None;
    }
    let chars: Vec<char> = window.chars().collect();
    chars.windows(2).enumerate().find_map(|(i, pair)| {
        let &[before, '('] = pair else { return None };
        let after = chars.get(i + 1..)?;
        let len = is_han(before).then(|| gloss_len(after.iter().copied()))??;
        let start = from.plus(i + 1);
        let gloss = CharRange::new(start, start.plus(len));
        gloss.contains(at).then_some(gloss)
    })
}

fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '、' | '；' | '：' | '！' | '？' | '…' | ',' | '.' | ';' | ':' | '!' | '?'
    )
}

const QUOTES: [(char, char); 9] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('"', '"'),
    ('〝', '〞'),
];

fn closing_of(c: char) -> Option<char> {
    QUOTES.into_iter().find(|q| q.0 == c).map(|q| q.1)
}

fn opening_of(c: char) -> Option<char> {
    QUOTES.into_iter().find(|q| q.1 == c).map(|q| q.0)
}

/// Returns whether a quote at an edge encloses the whole, or has no partner inside.
///
/// `“创业中华”品牌活动` begins with a quote that closes within it, which is as it should be.
fn has_edge_quote(text: &Text, range: CharRange, first: char, last: char) -> bool {
    let head_end = range.start().plus(QUOTE_REACH).min(range.end());
    let inside = CharRange::new(range.start().plus(1).min(head_end), head_end);
    let at_start = closing_of(first).is_some_and(|closing| {
        let place = text.slice(inside).chars().position(|c| c == closing);
        // Without a partner near the start of a long span nothing can be said.
        let partner = place.map(|n| inside.start().plus(n + 1));
        partner.map_or(head_end == range.end(), |after| after == range.end())
    });
    let tail_start = range.end().minus(QUOTE_REACH).max(range.start());
    let inside = CharRange::new(tail_start, range.end().minus(1).max(tail_start));
    let at_end = opening_of(last).is_some_and(|opening| {
        let is_inside = text.slice(inside).contains(opening);
        !is_inside && tail_start == range.start()
    });
    at_start || at_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edge_is_judged_by_what_stands_there() {
        for (before, words, after, expected) in [
            ("", "习近平", "说", &[][..]),
            ("", "“创业中华”品牌活动", "", &[]),
            ("", "“创业中华”", "", &["edge-quote"]),
            ("", "“创业中华", "”", &["edge-quote"]),
            ("“", "创业中华”", "", &["edge-quote"]),
            ("", "学习“四个意识”", "", &[]),
            ("", "\"甲\"", "", &["edge-quote"]),
            ("甲", " 乙", "", &["edge-space"]),
            ("", "乙\n", "", &["edge-space"]),
            ("", "会议。", "", &["edge-punctuation"]),
            ("", "習(xí)近平", "", &[]),
            ("", "鄭兆國(guó)", "說", &[]),
            ("", "鄭兆國", "(guó)說", &["gloss-left-out"]),
            ("", "鄭兆國(gu", "ó)說", &["edge-gloss"]),
            ("習", "(xí)近平", "", &["edge-gloss"]),
            ("習(x", "í)近平", "", &["edge-gloss"]),
            ("", "常委", "(扩大)会", &[]),
            ("e", "\u{301}甲", "", &["edge-grapheme"]),
            ("", "甲\r", "\n", &["edge-space", "edge-grapheme"]),
        ] {
            let text = Text::from(format!("{before}{words}{after}").as_str());
            let start = before.chars().count();
            let range = CharRange::of(start, start + words.chars().count());
            let found = edge_findings(&text, range);
            let names: Vec<&str> = found.iter().map(FindingKind::name).collect();
            assert_eq!(names, expected, "{before}⟦{words}⟧{after}");
        }
    }
}
