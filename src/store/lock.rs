//! Which sessions have a project open: one lock file for each.
//!
//! [`SessionLock::take`] makes `<session id>.lock` in the project's journal folder and holds the
//! system's lock on it, which ends with the program however that ends. The file holds nothing; its
//! time of change is a heartbeat for computers that do not see the lock, as over a sync folder.
//!
//! A lock warns. It is not what keeps data safe: any two copies can be merged.

use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use crate::store::disk::Disk;
use crate::store::disk::DiskFile;
use crate::store::disk::LockState;

/// A session that has been silent for so long is taken for dead where nothing better is known.
pub const SILENCE: Duration = Duration::from_secs(2 * 60);

/// How lock files end.
const EXTENSION: &str = ".lock";

/// Held by a session as long as it has the project open; given back when dropped.
#[derive(Debug)]
pub struct SessionLock {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    file: Box<dyn DiskFile>,
    system_knows: bool,
}

impl SessionLock {
    /// Makes the lock of a session in a folder that is there.
    ///
    /// It works without the system's lock where the file system has none.
    pub fn take(
        disk: Arc<dyn Disk>,
        folder: &Path,
        session_id: &str,
        now: SystemTime,
    ) -> io::Result<Self> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if session_id.is_empty() || !session_id.chars().all(is_plain) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let path = folder.join(format!("{session_id}{EXTENSION}"));
        if disk.link_aim(&path).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let (file, system_knows) = place(&*disk, &path, now)?;
        Ok(Self {
            disk,
            path,
            file,
            system_knows,
        })
    }

    /// Returns the lock file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the disk that it lies on.
    pub fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// Returns whether the system holds the lock too, so that it ends with the program.
    pub fn system_knows(&self) -> bool {
        self.system_knows
    }

    /// Shows that the session is alive; makes the file anew if somebody has removed it.
    pub fn beat(&mut self, now: SystemTime) -> io::Result<()> {
        match self.disk.link_aim(&self.path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                (self.file, self.system_knows) = place(&*self.disk, &self.path, now)?;
                Ok(())
            }
            _ => self.file.touch(now),
        }
    }
}

impl Drop for SessionLock {
    fn drop(&mut self) {
        let _ = self.disk.remove(&self.path);
    }
}

/// Makes a lock file under another name first, so that nobody finds it without its lock.
fn place(disk: &dyn Disk, path: &Path, now: SystemTime) -> io::Result<(Box<dyn DiskFile>, bool)> {
    let early = path.with_added_extension("new");
    // One that a crash left behind; the id is this session's alone.
    let _ = disk.remove(&early);
    let mut file = disk.create_new(&early)?;
    let placed = match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::Error(_)) => Ok(false),
        Err(TryLockError::WouldBlock) => Err(io::Error::from(io::ErrorKind::WouldBlock)),
    };
    let placed = placed.and_then(|system_knows| {
        file.touch(now)?;
        disk.rename(&early, path)?;
        Ok(system_knows)
    });
    if placed.is_err() {
        let _ = disk.remove(&early);
    }
    Ok((file, placed?))
}

/// A lock that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveLock {
    /// The session that made it.
    pub session_id: String,
    /// The file.
    pub path: PathBuf,
    /// Whether that session still runs.
    pub alive: Alive,
    /// When it showed that last, by the clock of its computer.
    pub beat: Option<SystemTime>,
}

/// Whether a session still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alive {
    /// It holds the system's lock, or has shown itself just now.
    Yes,
    /// It has ended without giving its lock back.
    Stale,
    /// Nothing says so or otherwise: no time, or one that lies ahead.
    Unknown,
}

/// Lists the locks in a folder; none where there is no folder.
///
/// `is_local` says whether a session was started on this computer, where that is known. Then a
/// lock that nobody holds is stale; of others only the heartbeat tells.
pub fn locks(
    disk: &dyn Disk,
    folder: &Path,
    now: SystemTime,
    is_local: &dyn Fn(&str) -> Option<bool>,
) -> io::Result<Vec<LiveLock>> {
    let found = match disk.list(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found?,
    };
    let mut locks = Vec::new();
    for path in found {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(session_id) = name.and_then(|name| name.strip_suffix(EXTENSION)) else {
            continue;
        };
        if session_id.is_empty() {
            continue;
        }
        let beat = match disk.facts(&path) {
            Ok(facts) if facts.is_file => facts.modified,
            // A folder, a pipe: nothing of ours. Opening a pipe would wait for ever.
            Ok(_) => continue,
            // Given back just now.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(_) => None,
        };
        let state = match disk.lock_state(&path) {
            Ok(state) => state,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(_) => LockState::Unknown,
        };
        let alive = match state {
            LockState::Held => Alive::Yes,
            LockState::Free if is_local(session_id) == Some(true) => Alive::Stale,
            LockState::Free | LockState::Unknown => by_heartbeat(beat, now),
        };
        locks.push(LiveLock {
            session_id: session_id.to_owned(),
            path,
            alive,
            beat,
        });
    }
    Ok(locks)
}

/// Removes a lock that was found stale, if it still is nobody's.
pub fn remove_stale(disk: &dyn Disk, lock: &LiveLock) -> io::Result<()> {
    if lock.alive != Alive::Stale || disk.lock_state(&lock.path)? == LockState::Held {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    disk.remove(&lock.path)
}

fn by_heartbeat(beat: Option<SystemTime>, now: SystemTime) -> Alive {
    match beat.map(|beat| now.duration_since(beat)) {
        Some(Ok(silence)) if silence < SILENCE => Alive::Yes,
        Some(Ok(_)) => Alive::Stale,
        // Two clocks are never quite the same.
        Some(Err(ahead)) if ahead.duration() < SILENCE => Alive::Yes,
        Some(Err(_)) | None => Alive::Unknown,
    }
}
