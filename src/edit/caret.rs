//! Where the annotator is: a document, a selection in it, and the span taken hold of.
//!
//! Kept with each entry of the history, so that undo brings the eye back to where it was.

use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::span::SpanKey;
use crate::text::offset::{CharIdx, CharRange};

/// A selection of characters with the end that moves; a caret when both ends are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The end that stays.
    pub anchor: CharIdx,
    /// The end that moves; the caret stands here.
    pub head: CharIdx,
}

impl Selection {
    /// Makes a caret without a selection.
    pub fn caret(at: CharIdx) -> Self {
        Self {
            anchor: at,
            head: at,
        }
    }

    /// Makes a selection of a range, its head at the end.
    pub fn of(range: CharRange) -> Self {
        Self {
            anchor: range.start(),
            head: range.end(),
        }
    }

    /// Returns the characters selected.
    pub fn range(self) -> CharRange {
        CharRange::new(self.anchor, self.head)
    }

    /// Returns whether nothing is selected.
    pub fn is_empty(self) -> bool {
        self.anchor == self.head
    }

    /// Returns it with the head moved, and the anchor too unless `extend`.
    pub fn moved(self, head: CharIdx, extend: bool) -> Self {
        Self {
            anchor: if extend { self.anchor } else { head },
            head,
        }
    }
}

/// Where the annotator is in a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The open document.
    pub doc: Option<DocId>,
    /// The selection in it.
    pub selection: Selection,
    /// The span taken hold of, if any.
    pub span: Option<SpanKey>,
    /// Under whose name the annotator labels there; `None` for the one at work.
    pub annotator: Option<Annotator>,
}
