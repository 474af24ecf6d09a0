//! Dated copies of a project, in a folder of the user's data: the last ten saves, and the last one
//! of each of the last ten days, since a project that saves itself makes ten saves in minutes.
//!
//! A copy is named for when it was made and what it holds, so that a list needs no file opened:
//! `20261122T031423.045Z--12d-3456s--9f86d081.ron` is 12 documents, 3,456 spans, and the first
//! digits of the SHA-256 of its bytes. [`folder_for`] gives each project a folder of its own under
//! the caller's; `project.txt` in it says which project that is.
//!
//! Other files in the folder are let be.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use crate::model::document::sha256_hex;
use crate::model::project::Project;
use crate::store::SaveError;
use crate::store::disk::Disk;
use crate::store::moment;
use crate::store::stamp::Hashed;
use crate::store::write_atomic_on;

/// Copies that are kept, whenever they were made.
pub const N_KEPT: usize = 10;

/// Days of which the last copy is kept; days are those of UTC.
pub const N_DAYS: usize = 10;

/// The file that says whose the folder is.
const WHOSE: &str = "project.txt";

/// Characters of a project's name in that of its folder.
const MAX_STEM: usize = 40;

/// A copy dated later than this from now was made while the clock was wrong.
const CLOCK_WAS_WRONG: Duration = Duration::from_secs(24 * 60 * 60);

/// A dated copy of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub when: SystemTime,
    /// Documents in it.
    pub n_documents: usize,
    /// Spans in all its layers.
    pub n_spans: usize,
    /// The first eight digits of the SHA-256 of its bytes.
    pub sha8: String,
    /// Bytes in it.
    pub len: u64,
}

/// What the name of a copy says about the project in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Documents.
    pub n_documents: usize,
    /// Spans in all layers.
    pub n_spans: usize,
}

impl Counts {
    /// Counts a project.
    pub fn of(project: &Project) -> Self {
        let documents = || project.documents.iter();
        let layers = documents().flat_map(|doc| doc.layers.iter());
        Self {
            n_documents: documents().count(),
            n_spans: layers.map(|(_, layer)| layer.spans.len()).sum(),
        }
    }
}

/// Returns the name that stands for a project among the program's own folders.
///
/// It is the same for every path that leads to the file, as far as the links on it can be read.
pub fn key_of(project: &Path) -> String {
    let path = real_path(project);
    let digits = sha256_hex(path.as_os_str().as_encoded_bytes());
    let digits = digits.get(..16).unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let stem: String = stem.chars().map(is_plain).take(MAX_STEM).collect();
    format!("{digits}-{stem}")
}

fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let whole = std::path::absolute(path).unwrap_or(path.to_owned());
    let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else {
        return whole;
    };
    fs::canonicalize(folder).map_or(whole.clone(), |folder| folder.join(name))
}

/// Returns the folder for the copies of a project, under one for those of all.
pub fn folder_for(all: &Path, project: &Path) -> PathBuf {
    all.join(key_of(project))
}

/// Keeps a copy of what was just saved, unless the newest one is the same; drops the oldest.
pub fn keep(
    disk: &dyn Disk,
    folder: &Path,
    project: &Path,
    bytes: &[u8],
    counts: Counts,
    when: SystemTime,
) -> Result<Option<PathBuf>, SaveError> {
    keep_hashed(disk, folder, project, &Hashed::of(bytes), counts, when)
}

/// Keeps a copy of what was just saved and is hashed already, as [`keep`] does.
pub fn keep_hashed(
    disk: &dyn Disk,
    folder: &Path,
    project: &Path,
    content: &Hashed<'_>,
    counts: Counts,
    when: SystemTime,
) -> Result<Option<PathBuf>, SaveError> {
    let other = |cause| SaveError::Other {
        path: folder.to_owned(),
        cause,
    };
    disk.create_dir_all(folder).map_err(other)?;
    say_whose(disk, folder, project)?;
    let mut kept = list(disk, folder).map_err(other)?;
    // Those of a wrong clock are the first to go, and never the newest.
    let is_wrong = |version: &Version| {
        let ahead = version.when.duration_since(when);
        ahead.is_ok_and(|ahead| ahead > CLOCK_WAS_WRONG)
    };
    kept.sort_by_key(|version| is_wrong(version));
    let bytes = content.bytes();
    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let sha8 = content.sha256().get(..8).unwrap_or_default();
    let newest = kept.iter().find(|version| !is_wrong(version));
    if newest.is_some_and(|newest| newest.sha8 == sha8 && newest.len == len) {
        return Ok(None);
    }
    // Should the clock stand or go back a little, the order is still that of the saves.
    let next = newest.and_then(|newest| newest.when.checked_add(Duration::from_millis(1)));
    let when = next.map_or(when, |next| when.max(next));
    let path = folder.join(name_of(when, counts, sha8));
    write_atomic_on(disk, &path, bytes)?;
    let mut days = BTreeSet::from([day_of(when)]);
    for (place, old) in kept.iter().enumerate() {
        let is_last_of_day = !is_wrong(old) && days.insert(day_of(old.when));
        if place < N_KEPT - 1 || is_last_of_day && days.len() <= N_DAYS {
            continue;
        }
        // One that cannot be dropped now will be the next time.
        let _ = disk.remove(&old.path);
    }
    Ok(Some(path))
}

fn day_of(when: SystemTime) -> String {
    moment::stamp(when).chars().take("20261122".len()).collect()
}

/// Lists the copies in a folder, the newest first; none where there is no folder.
pub fn list(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<Version>> {
    let found = match disk.list(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found?,
    };
    let mut versions: Vec<Version> = found
        .into_iter()
        .filter_map(|path| version_at(disk, path))
        .collect();
    versions.sort_by(|a, b| (b.when, &b.path).cmp(&(a.when, &a.path)));
    Ok(versions)
}

/// Returns the path of the project that a folder of copies belongs to, as it was written there.
pub fn project_of(disk: &dyn Disk, folder: &Path) -> Option<PathBuf> {
    let bytes = disk.read(&folder.join(WHOSE)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let path = text.trim_end_matches('\n');
    (!path.is_empty()).then(|| PathBuf::from(path))
}

fn say_whose(disk: &dyn Disk, folder: &Path, project: &Path) -> Result<(), SaveError> {
    let project = real_path(project);
    let text = format!("{}\n", project.display());
    let path = folder.join(WHOSE);
    match disk.holds(&path, text.as_bytes()) {
        Ok(true) => Ok(()),
        _ => write_atomic_on(disk, &path, text.as_bytes()),
    }
}

fn name_of(when: SystemTime, counts: Counts, sha8: &str) -> String {
    let Counts {
        n_documents,
        n_spans,
    } = counts;
    let stamp = moment::stamp_millis(when);
    format!("{stamp}--{n_documents}d-{n_spans}s--{sha8}.ron")
}

/// Reads the name of a copy; nothing for a file that is something else.
fn version_at(disk: &dyn Disk, path: PathBuf) -> Option<Version> {
    let name = path.file_name()?.to_str()?.strip_suffix(".ron")?;
    let mut parts = name.split("--");
    let (when, counts, sha8) = (parts.next()?, parts.next()?, parts.next()?);
    let (documents, spans) = counts.strip_suffix('s')?.split_once("d-")?;
    let is_digit = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    if parts.next().is_some() || sha8.len() != 8 || !sha8.bytes().all(is_digit) {
        return None;
    }
    let facts = disk.facts(&path).ok().filter(|facts| facts.is_file)?;
    Some(Version {
        when: moment::read_stamp(when)?,
        n_documents: documents.parse().ok()?,
        n_spans: spans.parse().ok()?,
        sha8: sha8.to_owned(),
        len: facts.len,
        path,
    })
}
