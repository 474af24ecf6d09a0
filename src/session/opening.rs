//! Opens a project with what its journals have beyond its file.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::model::project::Project;
use crate::session::Session;
use crate::session::keeper::Keeper;
use crate::session::keeper::Origin;
use crate::session::keeper::Other;
use crate::session::keeping::Keeping;
use crate::session::keeping::TAKE_OVER;
use crate::store;
use crate::store::KnownFile;
use crate::store::journal::read;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Past;
use crate::store::journal::recover;
use crate::store::journal::recover::Recovered;
use crate::store::lock;
use crate::store::lock::Alive;
use crate::store::lock::LiveLock;
use crate::store::lock::SessionLock;
use crate::store::problem::LoadError;
use crate::store::problem::Problem;

pub use crate::store::journal::read::Trouble as JournalTrouble;
pub use crate::store::journal::recover::Report;

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
    pub others: Vec<Other>,
    /// Whose acts the journals had beyond the file.
    pub origins: Vec<Origin>,
}

impl Opened {
    /// Returns a project that was opened without a journal.
    pub fn unkept((session, problems): (Session, Vec<Problem>)) -> Self {
        Self {
            session,
            problems,
            report: Report::default(),
            troubles: Vec::new(),
            others: Vec::new(),
            origins: Vec::new(),
        }
    }
}

/// Opens a project with what its journals have beyond its file, and goes on keeping it.
///
/// Fails as [`Session::open`] does. Where no journal can be kept the session is as good, and
/// [`Session::progress`] tells.
pub fn open(path: &Path, keeper: &Keeper) -> Result<Opened, LoadError> {
    let (loaded, _, known) = store::load_known(keeper.disk(), path)?;
    let mut found = Found::gather(keeper, path);
    found.refuse_others(keeper, &known.sha256, &loaded.project);
    let mut main = found.take_main(&known.sha256);
    if let Some((Some(_), journal)) = &mut main
        && journal.base() == known.sha256
    {
        keeper.cut(journal);
    }
    let recovered = found.recover(keeper, path, loaded.project, &known.sha256, main.as_ref());
    let mut opened = found.open(keeper, path, main, recovered, known);
    opened.problems = loaded.problems;
    Ok(opened)
}

impl Found {
    /// Makes the session of what was put together, and goes on with the journal.
    pub(super) fn open(
        self,
        keeper: &Keeper,
        path: &Path,
        main: Option<Held>,
        (mut recovered, mut origins): (Recovered, Vec<Origin>),
        known: KnownFile,
    ) -> Opened {
        let mut found = self;
        let mut troubles = found.all_troubles();
        let mut to_tell = None;
        let (lock, place) = match main {
            Some((lock, journal)) => {
                to_tell = journal.to_tell();
                troubles.extend(journal.troubles);
                if lock.is_none() {
                    // It stays as it is; a journal of ours elsewhere takes its unsaved acts over.
                    let tail = std::mem::take(&mut recovered.tail);
                    recovered
                        .new
                        .splice(0..0, tail.into_iter().map(|(_, acted)| acted));
                }
                (lock, Some(journal.place))
            }
            None => (None, None),
        };
        let goes_on = lock.is_some();
        let is_unnamed = keeper.is_unnamed(path);
        let own = (!is_unnamed).then(|| path.to_owned());
        let mut session = Session::holding(recovered.project, own);
        session.unnamed = is_unnamed.then(|| path.to_owned());
        session.history = recovered.history;
        session.history.limit(keeper.history_bytes());
        session.known = Some(known.clone());
        session.keeper = Some(keeper.clone());
        session.keeping = Keeping::start(keeper, path, lock, place, &known.sha256);
        if let Some(keeping) = &mut session.keeping {
            keeping.tail = recovered.tail;
            if let Some(mark) = to_tell.filter(|_| goes_on) {
                // Whoever opens the project is told of it by what this returns.
                keeping.append(Entry::Told(mark));
            }
            if let Some(mark) = recovered.saved.filter(|_| goes_on) {
                keeping.saved(mark.upto, mark.sha256);
            }
            if let Some(mut brought) = recovered.brought {
                if !goes_on {
                    // It has no history yet.
                    brought.past = Past::Ends;
                }
                keeping.brought(brought);
            }
            for acted in recovered.new {
                keeping.act(acted);
            }
            // Whoever opens it next is to read who has it open.
            if keeping.watch().flush(TAKE_OVER) {
                for (_, journal) in &found.free {
                    if journal.has_unsaved() {
                        keeping.take(keeper, journal);
                    }
                }
            }
        }
        // What is in no history, as time is, has to reach the file too.
        if let Some(keeping) = &session.keeping {
            let aside = |(_, acted): &&(u64, Arc<Acted>)| acted.how == How::Aside;
            session.n_notes = keeping.tail.iter().filter(aside).count() as u64;
        }
        if session.mark_held() {
            // Acts taken back and made again since the save: nothing was missing.
            recovered.report.n_acts = 0;
            origins.clear();
        }
        Opened {
            session,
            problems: Vec::new(),
            report: recovered.report,
            troubles,
            others: found.live.iter().map(|lock| keeper.other(lock)).collect(),
            origins,
        }
    }
}

/// A journal, with the lock taken on it if its folder can be written.
pub(super) type Held = (Option<SessionLock>, Journal);

/// The journals of a project.
#[derive(Default)]
pub(super) struct Found {
    /// Those of sessions that have ended, each with the lock taken on it, if its folder can be
    /// written.
    pub(super) free: Vec<Held>,
    /// The locks of those that run.
    live: Vec<LiveLock>,
    pub(super) troubles: Vec<JournalTrouble>,
}

fn is_taken(cause: &io::Error) -> bool {
    let kinds = [io::ErrorKind::WouldBlock, io::ErrorKind::AlreadyExists];
    kinds.contains(&cause.kind())
}

impl Found {
    pub(super) fn gather(keeper: &Keeper, path: &Path) -> Self {
        let mut found = Self::default();
        for folder in keeper.folders(path) {
            let locks = keeper.locks(&folder);
            for lock in &locks {
                if lock.alive == Alive::Stale {
                    // Somebody may be faster, and has it then.
                    lock::remove_stale(keeper.disk(), lock).ok();
                }
            }
            let ids = read::ids(keeper.disk(), &folder);
            for id in found.told(&folder, ids).unwrap_or_default() {
                let lock = match keeper.take(&folder, &id) {
                    Ok(lock) => Some(lock),
                    // It is somebody's who runs.
                    Err(cause) if is_taken(&cause) => continue,
                    Err(_) => None,
                };
                let journal = read::read(keeper.disk(), &folder, &id);
                let Some(journal) = found.told(&folder, journal) else {
                    continue;
                };
                let is_past = lock.is_some() && journal.is_taken() && journal.troubles.is_empty();
                if is_past && read::set_aside(keeper.disk(), &folder, &id, read::TAKEN).is_ok() {
                    // Its acts are in another; it is kept, and read no more.
                    continue;
                }
                found.free.push((lock, journal));
            }
            found
                .live
                .extend(locks.into_iter().filter(|lock| lock.alive != Alive::Stale));
        }
        found
    }

    /// Reads all journals as they are, also those of sessions that run; touches nothing.
    pub(super) fn look(keeper: &Keeper, path: &Path) -> Self {
        let mut found = Self::default();
        for folder in keeper.folders(path) {
            let ids = read::ids(keeper.disk(), &folder);
            for id in found.told(&folder, ids).unwrap_or_default() {
                let journal = read::read(keeper.disk(), &folder, &id);
                let journal = found.told(&folder, journal);
                found.free.extend(journal.map(|journal| (None, journal)));
            }
        }
        found
    }

    /// Returns what could not be read, but for the journal that was taken to go on with.
    ///
    /// What is damaged in one whose acts are elsewhere already is no loss.
    pub(super) fn all_troubles(&mut self) -> Vec<JournalTrouble> {
        let is_loss = |journal: &Journal, trouble: &JournalTrouble| {
            let in_part = matches!(
                trouble,
                JournalTrouble::Damaged { .. }
                    | JournalTrouble::Unknown { .. }
                    | JournalTrouble::Missing { .. }
            );
            !in_part || journal.has_unsaved() || journal.records.is_empty()
        };
        let mut troubles = std::mem::take(&mut self.troubles);
        for (_, journal) in &self.free {
            let of_this = journal.troubles.iter();
            troubles.extend(of_this.filter(|one| is_loss(journal, one)).cloned());
        }
        troubles
    }

    /// Puts the project together, and tells whose acts its file did not hold.
    pub(super) fn recover(
        &self,
        keeper: &Keeper,
        path: &Path,
        project: Project,
        sha256: &str,
        main: Option<&Held>,
    ) -> (Recovered, Vec<Origin>) {
        let old = |sha256: &str| keeper.old_version(path, sha256);
        let mut origins = Vec::new();
        let mut recovered = match main {
            Some((_, journal)) => {
                let recovered = recover::recover(project, sha256, journal, old);
                if recovered.report.n_acts > 0 {
                    origins.push(keeper.origin(journal));
                }
                recovered
            }
            None => Recovered::of(project),
        };
        for (_, journal) in &self.free {
            if journal.has_unsaved() {
                origins.push(keeper.origin(journal));
                recover::bring_in(&mut recovered, journal);
            }
        }
        (recovered, origins)
    }

    /// Returns what was read, and remembers what could not be.
    fn told<T>(&mut self, path: &Path, read: io::Result<T>) -> Option<T> {
        let trouble = |cause: io::Error| JournalTrouble::Unreadable {
            path: path.to_owned(),
            why: cause.to_string(),
        };
        read.map_err(|cause| self.troubles.push(trouble(cause)))
            .ok()
    }

    /// Takes the journal to go on with: one that stands on the file, or else the newest.
    pub(super) fn take_main(&mut self, sha256: &str) -> Option<Held> {
        let rank = |journal: &Journal| (journal.upto_in(sha256).is_some(), journal.last_at());
        let usable = self.free.iter().enumerate();
        let usable = usable.filter(|(_, (_, j))| !j.records.is_empty() && !j.is_taken());
        let (at, _) = usable.max_by_key(|(_, (_, journal))| rank(journal))?;
        Some(self.free.swap_remove(at))
    }
}

impl Session {
    /// Opens a project with what its journals have beyond its file, and keeps what is done to it.
    pub fn open_kept(path: &Path, keeper: &Keeper) -> Result<Opened, LoadError> {
        open(path, keeper)
    }
}
