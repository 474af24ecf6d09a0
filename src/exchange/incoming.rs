//! Labelled data as a file has it, before it is held against a project.
//!
//! Every reader gives a [`Reading`], whatever its format. Offsets are already counted in
//! characters, but nothing is known yet of the text they point into, so they are plain numbers.
//! What cannot be taken is a [`Refusal`] with file, line and reason; the rest is not held up by it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use encoding_rs::Encoding;

use crate::exchange::flat::is_blank;
use crate::exchange::input::Sink;
use crate::exchange::units::OffsetUnit;
use crate::model::layer::Status;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its documents; one document may come in several parts.
    pub documents: Vec<Incoming>,
    /// What of it cannot be understood.
    pub refusals: Vec<Refusal>,
    /// Fields that were passed over, with how often each stood there.
    pub unread_fields: BTreeMap<String, usize>,
    /// What was taken otherwise than it stood there.
    pub remarks: Vec<(Place, Remark)>,
}

impl Sink for Reading {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        self.documents.push(incoming);
        Ok(())
    }

    fn refuse(&mut self, at: Place, n_spans: usize, reason: RefusalReason) {
        self.refusals.push(Refusal {
            file: String::new(),
            at,
            n_spans,
            reason,
        });
    }

    fn unread(&mut self, field: &str) {
        match self.unread_fields.get_mut(field) {
            Some(n) => *n += 1,
            None => {
                self.unread_fields.insert(field.to_owned(), 1);
            }
        }
    }

    fn remark(&mut self, at: Place, remark: Remark) {
        self.remarks.push((at, remark));
    }
}

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// On a line, or in a row of a table; the first is 1.
    Line(usize),
    /// In a value of a tree, `[3].annotations[0].result[2]`.
    Path {
        /// The place of its document in the file, from 1, by which paths are put in order.
        nth: usize,
        /// The way to it.
        path: Arc<str>,
    },
}

impl Place {
    /// Names a value by the way to it; `nth` is the place of its document in the file, from 1.
    pub fn path(nth: usize, path: impl Into<Arc<str>>) -> Self {
        let path = path.into();
        Self::Path { nth, path }
    }

    /// Returns the line, or the place of the document in the file.
    pub fn number(&self) -> usize {
        match self {
            Self::Line(n) | Self::Path { nth: n, .. } => *n,
        }
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::Line(0)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => line.fmt(f),
            Self::Path { path, .. } => f.write_str(path),
        }
    }
}

/// Something that was taken otherwise than it stood there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// A span of several pieces came in as one from the first to the last.
    #[error("{span} has {n_pieces} pieces; it is taken as one span that covers them all")]
    Discontinuous {
        /// The span as it is taken.
        span: Named,
        /// How many pieces it had.
        n_pieces: usize,
    },
    /// Spans began with a tag that goes on, such as `I-` after `O`.
    #[error(
        "tags that go on (I-, M-, E-, L-) begin a span where none is open, and are taken so: {n_spans} in this document"
    )]
    BegunInside {
        /// How many.
        n_spans: usize,
    },
}

/// What a file says of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// Where it starts.
    pub at: Place,
    /// The document's name or id.
    pub key: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// Whether white space and invisible characters of the text are not those of the document:
    /// the file holds tokens, and the text was made of them. Offsets point into this text.
    pub blanks_unsure: bool,
    /// Whether the file may hold several documents in a row with nothing between them.
    pub may_be_several: bool,
    /// Whether the next one goes on where this one ends: a row of documents too long for the memory
    /// is given in pieces, each of whole sentences.
    pub goes_on: bool,
    /// What offsets count.
    pub unit: OffsetUnit,
    /// Who made the layer, if the file names somebody.
    pub annotator: Option<String>,
    /// Whether the annotator is a model, whose spans are predictions.
    pub is_prediction: bool,
    /// Its spans.
    pub spans: Vec<IncomingSpan>,
    /// Its relations.
    pub relations: Vec<IncomingRelation>,
    /// How far the work on it is, if the file says so.
    pub status: Option<Status>,
    /// Its classes.
    pub classes: Vec<String>,
    /// Remarks on it as a whole, or on characters of it (start and end).
    pub notes: Vec<(Option<(usize, usize)>, String)>,
    /// Whether more stood there that could not be read; then no spans does not mean none.
    pub partly_refused: bool,
}

impl Incoming {
    /// Begins a document.
    pub fn new(at: Place, key: Option<String>, text: Option<String>) -> Self {
        Self {
            at,
            key,
            text,
            ..Self::default()
        }
    }
}

/// A span as a file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncomingSpan {
    /// Where it stands.
    pub at: Place,
    /// Where it starts, in the unit of its document.
    pub start: usize,
    /// Where it ends, the first position after it.
    pub end: usize,
    /// Its label.
    pub label: String,
    /// The words it covers.
    pub words: Option<String>,
    /// How sure a model is of it, in thousandths.
    pub score_permille: Option<u16>,
    /// Attributes and note; most spans have none.
    pub detail: Option<Box<IncomingDetail>>,
}

/// What a file says of a span beside range and label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncomingDetail {
    /// Values of attributes, by their key.
    pub attributes: BTreeMap<String, String>,
    /// A remark; empty for none.
    pub note: String,
    /// The key of the entity that it speaks of.
    pub entity: Option<String>,
}

/// A relation as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingRelation {
    /// Where it stands.
    pub at: Place,
    /// Its key.
    pub key: String,
    /// The span it starts from.
    pub head: IncomingEnd,
    /// The span it points at.
    pub tail: IncomingEnd,
}

/// An end of a relation as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingEnd {
    /// The span's first character.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
    /// The span's label, if the file names it.
    pub label: Option<String>,
}

/// Why nothing of a file can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is neither UTF-8 nor UTF-16 with a byte order mark.
    #[error("line {line} is not UTF-8; labelled data is read as UTF-8, so save the file as that")]
    NotUtf8 {
        /// The first line that is not.
        line: usize,
    },
    /// It has a zero byte.
    #[error("line {line} holds a NUL byte; this is not a text file")]
    NulByte {
        /// The first line with one.
        line: usize,
    },
    /// A line is too long.
    #[error("line {line} is longer than {} MiB; nothing of that size is read as one line", .limit >> 20)]
    LongLine {
        /// The line.
        line: usize,
        /// How many bytes a line may have.
        limit: usize,
    },
    /// The file, or what is packed in it, is too large to be read as one piece.
    #[error("it is larger than {} MiB, or unpacks to more; that is not read as one piece", .limit >> 20)]
    TooLong {
        /// How many bytes it may have.
        limit: usize,
    },
    /// It is not in the format that it should be in.
    #[error("{}this is not {format}: {problem}", before(.at))]
    Malformed {
        /// The place.
        at: Place,
        /// What it should be.
        format: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A file that it needs is not beside it.
    #[error("{name} is not beside it, and it cannot be read without")]
    NotBeside {
        /// The file's name.
        name: String,
    },
    /// It cannot be read from the disk.
    #[error("it cannot be read: {problem}")]
    Io {
        /// What the system says.
        problem: String,
    },
    /// The one who takes what is read wants no more: somebody canceled, or writing failed.
    #[error("reading was stopped")]
    Stopped,
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io {
            problem: error.to_string(),
        }
    }
}

/// Returns a place with a colon behind it, or nothing where it is the file as a whole.
fn before(at: &Place) -> String {
    match at {
        Place::Line(0) => String::new(),
        Place::Path { path, .. } if path.is_empty() => String::new(),
        Place::Line(line) => format!("line {line}: "),
        Place::Path { path, .. } => format!("{path}: "),
    }
}

/// Returns a file's text: UTF-8, or UTF-16 with a byte order mark as Windows shells write it.
pub fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    let (encoding, n_bom) = Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let body = bytes.get(n_bom..).unwrap_or_default();
    let content = if encoding == encoding_rs::UTF_8 {
        let valid = std::str::from_utf8(body);
        Cow::Borrowed(valid.map_err(|error| {
            let head = body.get(..error.valid_up_to()).unwrap_or_default();
            let line = line_after(head);
            ReadError::NotUtf8 { line }
        })?)
    } else {
        let whole = encoding.decode_without_bom_handling_and_without_replacement(body);
        whole.ok_or(ReadError::NotUtf8 { line: 1 })?
    };
    match content.find('\0') {
        None => Ok(content),
        Some(at) => {
            let head = content.as_bytes().get(..at).unwrap_or_default();
            let line = line_after(head);
            Err(ReadError::NulByte { line })
        }
    }
}

fn line_after(head: &[u8]) -> usize {
    head.iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// Something of a file that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file's name as the caller gave it.
    pub file: String,
    /// Where in the file.
    pub at: Place,
    /// How many spans and relations it keeps out.
    pub n_spans: usize,
    /// Why.
    pub reason: RefusalReason,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.at, self.reason)
    }
}

/// Why something of a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    /// The line is not JSON.
    #[error("this is not JSON: {problem} (column {column})")]
    NotJson {
        /// Where reading stopped, in bytes.
        column: usize,
        /// What was wrong there.
        problem: String,
    },
    /// The line is JSON of another kind.
    #[error("this is not a JSON object")]
    NotAnObject,
    /// The line has none of the fields that tell the shapes apart.
    #[error(
        "this is no document, span or relation: it has neither \"spans\" nor \"start\" and \"end\" nor \"rel\""
    )]
    NoShape,
    /// A field is missing or of the wrong kind.
    #[error("\"{field}\" is missing or not of the kind it should be")]
    WrongKind {
        /// The field.
        field: &'static str,
    },
    /// An entry of a list of spans is none.
    #[error("{found} is not a span; expected an object or [start, end, \"LABEL\"]")]
    NotASpan {
        /// What stands there.
        found: String,
    },
    /// A position is not a whole number from zero up.
    #[error("{found} is not a position; positions are whole numbers from 0 up")]
    NotAPosition {
        /// What stands there.
        found: String,
    },
    /// No document goes by what the file calls it.
    #[error("no document of the project is named {name:?} or has that id")]
    NoSuchDocument {
        /// What the file calls it.
        name: String,
    },
    /// The line names no document and its text is in none.
    #[error("no document of the project has this text, and the line names none")]
    NoSuchText,
    /// The file has no text for a document, and a project to look it up in is not at hand.
    #[error("there is no text for {name:?}; this can only be brought into a project that has it")]
    NoText {
        /// What the file calls it.
        name: String,
    },
    /// Tokens of a file follow each other in no document of the project.
    #[error("these tokens are in no document of the project: {}", quoted(.found))]
    NoSuchTokens {
        /// The first of them.
        found: String,
    },
    /// Several documents have the text, and the line names none of them.
    #[error("{n_documents} documents have this text; give the \"id\" of the one that is meant")]
    SeveralDocuments {
        /// How many.
        n_documents: usize,
    },
    /// The document it names has another text.
    #[error(
        "the text differs from the document {document:?} from character {at} on; its offsets would point elsewhere"
    )]
    OtherText {
        /// The document's name.
        document: String,
        /// The first character that differs.
        at: usize,
    },
    /// The document it names had this text before it was corrected.
    #[error(
        "this is the text of {document:?} before it was corrected; its offsets would point elsewhere"
    )]
    EarlierText {
        /// The document's name.
        document: String,
    },
    /// A span starts where it ends, or after it.
    #[error("{span} covers no character")]
    Empty {
        /// The span.
        span: Named,
    },
    /// A span ends beyond the text.
    #[error("{span} ends beyond the text, which has {n_chars} characters")]
    OutsideText {
        /// The span.
        span: Named,
        /// The text's length.
        n_chars: usize,
    },
    /// A span starts or ends inside a character, in the unit that offsets are counted in.
    #[error("{span} starts or ends inside a character")]
    InsideCharacter {
        /// The span.
        span: Named,
    },
    /// The text has other words where a span lies.
    #[error("{span} should cover {}, but the text has {} there", quoted(.expected), quoted(.found))]
    OtherWords {
        /// The span.
        span: Named,
        /// The words the file gives.
        expected: String,
        /// The words of the text.
        found: String,
    },
    /// The project has no such label.
    #[error("{span} has a label that is not in the project")]
    UnknownLabel {
        /// The span.
        span: Named,
    },
    /// A label that cannot be one.
    #[error(
        "{span} has a label that cannot be one: it is empty, has white space at its ends or holds a control character"
    )]
    BadLabel {
        /// The span.
        span: Named,
    },
    /// A score is not a number from 0 to 1.
    #[error("{found} is not a score; scores are numbers from 0 to 1")]
    NotAScore {
        /// What stands there.
        found: String,
    },
    /// A line has none of the fields that predictions stand in.
    #[error("this is no document with predictions: it has no list of spans")]
    NoPredictions,
    /// An annotator did not accept the document.
    #[error("this was answered with {answer:?}, so its spans are not taken")]
    NotAccepted {
        /// The answer.
        answer: String,
    },
    /// A prediction is named by its number and does not stand in the file.
    #[error("this prediction is only a number; export the tasks together with their predictions")]
    PredictionNumber,
    /// Something predicted is not a labelled span.
    #[error("{kind:?} is not a labelled span, and only those are taken")]
    OtherKind {
        /// What it is.
        kind: String,
    },
    /// It is not clear which field of a task holds the text.
    #[error("it is not clear which field of \"data\" holds the text; name it \"text\"")]
    UnclearText,
    /// The offsets may count characters or UTF-16 units, and here that differs.
    #[error(
        "it is not clear whether the offsets count characters or UTF-16 units, and this text has characters of two units"
    )]
    UnclearOffsets,
    /// The project has no such relation.
    #[error("the relation {key:?} is not in the project")]
    UnknownRelation {
        /// Its key.
        key: String,
    },
    /// No span lies where an end of a relation should be.
    #[error("{relation}: there is no span at {start}..{end} that it may {role}")]
    NoEnd {
        /// The relation's key.
        relation: String,
        /// Which end.
        role: EndRole,
        /// Where it should start.
        start: usize,
        /// Where it should end.
        end: usize,
    },
    /// Several spans lie where an end of a relation should be.
    #[error(
        "{relation}: it may {role} any of {labels} at {start}..{end}; name one: [{start}, {end}, \"LABEL\"]"
    )]
    SeveralEnds {
        /// The relation's key.
        relation: String,
        /// Which end.
        role: EndRole,
        /// Where they start.
        start: usize,
        /// Where they end.
        end: usize,
        /// Their labels.
        labels: String,
    },
}

/// Label and range of a span, as a message names it: `PERSON 12..15`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The label.
    pub label: String,
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.label.escape_debug();
        write!(f, "{label} {}..{}", self.start, self.end)
    }
}

/// Returns words in quotation marks for a message: on one line, and no more than 24 characters.
pub fn quoted(words: &str) -> String {
    let mut shown = String::from("“");
    for c in words.chars().take(24) {
        if c.is_control() || (c != ' ' && c != '\u{3000}' && is_blank(c)) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if words.chars().nth(24).is_some() {
        shown.push('…');
    }
    shown.push('”');
    shown
}

/// Which end of a relation is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndRole {
    /// Where it starts.
    Head,
    /// Where it points.
    Tail,
}

impl fmt::Display for EndRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Head => "start from",
            Self::Tail => "point at",
        })
    }
}
