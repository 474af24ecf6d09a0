//! How the caret moves by key, as somebody knows who works with the window every day.
//!
//! A move that turns out otherwise is seen on the screen, paid for, and thought over again.

use std::cell::RefCell;
use std::collections::HashMap;

use zhubi::model::document::Document;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::segment;
use zhubi::text::segment::OwnWords;
use zhubi::text::view::View;
use zhubi::text::view::ViewKind;
use zhubi::ui::shortcuts::Keys;
use zhubi::ui::text_view::Motion;

use super::window::keys;

/// The motions that are considered, with their keys.
const MOTIONS: [(Motion, &str); 10] = [
    (Motion::Left, "ArrowLeft"),
    (Motion::Right, "ArrowRight"),
    (Motion::WordLeft, "Ctrl+ArrowLeft"),
    (Motion::WordRight, "Ctrl+ArrowRight"),
    (Motion::ClauseLeft, "Alt+Comma"),
    (Motion::ClauseRight, "Alt+Period"),
    (Motion::SentenceLeft, "Alt+ArrowLeft"),
    (Motion::SentenceRight, "Alt+ArrowRight"),
    (Motion::ParagraphUp, "Ctrl+ArrowUp"),
    (Motion::ParagraphDown, "Ctrl+ArrowDown"),
];

/// The places of a document at which a caret may stand.
pub struct Stops {
    at: Vec<CharIdx>,
}

impl Stops {
    /// Finds them, as the document is read.
    pub fn of(text: &Text, kind: ViewKind) -> Self {
        let view = View::new(text, kind);
        let mut at = Vec::new();
        let mut here = CharIdx(0);
        while here < text.end() {
            if !view.is_hidden(here) {
                at.push(here);
            }
            here = segment::grapheme_next(text, here).max(here.plus(1));
        }
        at.push(text.end());
        Self { at }
    }

    /// Returns the end of the text.
    pub fn end(&self) -> CharIdx {
        self.at.last().copied().unwrap_or_default()
    }

    /// Returns the number of the stop at a place or behind it.
    pub fn number(&self, at: CharIdx) -> usize {
        let number = self.at.partition_point(|stop| *stop < at);
        number.min(self.at.len().saturating_sub(1))
    }

    /// Returns whether a caret may stand there.
    pub fn is_stop(&self, at: CharIdx) -> bool {
        self.at.binary_search(&at).is_ok()
    }

    /// Returns how many steps lie between two places.
    pub fn between(&self, a: CharIdx, b: CharIdx) -> usize {
        self.number(a).abs_diff(self.number(b))
    }

    /// Returns the next stop.
    pub fn after(&self, at: CharIdx) -> CharIdx {
        let next = self.at.get(self.at.partition_point(|stop| *stop <= at));
        next.copied().unwrap_or(self.end())
    }

    /// Returns the stop before.
    pub fn before(&self, at: CharIdx) -> CharIdx {
        let n = self.at.partition_point(|stop| *stop < at);
        n.checked_sub(1)
            .and_then(|n| self.at.get(n))
            .copied()
            .unwrap_or_default()
    }

    /// Returns a place moved behind what is hidden.
    pub fn behind_hidden(&self, at: CharIdx) -> CharIdx {
        self.at.get(self.number(at)).copied().unwrap_or(at)
    }
}

/// Knows how the caret moves in a document.
pub struct Moves<'a> {
    doc: &'a Document,
    stops: &'a Stops,
    own: &'a OwnWords,
    words: RefCell<HashMap<CharIdx, CharRange>>,
    keys: Vec<(Motion, Keys)>,
}

impl<'a> Moves<'a> {
    /// Makes it for a document and the words of its project.
    pub fn new(doc: &'a Document, stops: &'a Stops, own: &'a OwnWords) -> Self {
        Self {
            doc,
            stops,
            own,
            words: RefCell::default(),
            keys: MOTIONS
                .map(|(motion, written)| (motion, keys(written)))
                .to_vec(),
        }
    }

    /// Returns the stops.
    pub fn stops(&self) -> &'a Stops {
        self.stops
    }

    /// Returns the word around a character.
    pub fn word_at(&self, at: CharIdx) -> CharRange {
        let mut words = self.words.borrow_mut();
        *words
            .entry(at)
            .or_insert_with(|| segment::word_at(&self.doc.text, at, self.own))
    }

    /// Returns every way to move from a place: keys and where they lead.
    pub fn from(&self, at: CharIdx) -> impl Iterator<Item = (Keys, CharIdx)> + '_ {
        self.keys.iter().map(move |(motion, keys)| {
            let to = self.stops.behind_hidden(self.to(*motion, at));
            (*keys, to)
        })
    }

    fn to(&self, motion: Motion, at: CharIdx) -> CharIdx {
        let text = &self.doc.text;
        let blank = |at| {
            let c = text.char_at(at);
            c.is_some_and(|c| matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}'))
        };
        match motion {
            Motion::Left => self.stops.before(at),
            Motion::Right => self.stops.after(at),
            Motion::WordRight => {
                let mut to = self.word_at(at).end();
                if to <= at {
                    return self.stops.after(at);
                }
                while blank(to) {
                    to = to.plus(1);
                }
                to
            }
            Motion::WordLeft => {
                let mut to = self.stops.before(at);
                while to.0 > 0 && blank(to) {
                    to = to.minus(1);
                }
                self.leftwards(self.word_at(to).start(), to)
            }
            Motion::ClauseRight => self.rightwards(segment::clause_at(text, at), at),
            Motion::SentenceRight => self.rightwards(segment::sentence_at(text, at), at),
            Motion::ClauseLeft => {
                let before = self.stops.before(at);
                self.leftwards(segment::clause_at(text, before).start(), before)
            }
            Motion::SentenceLeft => {
                let before = self.stops.before(at);
                self.leftwards(segment::sentence_at(text, before).start(), before)
            }
            Motion::ParagraphUp => {
                let paragraph = text.paragraph_at(at);
                let start = text.paragraph_range(paragraph).start();
                match start < at {
                    true => start,
                    false => text.paragraph_range(paragraph.saturating_sub(1)).start(),
                }
            }
            Motion::ParagraphDown => text.paragraph_range(text.paragraph_at(at)).end(),
            _ => at,
        }
    }

    fn rightwards(&self, part: CharRange, at: CharIdx) -> CharIdx {
        if part.end() > at {
            part.end()
        } else {
            self.stops.after(at)
        }
    }

    fn leftwards(&self, start: CharIdx, limit: CharIdx) -> CharIdx {
        self.stops.behind_hidden(start).min(limit)
    }
}
