//! The text of a document, put together again from its sentences.
//!
//! A sentence stands where its first token says. Each of its lines gets a line end; what is missing
//! up to the next sentence are spaces, and a line end too many is taken off, as INCEpTION does.

use crate::exchange::units::OffsetUnit;
use crate::exchange::webanno::text_of;

/// The most blanks that are put between two sentences.
///
/// More are not in any text that somebody labelled, and a number in a file shall not take memory.
const MAX_GAP: usize = 1 << 16;

/// A text that is being put together.
pub struct Rebuilt {
    unit: OffsetUnit,
    text: String,
    n_units: usize,
    /// The sentence whose tokens have not come yet.
    sentence: String,
}

impl Rebuilt {
    /// Begins a text whose offsets count `unit`.
    pub fn new(unit: OffsetUnit) -> Self {
        Self {
            unit,
            text: String::new(),
            n_units: 0,
            sentence: String::new(),
        }
    }

    /// Adds a line to the sentence that begins.
    pub fn add_line(&mut self, escaped: &str) {
        self.sentence.push_str(&text_of(escaped));
        self.sentence.push('\n');
    }

    /// Puts the sentence whose first token begins at an offset; `None` if it cannot stand there.
    pub fn put_sentence(&mut self, begin: usize) -> Option<()> {
        let sentence = std::mem::take(&mut self.sentence);
        if sentence.is_empty() {
            return Some(());
        }
        if self.n_units == begin + 1 && self.text.pop().is_some() {
            self.n_units = begin;
        }
        let gap = begin.checked_sub(self.n_units)?;
        if gap > MAX_GAP {
            return None;
        }
        self.text.extend(std::iter::repeat_n(' ', gap));
        self.n_units += gap + self.units_of(&sentence);
        self.text.push_str(&sentence);
        Some(())
    }

    /// Returns the text without the line end that the last sentence has got.
    pub fn finish(mut self) -> String {
        self.text.pop();
        self.text
    }

    fn units_of(&self, text: &str) -> usize {
        match self.unit {
            OffsetUnit::Bytes => text.len(),
            OffsetUnit::Utf16 => text.chars().map(char::len_utf16).sum(),
            OffsetUnit::Chars | OffsetUnit::Graphemes | OffsetUnit::None => text.chars().count(),
        }
    }
}
