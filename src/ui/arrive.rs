//! Takes what tasks came to, and says what went wrong: what happened, what is safe, what to do.

use std::path::Path;

use crate::edit::caret::Place;
use crate::edit::command::Command;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::session;
use crate::session::Problem;
use crate::session::Session;
use crate::ui::damage;
use crate::ui::desk::Desk;
use crate::ui::desk::Leaving;
use crate::ui::desk::NAMELESS;
use crate::ui::disk::SettingsFile;
use crate::ui::effect::Destination;
use crate::ui::search::at_desk;
use crate::ui::tasks::TaskResult;
use crate::ui::windows;
use crate::ui::words;

/// Lines of a list that a message shows.
pub(super) const N_LINES: usize = 8;

impl Desk {
    /// Takes what a task came to.
    pub(super) fn take_result(&mut self, ctx: &egui::Context, result: TaskResult) {
        match result {
            TaskResult::WordsLoaded => {}
            TaskResult::MemorySaved => {
                self.memory_writing = false;
                self.keep_memory(ctx);
            }
            TaskResult::OwnWordsRead(serial, words) => self.take_own_words(serial, *words),
            TaskResult::HistoryCounted(seen, whose, history) => {
                self.take_history(seen, whose, *history);
            }
            TaskResult::PredictionsRead(brought) => self.windows.predictions.take(*brought),
            TaskResult::NoDialog(asked) => {
                self.choosing = false;
                self.windows.ask_path(asked);
            }
            TaskResult::Chosen(asked, paths) => {
                self.choosing = false;
                self.windows.typed_path = false;
                self.take_chosen(ctx, asked, paths);
            }
            TaskResult::Failed(task) => self.take_failure(&task),
            TaskResult::SettingsSaved(written) => self.take_settings(ctx, written),
            TaskResult::Checked(serial, findings) => {
                if self.session.as_ref().map(Session::serial) == Some(serial) {
                    self.windows.take_findings(findings);
                }
            }
            TaskResult::DamageCounted(serial, doc, n_places) => {
                self.take_damage_count(serial, &doc, n_places);
            }
            TaskResult::DamageListed(batch) => self.take_damage(*batch),
            TaskResult::Found(stamp, batch) => self.take_found(ctx, stamp, *batch),
            TaskResult::FoundSorted(stamp, sort, order) => self.take_order(stamp, sort, order),
            TaskResult::Lexicons(came) => self.take_lexicons(*came),
            TaskResult::Counted(counted) => self.windows.export.take_count(*counted),
            TaskResult::Opened(path, opened) => {
                self.loading = false;
                match opened {
                    Ok(opened) => self.take_opened(ctx, &path, *opened),
                    Err(error) => self.seek_rescue(ctx, path, error),
                }
            }
            TaskResult::RescueFound(path, error, rescue) => {
                self.take_rescue(path, &error, *rescue);
            }
            TaskResult::Rescued(path, opened) => self.take_rescued(ctx, path, opened),
            TaskResult::VersionsListed(serial, versions) => {
                self.take_versions(serial, versions);
            }
            TaskResult::VersionRead(serial, version, read) => {
                self.restore_version(serial, &version, read);
            }
            TaskResult::InUse(path, others) => {
                self.loading = false;
                self.said.clear();
                self.windows.ask_in_use(path, others);
            }
            TaskResult::Made(session, documents) => {
                self.loading = false;
                self.take_session(*session);
                self.add_documents(documents);
            }
            TaskResult::Looked(serial, seen) => self.take_looked(ctx, serial, seen),
            TaskResult::UnnamedListed(unnamed) => self.kept.take_unnamed(unnamed),
            TaskResult::Beaten | TaskResult::Settled => {}
            TaskResult::Gathered(gathered) => self.take_gathered(*gathered),
            TaskResult::AssistRead(done) => self.take_assist_read(*done),
            TaskResult::Seen(number, seen) => self.take_seen(ctx, number, seen),
            TaskResult::Read(destination, documents) => {
                self.loading = false;
                self.take_documents(ctx, destination, documents);
            }
            TaskResult::Saved(path, saved) => self.take_saved(ctx, &path, saved),
            TaskResult::ExportWritten(path, files, written) => {
                self.take_export(ctx, &path, files, written);
                self.close_if_done(ctx);
            }
            TaskResult::Exported(path, written) => {
                self.exporting = false;
                self.take_exported(&path, written);
                self.close_if_done(ctx);
            }
        }
    }

    fn take_failure(&mut self, task: &str) {
        if task == at_desk::TASK {
            self.search_failed();
        }
        if task == windows::import::TASK {
            self.looking_failed();
        }
        if task == windows::lexicons::TASK {
            self.lexicons_failed();
        }
        if task == damage::TASK {
            self.damage.visible = false;
        }
        self.assist_failed(task);
        self.own_words.note_failure(task);
        self.histories.note_failure(task);
        self.windows.predictions.note_failure(task);
        self.windows.export.note_failure(task);
        (self.saving, self.loading, self.choosing) = (false, false, false);
        (self.exporting, self.closing) = (false, false);
        self.kept.failed();
        self.windows.after_save = None;
        let title = self
            .texts
            .tr_with("error-task", [("task", task.to_owned().into())]);
        self.notices.error(title, self.texts.tr("error-save-safe"));
    }

    fn take_settings(&mut self, ctx: &egui::Context, written: anyhow::Result<()>) {
        let behind = self.settings_file == SettingsFile::Behind;
        self.settings_file = SettingsFile::Written;
        match written {
            Ok(()) if behind => self.settings_changed(ctx),
            Ok(()) => {}
            Err(error) => {
                let title = self.texts.tr("error-settings");
                let error = error.downcast_ref::<session::SaveError>();
                let body = error.map(|error| words::save_error(&self.texts, error));
                self.notices.hint(title, body.unwrap_or_default());
            }
        }
    }

    fn take_saved(
        &mut self,
        ctx: &egui::Context,
        path: &Path,
        saved: Result<session::Saved, session::SaveError>,
    ) {
        self.saving = false;
        let quiet = self.kept.end_save();
        match saved {
            Ok(saved) if quiet => {
                self.take_save(ctx, &saved);
                self.kept.save_went_well();
                self.go_on_after_save(ctx);
            }
            Ok(saved) => {
                self.take_save(ctx, &saved);
                self.kept.save_went_well();
                self.said = self.texts.tr("said-saved");
                let file = file_name(path);
                let failed = self.texts.tr_with("error-save", [("file", file.into())]);
                self.notices.open.retain(|notice| notice.title != failed);
                let path = std::path::absolute(path).unwrap_or(path.to_owned());
                self.settings.remember(&path);
                self.settings_changed(ctx);
                self.go_on_after_save(ctx);
            }
            Err(error) if self.take_trouble(ctx, path, &error, quiet) => {}
            Err(error) => {
                self.windows.after_save = None;
                self.save_next = None;
                self.closing = false;
                let file = file_name(path);
                let title = self.texts.tr_with("error-save", [("file", file.into())]);
                let why = words::save_error(&self.texts, &error);
                let body = match error {
                    // The file is not as it was.
                    session::SaveError::Unconfirmed { .. } => why,
                    _ => format!("{why}\n{}", self.texts.tr("error-save-safe")),
                };
                self.notices.error(title, body);
            }
        }
        self.close_if_done(ctx);
    }

    /// Lets the session know of a save; what is left to be done needs no frame to wait for it.
    fn take_save(&mut self, ctx: &egui::Context, saved: &session::Saved) {
        let left = self.session.as_mut().and_then(|s| s.saved(saved));
        // Whoever leaves with the window waits for it: a thread would die with the program.
        let leaves = self.closing || self.windows.after_save.is_some();
        if let Some(left) = left.filter(|_| !leaves) {
            self.tasks.start(ctx, "settle", move || {
                left.run();
                TaskResult::Settled
            });
        }
    }

    /// Does what was asked while a save was under way.
    pub(super) fn go_on_after_save(&mut self, ctx: &egui::Context) {
        if let Some(next) = self.save_next.take() {
            self.save(ctx, next.as_deref());
        } else if let Some(leaving) = self.windows.after_save.take() {
            self.leave(ctx, leaving);
        }
    }

    fn take_exported(&mut self, path: &Path, written: Result<(), session::SaveError>) {
        match written {
            Ok(()) => {
                let file = path.display().to_string();
                self.said = self.texts.tr_with("said-exported", [("file", file.into())]);
            }
            Err(error) => {
                let file = file_name(path);
                let title = self.texts.tr_with("error-export", [("file", file.into())]);
                let body = words::save_error(&self.texts, &error);
                self.notices.error(title, body);
            }
        }
    }

    /// Closes the window that waited for the last file to be written.
    fn close_if_done(&mut self, ctx: &egui::Context) {
        if self.closing && !self.saving && !self.exporting {
            self.closing = false;
            self.leave(ctx, Leaving::Window);
        }
    }

    pub(super) fn take_session(&mut self, session: Session) {
        self.close_project();
        let annotators = session.project().people();
        let mine = Annotator::from(self.settings.annotator_or(NAMELESS));
        // A project of one other annotator is gone on with under that name, and it is said.
        self.annotator = match annotators.iter().next() {
            Some(only) if annotators.len() == 1 && !annotators.contains(&mine) => only.clone(),
            _ => mine,
        };
        let left = session.path().and_then(|path| self.memory.last_of(path));
        let left = left.filter(|doc| session.document(doc).is_some());
        let first = session.project().documents.at(0).map(|doc| doc.id.clone());
        self.session = Some(session);
        self.open_document(left.or(first));
    }

    /// Clears the desk.
    pub(super) fn close_project(&mut self) {
        // The project is saved, or given up: time that came since belongs to neither.
        self.worked.seconds = 0.0;
        self.remember_place();
        self.kept.forget();
        self.end_session();
        // What was said of one project is not true of the next.
        self.notices.open.clear();
        self.totals.forget();
        self.search.forget();
        self.windows.close();
        self.place = Place::default();
        self.views.clear();
        self.marked_head = None;
        self.said.clear();
    }

    pub(super) fn tell_problems(&mut self, problems: &[Problem]) {
        if problems.is_empty() {
            let name = self.annotator.to_string();
            self.said = self.texts.tr_with("said-opened", [("name", name.into())]);
            return;
        }
        let n = problems.len();
        let title = self.texts.tr_with("notice-problems", [("n", n.into())]);
        let lines = problems.iter().take(N_LINES);
        let mut lines: Vec<String> = lines.map(|p| words::problem(&self.texts, p)).collect();
        lines.push(self.texts.tr("notice-problems-safe"));
        self.notices.hint(title, lines.join("\n"));
    }

    fn take_documents(
        &mut self,
        ctx: &egui::Context,
        destination: Destination,
        documents: Vec<Document>,
    ) {
        self.said.clear();
        if documents.is_empty() {
            return;
        }
        if destination == Destination::NewProject {
            let name = self.texts.tr("new-project-name");
            if let Some(keeper) = self.keeper.clone() {
                self.loading = true;
                self.tasks.start(ctx, "new project", move || {
                    let session = Session::new_kept(name, &keeper);
                    TaskResult::Made(Box::new(session), documents)
                });
                return;
            }
            self.take_session(Session::new_project(name));
        }
        self.add_documents(documents);
    }

    fn add_documents(&mut self, documents: Vec<Document>) {
        let first = documents.first().map(|doc| doc.id.clone());
        let n = documents.len();
        let after = Place {
            doc: first,
            ..Place::default()
        };
        if self.edit(Command::AddDocuments(documents), after) {
            self.said = self.texts.tr_with("said-added", [("n", n.into())]);
        }
        self.focus_text();
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name();
    name.map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
