//! What a session holds of its journal: handing acts over, saves marked, signs of life.
//!
//! A session without a [`Keeper`] keeps nothing; tests and the reading verbs have such ones.

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::Weak;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::edit::history::Entry as HistoryEntry;
use crate::edit::history::History;
use crate::edit::rebase::RecordedDelta;
use crate::session::Session;
use crate::session::keeper::Keeper;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Brought;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Record;
use crate::store::journal::record::SavedMark;
use crate::store::journal::record::TakenMark;
use crate::store::journal::writer::Pen;
use crate::store::journal::writer::Place;
use crate::store::journal::writer::Writer;
use crate::store::journal::writer::write_whole;
use crate::store::lock::SessionLock;

pub use crate::store::journal::writer::Progress;
pub use crate::store::journal::writer::Watch;

/// What a session holds of its journal.
#[derive(Debug)]
pub(super) struct Keeping {
    writer: Writer,
    lock: Arc<Mutex<SessionLock>>,
    /// Acts that no project file holds, with their numbers.
    pub(super) tail: Vec<(u64, Arc<Acted>)>,
}

impl Keeping {
    /// Hands an act over to the journal.
    pub fn act(&mut self, acted: Arc<Acted>) {
        let n = self.append(Entry::Act(Arc::clone(&acted)));
        self.tail.push((n, acted));
    }

    /// Marks that the project file holds what was done up to a record; returns the acts that are
    /// not needed any more.
    pub fn saved(&mut self, upto: u64, sha256: String) -> Vec<Arc<Acted>> {
        let n_saved = self.tail.partition_point(|(n, _)| *n <= upto);
        let saved = self.tail.drain(..n_saved).map(|(_, acted)| acted);
        let saved = saved.collect();
        self.append(Entry::Saved(SavedMark { upto, sha256 }));
        saved
    }

    /// Takes over a file that somebody else has written: from now on the journal stands on it.
    pub fn brought(&mut self, brought: Brought) {
        self.tail.clear();
        let beyond = (!brought.deltas.is_empty()).then(|| brought.as_act());
        let n = self.append(Entry::Brought(Box::new(brought)));
        self.tail.extend(beyond.map(|acted| (n, acted)));
    }

    /// Returns what shows other computers that the session is alive.
    pub fn beat(&self) -> BeatJob {
        BeatJob {
            lock: Arc::downgrade(&self.lock),
            watch: self.writer.watch(),
        }
    }

    /// Returns the number of the last record.
    pub fn last(&self) -> u64 {
        self.writer.progress().accepted
    }

    /// Returns the acts that no project file holds.
    pub fn tail(&self) -> &[(u64, Arc<Acted>)] {
        &self.tail
    }

    /// Returns the acts after a record, as far as no project file holds them.
    pub fn acts_since(&self, upto: u64) -> impl Iterator<Item = &Arc<Acted>> {
        let since = self.tail.iter().filter(move |(n, _)| *n > upto);
        since.map(|(_, acted)| acted)
    }

    /// Returns how far the journal is.
    pub fn progress(&self) -> Progress {
        self.writer.progress()
    }

    /// Returns how many acts are neither in the file nor on the device.
    pub fn n_pending(&self) -> usize {
        let durable = self.writer.progress().durable;
        self.tail
            .iter()
            .rev()
            .take_while(|(n, _)| *n > durable)
            .filter(|(_, acted)| acted.how != How::Aside)
            .count()
    }

    /// Marks that what was done so far is in another journal.
    pub fn taken_by(&mut self, by: String) {
        let upto = self.last();
        if upto > 0 {
            self.append(Entry::Taken(TakenMark { upto, by }));
        }
    }

    /// Returns whether somebody has removed the journal.
    pub fn is_gone(&self) -> bool {
        self.writer.progress().is_gone
    }

    /// Returns a way to wait for the device.
    pub fn watch(&self) -> Watch {
        self.writer.watch()
    }

    /// Returns what marks, on whatever thread it happens, that a file is about to be written.
    pub fn pen(&self) -> Option<Pen> {
        self.writer.pen()
    }

    pub(super) fn append(&self, what: Entry) -> u64 {
        self.writer.append(now(), what)
    }
}

/// Shows other computers that a session is alive, on any thread.
#[derive(Debug)]
pub struct BeatJob {
    lock: Weak<Mutex<SessionLock>>,
    watch: Watch,
}

impl BeatJob {
    /// Touches the session's lock, and looks whether its journal is there; waits for the disk.
    pub fn run(self) {
        if let Some(lock) = self.lock.upgrade() {
            let mut lock = lock.lock().unwrap_or_else(PoisonError::into_inner);
            self.watch.look(lock.disk());
            // A lock warns and no more: without it nothing is lost.
            lock.beat(SystemTime::now()).ok();
        }
    }
}

/// Returns the seconds since 1970-01-01 UTC.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// How long opening and saving wait for the journal before they go on without it.
pub(super) const TAKE_OVER: Duration = Duration::from_secs(1);

impl Session {
    /// Makes a project without documents that has a file among the user's data, until it gets a
    /// name and one of its own.
    pub fn new_kept(name: impl Into<String>, keeper: &Keeper) -> Self {
        let mut session = Self::new_project(name);
        session.keeper = Some(keeper.clone());
        if let Some((path, known)) = keeper.make_unnamed(&session.project) {
            session.keeping = Keeping::start(keeper, &path, None, None, &known.sha256);
            session.known = Some(known);
            session.unnamed = Some(path);
        }
        session
    }

    /// Returns whether the project has no name of its own, and where it lies meanwhile.
    pub fn unnamed(&self) -> Option<&Path> {
        self.unnamed.as_deref()
    }

    /// Returns how far the journal is; `None` for a session that keeps none.
    pub fn progress(&self) -> Option<Progress> {
        self.keeping.as_ref().map(Keeping::progress)
    }

    /// Returns how many acts are on no disk yet, which a session without a journal does not know.
    pub fn n_pending(&self) -> usize {
        self.keeping.as_ref().map_or(0, Keeping::n_pending)
    }

    /// Returns a way to wait for the journal from another thread, such as one that panics.
    pub fn watch(&self) -> Option<Watch> {
        self.keeping.as_ref().map(Keeping::watch)
    }

    /// Marks in the journal that the file holds all of it, where acts were taken back and made again
    /// since the last save and came to nothing; tells whether.
    pub(super) fn mark_held(&mut self) -> bool {
        let is_held = !self.is_behind() && !self.is_damaged;
        let (Some(keeping), Some(known)) = (&mut self.keeping, &self.known) else {
            return false;
        };
        let last = keeping.tail.last().map(|(n, _)| *n).filter(|_| is_held);
        if let Some(upto) = last {
            keeping.saved(upto, known.sha256.clone());
        }
        last.is_some()
    }

    /// Returns whether somebody has removed the journal: the next save begins another.
    pub fn is_journal_gone(&self) -> bool {
        self.keeping.as_ref().is_some_and(Keeping::is_gone)
    }

    /// Returns what shows other computers that the project is open; to be run every half minute
    /// or so.
    pub fn beat_job(&self) -> Option<BeatJob> {
        self.keeping.as_ref().map(Keeping::beat)
    }
}

/// Returns an act of a history as a record of it; the project file holds it.
fn acted(how: How, entry: &HistoryEntry) -> Entry {
    let (change, before, after) = match how {
        How::Undo => (entry.change.clone().inverse(), &entry.after, &entry.before),
        _ => (entry.change.clone(), &entry.before, &entry.after),
    };
    let deltas = change.deltas.into_iter();
    Entry::Act(Arc::new(Acted {
        how,
        act: entry.act,
        before: before.clone(),
        after: after.clone(),
        deltas: deltas
            .map(|delta| RecordedDelta { delta, words: None })
            .collect(),
    }))
}

impl Keeping {
    /// Goes on with a journal, or begins one; nothing where no folder can be written.
    pub(super) fn start(
        keeper: &Keeper,
        path: &Path,
        lock: Option<SessionLock>,
        place: Option<Place>,
        base: &str,
    ) -> Option<Self> {
        let (lock, place) = match (lock, place) {
            (Some(lock), Some(place)) => (lock, place),
            _ => Self::new_place(keeper, path)?,
        };
        let opening = keeper.opening(&place.id, base);
        let keeping = Self::writing(keeper, lock, place)?;
        keeping.append(Entry::Open(opening));
        Some(keeping)
    }

    fn writing(keeper: &Keeper, lock: SessionLock, place: Place) -> Option<Self> {
        let writer = keeper.start_writer(place).ok()?;
        Some(Self {
            writer,
            lock: Arc::new(Mutex::new(lock)),
            tail: Vec::new(),
        })
    }

    /// Begins a journal with a history that the project file holds already.
    ///
    /// It gets its name only when it is whole: a history that is cut off would be taken for acts
    /// that the file does not hold.
    pub(super) fn start_with(
        keeper: &Keeper,
        path: &Path,
        base: &str,
        history: &History,
    ) -> Option<Self> {
        let (lock, mut place) = Self::new_place(keeper, path)?;
        let undone = history.undone();
        let made = history.done().iter().chain(undone.iter().rev());
        let entries = [Entry::Open(keeper.opening(&place.id, base))]
            .into_iter()
            .chain(made.map(|entry| acted(How::Do, entry)))
            .chain(undone.iter().map(|entry| acted(How::Undo, entry)));
        let mut n = 0;
        let records = entries.map(|what| {
            n += 1;
            Record { n, at: now(), what }
        });
        place.good_len = write_whole(keeper.disk(), &place.folder, &place.id, records).ok()?;
        place.n_parts = 1;
        place.durable = n;
        Self::writing(keeper, lock, place)
    }

    fn new_place(keeper: &Keeper, path: &Path) -> Option<(SessionLock, Place)> {
        keeper.folders(path).into_iter().find_map(|folder| {
            keeper.disk().create_dir_all(&folder).ok()?;
            let id = keeper.new_id();
            let lock = keeper.take(&folder, &id).ok()?;
            Some((
                lock,
                Place {
                    folder,
                    id,
                    n_parts: 0,
                    good_len: 0,
                    n_blank: 0,
                    durable: 0,
                },
            ))
        })
    }

    /// Marks in the journal of a session that broke off that its acts are in this one now.
    pub(super) fn take(&self, keeper: &Keeper, journal: &Journal) {
        let by = self.lock_id();
        let place = journal.place.clone();
        let upto = place.durable;
        if let Ok(writer) = keeper.start_writer(place) {
            // Without the mark they are brought in once more, which changes nothing.
            writer.append(now(), Entry::Taken(TakenMark { upto, by }));
        }
    }

    pub(super) fn lock_id(&self) -> String {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let stem = lock.path().file_stem();
        stem.map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    }
}
