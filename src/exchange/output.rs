//! Where an export goes: one file with what lies beside it, or a folder of files.
//!
//! A [`Writer`] takes records one by one and opens its files by an [`Output`]. Nothing of it is
//! there for others before [`Writer::finish`] has come back and the caller has put it in its place;
//! a writer that is dropped leaves nothing behind. [`Memory`] keeps files as bytes.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::exchange::flat::Overlap;
use crate::exchange::input::Beside;
use crate::exchange::input::Content;
use crate::exchange::record::Record;
use crate::model::schema::Label;
use crate::model::schema::RelationType;

/// A file that is being written; it is whole once it is dropped or flushed.
pub type OutputFile = Box<dyn io::Write + Send>;

/// Opens the files of an export.
pub trait Output: Send {
    /// Opens the file that was asked for; only for formats of one file.
    fn main(&mut self) -> io::Result<OutputFile>;

    /// Opens a file by its name: in the folder that was asked for, or beside the one file.
    ///
    /// A name that was opened before is an error.
    fn named(&mut self, name: &str) -> io::Result<OutputFile>;
}

/// Writes records in a format.
pub trait Writer {
    /// Takes the next one, which [`crate::exchange::fit::fit`] has made fit.
    fn put(&mut self, record: &Record) -> io::Result<()>;

    /// Writes what belongs at the end. Nothing may be left in a buffer after it.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// What a format keeps that has room for one label a character.
    pub overlap: Overlap,
    /// What one token is, in formats of tokens.
    pub tokens: Tokens,
    /// What a row is, in formats of rows.
    pub rows: Rows,
    /// Whether any record that is to come has relations, which only a first pass over all of them
    /// can tell. doccano's files are of one shape from the first line to the last.
    pub any_relations: bool,
    /// The labels of the project, for formats that list them; more may come up in the data.
    pub labels: Vec<Label>,
    /// The relations of the project, likewise.
    pub relations: Vec<RelationType>,
}

/// What one token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tokens {
    /// A character.
    #[default]
    Chars,
    /// A word; one that a span begins or ends in is cut there.
    WordsCut,
    /// A word; a span that begins or ends in one is left out.
    WordsKept,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// A document with its spans.
    #[default]
    Documents,
    /// A sentence as a list of tokens and a list of tags.
    Tokens,
}

/// Keeps the files of an export in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// No file keeps more bytes than this.
    limit: Option<usize>,
}

impl Memory {
    /// The name that the file has which was asked for.
    pub const MAIN: &'static str = "";

    /// Keeps only the first bytes of each file.
    pub fn up_to(n_bytes: usize) -> Self {
        Self {
            limit: Some(n_bytes),
            ..Self::default()
        }
    }

    /// Returns what was written so far, by name.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let files = self.files.lock();
        files.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open(&self, name: &str) -> io::Result<OutputFile> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.insert(name.to_owned(), Vec::new()).is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(Box::new(MemoryFile {
            memory: self.clone(),
            name: name.to_owned(),
        }))
    }
}

impl Output for Memory {
    fn main(&mut self) -> io::Result<OutputFile> {
        self.open(Self::MAIN)
    }

    fn named(&mut self, name: &str) -> io::Result<OutputFile> {
        self.open(name)
    }
}

impl Beside for Memory {
    fn open(&self, name: &str) -> io::Result<Option<Box<dyn Content>>> {
        let file = self.files().remove(name);
        Ok(file.map(|bytes| Box::new(io::Cursor::new(bytes)) as Box<dyn Content>))
    }
}

struct MemoryFile {
    memory: Memory,
    name: String,
}

impl io::Write for MemoryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let files = self.memory.files.lock();
        let mut files = files.unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get_mut(&self.name) {
            let room = self.memory.limit.unwrap_or(usize::MAX) - file.len();
            file.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
