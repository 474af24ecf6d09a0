//! How a session keeps what it accepted: its journal, its lock, and opening with both.
//!
//! A session without a [`Keeper`] keeps nothing; tests and the reading verbs have such ones.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::hash::Hasher as _;
use std::io;
use std::path::Path;
use std::path::PathBuf;
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
use crate::model::document::sha256_hex;
use crate::model::project::Project;
use crate::session::Session;
use crate::store;
use crate::store::Hashed;
use crate::store::KnownFile;
use crate::store::SaveError;
use crate::store::disk::Disk;
use crate::store::disk::RealDisk;
use crate::store::journal::read;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Brought;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Opening;
use crate::store::journal::record::Past;
use crate::store::journal::record::Record;
use crate::store::journal::record::SavedMark;
use crate::store::journal::record::TakenMark;
use crate::store::journal::recover;
use crate::store::journal::recover::Recovered;
use crate::store::journal::writer::Pen;
use crate::store::journal::writer::Place;
use crate::store::journal::writer::Writer;
use crate::store::journal::writer::write_whole;
use crate::store::lock;
use crate::store::lock::Alive;
use crate::store::lock::LiveLock;
use crate::store::lock::SessionLock;
use crate::store::moment;
use crate::store::problem::LoadError;
use crate::store::problem::Problem;
use crate::store::versions;
use crate::store::versions::Counts;

pub use crate::store::journal::read::Trouble as JournalTrouble;
pub use crate::store::journal::recover::Report;
pub use crate::store::journal::writer::Patience;
pub use crate::store::journal::writer::Progress;
pub use crate::store::journal::writer::Watch;

/// Digits of a computer's hash in the ids of its sessions.
const ID_DIGITS: usize = 6;

/// Where a user's sessions keep what they accept, and who the user is.
#[derive(Clone, Debug)]
pub struct Keeper {
    disk: Arc<dyn Disk>,
    data: Option<PathBuf>,
    who: String,
    host: String,
    patience: Patience,
    /// Bytes that a history may have, and beyond which a journal is cut.
    history_bytes: usize,
}

/// Bytes that a history may have unless the user chooses others.
pub const HISTORY_BYTES: usize = 64 << 20;

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
            patience: Patience::default(),
            history_bytes: HISTORY_BYTES,
        }
    }

    /// Makes one whose histories, and the journals they lie in, are bounded in bytes.
    pub fn bounded(self, history_bytes: usize) -> Self {
        Self {
            history_bytes,
            ..self
        }
    }

    /// Makes one that waits otherwise for a disk that fails.
    pub fn patient(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Returns the folders in which a project's journals may lie, the one beside it first.
    fn folders(&self, path: &Path) -> Vec<PathBuf> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".journal");
        let data = self.data.as_ref();
        let away = data.map(|data| data.join("journals").join(versions::key_of(path)));
        [Some(PathBuf::from(beside)), away]
            .into_iter()
            .flatten()
            .collect()
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

/// Whose acts were brought in, and when the last of them was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The user's name; may be empty.
    pub who: String,
    /// The computer's name; may be empty.
    pub host: String,
    /// Whether it is this computer.
    pub here: bool,
    /// When the last act was done.
    pub at: SystemTime,
}

/// What a session holds of its journal.
#[derive(Debug)]
pub(super) struct Keeping {
    writer: Writer,
    lock: Arc<Mutex<SessionLock>>,
    /// Acts that no project file holds, with their numbers.
    tail: Vec<(u64, Arc<Acted>)>,
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
            .count()
    }

    /// Returns a way to wait for the device.
    pub fn watch(&self) -> Watch {
        self.writer.watch()
    }

    /// Returns what marks, on whatever thread it happens, that a file is about to be written.
    pub fn pen(&self) -> Option<Pen> {
        self.writer.pen()
    }

    fn append(&self, what: Entry) -> u64 {
        self.writer.append(now(), what)
    }
}

/// Shows other computers that a session is alive, on any thread.
#[derive(Debug)]
pub struct BeatJob {
    lock: Weak<Mutex<SessionLock>>,
}

impl BeatJob {
    /// Touches the session's lock; waits for the disk.
    pub fn run(self) {
        if let Some(lock) = self.lock.upgrade() {
            let mut lock = lock.lock().unwrap_or_else(PoisonError::into_inner);
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

/// Somebody who has a project open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// The user's name; may be empty.
    pub who: String,
    /// The computer's name; may be empty.
    pub host: String,
    /// Whether it is this computer.
    pub here: bool,
    /// Since when, where it is known.
    pub since: Option<SystemTime>,
}

/// Opens a project with what its journals have beyond its file, and goes on keeping it.
///
/// Fails as [`Session::open`] does. Where no journal can be kept the session is as good, and
/// [`Session::progress`] tells.
pub fn open(path: &Path, keeper: &Keeper) -> Result<Opened, LoadError> {
    let (loaded, _, known) = store::load_known(&*keeper.disk, path)?;
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
        (mut recovered, origins): (Recovered, Vec<Origin>),
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
        session.history.limit(keeper.history_bytes);
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

/// The folder for projects without a name.
const UNNAMED: &str = "unnamed";

/// How long opening and saving wait for the journal before they go on without it.
pub(super) const TAKE_OVER: Duration = Duration::from_secs(1);

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
                    lock::remove_stale(&*keeper.disk, lock).ok();
                }
            }
            let ids = read::ids(&*keeper.disk, &folder);
            for id in found.told(&folder, ids).unwrap_or_default() {
                let lock = match keeper.take(&folder, &id) {
                    Ok(lock) => Some(lock),
                    // It is somebody's who runs.
                    Err(cause) if is_taken(&cause) => continue,
                    Err(_) => None,
                };
                let journal = read::read(&*keeper.disk, &folder, &id);
                let Some(journal) = found.told(&folder, journal) else {
                    continue;
                };
                let is_past = lock.is_some() && journal.is_taken() && journal.troubles.is_empty();
                if is_past && read::set_aside(&*keeper.disk, &journal.place, read::TAKEN).is_ok() {
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
            let ids = read::ids(&*keeper.disk, &folder);
            for id in found.told(&folder, ids).unwrap_or_default() {
                let journal = read::read(&*keeper.disk, &folder, &id);
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

    /// Returns what shows other computers that the project is open; to be run every half minute
    /// or so.
    pub fn beat_job(&self) -> Option<BeatJob> {
        self.keeping.as_ref().map(Keeping::beat)
    }
}

/// Marks in the journal that a file is about to be written, and up to which record it goes.
pub(super) fn mark_saving(content: &Hashed<'_>, journal: Option<(&Pen, u64)>) {
    if let Some((pen, upto)) = journal {
        let sha256 = content.sha256().to_owned();
        pen.append(now(), Entry::Saving(SavedMark { upto, sha256 }));
        // Without the mark a file and a journal that part are merged, which is as safe.
        pen.watch().flush(TAKE_OVER);
    }
}

impl Keeper {
    pub(super) fn is_there(&self, path: &Path) -> bool {
        self.disk.facts(path).is_ok()
    }

    /// Writes the project's file and keeps a dated copy.
    pub(super) fn save(
        &self,
        path: &Path,
        project: &Project,
        content: &Hashed<'_>,
        expected: Option<&KnownFile>,
        journal: Option<(&Pen, u64)>,
    ) -> Result<KnownFile, SaveError> {
        mark_saving(content, journal);
        let known = store::save_hashed(&*self.disk, path, content, expected)?;
        self.keep_version(path, project, content);
        Ok(known)
    }

    /// Keeps a dated copy of what was saved.
    pub(super) fn keep_version(&self, path: &Path, project: &Project, content: &Hashed<'_>) {
        if let Some(folder) = self.versions_folder(path) {
            let counts = Counts::of(project);
            let now = SystemTime::now();
            // The project is saved; a copy more or less does not undo that.
            versions::keep_hashed(&*self.disk, &folder, path, content, counts, now).ok();
        }
    }

    /// Returns who else has a project open, to be asked about before it is opened here too.
    pub fn others(&self, path: &Path) -> Vec<Other> {
        let folders = self.folders(path);
        let locks = folders.iter().flat_map(|folder| self.locks(folder));
        let alive = locks.filter(|lock| lock.alive == Alive::Yes);
        alive.map(|lock| self.other(&lock)).collect()
    }

    /// Returns the projects that were never given a name, the newest first.
    pub fn unnamed(&self) -> Vec<PathBuf> {
        let folder = self.data.as_ref().map(|data| data.join(UNNAMED));
        let files = folder.and_then(|folder| self.disk.list(&folder).ok());
        let mut files = files.unwrap_or_default();
        files.retain(|file| file.extension().is_some_and(|ext| ext == "ron"));
        files.reverse();
        files
    }

    /// Returns whether a project has journals, or something in their place.
    pub(super) fn has_journals(&self, path: &Path) -> bool {
        let ids = |folder: &PathBuf| read::ids(&*self.disk, folder);
        let mut folders = self.folders(path).into_iter();
        folders.any(|folder| ids(&folder).map_or(true, |ids| !ids.is_empty()))
    }

    fn is_unnamed(&self, path: &Path) -> bool {
        let folder = self.data.as_ref().map(|data| data.join(UNNAMED));
        folder.is_some_and(|folder| path.parent() == Some(&folder))
    }

    /// Makes the file of a project that has no name yet.
    fn make_unnamed(&self, project: &Project) -> Option<(PathBuf, KnownFile)> {
        let folder = self.data.as_ref()?.join(UNNAMED);
        self.disk.create_dir_all(&folder).ok()?;
        let path = folder.join(format!("{}.ron", self.new_id()));
        let bytes = store::write_project(project);
        let known = store::save_bytes(&*self.disk, &path, &bytes, None).ok()?;
        Some((path, known))
    }

    /// Removes the file of a project that has a name now, with its journal.
    pub(super) fn remove_unnamed(&self, path: &Path) {
        // What cannot be removed is offered again, and is not wrong.
        for folder in self.folders(path) {
            for file in self.disk.list(&folder).unwrap_or_default() {
                self.disk.remove(&file).ok();
            }
        }
        self.disk.remove(&store::backup_of(path)).ok();
        self.disk.remove(path).ok();
    }

    fn locks(&self, folder: &Path) -> Vec<LiveLock> {
        let here = self.host_mark();
        let is_local = |id: &str| Some(id.rsplit('-').next() == Some(here.as_str()));
        let locks = lock::locks(&*self.disk, folder, SystemTime::now(), &is_local);
        locks.unwrap_or_default()
    }

    fn take(&self, folder: &Path, id: &str) -> io::Result<SessionLock> {
        SessionLock::take(Arc::clone(&self.disk), folder, id, SystemTime::now())
    }

    /// Returns what ids of sessions on this computer end in.
    fn host_mark(&self) -> String {
        let digits = sha256_hex(self.host.as_bytes());
        digits.chars().take(ID_DIGITS).collect()
    }

    /// Returns an id for a session that begins now: when, a random number, and the computer.
    fn new_id(&self) -> String {
        let random = RandomState::new().build_hasher().finish() & 0xFF_FFFF;
        let now = moment::stamp(SystemTime::now());
        format!("{now}-{random:06x}-{}", self.host_mark())
    }

    fn opening(&self, session: &str, base: &str) -> Opening {
        Opening {
            session: session.to_owned(),
            who: self.who.clone(),
            host: self.host.clone(),
            process: std::process::id(),
            base: base.to_owned(),
        }
    }

    pub(super) fn origin(&self, journal: &Journal) -> Origin {
        let opening = journal.last_opened().map(|(_, opening)| opening.clone());
        let opening = opening.unwrap_or_default();
        Origin {
            here: journal.place.id.ends_with(&self.host_mark()),
            who: opening.who,
            host: opening.host,
            at: UNIX_EPOCH + Duration::from_secs(journal.last_at()),
        }
    }

    pub(super) fn history_bytes(&self) -> usize {
        self.history_bytes
    }

    pub(super) fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    fn other(&self, lock: &LiveLock) -> Other {
        let folder = lock.path.parent().unwrap_or(Path::new(""));
        let journal = read::read(&*self.disk, folder, &lock.session_id).ok();
        let opened = journal.as_ref().and_then(Journal::last_opened);
        let opening = opened.map(|(_, opening)| opening.clone());
        let opening = opening.unwrap_or_default();
        // The journal may be older: whoever opens a project goes on with the one that is there.
        let began = || {
            lock.session_id
                .split('-')
                .next()
                .and_then(moment::read_stamp)
        };
        let since = opened.map(|(at, _)| UNIX_EPOCH + Duration::from_secs(at));
        Other {
            who: opening.who,
            here: lock.session_id.ends_with(&self.host_mark()),
            host: opening.host,
            since: since.or_else(began),
        }
    }

    /// Returns the project that a kept version or the backup holds, if its file had a hash.
    fn old_version(&self, path: &Path, sha256: &str) -> Option<Project> {
        let folder = self.versions_folder(path)?;
        let versions = versions::list(&*self.disk, &folder).unwrap_or_default();
        let mut backup = path.as_os_str().to_owned();
        backup.push(".bak");
        let kept = versions.into_iter().filter(|v| sha256.starts_with(&v.sha8));
        let mut paths = kept
            .map(|version| version.path)
            .chain([PathBuf::from(backup)]);
        paths.find_map(|path| {
            let bytes = self.disk.read(&path).ok()?;
            (sha256_hex(&bytes) == sha256).then_some(())?;
            Some(store::read_project(&bytes).ok()?.project)
        })
    }

    /// Returns the folder for the dated versions of a project.
    pub(super) fn versions_folder(&self, path: &Path) -> Option<PathBuf> {
        let data = self.data.as_ref()?;
        Some(versions::folder_for(&data.join("versions"), path))
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
        let writer = Writer::start(Arc::clone(&keeper.disk), place, keeper.patience).ok()?;
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
        place.good_len = write_whole(&*keeper.disk, &place.folder, &place.id, records).ok()?;
        place.n_parts = 1;
        place.durable = n;
        Self::writing(keeper, lock, place)
    }

    fn new_place(keeper: &Keeper, path: &Path) -> Option<(SessionLock, Place)> {
        keeper.folders(path).into_iter().find_map(|folder| {
            keeper.disk.create_dir_all(&folder).ok()?;
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
    fn take(&self, keeper: &Keeper, journal: &Journal) {
        let by = self.lock_id();
        let place = journal.place.clone();
        let upto = place.durable;
        let disk = Arc::clone(&keeper.disk);
        if let Ok(writer) = Writer::start(disk, place, keeper.patience) {
            // Without the mark they are brought in once more, which changes nothing.
            writer.append(now(), Entry::Taken(TakenMark { upto, by }));
        }
    }

    fn lock_id(&self) -> String {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let stem = lock.path().file_stem();
        stem.map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    }
}
