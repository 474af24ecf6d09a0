//! Where a user's sessions keep what they accept: folders, locks, dated versions, names.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::model::document::sha256_hex;
use crate::model::project::Project;
use crate::session::keeping::TAKE_OVER;
use crate::session::keeping::now;
use crate::store;
use crate::store::Hashed;
use crate::store::KnownFile;
use crate::store::SaveError;
use crate::store::disk::Disk;
use crate::store::disk::RealDisk;
use crate::store::journal::id;
use crate::store::journal::read;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Entry;
use crate::store::journal::record::Opening;
use crate::store::journal::record::SavedMark;
use crate::store::journal::writer::Pen;
use crate::store::journal::writer::Place;
use crate::store::journal::writer::Writer;
use crate::store::lock;
use crate::store::lock::Alive;
use crate::store::lock::LiveLock;
use crate::store::lock::SessionLock;
use crate::store::versions;
use crate::store::versions::Counts;

pub use crate::store::journal::writer::Patience;

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
    pub(super) fn folders(&self, path: &Path) -> Vec<PathBuf> {
        // A link and the file behind it are one project.
        let path = store::behind_links(&*self.disk, path).unwrap_or(path.to_owned());
        let mut beside = path.clone().into_os_string();
        beside.push(".journal");
        let data = self.data.as_ref();
        let away = data.map(|data| data.join("journals").join(versions::key_of(&path)));
        [Some(PathBuf::from(beside)), away]
            .into_iter()
            .flatten()
            .collect()
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

/// The folder for projects without a name.
const UNNAMED: &str = "unnamed";

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

    /// Gives the journals of a project that another takes the place of names under which they are
    /// found no more: their acts are not the other's.
    pub(super) fn set_journals_aside(&self, path: &Path) {
        for folder in self.folders(path) {
            for id in read::ids(&*self.disk, &folder).unwrap_or_default() {
                if let Ok(_lock) = self.take(&folder, &id) {
                    // One that cannot be renamed is told by its acts.
                    read::set_aside(&*self.disk, &folder, &id, read::OTHER).ok();
                }
            }
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

    pub(super) fn is_unnamed(&self, path: &Path) -> bool {
        let folder = self.data.as_ref().map(|data| data.join(UNNAMED));
        folder.is_some_and(|folder| path.parent() == Some(&folder))
    }

    /// Makes the file of a project that has no name yet.
    pub(super) fn make_unnamed(&self, project: &Project) -> Option<(PathBuf, KnownFile)> {
        let folder = self.data.as_ref()?.join(UNNAMED);
        self.disk.create_dir_all(&folder).ok()?;
        let path = folder.join(format!("{}.ron", self.new_id()));
        let bytes = store::write_project(project);
        let known = store::save_bytes(&*self.disk, &path, &bytes, None).ok()?;
        Some((path, known))
    }

    /// Removes the file of a project that has a name now, with its journal.
    pub(super) fn remove_unnamed(&self, path: &Path) {
        if !self.others(path).is_empty() {
            // Another window has it open, and goes on with it.
            return;
        }
        // What cannot be removed is offered again, and is not wrong.
        for folder in self.folders(path) {
            for file in self.disk.list(&folder).unwrap_or_default() {
                self.disk.remove(&file).ok();
            }
        }
        self.disk.remove(&store::backup_of(path)).ok();
        self.disk.remove(path).ok();
    }

    pub(super) fn locks(&self, folder: &Path) -> Vec<LiveLock> {
        // Not by the id: whoever goes on with a journal may sit at another computer than whoever
        // began it.
        let is_local = |id: &str| {
            let journal = read::read(&*self.disk, folder, id).ok();
            let opened = journal.as_ref().and_then(Journal::last_opened);
            Some(self.is_here(id, opened.map(|(_, opening)| opening)))
        };
        let locks = lock::locks(&*self.disk, folder, SystemTime::now(), &is_local);
        locks.unwrap_or_default()
    }

    pub(super) fn take(&self, folder: &Path, id: &str) -> io::Result<SessionLock> {
        SessionLock::take(Arc::clone(&self.disk), folder, id, SystemTime::now())
    }

    /// Returns what ids of sessions on this computer end in.
    pub(super) fn host_mark(&self) -> String {
        let digits = sha256_hex(self.host.as_bytes());
        digits.chars().take(ID_DIGITS).collect()
    }

    /// Returns whether a session runs, or ran, on this computer: by who took its journal up last, or
    /// by its id where nobody has said so yet.
    fn is_here(&self, id: &str, opening: Option<&Opening>) -> bool {
        match opening {
            Some(opening) => opening.host == self.host,
            None => id.ends_with(&self.host_mark()),
        }
    }

    /// Returns an id for a session that begins now: when, a random number, and the computer.
    pub(super) fn new_id(&self) -> String {
        id::new(&self.host_mark())
    }

    pub(super) fn opening(&self, session: &str, base: &str) -> Opening {
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
            here: self.is_here(&journal.place.id, journal.last_opened().map(|(_, o)| o)),
            who: opening.who,
            host: opening.host,
            at: UNIX_EPOCH + Duration::from_secs(journal.last_at()),
        }
    }

    pub(super) fn history_bytes(&self) -> usize {
        self.history_bytes
    }

    /// Starts a thread that goes on with a journal.
    pub(super) fn start_writer(&self, place: Place) -> io::Result<Writer> {
        Writer::start(Arc::clone(&self.disk), place, self.patience)
    }

    pub(super) fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    pub(super) fn other(&self, lock: &LiveLock) -> Other {
        let folder = lock.path.parent().unwrap_or(Path::new(""));
        let journal = read::read(&*self.disk, folder, &lock.session_id).ok();
        let opened = journal.as_ref().and_then(Journal::last_opened);
        let opening = opened.map(|(_, opening)| opening.clone());
        let opening = opening.unwrap_or_default();
        // The journal may be older: whoever opens a project goes on with the one that is there.
        let began = || id::begun(&lock.session_id);
        let since = opened.map(|(at, _)| UNIX_EPOCH + Duration::from_secs(at));
        Other {
            who: opening.who,
            here: self.is_here(&lock.session_id, opened.map(|(_, opening)| opening)),
            host: opening.host,
            since: since.or_else(began),
        }
    }

    /// Returns the project that a kept version or the backup holds, if its file had a hash.
    pub(super) fn old_version(&self, path: &Path, sha256: &str) -> Option<Project> {
        let folder = self.versions_folder(path)?;
        let versions = versions::list(&*self.disk, &folder).unwrap_or_default();
        let kept = versions.into_iter().filter(|v| sha256.starts_with(&v.sha8));
        let mut paths = kept
            .map(|version| version.path)
            .chain([store::backup_of(path)]);
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
