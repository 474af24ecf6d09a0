//! Looking whether somebody else has written the project's file.

use std::path::PathBuf;

use crate::model::project::Project;
use crate::session::Keeper;
use crate::session::KnownFile;
use crate::session::LoadError;
use crate::session::Problem;
use crate::session::Session;
use crate::store;
use crate::store::Seen;

impl Session {
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
    pub(super) project: Project,
    pub(super) known: KnownFile,
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
