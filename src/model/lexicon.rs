//! Word lists, patterns and entities that a project brings to its suggestions.

use crate::model::extra::Extra;
use crate::model::ids::{EntityKey, LabelKey};

/// A list of words for one label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lexicon {
    /// Its name, told from the other lexicons by it.
    pub name: String,
    /// The label its words suggest.
    pub label: Option<LabelKey>,
    /// Whether it suggests at all.
    pub enabled: bool,
    /// The words, in the order they were given.
    pub words: Vec<String>,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// A regular expression for one label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pattern {
    /// Its name, told from the other patterns by it.
    pub name: String,
    /// The label its matches suggest.
    pub label: Option<LabelKey>,
    /// Whether it suggests at all.
    pub enabled: bool,
    /// The expression.
    pub expression: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// A person or body that spans of several documents speak of.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its key, named by the spans.
    pub key: EntityKey,
    /// The name to show.
    pub name: String,
    /// A remark, such as an office or a link.
    pub note: String,
    /// What a newer version wrote.
    pub extra: Extra,
}
