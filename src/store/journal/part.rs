//! The file that records are written into: over blank, so that it need not grow with each.
//!
//! A file system that has to note a new length with every record takes about twice as long to sync
//! it. So once a session is at work the file is filled with line feeds ahead of the records, in
//! steps that grow with what was written; when the session ends what is left of them is cut off.
//!
//! Invariant: only blank is ever written over, and so each byte of it once. What a record leaves
//! torn therefore lies among line feeds, never among the remains of another record. Of a file that
//! anybody else has written to since, nothing is overwritten or cut.

use std::io;

use crate::store::disk::DiskFile;
use crate::store::journal::frame::BLANK;

/// When and how far to fill ahead; it outlives a part, for the disk may be full.
#[derive(Debug)]
pub(super) struct Ahead {
    /// Writes that have to succeed first.
    n_first: u64,
    /// Writes that have succeeded since.
    n_writes: u64,
    /// Bytes in them.
    n_bytes: usize,
}

impl Ahead {
    /// A project that is only looked at, or touched once or twice, keeps a small journal.
    const N_FIRST: u64 = 4;

    /// After failures: so many more writes each time, up to so many.
    const LATER: (u64, u64) = (8, 1 << 16);

    /// Bytes of a step: as many as were written already, from 50 records up to 800 of usual length.
    const STEP: (usize, usize) = (16 << 10, 256 << 10);

    /// Returns how many bytes to fill behind a record that had no room.
    fn step(&self) -> usize {
        let (least, most) = Self::STEP;
        match self.n_writes < self.n_first {
            true => 0,
            false => self.n_bytes.clamp(least, most).next_power_of_two(),
        }
    }

    fn note(&mut self, n_bytes: usize) {
        self.n_writes += 1;
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
    }

    /// Lets many more writes go by before the next step: it may be what there was no room for.
    pub fn put_off(&mut self) {
        let (times, most) = Self::LATER;
        *self = Self {
            n_first: self.n_first.saturating_mul(times).min(most),
            n_writes: 0,
            n_bytes: 0,
        };
    }
}

impl Default for Ahead {
    fn default() -> Self {
        Self {
            n_first: Self::N_FIRST,
            n_writes: 0,
            n_bytes: 0,
        }
    }
}

/// An open part of a journal.
#[derive(Debug)]
pub(super) struct Part {
    file: Box<dyn DiskFile>,
    /// Where the next record goes.
    at: u64,
    /// Where the file ends; from `at` on it is blank.
    len: u64,
    /// What is read back before it is overwritten.
    there: Vec<u8>,
    /// Whether another program was seen to have written into it.
    is_foreign: bool,
    /// Whether more than `len` may stand there, because the disk failed to cut it.
    is_longer: bool,
}

impl Part {
    /// Takes a file over that has records up to `at` and is blank from there to `len`.
    pub fn new(file: Box<dyn DiskFile>, at: u64, len: u64) -> Self {
        Self {
            file,
            at,
            len: len.max(at),
            there: Vec::new(),
            is_foreign: false,
            is_longer: false,
        }
    }

    /// Returns where the file ends, unless another program has written to it; `None` where that is
    /// not known.
    pub fn len(&self) -> Option<u64> {
        (!self.is_longer).then_some(self.len)
    }

    /// Returns whether another program was seen to have written into it: it goes on with the
    /// journal too, and with the same numbers.
    pub fn is_foreign(&self) -> bool {
        self.is_foreign
    }

    /// Returns once bytes are on the device, behind all before them. After a failure nothing is
    /// known of the part's end.
    pub fn write(&mut self, bytes: &[u8], ahead: &mut Ahead) -> io::Result<()> {
        let end = self.at.saturating_add(len_of(bytes));
        let n_over = end.min(self.len).saturating_sub(self.at);
        self.is_blank(n_over)?;
        if let Err(cause) = self.put(bytes, end, ahead) {
            // Nobody was told that it is there: what of it stands there goes, as far as it can.
            self.file.set_len(self.at).ok();
            self.len = self.at;
            return Err(cause);
        }
        self.at = end;
        ahead.note(bytes.len());
        Ok(())
    }

    fn put(&mut self, bytes: &[u8], end: u64, ahead: &mut Ahead) -> io::Result<()> {
        self.file.write_at(self.at, bytes)?;
        if end > self.len {
            self.len = end;
            self.fill(ahead);
        }
        self.file.sync_data()
    }

    /// Makes the end of the file blank; where there is no room for that the record still counts.
    fn fill(&mut self, ahead: &mut Ahead) {
        let blank = vec![BLANK; ahead.step()];
        if blank.is_empty() {
            return;
        }
        match self.file.write_at(self.len, &blank) {
            Ok(()) => self.len += len_of(&blank),
            Err(_) => {
                // Whatever part of it stands there is blank, and goes for others to have the room.
                self.is_longer = self.file.set_len(self.len).is_err();
                ahead.put_off();
            }
        }
    }

    /// Fails unless so many bytes from the next record's place on are blank.
    fn is_blank(&mut self, n: u64) -> io::Result<()> {
        self.there
            .resize(usize::try_from(n).unwrap_or(usize::MAX), 0);
        let n_read = match self.there.is_empty() {
            true => 0,
            false => self.file.read_at(self.at, &mut self.there)?,
        };
        let is_there = n_read == self.there.len();
        match is_there && self.there.iter().all(|byte| *byte == BLANK) {
            true => Ok(()),
            false => {
                self.is_foreign = true;
                Err(io::Error::other("another program has written into it"))
            }
        }
    }

    /// Cuts the blank off that no record came for.
    ///
    /// It is not waited for: a file that still has it after a power cut is as good.
    pub fn close(mut self) {
        let n = self.len.saturating_sub(self.at);
        if n == 0 || self.is_blank(n).is_err() {
            return;
        }
        if self.file.read_at(self.len, &mut [0]).is_ok_and(|n| n == 0) {
            self.file.set_len(self.at).ok();
        }
    }
}

fn len_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
