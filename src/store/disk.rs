//! What writing safely needs of a file system, and the real one.
//!
//! [`Disk`] is the door through which everything that must survive a crash goes: project files,
//! journals, locks, versions. [`RealDisk`] is `std::fs`; `test_disk` is one that loses its power.
//!
//! What holds on either, and nothing more: bytes are on the device once [`DiskFile::sync`] or
//! [`DiskFile::sync_data`] has returned, names once [`Disk::sync_folder`] has. After a sync that
//! *failed* the bytes may be lost although a second sync succeeds: write them anew, to another
//! file. Bytes that a write does not name are as they were, whatever becomes of that write.

use std::fmt::Debug;
use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::fs::TryLockError;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::io::SeekFrom;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

/// Bytes that are read back and compared at a time.
const CHECK_BYTES: usize = 1 << 20;

/// A file system, or what plays one in a test.
///
/// Paths are taken as they are; links are followed except where a method says otherwise.
pub trait Disk: Debug + Send + Sync {
    /// Makes a file that must not be there yet.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Opens a file that is there, as [`Self::create_new`] does one that is not.
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Reads a whole file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Returns whether a file holds these bytes and nothing else.
    fn holds(&self, path: &Path, bytes: &[u8]) -> io::Result<bool> {
        Ok(self.read(path)? == bytes)
    }

    /// Returns what the system knows of a file or folder.
    fn facts(&self, path: &Path) -> io::Result<FileFacts>;

    /// Returns where a link points; nothing for a name that is not a link.
    fn link_aim(&self, path: &Path) -> io::Result<Option<PathBuf>>;

    /// Gives a file the permissions of another.
    fn copy_permissions(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file another name and takes that name from whatever file had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file a second name, which must not be taken.
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Takes a name from a file; the link goes, not what it points at.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder in one that is there.
    fn create_dir(&self, path: &Path) -> io::Result<()>;

    /// Returns the paths of what lies in a folder, in order.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// Waits until the names in a folder are on the device.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Returns whether another has locked a file, without keeping the lock.
    fn lock_state(&self, path: &Path) -> io::Result<LockState>;

    /// Makes a folder and those above it, and waits until their names are on the device.
    fn create_dir_all(&self, folder: &Path) -> io::Result<()> {
        match self.facts(folder) {
            Ok(found) if found.is_dir => return Ok(()),
            Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            Err(_) => {}
        }
        let above = folder_of(folder);
        if above != folder {
            self.create_dir_all(&above)?;
        }
        match self.create_dir(folder) {
            // Somebody was faster.
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        self.sync_folder(&above)
    }
}

/// A file opened for writing.
pub trait DiskFile: Debug + Send {
    /// Writes bytes at the end; on failure any part of them may stand there.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Writes bytes over those that stand at a place and behind the end; on failure any part of
    /// them may stand there.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Reads the bytes from a place on, as many as there are and fit; returns how many.
    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<usize>;

    /// Returns once the file has reached the device: its bytes, its length, and what else is known
    /// of it.
    fn sync(&mut self) -> io::Result<()>;

    /// Returns once the bytes that were written have reached the device, and as much of the length
    /// as it takes to read them. That the file was cut, made longer by [`Self::set_len`] or touched
    /// may be forgotten.
    ///
    /// It is much faster than [`Self::sync`] where bytes were written over others.
    fn sync_data(&mut self) -> io::Result<()>;

    /// Cuts the file, or makes it longer with zeros.
    fn set_len(&mut self, len: u64) -> io::Result<()>;

    /// Sets when the file counts as changed last.
    fn touch(&mut self, when: SystemTime) -> io::Result<()>;

    /// Locks the file until this handle goes, if no other has locked it.
    fn try_lock(&mut self) -> Result<(), TryLockError>;
}

/// What the system knows of a file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Bytes in it.
    pub len: u64,
    /// When it was changed last, where the file system keeps that.
    pub modified: Option<SystemTime>,
    /// Whether it is protected against writing.
    pub readonly: bool,
    /// Whether it is a folder.
    pub is_dir: bool,
    /// Whether it is a file that can be read; a folder, a pipe or a device is not.
    pub is_file: bool,
    /// Which file it is, whatever its name, where the system has such a number.
    pub id: Option<FileId>,
}

/// Tells a file from every other of this computer, and from itself once it was written to.
///
/// A number may come again after its file is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileId {
    /// The device.
    pub device: u64,
    /// The file's number on it.
    pub inode: u64,
    /// When anything about it changed last; no program can set this back.
    pub changed: (i64, i64),
}

/// Whether a file is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockState {
    /// By a handle that is open somewhere.
    Held,
    /// By none that this computer knows of.
    Free,
    /// This file system cannot tell.
    Unknown,
}

/// Returns the folder that a file lies in; `.` for a bare name, the root for itself.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => path.to_owned(),
    }
}

/// The disk of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).open(path);
        Ok(Box::new(RealFile(file?)))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        Ok(Box::new(RealFile(file?)))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn holds(&self, path: &Path, bytes: &[u8]) -> io::Result<bool> {
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

    fn facts(&self, path: &Path) -> io::Result<FileFacts> {
        let found = fs::metadata(path)?;
        Ok(FileFacts {
            len: found.len(),
            modified: found.modified().ok(),
            readonly: found.permissions().readonly(),
            is_dir: found.is_dir(),
            is_file: found.is_file(),
            id: id_of(&found),
        })
    }

    fn link_aim(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        if fs::symlink_metadata(path)?.is_symlink() {
            return fs::read_link(path).map(Some);
        }
        Ok(None)
    }

    fn copy_permissions(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::set_permissions(to, fs::metadata(from)?.permissions())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for found in fs::read_dir(folder)? {
            paths.push(found?.path());
        }
        paths.sort();
        Ok(paths)
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        use io::ErrorKind as Kind;
        let folder = match File::open(folder) {
            // Names may be written into it, but it may not be opened: nothing more can be done.
            Err(cause) if cause.kind() == Kind::PermissionDenied => return Ok(()),
            folder => folder?,
        };
        match folder.sync_all() {
            // Some network file systems cannot sync a folder; the files in it are safe by now.
            Err(cause) if matches!(cause.kind(), Kind::InvalidInput | Kind::Unsupported) => Ok(()),
            synced => synced,
        }
    }

    /// Elsewhere the rename itself waits.
    #[cfg(not(unix))]
    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock_state(&self, path: &Path) -> io::Result<LockState> {
        // A shared lock, so that two who ask at the same time do not take each other for a holder.
        match File::open(path)?.try_lock_shared() {
            Ok(()) => Ok(LockState::Free),
            Err(TryLockError::WouldBlock) => Ok(LockState::Held),
            Err(TryLockError::Error(_)) => Ok(LockState::Unknown),
        }
    }
}

#[cfg(unix)]
fn id_of(found: &fs::Metadata) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    Some(FileId {
        device: found.dev(),
        inode: found.ino(),
        changed: (found.ctime(), found.ctime_nsec()),
    })
}

#[cfg(not(unix))]
fn id_of(_found: &fs::Metadata) -> Option<FileId> {
    None
}

/// A file of this computer.
#[derive(Debug)]
struct RealFile(File);

impl DiskFile for RealFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Not opened for appending only: Windows cannot cut such a file.
        self.0.seek(SeekFrom::End(0))?;
        self.0.write_all(bytes)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(at))?;
        self.0.write_all(bytes)
    }

    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.seek(SeekFrom::Start(at))?;
        let mut n_read = 0;
        while let Some(rest) = bytes.get_mut(n_read..).filter(|rest| !rest.is_empty()) {
            match self.0.read(rest) {
                Ok(0) => break,
                Ok(n) => n_read += n,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(n_read)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_all()
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn touch(&mut self, when: SystemTime) -> io::Result<()> {
        self.0.set_modified(when)
    }

    fn try_lock(&mut self) -> Result<(), TryLockError> {
        self.0.try_lock()
    }
}
