//! A directed, named link between two spans of one layer.

use crate::model::extra::Extra;
use crate::model::ids::RelationKey;
use crate::model::span::SpanKey;

/// What tells one relation of a layer from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId {
    /// The span it starts from.
    pub head: SpanKey,
    /// The relation's key in the schema.
    pub key: RelationKey,
    /// The span it points at.
    pub tail: SpanKey,
}

/// A relation of a layer; its ends may be gone, which `check` reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Key and ends.
    pub id: RelationId,
    /// A remark of the annotator; empty for none.
    pub note: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

impl Relation {
    /// Makes a relation without a note.
    pub fn new(key: impl Into<RelationKey>, head: SpanKey, tail: SpanKey) -> Self {
        let id = RelationId {
            head,
            key: key.into(),
            tail,
        };
        Self {
            id,
            note: String::new(),
            extra: Extra::new(),
        }
    }
}
