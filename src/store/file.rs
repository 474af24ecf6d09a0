//! Writes files so that a good one is there at every moment, whatever fails.
//!
//! The bytes go into a temporary file in the same folder, reach the device, are read back and
//! compared; only then the file gets its name by a rename. [`save`] first gives the file that was
//! there a second name, `NAME.bak`, so that the state before the last save stays within reach.
//! A link is written through: what it points at is replaced, the link stays.
//!
//! On failure the file that was there is untouched and the temporary one is gone. When `Ok` is
//! returned the new file is there even after the power was cut. Temporary files are named at
//! random, so that two programs that save to one file never write into each other's.

use std::ffi::OsStr;
use std::ffi::OsString;
use std::hash::BuildHasher as _;
use std::hash::RandomState;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use crate::model::document::sha256_hex;
use crate::model::project::Project;
use crate::store::disk::Disk;
use crate::store::disk::RealDisk;
use crate::store::disk::folder_of;
use crate::store::gauge;
use crate::store::gauge::Counter;
use crate::store::stamp::FileStamp;
use crate::store::stamp::Hashed;
use crate::store::stamp::KnownFile;
use crate::store::stamp::Seen;
use crate::store::write::write_project;

/// Links that are followed before a chain of them counts as a circle.
const MAX_LINKS: usize = 40;

/// How temporary files end.
const TEMPORARY: &str = ".zhubi-tmp";

/// After this long a temporary file is one that a crash left behind, and not one being written.
const LEFT_BEHIND: Duration = Duration::from_secs(10 * 60);

/// Bytes that are handed to the disk at a time.
const PART_BYTES: usize = 4 << 20;

/// Bytes that a file name may have, on the file systems that allow the fewest.
const MAX_NAME_BYTES: usize = 255;

/// Why a file could not be written; unless it says otherwise the one that was there is untouched.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The folder it should go into is not there.
    #[error("no such folder: {}", path.display())]
    FolderMissing {
        /// The folder.
        path: PathBuf,
    },
    /// The folder or the file may not be written.
    #[error("no permission to write {}", path.display())]
    NoPermission {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The device is full, or a limit on the size of files is reached.
    #[error("no space left to write {}", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// There is a file already where a new one was to be made.
    #[error("there is already a file {}", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It is a project that somebody has open, who would find another in its place.
    #[error("{} is open: {who} on {host}", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
        /// The user's name; may be empty.
        who: String,
        /// The computer's name; may be empty.
        host: String,
    },
    /// Somebody else has written the file since it was read or written here.
    #[error("somebody else has changed {}", path.display())]
    ChangedOnDisk {
        /// The file.
        path: PathBuf,
    },
    /// The file is written whole, but whether it outlives a power cut the disk does not say.
    #[error("the disk did not confirm what was written: {cause}: {}", path.display())]
    Unconfirmed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
        /// What is there now.
        written: Box<KnownFile>,
    },
    /// What was read back is not what was written.
    #[error("the disk did not keep what was written to {}", path.display())]
    NotKept {
        /// The file.
        path: PathBuf,
    },
    /// Something else went wrong.
    #[error("cannot write: {cause}: {}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// Saves a project and keeps the file that was there as `NAME.bak`.
pub fn save(path: &Path, project: &Project) -> Result<(), SaveError> {
    let bytes = write_project(project);
    replace(&RealDisk, path, &bytes, Previous::Keep, None).map(drop)
}

/// Saves a project unless somebody else has written the file since; returns what is there then.
///
/// A file that is gone is written anew, since nothing is overwritten by that.
pub fn save_over(
    path: &Path,
    project: &Project,
    expected: Option<&KnownFile>,
) -> Result<KnownFile, SaveError> {
    save_bytes(&RealDisk, path, &write_project(project), expected)
}

/// Saves a project that is written out already, on any disk, as [`save_over`] does.
pub fn save_bytes(
    disk: &dyn Disk,
    path: &Path,
    bytes: &[u8],
    expected: Option<&KnownFile>,
) -> Result<KnownFile, SaveError> {
    save_hashed(disk, path, &Hashed::of(bytes), expected)
}

/// Saves a project that is written out and hashed already, on any disk, as [`save_over`] does.
pub fn save_hashed(
    disk: &dyn Disk,
    path: &Path,
    content: &Hashed<'_>,
    expected: Option<&KnownFile>,
) -> Result<KnownFile, SaveError> {
    replace_known(disk, path, content, Previous::Keep, expected)
}

/// Saves a project over a file that is damaged, and leaves the backup as it is.
pub fn save_over_damaged(
    disk: &dyn Disk,
    path: &Path,
    content: &Hashed<'_>,
    expected: Option<&KnownFile>,
) -> Result<KnownFile, SaveError> {
    replace_known(disk, path, content, Previous::Drop, expected)
}

fn replace_known(
    disk: &dyn Disk,
    path: &Path,
    content: &Hashed<'_>,
    previous: Previous,
    expected: Option<&KnownFile>,
) -> Result<KnownFile, SaveError> {
    let stamp = replace(disk, path, content.bytes(), previous, expected)?;
    let sha256 = content.sha256().to_owned();
    Ok(KnownFile { stamp, sha256 })
}

/// Writes any file whole or not at all, replacing one that is there.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    write_atomic_on(&RealDisk, path, bytes)
}

/// Writes any file whole or not at all, on any disk.
pub fn write_atomic_on(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    replace(disk, path, bytes, Previous::Drop, None).map(drop)
}

/// Writes a file that must not be there yet.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    create_new_on(&RealDisk, path, bytes)
}

/// Writes a file that must not be there yet, on any disk.
pub fn create_new_on(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let refused = || SaveError::Exists {
        path: path.to_owned(),
    };
    let explain = |cause| explain(path, cause);
    if is_there(disk, path) {
        return Err(refused());
    }
    let (folder, _) = place_of(disk, path)?;
    let temporary = Temporary::in_folder(disk, &folder);
    let stage = &gauge::IN_FILE;
    temporary.write(bytes, None, stage).map_err(explain)?;
    // A second name for a file is refused when it is taken, even by one made just now.
    match disk.hard_link(&temporary.path, path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => return Err(refused()),
        Err(_) if is_there(disk, path) => return Err(refused()),
        Err(_) => {
            // This file system knows no second names.
            disk.rename(&temporary.path, path).map_err(explain)?;
        }
        Ok(()) => {}
    }
    drop(temporary);
    confirm(disk, path, &folder, bytes, FileStamp::unknown).map(drop)
}

/// Returns where the file before the last save is kept: `NAME.bak`.
///
/// A name too long for that is cut, with digits of its own so that no two names share a backup.
pub fn backup_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    let mut backup = name.to_owned();
    if name.len() + ".bak".len() > MAX_NAME_BYTES {
        let digits = sha256_hex(name.as_encoded_bytes());
        let digits = digits.get(..8).unwrap_or_default();
        let mut start = name.to_string_lossy().into_owned();
        while start.len() + "-01234567.bak".len() > MAX_NAME_BYTES {
            start.pop();
        }
        backup = OsString::from(format!("{start}-{digits}"));
    }
    backup.push(".bak");
    path.with_file_name(backup)
}

/// What becomes of the file that was there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// It is kept as `NAME.bak`.
    Keep,
    /// It goes.
    Drop,
}

/// Puts a file in the place of another; returns how it looks there.
fn replace(
    disk: &dyn Disk,
    path: &Path,
    bytes: &[u8],
    previous: Previous,
    expected: Option<&KnownFile>,
) -> Result<FileStamp, SaveError> {
    let target = behind_links(disk, path).map_err(|cause| explain(path, cause))?;
    let explain = |cause| explain(&target, cause);
    let (folder, _) = place_of(disk, &target)?;
    let old = match disk.facts(&target) {
        Ok(old) => Some(old),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(explain(cause)),
    };
    if old.as_ref().is_some_and(|old| old.is_dir) {
        return Err(explain(io::ErrorKind::IsADirectory.into()));
    }
    if old.as_ref().is_some_and(|old| old.readonly) {
        // A rename would replace it all the same; whoever protected it did not want that.
        return Err(explain(io::ErrorKind::PermissionDenied.into()));
    }
    let expected = match expected {
        Some(expected) => Some(check_known(disk, &target, expected, bytes)?),
        None => None,
    };
    let temporary = Temporary::in_folder(disk, &folder);
    let model = old.is_some().then_some(target.as_path());
    let stage = match previous {
        Previous::Keep => &gauge::IN_FILE,
        Previous::Drop => &gauge::IN_COPY,
    };
    temporary.write(bytes, model, stage).map_err(|cause| {
        if cause.kind() == io::ErrorKind::InvalidData {
            let path = target.clone();
            return SaveError::NotKept { path };
        }
        explain(cause)
    })?;
    if let Some(expected) = &expected {
        // Writing took a while.
        check_known(disk, &target, expected, bytes)?;
    }
    if previous == Previous::Keep && old.is_some() {
        keep_backup(disk, &target, &folder).map_err(explain)?;
    }
    let written = FileStamp::of(disk, &temporary.path).map_err(explain)?;
    disk.rename(&temporary.path, &target).map_err(explain)?;
    // The rename may have changed the stamp; a stamp that somebody else's writing changed is not
    // that of our file.
    let stamp = || match FileStamp::of(disk, &target) {
        Ok(stamp) if stamp.is_same_writing(&written) => stamp,
        _ => FileStamp::unknown(),
    };
    confirm(disk, &target, &folder, bytes, stamp)
}

/// Waits until the new name is on the device.
fn confirm(
    disk: &dyn Disk,
    path: &Path,
    folder: &Path,
    bytes: &[u8],
    stamp: impl FnOnce() -> FileStamp,
) -> Result<FileStamp, SaveError> {
    let stamp = stamp();
    match disk.sync_folder(folder) {
        Ok(()) => Ok(stamp),
        Err(cause) => Err(SaveError::Unconfirmed {
            path: path.to_owned(),
            cause,
            written: Box::new(KnownFile {
                stamp,
                sha256: sha256_hex(bytes),
            }),
        }),
    }
}

/// Refuses if the file is neither the known one nor what is to be written anyway.
fn check_known(
    disk: &dyn Disk,
    target: &Path,
    expected: &KnownFile,
    bytes: &[u8],
) -> Result<KnownFile, SaveError> {
    match expected.look(disk, target) {
        Ok(Seen::Same(known)) => Ok(known),
        Ok(Seen::Gone) => Ok(expected.clone()),
        Ok(Seen::Changed(found)) if found.sha256 == sha256_hex(bytes) => Ok(found),
        Ok(Seen::Changed(_)) => Err(SaveError::ChangedOnDisk {
            path: target.to_owned(),
        }),
        Err(cause) => Err(explain(target, cause)),
    }
}

/// Returns the folder and the name of a file that is to be written.
fn place_of<'a>(disk: &dyn Disk, target: &'a Path) -> Result<(PathBuf, &'a OsStr), SaveError> {
    let folder = folder_of(target);
    match disk.facts(&folder) {
        Ok(found) if found.is_dir => {}
        Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => {
            let path = target.to_owned();
            return Err(SaveError::NoPermission { path, cause });
        }
        Err(cause) if !is_missing(&cause) => return Err(explain(target, cause)),
        _ => return Err(SaveError::FolderMissing { path: folder }),
    }
    match target.file_name() {
        Some(name) => Ok((folder, name)),
        None => Err(explain(target, io::ErrorKind::InvalidFilename.into())),
    }
}

/// Returns whether a name is taken, be it by a link to nowhere.
fn is_there(disk: &dyn Disk, path: &Path) -> bool {
    disk.link_aim(path).is_ok()
}

/// Returns the file that a chain of links ends at; it need not exist.
pub fn behind_links(disk: &dyn Disk, path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match disk.link_aim(&path) {
            Ok(Some(aim)) => {
                path = match path.parent() {
                    Some(folder) => folder.join(aim),
                    None => aim,
                };
            }
            Ok(None) => return Ok(path),
            // Whatever is wrong will be found again, and said, when the file is written.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

/// A file that is removed when it goes out of scope; after a rename there is none.
struct Temporary<'a> {
    disk: &'a dyn Disk,
    path: PathBuf,
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        let _ = self.disk.remove(&self.path);
    }
}

impl<'a> Temporary<'a> {
    fn in_folder(disk: &'a dyn Disk, folder: &Path) -> Self {
        // The keys of a hasher are the one source of chance that the standard library has.
        let random = RandomState::new().hash_one(TEMPORARY);
        let path = folder.join(format!(".{random:016x}{TEMPORARY}"));
        Self { disk, path }
    }

    /// Writes the file, waits until it is on the device, and compares it with `bytes`.
    ///
    /// It gets the permissions of `model` before anything is in it.
    fn write(&self, bytes: &[u8], model: Option<&Path>, stage: &Range<u32>) -> io::Result<()> {
        let mut file = self.disk.create_new(&self.path)?;
        self.sweep();
        if let Some(model) = model {
            self.disk.copy_permissions(model, &self.path)?;
        }
        let mut counter = Counter::new(stage.clone(), bytes.len());
        for part in bytes.chunks(PART_BYTES) {
            file.append(part)?;
            counter.add(part.len());
        }
        file.sync()?;
        drop(file);
        if self.disk.holds(&self.path, bytes)? {
            Ok(())
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    }

    /// Removes what crashes left behind, by the clock of the disk.
    fn sweep(&self) {
        let modified = |path: &Path| self.disk.facts(path).ok()?.modified;
        let Some(now) = modified(&self.path) else {
            return;
        };
        let found = self.disk.list(&folder_of(&self.path)).unwrap_or_default();
        for path in found.iter().filter(|path| is_temporary(path)) {
            let age = modified(path).and_then(|then| now.duration_since(then).ok());
            if age.is_some_and(|age| age >= LEFT_BEHIND) {
                let _ = self.disk.remove(path);
            }
        }
    }
}

fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| name.starts_with('.') && name.ends_with(TEMPORARY))
}

/// Gives the file that is there its second name, without a moment in which no backup is there.
fn keep_backup(disk: &dyn Disk, target: &Path, folder: &Path) -> io::Result<()> {
    let new_backup = Temporary::in_folder(disk, folder);
    if disk.hard_link(target, &new_backup.path).is_err() {
        // This file system knows no second names.
        new_backup.write(&disk.read(target)?, Some(target), &gauge::IN_FILE)?;
    }
    // Should both be names of one file already, this does nothing and `new_backup` goes by itself.
    disk.rename(&new_backup.path, &backup_of(target))
}

fn is_missing(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Returns what it means that a path could not be written.
pub fn explain(path: &Path, cause: io::Error) -> SaveError {
    use io::ErrorKind as Kind;
    let path = path.to_owned();
    match cause.kind() {
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            SaveError::NoPermission { path, cause }
        }
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
            SaveError::DiskFull { path, cause }
        }
        Kind::NotFound | Kind::NotADirectory => SaveError::FolderMissing {
            path: folder_of(&path),
        },
        _ => SaveError::Other { path, cause },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_disk::TestDisk;

    #[test]
    fn what_a_crash_left_behind_is_swept_away_but_not_what_is_being_written() {
        let disk = TestDisk::new(0);
        let path = Path::new("a.ron");
        let old = Path::new(".a.ron.zhubi-tmp");
        for name in [old, Path::new(".b.zhubi-tmp"), Path::new("c.zhubi-tmp")] {
            disk.put(name, b"half");
        }
        let then = disk.facts(old).unwrap().modified.unwrap() - LEFT_BEHIND;
        disk.open_append(old).unwrap().touch(then).unwrap();
        write_atomic_on(&disk, path, b"1").unwrap();
        let left: Vec<PathBuf> = disk.files();
        let left: Vec<&str> = left.iter().filter_map(|path| path.to_str()).collect();
        assert_eq!(left, [".b.zhubi-tmp", "a.ron", "c.zhubi-tmp"]);
    }

    #[test]
    fn a_name_too_long_for_its_backup_is_cut_between_characters() {
        let short = Path::new("项目/甲.ron");
        assert_eq!(backup_of(short), Path::new("项目/甲.ron.bak"));
        let long = |end: &str| PathBuf::from(format!("{}{end}", "长".repeat(83)));
        let (one, two) = (backup_of(&long("1.ron")), backup_of(&long("2.ron")));
        assert_ne!(one, two);
        for backup in [&one, &two] {
            let name = backup.to_str().unwrap();
            assert!(name.len() <= MAX_NAME_BYTES, "{name}");
            assert!(name.starts_with("长长") && name.ends_with(".bak"), "{name}");
        }
    }
}
