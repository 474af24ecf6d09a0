//! Reads documents from disk for import: files, several at once, whole folders.
//!
//! A named file is taken as text whatever its extension is; what counts in a folder is said in
//! `listing`. What is in a file, [`import`] takes out of it by its extension. What cannot be imported
//! is told file by file and row by row, so that whoever asked can take the rest or nothing.
//!
//! In three steps, each of which takes the result of the one before: [`open_file`] reads and decodes,
//! [`OpenedFile::texts`] takes the texts out, [`make_ready_documents`] gives them ids and names.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::document::Document;
use crate::model::document::IdGiver;
use crate::model::document::Source;
use crate::model::document::sha256_hex;
use crate::model::document::unique_name;
use crate::model::extra::Extra;
use crate::model::ids::DocId;
use crate::model::project::Documents;
use crate::text::decode::DecodeError;
use crate::text::decode::Decoded;
use crate::text::import;
use crate::text::import::Columns;
use crate::text::import::Head;
use crate::text::import::ImportError;
use crate::text::import::Imported;
use crate::text::import::Media;
use crate::text::import::RowError;
use crate::text::offset::Text;

pub use crate::store::listing::find_sources;

/// How files are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// The encoding that overrules what the bytes look like.
    pub encoding: Option<&'a str>,
    /// The columns of tables.
    pub columns: Columns<'a>,
}

/// A file, or a row of one, read and decoded, not yet a document.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it was found.
    pub path: PathBuf,
    /// Its name, without folders; that of a row with its number: `名单.csv#3`.
    pub file_name: String,
    /// The name that its row gives it.
    pub title: Option<String>,
    /// What it was taken out of.
    pub media: Media,
    /// The names of its folders, the nearest first.
    pub folders: Vec<String>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its text, and what was found out about it.
    pub decoded: Decoded,
}

/// What reading documents came to.
#[derive(Debug, Default)]
pub struct Sources {
    /// The files, in order.
    pub files: Vec<SourceFile>,
    /// What could not be read, in order.
    pub refused: Vec<SourceError>,
}

/// Why a file or folder gives no document; each message holds its cause, which is told once.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such file or folder.
    #[error("no such file: {}", path.display())]
    NotFound {
        /// The file or folder.
        path: PathBuf,
    },
    /// It may not be read.
    #[error("no permission to read {}", path.display())]
    NoPermission {
        /// The file or folder.
        path: PathBuf,
    },
    /// It could not be read for another reason.
    #[error("cannot read: {cause}: {}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The folder holds no files that documents come in, and neither do those in it.
    #[error("no file with documents in {}", path.display())]
    NoTexts {
        /// The folder.
        path: PathBuf,
    },
    /// The file holds nothing, or nothing but a byte order mark.
    #[error("the file is empty: {}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file's bytes are no text.
    #[error("{cause}: {}", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        cause: DecodeError,
    },
    /// No text could be taken out of the file.
    #[error("{cause}: {}", path.display())]
    NotImported {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: ImportError,
    },
    /// A row of the file gives no document; the others do.
    #[error("row {row} (line {line}): {cause}: {}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The row, the first being 1 and a header not counted.
        row: usize,
        /// The line on which it begins.
        line: usize,
        /// What is wrong with it.
        cause: RowError,
    },
}

impl SourceError {
    /// Returns whether it is but a part of a file that gives no document.
    pub fn is_partial(&self) -> bool {
        matches!(self, Self::Row { .. })
    }
}

/// Reads documents from files and folders, in the order given.
///
/// `encoding` overrules what the bytes look like. A file that is named twice is read once.
pub fn read_sources(paths: &[PathBuf], encoding: Option<&str>) -> Sources {
    let columns = Columns::default();
    read_sources_as(paths, &Reading { encoding, columns })
}

/// Reads documents as [`read_sources`] does, and tables by the columns named.
fn read_sources_as(paths: &[PathBuf], reading: &Reading<'_>) -> Sources {
    let mut sources = Sources::default();
    let (files, refused) = find_sources(paths);
    sources.refused = refused;
    for path in files {
        match read_file(&path, media_of(&path), reading) {
            Ok((files, refused)) => {
                sources.files.extend(files);
                sources.refused.extend(refused);
            }
            Err(error) => sources.refused.push(error),
        }
    }
    sources
}

/// Reads one file as one document; a table is taken as the text it is written in.
pub fn read_source(path: &Path, encoding: Option<&str>) -> Result<SourceFile, SourceError> {
    let media = match media_of(path) {
        media if media.is_table() => Media::Plain,
        media => media,
    };
    let columns = Columns::default();
    let (files, _) = read_file(path, media, &Reading { encoding, columns })?;
    let path = path.to_owned();
    files.into_iter().next().ok_or(SourceError::Empty { path })
}

fn media_of(path: &Path) -> Media {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.and_then(Media::of_extension).unwrap_or_default()
}

/// Reads a file with the documents in it, and with its rows that give none.
fn read_file(
    path: &Path,
    media: Media,
    reading: &Reading<'_>,
) -> Result<(Vec<SourceFile>, Vec<SourceError>), SourceError> {
    open_file_as(path, media, reading.encoding)?.texts(&reading.columns)
}

/// A file read and decoded, from which texts are still to be taken.
#[derive(Clone, Debug)]
pub struct OpenedFile {
    path: PathBuf,
    media: Media,
    sha256: String,
    decoded: Decoded,
}

/// Reads and decodes a file.
pub fn open_file(path: &Path, encoding: Option<&str>) -> Result<OpenedFile, SourceError> {
    open_file_as(path, media_of(path), encoding)
}

fn open_file_as(
    path: &Path,
    media: Media,
    encoding: Option<&str>,
) -> Result<OpenedFile, SourceError> {
    let bytes = fs::read(path).map_err(|cause| unreadable(path, cause))?;
    let sha256 = sha256_hex(&bytes);
    let decoded = import::open(media, bytes, encoding).map_err(|cause| refused(path, cause))?;
    Ok(OpenedFile {
        path: path.to_owned(),
        media,
        sha256,
        decoded,
    })
}

fn refused(path: &Path, cause: ImportError) -> SourceError {
    let path = path.to_owned();
    match cause {
        ImportError::Decode(DecodeError::Empty) => SourceError::Empty { path },
        ImportError::Decode(cause) => SourceError::NotText { path, cause },
        cause => SourceError::NotImported { path, cause },
    }
}

impl OpenedFile {
    /// Returns what the file was taken for.
    pub fn media(&self) -> Media {
        self.media
    }

    /// Returns its text, and what was found out about it; of a table all of it.
    pub fn decoded(&self) -> &Decoded {
        &self.decoded
    }

    /// Returns the columns of a table and its first rows.
    pub fn head(&self, n_rows: usize) -> Option<Head> {
        let is_table = self.media.is_table();
        is_table.then(|| import::head(self.media, &self.decoded, n_rows))
    }

    /// Takes the texts out, with the rows that give none.
    pub fn texts(
        self,
        columns: &Columns<'_>,
    ) -> Result<(Vec<SourceFile>, Vec<SourceError>), SourceError> {
        let Self {
            path,
            media,
            sha256,
            decoded,
        } = self;
        let Imported { texts, refused } = if media.is_table() {
            import::rows(media, &decoded, columns).map_err(|cause| refused(&path, cause))?
        } else {
            Imported::of_one(decoded)
        };
        let (file_name, folders) = names_on_the_way(&path);
        let files = texts.into_iter().map(|text| SourceFile {
            path: path.clone(),
            file_name: match text.row {
                None => file_name.clone(),
                Some(row) => format!("{file_name}#{row}"),
            },
            title: text.name,
            media,
            folders: folders.clone(),
            sha256: sha256.clone(),
            decoded: text.decoded,
        });
        let refused = refused.into_iter().map(|refusal| SourceError::Row {
            path: path.clone(),
            row: refusal.row,
            line: refusal.line,
            cause: refusal.why,
        });
        Ok((files.collect(), refused.collect()))
    }
}

/// A text that lacks but an id and a name to be a document.
#[derive(Clone, Debug)]
pub struct ReadyText {
    /// Where it came from; its text has gone to `text`.
    pub file: SourceFile,
    /// The text.
    pub text: Arc<Text>,
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub text_sha256: String,
}

impl ReadyText {
    /// Indexes a text and names it by what it says.
    pub fn of(mut file: SourceFile) -> Self {
        let decoded = &mut file.decoded;
        let text = std::mem::take(&mut decoded.text);
        // The text of such a file is its very bytes: 100 MB need not be hashed twice.
        let is_verbatim = file.media == Media::Plain
            && decoded.encoding == "UTF-8"
            && !decoded.bom
            && decoded.n_replaced == 0;
        let text_sha256 = if is_verbatim {
            file.sha256.clone()
        } else {
            sha256_hex(text.as_bytes())
        };
        Self {
            file,
            text: Arc::new(Text::new(text)),
            text_sha256,
        }
    }

    fn document(&self, id: DocId, name: String) -> Document {
        let Self {
            file,
            text,
            text_sha256,
        } = self;
        Document {
            id,
            name,
            source: Source {
                file: file.file_name.clone(),
                encoding: file.decoded.encoding.clone(),
                bom: file.decoded.bom,
                line_ends: file.decoded.line_ends,
                sha256: file.sha256.clone(),
                extra: Extra::new(),
            },
            text_sha256: text_sha256.clone(),
            text: Arc::clone(text),
            revisions: Vec::new(),
            layers: BTreeMap::new(),
            extra: Extra::new(),
        }
    }
}

/// Makes documents of files, with ids and names that neither a document of a project nor another
/// of them has.
pub fn make_documents(documents: &Documents, files: Vec<SourceFile>) -> Vec<Document> {
    let texts: Vec<ReadyText> = files.into_iter().map(ReadyText::of).collect();
    make_ready_documents(documents, &texts)
}

/// Makes documents as [`make_documents`] does, of texts that are ready and stay so.
pub fn make_ready_documents<'a>(
    documents: &Documents,
    texts: impl IntoIterator<Item = &'a ReadyText>,
) -> Vec<Document> {
    let mut ids: BTreeSet<DocId> = documents.iter().map(|doc| doc.id.clone()).collect();
    let mut names: BTreeSet<String> = documents.iter().map(|doc| doc.name.clone()).collect();
    let mut giver = IdGiver::default();
    let made = texts.into_iter().map(|ready| {
        let id = giver.id_for(&ready.text_sha256, |id| ids.contains(id));
        let name_taken = |name: &str| names.contains(name);
        let file = &ready.file;
        let name = match &file.title {
            Some(title) => unique_name(title, &[], name_taken),
            None => unique_name(&file.file_name, &file.folders, name_taken),
        };
        ids.insert(id.clone());
        names.insert(name.clone());
        ready.document(id, name)
    });
    made.collect()
}

/// Returns the name of a file and those of its folders, the nearest first.
fn names_on_the_way(path: &Path) -> (String, Vec<String>) {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut names = full.components().rev().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    (names.next().unwrap_or_default(), names.collect())
}

pub(super) fn unreadable(path: &Path, cause: io::Error) -> SourceError {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::NotFound => SourceError::NotFound { path },
        io::ErrorKind::PermissionDenied => SourceError::NoPermission { path },
        _ => SourceError::Unreadable { path, cause },
    }
}
