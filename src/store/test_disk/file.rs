//! A file of a test disk, open for writing.

use std::fs::TryLockError;
use std::io;
use std::time::SystemTime;

use crate::store::disk::DiskFile;
use crate::store::test_disk::TestDisk;
use crate::store::test_disk::Turn;
use crate::store::test_disk::inode::Inode;
use crate::store::test_disk::lost;
use crate::store::test_disk::no_power;

/// A handle; its locks go with it.
#[derive(Debug)]
pub(super) struct TestFile {
    pub disk: TestDisk,
    pub inode: usize,
    pub handle: u64,
}

impl TestFile {
    fn write(&mut self, at: Option<u64>, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let len = state.len(self.inode);
        let at = at.map_or(len, |at| usize::try_from(at).unwrap_or(usize::MAX));
        // What is written over other bytes needs no room.
        let fits = len.saturating_add(state.free()).saturating_sub(at);
        match state.turn() {
            Turn::Do | Turn::Forget if bytes.len() <= fits => {
                state.write_at(self.inode, at, bytes);
                Ok(())
            }
            Turn::Do | Turn::Forget => {
                let part = bytes.get(..fits).unwrap_or_default();
                state.write_at(self.inode, at, part);
                Err(io::ErrorKind::StorageFull.into())
            }
            Turn::DoAndDie => {
                state.write_at(self.inode, at, bytes);
                Err(no_power())
            }
            Turn::Fail(cause) => {
                if !state.is_off {
                    let n_written = state.chance.below(bytes.len().saturating_add(1));
                    let part = bytes.get(..n_written).unwrap_or_default();
                    state.write_at(self.inode, at, part);
                }
                Err(cause)
            }
        }
    }
}

impl DiskFile for TestFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(None, bytes)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.write(Some(at), bytes)
    }

    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
        self.disk.state().look(|state| {
            let inode = state.inodes.get(self.inode).ok_or_else(lost)?;
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let there = inode.live.get(at..).unwrap_or_default();
            let n = there.len().min(bytes.len());
            for (to, from) in bytes.iter_mut().zip(there) {
                *to = *from;
            }
            Ok(n)
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.state().sync(self.inode, Inode::sync)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.disk.state().sync(self.inode, Inode::sync_data)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let inode = self.inode;
        self.disk.state().act(|state| {
            let len = usize::try_from(len).unwrap_or(usize::MAX);
            if len.saturating_sub(state.len(inode)) > state.free() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            state.change(inode, |inode| inode.set_len(len));
            Ok(())
        })
    }

    fn touch(&mut self, when: SystemTime) -> io::Result<()> {
        let inode = self.inode;
        self.disk.state().act(|state| {
            state.change(inode, |inode| inode.touched = Some(when));
            Ok(())
        })
    }

    fn try_lock(&mut self) -> Result<(), TryLockError> {
        let mut state = self.disk.state();
        state.look(|_| Ok(())).map_err(TryLockError::Error)?;
        if !state.knows_locks {
            let cause = io::ErrorKind::Unsupported.into();
            return Err(TryLockError::Error(cause));
        }
        let found = state.locks.iter().find(|(inode, _)| *inode == self.inode);
        match found {
            Some((_, handle)) if *handle == self.handle => Ok(()),
            Some(_) => Err(TryLockError::WouldBlock),
            None => {
                let lock = (self.inode, self.handle);
                state.locks.push(lock);
                Ok(())
            }
        }
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let mut state = self.disk.state();
        state.locks.retain(|(_, handle)| *handle != self.handle);
    }
}
