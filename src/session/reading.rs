//! Opening a project for a moment: to read it, or for one act of the command line.
//!
//! To read, no lock is taken and nothing is written, so it is as good beside a session that runs:
//! what that one accepted is seen, whether it is saved or not.

use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::edit::history::History;
use crate::session::CheckReport;
use crate::session::Keeper;
use crate::session::KnownFile;
use crate::session::Opened;
use crate::session::Session;
use crate::session::opening::Found;
use crate::store;
use crate::store::LoadError;
use crate::store::journal::id;

/// A project that was never given a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unnamed {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was begun.
    pub since: Option<SystemTime>,
    /// The name of its first document.
    pub first: String,
    /// Its documents.
    pub n_documents: usize,
    /// The spans of all of its layers.
    pub n_spans: usize,
}

impl Session {
    /// Opens a project as it would be opened to work on it, and refuses to change it.
    ///
    /// Saving it under another name makes that its own file, and it can be changed then.
    /// Fails as [`Session::open`] does.
    pub fn open_to_read(path: &Path, keeper: &Keeper) -> Result<Opened, LoadError> {
        read_with_bytes(path, keeper).map(|(opened, ..)| opened)
    }

    /// Opens a project to do one thing to it and save it.
    ///
    /// Where it has journals it is opened as to be worked on, so that its history goes on. Where it
    /// has none, none is begun; a save refuses all the same what somebody else wrote meanwhile.
    /// Fails as [`Session::open`] does.
    pub fn open_for_one_act(path: &Path, keeper: &Keeper) -> Result<Opened, LoadError> {
        if keeper.has_journals(path) {
            return Self::open_kept(path, keeper);
        }
        let (mut opened, _, known) = read_with_bytes(path, keeper)?;
        opened.session.read_only = false;
        opened.session.known = Some(known);
        Ok(opened)
    }

    /// Reads a project, with what its journals have beyond its file, for everything that is wrong
    /// with it; returns it beside what was found.
    ///
    /// What is not in the file yet has no place in it.
    pub fn check_to_read(path: &Path, keeper: &Keeper) -> Result<(CheckReport, Opened), LoadError> {
        let (mut opened, bytes, _) = read_with_bytes(path, keeper)?;
        let problems = std::mem::take(&mut opened.problems);
        let project = opened.session.project.clone();
        Ok((CheckReport::of(project, problems, &bytes), opened))
    }
}

fn read_with_bytes(
    path: &Path,
    keeper: &Keeper,
) -> Result<(Opened, Vec<u8>, KnownFile), LoadError> {
    let (loaded, bytes, known) = store::load_known(keeper.disk(), path)?;
    let mut found = Found::look(keeper, path);
    found.refuse_others(keeper, &known.sha256, &loaded.project);
    let main = found.take_main(&known.sha256);
    let (recovered, origins) =
        found.recover(keeper, path, loaded.project, &known.sha256, main.as_ref());
    let mut troubles = found.all_troubles();
    troubles.extend(
        main.map(|(_, journal)| journal.troubles)
            .unwrap_or_default(),
    );
    let mut session = Session::holding(recovered.project, Some(path.to_owned()));
    session.history = History::default();
    session.history.mark_saved(session.history.state());
    session.keeper = Some(keeper.clone());
    session.read_only = true;
    let opened = Opened {
        session,
        problems: loaded.problems,
        report: recovered.report,
        troubles,
        others: keeper.others(path),
        origins,
    };
    Ok((opened, bytes, known))
}

impl Keeper {
    /// Returns what the projects without a name hold, the newest first; waits for the disk.
    ///
    /// One without documents is not worth telling; one that cannot be read is told with nothing
    /// in it, and opening it says why.
    pub fn unnamed_projects(&self) -> Vec<Unnamed> {
        let described = self.unnamed().into_iter().map(|path| {
            let opened = Session::open_to_read(&path, self);
            let is_read = opened.is_ok();
            let project = opened.ok().map(|opened| opened.session.project);
            let docs: Vec<_> = project.iter().flat_map(|p| p.documents.iter()).collect();
            let layers = docs.iter().flat_map(|doc| doc.layers.values());
            let unnamed = Unnamed {
                since: since(&path),
                first: docs.first().map(|doc| doc.name.clone()).unwrap_or_default(),
                n_documents: docs.len(),
                n_spans: layers.map(|layer| layer.spans.len()).sum(),
                path,
            };
            (!is_read || unnamed.n_documents > 0).then_some(unnamed)
        });
        described.flatten().collect()
    }
}

/// Reads from a name made by the program when it was made.
fn since(path: &Path) -> Option<SystemTime> {
    id::begun(path.file_stem()?.to_str()?)
}
