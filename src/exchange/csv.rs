//! CSV of spans for a spreadsheet: a row for each span, and for each document without one.
//!
//! UTF-8 with a byte order mark and CRLF, so that Excel shows Chinese; the texts of documents are
//! not in it. Columns are `doc,start,end,label,text,note,entity`, then `attribute:KEY` for each
//! attribute of the project, then `attributes` with what else a span has, as JSON.
//!
//! A cell that a spreadsheet would run as a formula (`=1+1`, `-5`, `@SUM`) gets an apostrophe before
//! it, which is taken off again when it is read; so does one that begins with an apostrophe and
//! such a sign, which keeps both apart.

mod read;
mod write;

pub use crate::exchange::csv::read::read;
pub use crate::exchange::csv::write::write;

/// The columns that are always there.
const COLUMNS: [&str; 7] = ["doc", "start", "end", "label", "text", "note", "entity"];

/// What the columns of single attributes begin with.
const ATTRIBUTE: &str = "attribute:";

/// The column of all other attributes.
const ATTRIBUTES: &str = "attributes";

/// Returns whether a cell that begins with this character may be run by a spreadsheet.
///
/// The wide ones are taken for the narrow ones where an input method writes them.
fn runs(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

/// Returns whether a cell gets an apostrophe, or has one that is to be taken off.
fn is_guarded(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(runs)
}
