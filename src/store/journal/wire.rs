//! A journal's records as serde reads them; `projects/README.md` describes them.
//!
//! They stand apart from the types of `edit` as those of the project file stand apart from the
//! model's, and share their parts: a span's line is the same line in both.
//! Writing is done by hand, in [`crate::store::journal::encode`].
//!
//! A thing that was not there is an empty list, one that was a list of one.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error;
use serde::de::SeqAccess;
use serde::de::Visitor;

use crate::store::format_v1 as file;
use crate::store::values::Paragraphs;
use crate::store::values::plain;

/// One record.
#[derive(Debug, Deserialize)]
pub enum Record<'a> {
    /// A session took the journal up.
    Open(Open),
    /// Something was done to the project.
    #[serde(borrow)]
    Act(Box<Act<'a>>),
    /// The project file is about to hold what was done so far.
    Saving(Saved),
    /// The project file holds what was done so far.
    Saved(Saved),
    /// What was done so far came together with another file.
    Brought(Box<Brought<'a>>),
    /// Another journal holds what was done so far.
    Taken(Taken),
    /// What could not be read before it was told.
    Told(Told),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub n: u64,
    pub at: u64,
    pub session: String,
    #[serde(default)]
    pub who: String,
    #[serde(default)]
    pub host: String,
    #[serde(default)]
    pub process: u32,
    #[serde(default)]
    pub base: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    pub n: u64,
    pub at: u64,
    pub upto: u64,
    pub sha256: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    pub n: u64,
    pub at: u64,
    pub upto: u64,
    pub by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    pub n: u64,
    pub at: u64,
    pub troubles: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brought<'a> {
    pub n: u64,
    pub at: u64,
    pub sha256: String,
    #[serde(default, borrow)]
    pub deltas: Vec<Recorded<'a>>,
    #[serde(borrow)]
    pub past: Past<'a>,
}

#[derive(Debug, Deserialize)]
pub enum Past<'a> {
    GoesOn,
    #[serde(borrow)]
    Act(Vec<Recorded<'a>>),
    Ends,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act<'a> {
    pub n: u64,
    pub at: u64,
    pub how: How,
    pub act: String,
    #[serde(default, borrow)]
    pub before: Place<'a>,
    #[serde(default, borrow)]
    pub after: Place<'a>,
    #[serde(borrow)]
    pub deltas: Vec<Recorded<'a>>,
}

/// A delta, and for one that points into a text what that text said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded<'a> {
    /// The first digits of the text's SHA-256; absent for a delta that points into none.
    #[serde(default, deserialize_with = "plain")]
    pub text: Option<String>,
    #[serde(default)]
    pub words: Said,
    #[serde(borrow)]
    pub delta: Delta<'a>,
}

/// What a text said where a delta points.
#[derive(Debug, Default, Deserialize)]
pub enum Said {
    /// What stands in the span's line, or nothing.
    #[default]
    InLine,
    Many,
    At(String),
    /// At head and tail; an empty list for an end that was no span.
    Ends(Vec<String>, Vec<String>),
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub enum How {
    Do,
    Undo,
    Redo,
    Aside,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place<'a> {
    #[serde(default, deserialize_with = "plain")]
    pub doc: Option<String>,
    #[serde(default)]
    pub at: (usize, usize),
    #[serde(default, borrow, deserialize_with = "plain")]
    pub span: Option<file::SpanKey<'a>>,
    #[serde(default, deserialize_with = "plain")]
    pub annotator: Option<String>,
}

/// A difference: what it speaks of, what was there, what is there.
#[derive(Debug, Deserialize)]
pub enum Delta<'a> {
    Name(String, String),
    Schema(file::Schema, file::Schema),
    Guideline(Paragraphs, Paragraphs),
    Lexicons(Vec<file::Lexicon>, Vec<file::Lexicon>),
    Patterns(Vec<file::Pattern>, Vec<file::Pattern>),
    Entities(Vec<file::Entity>, Vec<file::Entity>),
    Conflicts(Vec<file::Conflict>, Vec<file::Conflict>),
    Extra(file::Extra, file::Extra),
    Document(
        usize,
        #[serde(borrow)] Vec<file::Document<'a>>,
        #[serde(borrow)] Vec<file::Document<'a>>,
    ),
    DocumentName(String, String, String),
    Text(String, Box<TextState>, Box<TextState>),
    /// Document, layers before and after.
    Layer(
        String,
        #[serde(borrow)] Vec<Layer<'a>>,
        #[serde(borrow)] Vec<Layer<'a>>,
    ),
    /// Document, annotator, and so with all that follow.
    Meta(String, String, Box<Meta>, Box<Meta>),
    Span(
        String,
        String,
        #[serde(borrow)] Vec<file::Span<'a>>,
        #[serde(borrow)] Vec<file::Span<'a>>,
    ),
    Relation(
        String,
        String,
        #[serde(borrow)] Vec<file::Relation<'a>>,
        #[serde(borrow)] Vec<file::Relation<'a>>,
    ),
    /// With the span.
    Rejected(
        String,
        String,
        #[serde(borrow)] file::SpanKey<'a>,
        Vec<Rejection>,
        Vec<Rejection>,
    ),
    /// With the finding.
    Ignored(String, String, (String, file::Range, String), bool, bool),
    LayerConflicts(String, String, Vec<file::Conflict>, Vec<file::Conflict>),
    Misfits(
        String,
        String,
        #[serde(borrow)] Vec<Misfit<'a>>,
        #[serde(borrow)] Vec<Misfit<'a>>,
    ),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextState {
    pub text_sha256: String,
    pub text: Paragraphs,
    #[serde(default)]
    pub revisions: Vec<file::Revision>,
}

/// A layer whose spans all fit, and the lines that do not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer<'a> {
    #[serde(borrow)]
    pub layer: file::Layer<'a>,
    #[serde(default, borrow)]
    pub misfits: Vec<Misfit<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub status: file::Status,
    #[serde(default)]
    pub classes: Vec<String>,
    #[serde(default)]
    pub active_seconds: u64,
    #[serde(default)]
    pub notes: Vec<file::Note>,
    #[serde(default)]
    pub extra: file::Extra,
}

/// `"learner"`, or `("learner", 940)` with a score.
#[derive(Debug)]
pub struct Rejection {
    pub source: String,
    pub score: Option<u16>,
}

impl<'de> Deserialize<'de> for Rejection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RejectionVisitor)
    }
}

struct RejectionVisitor;

impl<'de> Visitor<'de> for RejectionVisitor {
    type Value = Rejection;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a source, or a source and its score")
    }

    fn visit_str<E: serde::de::Error>(self, source: &str) -> Result<Rejection, E> {
        Ok(Rejection {
            source: source.to_owned(),
            score: None,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Rejection, A::Error> {
        let missing = |n| A::Error::invalid_length(n, &self);
        Ok(Rejection {
            source: seq.next_element()?.ok_or_else(|| missing(0))?,
            score: Some(seq.next_element()?.ok_or_else(|| missing(1))?),
        })
    }
}

/// A line that does not fit, and why.
#[derive(Debug, Deserialize)]
pub struct Misfit<'a>(#[serde(borrow)] pub file::Span<'a>, pub MisfitReason);

#[derive(Debug, Deserialize)]
pub enum MisfitReason {
    Empty,
    OutsideText(usize),
    OtherWords(String),
    Repeated,
}
