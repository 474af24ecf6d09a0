//! The project file of format 1 as serde reads it; `projects/README.md` describes it.
//!
//! Each type stands for one of `model` and is told apart from it so that the model can change
//! while files of this format stay readable for ever. They are filled by `ron` and turned into the
//! model by [`crate::store::convert`]. Writing goes from the model by hand, in
//! [`crate::store::write`], since pretty-printing by serde would put a span on six lines.
//!
//! Invariant: a field that is not named here is refused, except inside `extra`.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error as _;
use serde::de::SeqAccess;
use serde::de::Visitor;

use crate::store::values::AnyValue;
use crate::store::values::Paragraphs;
use crate::store::values::UniqueMap;
use crate::store::values::Words;
use crate::store::values::plain;

/// What newer versions wrote into an object.
pub type Extra = UniqueMap<AnyValue>;

/// Display names by language.
pub type Names = UniqueMap<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "Project")]
pub struct Project<'a> {
    #[serde(rename = "format")]
    pub _format: u32,
    pub name: String,
    pub schema: Schema,
    #[serde(default)]
    pub guideline: Paragraphs,
    #[serde(default)]
    pub lexicons: Vec<Lexicon>,
    #[serde(default)]
    pub patterns: Vec<Pattern>,
    #[serde(default)]
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    #[serde(default)]
    pub extra: Extra,
    #[serde(borrow)]
    pub documents: Vec<Document<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    pub labels: Vec<Label>,
    #[serde(default)]
    pub relations: Vec<RelationType>,
    #[serde(default)]
    pub classes: Vec<DocumentClass>,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub key: String,
    #[serde(default)]
    pub names: Names,
    #[serde(default)]
    pub letter: String,
    #[serde(default)]
    pub color: u8,
    #[serde(default, deserialize_with = "plain")]
    pub hotkey: Option<char>,
    #[serde(default)]
    pub self_overlap: bool,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationType {
    pub key: String,
    #[serde(default)]
    pub names: Names,
    #[serde(default)]
    pub heads: Vec<String>,
    #[serde(default)]
    pub tails: Vec<String>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub key: String,
    #[serde(default)]
    pub names: Names,
    pub kind: AttributeKind,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
pub enum AttributeKind {
    Choice(Vec<String>),
    YesNo,
    Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentClass {
    pub key: String,
    #[serde(default)]
    pub names: Names,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    pub name: String,
    #[serde(default, deserialize_with = "plain")]
    pub label: Option<String>,
    #[serde(default = "yes")]
    pub enabled: bool,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    pub name: String,
    #[serde(default, deserialize_with = "plain")]
    pub label: Option<String>,
    #[serde(default = "yes")]
    pub enabled: bool,
    pub expression: String,
    #[serde(default)]
    pub extra: Extra,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    pub key: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    pub subject: String,
    #[serde(default)]
    pub ours: String,
    #[serde(default)]
    pub theirs: String,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document<'a> {
    pub id: String,
    pub name: String,
    pub source: Source,
    pub text_sha256: String,
    pub text: Paragraphs,
    #[serde(default)]
    pub revisions: Vec<Revision>,
    #[serde(default)]
    pub extra: Extra,
    #[serde(default, borrow)]
    pub layers: Vec<Layer<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    #[serde(default)]
    pub file: String,
    #[serde(default)]
    pub encoding: String,
    #[serde(default)]
    pub bom: bool,
    #[serde(default)]
    pub line_ends: LineEnds,
    #[serde(default)]
    pub sha256: String,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub enum LineEnds {
    #[default]
    None,
    Lf,
    CrLf,
    Cr,
    Mixed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    pub text_sha256: String,
    pub text: Paragraphs,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer<'a> {
    pub annotator: String,
    pub status: Status,
    #[serde(default)]
    pub classes: Vec<String>,
    #[serde(default)]
    pub active_seconds: u64,
    #[serde(default)]
    pub notes: Vec<Note>,
    /// No longer than it has to be: there may be a million.
    #[serde(borrow)]
    pub spans: Box<[Span<'a>]>,
    #[serde(default, borrow)]
    pub relations: Vec<Relation<'a>>,
    #[serde(default, borrow)]
    pub rejected: Vec<Rejected<'a>>,
    #[serde(default)]
    pub ignored: Vec<(String, Range, String)>,
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub enum Status {
    ToDo,
    InProgress,
    Done,
    ToDiscuss,
}

/// Start and end.
pub type Range = (usize, usize);

/// Start, end and label.
pub type SpanKey<'a> = (usize, usize, Words<'a>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    #[serde(default, deserialize_with = "plain")]
    pub range: Option<Range>,
    pub text: String,
    #[serde(default)]
    pub extra: Extra,
}

/// `(12, 15, "PERSON", "习近平")`, with an optional fifth part.
#[derive(Debug)]
pub struct Span<'a> {
    pub start: usize,
    pub end: usize,
    pub label: Words<'a>,
    pub words: Words<'a>,
    pub detail: Option<Box<SpanDetail>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Span<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(5, SpanVisitor)
    }
}

struct SpanVisitor;

impl<'de> Visitor<'de> for SpanVisitor {
    type Value = Span<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a span: start, end, label, words, and perhaps a detail")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Span<'de>, A::Error> {
        let missing = |n| A::Error::invalid_length(n, &self);
        Ok(Span {
            start: seq.next_element()?.ok_or_else(|| missing(0))?,
            end: seq.next_element()?.ok_or_else(|| missing(1))?,
            label: seq.next_element()?.ok_or_else(|| missing(2))?,
            words: seq.next_element()?.ok_or_else(|| missing(3))?,
            detail: seq.next_element()?,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanDetail {
    #[serde(default)]
    pub origin: Origin,
    #[serde(default)]
    pub attributes: UniqueMap<String>,
    #[serde(default)]
    pub note: String,
    #[serde(default, deserialize_with = "plain")]
    pub entity: Option<String>,
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Origin {
    #[default]
    Hand,
    Repeated,
    Suggested {
        source: String,
        score: u16,
        #[serde(default)]
        corrected: bool,
    },
    Imported {
        from: String,
    },
}

/// `((12, 15, "PERSON"), "learner")`, with an optional third part: the score.
#[derive(Debug)]
pub struct Rejected<'a> {
    pub key: SpanKey<'a>,
    pub source: String,
    pub score: Option<u16>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Rejected<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(3, RejectedVisitor)
    }
}

struct RejectedVisitor;

impl<'de> Visitor<'de> for RejectedVisitor {
    type Value = Rejected<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rejection: span, source, and perhaps a score")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Rejected<'de>, A::Error> {
        let missing = |n| A::Error::invalid_length(n, &self);
        Ok(Rejected {
            key: seq.next_element()?.ok_or_else(|| missing(0))?,
            source: seq.next_element()?.ok_or_else(|| missing(1))?,
            score: seq.next_element()?,
        })
    }
}

/// `("HOLDS", (282, 285, "PERSON"), (271, 279, "ROLE"))`, with an optional fourth part.
#[derive(Debug)]
pub struct Relation<'a> {
    pub key: String,
    pub head: SpanKey<'a>,
    pub tail: SpanKey<'a>,
    pub detail: Option<RelationDetail>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Relation<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(4, RelationVisitor)
    }
}

struct RelationVisitor;

impl<'de> Visitor<'de> for RelationVisitor {
    type Value = Relation<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a relation: key, head, tail, and perhaps a detail")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Relation<'de>, A::Error> {
        let missing = |n| A::Error::invalid_length(n, &self);
        Ok(Relation {
            key: seq.next_element()?.ok_or_else(|| missing(0))?,
            head: seq.next_element()?.ok_or_else(|| missing(1))?,
            tail: seq.next_element()?.ok_or_else(|| missing(2))?,
            detail: seq.next_element()?,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationDetail {
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub extra: Extra,
}
