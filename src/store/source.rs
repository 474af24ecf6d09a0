//! Reads documents from disk for import: files, several at once, whole folders.
//!
//! A named file is taken as text whatever its extension is; in a folder only files are that have one
//! of [`import::EXTENSIONS`], in all of its subfolders, hidden ones left out, in the order a person
//! would list them (`第2篇` before `第10篇`). What is in a file, [`import`] takes out of it by its
//! extension. What cannot be imported is told file by file and row by row, so that whoever asked can
//! take the rest or nothing.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::document::Document;
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
use crate::text::import::ImportError;
use crate::text::import::Imported;
use crate::text::import::Media;
use crate::text::import::RowError;
use crate::text::offset::Text;

/// Folders in folders that are gone into; a circle of links ends here.
const MAX_DEPTH: usize = 64;

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

/// Why a file or folder gives no document.
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
        #[source]
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
        #[source]
        cause: DecodeError,
    },
    /// No text could be taken out of the file.
    #[error("{cause}: {}", path.display())]
    NotImported {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
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
        #[source]
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
pub fn read_sources_as(paths: &[PathBuf], reading: &Reading<'_>) -> Sources {
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

/// Lists the files that [`read_sources`] would read, without reading them.
pub fn find_sources(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<SourceError>) {
    let mut files = Vec::new();
    let mut refused = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let n_before = (files.len(), refused.len());
                list_folder(path, 0, &mut files, &mut refused);
                if (files.len(), refused.len()) == n_before {
                    refused.push(SourceError::NoTexts { path: path.clone() });
                }
            }
            Ok(_) => files.push(path.clone()),
            Err(cause) => refused.push(unreadable(path, cause)),
        }
    }
    let mut seen = BTreeSet::new();
    files.retain(|path| seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    (files, refused)
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
    let bytes = fs::read(path).map_err(|cause| unreadable(path, cause))?;
    let sha256 = sha256_hex(&bytes);
    let Imported { texts, refused } =
        import::import(media, bytes, reading.encoding, &reading.columns).map_err(|cause| {
            let path = path.to_owned();
            match cause {
                ImportError::Decode(DecodeError::Empty) => SourceError::Empty { path },
                ImportError::Decode(cause) => SourceError::NotText { path, cause },
                cause => SourceError::NotImported { path, cause },
            }
        })?;
    let (file_name, folders) = names_on_the_way(path);
    let files = texts.into_iter().map(|text| SourceFile {
        path: path.to_owned(),
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
        path: path.to_owned(),
        row: refusal.row,
        line: refusal.line,
        cause: refusal.why,
    });
    Ok((files.collect(), refused.collect()))
}

/// Makes a document of a file, with an id and a name that no document of a project has.
pub fn make_document(documents: &Documents, file: SourceFile) -> Document {
    let id_taken = |id: &DocId| documents.by_id(id).is_some();
    let name_taken = |name: &str| documents.by_name(name).is_some();
    document(file, id_taken, name_taken)
}

/// Makes documents of files, with ids and names that differ from each other's too.
pub fn make_documents(documents: &Documents, files: Vec<SourceFile>) -> Vec<Document> {
    let mut ids: BTreeSet<DocId> = documents.iter().map(|doc| doc.id.clone()).collect();
    let mut names: BTreeSet<String> = documents.iter().map(|doc| doc.name.clone()).collect();
    let mut made = Vec::with_capacity(files.len());
    for file in files {
        let doc = document(file, |id| ids.contains(id), |name| names.contains(name));
        ids.insert(doc.id.clone());
        names.insert(doc.name.clone());
        made.push(doc);
    }
    made
}

fn document(
    file: SourceFile,
    id_taken: impl Fn(&DocId) -> bool,
    name_taken: impl Fn(&str) -> bool,
) -> Document {
    let decoded = file.decoded;
    // The text of such a file is its very bytes: 100 MB need not be hashed twice.
    let is_verbatim = file.media == Media::Plain
        && decoded.encoding == "UTF-8"
        && !decoded.bom
        && decoded.n_replaced == 0;
    let text_sha256 = if is_verbatim {
        file.sha256.clone()
    } else {
        sha256_hex(decoded.text.as_bytes())
    };
    Document {
        id: Document::id_for(&text_sha256, id_taken),
        name: match &file.title {
            Some(title) => unique_name(title, &[], name_taken),
            None => unique_name(&file.file_name, &file.folders, name_taken),
        },
        source: Source {
            file: file.file_name,
            encoding: decoded.encoding,
            bom: decoded.bom,
            line_ends: decoded.line_ends,
            sha256: file.sha256,
            extra: Extra::new(),
        },
        text_sha256,
        text: Arc::new(Text::new(decoded.text)),
        revisions: Vec::new(),
        layers: BTreeMap::new(),
        extra: Extra::new(),
    }
}

/// Lists the text files of a folder and of those in it, files before folders.
fn list_folder(
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    refused: &mut Vec<SourceError>,
) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) => {
            refused.push(unreadable(folder, cause));
            return;
        }
    };
    let mut names: Vec<String> = Vec::new();
    let mut paths = BTreeMap::new();
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            paths.insert(name.clone(), entry.path());
            names.push(name);
        }
    }
    names.sort_by(|a, b| natural_order(a, b));
    let in_order: Vec<PathBuf> = names.iter().filter_map(|n| paths.remove(n)).collect();
    let (folders, others): (Vec<_>, Vec<_>) = in_order.into_iter().partition(|p| p.is_dir());
    files.extend(others.into_iter().filter(|path| is_text_file(path)));
    for subfolder in folders {
        if depth < MAX_DEPTH {
            list_folder(&subfolder, depth + 1, files, refused);
        }
    }
}

fn is_text_file(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.and_then(Media::of_extension).is_some() && path.is_file()
}

/// Compares names as a person lists them: numbers in them by their value.
fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    loop {
        let (a_part, a_tail) = leading_part(a_rest);
        let (b_part, b_tail) = leading_part(b_rest);
        if a_part.is_empty() || b_part.is_empty() {
            // `01` and `1` are one number: then the names themselves decide.
            return a_rest.cmp(b_rest).then_with(|| a.cmp(b));
        }
        let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
        let order = if is_number(a_part) && is_number(b_part) {
            let a_value = a_part.trim_start_matches('0');
            let b_value = b_part.trim_start_matches('0');
            let by_length = a_value.len().cmp(&b_value.len());
            by_length.then_with(|| a_value.cmp(b_value))
        } else {
            a_part.cmp(b_part)
        };
        if order.is_ne() {
            return order;
        }
        (a_rest, b_rest) = (a_tail, b_tail);
    }
}

/// Splits off a run of digits, or of anything else.
fn leading_part(name: &str) -> (&str, &str) {
    let starts_with_digit = name.starts_with(|c: char| c.is_ascii_digit());
    let end = name.find(|c: char| c.is_ascii_digit() != starts_with_digit);
    name.split_at_checked(end.unwrap_or(name.len()))
        .unwrap_or((name, ""))
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

fn unreadable(path: &Path, cause: io::Error) -> SourceError {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::NotFound => SourceError::NotFound { path },
        io::ErrorKind::PermissionDenied => SourceError::NoPermission { path },
        _ => SourceError::Unreadable { path, cause },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_ordered_by_value() {
        let mut names = ["第10篇", "第2篇", "a", "第02篇", "第2", "b10x", "b9y", "1"];
        names.sort_by(|a, b| natural_order(a, b));
        let expected = ["1", "a", "b9y", "b10x", "第2", "第02篇", "第2篇", "第10篇"];
        assert_eq!(names, expected);
        let huge = ["9".repeat(400), "1".repeat(401)];
        assert!(natural_order(&huge[0], &huge[1]).is_lt());
    }
}
