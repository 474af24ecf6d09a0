//! A text with where it came from and what each annotator said of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::extra::Extra;
use crate::model::ids::{Annotator, DocId};
use crate::model::layer::Layer;
pub use crate::text::decode::LineEnds;
use crate::text::offset::Text;

/// A document of a project.
///
/// Invariant: the key of each layer is its annotator.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its id, kept for ever.
    pub id: DocId,
    /// Its name, unique in the project: the file's name with extension.
    pub name: String,
    /// Where the text came from.
    pub source: Source,
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub text_sha256: String,
    /// The text.
    pub text: Arc<Text>,
    /// Earlier texts of a document whose text was corrected, oldest first.
    pub revisions: Vec<Revision>,
    /// One layer an annotator.
    pub layers: BTreeMap<Annotator, Arc<Layer>>,
    /// What a newer version wrote.
    pub extra: Extra,
}

impl Document {
    /// Returns an annotator's layer.
    pub fn layer(&self, annotator: &str) -> Option<&Layer> {
        self.layers.get(annotator).map(Arc::as_ref)
    }
}

/// Where a text came from, as found when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The file's name, without folders.
    pub file: String,
    /// The encoding's name, such as `UTF-8` or `GB18030`.
    pub encoding: String,
    /// Whether a byte order mark stood before the text.
    pub bom: bool,
    /// Its line ends.
    pub line_ends: LineEnds,
    /// SHA-256 of the file's bytes, in hexadecimal; empty for a text that came from no file.
    pub sha256: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// An earlier text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub text_sha256: String,
    /// The text.
    pub text: Arc<Text>,
}
