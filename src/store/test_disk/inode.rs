//! A file of the test disk: its bytes as seen, and those that are safe.

use std::time::SystemTime;

use crate::store::test_disk::Chance;
use crate::store::test_disk::Kept;
use crate::store::test_disk::chance::Mood;

/// A file, whatever its names.
#[derive(Clone, Debug)]
pub(super) struct Inode {
    /// The bytes as a program sees them.
    pub live: Vec<u8>,
    /// The bytes that are safe.
    base: Vec<u8>,
    /// What was done to `base` to make it `live`.
    writes: Vec<(Write, Kept)>,
    pub modified: u64,
    /// When it was changed last according to a program that said so.
    pub touched: Option<SystemTime>,
    pub changed: u64,
    pub readonly: bool,
}

#[derive(Clone, Debug)]
enum Write {
    At(usize, Vec<u8>),
    Len(usize),
}

impl Write {
    fn run(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::At(at, new) => put(bytes, *at, new),
            Self::Len(len) => bytes.resize(*len, 0),
        }
    }

    /// Does as much of it as has reached the device.
    fn run_partly(&self, bytes: &mut Vec<u8>, mood: Mood, block: usize, chance: &mut Chance) {
        let Self::At(at, new) = self else {
            if mood.keeps(chance) {
                self.run(bytes);
            }
            return;
        };
        let blocks = blocks(*at, new, block);
        let n_first = match (mood, chance.below(3)) {
            (Mood::Nothing, _) => 0,
            (Mood::Everything, _) => blocks.len(),
            (Mood::Some, 0) => chance.below(blocks.len() + 1),
            // Any of them, earlier or later.
            (Mood::Some, _) => {
                for (at, new) in blocks {
                    if chance.coin() {
                        put(bytes, at, new);
                    } else if chance.coin() {
                        grow(bytes, at + new.len(), chance);
                    }
                }
                return;
            }
        };
        for (at, new) in blocks.into_iter().take(n_first) {
            put(bytes, at, new);
        }
    }
}

impl Inode {
    pub fn holding(bytes: Vec<u8>, ticks: u64) -> Self {
        Self {
            live: bytes.clone(),
            base: bytes,
            writes: Vec::new(),
            modified: ticks,
            touched: None,
            changed: ticks,
            readonly: false,
        }
    }

    pub fn write_at(&mut self, at: usize, bytes: &[u8]) {
        self.write(Write::At(at, bytes.to_vec()));
    }

    pub fn set_len(&mut self, len: usize) {
        self.write(Write::Len(len));
    }

    fn write(&mut self, write: Write) {
        write.run(&mut self.live);
        self.writes.push((write, Kept::Maybe));
        self.touched = None;
    }

    pub fn sync(&mut self) {
        self.settle(|_| true);
    }

    /// Makes bytes safe, and no length but what it takes to read them.
    pub fn sync_data(&mut self) {
        self.settle(|write| matches!(write, Write::At(..)));
    }

    fn settle(&mut self, is_meant: impl Fn(&Write) -> bool) {
        for (write, kept) in &mut self.writes {
            if *kept == Kept::Maybe && is_meant(write) {
                *kept = Kept::Sure;
            }
        }
        let is_open = |(_, kept): &(Write, Kept)| *kept != Kept::Sure;
        let n_sure = self.writes.iter().position(is_open);
        let n_sure = n_sure.unwrap_or(self.writes.len());
        for (write, _) in self.writes.drain(..n_sure) {
            write.run(&mut self.base);
        }
    }

    /// Takes note of a sync that failed.
    pub fn give_up(&mut self) {
        for (_, kept) in &mut self.writes {
            if *kept == Kept::Maybe {
                *kept = Kept::Orphan;
            }
        }
    }

    /// Returns the file as it is found after the power was gone.
    pub fn found(&self, mood: Mood, block: usize, chance: &mut Chance) -> Self {
        let mut bytes = self.base.clone();
        for (write, kept) in &self.writes {
            match kept {
                Kept::Sure => write.run(&mut bytes),
                Kept::Maybe | Kept::Orphan => write.run_partly(&mut bytes, mood, block, chance),
            }
        }
        Self {
            live: bytes.clone(),
            base: bytes,
            writes: Vec::new(),
            ..*self
        }
    }
}

/// Splits what is written at a place into the blocks of the device.
fn blocks(at: usize, bytes: &[u8], block: usize) -> Vec<(usize, &[u8])> {
    let mut blocks = Vec::new();
    let (mut at, mut rest) = (at, bytes);
    while !rest.is_empty() {
        let n = (block - at % block).min(rest.len());
        let (first, after) = rest.split_at(n);
        blocks.push((at, first));
        (at, rest) = (at + n, after);
    }
    blocks
}

fn put(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    let end = at + new.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    if let Some(place) = bytes.get_mut(at..end) {
        place.copy_from_slice(new);
    }
}

/// Lets a file be longer without what was written: zeros, or what lay on the device before.
fn grow(bytes: &mut Vec<u8>, len: usize, chance: &mut Chance) {
    let rubbish = chance.coin();
    while bytes.len() < len {
        bytes.push(if rubbish {
            chance.next_u64().to_le_bytes()[0]
        } else {
            0
        });
    }
}
