//! What `check` finds: the kinds of findings, where they are, how they are told.
//!
//! Kinds are facts. `name` is how files and filters know a kind, such as `edge-space`, and never
//! changes; `Display` is for logs and the command line. How they are found is in `check`.

use std::fmt;

use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::EntityKey;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::layer::MisfitReason;
use crate::model::relation::RelationId;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

/// Something that is wrong, or looks so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it must be mended.
    pub severity: Severity,
    /// What it is.
    pub kind: FindingKind,
    /// Where it is.
    pub place: FindingPlace,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            kind,
            place,
        } = self;
        write!(f, "{severity}: {kind}{place}")?;
        match &place.doc {
            Some(doc) => write!(f, ", document {doc}"),
            None => Ok(()),
        }
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The data contradicts itself or the schema.
    Error,
    /// It may be meant.
    Hint,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Hint => "hint",
        })
    }
}

/// Where a finding is, as far as it has a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingPlace {
    /// The document.
    pub doc: Option<DocId>,
    /// Whose layer.
    pub annotator: Option<Annotator>,
    /// The span.
    pub span: Option<SpanKey>,
    /// The characters; those of the span if there is one.
    pub range: Option<CharRange>,
}

/// Tells the place within its document, which has a name for whoever has the project.
impl fmt::Display for FindingPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = &self.span {
            write!(f, ", span {} {}", span.range, span.label)?;
        } else if let Some(range) = self.range {
            write!(f, ", at {range}")?;
        }
        match &self.annotator {
            Some(annotator) => write!(f, ", layer {annotator}"),
            None => Ok(()),
        }
    }
}

/// One of a relation's ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationEnd {
    /// The span it starts from.
    Head,
    /// The span it points at.
    Tail,
}

/// What a finding is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// Two labels have one key.
    LabelRepeated(LabelKey),
    /// Two labels have one hotkey.
    HotkeyShared {
        /// The hotkey.
        hotkey: char,
        /// The label that comes first.
        first: LabelKey,
        /// The other.
        second: LabelKey,
    },
    /// An earlier document has the same name.
    DocumentName(String),
    /// A merge left two values.
    Conflict {
        /// What differs.
        subject: String,
        /// The value of the copy merged into.
        ours: String,
        /// The value of the copy merged.
        theirs: String,
    },
    /// A span line does not fit the text.
    Misfit {
        /// The label written.
        label: String,
        /// The words written.
        words: String,
        /// The range written, which may be none.
        written: (usize, usize),
        /// Why it does not fit.
        reason: MisfitReason,
    },
    /// The schema has no such label.
    LabelUnknown(LabelKey),
    /// It shares characters with an earlier span of its label, which the schema does not allow.
    Overlap {
        /// The earlier span.
        other: SpanKey,
    },
    /// The schema has no such attribute for the label.
    AttributeUnknown(String),
    /// The attribute does not take the value.
    AttributeValue {
        /// The attribute.
        key: String,
        /// The value.
        value: String,
    },
    /// The project has no such entity.
    EntityUnknown(EntityKey),
    /// The schema has no such document class.
    ClassUnknown(String),
    /// The schema has no such relation.
    RelationUnknown(RelationKey),
    /// A span that the relation links is gone.
    RelationEndGone {
        /// The relation.
        relation: RelationId,
        /// Which end.
        end: RelationEnd,
    },
    /// The relation may not have a span of this label at this end.
    RelationLabel {
        /// The relation.
        relation: RelationId,
        /// Which end.
        end: RelationEnd,
    },
    /// A span begins or ends with white space.
    EdgeSpace,
    /// A span has a quote at an edge that encloses it, or whose partner is outside.
    EdgeQuote,
    /// A span begins or ends with punctuation.
    EdgePunctuation,
    /// An edge of a span lies within a gloss.
    EdgeGloss,
    /// A span leaves out the gloss of its last character.
    GlossLeftOut,
    /// An edge of a span lies within what is shown as one character.
    EdgeGrapheme,
    /// A note speaks of a place beyond the text.
    NoteOutside {
        /// The note.
        note: String,
    },
    /// An ignored finding speaks of a place beyond the text.
    IgnoredOutside {
        /// The kind of what is ignored.
        kind: String,
    },
}

impl FindingKind {
    /// Returns the name by which files and filters know the kind; it never changes.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LabelRepeated(_) => "label-repeated",
            Self::HotkeyShared { .. } => "hotkey-shared",
            Self::DocumentName(_) => "document-name",
            Self::Conflict { .. } => "conflict",
            Self::Misfit { .. } => "misfit",
            Self::LabelUnknown(_) => "label-unknown",
            Self::Overlap { .. } => "overlap",
            Self::AttributeUnknown(_) => "attribute-unknown",
            Self::AttributeValue { .. } => "attribute-value",
            Self::EntityUnknown(_) => "entity-unknown",
            Self::ClassUnknown(_) => "class-unknown",
            Self::RelationUnknown(_) => "relation-unknown",
            Self::RelationEndGone { .. } => "relation-end-gone",
            Self::RelationLabel { .. } => "relation-label",
            Self::EdgeSpace => "edge-space",
            Self::EdgeQuote => "edge-quote",
            Self::EdgePunctuation => "edge-punctuation",
            Self::EdgeGloss => "edge-gloss",
            Self::GlossLeftOut => "gloss-left-out",
            Self::EdgeGrapheme => "edge-grapheme",
            Self::NoteOutside { .. } => "note-outside",
            Self::IgnoredOutside { .. } => "ignored-outside",
        }
    }

    /// Returns how much a finding of this kind weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Self::EntityUnknown(_)
            | Self::EdgeSpace
            | Self::EdgeQuote
            | Self::EdgePunctuation
            | Self::EdgeGloss
            | Self::GlossLeftOut
            | Self::EdgeGrapheme
            | Self::NoteOutside { .. }
            | Self::IgnoredOutside { .. } => Severity::Hint,
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for RelationEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Head => "head",
            Self::Tail => "tail",
        })
    }
}

impl RelationEnd {
    /// Returns the span of a relation at this end.
    pub fn of(self, relation: &RelationId) -> &SpanKey {
        match self {
            Self::Head => &relation.head,
            Self::Tail => &relation.tail,
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LabelRepeated(key) => write!(f, "two labels have the key {key}"),
            Self::HotkeyShared {
                hotkey,
                first,
                second,
            } => write!(f, "the labels {first} and {second} share the key {hotkey}"),
            Self::DocumentName(name) => write!(f, "two documents are named {name}"),
            Self::Conflict {
                subject,
                ours,
                theirs,
            } => write!(
                f,
                "a merge left two values of {subject}, {ours:?} and {theirs:?}"
            ),
            Self::Misfit {
                label,
                words,
                written: (start, end),
                reason,
            } => {
                write!(f, "{label} {words:?} at {start}..{end} does not fit: ")?;
                fmt_misfit(reason, f)
            }
            Self::LabelUnknown(key) => write!(f, "the schema has no label {key}"),
            Self::Overlap { other } => {
                let SpanKey { range, label } = other;
                write!(f, "it overlaps the {label} at {range}")
            }
            Self::AttributeUnknown(key) => write!(f, "its label has no attribute {key}"),
            Self::AttributeValue { key, value } => {
                write!(f, "the attribute {key} does not take {value:?}")
            }
            Self::EntityUnknown(key) => write!(f, "the project has no entity {key}"),
            Self::ClassUnknown(key) => write!(f, "the schema has no document class {key}"),
            Self::RelationUnknown(key) => write!(f, "the schema has no relation {key}"),
            Self::RelationEndGone { relation, end } => {
                let SpanKey { range, label } = end.of(relation);
                let key = &relation.key;
                write!(f, "the {end} of a {key} is gone, {label} at {range}")
            }
            Self::RelationLabel { relation, end } => {
                let (key, label) = (&relation.key, &end.of(relation).label);
                write!(f, "the {end} of a {key} may not be of label {label}")
            }
            Self::EdgeSpace => f.write_str("it begins or ends with white space"),
            Self::EdgeQuote => f.write_str("it takes in a quote at its edge"),
            Self::EdgePunctuation => f.write_str("it begins or ends with punctuation"),
            Self::EdgeGloss => f.write_str("it cuts a pinyin gloss"),
            Self::GlossLeftOut => f.write_str("it leaves out the gloss of its last character"),
            Self::EdgeGrapheme => f.write_str("it cuts what is shown as one character"),
            Self::NoteOutside { note } => write!(f, "a note is beyond the text: {note:?}"),
            Self::IgnoredOutside { kind } => {
                write!(f, "an ignored finding is beyond the text: {kind}")
            }
        }
    }
}

fn fmt_misfit(reason: &MisfitReason, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match reason {
        MisfitReason::Empty => f.write_str("it starts where it ends, or after"),
        MisfitReason::OutsideText { n_chars } => {
            write!(f, "the text has {n_chars} characters")
        }
        MisfitReason::OtherWords { found } => write!(f, "the text has {found:?} there"),
        MisfitReason::Repeated => f.write_str("an earlier line is the same"),
    }
}
