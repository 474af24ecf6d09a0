//! Reads the journals of a folder, as far as they can be read.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::ids::DocId;
use crate::store::disk::Disk;
use crate::store::journal::decode::decode;
use crate::store::journal::frame::NotAJournal;
use crate::store::journal::frame::frames;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Entry;
use crate::store::journal::record::Opening;
use crate::store::journal::record::Record;
use crate::store::journal::record::SavedMark;
use crate::store::journal::record::ToldMark;
use crate::store::journal::writer::Place;
use crate::store::journal::writer::part_path;

/// What journals' names end in.
const EXTENSION: &str = "journal";

/// What the names of journals begin with that are not read any more.
const SET_ASIDE: [&str; 2] = [OTHER, TAKEN];

/// What the names of journals begin with that belong to another project, or are none.
pub const OTHER: &str = "other-";

/// What the names of journals begin with whose acts are in another.
pub const TAKEN: &str = "taken-";

/// A journal as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Journal {
    /// Where to go on with it.
    pub place: Place,
    /// Its records, by their numbers.
    pub records: Vec<Record>,
    /// What could not be read, and was not told yet.
    pub troubles: Vec<Trouble>,
    /// How many things more could not be read, which were told.
    pub n_told: usize,
    /// Bytes that were torn off at an end; the act they were of was never acknowledged.
    pub n_torn: usize,
    /// Blank bytes at the ends of its parts.
    pub n_blank: u64,
}

/// What is wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A part cannot be opened.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A file is no journal.
    NotAJournal {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: NotAJournal,
    },
    /// Bytes in the middle of a part are damaged.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first damaged byte.
        at: usize,
        /// How many there are.
        n_bytes: usize,
    },
    /// A record's checksum holds, and it says nothing that this version knows.
    Unknown {
        /// The file.
        path: PathBuf,
        /// What did not fit.
        why: String,
    },
    /// A journal has nothing in common with the project it lies beside, and was not brought in.
    OtherProject {
        /// Where it is kept now.
        path: PathBuf,
    },
    /// Records are missing between two that are there.
    Missing {
        /// The number of the first that is missing.
        from: u64,
        /// How many there are.
        n: u64,
    },
}

/// An act with the number of its record.
pub type Numbered = (u64, Arc<Acted>);

impl Journal {
    /// Returns SHA-256 of the file that the journal was last known to stand on, if it said so.
    fn stands_on(&self) -> Option<&str> {
        self.records
            .iter()
            .rev()
            .find_map(|record| match &record.what {
                Entry::Saved(mark) => Some(mark.sha256.as_str()),
                Entry::Brought(brought) => Some(&brought.sha256),
                _ => None,
            })
    }

    /// Returns SHA-256 of the project file on which the unsaved acts stand.
    pub fn base(&self) -> &str {
        let opened = || {
            self.records.iter().find_map(|record| match &record.what {
                Entry::Open(opening) => Some(opening.base.as_str()),
                _ => None,
            })
        };
        self.stands_on().or_else(opened).unwrap_or("")
    }

    /// Returns the number of the last record that a project file holds, if the journal knows it.
    ///
    /// It is known if it was saved last, or was being saved since: the program can be killed
    /// between a file and its mark.
    pub fn upto_in(&self, sha256: &str) -> Option<u64> {
        if self.base() == sha256 {
            return Some(self.upto());
        }
        let found = self.begun().find(|mark| mark.sha256 == sha256);
        found.map(|mark| mark.upto)
    }

    /// Returns the saves that were begun since the last one that is known to be done, latest first.
    pub fn begun(&self) -> impl Iterator<Item = &SavedMark> {
        let records = self.records.iter().rev();
        let stands = |what: &Entry| matches!(what, Entry::Saved(_) | Entry::Brought(_));
        let since = records.take_while(move |record| !stands(&record.what));
        since.filter_map(|record| match &record.what {
            Entry::Saving(mark) => Some(mark),
            _ => None,
        })
    }

    /// Returns whether it knows a file by its SHA-256, however long ago that was saved.
    pub fn knows(&self, sha256: &str) -> bool {
        self.base_of_copy(sha256).is_some()
    }

    /// Returns the number of the last record that a file with this SHA-256 holds, and the acts that
    /// bring such an older copy of the project up to date, with their numbers.
    pub fn acts_behind_copy(&self, sha256: &str) -> Option<(u64, Vec<Numbered>)> {
        let (upto, base) = self.base_of_copy(sha256)?;
        let records = self.records.iter().filter(|record| record.n > upto);
        let acts = records.filter_map(|record| match &record.what {
            Entry::Act(acted) => Some((record.n, Arc::clone(acted))),
            // The copy is the file that it stands on.
            Entry::Brought(brought) if base == Some(record.n) => {
                (!brought.deltas.is_empty()).then(|| (record.n, brought.as_act()))
            }
            // The copy holds nothing of it.
            Entry::Brought(brought) => brought.upon_copy().map(|acted| (record.n, acted)),
            _ => None,
        });
        Some((upto, acts.collect()))
    }

    /// Returns the number of the last record that such a file holds, and that of the record that
    /// brought it, if it was somebody else's.
    fn base_of_copy(&self, sha256: &str) -> Option<(u64, Option<u64>)> {
        let marks = self.records.iter().rev();
        let mut marks = marks.filter_map(|record| match &record.what {
            Entry::Saving(mark) | Entry::Saved(mark) if mark.sha256 == sha256 => {
                Some((mark.upto, None))
            }
            Entry::Brought(brought) if brought.sha256 == sha256 => {
                Some((record.n.saturating_sub(1), Some(record.n)))
            }
            _ => None,
        });
        marks.next().or_else(|| match self.records.first() {
            Some(first) if matches!(&first.what, Entry::Open(o) if o.base == sha256) => {
                Some((first.n, None))
            }
            _ => None,
        })
    }

    /// Returns the number of the last record that the project file or another journal holds.
    pub fn upto(&self) -> u64 {
        let marks = self.records.iter().map(|record| match &record.what {
            Entry::Saved(mark) => mark.upto,
            Entry::Taken(mark) => mark.upto,
            // What it did beyond its file is not in that file.
            Entry::Brought(_) => record.n.saturating_sub(1),
            _ => 0,
        });
        marks.max().unwrap_or(0)
    }

    /// Returns who took it up last, and when in seconds since 1970-01-01 UTC.
    pub fn last_opened(&self) -> Option<(u64, &Opening)> {
        self.records
            .iter()
            .rev()
            .find_map(|record| match &record.what {
                Entry::Open(opening) => Some((record.at, opening)),
                _ => None,
            })
    }

    /// Returns whether it belongs to a project: a mark in it knows the file's SHA-256, or an act in
    /// it speaks of a document that is there. One that speaks of no document may be anybody's.
    pub fn is_of(&self, sha256: &str, has_document: impl Fn(&DocId) -> bool) -> bool {
        let mut speaks = false;
        for record in &self.records {
            match &record.what {
                Entry::Open(opening) if opening.base == sha256 => return true,
                Entry::Saving(mark) | Entry::Saved(mark) if mark.sha256 == sha256 => return true,
                Entry::Act(acted) => {
                    for doc in acted.deltas.iter().filter_map(|d| d.delta.doc()) {
                        if has_document(doc) {
                            return true;
                        }
                        speaks = true;
                    }
                }
                _ => {}
            }
        }
        !speaks
    }

    /// Returns the mark that what could not be read of it is told now; nothing where nothing is new.
    pub fn to_tell(&self) -> Option<ToldMark> {
        let can_be_told = |trouble: &&Trouble| !matches!(trouble, Trouble::Unreadable { .. });
        let n_new = self.troubles.iter().filter(can_be_told).count();
        let troubles = u64::try_from(n_new + self.n_told).ok()?;
        (n_new > 0).then_some(ToldMark { troubles })
    }

    /// Returns whether it is no journal at all, and no newer one either.
    pub fn is_none(&self) -> bool {
        let is_other = |trouble: &Trouble| {
            matches!(
                trouble,
                Trouble::NotAJournal {
                    what: NotAJournal::Other,
                    ..
                }
            )
        };
        self.records.is_empty() && !self.troubles.is_empty() && self.troubles.iter().all(is_other)
    }

    /// Returns when its last record was made, in seconds since 1970-01-01 UTC.
    pub fn last_at(&self) -> u64 {
        self.records.last().map_or(0, |record| record.at)
    }

    /// Returns whether it has acts that no project file holds.
    pub fn has_unsaved(&self) -> bool {
        self.acts_after(self.upto()).next().is_some()
    }

    /// Returns the acts behind a record, in order, with their numbers.
    pub fn acts_after(&self, upto: u64) -> impl Iterator<Item = (u64, Arc<Acted>)> {
        let records = self.records.iter().filter(move |r| r.n > upto);
        records.filter_map(|record| match &record.what {
            Entry::Act(acted) => Some((record.n, Arc::clone(acted))),
            Entry::Brought(brought) if !brought.deltas.is_empty() => {
                Some((record.n, brought.as_act()))
            }
            _ => None,
        })
    }

    /// Returns whether another journal goes on with what this one tells.
    pub fn is_taken(&self) -> bool {
        let last = self.records.last();
        last.is_some_and(|record| matches!(record.what, Entry::Taken(_)))
    }
}

/// Returns the ids of the journals in a folder, in order; none when there is no folder.
pub fn ids(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<String>> {
    let files = match disk.list(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let ids = files
        .iter()
        .filter_map(|path| part_of(path))
        .map(|(id, _)| id);
    Ok(ids.collect::<BTreeSet<_>>().into_iter().collect())
}

/// Returns the id of the journal that a file is a part of, and which part.
fn part_of(path: &Path) -> Option<(String, usize)> {
    if path.extension()?.to_str()? != EXTENSION {
        return None;
    }
    let stem = path.file_stem()?.to_str()?;
    if SET_ASIDE.iter().any(|name| stem.starts_with(name)) {
        return None;
    }
    Some(match stem.rsplit_once('.') {
        Some((id, part)) => (id.to_owned(), part.parse().ok().filter(|&n| n > 1)?),
        None => (stem.to_owned(), 1),
    })
}

/// Returns the numbers of the parts of a journal, in order.
pub fn parts(disk: &dyn Disk, folder: &Path, id: &str) -> io::Result<Vec<usize>> {
    let files = disk.list(folder)?;
    let mut parts: Vec<usize> = files
        .iter()
        .filter_map(|path| part_of(path))
        .filter(|(of, _)| of == id)
        .map(|(_, part)| part)
        .collect();
    parts.sort_unstable();
    Ok(parts)
}

/// Gives a journal a name under which it is found no more, [`OTHER`] or [`TAKEN`] and its own.
///
/// Returns its first file's new name.
pub fn set_aside(disk: &dyn Disk, folder: &Path, id: &str, name: &str) -> io::Result<PathBuf> {
    let aside = format!("{name}{id}");
    for part in parts(disk, folder, id)? {
        let from = part_path(folder, id, part);
        disk.rename(&from, &part_path(folder, &aside, part))?;
    }
    disk.sync_folder(folder)?;
    Ok(part_path(folder, &aside, 1))
}

/// Reads a journal with all its parts.
pub fn read(disk: &dyn Disk, folder: &Path, id: &str) -> io::Result<Journal> {
    let mut reading = Reading::default();
    let parts = parts(disk, folder, id)?;
    for &part in &parts {
        reading.read_part(disk, part_path(folder, id, part));
    }
    let records: Vec<Record> = reading.by_number.into_values().collect();
    for pair in records.windows(2) {
        if let [one, next] = pair
            && next.n > one.n + 1
        {
            reading.missing.push(Trouble::Missing {
                from: one.n + 1,
                n: next.n - one.n - 1,
            });
        }
    }
    let (troubles, n_told) = match reading.told {
        Some(told) => told.not_told(reading.troubles, reading.missing),
        None => {
            let found = reading.troubles.into_iter().map(|(_, trouble)| trouble);
            (found.chain(reading.missing).collect(), 0)
        }
    };
    Ok(Journal {
        place: Place {
            folder: folder.to_owned(),
            id: id.to_owned(),
            n_parts: parts.last().copied().unwrap_or(0),
            good_len: reading.good_len,
            n_blank: reading.blank_behind,
            durable: records.last().map_or(0, |record| record.n),
        },
        records,
        troubles,
        n_told,
        n_torn: reading.n_torn,
        n_blank: reading.n_blank,
    })
}

/// What is read of a journal so far.
#[derive(Default)]
struct Reading {
    /// How many parts, this one with them.
    n_parts: usize,
    by_number: BTreeMap<u64, Record>,
    /// What could not be read, and the part and the byte at which.
    troubles: Vec<((usize, usize), Trouble)>,
    missing: Vec<Trouble>,
    told: Option<Told>,
    n_torn: usize,
    n_blank: u64,
    /// Where the last part's last good frame ends, and how much blank is behind it.
    good_len: u64,
    blank_behind: u64,
}

/// The last mark that what could not be read was told.
struct Told {
    at: (usize, usize),
    n: u64,
    troubles: u64,
}

impl Told {
    /// Returns what was not told yet, and how many things were.
    fn not_told(
        &self,
        troubles: Vec<((usize, usize), Trouble)>,
        missing: Vec<Trouble>,
    ) -> (Vec<Trouble>, usize) {
        let is_told = |at: &(usize, usize), trouble: &Trouble| match trouble {
            // It may be readable one day, and whoever opens it is to know that it is not.
            Trouble::Unreadable { .. } => false,
            Trouble::Missing { from, .. } => *from < self.n,
            _ => *at < self.at,
        };
        let all = troubles.into_iter();
        let all = all.chain(missing.into_iter().map(|trouble| (self.at, trouble)));
        let (told, new): (Vec<_>, Vec<_>) = all.partition(|(at, trouble)| is_told(at, trouble));
        let n_told = told.len();
        let without_place = |(_, trouble)| trouble;
        match u64::try_from(n_told).is_ok_and(|n| n <= self.troubles) {
            true => (new.into_iter().map(without_place).collect(), n_told),
            // More is damaged than was then.
            false => {
                let all = told.into_iter().chain(new).map(without_place);
                (all.collect(), 0)
            }
        }
    }
}

impl Reading {
    fn read_part(&mut self, disk: &dyn Disk, path: PathBuf) {
        self.n_parts += 1;
        (self.good_len, self.blank_behind) = (0, 0);
        let part = self.n_parts;
        let file = match disk.read(&path) {
            Ok(file) => file,
            Err(cause) => {
                let why = cause.to_string();
                let trouble = Trouble::Unreadable { path, why };
                self.troubles.push(((part, 0), trouble));
                return;
            }
        };
        let found = match frames(&file) {
            Ok(found) => found,
            Err(what) => {
                let trouble = Trouble::NotAJournal { path, what };
                self.troubles.push(((part, 0), trouble));
                return;
            }
        };
        for damage in &found.damage {
            let at = damage.bytes.start;
            let trouble = Trouble::Damaged {
                path: path.clone(),
                at,
                n_bytes: damage.bytes.len(),
            };
            self.troubles.push(((part, at), trouble));
        }
        for body in found.bodies {
            let at = (part, body.start);
            match decode(file.get(body).unwrap_or_default()) {
                Ok(record) => {
                    if let Entry::Told(mark) = &record.what {
                        self.told = Some(Told {
                            at,
                            n: record.n,
                            troubles: mark.troubles,
                        });
                    }
                    self.by_number.insert(record.n, record);
                }
                Err(undecodable) => {
                    let why = undecodable.why;
                    let path = path.clone();
                    self.troubles.push((at, Trouble::Unknown { path, why }));
                }
            }
        }
        self.n_torn += found.n_torn;
        let n_blank = u64::try_from(found.n_blank).unwrap_or(0);
        if found.n_torn == 0 {
            self.good_len = u64::try_from(found.good_len).unwrap_or(0);
            self.blank_behind = n_blank;
        }
        self.n_blank += n_blank;
    }
}
