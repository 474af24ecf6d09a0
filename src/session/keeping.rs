//! How a session keeps what it accepted: its journal, its lock, and opening with both.
//!
//! A session without a [`Keeper`] keeps nothing; tests and the reading verbs have such ones.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::model::project::Project;
use crate::session::Session;
use crate::store;
use crate::store::disk::Disk;
use crate::store::disk::RealDisk;
use crate::store::journal::read;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Entry;
use crate::store::journal::record::Opening;
use crate::store::journal::record::Record;
use crate::store::journal::record::SavedMark;
use crate::store::journal::record::TakenMark;
use crate::store::journal::recover;
use crate::store::journal::recover::Recovered;
use crate::store::journal::writer::Place;
use crate::store::journal::writer::Watch;
use crate::store::journal::writer::Writer;
use crate::store::lock::SessionLock;
use crate::store::problem::LoadError;
use crate::store::problem::Problem;

pub use crate::store::journal::read::Trouble as JournalTrouble;
pub use crate::store::journal::recover::Report;
pub use crate::store::journal::writer::Progress;
pub use crate::store::lock::LiveLock;

/// Where a user's sessions keep what they accept, and who the user is.
#[derive(Clone, Debug)]
pub struct Keeper {
    disk: Arc<dyn Disk>,
    data: Option<PathBuf>,
    who: String,
    host: String,
}

impl Keeper {
    /// Makes one for a user on this computer; `data` is the user's folder for what the program
    /// keeps, used where nothing can be written beside a project.
    pub fn new(data: Option<PathBuf>, who: String, host: String) -> Self {
        Self::on(Arc::new(RealDisk), data, who, host)
    }

    /// Makes one on another disk, as tests do.
    pub fn on(disk: Arc<dyn Disk>, data: Option<PathBuf>, who: String, host: String) -> Self {
        Self {
            disk,
            data,
            who,
            host,
        }
    }

    /// Returns the folders in which a project's journals may lie, the one beside it first.
    fn folders(&self, path: &Path) -> Vec<PathBuf> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".journal");
        let data = self.data.as_ref();
        let away = data.map(|data| data.join("journals").join(store::versions::key_of(path)));
        [Some(PathBuf::from(beside)), away].into_iter().flatten().collect()
    }
}

/// A project that was opened, with what there is to say.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// What in the file does not fit.
    pub problems: Vec<Problem>,
    /// What the journals had beyond the file.
    pub report: Report,
    /// What could not be read of the journals.
    pub troubles: Vec<JournalTrouble>,
    /// Others that have the project open.
    pub others: Vec<LiveLock>,
}

/// What a session holds of its journal.
#[derive(Debug)]
pub(super) struct Keeping {
    writer: Writer,
    _lock: SessionLock,
    /// The number of the next record.
    next: u64,
    /// Written before the first act, so that a session without acts leaves no file.
    opening: Option<Opening>,
    /// Acts that no project file holds, with their numbers.
    tail: Vec<(u64, Arc<Acted>)>,
}

impl Keeping {
    /// Hands an act over to the journal.
    pub fn act(&mut self, acted: Arc<Acted>) {
        self.open();
        let n = self.next;
        self.tail.push((n, Arc::clone(&acted)));
        self.append(Entry::Act(acted));
    }

    /// Marks that the project file holds what was done up to a record.
    pub fn saved(&mut self, upto: u64, sha256: String) {
        self.tail.retain(|(n, _)| *n > upto);
        if let Some(opening) = &mut self.opening {
            // Nothing was done yet; whatever comes stands on this file.
            opening.base = sha256;
        } else {
            self.append(Entry::Saved(SavedMark { upto, sha256 }));
        }
    }

    /// Returns the number of the last record.
    pub fn last(&self) -> u64 {
        self.next - 1
    }

    /// Returns the acts that no project file holds.
    pub fn tail(&self) -> &[(u64, Arc<Acted>)] {
        &self.tail
    }

    /// Returns how far the journal is.
    pub fn progress(&self) -> Progress {
        self.writer.progress()
    }

    /// Returns a way to wait for the device.
    pub fn watch(&self) -> Watch {
        self.writer.watch()
    }

    fn open(&mut self) {
        if let Some(opening) = self.opening.take() {
            self.append(Entry::Open(opening));
        }
    }

    fn append(&mut self, what: Entry) {
        let n = self.next;
        self.next += 1;
        self.writer.append(Record {
            n,
            at: now(),
            what,
        });
    }
}

/// Returns the seconds since 1970-01-01 UTC.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
