//! Cuts a journal at its oldest end, when a project is opened and its journal has grown too long.
//!
//! What stays: every act behind the last save, and before it every act that the history within its
//! bound still has. Records keep their numbers, so a journal that is cut reads like one that never
//! had more, and one whose cutting was broken off by a power cut is the old one or the new one:
//! the new first part takes the place of the old by a rename, and the other parts go after it, the
//! oldest first. What such a part has in common with the new one are the same records.
//!
//! A journal of which anything cannot be read is not cut: it may be all that is left.

use std::io;
use std::path::PathBuf;

use crate::edit::history::History;
use crate::model::document::sha256_hex;
use crate::store::disk::Disk;
use crate::store::journal::encode::encode;
use crate::store::journal::frame::HEADER;
use crate::store::journal::frame::framed;
use crate::store::journal::read::Journal;
use crate::store::journal::read::parts;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Record;
use crate::store::journal::recover::tell;
use crate::store::journal::writer::part_path;

/// How small a journal has to become for cutting to be worth the writing: three parts of four.
const WORTH: (u64, u64) = (3, 4);

/// Returns the number of the first record that has to stay, where the history is bounded to so
/// many bytes; nothing may go of a journal that cannot be read whole, or that no save marks.
pub fn first_needed(journal: &Journal, history_bytes: usize) -> Option<u64> {
    let stands = journal.records.iter().rev();
    let mut stands = stands.filter_map(|record| match &record.what {
        Entry::Saved(mark) => Some(mark.upto + 1),
        // It holds what the project has beyond the file.
        Entry::Brought(_) => Some(record.n),
        _ => None,
    });
    let unsaved = stands.next()?;
    if !journal.troubles.is_empty() || journal.n_told > 0 {
        return None;
    }
    let mut history = History::default();
    // The records of the acts by the names of the states after them.
    let mut done_by: Vec<(u64, u64)> = Vec::new();
    for record in &journal.records {
        let n_done = history.done().len();
        tell(&mut history, record);
        let is_new = match &record.what {
            Entry::Act(acted) => acted.how == How::Do,
            _ => history.done().len() > n_done,
        };
        if history.done().is_empty() {
            done_by.clear();
        }
        if is_new {
            done_by.push((history.state(), record.n));
        }
    }
    // Bounded at the end, as it is when the journal is read.
    history.limit(history_bytes);
    let kept = history.done().iter().chain(history.undone());
    let first = kept.map(|entry| {
        let at = done_by.binary_search_by_key(&entry.state(), |(state, _)| *state);
        // One whose doing is not in the journal is told by the first act taken back in it.
        at.ok().and_then(|at| done_by.get(at)).map_or(0, |by| by.1)
    });
    Some(first.min().unwrap_or(u64::MAX).min(unsaved))
}

/// Cuts a journal that is longer than a bound, if that makes it a good deal shorter; tells whether
/// it did.
///
/// Whoever calls holds the journal's lock. After a failure the journal on the disk is good, and
/// has to be read anew.
pub fn cut(
    disk: &dyn Disk,
    journal: &mut Journal,
    journal_bytes: u64,
    history_bytes: usize,
) -> io::Result<bool> {
    let place = &journal.place;
    let files = part_files(disk, journal)?;
    let mut len = 0;
    for file in &files {
        len += disk.facts(file)?.len;
    }
    let len = len.saturating_sub(journal.n_blank);
    if len <= journal_bytes {
        return Ok(false);
    }
    let Some(from) = first_needed(journal, history_bytes) else {
        return Ok(false);
    };
    let kept = || journal.records.iter().filter(|record| record.n >= from);
    let bytes = file_of(kept());
    let new_len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if new_len > len / WORTH.1 * WORTH.0 {
        return Ok(false);
    }
    let first = part_path(&place.folder, &place.id, 1);
    put_in_place(disk, &first, &bytes)?;
    for file in files.iter().filter(|file| **file != first) {
        disk.remove(file)?;
        // In this order on the device too: a gap would read as damage.
        disk.sync_folder(&place.folder)?;
    }
    journal.place.n_parts = 1;
    journal.place.good_len = new_len;
    journal.place.n_blank = 0;
    journal.n_blank = 0;
    journal.n_torn = 0;
    journal.records.retain(|record| record.n >= from);
    Ok(true)
}

/// Returns the files of a journal, the first part first.
fn part_files(disk: &dyn Disk, journal: &Journal) -> io::Result<Vec<PathBuf>> {
    let place = &journal.place;
    let numbers = parts(disk, &place.folder, &place.id)?;
    let paths = numbers
        .into_iter()
        .map(|part| part_path(&place.folder, &place.id, part));
    Ok(paths.collect())
}

fn file_of<'a>(records: impl Iterator<Item = &'a Record>) -> Vec<u8> {
    let mut bytes = HEADER.as_bytes().to_vec();
    for record in records {
        bytes.extend(framed(&encode(record)));
    }
    bytes
}

/// Gives a file new bytes, whole or not at all.
fn put_in_place(disk: &dyn Disk, path: &std::path::Path, bytes: &[u8]) -> io::Result<()> {
    // The name of a part that is no journal's yet, and the same for the same bytes.
    let digits = sha256_hex(bytes);
    let digits = digits.get(..8).unwrap_or_default();
    let early = path.with_added_extension(format!("{digits}.new"));
    match disk.remove(&early) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let written = disk.create_new(&early).and_then(|mut file| {
        file.append(bytes)?;
        file.sync()?;
        drop(file);
        disk.holds(&early, bytes)
    });
    match written {
        Ok(true) => {}
        bad => {
            disk.remove(&early).ok();
            return Err(bad.err().unwrap_or(io::ErrorKind::InvalidData.into()));
        }
    }
    disk.rename(&early, path)?;
    let folder = path.parent().unwrap_or(std::path::Path::new(""));
    disk.sync_folder(folder)
}
