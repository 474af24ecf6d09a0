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
use crate::store::journal::writer::Place;
use crate::store::journal::writer::part_path;

/// What journals' names end in.
const EXTENSION: &str = "journal";

/// What the names of journals begin with that belong to another project.
const SET_ASIDE: &str = "other-";

/// A journal as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Journal {
    /// Where to go on with it.
    pub place: Place,
    /// Its records, by their numbers.
    pub records: Vec<Record>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
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

    /// Returns the number of the last record that a file with this SHA-256 holds, however long ago it
    /// was saved; an older copy of a project is brought up to date from there.
    pub fn upto_in_any(&self, sha256: &str) -> Option<u64> {
        let saves = self
            .records
            .iter()
            .rev()
            .find_map(|record| match &record.what {
                Entry::Saving(mark) | Entry::Saved(mark) if mark.sha256 == sha256 => {
                    Some(mark.upto)
                }
                _ => None,
            });
        saves.or_else(|| match self.records.first() {
            Some(first) if matches!(&first.what, Entry::Open(o) if o.base == sha256) => {
                Some(first.n)
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
    if stem.starts_with(SET_ASIDE) {
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

/// Gives a journal that belongs to another project a name under which it is found no more.
///
/// Returns its first file's new name.
pub fn set_aside(disk: &dyn Disk, place: &Place) -> io::Result<PathBuf> {
    let id = format!("{SET_ASIDE}{}", place.id);
    for part in parts(disk, &place.folder, &place.id)? {
        let from = part_path(&place.folder, &place.id, part);
        disk.rename(&from, &part_path(&place.folder, &id, part))?;
    }
    disk.sync_folder(&place.folder)?;
    Ok(part_path(&place.folder, &id, 1))
}

/// Reads a journal with all its parts.
pub fn read(disk: &dyn Disk, folder: &Path, id: &str) -> io::Result<Journal> {
    let parts = parts(disk, folder, id)?;
    let mut by_number = BTreeMap::new();
    let mut troubles = Vec::new();
    let mut n_torn = 0;
    let mut n_blank = 0;
    let (mut good_len, mut blank_behind) = (0, 0);
    for &part in &parts {
        (good_len, blank_behind) = (0, 0);
        let path = part_path(folder, id, part);
        let file = match disk.read(&path) {
            Ok(file) => file,
            Err(cause) => {
                let why = cause.to_string();
                troubles.push(Trouble::Unreadable { path, why });
                continue;
            }
        };
        let found = match frames(&file) {
            Ok(found) => found,
            Err(what) => {
                troubles.push(Trouble::NotAJournal { path, what });
                continue;
            }
        };
        for damage in &found.damage {
            troubles.push(Trouble::Damaged {
                path: path.clone(),
                at: damage.bytes.start,
                n_bytes: damage.bytes.len(),
            });
        }
        for body in found.bodies {
            match decode(file.get(body).unwrap_or_default()) {
                Ok(record) => {
                    by_number.insert(record.n, record);
                }
                Err(undecodable) => troubles.push(Trouble::Unknown {
                    path: path.clone(),
                    why: undecodable.why,
                }),
            }
        }
        n_torn += found.n_torn;
        if found.n_torn == 0 {
            good_len = u64::try_from(found.good_len).unwrap_or(0);
            blank_behind = u64::try_from(found.n_blank).unwrap_or(0);
        }
        n_blank += u64::try_from(found.n_blank).unwrap_or(0);
    }
    let records: Vec<Record> = by_number.into_values().collect();
    for pair in records.windows(2) {
        if let [one, next] = pair
            && next.n > one.n + 1
        {
            troubles.push(Trouble::Missing {
                from: one.n + 1,
                n: next.n - one.n - 1,
            });
        }
    }
    Ok(Journal {
        place: Place {
            folder: folder.to_owned(),
            id: id.to_owned(),
            n_parts: parts.last().copied().unwrap_or(0),
            good_len,
            n_blank: blank_behind,
            durable: records.last().map_or(0, |record| record.n),
        },
        records,
        troubles,
        n_torn,
        n_blank,
    })
}
