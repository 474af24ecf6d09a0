//! A labelled range of a text, and how it came to be.
//!
//! A span is told from others by its range and its label alone: a layer is a *set* of spans.
//! `统一` from 3 to 5 as EVENT is one span, whoever made it and whatever note it carries.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::extra::Extra;
use crate::model::ids::{EntityKey, LabelKey};
use crate::text::offset::CharRange;

/// What tells one span of a layer from another.
///
/// Ordered as one reads: by start, then the longer first, then by label.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SpanKey {
    /// The characters it covers; never empty.
    pub range: CharRange,
    /// The label's key.
    pub label: LabelKey,
}

impl SpanKey {
    /// Makes a key.
    pub fn new(range: CharRange, label: impl Into<LabelKey>) -> Self {
        Self {
            range,
            label: label.into(),
        }
    }
}

impl Ord for SpanKey {
    fn cmp(&self, other: &Self) -> Ordering {
        reading_order(self.range, &self.label, other.range, &other.label)
    }
}

impl PartialOrd for SpanKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares by start, then the longer first, then by label.
fn reading_order(a: CharRange, a_label: &str, b: CharRange, b_label: &str) -> Ordering {
    a.start()
        .cmp(&b.start())
        .then_with(|| b.end().cmp(&a.end()))
        .then_with(|| a_label.cmp(b_label))
}

/// A span of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The characters it covers; never empty.
    pub range: CharRange,
    /// The label's key.
    pub label: LabelKey,
    /// What few spans have; `None` stands for all of it at its default.
    pub detail: Option<Box<SpanDetail>>,
}

impl Span {
    /// Makes a span by hand, with nothing but range and label.
    pub fn new(range: CharRange, label: impl Into<LabelKey>) -> Self {
        Self {
            range,
            label: label.into(),
            detail: None,
        }
    }

    /// Makes a span with a detail, which is dropped when it says nothing.
    pub fn with_detail(range: CharRange, label: impl Into<LabelKey>, detail: SpanDetail) -> Self {
        let detail = (detail != SpanDetail::default()).then(|| Box::new(detail));
        Self {
            range,
            label: label.into(),
            detail,
        }
    }

    /// Returns what tells it from others.
    pub fn key(&self) -> SpanKey {
        SpanKey {
            range: self.range,
            label: self.label.clone(),
        }
    }

    /// Returns its detail or the default one.
    pub fn detail_or_default(&self) -> SpanDetail {
        self.detail.as_deref().cloned().unwrap_or_default()
    }

    /// Compares with a key in reading order.
    pub fn cmp_key(&self, key: &SpanKey) -> Ordering {
        reading_order(self.range, &self.label, key.range, &key.label)
    }

    /// Compares with another span in reading order, by range and label alone.
    pub fn cmp_reading(&self, other: &Self) -> Ordering {
        reading_order(self.range, &self.label, other.range, &other.label)
    }
}

/// The parts of a span beside range and label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanDetail {
    /// How it came to be.
    pub origin: Origin,
    /// Values of the label's attributes, by the attribute's key.
    pub attributes: BTreeMap<String, String>,
    /// A remark of the annotator; empty for none.
    pub note: String,
    /// The entity it speaks of.
    pub entity: Option<EntityKey>,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// How a span came to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Origin {
    /// Marked by the annotator.
    #[default]
    Hand,
    /// Made by labelling every occurrence of the same words.
    Repeated,
    /// Accepted from a suggestion.
    Suggested {
        /// Who suggested it: `repeat`, `lexicon`, `learner`, or an outside model's name.
        source: String,
        /// How sure the source was, in thousandths.
        score_permille: u16,
        /// Whether its edges or its label were changed by hand, before or after accepting it.
        corrected: bool,
    },
    /// Read from a file of labelled data.
    Imported {
        /// The file's name.
        from: String,
    },
}

impl Origin {
    /// Says that edges or label were changed by hand.
    ///
    /// Only what a source suggested has a right and a wrong to it; other spans came as they are
    /// because somebody made them so, and say nothing of a change.
    pub fn correct(&mut self) {
        if let Self::Suggested { corrected, .. } = self {
            *corrected = true;
        }
    }
}
