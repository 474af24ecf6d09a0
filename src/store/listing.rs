//! Which files of those named, and of the folders named, documents can be read from.
//!
//! In a folder only files count that have one of [`EXTENSIONS`], in all of its subfolders, hidden
//! ones left out, in the order a person would list them (`第2篇` before `第10篇`). Projects are listed
//! too where someone is to be told why they are left out.
//!
//! [`EXTENSIONS`]: crate::text::import::EXTENSIONS

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::store::source::SourceError;
use crate::store::source::unreadable;
use crate::text::import::Media;

/// Folders in folders that are gone into; a circle of links ends here.
const MAX_DEPTH: usize = 64;

/// The extension of project files.
const PROJECT: &str = "ron";

/// A file that was named, or found in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name; that of a file found in a folder with the folders on the way from there.
    pub name: String,
    /// Its size.
    pub n_bytes: u64,
    /// Whether it was found in a folder and not named.
    pub in_folder: bool,
}

impl FoundFile {
    /// Returns whether it has the name of a project.
    pub fn is_project(&self) -> bool {
        has_extension(&self.path, PROJECT)
    }
}

/// What there is to read.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files, in order; none is there twice.
    pub files: Vec<FoundFile>,
    /// What cannot be looked into.
    pub refused: Vec<SourceError>,
    /// Files in folders that are of other kinds.
    pub n_others: usize,
}

/// Lists the files that documents can be read from, and the projects among them.
pub fn list(paths: &[PathBuf]) -> Listing {
    let mut listing = Listing::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let n_before = (listing.files.len(), listing.refused.len());
                list_folder(path, path, 0, &mut listing);
                if (listing.files.len(), listing.refused.len()) == n_before {
                    let path = path.clone();
                    listing.refused.push(SourceError::NoTexts { path });
                }
            }
            Ok(found) => listing.files.push(FoundFile {
                name: name_of(path),
                path: path.clone(),
                n_bytes: found.len(),
                in_folder: false,
            }),
            Err(cause) => listing.refused.push(unreadable(path, cause)),
        }
    }
    let mut seen = BTreeSet::new();
    let real = |path: &PathBuf| fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    listing.files.retain(|file| seen.insert(real(&file.path)));
    listing
}

/// Lists the files that are read without asking: no projects out of folders.
pub fn find_sources(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<SourceError>) {
    let Listing {
        files, mut refused, ..
    } = list(paths);
    let is_wanted = |file: &&FoundFile| !(file.in_folder && file.is_project());
    let wanted: Vec<PathBuf> = files.iter().filter(is_wanted).map(path_of).collect();
    for folder in paths.iter().filter(|path| path.is_dir()) {
        let has = |path: &&FoundFile| path.path.starts_with(folder);
        let only_projects = files.iter().any(|file| has(&file))
            && files.iter().filter(has).all(|file| !is_wanted(&file));
        if only_projects {
            let path = folder.clone();
            refused.push(SourceError::NoTexts { path });
        }
    }
    (wanted, refused)
}

fn path_of(file: &FoundFile) -> PathBuf {
    file.path.clone()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Lists the files of a folder and of those in it, files before folders.
fn list_folder(root: &Path, folder: &Path, depth: usize, listing: &mut Listing) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) => {
            listing.refused.push(unreadable(folder, cause));
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
    for path in others {
        match path.metadata() {
            Ok(found) if found.is_file() && is_listed(&path) => {
                let name = path.strip_prefix(root).unwrap_or(&path);
                let name = name.to_string_lossy().replace('\\', "/");
                listing.files.push(FoundFile {
                    name,
                    path,
                    n_bytes: found.len(),
                    in_folder: true,
                });
            }
            _ => listing.n_others += 1,
        }
    }
    for subfolder in folders {
        if depth < MAX_DEPTH {
            list_folder(root, &subfolder, depth + 1, listing);
        }
    }
}

fn is_listed(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.and_then(Media::of_extension).is_some() || has_extension(path, PROJECT)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    let found = path.extension();
    found.is_some_and(|found| found.eq_ignore_ascii_case(extension))
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
