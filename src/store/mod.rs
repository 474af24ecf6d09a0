//! Projects on disk: reading, writing, and where a value stands in a file.
//!
//! [`load`] and [`save`] are the two that matter. A project file is read whole, turned into the
//! model, and told apart from it: the file's own types are in `format_v1`. A damaged file opens as
//! far as it can be read, with a list of [`problem::Problem`]s.
//!
//! Only this module touches `std::fs` and `ron`.

pub mod compare;
mod convert;
pub mod disk;
mod file;
mod finder;
mod format;
mod format_v1;
mod gauge;
pub mod journal;
pub mod listing;
mod locate;
pub mod lock;
pub mod moment;
pub mod outgoing;
pub mod problem;
mod ron_out;
pub mod sample;
pub mod source;
mod stamp;
#[doc(hidden)]
pub mod test_disk;
mod values;
pub mod versions;
mod write;

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::text::decode;
use crate::text::import::Media;

use self::disk::Disk as _;
use self::disk::RealDisk;
pub use self::file::SaveError;
pub use self::file::backup_of;
pub use self::file::behind_links;
pub use self::file::create_new;
pub use self::file::create_new_on;
pub use self::file::explain;
pub use self::file::save;
pub use self::file::save_bytes;
pub use self::file::save_hashed;
pub use self::file::save_over;
pub use self::file::save_over_damaged;
pub use self::file::write_atomic;
pub use self::file::write_atomic_on;
pub use self::finder::Target;
pub use self::finder::find_all;
pub use self::format::FORMAT;
pub use self::format::Loaded;
pub use self::format::read_project;
pub use self::gauge::Gauge;
pub use self::locate::LineColumn;
pub use self::locate::Step;
pub use self::locate::Trail;
pub use self::locate::locate;
pub use self::locate::locate_all;
pub use self::problem::LoadError;
pub use self::problem::Problem;
pub use self::stamp::FileStamp;
pub use self::stamp::Hashed;
pub use self::stamp::KnownFile;
pub use self::stamp::Seen;
pub use self::write::write_project;

/// Reads the project file at a path; returns it with the bytes it was read from.
pub fn load(path: &Path) -> Result<(Loaded, Vec<u8>), LoadError> {
    let bytes = fs::read(path).map_err(|cause| unreadable(path, cause))?;
    Ok((project_in(path, &bytes)?, bytes))
}

/// Reads the bytes of the file at a path, and calls a text that was taken for a project a text.
fn project_in(path: &Path, bytes: &[u8]) -> Result<Loaded, LoadError> {
    read_project(bytes).map_err(|error| match is_document(path, bytes, &error) {
        true => LoadError::IsText,
        false => error,
    })
}

/// Returns whether what is no project is a document that was taken for one.
///
/// A file with the name of a project is a damaged one, unless it cannot have been one.
fn is_document(path: &Path, bytes: &[u8], error: &LoadError) -> bool {
    use LoadError::Misshapen;
    use LoadError::NotAProject;
    use LoadError::NotRon;
    use LoadError::NotUtf8;

    let is_told = matches!(
        error,
        NotRon { .. } | NotUtf8 { .. } | NotAProject | Misshapen { .. }
    );
    let extension = path.extension().and_then(|e| e.to_str());
    match extension {
        Some(extension) if extension.eq_ignore_ascii_case("ron") => false,
        Some(extension) if Media::of_extension(extension).is_some() => is_told,
        _ => {
            let start = bytes.trim_ascii_start().first();
            is_told && start != Some(&b'(') && decode::decode(bytes, None).is_ok()
        }
    }
}

/// Reads a project file from any disk; returns what is known of the file too.
///
/// Whoever saves over it later hands that to [`save_over`].
pub fn load_known(
    disk: &dyn disk::Disk,
    path: &Path,
) -> Result<(Loaded, Vec<u8>, KnownFile), LoadError> {
    let read = KnownFile::read(disk, path);
    let (known, bytes) = read.map_err(|cause| unreadable(path, cause))?;
    gauge::tell(&gauge::READ, bytes.len(), bytes.len());
    let loaded = project_in(path, &bytes)?;
    Ok((loaded, bytes, known))
}

/// Reads a small file of the program's own.
pub fn read_small(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Writes a small file of the program's own, and makes its folder.
pub fn write_small(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    make_folder(path)?;
    write_atomic(path, bytes)
}

/// Removes all but the latest files of a kind from a folder of the program's own.
pub fn keep_latest(folder: &Path, extension: &str, n_kept: usize) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let of_kind = |path: &PathBuf| path.extension().is_some_and(|found| found == extension);
    let files = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(of_kind);
    let mut dated: Vec<_> = files
        .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    dated.sort();
    let n_old = dated.len().saturating_sub(n_kept);
    for (_, path) in dated.into_iter().take(n_old) {
        // One that cannot go is tried again next time.
        fs::remove_file(path).ok();
    }
}

/// Makes the folder that a file is to lie in.
fn make_folder(path: &Path) -> Result<(), SaveError> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    RealDisk
        .create_dir_all(folder)
        .map_err(|cause| SaveError::Other {
            path: folder.to_owned(),
            cause,
        })
}

fn unreadable(path: &Path, cause: io::Error) -> LoadError {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound { path },
        io::ErrorKind::PermissionDenied => LoadError::NoPermission { path },
        _ => LoadError::Unreadable { path, cause },
    }
}
