//! The project's file as somebody else wrote it.
//!
//! The journal has to stand on another file from then on, and says so in one record: what that file
//! holds, what the project has beyond it, and what becomes of the history.

use std::path::PathBuf;

use crate::edit::between::between;
use crate::edit::caret::Place as CaretPlace;
use crate::edit::command::Act;
use crate::edit::history::NEVER_SAVED;
use crate::edit::rebase::Rebased;
use crate::edit::rebase::recorded;
use crate::model::project::Project;
use crate::session::Session;
use crate::session::keeper::Keeper;
use crate::session::keeping::Keeping;
use crate::session::keeping::now;
use crate::store;
use crate::store::KnownFile;
use crate::store::Seen;
use crate::store::journal::record::Brought;
use crate::store::journal::record::Past;
use crate::store::journal::recover;
use crate::store::problem::LoadError;
use crate::store::problem::Problem;

impl Session {
    /// Takes over what somebody else wrote into the project's file, with what was done here since.
    ///
    /// What was not saved is brought in as operations on sets; all of it is one act.
    pub fn take_from_disk(&mut self, theirs: FromDisk) -> Rebased {
        let mut merged = theirs.project.clone();
        let mut past = Past::GoesOn;
        let tail = self.keeping.as_ref().map_or(&[][..], Keeping::tail);
        let rebased = recover::rebase_all(&mut merged, tail);
        let change = between(&self.project, &merged);
        if !change.is_empty() {
            past = Past::Act(recorded(&merged, &change));
            self.project = merged;
            self.revision += 1;
            let nowhere = CaretPlace::default();
            self.history
                .push_at(Some(now()), Act::Merge, change, nowhere.clone(), nowhere);
        }
        self.history.mark_saved(match rebased.change.is_empty() {
            true => self.history.state(),
            false => NEVER_SAVED,
        });
        if let Some(keeping) = &mut self.keeping {
            let sha256 = &theirs.known.sha256;
            keeping.brought(Brought::of(&theirs.project, sha256, &self.project, past));
        }
        self.known = Some(theirs.known);
        rebased
    }

    /// Returns what looks, on any thread, whether somebody else has written the project's file.
    pub fn look_job(&self) -> Option<LookJob> {
        Some(LookJob {
            serial: self.serial,
            path: self.path.clone()?,
            known: self.known.clone()?,
            keeper: self.keeper.clone()?,
        })
    }
}

/// A look at the project's file.
#[derive(Debug)]
pub struct LookJob {
    serial: u64,
    path: PathBuf,
    known: KnownFile,
    keeper: Keeper,
}

/// A project as somebody else wrote it.
#[derive(Debug)]
pub struct FromDisk {
    /// The number of the session that looked.
    pub serial: u64,
    /// What in the file does not fit.
    pub problems: Vec<Problem>,
    project: Project,
    known: KnownFile,
}

impl LookJob {
    /// Reads the file if somebody else has written it; waits for the disk.
    pub fn run(self) -> Result<Option<FromDisk>, LoadError> {
        let disk = self.keeper.disk();
        match self.known.look(disk, &self.path) {
            Ok(Seen::Changed(_)) => {
                let (loaded, _, known) = store::load_known(disk, &self.path)?;
                Ok(Some(FromDisk {
                    serial: self.serial,
                    problems: loaded.problems,
                    project: loaded.project,
                    known,
                }))
            }
            // A file that cannot be looked at now is looked at again before it is written.
            _ => Ok(None),
        }
    }
}
