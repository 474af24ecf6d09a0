//! Labelled data in and out: one table of formats, one module for each.
//!
//! Reading: a format's `read` hands what a file says to a [`input::Sink`], document by document;
//! [`plan`] holds it against a project, [`settle`] makes [`record::Record`]s of it without one.
//! Writing: [`select`] chooses records from a project, [`fit::fit`] makes each fit the format and
//! counts what gets lost ([`loss`]), the format's `write` puts it into an [`output::Output`].
//! So what a writer is given it can carry, and reading what it wrote gives just that back.
//! A new format is a module with those two functions and a row in [`FORMATS`].
//!
//! Positions are [`crate::text::offset::CharIdx`] on our side of every reader and writer.
//! Files are not here: the callers open, name and rename them.

pub mod brat;
pub mod card;
pub mod cas;
pub mod conll;
pub mod convert;
pub mod csv;
pub mod doccano;
pub mod export;
pub mod fit;
pub mod flat;
mod formats;
pub mod fresh;
pub mod guess;
pub mod incoming;
pub mod input;
mod json;
mod json_array;
pub mod jsonl;
pub mod label_studio;
pub mod loss;
pub mod output;
pub mod page;
pub mod page_docx;
pub mod parquet;
pub mod plan;
pub mod predictions;
pub mod prodigy;
pub mod record;
mod said;
pub mod select;
pub mod settle;
pub mod spacy;
pub mod split;
mod stems;
mod stream;
pub mod units;
pub mod web_annotation;
pub mod webanno;

use std::borrow::Cow;
use std::io;

pub use crate::exchange::formats::FORMATS;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Reading;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::output::Memory;
use crate::exchange::output::Output;
use crate::exchange::output::Rows;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::units::OffsetUnit;

/// Reads a file and hands what it says to a sink, without a project at hand.
///
/// What cannot be understood of it goes to the sink as a refusal and the rest is read; an error
/// means that nothing more can be read.
pub type ReadFile = fn(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError>;

/// Begins an export.
pub type OpenWriter =
    fn(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>>;

/// A format of labelled data.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a few words.
    pub description: &'static str,
    /// The usual endings of the files that are asked for, without a dot; the first is written.
    pub extensions: &'static [&'static str],
    /// Whether it is one file or a folder of files.
    pub files: Files,
    /// What its offsets count.
    pub unit: OffsetUnit,
    /// What it cannot carry; everything else it does.
    pub cannot_carry: &'static [LossKind],
    /// What it can spell.
    pub spelling: Spelling,
    /// Its reader, if we read it.
    pub read: Option<ReadFile>,
    /// Its writer, if we write it.
    pub write: Option<OpenWriter>,
}

/// Whether a format is one file or a folder of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// One file, perhaps with others beside it.
    One,
    /// A folder, a file or some for each document.
    Folder,
}

/// How a format spells what it cannot write as it is.
#[derive(Clone, Copy, Debug)]
pub struct Spelling {
    /// Returns a label, or the key of a relation or an attribute, as it can be written.
    pub key: fn(&str) -> Cow<'_, str>,
    /// Returns a note or the value of an attribute as it can be written.
    pub value: fn(&str) -> Cow<'_, str>,
    /// Returns a character of a text as it can be written.
    pub char: fn(char) -> char,
    /// Returns a character of a document's name as its file can have it, in formats of folders.
    pub name_char: fn(char) -> char,
}

impl Spelling {
    /// Everything can be written as it is.
    pub const ANY: Self = Self {
        key: |key| Cow::Borrowed(key),
        value: |value| Cow::Borrowed(value),
        char: |c| c,
        name_char: |c| c,
    };
}

/// Returns the format with a name.
pub fn format_by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

impl Format {
    /// Returns the ending of what is written, without a dot; folders have none.
    pub fn extension(&self) -> &'static str {
        self.extensions.first().copied().unwrap_or_default()
    }

    /// Returns whether it holds one tag a character, so that spans may not share any.
    pub fn flat(&self) -> bool {
        self.loses(LossKind::Nested)
    }

    /// Returns whether relations in any document give all of them another shape, so that a writer
    /// has to be told of them before the first.
    pub fn is_one_shape(&self) -> bool {
        self.name == "doccano"
    }

    /// Returns what it is where a row is this.
    pub fn of_rows(&self, rows: Rows) -> Self {
        if self.name == "parquet" && rows == Rows::Tokens {
            Self {
                unit: OffsetUnit::None,
                cannot_carry: &parquet::LOST_BY_TOKENS,
                spelling: conll::SPELLING,
                ..*self
            }
        } else {
            *self
        }
    }

    /// Returns whether it cannot carry something.
    pub fn loses(&self, kind: LossKind) -> bool {
        self.cannot_carry.contains(&kind)
    }

    /// Reads a whole file; an error if it is a format that we do not read.
    pub fn reading(&self, input: Input<'_>) -> Result<Reading, ReadError> {
        let mut reading = Reading::default();
        let Some(read) = self.read else {
            let problem = "this format is written and not read";
            return Err(ReadError::from(io::Error::other(problem)));
        };
        read(input, &mut reading)?;
        Ok(reading)
    }

    /// Returns whether a file of an export in this format is one to read, by its name.
    ///
    /// The others lie beside those.
    pub fn is_primary(&self, file: &str) -> bool {
        let ending = file.rsplit_once('.').map(|(_, ending)| ending);
        let Some(ending) = ending else {
            return false;
        };
        let mut endings = self.extensions.iter();
        endings.any(|e| e.eq_ignore_ascii_case(ending))
    }

    /// Makes records fit and writes them into memory, with what got lost.
    pub fn to_memory(
        &self,
        records: &[Record],
        options: &WriteOptions,
        memory: &Memory,
    ) -> io::Result<LossReport> {
        let open = self.write.ok_or(io::ErrorKind::Unsupported)?;
        let mut writer = open(Box::new(memory.clone()), options)?;
        let mut report = LossReport::default();
        for record in records {
            if let Some(record) = fit::fit(self, options, record, &mut report) {
                writer.put(&record)?;
            }
        }
        writer.finish()?;
        Ok(report)
    }
}
