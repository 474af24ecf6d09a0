//! Sentences and clauses, by the marks between them.
//!
//! A sentence ends behind `。！？；…` and the quotes and brackets that close there. A clause is a part of a
//! sentence and ends behind `，：` or `——` too, but not behind `、`, which lists words. A mark in brackets,
//! in a title or in a quoted phrase ends none: `“四个自信，两个维护”` is in one clause. Speech is parted
//! like what is around it: it is a quotation that ends in a mark, or not in this sentence.
//! The half-width forms count as well, but not within `3,000`, `12:30` or an address.
//!
//! Invariants: the sentences of a window part it, the clauses of a sentence part the sentence.

use std::ops::Range;

use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::segment::window::Window;

impl Window {
    /// Returns the sentence around a position, with the white space behind it.
    pub fn sentence(&self, at: CharIdx) -> CharRange {
        let i = at.0.saturating_sub(self.start.0);
        let (mut start, mut n_straight) = (0, 0);
        let mut end = 0;
        while let Some(&c) = self.chars.get(end) {
            n_straight += usize::from(c == '"');
            end += 1;
            if !self.is_stop(start, end - 1) {
                continue;
            }
            while let Some(&c) = self.chars.get(end) {
                let closes = is_closer(c) || (c == '"' && n_straight % 2 == 1);
                if !(closes || self.is_stop(start, end)) {
                    break;
                }
                n_straight += usize::from(c == '"');
                end += 1;
            }
            let rest = self.chars.get(end..).unwrap_or(&[]);
            end += rest.iter().take_while(|c| c.is_whitespace()).count();
            if i < end {
                break;
            }
            (start, n_straight) = (end, 0);
        }
        CharRange::new(self.start.plus(start), self.start.plus(end))
    }

    /// Returns whether the character at `i` ends the sentence that starts at `start`.
    fn is_stop(&self, start: usize, i: usize) -> bool {
        let c = self.chars.get(i);
        let before = i.checked_sub(1).and_then(|i| self.chars.get(i)).copied();
        let after = self.chars.get(i + 1).copied();
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        match c {
            Some('。' | '！' | '？' | '；' | '…' | '｡') => true,
            // Between letters it is part of an address, such as `a.php?id=1`.
            Some('!' | '?' | ';') => {
                !(after.is_some_and(|c| c.is_ascii_graphic()) && ascii(before) && ascii(after))
            }
            Some('.') => {
                let is_open = after.is_none_or(|c| c.is_whitespace() || is_han(c) || is_closer(c));
                is_open && ascii(before) && !self.is_number_or_initial(start, i)
            }
            _ => false,
        }
    }

    /// Returns whether the dot at `i` belongs to `1. …` at a sentence's start, or to `J. Doe`.
    fn is_number_or_initial(&self, start: usize, i: usize) -> bool {
        let head = self.chars.get(start..i).unwrap_or(&[]);
        let mut tail = head.iter().rev();
        let is_number = head.iter().all(|c| c.is_numeric() || c.is_whitespace());
        let is_initial = tail.next().is_some_and(char::is_ascii_uppercase)
            && tail.next().is_none_or(|c| !c.is_ascii_alphanumeric());
        is_number || is_initial
    }

    /// Returns a range without the white space at its ends; as it is when there is nothing else.
    pub fn trimmed(&self, range: CharRange) -> CharRange {
        let skipped = range.start().0.saturating_sub(self.start.0);
        let rest = self.chars.get(skipped..).unwrap_or(&[]);
        let chars = rest.get(..range.len()).unwrap_or(rest);
        let n_before = chars.iter().take_while(|c| c.is_whitespace()).count();
        let n_after = chars.iter().rev().take_while(|c| c.is_whitespace()).count();
        if n_before == chars.len() {
            return range;
        }
        CharRange::new(range.start().plus(n_before), range.end().minus(n_after))
    }

    /// Returns the clause around a position within its sentence, with the white space behind it.
    pub fn clause(&self, sentence: CharRange, at: CharIdx) -> CharRange {
        let place = |at: CharIdx| at.0.saturating_sub(self.start.0).min(self.chars.len());
        let (first, end) = (place(sentence.start()), place(sentence.end()));
        let i = place(at);
        let whole = self.unparted(first..end);
        let mut start = first;
        for k in first..end {
            if k < start || !self.ends_clause(start, k) || whole.iter().any(|w| w.contains(&k)) {
                continue;
            }
            let next = self.behind_marks(first, k + 1, end);
            if i < next {
                return CharRange::new(self.start.plus(start), self.start.plus(next));
            }
            start = next;
        }
        CharRange::new(self.start.plus(start), self.start.plus(end))
    }

    /// Returns where a clause ends whose first mark is before `from`: behind what closes there.
    fn behind_marks(&self, first: usize, from: usize, end: usize) -> usize {
        let head = self.chars.get(first..from).unwrap_or(&[]);
        let mut in_straight = head.iter().filter(|c| **c == '"').count() % 2 == 1;
        let mut next = from;
        let rest = self.chars.get(from..end).unwrap_or(&[]);
        for (c, at) in rest.iter().zip(from..) {
            let closes = is_closer(*c) || (*c == '"' && in_straight);
            if !(closes || is_clause_mark(*c) || is_dash(*c) || self.is_stop(first, at)) {
                break;
            }
            in_straight = in_straight && *c != '"';
            next = at + 1;
        }
        let rest = self.chars.get(next..end).unwrap_or(&[]);
        next + rest.iter().take_while(|c| c.is_whitespace()).count()
    }

    /// Returns whether the character at `i` ends the clause that starts at `start`.
    fn ends_clause(&self, start: usize, i: usize) -> bool {
        let Some(&c) = self.chars.get(i) else {
            return false;
        };
        let before = i.checked_sub(1).and_then(|i| self.chars.get(i)).copied();
        let after = self.chars.get(i + 1).copied();
        let is_number = |c: Option<char>| c.is_some_and(char::is_numeric);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '/';
        let ends = match c {
            '，' | '：' => !(is_number(before) && is_number(after)),
            '；' => true,
            ',' | ':' | ';' => {
                let is_inside = before.is_some_and(|c| c.is_ascii_alphanumeric());
                !(is_inside && after.is_some_and(is_word))
            }
            _ if is_dash(c) => c == '⸺' || before == Some(c),
            _ => false,
        };
        // Marks at its start, such as the dash before a point of a list, do not end it.
        let head = self.chars.get(start..i).unwrap_or(&[]);
        let is_begun = |c: &char| !(c.is_whitespace() || is_clause_mark(*c) || is_dash(*c));
        ends && head.iter().any(is_begun)
    }

    /// Returns what within a sentence no mark parts: brackets, titles and quoted phrases.
    fn unparted(&self, sentence: Range<usize>) -> Vec<Range<usize>> {
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut found = Vec::new();
        for at in sentence {
            let Some(&c) = self.chars.get(at) else {
                break;
            };
            if let Some(closer) = closer_of(c)
                && !(c == '"' && open.iter().any(|(_, closer)| *closer == '"'))
            {
                open.push((at, closer));
            } else if let Some(n) = open.iter().rposition(|(_, closer)| *closer == c) {
                let from = open.get(n).map_or(at, |(from, _)| *from);
                open.truncate(n);
                if !(is_quote(c) && self.ends_in_mark(from, at)) {
                    found.push(from..at);
                }
            }
        }
        found
    }

    /// Returns whether a mark stands before the quote that closes at `at`.
    fn ends_in_mark(&self, from: usize, at: usize) -> bool {
        let inside = self.chars.get(from + 1..at).unwrap_or(&[]);
        let last = inside
            .iter()
            .rposition(|c| !c.is_whitespace() && !is_closer(*c));
        let last = last.map(|n| from + 1 + n);
        last.is_some_and(|i| {
            let c = self.chars.get(i).copied();
            self.is_stop(from + 1, i) || c.is_some_and(|c| is_clause_mark(c) || is_dash(c))
        })
    }
}

/// Returns whether a character ends a clause, wherever it may stand.
fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | '：' | '；' | ',' | ':' | ';')
}

/// Returns whether a character is, twice, a dash between clauses.
fn is_dash(c: char) -> bool {
    matches!(c, '—' | '─' | '⸺')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '」' | '』')
}

/// Returns what closes what a character opens.
fn closer_of(c: char) -> Option<char> {
    Some(match c {
        '"' => '"',
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '（' => '）',
        '(' => ')',
        '《' => '》',
        '〈' => '〉',
        '【' => '】',
        '〔' => '〕',
        '[' => ']',
        '［' => '］',
        '｛' => '｝',
        '{' => '}',
        _ => return None,
    })
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '」' | '』'
            | '”'
            | '’'
            | '）'
            | ')'
            | '》'
            | '〉'
            | '】'
            | '〕'
            | ']'
            | '］'
            | '｝'
            | '}'
    )
}
