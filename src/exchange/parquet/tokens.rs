//! Sentences of tokens with a tag for each, made of a document and put together again.

use crate::exchange::conll::Sentences;
use crate::exchange::conll::word_edges;
use crate::exchange::flat;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::output::Tokens;
use crate::exchange::record::Record;
use crate::model::span::Span;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// The tag of a token outside of spans.
pub(super) const OUTSIDE: &str = "O";

/// A token with its span.
pub(super) struct Token<'a> {
    pub(super) range: CharRange,
    pub(super) span: Option<&'a Span>,
}

/// Returns the sentences of a record whose spans do not overlap, blanks left out.
pub(super) fn sentences(record: &Record, tokens: Tokens) -> Vec<Vec<Token<'_>>> {
    let mut edges = match tokens {
        Tokens::Chars => (0..=record.text.n_chars()).map(CharIdx).collect(),
        Tokens::WordsCut | Tokens::WordsKept => word_edges(&record.text),
    };
    let spans = record.layer.spans.iter();
    edges.extend(spans.flat_map(|span| [span.range.start(), span.range.end()]));
    edges.sort_unstable();
    edges.dedup();
    let mut edges = edges.into_iter().peekable();
    let mut spans = record.layer.spans.iter().peekable();
    let mut state = Sentences::default();
    let mut all: Vec<Vec<Token<'_>>> = Vec::new();
    let mut chars = record.text.as_str().chars().enumerate().peekable();
    let mut begun: Option<CharIdx> = None;
    while let Some((i, c)) = chars.next() {
        let at = CharIdx(i);
        if flat::is_blank(c) {
            state.pass_blank(c);
            begun = None;
            continue;
        }
        while edges.next_if(|edge| *edge < at).is_some() {}
        if begun.is_none() || edges.peek() == Some(&at) {
            begun = Some(at);
            while spans.next_if(|span| span.range.end() <= at).is_some() {}
            let inside = spans.peek().is_some_and(|span| span.range.start() < at);
            if all.is_empty() || (state.ends_before(c) && !inside) {
                all.push(Vec::new());
            }
        }
        let next = chars.peek().map(|(_, c)| *c);
        state.pass_token(c, next);
        let range = CharRange::new(begun.unwrap_or(at), at.plus(1));
        let Some(sentence) = all.last_mut() else {
            continue;
        };
        match sentence.last_mut() {
            Some(token) if token.range.start() == range.start() => token.range = range,
            _ => {
                let span = spans.peek().copied();
                let span = span.filter(|span| span.range.contains(at));
                sentence.push(Token { range, span });
            }
        }
    }
    all
}

/// A document that is put together of tokens.
#[derive(Default)]
pub(super) struct Building {
    pub(super) text: String,
    n_chars: usize,
    pub(super) spans: Vec<IncomingSpan>,
    /// Whether the last span may go on.
    open: bool,
    /// A sentence ended since the last token.
    broken: bool,
    /// The last token has more than one character.
    after_word: bool,
}

impl Building {
    pub(super) fn end_sentence(&mut self) {
        self.broken = true;
        self.open = false;
    }

    /// Adds a token. Between two words of letters there is a space, between sentences a line end.
    pub(super) fn put(&mut self, token: &str, tag: &str, at: &Place) {
        let is_word = token.chars().nth(1).is_some();
        let either_word = is_word || self.after_word;
        let before = self.text.chars().next_back();
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if self.broken && before.is_some() {
            self.push("\n");
        } else if joins(before) && joins(token.chars().next()) && either_word {
            self.push(" ");
        }
        self.broken = false;
        self.after_word = is_word;
        let start = self.n_chars;
        self.push(token);
        let mut parts = tag.chars();
        let (letter, dash) = (parts.next(), parts.next());
        let (letter, label) = match (letter, dash, parts.as_str()) {
            (Some(letter), Some('-'), label) if "BIESLUM".contains(letter) && !label.is_empty() => {
                (letter, label)
            }
            _ if tag == OUTSIDE || tag.is_empty() => {
                self.open = false;
                return;
            }
            // Tags that are labels and nothing else.
            _ => ('I', tag),
        };
        let begins = matches!(letter, 'B' | 'S' | 'U');
        let last = self.spans.last_mut();
        match last.filter(|span| self.open && !begins && span.label == label) {
            Some(span) => span.end = self.n_chars,
            None => self.spans.push(IncomingSpan {
                at: at.clone(),
                start,
                end: self.n_chars,
                label: label.to_owned(),
                ..IncomingSpan::default()
            }),
        }
        self.open = !matches!(letter, 'E' | 'L' | 'S' | 'U');
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.n_chars += text.chars().count();
    }
}
