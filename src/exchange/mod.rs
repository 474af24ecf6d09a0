//! Labelled data in and out: one table of formats, one module for each.
//!
//! A format turns a [`LabelledDocument`] into bytes and bytes into [`incoming::Reading`]; nothing
//! else of a format is known outside its module. What a format cannot carry is counted by [`loss`]
//! before a byte is written; what comes in is held against the project by [`plan`].
//! A new format is a module with those two functions and a row in [`FORMATS`].
//!
//! Positions are [`crate::text::offset::CharIdx`] on our side of every reader and writer.
//! Files are not here: the callers open, name and rename them.

pub mod conll;
pub mod flat;
pub mod incoming;
pub mod jsonl;
pub mod loss;
pub mod plan;
pub mod predictions;

use std::io;

use crate::exchange::flat::Overlap;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Reading;
use crate::exchange::loss::LossKind;
use crate::model::document::Document;
use crate::model::layer::Layer;
use crate::model::project::Project;

/// Turns the bytes of a file into what it says, without a project at hand.
///
/// Takes the file's name without folders, by which some formats name their document.
pub type ReadFile = fn(file: &str, bytes: &[u8]) -> Result<Reading, ReadError>;

/// Writes one document; documents are written one after the other into one stream.
pub type WriteDocument =
    fn(doc: &LabelledDocument<'_>, overlap: Overlap, out: &mut dyn io::Write) -> io::Result<()>;

/// A format of labelled data.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a few words.
    pub description: &'static str,
    /// The usual ending of its files, without a dot.
    pub extension: &'static str,
    /// What its offsets count.
    pub unit: OffsetUnit,
    /// What it cannot carry; everything else it does.
    pub cannot_carry: &'static [LossKind],
    /// Its reader, if we read it.
    pub read: Option<ReadFile>,
    /// Its writer, if we write it.
    pub write: Option<WriteDocument>,
}

/// What the offsets of a format count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetUnit {
    /// Unicode scalar values, as we do.
    Chars,
    /// UTF-16 code units, as Java and JavaScript do.
    Utf16,
    /// It has none: its tokens are found again in the text, in order.
    None,
}

/// Every format, in the order that help lists them.
pub const FORMATS: [Format; 3] = [
    Format {
        name: "jsonl",
        description: "JSON lines, a document a line",
        extension: "jsonl",
        unit: OffsetUnit::Chars,
        cannot_carry: &loss::BESIDE_SPANS,
        read: Some(jsonl::read),
        write: Some(jsonl::write),
    },
    Format {
        name: "conll-bio",
        description: "a character and its tag a line, B- I- O",
        extension: "tsv",
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        read: None,
        write: Some(conll::write_bio),
    },
    Format {
        name: "conll-bioes",
        description: "a character and its tag a line, B- I- E- S- O",
        extension: "tsv",
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        read: None,
        write: Some(conll::write_bioes),
    },
];

/// Returns the format with a name.
pub fn format_by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

impl Format {
    /// Writes documents one after the other; `None` for a format we do not write.
    pub fn write_all(
        &self,
        documents: &[LabelledDocument<'_>],
        overlap: Overlap,
        out: &mut dyn io::Write,
    ) -> Option<io::Result<()>> {
        let write = self.write?;
        Some(
            documents
                .iter()
                .try_for_each(|doc| write(doc, overlap, out)),
        )
    }

    /// Returns whether it holds one tag a character, so that spans may not share any.
    pub fn flat(&self) -> bool {
        self.cannot_carry.contains(&LossKind::Nested)
    }
}

/// A document with the one layer of it that goes out.
#[derive(Clone, Copy, Debug)]
pub struct LabelledDocument<'a> {
    /// The document.
    pub doc: &'a Document,
    /// The layer.
    pub layer: &'a Layer,
}

/// Returns the documents that an annotator has a layer of, in the project's order.
///
/// One without a layer was never looked at; written without spans it would teach a model that
/// there are none in it. Its name comes back in the second list instead.
pub fn labelled_documents<'a>(
    project: &'a Project,
    annotator: &str,
) -> (Vec<LabelledDocument<'a>>, Vec<&'a str>) {
    let mut labelled = Vec::new();
    let mut without_layer = Vec::new();
    for doc in project.documents.iter() {
        match doc.layer(annotator) {
            Some(layer) => labelled.push(LabelledDocument { doc, layer }),
            None => without_layer.push(doc.name.as_str()),
        }
    }
    (labelled, without_layer)
}
