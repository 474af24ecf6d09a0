//! Counting and writing an export on a thread, each on a snapshot of the project.
//!
//! Both say how far they are in a [`Meter`] that the window looks at in its frames, and look there
//! after each document whether to go on. A choice that changes stops the count of the one before;
//! what comes late is told from what is waited for by what it was [`Wanted`] for.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

use egui::Context;

use super::Export;
use super::chosen::Chosen;
use super::preview::Preview;
use crate::exchange::Files;
use crate::exchange::export;
use crate::exchange::export::Surveyed;
use crate::model::ids::DocId;
use crate::model::project::Project;
use crate::session;
use crate::session::labelled_files;
use crate::ui::desk::Desk;
use crate::ui::effect::Dialog;
use crate::ui::i18n::Texts;
use crate::ui::tasks::TaskResult;
use crate::ui::windows::meter::Meter;
use crate::ui::words;

/// The names of the tasks.
const COUNT_TASK: &str = "count";
const WRITE_TASK: &str = "export";

/// The project and the choice that something was counted for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    /// Number and revision of the session.
    state: (u64, u64),
    /// The document that is open.
    doc: Option<DocId>,
    chosen: Chosen,
}

impl Wanted {
    pub(super) fn new(state: (u64, u64), doc: Option<DocId>, chosen: &Chosen) -> Self {
        Self {
            state,
            doc,
            // What changes nothing of what is counted.
            chosen: Chosen {
                strict: false,
                with_card: false,
                ..chosen.clone()
            },
        }
    }

    fn export(&self, project: &Project) -> Option<export::Export> {
        self.chosen.export(project, self.doc.as_ref())
    }
}

/// What a count sends.
#[derive(Debug)]
pub struct Came {
    wanted: Wanted,
    part: Part,
}

#[derive(Debug)]
enum Part {
    Preview(Preview),
    Surveyed(Surveyed),
    /// It was stopped, or there is nothing to count.
    Nothing,
}

/// A count that is under way, or what it came to.
pub(super) struct Count {
    wanted: Wanted,
    pub(super) meter: Meter,
    pub(super) preview: Option<Preview>,
    pub(super) surveyed: Option<Surveyed>,
}

/// An export as it came to an end.
pub type Written = io::Result<(Surveyed, Vec<PathBuf>)>;

impl Export {
    /// Takes what was counted, unless something else is wanted by now.
    pub(in crate::ui) fn take_count(&mut self, came: Came) {
        let count = self.count.as_mut();
        let Some(count) = count.filter(|count| count.wanted == came.wanted) else {
            return;
        };
        match came.part {
            Part::Preview(preview) => count.preview = Some(preview),
            Part::Surveyed(surveyed) => count.surveyed = Some(surveyed),
            Part::Nothing => {}
        }
    }

    /// Waits no longer for a task that broke off.
    pub(in crate::ui) fn note_failure(&mut self, task: &str) {
        if task == COUNT_TASK {
            self.stop_counting();
        }
        if task == WRITE_TASK {
            self.writing = None;
        }
    }

    /// Lets the count go.
    pub(super) fn stop_counting(&mut self) {
        if let Some(count) = self.count.take() {
            count.meter.stop();
        }
    }
}

impl Desk {
    /// Has it counted what is written and lost, anew when the project or the choice changed.
    pub(super) fn count_export(&mut self, ctx: &Context, export: &mut Export) {
        let Some(session) = &self.session else { return };
        let state = (session.serial(), session.revision());
        let wanted = Wanted::new(state, self.place.doc.clone(), &export.chosen);
        if export.count.as_ref().map(|count| &count.wanted) == Some(&wanted) {
            return;
        }
        export.stop_counting();
        let project = session.project().clone();
        if export.chosen.lacks(&project, wanted.doc.as_ref()).is_some() {
            return;
        }
        let meter = Meter::default();
        export.count = Some(Count {
            wanted: wanted.clone(),
            meter: meter.clone(),
            preview: None,
            surveyed: None,
        });
        self.tasks.start_in_parts(ctx, COUNT_TASK, move |send| {
            let came = |part| {
                let wanted = wanted.clone();
                TaskResult::Counted(Box::new(Came { wanted, part }))
            };
            let Some(export) = wanted.export(&project) else {
                return came(Part::Nothing);
            };
            send(came(Part::Preview(Preview::of(&project, &export))));
            let mut note = |n_done, n_all| meter.note(n_done, n_all);
            let Some(surveyed) = export::survey(&project, &export, &mut note) else {
                return came(Part::Nothing);
            };
            came(Part::Surveyed(surveyed))
        });
    }

    /// Writes the export chosen last to a file or a folder.
    pub(in crate::ui) fn export_to(&mut self, ctx: &Context, path: PathBuf) {
        let chosen = &self.windows.export;
        let (Some(session), Some(count), None) = (&self.session, &chosen.count, &chosen.writing)
        else {
            return;
        };
        let export = count.wanted.export(session.project());
        let Some(export) = export.filter(|_| count.surveyed.is_some()) else {
            return;
        };
        let with_card = chosen.chosen.with_card;
        let project = session.project().clone();
        let meter = Meter::default();
        let windows = &mut self.windows;
        windows.export.writing = Some(meter.clone());
        windows.export.problem = None;
        self.exporting = true;
        self.tasks.start(ctx, WRITE_TASK, move || {
            let day = labelled_files::day(SystemTime::now());
            let date = with_card.then_some(day.as_str());
            let mut note = |n_done, n_all| meter.note(n_done, n_all);
            let written = labelled_files::write_export(&project, &export, &path, date, &mut note);
            TaskResult::ExportWritten(path, export.files(), written)
        });
    }

    /// Says what became of an export.
    pub(in crate::ui) fn take_export(
        &mut self,
        ctx: &Context,
        path: &Path,
        files: Files,
        written: Written,
    ) {
        self.exporting = false;
        self.windows.export.writing = None;
        let file = path.display().to_string();
        let is_open = self.windows.open() == Some(Dialog::Export);
        match written {
            Ok((surveyed, _)) => {
                self.said = self.texts.tr_with("said-exported", [("file", file.into())]);
                let schema = self.session.as_ref().map(|s| &*s.project().schema);
                let lines = super::report::written(&self.texts, schema, &surveyed);
                self.notices.hint(self.said.clone(), lines.join("\n"));
                if is_open {
                    self.windows.close_dialog();
                    self.close_export(ctx);
                    self.focus_text();
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                self.said = self.texts.tr("export-stopped");
                self.windows.export.problem = Some(self.said.clone());
            }
            Err(error) => {
                let why = why_not(&self.texts, path, files, error);
                if is_open {
                    self.windows.export.problem = Some(why);
                } else {
                    let title = self.texts.tr_with("error-export", [("file", file.into())]);
                    self.notices.error(title, why);
                }
            }
        }
    }
}

/// Returns why an export could not be written and what to do.
fn why_not(texts: &Texts, path: &Path, files: Files, cause: io::Error) -> String {
    let file = [("file", path.display().to_string().into())];
    match (cause.kind(), files) {
        (io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory, Files::Folder) => {
            texts.tr_with("error-export-folder", file)
        }
        (io::ErrorKind::AlreadyExists, Files::One) => texts.tr_with("error-export-beside", file),
        _ => words::save_error(texts, &session::explain_save(path, cause)),
    }
}
