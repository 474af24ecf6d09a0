//! A session's way back: to a state of its history, or to a dated version of its file.
//!
//! Both are acts like any other: each step is kept in the journal, and can be taken back.

use std::path::Path;
use std::sync::Arc;

use crate::edit::between::between;
use crate::edit::caret::Place;
use crate::edit::command::Act;
use crate::edit::command::Refusal;
use crate::edit::history::Entry;
use crate::model::project::Project;
use crate::session::JournalTrouble;
use crate::session::Keeper;
use crate::session::Session;
use crate::session::Undone;
use crate::session::keeping::now;
use crate::session::opening::Found;
use crate::store;
use crate::store::LoadError;
use crate::store::journal::cut;
use crate::store::journal::frame::NotAJournal;
use crate::store::journal::read;
use crate::store::journal::read::Journal;
use crate::store::journal::record::How;
use crate::store::versions;

pub use crate::store::moment::local as moment;
pub use crate::store::versions::Version;

impl Session {
    /// Returns where and for whom what is accepted is kept.
    pub fn keeper(&self) -> Option<&Keeper> {
        self.keeper.as_ref()
    }

    /// Goes back or forth to a state of the history, in as many steps as it takes; `None` where
    /// that is the present state, or none of the history.
    pub fn travel(&mut self, state: u64) -> Option<Undone> {
        let is_after = |entry: &Arc<Entry>| entry.state() == state;
        let history = &self.history;
        let n_back = match history.done().iter().rev().position(is_after) {
            None if history.first_state() == state => history.done().len(),
            found => found.unwrap_or(0),
        };
        let n_forth = history.undone().iter().rev().position(is_after);
        let n_forth = n_forth.map_or(0, |at| at + 1);
        let mut last = None;
        for _ in 0..n_back {
            last = Some(self.undo()?);
        }
        if n_back == 0 {
            for _ in 0..n_forth {
                last = Some(self.redo()?);
            }
        }
        last
    }

    /// Bounds the history from now on; what is oldest goes first.
    pub fn limit_history(&mut self, bytes: usize) {
        self.history.limit(bytes);
        if let Some(keeper) = self.keeper.take() {
            self.keeper = Some(keeper.bounded(bytes));
        }
    }

    /// Brings an earlier version of the project back, as one act; returns whether anything changed.
    pub fn restore(&mut self, version: Project) -> Result<bool, Refusal> {
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        let change = between(&self.project, &version);
        if change.is_empty() {
            return Ok(false);
        }
        self.project = version;
        self.revision += 1;
        let nowhere = Place::default();
        self.keep(How::Do, Act::Restore, &change, &nowhere, &nowhere);
        let at = Some(now());
        self.history
            .push_at(at, Act::Restore, change, nowhere.clone(), nowhere);
        Ok(true)
    }
}

impl Keeper {
    /// Lists the dated versions kept of a project, the newest first; waits for the disk.
    pub fn versions(&self, project: &Path) -> Vec<Version> {
        let folder = self.versions_folder(project);
        let listed = folder.and_then(|folder| versions::list(self.disk(), &folder).ok());
        listed.unwrap_or_default()
    }

    /// Returns whether a file is a version of a project.
    pub fn is_version(&self, path: &Path) -> bool {
        let folder = self.versions_folder(path);
        let all = folder.as_deref().and_then(Path::parent);
        all.is_some_and(|all| path.starts_with(all))
    }

    /// Reads a version; waits for the disk.
    pub fn read_version(&self, version: &Path) -> Result<Project, LoadError> {
        let (loaded, ..) = store::load_known(self.disk(), version)?;
        Ok(loaded.project)
    }

    /// Cuts a journal that has grown beyond the bound.
    pub(super) fn cut(&self, journal: &mut Journal) {
        let history_bytes = self.history_bytes();
        let journal_bytes = u64::try_from(history_bytes).unwrap_or(u64::MAX);
        if cut::cut(self.disk(), journal, journal_bytes, history_bytes).is_ok() {
            return;
        }
        // Whatever is there now is good.
        let place = &journal.place;
        if let Ok(read) = read::read(self.disk(), &place.folder, &place.id) {
            *journal = read;
        }
    }
}

impl Found {
    /// Takes out journals that have nothing in common with the project, and gives those that are
    /// nobody's at present a name under which they are found no more.
    pub(super) fn refuse_others(&mut self, keeper: &Keeper, sha256: &str, project: &Project) {
        let has = |id: &_| project.documents.by_id(id).is_some();
        let all = std::mem::take(&mut self.free);
        for (lock, journal) in all {
            let is_none = journal.is_none();
            if journal.is_of(sha256, has) && !is_none {
                self.free.push((lock, journal));
                continue;
            }
            let place = &journal.place;
            let aside = lock.as_ref();
            let aside = aside.and_then(|_| {
                read::set_aside(keeper.disk(), &place.folder, &place.id, read::OTHER).ok()
            });
            // Where it cannot be renamed it stays, and is refused the next time too.
            let path = aside.unwrap_or_else(|| place.folder.join(&place.id));
            self.troubles.push(match is_none {
                true => JournalTrouble::NotAJournal {
                    path,
                    what: NotAJournal::Other,
                },
                false => JournalTrouble::OtherProject { path },
            });
        }
    }
}
