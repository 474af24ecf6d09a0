//! An open project as a whole: the model, its history, and the file it lies in.
//!
//! The window and the command line hold a [`Session`] and nothing below it. It hands out
//! `&Project`, never `&mut`: every change is a command, and lands in the history in the same call.
//!
//! Saving is split in three, so that no frame waits for a disk: [`Session::save_job`] takes a
//! snapshot, [`SaveJob::run`] writes it on any thread, [`Session::saved`] takes the result.

pub mod import;
pub mod labelled_files;
mod past;
mod reading;
pub mod rescue;
pub mod user;
pub mod words;

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

mod foreign;
mod keeper;
mod keeping;
mod moving;
mod opening;

use crate::edit::apply;
use crate::edit::caret::Place;
use crate::edit::change::Change;
use crate::edit::change::LayerRef;
use crate::edit::command::Act;
use crate::edit::command::Command;
use crate::edit::command::Refusal;
use crate::edit::history::History;
use crate::edit::history::NEVER_SAVED;
use crate::edit::rebase::recorded;
use crate::model::check;
use crate::model::check::FindingKind;
use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::project::Project;
use crate::session::keeping::Keeping;
use crate::session::moving::Begun;
use crate::store;
use crate::store::Hashed;
use crate::store::Target;
use crate::store::disk::RealDisk;
use crate::store::journal::record::Acted;
use crate::store::journal::record::How;
use crate::store::journal::writer::Pen;

pub use crate::session::foreign::FromDisk;
pub use crate::session::foreign::LookJob;
pub use crate::session::keeper::HISTORY_BYTES;
pub use crate::session::keeper::Keeper;
pub use crate::session::keeper::Origin;
pub use crate::session::keeper::Other;
pub use crate::session::keeper::Patience;
pub use crate::session::keeping::BeatJob;
pub use crate::session::keeping::Progress;
pub use crate::session::keeping::Watch;
pub use crate::session::moving::SettleJob;
pub use crate::session::opening::JournalTrouble;
pub use crate::session::opening::Opened;
pub use crate::session::opening::Report;
pub use crate::session::past::Version;
pub use crate::session::past::moment;
pub use crate::session::reading::Unnamed;
pub use crate::store::journal::frame::NotAJournal;

pub use crate::store::FileStamp;
pub use crate::store::Gauge;
pub use crate::store::KnownFile;
pub use crate::store::LineColumn;
pub use crate::store::LoadError;
pub use crate::store::Problem;
pub use crate::store::SaveError;
pub use crate::store::explain as explain_save;
pub use crate::store::problem::KeyKind;
pub use crate::store::problem::ProblemKind;
pub use crate::store::problem::Spot;
pub use crate::store::source::SourceError;
pub use crate::store::versions::Counts;

/// Numbers the sessions of a program, so that a late result finds the project it was made for.
static N_SESSIONS: AtomicU64 = AtomicU64::new(0);

/// An open project.
#[derive(Debug)]
pub struct Session {
    serial: u64,
    project: Project,
    history: History,
    path: Option<PathBuf>,
    revision: u64,
    /// How often time was noted; it is in no act of the history.
    n_notes: u64,
    n_notes_saved: u64,
    /// Where and for whom what is accepted is kept; nothing is kept without.
    keeper: Option<Keeper>,
    keeping: Option<Keeping>,
    /// The file as it was read or written last.
    known: Option<KnownFile>,
    /// Where a project without a name lies meanwhile.
    unnamed: Option<PathBuf>,
    /// Whether it is open only to be read.
    read_only: bool,
    /// Whether the project's file is damaged and is to be kept before it is written anew.
    is_damaged: bool,
}

/// What undo or redo did.
#[derive(Clone, Debug, PartialEq)]
pub struct Undone {
    /// The kind of act taken back or made again.
    pub act: Act,
    /// Where the annotator is to be put.
    pub place: Place,
}

impl Session {
    /// Makes a project without documents that no file holds yet.
    pub fn new_project(name: impl Into<String>) -> Self {
        Self::holding(Project::new(name), None)
    }

    /// Opens a project, with what in it does not fit.
    pub fn open(path: &Path) -> Result<(Self, Vec<Problem>), LoadError> {
        let (loaded, _) = store::load(path)?;
        let mut session = Self::holding(loaded.project, Some(path.to_owned()));
        session.history.mark_saved(session.history.state());
        Ok((session, loaded.problems))
    }

    /// Reads a project for everything that is wrong with it.
    pub fn check(path: &Path) -> Result<CheckReport, LoadError> {
        let (loaded, bytes) = store::load(path)?;
        Ok(CheckReport::of(loaded.project, loaded.problems, &bytes))
    }

    fn holding(project: Project, path: Option<PathBuf>) -> Self {
        let mut history = History::default();
        history.mark_saved(NEVER_SAVED);
        Self {
            serial: N_SESSIONS.fetch_add(1, Ordering::Relaxed),
            project,
            history,
            path,
            revision: 0,
            n_notes: 0,
            n_notes_saved: 0,
            keeper: None,
            keeping: None,
            known: None,
            unnamed: None,
            read_only: false,
            is_damaged: false,
        }
    }

    /// Returns the number that no other session of this program has.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// Returns the project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Returns a document by its id.
    pub fn document(&self, id: &DocId) -> Option<&Arc<Document>> {
        self.project.documents.by_id(id)
    }

    /// Returns the file, if the project has one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns a number that changes with every change, for caches to compare.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns whether the file does not hold the project as it is.
    pub fn unsaved(&self) -> bool {
        self.history.unsaved()
    }

    /// Returns whether anything is not in the file, the time worked counted in.
    pub fn is_behind(&self) -> bool {
        self.unsaved() || self.n_notes != self.n_notes_saved
    }

    /// Returns whether the project is open only to be read, until it is saved under another name.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Returns the acts that can be taken back.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Carries out a command from nowhere in particular, as the command line does.
    pub fn run(&mut self, command: Command) -> Result<Done, Refusal> {
        self.run_at(command, &Place::default(), &Place::default())
    }

    /// Carries out a command; undo will go back to `before`, redo to `after`.
    ///
    /// A command that does nothing leaves no trace in the history.
    pub fn run_at(
        &mut self,
        command: Command,
        before: &Place,
        after: &Place,
    ) -> Result<Done, Refusal> {
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        let act = command.act();
        let change = apply::run(&mut self.project, command)?;
        let (n_added, n_removed) = change.n_spans();
        let done = Done {
            changed: !change.is_empty(),
            n_added,
            n_removed,
        };
        if done.changed {
            self.revision += 1;
            self.keep(How::Do, act, &change, before, after);
            let (before, after) = (before.clone(), after.clone());
            self.history
                .push_at(Some(keeping::now()), act, change, before, after);
        }
        Ok(done)
    }

    /// Adds to the time worked on a layer; no act of the user's, so not in the history.
    pub fn note_time(&mut self, layer: LayerRef, seconds: u64) {
        if self.read_only {
            return;
        }
        let noted = apply::run(
            &mut self.project,
            Command::AddActiveSeconds { layer, seconds },
        );
        if let Some(change) = noted.ok().filter(|change| !change.is_empty()) {
            self.revision += 1;
            self.n_notes += 1;
            self.keep_aside(Act::EditLayer, &change);
        }
    }

    /// Gives a project that no file holds yet its name; no act to be taken back.
    pub fn name_unsaved(&mut self, name: String) {
        if self.path.is_none()
            && !self.read_only
            && let Ok(change) = apply::run(&mut self.project, Command::RenameProject(name))
        {
            self.revision += 1;
            self.keep_aside(Act::RenameProject, &change);
        }
    }

    fn keep_aside(&mut self, act: Act, change: &Change) {
        let nowhere = Place::default();
        self.keep(How::Aside, act, change, &nowhere, &nowhere);
    }

    /// Hands what was just carried out over to the journal.
    fn keep(&mut self, how: How, act: Act, change: &Change, before: &Place, after: &Place) {
        if let Some(keeping) = &mut self.keeping {
            keeping.act(Arc::new(Acted {
                how,
                act,
                before: before.clone(),
                after: after.clone(),
                deltas: recorded(&self.project, change),
            }));
        }
    }

    /// Takes the last act back.
    pub fn undo(&mut self) -> Option<Undone> {
        let entry = self.history.next_undo()?;
        let (change, act) = (entry.change.clone().inverse(), entry.act);
        let (from, place) = (entry.after.clone(), entry.before.clone());
        self.replay(&change).then(|| {
            self.history.step_back();
            self.keep(How::Undo, act, &change, &from, &place);
            Undone { act, place }
        })
    }

    /// Makes the act taken back last again.
    pub fn redo(&mut self) -> Option<Undone> {
        let entry = self.history.next_redo()?;
        let (change, act) = (entry.change.clone(), entry.act);
        let (from, place) = (entry.before.clone(), entry.after.clone());
        self.replay(&change).then(|| {
            self.history.step_forward();
            self.keep(How::Redo, act, &change, &from, &place);
            Undone { act, place }
        })
    }

    fn replay(&mut self, change: &Change) -> bool {
        let replayed = apply::replay(&mut self.project, change);
        debug_assert!(
            replayed.is_ok(),
            "a change of the history fits its project: {replayed:?}"
        );
        self.revision += u64::from(replayed.is_ok());
        replayed.is_ok()
    }

    /// Takes a snapshot to be written to a file, or to the project's own when none is named.
    ///
    /// A project that is open only to be read has none of its own.
    pub fn save_job(&self, path: Option<&Path>) -> Option<SaveJob> {
        let own = self.path.as_deref().filter(|_| !self.read_only);
        Some(self.job_to(path.or(own)?))
    }

    /// Takes a snapshot for a save that nobody asked for; a project without a name goes where it
    /// lies meanwhile. `None` when the file holds everything.
    pub fn autosave_job(&self) -> Option<SaveJob> {
        if self.read_only {
            return None;
        }
        let own = self.path.as_deref().or(self.unnamed.as_deref())?;
        Some(self.job_to(own)).filter(|job| !job.is_held)
    }

    fn job_to(&self, path: &Path) -> SaveJob {
        let own = self.path.as_ref().or(self.unnamed.as_ref());
        // By whatever name: another spelling, or a link to it.
        let own = own.filter(|own| same_file(own, path));
        let is_own = own.is_some();
        let path = own.map_or(path, PathBuf::as_path).to_owned();
        let is_saved = !self.unsaved() && self.n_notes == self.n_notes_saved;
        SaveJob {
            serial: self.serial,
            project: self.project.clone(),
            revision: self.revision,
            is_held: is_saved && is_own && !self.is_journal_gone(),
            is_own,
            is_damaged: self.is_damaged && is_own,
            expected: self.known.clone().filter(|_| is_own),
            state: self.history.state(),
            n_notes: self.n_notes,
            upto: self.keeping.as_ref().map_or(0, Keeping::last),
            keeper: self.keeper.clone(),
            pen: self.keeping.as_ref().and_then(Keeping::pen),
            history: (!is_own || self.is_journal_gone()).then(|| self.history.clone()),
            path,
        }
    }

    /// Takes the result of a save: the file is the project's from now on.
    ///
    /// Does nothing with one that was made for another session. What is left to be done waits for
    /// the disk; it is done at once where it is not handed to another thread.
    pub fn saved(&mut self, saved: &Saved) -> Option<SettleJob> {
        if saved.serial != self.serial {
            return None;
        }
        self.history.mark_saved(saved.state);
        self.n_notes_saved = saved.n_notes;
        let own = self.path.as_ref().or(self.unnamed.as_ref());
        let is_new = own != Some(&saved.path);
        if self.unnamed.as_ref() != Some(&saved.path) {
            self.path = Some(saved.path.clone());
        }
        self.read_only = false;
        self.is_damaged = false;
        let known = saved.known.as_ref()?;
        self.known = Some(known.clone());
        if is_new || saved.begun_anew {
            return self.keep_at_new_place(saved, known);
        }
        let keeping = self.keeping.as_mut()?;
        SettleJob::of_acts(keeping.saved(saved.upto, known.sha256.clone()))
    }

    /// Takes what a save left in the project's file that the disk did not confirm.
    ///
    /// The project counts as unsaved still; saving again does not take the file for somebody else's.
    pub fn unconfirmed(&mut self, path: &Path, written: &KnownFile) {
        let own = self.path.as_deref().or(self.unnamed.as_deref());
        if own == Some(path) {
            self.known = Some(written.clone());
        }
    }

    /// Saves to the project's own file and waits for it; does nothing without one.
    pub fn save(&mut self) -> Result<(), SaveError> {
        match self.save_job(None) {
            Some(job) => {
                let saved = job.run()?;
                self.saved(&saved);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Saves to a file that must not be there yet.
    pub fn create(&mut self, path: &Path) -> Result<(), SaveError> {
        store::create_new(path, &store::write_project(&self.project))?;
        self.saved(&Saved {
            serial: self.serial,
            path: path.to_owned(),
            written: true,
            state: self.history.state(),
            n_notes: self.n_notes,
            upto: 0,
            known: None,
            project: self.project.clone(),
            begun: Begun::default(),
            begun_anew: false,
            revision: self.revision,
        });
        Ok(())
    }
}

/// Returns the object of the file that a finding speaks of.
fn target_of(finding: &check::Finding) -> Target {
    let place = &finding.place;
    match (&finding.kind, &place.doc, &place.annotator, &place.span) {
        (FindingKind::RelationEndGone { relation, .. }, Some(doc), Some(annotator), _)
        | (FindingKind::RelationLabel { relation, .. }, Some(doc), Some(annotator), _) => {
            Target::Relation(doc.clone(), annotator.clone(), relation.clone())
        }
        (_, Some(doc), Some(annotator), Some(span)) => {
            Target::Span(doc.clone(), annotator.clone(), span.clone())
        }
        (_, Some(doc), Some(annotator), None) => Target::Layer(doc.clone(), annotator.clone()),
        (_, Some(doc), None, _) => Target::Document(doc.clone()),
        (FindingKind::HotkeyShared { second: label, .. }, ..)
        | (FindingKind::LabelRepeated(label), ..) => Target::Label(label.clone()),
        _ => Target::Label(LabelKey::from("")),
    }
}

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Whether anything changed.
    pub changed: bool,
    /// Spans added.
    pub n_added: usize,
    /// Spans taken away.
    pub n_removed: usize,
}

/// A snapshot of a project on its way to a file.
#[derive(Debug)]
pub struct SaveJob {
    serial: u64,
    project: Project,
    revision: u64,
    path: PathBuf,
    /// Whether the file holds the project as it is, as far as the session knows.
    is_held: bool,
    /// Whether it is the project's own file, to which its journal belongs.
    is_own: bool,
    /// Whether the file that is there is damaged and is to be kept.
    is_damaged: bool,
    state: u64,
    n_notes: u64,
    /// The number of the last record of the journal that the snapshot holds.
    upto: u64,
    /// The file as it has to be for it to be replaced.
    expected: Option<KnownFile>,
    keeper: Option<Keeper>,
    pen: Option<Pen>,
    /// The acts so far, which a journal beside a new file begins with.
    history: Option<History>,
}

impl SaveJob {
    /// Returns where it goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns who has the project open that it would take the place of.
    fn others(&self) -> Vec<Other> {
        let keeper = self.keeper.as_ref().filter(|_| !self.is_own);
        keeper.map_or(Vec::new(), |keeper| keeper.others(&self.path))
    }

    /// Writes the file, on whatever thread it is called.
    ///
    /// A project that somebody has open is replaced by no other, [`SaveError::InUse`]. A file that
    /// is there and holds the project already stays as it is, and so does its backup. One that
    /// somebody else has written since is left alone, with [`SaveError::ChangedOnDisk`].
    pub fn run(self) -> Result<Saved, SaveError> {
        let is_there = || match &self.keeper {
            Some(keeper) => keeper.is_there(&self.path),
            None => self.path.exists(),
        };
        if let Some(other) = self.others().into_iter().next() {
            let (path, who, host) = (self.path, other.who, other.host);
            return Err(SaveError::InUse { path, who, host });
        }
        let written = !(self.is_held && is_there());
        let mut known = self.expected.clone();
        if written {
            let bytes = store::write_project(&self.project);
            let content = Hashed::of(&bytes);
            let journal = self.pen.as_ref().map(|pen| (pen, self.upto));
            let journal = journal.filter(|_| self.is_own);
            known = Some(match &self.keeper {
                Some(keeper) if self.is_damaged => {
                    keeper.save_over_damaged(&self.path, &content, known.as_ref(), journal)?
                }
                Some(keeper) => {
                    keeper.save(&self.path, &self.project, &content, known.as_ref(), journal)?
                }
                None => store::save_hashed(&RealDisk, &self.path, &content, known.as_ref())?,
            });
        }
        let begun = self.begin_journal(known.as_ref());
        Ok(Saved {
            begun_anew: self.is_own && begun.is_begun(),
            begun,
            revision: self.revision,
            upto: self.upto,
            known,
            serial: self.serial,
            path: self.path,
            written,
            state: self.state,
            n_notes: self.n_notes,
            project: self.project,
        })
    }
}

/// A save that succeeded.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The file.
    pub path: PathBuf,
    /// Whether it was written; not where there was nothing to do.
    pub written: bool,
    serial: u64,
    state: u64,
    n_notes: u64,
    upto: u64,
    known: Option<KnownFile>,
    /// What the file holds.
    project: Project,
    revision: u64,
    /// The journal beside a file that is new.
    begun: Begun,
    /// Whether that is the journal of the same file as before, which somebody removed.
    begun_anew: bool,
}

/// Writes a file whole or not at all, as an export is.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    store::write_atomic(path, bytes)
}

/// Reads a file that is to be brought in, such as what a model predicts.
pub fn read_input(path: &Path) -> std::io::Result<Vec<u8>> {
    store::read_small(path)
}

/// Returns whether a file is there, so that a user can be asked before it is replaced.
pub fn file_is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Returns whether two paths lead to one file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    if a == b {
        return true;
    }
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Reads a file of the program's own, such as its settings.
pub fn read_small_file(path: &Path) -> std::io::Result<Vec<u8>> {
    store::read_small(path)
}

/// Removes all but the latest files of a kind from a folder of the program's own.
pub fn keep_latest(folder: &Path, extension: &str, n_kept: usize) {
    store::keep_latest(folder, extension, n_kept);
}

/// Writes a file of the program's own and makes its folder.
pub fn write_small_file(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    store::write_small(path, bytes)
}

/// Copies the sample project into a folder, unless it lies there already, and returns its path.
pub fn copy_out_sample(folder: &Path) -> Result<PathBuf, SaveError> {
    store::sample::copy_out(folder)
}

/// Everything that is wrong with a project file that can be opened.
#[derive(Debug)]
pub struct CheckReport {
    /// The project as it could be read.
    pub project: Project,
    /// Where each document stands in the file, in their order.
    pub document_places: Vec<Option<LineColumn>>,
    /// What did not fit while loading.
    pub problems: Vec<Problem>,
    /// What the loaded project breaks, each with line and column in the file.
    pub findings: Vec<(check::Finding, Option<LineColumn>)>,
}

impl CheckReport {
    fn of(project: Project, problems: Vec<Problem>, bytes: &[u8]) -> Self {
        let findings = check::findings(&project);
        let docs = project.documents.iter();
        let docs = docs.map(|doc| Target::Document(doc.id.clone()));
        let targets: Vec<Target> = findings.iter().map(target_of).chain(docs).collect();
        let mut places = store::find_all(bytes, &targets);
        let document_places = places.split_off(findings.len());
        let findings = findings.into_iter().zip(places).collect();
        Self {
            project,
            document_places,
            problems,
            findings,
        }
    }
}
