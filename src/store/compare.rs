//! Compares documents with the files they were read from: the same, changed, renamed, missing.
//!
//! A document records the name of its file, the SHA-256 of the file's bytes and their encoding. A
//! folder is looked through for files of that name, in all folders in it, hidden ones left out; only
//! if none has the same bytes are the others read, for one that has. The row of a table records the
//! table: `名单.csv#3` is row 3 of `名单.csv`.
//!
//! A file that changed is read as it would be today, and its text held against the document's first
//! one: what was corrected in the project since is no change of the source.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::model::document::Document;
use crate::model::document::sha256_hex;
use crate::model::project::Project;
use crate::text::import;
use crate::text::import::Columns;
use crate::text::import::Imported;
use crate::text::import::Media;

/// How a document's source is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// The document came from no file.
    NoFile,
    /// A file of its name has the same bytes.
    Same {
        /// The file.
        path: PathBuf,
    },
    /// No file of its name has the same bytes, but one of another name.
    Renamed {
        /// The file.
        path: PathBuf,
    },
    /// The file of its name has other bytes.
    Changed {
        /// The file.
        path: PathBuf,
        /// What became of the text.
        text: TextState,
    },
    /// There is no such file.
    Missing,
    /// There is a file of its name, but it cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
}

/// What a file with other bytes says of a document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextState {
    /// It still gives the same text.
    Same {
        /// Its encoding now.
        encoding: String,
    },
    /// Another row of the table gives it.
    OtherRow {
        /// The row.
        row: usize,
    },
    /// It gives another text.
    Other,
    /// It gives no text any more, or it is not known which.
    Unknown {
        /// Why.
        why: String,
    },
}

impl SourceState {
    /// Returns whether a file has the name and the bytes recorded, or none was recorded.
    pub fn is_same(&self) -> bool {
        matches!(self, Self::NoFile | Self::Same { .. })
    }
}

/// What comparing came to.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The state of each document's source, in the order of the documents.
    pub states: Vec<SourceState>,
    /// Folders and files that could not be looked at, with why.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Compares the sources of all documents with the files of a folder.
///
/// `text_column` is the column of tables with the texts, if they were imported by name.
pub fn compare_sources(
    project: &Project,
    folder: &Path,
    text_column: Option<&str>,
) -> io::Result<Comparison> {
    // A folder that is not there is wrong use, and no news of its files.
    drop(fs::read_dir(folder)?);
    let mut files = Files::in_folder(folder, text_column);
    let mut states: Vec<Option<SourceState>> = Vec::with_capacity(project.documents.len());
    for doc in project.documents.iter() {
        states.push(files.same_by_name(doc));
    }
    let states = states.into_iter().zip(project.documents.iter());
    let states = states.map(|(state, doc)| state.unwrap_or_else(|| files.otherwise(doc)));
    Ok(Comparison {
        states: states.collect(),
        unreadable: files.unreadable,
    })
}

/// The files of a folder, and what is known of them.
struct Files<'a> {
    /// In the order of their paths.
    all: Vec<PathBuf>,
    by_name: BTreeMap<String, Vec<PathBuf>>,
    hashes: BTreeMap<PathBuf, Result<String, String>>,
    /// By hash, once all were read.
    by_hash: Option<BTreeMap<String, PathBuf>>,
    /// The table whose rows were asked for last.
    table: Option<(PathBuf, Result<Imported, String>)>,
    columns: Columns<'a>,
    unreadable: Vec<(PathBuf, String)>,
}

impl<'a> Files<'a> {
    fn in_folder(folder: &Path, text_column: Option<&'a str>) -> Self {
        let mut files = Self {
            all: Vec::new(),
            by_name: BTreeMap::new(),
            hashes: BTreeMap::new(),
            by_hash: None,
            table: None,
            columns: Columns {
                text: text_column,
                name: None,
            },
            unreadable: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            // Links may lead in circles.
            if seen.insert(fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone())) {
                files.list(&folder, &mut folders);
            }
        }
        files.all.sort();
        for path in &files.all {
            let paths = files.by_name.entry(name_of(path)).or_default();
            paths.push(path.clone());
        }
        files
    }

    fn list(&mut self, folder: &Path, folders: &mut Vec<PathBuf>) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable.push((folder.to_owned(), error.to_string()));
                return;
            }
        };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if name_of(&path).starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                self.all.push(path);
            }
        }
    }

    /// Returns the hash of a file, or why it cannot be read.
    fn hash(&mut self, path: &Path) -> Result<String, String> {
        let read = || match fs::read(path) {
            Ok(bytes) => Ok(sha256_hex(&bytes)),
            Err(error) => Err(error.to_string()),
        };
        let hash = self.hashes.entry(path.to_owned()).or_insert_with(read);
        hash.clone()
    }

    /// Returns the files of the name that a document records, and its row if they are tables.
    fn named(&self, doc: &Document) -> (Vec<PathBuf>, Option<usize>) {
        let file = &doc.source.file;
        if let Some(paths) = self.by_name.get(file) {
            return (paths.clone(), None);
        }
        let (table, row) = row_of(file);
        let paths = row.and_then(|_| self.by_name.get(table));
        (paths.cloned().unwrap_or_default(), row)
    }

    /// Returns the state of a document that came from no file, or whose file is there unchanged.
    fn same_by_name(&mut self, doc: &Document) -> Option<SourceState> {
        let source = &doc.source;
        if source.sha256.is_empty() {
            return Some(SourceState::NoFile);
        }
        let paths = in_likely_order(self.named(doc).0, doc);
        let mut paths = paths.into_iter();
        let path = paths.find(|path| self.hash(path).as_ref() == Ok(&source.sha256))?;
        Some(SourceState::Same { path })
    }

    /// Returns the state of a document whose file is not there unchanged.
    fn otherwise(&mut self, doc: &Document) -> SourceState {
        if let Some(path) = self.of_hash(&doc.source.sha256) {
            return SourceState::Renamed { path };
        }
        let (paths, row) = self.named(doc);
        let Some(path) = in_likely_order(paths, doc).into_iter().next() else {
            return SourceState::Missing;
        };
        match self.hash(&path) {
            Err(why) => SourceState::Unreadable { path, why },
            Ok(_) => {
                let text = self.text_state(doc, &path, row);
                SourceState::Changed { path, text }
            }
        }
    }

    fn of_hash(&mut self, sha256: &str) -> Option<PathBuf> {
        if self.by_hash.is_none() {
            let mut by_hash = BTreeMap::new();
            for path in self.all.clone() {
                match self.hash(&path) {
                    Ok(hash) => {
                        by_hash.entry(hash).or_insert(path);
                    }
                    Err(why) => self.unreadable.push((path, why)),
                }
            }
            self.by_hash = Some(by_hash);
        }
        self.by_hash.as_ref()?.get(sha256).cloned()
    }

    fn text_state(&mut self, doc: &Document, path: &Path, row: Option<usize>) -> TextState {
        let first = doc.revisions.first().map_or(&doc.text, |first| &first.text);
        let text = first.as_str();
        if let Some(row) = row {
            return self.row_state(text, path, row);
        }
        let media = media_of(path);
        // What was imported as one text is read as one, whatever its name is.
        let media = if media.is_table() {
            Media::Plain
        } else {
            media
        };
        let recorded = Some(doc.source.encoding.as_str());
        let mut why = None;
        for encoding in [None, recorded] {
            match read(path, media, encoding, &self.columns) {
                Ok(imported) => {
                    let mut texts = imported.texts.into_iter().map(|text| text.decoded);
                    if let Some(found) = texts.find(|found| found.text == text) {
                        let encoding = found.encoding;
                        return TextState::Same { encoding };
                    }
                    why = Some(None);
                }
                Err(error) => why = why.or(Some(Some(error))),
            }
        }
        match why.flatten() {
            Some(why) => TextState::Unknown { why },
            None => TextState::Other,
        }
    }

    fn row_state(&mut self, text: &str, path: &Path, row: usize) -> TextState {
        if self.table.as_ref().is_none_or(|(last, _)| last != path) {
            let imported = read(path, media_of(path), None, &self.columns);
            self.table = Some((path.to_owned(), imported));
        }
        let imported = match &self.table {
            Some((_, Ok(imported))) => imported,
            Some((_, Err(why))) => return TextState::Unknown { why: why.clone() },
            None => return TextState::Other,
        };
        let same = imported.texts.iter().filter(|t| t.decoded.text == text);
        let nearest = same.min_by_key(|found| found.row.unwrap_or(row).abs_diff(row));
        match nearest {
            None => TextState::Other,
            Some(found) if found.row == Some(row) => TextState::Same {
                encoding: found.decoded.encoding.clone(),
            },
            Some(found) => TextState::OtherRow {
                row: found.row.unwrap_or(row),
            },
        }
    }
}

/// Returns paths with those first that end as the document is named: `2020/a.txt`.
fn in_likely_order(mut paths: Vec<PathBuf>, doc: &Document) -> Vec<PathBuf> {
    let name = row_of(&doc.name).0;
    paths.sort_by_key(|path| !path.ends_with(name));
    paths
}

/// Returns the table and the row that a name records: `名单.csv#3`.
fn row_of(file: &str) -> (&str, Option<usize>) {
    match file.rsplit_once('#') {
        Some((table, row)) if media_of(Path::new(table)).is_table() => {
            let row = row.parse().ok();
            (if row.is_some() { table } else { file }, row)
        }
        _ => (file, None),
    }
}

fn read(
    path: &Path,
    media: Media,
    encoding: Option<&str>,
    columns: &Columns<'_>,
) -> Result<Imported, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    import::import(media, bytes, encoding, columns).map_err(|error| error.to_string())
}

fn media_of(path: &Path) -> Media {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.and_then(Media::of_extension).unwrap_or_default()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_rows_of_tables_have_a_number() {
        assert_eq!(row_of("名单.csv#12"), ("名单.csv", Some(12)));
        assert_eq!(row_of("a.jsonl#1"), ("a.jsonl", Some(1)));
        assert_eq!(row_of("第#3.txt"), ("第#3.txt", None));
        assert_eq!(row_of("a.txt#3"), ("a.txt#3", None));
        assert_eq!(row_of("a.csv#b"), ("a.csv#b", None));
    }
}
