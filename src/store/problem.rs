//! What can be wrong with a project file: errors that stop reading, problems that do not.
//!
//! Both are facts with the line and column they speak of. A problem names a value that was read all
//! the same; what it speaks of is kept and written back as it stood.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::model::ids::DocId;
use crate::store::locate::LineColumn;
use crate::store::locate::Trail;

/// Characters of a line that are shown on either side of a place in it.
const LINE_CONTEXT_CHARS: usize = 60;

/// Why a project file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such file.
    #[error("no such file: {}", path.display())]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// The file may not be read.
    #[error("no permission to read {}", path.display())]
    NoPermission {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be read for another reason.
    #[error("cannot read: {cause}: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
    /// The file is a document and not a project.
    #[error(
        "this is a text, not a project; make a project of it with zhubi new PROJECT.ron DOCUMENT, or \
         put it into one with zhubi documents add PROJECT.ron DOCUMENT"
    )]
    IsText,
    /// The file is no text in UTF-8, as every project is.
    #[error("{spot}: not UTF-8, so no project file or a damaged one")]
    NotUtf8 {
        /// The first byte that is none.
        spot: Spot,
    },
    /// The file is not in RON, or is cut off.
    #[error("{spot}: not RON, or cut off: {why}")]
    NotRon {
        /// Where reading stopped.
        spot: Spot,
        /// What was expected there.
        why: String,
    },
    /// The file is in RON, but no project of ours.
    #[error("not a Zhubi project: it has no field `format` with a number")]
    NotAProject,
    /// The file was written by a newer version.
    #[error(
        "written by a newer version of Zhubi: format {found}, while this version reads up to {known}"
    )]
    NewerFormat {
        /// The number in the file.
        found: String,
        /// The newest number this version reads.
        known: u32,
    },
    /// An object has a field that this format has not, and that is not in its `extra`.
    #[error("{spot}: unknown field `{field}`{}", in_object(.object))]
    UnknownField {
        /// Where it stands.
        spot: Spot,
        /// Its name.
        field: String,
        /// The object that has it, such as `Label`.
        object: String,
    },
    /// A number is too large, or below zero where none may be.
    #[error("{spot}: a number out of bounds")]
    NumberOutOfBounds {
        /// Where it stands.
        spot: Spot,
    },
    /// Two objects share what tells them apart.
    #[error("{spot}: {what} `{key}` is there twice")]
    RepeatedKey {
        /// The second one.
        spot: Spot,
        /// What they are.
        what: KeyKind,
        /// Their common key.
        key: String,
    },
    /// The file is in RON, but an object has not the shape of this format.
    #[error("{spot}: not as a Zhubi project should be: {why}")]
    Misshapen {
        /// Where it stands.
        spot: Spot,
        /// What was expected there.
        why: String,
    },
}

fn in_object(object: &str) -> String {
    if object.is_empty() {
        String::new()
    } else {
        format!(" in {object}")
    }
}

/// What a key tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Labels of the schema.
    Label,
    /// Relations of the schema.
    Relation,
    /// Documents of the project.
    Document,
    /// Layers of a document.
    Layer,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Label => "the label",
            Self::Relation => "the relation",
            Self::Document => "the document",
            Self::Layer => "the layer of",
        })
    }
}

/// A place in a file with the line it lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Line and column.
    pub place: LineColumn,
    /// The line, or what surrounds the place in a long one.
    pub line_text: String,
}

impl Spot {
    /// Makes a spot of a place in a source.
    pub fn new(source: &str, place: LineColumn) -> Self {
        let line = source
            .split('\n')
            .nth(place.line.saturating_sub(1))
            .unwrap_or("");
        let n_before = place.column.saturating_sub(1 + LINE_CONTEXT_CHARS);
        let line_text: String = line
            .chars()
            .skip(n_before)
            .take(2 * LINE_CONTEXT_CHARS)
            .filter(|c| !c.is_control())
            .collect();
        Self {
            place,
            line_text: line_text.trim().to_owned(),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line_text.is_empty() {
            self.place.fmt(f)
        } else {
            write!(f, "{} at “{}”", self.place, self.line_text)
        }
    }
}

/// Something wrong in a project that opened all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The way to the value it speaks of.
    pub trail: Trail,
    /// Where that value stands.
    pub place: LineColumn,
    /// The document it speaks of.
    pub doc: Option<DocId>,
    /// What is wrong.
    pub what: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What is wrong in a project that opened all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// A span starts where it ends, or after it.
    #[error("span {start}..{end} {label} holds no character")]
    EmptySpan {
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// Its label's key.
        label: String,
    },
    /// A span ends beyond the text.
    #[error("span {start}..{end} {label} ends beyond the text, which has {n_chars} characters")]
    SpanOutsideText {
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// Its label's key.
        label: String,
        /// The length of the text.
        n_chars: usize,
    },
    /// A span names other words than the text has there.
    #[error("span {start}..{end} {label} says “{written}”, the text has “{found}” there")]
    OtherWords {
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// Its label's key.
        label: String,
        /// The words in the span's line.
        written: String,
        /// The words in the text.
        found: String,
    },
    /// A span has the range and label of an earlier one.
    #[error("span {start}..{end} {label} is there twice")]
    RepeatedSpan {
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// Its label's key.
        label: String,
    },
    /// A relation has the key and ends of an earlier one.
    #[error("relation {key} from {head} to {tail} is there twice; the first is kept")]
    RepeatedRelation {
        /// Its key.
        key: String,
        /// The range it starts from.
        head: String,
        /// The range it points at.
        tail: String,
    },
    /// A rejected suggestion, an ignored finding or a class stands twice.
    #[error("an entry of `{list}` is there twice; the first is kept")]
    RepeatedEntry {
        /// The field that holds the list.
        list: &'static str,
    },
    /// A range of a note, a relation or a suggestion ends before it starts.
    #[error("range {start}..{end} runs backwards; read as {end}..{start}")]
    BackwardRange {
        /// The start that is written.
        start: usize,
        /// The end that is written.
        end: usize,
    },
    /// A text is not the one its SHA-256 was taken of.
    #[error("the text is not the one whose SHA-256 is written: {written}, but it has {found}")]
    OtherText {
        /// The hash that is written.
        written: String,
        /// The hash of the text.
        found: String,
    },
    /// A document's id does not come from its first text.
    #[error("the id {id} does not come from the text, whose SHA-256 begins {found}")]
    OtherId {
        /// The id.
        id: String,
        /// What it should begin with.
        found: String,
    },
    /// Two documents share a name.
    #[error("a second document is named “{name}”")]
    RepeatedName {
        /// The name.
        name: String,
    },
}

impl ProblemKind {
    /// Returns whether it is a remark and no error: nothing is lost or in doubt.
    pub fn is_hint(&self) -> bool {
        matches!(self, Self::OtherId { .. })
    }
}
