//! Writes files so that a good one is there at every moment, whatever fails.
//!
//! The bytes go into a temporary file in the same folder, reach the device, are read back and
//! compared; only then the file gets its name by a rename. [`save`] first gives the file that was
//! there a second name, `NAME.bak`, so that the state before the last save stays within reach.
//! A link is written through: what it points at is replaced, the link stays.
//!
//! On failure the file that was there is untouched and the temporary one is gone.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read as _;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::model::project::Project;
use crate::store::write::write_project;

/// Links that are followed before a chain of them counts as a circle.
const MAX_LINKS: usize = 40;

/// Bytes that are read back and compared at a time.
const CHECK_BYTES: usize = 1 << 20;

/// Why a file could not be written; the one that was there is untouched.
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
    replace(path, &write_project(project), Previous::Keep, &Disk)
}

/// Writes any file whole or not at all, replacing one that is there.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    replace(path, bytes, Previous::Drop, &Disk)
}

/// Writes a file that must not be there yet.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let exists = || SaveError::Exists {
        path: path.to_owned(),
    };
    if fs::symlink_metadata(path).is_ok() {
        return Err(exists());
    }
    let places = Places::beside(path)?;
    let temporary = Temporary(&places.temporary);
    write_checked(temporary.0, bytes, None, &Disk).map_err(|cause| explain(path, cause))?;
    // A second name for a file is refused when it is taken, even by one made just now.
    match fs::hard_link(temporary.0, path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => return Err(exists()),
        Err(_) => {
            // This file system knows no second names.
            fs::rename(temporary.0, path).map_err(|cause| explain(path, cause))?;
        }
        Ok(()) => {}
    }
    sync_folder(&places.folder).map_err(|cause| explain(path, cause))
}

/// What becomes of the file that was there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// It is kept as `NAME.bak`.
    Keep,
    /// It goes.
    Drop,
}

/// Opens the temporary file; tests put a disk in its place that fills up.
trait Device {
    type Writer: Write;

    fn create(&self, path: &Path) -> io::Result<Self::Writer>;

    /// Returns once what was written has reached the device.
    fn sync(&self, writer: &mut Self::Writer) -> io::Result<()>;
}

/// The real one.
struct Disk;

impl Device for Disk {
    type Writer = File;

    fn create(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    fn sync(&self, writer: &mut File) -> io::Result<()> {
        writer.sync_all()
    }
}

fn replace(
    path: &Path,
    bytes: &[u8],
    previous: Previous,
    device: &impl Device,
) -> Result<(), SaveError> {
    let target = behind_links(path).map_err(|cause| explain(path, cause))?;
    let explain = |cause| explain(&target, cause);
    let places = Places::beside(&target)?;
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(explain(io::ErrorKind::IsADirectory.into()));
    }
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        // A rename would replace it all the same; whoever protected it did not want that.
        return Err(explain(io::ErrorKind::PermissionDenied.into()));
    }
    let temporary = Temporary(&places.temporary);
    let permissions = old.as_ref().map(fs::Metadata::permissions);
    write_checked(temporary.0, bytes, permissions, device).map_err(|cause| {
        if cause.kind() == io::ErrorKind::InvalidData {
            let path = target.clone();
            return SaveError::NotKept { path };
        }
        explain(cause)
    })?;
    if previous == Previous::Keep && old.is_some() {
        keep_backup(&target, &places).map_err(explain)?;
    }
    fs::rename(temporary.0, &target).map_err(explain)?;
    sync_folder(&places.folder).map_err(explain)
}

/// Where the files beside a target go.
struct Places {
    folder: PathBuf,
    /// `.NAME.zhubi-tmp`
    temporary: PathBuf,
    /// `NAME.bak`
    backup: PathBuf,
    /// `.NAME.bak.zhubi-tmp`
    new_backup: PathBuf,
}

impl Places {
    fn beside(target: &Path) -> Result<Self, SaveError> {
        let parent = target.parent().unwrap_or(Path::new(""));
        let folder = if parent.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            parent.to_owned()
        };
        match fs::metadata(&folder) {
            Ok(found) if found.is_dir() => {}
            Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => {
                let path = target.to_owned();
                return Err(SaveError::NoPermission { path, cause });
            }
            _ => return Err(SaveError::FolderMissing { path: folder }),
        }
        let Some(name) = target.file_name() else {
            return Err(explain(target, io::ErrorKind::InvalidFilename.into()));
        };
        let beside = |before: &str, after: &str| {
            let mut file = std::ffi::OsString::from(before);
            file.push(name);
            file.push(after);
            folder.join(file)
        };
        Ok(Self {
            temporary: beside(".", ".zhubi-tmp"),
            backup: beside("", ".bak"),
            new_backup: beside(".", ".bak.zhubi-tmp"),
            folder,
        })
    }
}

/// Removes the temporary file when it goes out of scope; after a rename there is none.
struct Temporary<'a>(&'a Path);

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.0);
    }
}

/// Returns the file that a chain of links ends at; it need not exist.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let is_link = fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink());
        if !is_link {
            return Ok(path);
        }
        let aim = fs::read_link(&path)?;
        path = match path.parent() {
            Some(folder) => folder.join(aim),
            None => aim,
        };
    }
    Err(io::Error::other("too many links"))
}

/// Writes a temporary file, waits until it is on the device, and compares it with `bytes`.
fn write_checked(
    path: &Path,
    bytes: &[u8],
    permissions: Option<fs::Permissions>,
    device: &impl Device,
) -> io::Result<()> {
    // One that a crash left behind.
    if fs::symlink_metadata(path).is_ok() {
        fs::remove_file(path)?;
    }
    let mut writer = device.create(path)?;
    writer.write_all(bytes)?;
    writer.flush()?;
    if let Some(permissions) = permissions {
        fs::set_permissions(path, permissions)?;
    }
    device.sync(&mut writer)?;
    drop(writer);
    if holds(path, bytes)? {
        Ok(())
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}

fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if usize::try_from(file.metadata()?.len()) != Ok(bytes.len()) {
        return Ok(false);
    }
    let mut read = vec![0; CHECK_BYTES.min(bytes.len())];
    for part in bytes.chunks(CHECK_BYTES) {
        let Some(read) = read.get_mut(..part.len()) else {
            return Ok(false);
        };
        file.read_exact(read)?;
        if read != part {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives the file that is there its second name, without a moment in which no backup is there.
fn keep_backup(target: &Path, places: &Places) -> io::Result<()> {
    let new_backup = Temporary(&places.new_backup);
    if fs::symlink_metadata(new_backup.0).is_ok() {
        fs::remove_file(new_backup.0)?;
    }
    if fs::hard_link(target, new_backup.0).is_err() {
        // This file system knows no second names.
        fs::copy(target, new_backup.0)?;
        OpenOptions::new()
            .write(true)
            .open(new_backup.0)?
            .sync_all()?;
    }
    // Should both be names of one file already, this does nothing and `new_backup` goes by itself.
    fs::rename(new_backup.0, &places.backup)
}

/// Waits until the names in a folder are on the device.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems cannot sync a folder; the files in it are safe by now.
        Err(cause) if cause.kind() == io::ErrorKind::InvalidInput => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::Unsupported => Ok(()),
        other => other,
    }
}

/// Elsewhere the rename itself waits.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

fn explain(path: &Path, cause: io::Error) -> SaveError {
    use io::ErrorKind as Kind;
    let path = path.to_owned();
    match cause.kind() {
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            SaveError::NoPermission { path, cause }
        }
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
            SaveError::DiskFull { path, cause }
        }
        Kind::NotFound | Kind::NotADirectory => {
            let folder = path.parent().unwrap_or(Path::new("."));
            SaveError::FolderMissing {
                path: folder.to_owned(),
            }
        }
        _ => SaveError::Other { path, cause },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that takes so many bytes, and may forget the last one or fail to sync.
    struct Failing {
        room: usize,
        sync: Option<io::ErrorKind>,
    }

    struct FailingWriter {
        file: File,
        room: usize,
    }

    impl Write for FailingWriter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let n = self.file.write(&bytes[..bytes.len().min(self.room)])?;
            self.room -= n;
            Ok(n)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.file.flush()
        }
    }

    impl Device for Failing {
        type Writer = FailingWriter;

        fn create(&self, path: &Path) -> io::Result<FailingWriter> {
            let file = Disk.create(path)?;
            let room = self.room;
            Ok(FailingWriter { file, room })
        }

        fn sync(&self, writer: &mut FailingWriter) -> io::Result<()> {
            match self.sync {
                // A disk that lost the end of what it said it had taken.
                Some(io::ErrorKind::UnexpectedEof) => writer.file.set_len(1),
                Some(kind) => Err(kind.into()),
                None => Ok(()),
            }
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |e: io::Result<fs::DirEntry>| e.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn whatever_fails_the_old_file_stays_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        fs::write(&path, "old").unwrap();
        let try_on = |room, sync| {
            let device = Failing { room, sync };
            replace(&path, b"new and longer", Previous::Keep, &device)
        };
        for room in 0..14 {
            let result = try_on(room, None);
            assert!(matches!(result, Err(SaveError::DiskFull { .. })), "{room}");
        }
        let result = try_on(99, Some(io::ErrorKind::FileTooLarge));
        assert!(matches!(result, Err(SaveError::DiskFull { .. })));
        let result = try_on(99, Some(io::ErrorKind::UnexpectedEof));
        assert!(matches!(result, Err(SaveError::NotKept { .. })));
        let result = try_on(99, Some(io::ErrorKind::TimedOut));
        assert!(matches!(result, Err(SaveError::Other { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a.ron"]);
        try_on(14, None).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new and longer");
        assert_eq!(names(folder.path()), ["a.ron", "a.ron.bak"]);
    }

    #[test]
    fn what_a_crash_left_behind_does_not_hinder_the_next_save() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        fs::write(folder.path().join(".a.ron.zhubi-tmp"), "half").unwrap();
        fs::write(folder.path().join(".a.ron.bak.zhubi-tmp"), "half").unwrap();
        for content in ["1", "2", "3"] {
            replace(&path, content.as_bytes(), Previous::Keep, &Disk).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "3");
        let backup = fs::read_to_string(folder.path().join("a.ron.bak"));
        assert_eq!(backup.unwrap(), "2");
        assert_eq!(names(folder.path()), ["a.ron", "a.ron.bak"]);
    }
}
