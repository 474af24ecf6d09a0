//! What a command did, as differences that can be turned round.
//!
//! A change is a list of deltas in the order they were made. Its inverse has them backwards, each
//! with before and after swapped, and restores the project exactly.

use std::sync::Arc;

use crate::model::document::Document;
use crate::model::document::Revision;
use crate::model::extra::Extra;
use crate::model::ids::{Annotator, DocId};
use crate::model::layer::{Conflict, IgnoredFinding, Layer, LayerMeta, Misfit, Rejection};
use crate::model::lexicon::{Entity, Lexicon, Pattern};
use crate::model::relation::Relation;
use crate::model::schema::Schema;
use crate::model::span::{Span, SpanKey};
use crate::text::offset::Text;

/// A value before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff<T> {
    /// What was there.
    pub before: T,
    /// What is there now.
    pub after: T,
}

impl<T> Diff<T> {
    /// Makes a difference.
    pub fn new(before: T, after: T) -> Self {
        Self { before, after }
    }

    fn inverse(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }
}

/// A document's text with its earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct TextState {
    /// SHA-256 of the text.
    pub text_sha256: String,
    /// The text.
    pub text: Arc<Text>,
    /// Earlier texts, oldest first.
    pub revisions: Vec<Revision>,
}

/// The layer a delta speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LayerRef {
    /// The document.
    pub doc: DocId,
    /// The layer's annotator.
    pub annotator: Annotator,
}

impl LayerRef {
    /// Names an annotator's layer of a document.
    pub fn new(doc: impl Into<DocId>, annotator: impl Into<Annotator>) -> Self {
        Self {
            doc: doc.into(),
            annotator: annotator.into(),
        }
    }
}

/// One difference between two states of a project.
///
/// `None` before or after stands for a thing that was not there, or is no more.
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    /// The project's name.
    Name(Diff<String>),
    /// The whole schema; it is small.
    Schema(Diff<Arc<Schema>>),
    /// The guideline.
    Guideline(Diff<Arc<str>>),
    /// All word lists.
    Lexicons(Diff<Arc<Vec<Lexicon>>>),
    /// All patterns.
    Patterns(Diff<Arc<Vec<Pattern>>>),
    /// All entities.
    Entities(Diff<Arc<Vec<Entity>>>),
    /// The project's own conflicts.
    Conflicts(Diff<Arc<Vec<Conflict>>>),
    /// What a newer version wrote beside the project's own values.
    Extra(Diff<Arc<Extra>>),
    /// A document at a place in the list.
    Document {
        /// Where it stands in the list.
        place: usize,
        /// The document.
        diff: Diff<Option<Arc<Document>>>,
    },
    /// A document's name.
    DocumentName {
        /// The document.
        doc: DocId,
        /// The name.
        diff: Diff<String>,
    },
    /// A document's text with its earlier ones.
    Text {
        /// The document.
        doc: DocId,
        /// The texts.
        diff: Box<Diff<TextState>>,
    },
    /// A whole layer.
    Layer {
        /// The document.
        doc: DocId,
        /// The layer.
        diff: Diff<Option<Arc<Layer>>>,
    },
    /// A layer's status, classes, notes and time.
    Meta {
        /// The layer.
        layer: LayerRef,
        /// Its values.
        diff: Box<Diff<LayerMeta>>,
    },
    /// A span; both sides have one range and label where both are there.
    Span {
        /// The layer.
        layer: LayerRef,
        /// The span.
        diff: Diff<Option<Span>>,
    },
    /// A relation; both sides have one key and ends where both are there.
    Relation {
        /// The layer.
        layer: LayerRef,
        /// The relation.
        diff: Box<Diff<Option<Relation>>>,
    },
    /// A suggestion turned down.
    Rejected {
        /// The layer.
        layer: LayerRef,
        /// The suggestion.
        span: SpanKey,
        /// Who had made it and how sure they were.
        diff: Diff<Option<Rejection>>,
    },
    /// A finding left out.
    Ignored {
        /// The layer.
        layer: LayerRef,
        /// The finding.
        finding: IgnoredFinding,
        /// Whether it is left out.
        diff: Diff<bool>,
    },
    /// A layer's conflicts.
    LayerConflicts {
        /// The layer.
        layer: LayerRef,
        /// The conflicts.
        diff: Diff<Vec<Conflict>>,
    },
    /// A layer's lines that do not fit the text.
    Misfits {
        /// The layer.
        layer: LayerRef,
        /// The lines.
        diff: Diff<Vec<Misfit>>,
    },
}

impl Delta {
    /// Returns the delta that takes this one back.
    pub fn inverse(self) -> Self {
        match self {
            Self::Name(diff) => Self::Name(diff.inverse()),
            Self::Schema(diff) => Self::Schema(diff.inverse()),
            Self::Guideline(diff) => Self::Guideline(diff.inverse()),
            Self::Lexicons(diff) => Self::Lexicons(diff.inverse()),
            Self::Patterns(diff) => Self::Patterns(diff.inverse()),
            Self::Entities(diff) => Self::Entities(diff.inverse()),
            Self::Conflicts(diff) => Self::Conflicts(diff.inverse()),
            Self::Extra(diff) => Self::Extra(diff.inverse()),
            Self::Document { place, diff } => Self::Document {
                place,
                diff: diff.inverse(),
            },
            Self::DocumentName { doc, diff } => Self::DocumentName {
                doc,
                diff: diff.inverse(),
            },
            Self::Text { doc, diff } => Self::Text {
                doc,
                diff: Box::new(diff.inverse()),
            },
            Self::Layer { doc, diff } => Self::Layer {
                doc,
                diff: diff.inverse(),
            },
            Self::Meta { layer, diff } => Self::Meta {
                layer,
                diff: Box::new(diff.inverse()),
            },
            Self::Span { layer, diff } => Self::Span {
                layer,
                diff: diff.inverse(),
            },
            Self::Relation { layer, diff } => Self::Relation {
                layer,
                diff: Box::new(diff.inverse()),
            },
            Self::Rejected { layer, span, diff } => Self::Rejected {
                layer,
                span,
                diff: diff.inverse(),
            },
            Self::Ignored {
                layer,
                finding,
                diff,
            } => Self::Ignored {
                layer,
                finding,
                diff: diff.inverse(),
            },
            Self::LayerConflicts { layer, diff } => Self::LayerConflicts {
                layer,
                diff: diff.inverse(),
            },
            Self::Misfits { layer, diff } => Self::Misfits {
                layer,
                diff: diff.inverse(),
            },
        }
    }

    /// Returns the layer in which it changes a part, if it does.
    pub fn layer(&self) -> Option<&LayerRef> {
        match self {
            Self::Meta { layer, .. }
            | Self::Span { layer, .. }
            | Self::Relation { layer, .. }
            | Self::Rejected { layer, .. }
            | Self::Ignored { layer, .. }
            | Self::LayerConflicts { layer, .. }
            | Self::Misfits { layer, .. } => Some(layer),
            _ => None,
        }
    }

    /// Returns the document it speaks of, if it speaks of one.
    pub fn doc(&self) -> Option<&DocId> {
        match self {
            Self::Name(_)
            | Self::Schema(_)
            | Self::Guideline(_)
            | Self::Lexicons(_)
            | Self::Patterns(_)
            | Self::Entities(_)
            | Self::Conflicts(_)
            | Self::Extra(_) => None,
            Self::Document { diff, .. } => diff
                .after
                .as_ref()
                .or(diff.before.as_ref())
                .map(|doc| &doc.id),
            Self::DocumentName { doc, .. } | Self::Text { doc, .. } | Self::Layer { doc, .. } => {
                Some(doc)
            }
            Self::Meta { layer, .. }
            | Self::Span { layer, .. }
            | Self::Relation { layer, .. }
            | Self::Rejected { layer, .. }
            | Self::Ignored { layer, .. }
            | Self::LayerConflicts { layer, .. }
            | Self::Misfits { layer, .. } => Some(&layer.doc),
        }
    }
}

/// Everything a command did, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// The differences, in the order they were made.
    pub deltas: Vec<Delta>,
}

impl Change {
    /// Returns whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.deltas.is_empty()
    }

    /// Returns the change that takes this one back.
    pub fn inverse(self) -> Self {
        Self {
            deltas: self.deltas.into_iter().rev().map(Delta::inverse).collect(),
        }
    }

    /// Returns the number of spans added and taken away.
    pub fn n_spans(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for delta in &self.deltas {
            if let Delta::Span { diff, .. } = delta {
                counts.0 += usize::from(diff.after.is_some() && diff.before.is_none());
                counts.1 += usize::from(diff.before.is_some() && diff.after.is_none());
            }
        }
        counts
    }
}
