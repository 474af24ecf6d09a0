//! brat standoff: a folder with `STEM.txt` and `STEM.ann` for each document, and two settings.
//!
//! A line of `.ann` is a span (`T1⇥PERSON 3 6⇥习近平`), a relation (`R1⇥HOLDS Arg1:T1 Arg2:T2`), an
//! attribute (`A1⇥Level T1 high`) or a note (`#1⇥AnnotatorNotes T1⇥…`). Offsets count characters; no
//! line end is translated, so CRLF counts two. The text of a span must stand on its line as it
//! stands in the document, so a span over anything that some reader takes for a line end is
//! written in fragments, `2 6;7 11`, whose words are joined by one space; the same at a TAB, which
//! one reader takes for a column. Fragments with nothing but blanks between them are read as one
//! span.
//!
//! `annotation.conf` and `visual.conf` are what brat shows and offers; it takes only ASCII letters,
//! digits, `_` and `-` for types there, so other labels are in the data alone.

mod read;
mod settings;
mod write;

use std::borrow::Cow;

use crate::exchange::Spelling;
use crate::exchange::flat::is_blank;

pub use crate::exchange::brat::read::read;
pub use crate::exchange::brat::write::write;

/// What stands in a line: types without blanks, values on one line and without blanks around them.
pub const SPELLING: Spelling = Spelling {
    key: type_name,
    value: on_one_line,
    ..Spelling::ANY
};

/// Returns a label or key as a type of brat.
fn type_name(key: &str) -> Cow<'_, str> {
    let breaks = |c: char| is_blank(c) || c.is_control();
    if key.contains(breaks) {
        Cow::Owned(key.replace(breaks, "_"))
    } else {
        Cow::Borrowed(key)
    }
}

/// Returns a note or a value on one line.
fn on_one_line(value: &str) -> Cow<'_, str> {
    let outer = |c: char| is_blank(c) || c.is_control();
    let trimmed = value.trim_matches(outer);
    if value.is_empty() || (trimmed.len() == value.len() && !value.contains(parts_line)) {
        Cow::Borrowed(value)
    } else if trimmed.is_empty() {
        Cow::Owned("_".to_owned())
    } else {
        Cow::Owned(trimmed.replace(parts_line, " "))
    }
}

/// Returns whether a character may not stand in a line: a TAB, a NUL, and what some reader takes
/// for a line end.
fn parts_line(c: char) -> bool {
    matches!(
        c,
        '\0' | '\t'..='\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
