//! CoNLL: a token and its tag a line; an empty line ends a sentence.
//!
//! Three formats in one: `conll-2003` has four columns with spaces between them and a line
//! `-DOCSTART-` before each document; `conll-bio` and `conll-bioes` have a token, a TAB and a tag,
//! and documents follow each other like sentences, since most of their readers take `-DOCSTART-`
//! for a token. A token is a character or a word ([`crate::exchange::output::Tokens`]).
//!
//! White space and invisible characters cannot be tokens and are left out, so offsets are found
//! again by walking through the text ([`flat::is_blank`] says which characters to pass over).
//! Writing is in `conll/write.rs`, reading in `conll/read.rs`, where words end in `conll/words.rs`.

mod read;
mod sentences;
mod words;
mod write;

use std::borrow::Cow;

use crate::exchange::Spelling;
use crate::exchange::flat;

pub use crate::exchange::conll::read::read;
pub use crate::exchange::conll::sentences::Sentences;
pub use crate::exchange::conll::words::word_edges;
pub use crate::exchange::conll::write::write_2003;
pub use crate::exchange::conll::write::write_bio;
pub use crate::exchange::conll::write::write_bioes;

/// The line that begins a document, in its first column.
const DOCUMENT_START: &str = "-DOCSTART-";

/// What a tag behind a TAB can spell: what would break a line or a column becomes `_`.
pub const SPELLING: Spelling = Spelling {
    key: tag_name,
    char: token_char,
    ..Spelling::ANY
};

/// What a tag behind a space can spell: white space becomes `_` too.
pub const SPELLING_2003: Spelling = Spelling {
    key: solid_tag_name,
    char: token_char,
    ..Spelling::ANY
};

/// Returns a label as a tag behind a TAB can hold it.
fn tag_name(label: &str) -> Cow<'_, str> {
    let breaks = |c: char| (c != ' ' && flat::is_blank(c)) || c.is_control();
    without(label, breaks)
}

/// Returns a label as a tag behind a space can hold it.
fn solid_tag_name(label: &str) -> Cow<'_, str> {
    without(label, |c: char| flat::is_blank(c) || c.is_control())
}

fn without(label: &str, breaks: impl Fn(char) -> bool + Copy) -> Cow<'_, str> {
    if label.contains(breaks) {
        Cow::Owned(label.replace(breaks, "_"))
    } else {
        Cow::Borrowed(label)
    }
}

/// Returns a character as it can stand in a text file.
fn token_char(c: char) -> char {
    if c == '\0' { '\u{FFFD}' } else { c }
}
