//! A disk in memory that loses its power, fills up and fails when it is told to.
//!
//! It keeps what a program sees and, apart from that, what is safe: the bytes of a file up to its
//! last sync, the names in a folder up to the folder's. [`TestDisk::crash`] returns the disk as it
//! may be found when the power comes back: of what was not synced anything may be there or not,
//! later blocks without earlier ones, a new name without its file's bytes, a file grown longer but
//! full of zeros or rubbish. Of bytes written over others each block is the old one or the new.
//! A sync of data alone may forget that a file was cut or lengthened. A failed sync loses its bytes
//! for later syncs too, as on Linux.
//!
//! All of it follows from seeds. For tests and the crash example only; no product code uses it.

mod chance;
mod file;
mod inode;
mod names;

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::SystemTime;

use crate::store::disk::Disk;
use crate::store::disk::DiskFile;
use crate::store::disk::FileFacts;
use crate::store::disk::FileId;
use crate::store::disk::LockState;
pub use crate::store::test_disk::chance::Chance;
use crate::store::test_disk::chance::Mood;
use crate::store::test_disk::file::TestFile;
use crate::store::test_disk::inode::Inode;
use crate::store::test_disk::names::Names;
use crate::store::test_disk::names::Node;

/// When the clock of a new disk begins, in seconds: 2001-09-09.
const FIRST_SECOND: u64 = 1_000_000_000;

/// A disk in memory; clones are the same disk.
#[derive(Clone, Debug)]
pub struct TestDisk(Arc<Mutex<State>>);

/// What goes wrong, and with which operation.
#[derive(Clone, Copy, Debug)]
struct Fault {
    first: u64,
    last: u64,
    what: Failure,
}

#[derive(Clone, Copy, Debug)]
enum Failure {
    /// The operation fails and does nothing, except that a write may write a part.
    Error(io::ErrorKind),
    /// A sync succeeds, but the file has lost its end.
    Forget,
    /// The operation may be done, and everything after it fails.
    PowerOff,
}

#[derive(Debug)]
struct State {
    names: Names,
    inodes: Vec<Inode>,
    /// Which handle has locked which file.
    locks: Vec<(usize, u64)>,
    n_handles: u64,
    n_operations: u64,
    faults: Vec<Fault>,
    is_off: bool,
    knows_locks: bool,
    knows_hard_links: bool,
    /// Bytes that are kept or lost together.
    block: usize,
    /// Bytes that fit.
    room: u64,
    ticks: u64,
    chance: Chance,
}

impl TestDisk {
    /// Returns an empty disk with the folders `/` and `.`.
    pub fn new(seed: u64) -> Self {
        Self::holding(Names::default(), Vec::new(), seed)
    }

    fn holding(names: Names, inodes: Vec<Inode>, seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            names,
            inodes,
            locks: Vec::new(),
            n_handles: 0,
            n_operations: 0,
            faults: Vec::new(),
            is_off: false,
            knows_locks: true,
            knows_hard_links: true,
            block: 16,
            room: u64::MAX,
            ticks: 0,
            chance: Chance::new(seed),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a file; the lock on the state must be free, as a handle that is dropped takes it.
    fn handle(&self, inode: usize) -> Box<dyn DiskFile> {
        let mut state = self.state();
        state.n_handles += 1;
        Box::new(TestFile {
            disk: self.clone(),
            inode,
            handle: state.n_handles,
        })
    }

    /// Puts a file there, safe, with its folders.
    pub fn put(&self, path: impl AsRef<Path>, bytes: &[u8]) {
        let mut state = self.state();
        state.ticks += 1;
        let inode = Inode::holding(bytes.to_vec(), state.ticks);
        state.inodes.push(inode);
        let inode = state.inodes.len() - 1;
        state.names.put(path.as_ref(), Node::File(inode));
    }

    /// Puts a folder there, safe, with those above it.
    pub fn put_folder(&self, path: impl AsRef<Path>) {
        self.state().names.put(path.as_ref(), Node::Folder);
    }

    /// Puts a link there, safe.
    pub fn put_link(&self, path: impl AsRef<Path>, aim: impl Into<PathBuf>) {
        let node = Node::Link(aim.into());
        self.state().names.put(path.as_ref(), node);
    }

    /// Protects a file against writing, or no longer.
    pub fn set_readonly(&self, path: impl AsRef<Path>, readonly: bool) {
        let mut state = self.state();
        if let Ok(inode) = state.inode(path.as_ref()) {
            state.change(inode, |inode| inode.readonly = readonly);
        }
    }

    /// Returns the bytes of a file as a program sees them; not an operation.
    pub fn peek(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        let state = self.state();
        let inode = state.inode(path.as_ref()).ok()?;
        state.inodes.get(inode).map(|inode| inode.live.clone())
    }

    /// Returns the paths of all files and links; not an operation.
    pub fn files(&self) -> Vec<PathBuf> {
        self.state().names.files()
    }

    /// Returns how many operations were done or tried.
    pub fn n_operations(&self) -> u64 {
        self.state().n_operations
    }

    /// Lets the `n`th operation from now fail, where 0 is the next one.
    pub fn fail_at(&self, n: u64, kind: io::ErrorKind) {
        self.fail(n, n, Failure::Error(kind));
    }

    /// Lets every operation from the `n`th from now on fail, until it is healed.
    pub fn fail_from(&self, n: u64, kind: io::ErrorKind) {
        self.fail(n, u64::MAX, Failure::Error(kind));
    }

    /// Lets the `n`th operation from now, if it syncs a file, cut the file and say nothing.
    pub fn forget_at(&self, n: u64) {
        self.fail(n, n, Failure::Forget);
    }

    /// Lets the power go during the `n`th operation from now.
    pub fn power_off_at(&self, n: u64) {
        self.fail(n, u64::MAX, Failure::PowerOff);
    }

    fn fail(&self, first: u64, last: u64, what: Failure) {
        let mut state = self.state();
        let next = state.n_operations;
        let first = next.saturating_add(first);
        let last = next.saturating_add(last);
        state.faults.push(Fault { first, last, what });
    }

    /// Lets nothing fail any more; what is lost stays lost.
    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// Sets how many bytes fit on the disk in all.
    pub fn set_room(&self, n_bytes: u64) {
        self.state().room = n_bytes;
    }

    /// Sets how many bytes of a file are kept or lost together; 16 in the beginning.
    pub fn set_block(&self, n_bytes: usize) {
        self.state().block = n_bytes.max(1);
    }

    /// Makes it a file system that knows no locks.
    pub fn without_locks(self) -> Self {
        self.state().knows_locks = false;
        self
    }

    /// Makes it a file system that knows no second names.
    pub fn without_hard_links(self) -> Self {
        self.state().knows_hard_links = false;
        self
    }

    /// Returns whether the power has gone.
    pub fn is_off(&self) -> bool {
        self.state().is_off
    }

    /// Takes the power away; returns the disk as it is found afterwards.
    ///
    /// Whoever still holds this one gets only errors from it.
    pub fn crash(&self, seed: u64) -> Self {
        let mut state = self.state();
        state.is_off = true;
        let mut chance = Chance::new(seed);
        let mood = Mood::any(&mut chance);
        let names = state.names.found(mood, &mut chance);
        let block = state.block;
        let found = |inode: &Inode| inode.found(mood, block, &mut chance);
        let inodes = state.inodes.iter().map(found).collect();
        let found = Self::holding(names, inodes, chance.next_u64());
        {
            let mut after = found.state();
            after.knows_locks = state.knows_locks;
            after.knows_hard_links = state.knows_hard_links;
            after.block = block;
            after.ticks = state.ticks;
        }
        found
    }
}

/// Whether a change is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Sure,
    /// Until the next sync.
    Maybe,
    /// A sync of it failed, and no later one will take care of it.
    Orphan,
}

/// What an operation is to do.
enum Turn {
    Do,
    Forget,
    /// The power goes: what changes something is done, but never acknowledged or synced.
    DoAndDie,
    Fail(io::Error),
}

impl State {
    fn turn(&mut self) -> Turn {
        let now = self.n_operations;
        self.n_operations += 1;
        if self.is_off {
            return Turn::Fail(no_power());
        }
        let hit = |fault: &&Fault| (fault.first..=fault.last).contains(&now);
        match self.faults.iter().find(hit).map(|fault| fault.what) {
            None => Turn::Do,
            Some(Failure::Forget) => Turn::Forget,
            Some(Failure::Error(kind)) => Turn::Fail(kind.into()),
            Some(Failure::PowerOff) => {
                self.is_off = true;
                Turn::DoAndDie
            }
        }
    }

    /// Does what does not change anything, or fails.
    fn look<T>(&mut self, act: impl FnOnce(&Self) -> io::Result<T>) -> io::Result<T> {
        match self.turn() {
            Turn::Do | Turn::Forget => act(self),
            Turn::DoAndDie => Err(no_power()),
            Turn::Fail(cause) => Err(cause),
        }
    }

    /// Does what changes something, perhaps as the last thing before the power goes.
    fn act<T>(&mut self, act: impl FnOnce(&mut Self) -> io::Result<T>) -> io::Result<T> {
        match self.turn() {
            Turn::Do | Turn::Forget => act(self),
            Turn::DoAndDie => act(self).and_then(|_| Err(no_power())),
            Turn::Fail(cause) => Err(cause),
        }
    }

    fn inode(&self, path: &Path) -> io::Result<usize> {
        match self.names.resolve(path)? {
            Node::File(inode) => Ok(inode),
            _ => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    fn change(&mut self, inode: usize, change: impl FnOnce(&mut Inode)) {
        self.ticks += 1;
        let ticks = self.ticks;
        if let Some(inode) = self.inodes.get_mut(inode) {
            change(inode);
            inode.changed = ticks;
        }
    }

    /// Bytes that are still free; a file counts as long as it was ever made.
    fn free(&self) -> usize {
        let inodes = self.names.inodes();
        let held = inodes.iter().filter_map(|&inode| self.inodes.get(inode));
        let held: usize = held.map(|inode| inode.live.len()).sum();
        usize::try_from(self.room)
            .unwrap_or(usize::MAX)
            .saturating_sub(held)
    }

    fn write_at(&mut self, inode: usize, at: usize, bytes: &[u8]) {
        self.ticks += 1;
        let ticks = self.ticks;
        self.change(inode, |inode| {
            inode.write_at(at, bytes);
            inode.modified = ticks;
        });
    }

    fn len(&self, inode: usize) -> usize {
        self.inodes.get(inode).map_or(0, |inode| inode.live.len())
    }

    /// Does what syncs a file, or fails.
    fn sync(&mut self, inode: usize, sync: impl FnOnce(&mut Inode)) -> io::Result<()> {
        let turn = self.turn();
        let Some(inode) = self.inodes.get_mut(inode) else {
            return Err(lost());
        };
        match turn {
            Turn::Do => sync(inode),
            Turn::Forget => {
                inode.set_len(inode.live.len() / 2);
                inode.sync();
            }
            Turn::DoAndDie => return Err(no_power()),
            Turn::Fail(cause) => {
                inode.give_up();
                return Err(cause);
            }
        }
        Ok(())
    }
}

fn no_power() -> io::Error {
    io::Error::other("the power is gone")
}

fn time_of(ticks: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(FIRST_SECOND) + Duration::from_millis(ticks)
}

impl Disk for TestDisk {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let inode = self.state().act(|state| {
            state.names.check_free(path)?;
            state.ticks += 1;
            let inode = Inode::holding(Vec::new(), state.ticks);
            state.inodes.push(inode);
            let inode = state.inodes.len() - 1;
            state.names.set(path, Node::File(inode));
            Ok(inode)
        })?;
        Ok(self.handle(inode))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        let inode = state.look(|state| state.inode(path))?;
        if state.inodes.get(inode).is_some_and(|inode| inode.readonly) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        drop(state);
        Ok(self.handle(inode))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.state().look(|state| {
            let inode = state.inode(path)?;
            let inode = state.inodes.get(inode).ok_or_else(lost)?;
            Ok(inode.live.clone())
        })
    }

    fn facts(&self, path: &Path) -> io::Result<FileFacts> {
        self.state().look(|state| match state.names.resolve(path)? {
            Node::File(number) => {
                let inode = state.inodes.get(number).ok_or_else(lost)?;
                Ok(FileFacts {
                    len: u64::try_from(inode.live.len()).unwrap_or(u64::MAX),
                    modified: Some(inode.touched.unwrap_or_else(|| time_of(inode.modified))),
                    readonly: inode.readonly,
                    is_dir: false,
                    is_file: true,
                    id: Some(FileId {
                        device: 1,
                        inode: u64::try_from(number).unwrap_or(u64::MAX),
                        changed: (i64::try_from(inode.changed).unwrap_or(i64::MAX), 0),
                    }),
                })
            }
            _ => Ok(FileFacts {
                len: 0,
                modified: None,
                readonly: false,
                is_dir: true,
                is_file: false,
                id: None,
            }),
        })
    }

    fn link_aim(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        self.state().look(|state| match state.names.at(path)? {
            Node::Link(aim) => Ok(Some(aim)),
            _ => Ok(None),
        })
    }

    fn copy_permissions(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state().act(|state| {
            let (from, to) = (state.inode(from)?, state.inode(to)?);
            let readonly = state.inodes.get(from).is_some_and(|inode| inode.readonly);
            state.change(to, |inode| inode.readonly = readonly);
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state().act(|state| {
            if let Node::File(inode) = state.names.at(from)? {
                state.change(inode, |_| {});
            }
            state.names.rename(from, to)
        })
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state().act(|state| {
            if !state.knows_hard_links {
                return Err(io::ErrorKind::Unsupported.into());
            }
            let inode = state.inode(from)?;
            state.names.check_free(to)?;
            state.change(inode, |_| {});
            state.names.set(to, Node::File(inode));
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.state().act(|state| state.names.remove(path))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.state().act(|state| {
            state.names.check_free(path)?;
            state.names.set(path, Node::Folder);
            Ok(())
        })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.state().look(|state| state.names.list(folder))
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        match state.turn() {
            Turn::Do | Turn::Forget => state.names.sync(folder),
            Turn::DoAndDie => Err(no_power()),
            Turn::Fail(cause) => {
                state.names.give_up(folder);
                Err(cause)
            }
        }
    }

    fn lock_state(&self, path: &Path) -> io::Result<LockState> {
        self.state().look(|state| {
            let inode = state.inode(path)?;
            if !state.knows_locks {
                return Ok(LockState::Unknown);
            }
            let held = state.locks.iter().any(|(locked, _)| *locked == inode);
            Ok(if held {
                LockState::Held
            } else {
                LockState::Free
            })
        })
    }
}

fn lost() -> io::Error {
    io::ErrorKind::NotFound.into()
}
