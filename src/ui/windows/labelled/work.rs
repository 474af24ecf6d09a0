//! Reading labelled data on a thread, and holding it against the project or making one of it.
//!
//! The files are read once for a format and a unit, and held against the project whenever something
//! else is chosen. What comes late is told from what is waited for by what it was [`Wanted`] for; a
//! reading that nobody wants any more is told to stop after the document it is at.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use super::Labelled;
use crate::exchange::Format;
use crate::exchange::format_by_name;
use crate::exchange::fresh::Fresh;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Reading;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Sink;
use crate::exchange::plan;
use crate::exchange::plan::ImportPlan;
use crate::exchange::plan::NewLabels;
use crate::exchange::plan::ReadingOf;
use crate::exchange::units::OffsetUnit;
use crate::model::ids::Annotator;
use crate::model::project::Project;
use crate::session::labelled_files;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;
use crate::ui::windows::incoming::Objections;
use crate::ui::windows::incoming::Unread;
use crate::ui::windows::meter::Meter;

/// The name of the task.
pub(super) const TASK: &str = "labelled data";

/// Where the data goes, with the name of the layer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// A layer of the open project.
    Layer(String),
    /// A new project; the layer is of those whom the data names nobody for.
    NewProject(String),
}

/// What was wanted when the files were read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) paths: Vec<PathBuf>,
    /// The format that was chosen, if one was.
    pub(super) format: Option<&'static str>,
    pub(super) unit: Option<OffsetUnit>,
    pub(super) target: Target,
    pub(super) adds_labels: bool,
    /// Number and revision of the session, if one is needed.
    pub(super) state: Option<(u64, u64)>,
}

/// The files as they were read.
#[derive(Debug)]
pub(super) struct FilesRead {
    /// The format they were read in; `None` if nobody knows it.
    pub(super) format: Option<&'static Format>,
    pub(super) files: Vec<FileRead>,
}

/// A file as it was read.
#[derive(Debug)]
pub(super) struct FileRead {
    pub(super) name: String,
    read: Result<Reading, Unread>,
}

/// What files say, and what it comes to.
#[derive(Debug)]
pub struct Brought {
    pub(super) wanted: Wanted,
    pub(super) read: Arc<FilesRead>,
    pub(super) outcome: Outcome,
    pub(super) objections: Objections,
    /// The units with which everything would fit that does not.
    pub(super) likely_units: Vec<OffsetUnit>,
    /// Labels and relations that the project does not have, and how often each is refused or added.
    pub(super) missing: BTreeMap<String, usize>,
}

/// What the data comes to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Nothing was read, since nobody knows how.
    Nothing,
    /// What goes into the layer, and what each document is called.
    Plan(ImportPlan),
    /// What becomes a project.
    Fresh(Box<Fresh>),
}

/// Passes on what is read, until it is told to stop.
struct UntilStopped<'a> {
    reading: Reading,
    n_before: usize,
    meter: &'a Meter,
}

impl Sink for UntilStopped<'_> {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        let n_read = self.n_before + self.reading.documents.len() + 1;
        if self.meter.note(n_read, 0).is_break() {
            return Err(ReadError::Stopped);
        }
        self.reading.document(incoming)
    }

    fn refuse(&mut self, at: Place, n_spans: usize, reason: RefusalReason) {
        self.reading.refuse(at, n_spans, reason);
    }

    fn unread(&mut self, field: &str) {
        self.reading.unread(field);
    }

    fn remark(&mut self, at: Place, remark: Remark) {
        self.reading.remark(at, remark);
    }
}

impl FilesRead {
    /// Reads all files; what was not read when it was told to stop is missing.
    fn of(wanted: &Wanted, meter: &Meter) -> Self {
        let chosen = wanted.format.and_then(format_by_name);
        let format = chosen.or_else(|| labelled_files::guess(&wanted.paths));
        let Some(format) = format else {
            let files = Vec::new();
            return Self { format, files };
        };
        let mut files: Vec<FileRead> = Vec::new();
        match labelled_files::files_to_read(format, &wanted.paths) {
            Ok(paths) => {
                let mut n_before = 0;
                for path in paths {
                    let file = read_file(format, &path, wanted.unit, n_before, meter);
                    n_before += file.read.as_ref().map_or(0, |r| r.documents.len());
                    files.push(file);
                }
            }
            Err(error) => {
                let named = wanted.paths.first().map(|path| path.display().to_string());
                files.push(FileRead {
                    name: named.unwrap_or_default(),
                    read: Err(Unread::Disk(error.kind())),
                });
            }
        }
        Self {
            format: Some(format),
            files,
        }
    }

    /// Returns how many documents the files have.
    pub(super) fn n_documents(&self) -> usize {
        let readings = self.files.iter().filter_map(|file| file.read.as_ref().ok());
        readings.map(|reading| reading.documents.len()).sum()
    }

    fn unread(&self) -> Vec<(String, Unread)> {
        let files = self.files.iter();
        let unread = files.filter_map(|file| {
            let why = file.read.as_ref().err()?;
            Some((file.name.clone(), why.clone()))
        });
        unread.collect()
    }
}

fn read_file(
    format: &Format,
    path: &std::path::Path,
    unit: Option<OffsetUnit>,
    n_before: usize,
    meter: &Meter,
) -> FileRead {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut sink = UntilStopped {
        reading: Reading::default(),
        n_before,
        meter,
    };
    let read = labelled_files::read_file(format, path, unit, &mut sink);
    FileRead {
        name: name.into_owned(),
        read: match read {
            Ok(()) => Ok(sink.reading),
            Err(ReadError::Io { .. }) if !path.exists() => {
                Err(Unread::Disk(std::io::ErrorKind::NotFound))
            }
            Err(error) => Err(Unread::Content(error)),
        },
    }
}

impl Brought {
    /// Returns whether the project has none of the documents.
    pub(super) fn knows_no_document(&self) -> bool {
        let is_elsewhere = |reason: &RefusalReason| {
            matches!(
                reason,
                RefusalReason::NoSuchDocument { .. } | RefusalReason::NoSuchText
            )
        };
        let refused = &self.objections.refusals;
        let n_elsewhere = refused.iter().filter(|r| is_elsewhere(&r.reason)).count();
        n_elsewhere > 0 && n_elsewhere >= self.read.n_documents()
    }

    /// Reads the files, unless they were read already, and finds out what they come to.
    fn make(
        project: Option<&Project>,
        wanted: Wanted,
        read: Option<Arc<FilesRead>>,
        meter: &Meter,
    ) -> Self {
        let read = read.unwrap_or_else(|| Arc::new(FilesRead::of(&wanted, meter)));
        if read.format.is_none() {
            return Self {
                wanted,
                read,
                outcome: Outcome::Nothing,
                objections: Objections::default(),
                likely_units: Vec::new(),
                missing: BTreeMap::new(),
            };
        }
        match (project, wanted.target.clone()) {
            (Some(project), Target::Layer(layer)) => {
                Self::planned(project, &Annotator::from(layer.as_str()), wanted, read)
            }
            (_, Target::Layer(layer) | Target::NewProject(layer)) => {
                Self::fresh(Annotator::from(layer.as_str()), wanted, read)
            }
        }
    }

    fn planned(
        project: &Project,
        annotator: &Annotator,
        wanted: Wanted,
        read: Arc<FilesRead>,
    ) -> Self {
        let new_labels = if wanted.adds_labels {
            NewLabels::Add
        } else {
            NewLabels::Refuse
        };
        let readings = read.files.iter().filter_map(|file| {
            Some(ReadingOf {
                file: &file.name,
                name: &file.name,
                reading: file.read.as_ref().ok()?.clone(),
            })
        });
        let mut plan = plan::plan(project, annotator, new_labels, readings.collect());
        let missing = missing(&plan);
        // What the question on missing labels does not tell comes first.
        plan.refusals
            .sort_by_key(|refusal| is_unknown(&refusal.reason));
        let likely_units = plan.likely_units();
        let objections = Objections::new(
            read.unread(),
            std::mem::take(&mut plan.refusals),
            std::mem::take(&mut plan.remarks),
            std::mem::take(&mut plan.unread_fields),
        );
        Self {
            wanted,
            likely_units,
            outcome: Outcome::Plan(plan),
            objections,
            missing,
            read,
        }
    }

    fn fresh(annotator: Annotator, wanted: Wanted, read: Arc<FilesRead>) -> Self {
        let mut fresh = Fresh::new(annotator);
        for file in &read.files {
            let Ok(reading) = &file.read else { continue };
            let stem = std::path::Path::new(&file.name).file_stem();
            let stem = stem.unwrap_or_default().to_string_lossy();
            fresh.begin_file(&file.name, &stem);
            put_reading(&mut fresh, reading.clone());
        }
        let likely_units = fresh.likely_units();
        let objections = Objections::new(
            read.unread(),
            std::mem::take(&mut fresh.refusals),
            std::mem::take(&mut fresh.remarks),
            std::mem::take(&mut fresh.unread_fields),
        );
        Self {
            wanted,
            likely_units,
            outcome: Outcome::Fresh(Box::new(fresh)),
            objections,
            missing: BTreeMap::new(),
            read,
        }
    }
}

/// Hands what was read to another sink.
fn put_reading(sink: &mut Fresh, reading: Reading) {
    for refusal in reading.refusals {
        let Refusal {
            at,
            n_spans,
            reason,
            ..
        } = refusal;
        sink.refuse(at, n_spans, reason);
    }
    for (at, remark) in reading.remarks {
        sink.remark(at, remark);
    }
    for (field, n) in reading.unread_fields {
        *sink.unread_fields.entry(field).or_default() += n;
    }
    for incoming in reading.documents {
        // It takes every document.
        let _taken = sink.document(incoming);
    }
}

/// Returns whether something is refused for a label or a relation that the project does not have.
fn is_unknown(reason: &RefusalReason) -> bool {
    matches!(
        reason,
        RefusalReason::UnknownLabel { .. } | RefusalReason::UnknownRelation { .. }
    )
}

/// Returns the labels and relations that a plan refuses or adds, since the project has them not.
fn missing(plan: &ImportPlan) -> BTreeMap<String, usize> {
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for refusal in &plan.refusals {
        let key = match &refusal.reason {
            RefusalReason::UnknownLabel { span } => &span.label,
            RefusalReason::UnknownRelation { key } => key,
            _ => continue,
        };
        *missing.entry(key.clone()).or_default() += 1;
    }
    let counts = plan.label_counts();
    for key in &plan.new_labels {
        let n = counts.get(key).copied().unwrap_or(0);
        missing.insert(key.to_string(), n);
    }
    let relations = plan.documents.iter().flat_map(|doc| &doc.relations);
    let relations: Vec<_> = relations.map(|relation| &relation.id.key).collect();
    for key in &plan.new_relations {
        let n = relations.iter().filter(|other| **other == key).count();
        missing.insert(key.to_string(), n);
    }
    missing
}

impl Labelled {
    /// Takes what was read, unless something else is wanted by now.
    pub(in crate::ui) fn take(&mut self, brought: Brought) {
        let is_wanted = |(wanted, _): &(Wanted, Meter)| *wanted == brought.wanted;
        if self.reading.as_ref().is_some_and(is_wanted) {
            self.reading = None;
            self.brought = Some(brought);
        }
    }

    /// Waits no longer for a task that broke off.
    pub(in crate::ui) fn note_failure(&mut self, task: &str) {
        if task == TASK {
            *self = Self::default();
        }
    }

    /// Lets go of what nobody looks at any more.
    pub(in crate::ui::windows) fn close(&mut self) {
        self.stop_reading();
        self.brought = None;
    }

    /// Lets what is being read go.
    pub(super) fn stop_reading(&mut self) {
        if let Some((_, meter)) = self.reading.take() {
            meter.stop();
        }
    }
}

impl Desk {
    /// Has the files read and held against the project, unless that is done or under way.
    pub(super) fn read_labelled(&mut self, ctx: &Context, chosen: &mut Labelled, wanted: &Wanted) {
        let under_way = chosen.reading.as_ref().map(|(wanted, _)| wanted);
        if under_way == Some(wanted) || chosen.ready(wanted).is_some() {
            return;
        }
        chosen.stop_reading();
        let of = |wanted: &Wanted| (wanted.paths.clone(), wanted.format, wanted.unit);
        let read = chosen
            .brought
            .as_ref()
            .filter(|b| of(&b.wanted) == of(wanted));
        let read = read.map(|brought| Arc::clone(&brought.read));
        let meter = Meter::default();
        chosen.reading = Some((wanted.clone(), meter.clone()));
        let (project, wanted) = (self.session.as_ref(), wanted.clone());
        let project = project.map(|session| session.project().clone());
        self.tasks.start(ctx, TASK, move || {
            let brought = Brought::make(project.as_ref(), wanted, read, &meter);
            TaskResult::LabelledRead(Box::new(brought))
        });
    }
}
