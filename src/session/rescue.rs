//! A project whose file is damaged: what else there is of it, and opening one of those.
//!
//! Beside the file lie its backup and its journals, and in the user's data its dated versions. Any
//! of them is opened with the journals' acts on top. The damaged file stays where it is until the
//! project is saved; then it is kept under another name first.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::edit::history::NEVER_SAVED;
use crate::model::document::sha256_hex;
use crate::model::project::Project;
use crate::session::Keeper;
use crate::session::LoadError;
use crate::session::Opened;
use crate::session::Origin;
use crate::session::SaveError;
use crate::session::Session;
use crate::session::keeper::mark_saving;
use crate::session::opening::Found;
use crate::session::opening::Held;
use crate::store;
use crate::store::Hashed;
use crate::store::KnownFile;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Entry;
use crate::store::journal::recover;
use crate::store::journal::recover::Recovered;
use crate::store::journal::writer::Pen;
use crate::store::moment;
use crate::store::versions::Counts;

/// What else there is of a project whose file cannot be read.
#[derive(Debug, Default)]
pub struct Rescue {
    /// What it can be opened from, the newest first.
    pub copies: Vec<Copy>,
    /// Its journals.
    pub journals: Vec<JournalFacts>,
}

/// Something a project can be opened from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// What it is.
    pub source: Source,
    /// When it was made, where that is known.
    pub when: Option<SystemTime>,
    /// What it holds by itself; nothing where it cannot be read either.
    pub held: Option<Counts>,
    /// What it holds with the journals' acts.
    pub with_journal: Option<Counts>,
    /// Acts of the journals that come on top.
    pub n_acts: usize,
    /// How many of these do not fit.
    pub n_unfit: usize,
}

/// What a copy of a project is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The file before the last save.
    Backup(PathBuf),
    /// A dated version.
    Version(PathBuf),
    /// The journals alone: they go back to the project's beginning.
    Journal,
}

/// A journal of a project that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalFacts {
    /// Its first file.
    pub path: PathBuf,
    /// Acts in it.
    pub n_acts: usize,
    /// Acts behind the last save.
    pub n_unsaved: usize,
    /// When its last record was made, in seconds since 1970-01-01 UTC.
    pub last_at: u64,
    /// Who wrote it; may be empty.
    pub who: String,
}

impl LoadError {
    /// Returns whether a file is there that is damaged, or is gone: something else may be left.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::NotFound { .. }
            | Self::Empty
            | Self::NotUtf8 { .. }
            | Self::NotRon { .. }
            | Self::NotAProject
            | Self::UnknownField { .. }
            | Self::NumberOutOfBounds { .. }
            | Self::RepeatedKey { .. }
            | Self::Misshapen { .. } => true,
            Self::NoPermission { .. }
            | Self::Unreadable { .. }
            | Self::IsText
            | Self::NewerFormat { .. } => false,
        }
    }
}

impl Keeper {
    /// Looks what else there is of a project whose file cannot be read; waits for the disk.
    pub fn rescue(&self, path: &Path) -> Rescue {
        let found = Found::look(self, path);
        let journals: Vec<&Journal> = found.free.iter().map(|(_, journal)| journal).collect();
        let mut copies: Vec<Copy> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (source, when) in self.sources(path) {
            let (Source::Backup(file) | Source::Version(file)) = &source else {
                continue;
            };
            let Ok(bytes) = self.disk().read(file) else {
                continue;
            };
            let sha256 = sha256_hex(&bytes);
            if seen.contains(&sha256) {
                continue;
            }
            let project = store::read_project(&bytes).ok().map(|l| l.project);
            copies.push(copy(source, when, project, &sha256, &journals));
            seen.push(sha256);
        }
        if let Some(recovered) = alone(path, &journals) {
            let held = Counts::of(&recovered.project);
            copies.push(Copy {
                source: Source::Journal,
                when: None,
                held: Some(held),
                with_journal: Some(held),
                n_acts: recovered.history.done().len(),
                n_unfit: 0,
            });
        }
        Rescue {
            copies,
            journals: journals.into_iter().map(facts_of).collect(),
        }
    }

    /// Opens a project from a copy, with the journals' acts on top.
    ///
    /// Its own file is written by the next save, once the damaged one is kept.
    pub fn open_rescued(&self, path: &Path, source: &Source) -> Result<Opened, LoadError> {
        let damaged = KnownFile::read(self.disk(), path).ok();
        let damaged = damaged.map(|(known, _)| known);
        let (base, mut found) = match source {
            Source::Backup(file) | Source::Version(file) => {
                let (loaded, _, known) = store::load_known(self.disk(), file)?;
                let mut found = Found::gather(self, path);
                found.refuse_others(self, &known.sha256, &loaded.project);
                (Some((loaded, known.sha256)), found)
            }
            Source::Journal => (None, Found::gather(self, path)),
        };
        let sha256 = base.as_ref().map_or("", |(_, sha256)| sha256.as_str());
        let main = take_main(&mut found, sha256);
        let (problems, recovered) = match base {
            Some((loaded, sha256)) => {
                let recovered = match &main {
                    Some((_, journal)) => recover::recover_copy(loaded.project, &sha256, journal),
                    None => Recovered::of(loaded.project),
                };
                (loaded.problems, recovered)
            }
            None => {
                let journal = main.as_ref().map(|(_, journal)| journal);
                let alone = journal.and_then(|j| recover::recover_alone(empty(path), j));
                let gone = || LoadError::NotFound {
                    path: path.to_owned(),
                };
                (Vec::new(), alone.ok_or_else(gone)?)
            }
        };
        let (recovered, origins) = self.with_others(&found, recovered, main.as_ref());
        let known = damaged.clone().unwrap_or(KnownFile {
            stamp: store::FileStamp::unknown(),
            sha256: String::new(),
        });
        let mut opened = found.open(self, path, main, (recovered, origins), known);
        opened.problems = problems;
        let session = &mut opened.session;
        session.is_damaged = damaged.is_some();
        if damaged.is_none() {
            session.known = None;
        }
        session.history.mark_saved(NEVER_SAVED);
        Ok(opened)
    }

    /// Brings the unsaved acts of the other journals in.
    fn with_others(
        &self,
        found: &Found,
        mut recovered: Recovered,
        main: Option<&Held>,
    ) -> (Recovered, Vec<Origin>) {
        let mut origins = Vec::new();
        if let Some((_, journal)) = main.filter(|_| recovered.report.n_acts > 0) {
            origins.push(self.origin(journal));
        }
        for (_, journal) in found.free.iter().filter(|(_, j)| j.has_unsaved()) {
            origins.push(self.origin(journal));
            recover::bring_in(&mut recovered, journal);
        }
        (recovered, origins)
    }

    /// Returns the files that a project can be opened from: the backup, then the versions.
    fn sources(&self, path: &Path) -> Vec<(Source, Option<SystemTime>)> {
        let backup = store::backup_of(path);
        let facts = self.disk().facts(&backup).ok();
        let backup = facts.map(|facts| (Source::Backup(backup), facts.modified));
        let versions = self.versions(path).into_iter();
        let versions = versions.map(|v| (Source::Version(v.path), Some(v.when)));
        let mut all: Vec<_> = versions.chain(backup).collect();
        all.sort_by_key(|(_, when)| std::cmp::Reverse(*when));
        all
    }

    /// Keeps the damaged file of a project under another name, then writes the project's anew.
    pub(super) fn save_over_damaged(
        &self,
        path: &Path,
        content: &Hashed<'_>,
        expected: Option<&KnownFile>,
        journal: Option<(&Pen, u64)>,
    ) -> Result<KnownFile, SaveError> {
        self.keep_damaged(path)?;
        mark_saving(content, journal);
        // The backup may be what the project was opened from: it stays.
        store::save_over_damaged(self.disk(), path, content, expected)
    }

    fn keep_damaged(&self, path: &Path) -> Result<(), SaveError> {
        let disk = self.disk();
        let bytes = match disk.read(path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(cause) => {
                let path = path.to_owned();
                return Err(SaveError::Other { path, cause });
            }
        };
        let mut when = SystemTime::now();
        loop {
            let kept = damaged_name(path, when);
            match store::create_new_on(disk, &kept, &bytes) {
                // A save that failed kept it already.
                Err(SaveError::Exists { .. }) if disk.holds(&kept, &bytes).unwrap_or(false) => {}
                Err(SaveError::Exists { .. }) => {
                    when += std::time::Duration::from_secs(1);
                    continue;
                }
                made => made?,
            }
            return Ok(());
        }
    }
}

/// Returns the name under which a damaged file is kept: `NAME.damaged-STAMP.ron`.
pub fn damaged_name(path: &Path, when: SystemTime) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.damaged-{}.ron", moment::stamp(when)))
}

/// Takes the journal to go on with: one that knows the copy, or else the newest.
fn take_main(found: &mut Found, sha256: &str) -> Option<Held> {
    let rank = |journal: &Journal| (journal.knows(sha256), journal.last_at());
    let usable = found.free.iter().enumerate();
    let usable = usable.filter(|(_, (_, journal))| !journal.records.is_empty());
    let (at, _) = usable.max_by_key(|(_, (_, journal))| rank(journal))?;
    Some(found.free.swap_remove(at))
}

fn copy(
    source: Source,
    when: Option<SystemTime>,
    project: Option<Project>,
    sha256: &str,
    journals: &[&Journal],
) -> Copy {
    let held = project.as_ref().map(Counts::of);
    let mut copy = Copy {
        source,
        when,
        held,
        with_journal: held,
        n_acts: 0,
        n_unfit: 0,
    };
    let Some(project) = project else { return copy };
    let has = |id: &_| project.documents.by_id(id).is_some();
    let ours = journals.iter().filter(|journal| journal.is_of(sha256, has));
    let mut ours: Vec<&&Journal> = ours.filter(|j| !j.records.is_empty()).collect();
    ours.sort_by_key(|journal| std::cmp::Reverse((journal.knows(sha256), journal.last_at())));
    let mut ours = ours.into_iter();
    let mut recovered = match ours.next() {
        Some(main) => recover::recover_copy(project.clone(), sha256, main),
        None => Recovered::of(project.clone()),
    };
    for other in ours.filter(|journal| journal.has_unsaved()) {
        recover::bring_in(&mut recovered, other);
    }
    copy.with_journal = Some(Counts::of(&recovered.project));
    copy.n_acts = recovered.report.n_acts;
    let unfit = recovered.report.rebased.iter().map(|r| r.unfit.len());
    copy.n_unfit = unfit.sum();
    copy
}

/// Puts a project together from the newest journal alone, if that goes back to its beginning.
fn alone(path: &Path, journals: &[&Journal]) -> Option<Recovered> {
    let usable = journals
        .iter()
        .filter(|journal| !journal.records.is_empty());
    let newest = usable.max_by_key(|journal| journal.last_at())?;
    recover::recover_alone(empty(path), newest)
}

fn empty(path: &Path) -> Project {
    let stem = path.file_stem().unwrap_or_default();
    Project::new(stem.to_string_lossy())
}

fn facts_of(journal: &Journal) -> JournalFacts {
    let is_act = |what: &Entry| matches!(what, Entry::Act(_));
    let acts = || journal.records.iter().filter(|r| is_act(&r.what));
    let upto = journal.upto();
    let opening = journal.last_opened().map(|(_, opening)| opening);
    JournalFacts {
        path: journal
            .place
            .folder
            .join(format!("{}.journal", journal.place.id)),
        n_acts: acts().count(),
        n_unsaved: acts().filter(|record| record.n > upto).count(),
        last_at: journal.last_at(),
        who: opening
            .map(|opening| opening.who.clone())
            .unwrap_or_default(),
    }
}

impl Session {
    /// Returns whether the project was opened from a copy, and its own file is still the damaged
    /// one.
    pub fn replaces_damaged(&self) -> bool {
        self.is_damaged
    }

    /// Has the next save keep the file, which cannot be read any more, under another name and write
    /// the project in its place.
    pub fn replace_damaged(&mut self) {
        self.is_damaged = true;
        self.known = None;
    }
}
