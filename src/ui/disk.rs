//! What the desk begins that waits for a disk or a dialog, and leaving a project.
//!
//! No frame waits: each is a task, and `arrive.rs` takes what it came to. While a project or
//! documents are read the desk is covered, so that nothing is done to what will be gone.

use std::path::Path;
use std::path::PathBuf;

use crate::exchange::Files;
use crate::session;
use crate::session::Opened;
use crate::session::SaveJob;
use crate::session::Session;
use crate::ui::desk::Desk;
use crate::ui::desk::Leaving;
use crate::ui::effect::Choice;
use crate::ui::effect::Destination;
use crate::ui::effect::OpenAs;
use crate::ui::files;
use crate::ui::i18n::Texts;
use crate::ui::kept::BeforeLeaving;
use crate::ui::settings;
use crate::ui::tasks::Asked;
use crate::ui::tasks::TaskResult;
use crate::ui::words;

/// How far the settings' file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SettingsFile {
    /// It holds the settings.
    #[default]
    Written,
    /// It is being written.
    Writing,
    /// It is being written, and the settings changed meanwhile.
    Behind,
}

impl Desk {
    /// Asks the user for files; one dialog at a time.
    pub(super) fn choose(&mut self, ctx: &egui::Context, choice: Choice) {
        if self.choosing {
            return;
        }
        self.choosing = true;
        let name = match &self.session {
            Some(session) => session.project().name.as_str(),
            None => "",
        };
        let file_name = match choice {
            Choice::Export => self.windows.export.file_name(name),
            Choice::ExportWords => "words.csv".to_owned(),
            _ => format!("{}.ron", if name.is_empty() { "zhubi" } else { name }),
        };
        let serial = self.session.as_ref().map(Session::serial);
        let request = files::Request {
            asked: Asked { choice, serial },
            title: self.texts.tr(self.choice_title(choice)),
            projects: self.texts.tr("files-projects"),
            documents: self.texts.tr("files-documents"),
            file_name,
        };
        let ask = files::ask(request);
        self.tasks.start(ctx, "dialog", ask);
    }

    /// Takes files chosen in a dialog or typed in its stead.
    pub(super) fn take_chosen(&mut self, ctx: &egui::Context, asked: Asked, paths: Vec<PathBuf>) {
        let serial = self.session.as_ref().map(Session::serial);
        let for_open_project = !matches!(asked.choice, Choice::NewProject | Choice::Project);
        let Some(first) = paths.first().cloned() else {
            self.windows.after_save = None;
            return;
        };
        if for_open_project && asked.serial != serial {
            self.said = self.texts.tr("say-other-project");
            return;
        }
        match asked.choice {
            Choice::NewProject => self.leave(ctx, Leaving::New(paths)),
            Choice::Documents | Choice::Folder => {
                self.look_at_documents(ctx, Destination::OpenProject, paths);
            }
            Choice::Project => self.leave(ctx, Leaving::Open(first)),
            Choice::Predictions => self.show_predictions(paths),
            Choice::SaveAs => {
                let path = with_extension(&first, "ron");
                // The system's dialog has asked about the very file it returned.
                let asked_already = path == first && !self.windows.typed_path;
                self.replace_or_ask(ctx, asked.choice, path, asked_already);
            }
            Choice::Words => self.read_words(ctx, first),
            Choice::Export | Choice::ExportWords => {
                let asked_already = !self.windows.typed_path;
                self.replace_or_ask(ctx, asked.choice, first, asked_already);
            }
        }
    }

    /// Writes to a path, after asking when a file is there that nobody agreed to replace.
    fn replace_or_ask(
        &mut self,
        ctx: &egui::Context,
        choice: Choice,
        path: PathBuf,
        asked_already: bool,
    ) {
        let own = self.session.as_ref().and_then(Session::path);
        let is_own = own.is_some_and(|own| session::same_file(own, &path));
        if matches!(choice, Choice::Export | Choice::ExportWords) && is_own {
            self.windows.after_save = None;
            let file = path.display().to_string();
            let title = self
                .texts
                .tr_with("error-export-own", [("file", file.into())]);
            self.notices
                .error(title, self.texts.tr("error-export-own-do"));
        } else if choice == Choice::Export && self.windows.export.files() == Files::Folder {
            // A folder is never replaced, nor written into.
            self.write_to(ctx, choice, path);
        } else if asked_already || is_own || !session::file_is_there(&path) {
            self.write_to(ctx, choice, path);
        } else {
            self.windows.ask_replace(choice, path);
        }
    }

    /// Writes the project or an export to a path.
    pub(super) fn write_to(&mut self, ctx: &egui::Context, choice: Choice, path: PathBuf) {
        match choice {
            Choice::Export => self.export_to(ctx, path),
            Choice::ExportWords => self.export_words(ctx, path),
            _ => {
                self.name_after(&path);
                self.save(ctx, Some(&path));
            }
        }
    }

    /// Gives a project that was never named the name of its first file.
    fn name_after(&mut self, path: &Path) {
        let unnamed = self.texts.tr("new-project-name");
        let Some(session) = &mut self.session else {
            return;
        };
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        if let (true, Some(stem)) = (session.project().name == unnamed, stem) {
            session.name_unsaved(stem);
        }
    }

    /// Saves to a path, or to the project's own file, or asks for one.
    pub(super) fn save(&mut self, ctx: &egui::Context, path: Option<&Path>) {
        self.commit_typed();
        if self.saving || self.kept.is_looking() {
            // One after the other: the next begins when this one is done.
            self.save_next = Some(path.map(Path::to_owned));
            return;
        }
        let Some(session) = &self.session else { return };
        if session.unsaved() {
            self.note_time();
        }
        self.remember_place();
        let Some(session) = &self.session else { return };
        let Some(job) = session.save_job(path) else {
            self.choose(ctx, Choice::SaveAs);
            return;
        };
        self.saving = true;
        self.kept.begin_save(false);
        self.start_save(ctx, job);
    }

    /// Has a snapshot written.
    pub(super) fn start_save(&mut self, ctx: &egui::Context, job: SaveJob) {
        let gauge = self.gauges.save();
        self.tasks.start(ctx, "save", move || {
            let path = job.path().to_owned();
            TaskResult::Saved(path, gauge.during(|| job.run()))
        });
    }

    /// Makes the window follow the settings, and remembers them.
    pub(super) fn settings_changed(&mut self, ctx: &egui::Context) {
        if self.texts.language != self.settings.language {
            self.texts = Texts::new(self.settings.language);
        }
        self.apply_theme(ctx);
        if self.tasks.run_at_once() {
            return;
        }
        if self.settings_file != SettingsFile::Written {
            self.settings_file = SettingsFile::Behind;
            return;
        }
        self.settings_file = SettingsFile::Writing;
        let settings = self.settings.clone();
        self.tasks.start(ctx, "settings", move || {
            TaskResult::SettingsSaved(settings.save())
        });
    }

    /// Leaves the open project for something, after asking when it is not saved.
    ///
    /// A project with a file is saved by itself where that is kept; nobody needs to be asked.
    pub(super) fn leave(&mut self, ctx: &egui::Context, leaving: Leaving) {
        self.commit_typed();
        match self.before_leaving() {
            BeforeLeaving::Nothing => self.left(ctx, leaving),
            BeforeLeaving::Save => {
                self.windows.after_save = Some(leaving);
                self.save_quietly(ctx);
            }
            BeforeLeaving::Ask => {
                self.leaving = Some(leaving);
                self.windows.freshen();
            }
        }
    }

    /// Goes on after the open project was saved or given up.
    pub(super) fn left(&mut self, ctx: &egui::Context, leaving: Leaving) {
        match leaving {
            Leaving::Window if self.saving || self.exporting => self.closing = true,
            Leaving::Window => {
                self.closed = true;
                self.remember_place();
                if !self.tasks.run_at_once() {
                    // The last frame: nothing waits for it, and a thread would die with the window.
                    self.memory.save().ok();
                }
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Leaving::Project => self.close_project(),
            Leaving::Open(path) => self.open_project(ctx, path, OpenAs::Asking),
            Leaving::Sample => {
                let Some(folders) = settings::folders() else {
                    self.notices.error(self.texts.tr("error-sample"), "");
                    return;
                };
                match session::copy_out_sample(&folders.data) {
                    Ok(path) => self.open_project(ctx, path, OpenAs::Asking),
                    Err(error) => {
                        let body = words::save_error(&self.texts, &error);
                        self.notices.error(self.texts.tr("error-sample"), body);
                    }
                }
            }
            Leaving::New(paths) => {
                self.look_at_documents(ctx, Destination::NewProject, paths);
            }
        }
    }

    pub(super) fn open_project(&mut self, ctx: &egui::Context, path: PathBuf, how: OpenAs) {
        // A path that is remembered must lead there from everywhere.
        let path = std::path::absolute(&path).unwrap_or(path);
        if self.keeper.is_some() && self.has_open(&path) {
            // It is read again by itself whenever somebody else writes it.
            self.said = self.texts.tr("say-already-open");
            return;
        }
        self.loading = true;
        self.said = self.texts.tr("said-opening");
        let keeper = self.keeper.clone();
        let gauge = self.gauges.open();
        self.tasks.start(ctx, "open project", move || {
            let Some(keeper) = keeper else {
                let opened = gauge.during(|| Session::open(&path).map(Opened::unkept));
                return TaskResult::Opened(path, opened.map(Box::new));
            };
            let others = match how {
                OpenAs::Asking => keeper.others(&path),
                OpenAs::Anyway | OpenAs::ReadOnly => Vec::new(),
            };
            if !others.is_empty() {
                return TaskResult::InUse(path, others);
            }
            let opened = gauge.during(|| match how {
                OpenAs::ReadOnly => Session::open_to_read(&path, &keeper),
                OpenAs::Asking | OpenAs::Anyway => Session::open_kept(&path, &keeper),
            });
            TaskResult::Opened(path, opened.map(Box::new))
        });
    }

    /// Returns the key of the title of a dialog.
    pub(super) fn choice_title(&self, choice: Choice) -> &'static str {
        match choice {
            Choice::Export if self.windows.export.files() == Files::Folder => "files-export-folder",
            choice => choice_title(choice),
        }
    }

    fn has_open(&self, path: &Path) -> bool {
        let session = self.session.as_ref().filter(|s| !s.is_read_only());
        let own = session.and_then(|session| session.path().or(session.unnamed()));
        own.is_some_and(|own| session::same_file(own, path))
    }
}

/// Puts an extension behind a name that does not end in it.
fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let has = path
        .extension()
        .is_some_and(|ext| ext.eq_ignore_ascii_case(extension));
    if has {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Returns the key of the title of a dialog.
fn choice_title(choice: Choice) -> &'static str {
    match choice {
        Choice::NewProject => "files-new-project",
        Choice::Documents => "files-add-documents",
        Choice::Folder => "files-add-folder",
        Choice::Project => "files-open-project",
        Choice::SaveAs => "files-save-as",
        Choice::Export => "files-export",
        Choice::Predictions => "files-predictions",
        Choice::Words => "files-words",
        Choice::ExportWords => "files-export-words",
    }
}
