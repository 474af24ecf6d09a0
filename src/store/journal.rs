//! The seam at which every accepted change will reach the disk before the next frame.
//!
//! There is no journal yet: [`NoJournal`] forgets what it is given, and an unsaved change lives in
//! memory alone. Whoever holds a project appends to a [`Journal`] all the same, so that the real
//! one takes its place without a change anywhere else.

use std::io;

/// Takes the record of each accepted change, in order.
pub trait Journal {
    /// Appends a record; an error means that it may not survive a crash.
    fn append(&mut self, record: &[u8]) -> io::Result<()>;
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoJournal;

impl Journal for NoJournal {
    fn append(&mut self, _record: &[u8]) -> io::Result<()> {
        Ok(())
    }
}
