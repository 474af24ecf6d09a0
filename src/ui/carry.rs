//! Carries out effects on the desk, and takes what tasks came to.

use std::path::Path;
use std::path::PathBuf;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::edit::command::Refusal;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::project::Project;
use crate::session;
use crate::session::Problem;
use crate::session::ReadDocuments;
use crate::session::Session;
use crate::ui::desk::Desk;
use crate::ui::desk::Leaving;
use crate::ui::desk::NAMELESS;
use crate::ui::files;
use crate::ui::i18n::Language;
use crate::ui::i18n::Texts;
use crate::ui::panels::paper;
use crate::ui::resolve::Choice;
use crate::ui::resolve::Destination;
use crate::ui::resolve::Dialog;
use crate::ui::resolve::Effect;
use crate::ui::resolve::Extent;
use crate::ui::resolve::Setting;
use crate::ui::resolve::resolve;
use crate::ui::scene::Ask;
use crate::ui::settings;
use crate::ui::settings::USUAL_TEXT_SIZE;
use crate::ui::tasks::Seen;
use crate::ui::tasks::TaskResult;
use crate::ui::text_view::Align;
use crate::ui::theme::ThemeChoice;
use crate::ui::windows::Drawer;

/// The smallest and the largest size of the paper's text.
const TEXT_SIZE_LIMITS: (f32, f32) = (12.0, 40.0);

impl Desk {
    /// Carries out what was asked in this frame, and what that asks in turn.
    pub(super) fn run_asks(&mut self, ctx: &egui::Context) {
        let asks = std::mem::take(&mut self.asks);
        let any = !asks.is_empty();
        for ask in asks {
            let effect = match ask {
                Ask::Action(action) => resolve(action, &self.env()),
                Ask::Effect(effect) => *effect,
            };
            self.carry_out(ctx, effect);
        }
        if any {
            ctx.request_repaint();
        }
    }

    fn carry_out(&mut self, ctx: &egui::Context, effect: Effect) {
        match effect {
            Effect::Edit(command, after) => {
                self.edit(command, after);
            }
            Effect::Undo => self.step_history(ctx, Session::undo, "said-undone"),
            Effect::Redo => self.step_history(ctx, Session::redo, "said-redone"),
            Effect::Go(place) => self.go(place),
            Effect::MoveCaret(motion, extent) => {
                let Some(doc) = self.env().document().cloned() else {
                    return;
                };
                let Some(view) = self.views.get_mut(&doc.id) else {
                    return;
                };
                let (from, extend) = (self.place.selection, extent == Extent::Selection);
                let to = paper::moved(ctx, &mut view.text_view, &doc.text, from, motion, extend);
                self.place.selection = to;
                self.place.span = None;
                self.show_place(Align::Nearest);
            }
            Effect::CopyText(words) => {
                ctx.copy_text(words);
                self.said = self.texts.tr("said-copied");
            }
            Effect::MarkHead(head) => {
                let key = if head.is_some() {
                    "said-head-marked"
                } else {
                    "said-head-forgotten"
                };
                self.said = self.texts.tr(key);
                self.marked_head = head;
            }
            Effect::Choose(choice) => self.choose(ctx, choice),
            Effect::OpenProject(path) => self.leave(ctx, Leaving::Open(path)),
            Effect::OpenSample => self.leave(ctx, Leaving::Sample),
            Effect::ReadDocuments(Destination::NewProject, paths) => {
                self.leave(ctx, Leaving::New(paths));
            }
            Effect::ReadDocuments(Destination::OpenProject, paths) => {
                self.read_documents(ctx, Destination::OpenProject, paths);
            }
            Effect::Save => self.save(ctx, None),
            Effect::Show(dialog) => self.show(dialog),
            Effect::Set(setting) => self.set(ctx, setting),
            Effect::FocusText => self.focus_text(),
            Effect::CloseProject => self.leave(ctx, Leaving::Project),
            Effect::Quit => self.leave(ctx, Leaving::Window),
            Effect::WorkAs(annotator) if annotator.as_str().trim().is_empty() => {
                self.refuse(&Refusal::EmptyAnnotator);
            }
            Effect::WorkAs(annotator) => {
                self.note_time();
                self.place.span = None;
                self.annotator = annotator;
            }
            Effect::RenameAnnotator { from, to } => {
                let place = self.place.clone();
                let command = Command::RenameAnnotator {
                    from,
                    to: to.clone(),
                };
                if self.edit(command, place) {
                    self.annotator = to;
                }
            }
            Effect::Say(key) => self.said = self.texts.tr(key),
        }
    }

    /// Runs a command on the project; a refusal becomes a message.
    pub(super) fn edit(&mut self, command: Command, after: Place) -> bool {
        let Some(session) = &mut self.session else {
            return false;
        };
        let after = match (
            &after.doc,
            after
                == Place {
                    doc: after.doc.clone(),
                    ..Place::default()
                },
        ) {
            // Only a document is named: go to where the annotator was last in it.
            (Some(doc), true) if self.place.doc.as_ref() != Some(doc) => {
                let view = self.views.get(doc);
                view.map_or(after.clone(), |view| Place {
                    doc: Some(doc.clone()),
                    selection: view.selection,
                    span: view.span.clone(),
                })
            }
            _ => after,
        };
        match session.run_at(command, &self.place, &after) {
            Ok(done) => {
                self.said = match (done.n_added, done.n_removed) {
                    (0, 0) => String::new(),
                    (0, n) => self.texts.tr_with("said-removed", [("n", n.into())]),
                    (n, 0) => self.texts.tr_with("said-labelled", [("n", n.into())]),
                    _ => self.texts.tr("said-changed"),
                };
                self.go(after);
                true
            }
            Err(refusal) => {
                self.refuse(&refusal);
                false
            }
        }
    }

    fn refuse(&mut self, refusal: &Refusal) {
        let (title, body) = refusal_words(&self.texts, refusal);
        self.said.clone_from(&title);
        self.notices.hint(title, body);
    }

    fn step_history(
        &mut self,
        ctx: &egui::Context,
        step: impl FnOnce(&mut Session) -> Option<session::Undone>,
        said: &str,
    ) {
        let Some(session) = &mut self.session else {
            return;
        };
        match step(session) {
            Some(undone) => {
                self.said = self.texts.tr(said);
                // An act on the whole project was made from no document: stay where we are.
                let there = undone
                    .place
                    .doc
                    .as_ref()
                    .is_some_and(|id| session.document(id).is_some());
                if there {
                    self.go(undone.place);
                } else {
                    self.leave_missing_document();
                }
            }
            None => self.said = self.texts.tr("say-no-history"),
        }
        ctx.request_repaint();
    }

    fn leave_missing_document(&mut self) {
        let Some(session) = &self.session else { return };
        let gone = self
            .place
            .doc
            .as_ref()
            .is_none_or(|id| session.document(id).is_none());
        if gone {
            let first = session.project().documents.at(0).map(|doc| doc.id.clone());
            self.open_document(first);
        }
    }

    /// Goes to a place; one that names only a document means where one was last in it.
    pub(super) fn go(&mut self, place: Place) {
        if place.doc != self.place.doc {
            let bare = place.selection == Selection::default() && place.span.is_none();
            self.open_document(place.doc.clone());
            if bare {
                return;
            }
        }
        let moved = place.selection != self.place.selection || place.span != self.place.span;
        self.place = place;
        if moved {
            self.show_place(Align::Nearest);
        }
    }

    /// Opens a document where it was left.
    pub(super) fn open_document(&mut self, id: Option<DocId>) {
        self.note_time();
        self.marked_head = None;
        if let Some(view) = self
            .place
            .doc
            .as_ref()
            .and_then(|id| self.views.get_mut(id))
        {
            view.selection = self.place.selection;
            view.span = self.place.span.clone();
        }
        self.place = match &id {
            Some(id) => {
                let view = self.views.entry(id.clone()).or_default();
                let (selection, span) = (view.selection, view.span.clone());
                Place {
                    doc: Some(id.clone()),
                    selection,
                    span,
                }
            }
            None => Place::default(),
        };
        self.focus_text();
    }

    /// Scrolls the text to the selection or the span taken hold of.
    pub(super) fn show_place(&mut self, align: Align) {
        let head = self.place.selection.head;
        let span = self.env().span().map(|span| span.range);
        let range = span.unwrap_or(crate::text::offset::CharRange::new(head, head));
        if let Some(view) = self
            .place
            .doc
            .as_ref()
            .and_then(|id| self.views.get_mut(id))
        {
            view.text_view.scroll_to(range, align);
        }
    }

    fn note_time(&mut self) {
        let seconds = self.worked.seconds as u64;
        let Some(layer) = self.env().layer_ref() else {
            return;
        };
        if seconds == 0 || self.env().layer().is_none() {
            return;
        }
        if let Some(session) = &mut self.session {
            session.note_time(layer, seconds);
        }
        self.worked.seconds = 0.0;
    }

    fn choose(&mut self, ctx: &egui::Context, choice: Choice) {
        let name = self
            .session
            .as_ref()
            .map_or("", |session| session.project().name.as_str());
        let file_name = match choice {
            Choice::Export => self.windows.export.file_name(name),
            _ => format!("{}.ron", if name.is_empty() { "zhubi" } else { name }),
        };
        let request = files::Request {
            choice,
            title: self.texts.tr(choice_title(choice)),
            projects: self.texts.tr("files-projects"),
            documents: self.texts.tr("files-documents"),
            file_name,
        };
        let ask = files::ask(request);
        self.tasks.start(ctx, "dialog", ask);
    }

    fn read_documents(&mut self, ctx: &egui::Context, to: Destination, paths: Vec<PathBuf>) {
        let project = match (&self.session, to) {
            (Some(session), Destination::OpenProject) => session.project().clone(),
            _ => Project::new(""),
        };
        self.said = self.texts.tr("said-reading");
        let seen = self.seen();
        self.tasks.start(ctx, "read documents", move || {
            let read = session::read_documents(&project, &paths, None);
            TaskResult::Read(seen, to, paths, read)
        });
    }

    /// Saves to a path, or to the project's own file, or asks for one.
    pub(super) fn save(&mut self, ctx: &egui::Context, path: Option<&Path>) {
        self.note_time();
        let Some(session) = &self.session else { return };
        let Some(job) = session.save_job(path) else {
            self.choose(ctx, Choice::SaveAs);
            return;
        };
        if self.saving {
            return;
        }
        self.saving = true;
        let seen = self.seen();
        self.tasks.start(ctx, "save", move || {
            let path = job.path().to_owned();
            TaskResult::Saved(seen, path, job.run())
        });
    }

    fn show(&mut self, dialog: Dialog) {
        let mut windows = std::mem::take(&mut self.windows);
        windows.show(dialog, &self.env(), &self.texts);
        self.windows = windows;
    }

    fn set(&mut self, ctx: &egui::Context, setting: Setting) {
        let settings = &mut self.settings;
        let (smallest, largest) = TEXT_SIZE_LIMITS;
        match setting {
            Setting::ToggleDocuments if self.windows.documents_folded => {
                self.windows.toggle_drawer(Drawer::Documents);
                return;
            }
            Setting::ToggleLabels if self.windows.labels_folded => {
                self.windows.toggle_drawer(Drawer::Labels);
                return;
            }
            Setting::ToggleDocuments => settings.documents_visible = !settings.documents_visible,
            Setting::ToggleLabels => settings.labels_visible = !settings.labels_visible,
            Setting::LargerText => settings.text_size = (settings.text_size + 1.0).min(largest),
            Setting::SmallerText => settings.text_size = (settings.text_size - 1.0).max(smallest),
            Setting::UsualText => settings.text_size = USUAL_TEXT_SIZE,
            Setting::ToggleTheme => {
                settings.theme = if self.theme.dark {
                    ThemeChoice::Light
                } else {
                    ThemeChoice::Dark
                };
            }
            Setting::ToggleContrast => settings.high_contrast = !settings.high_contrast,
            Setting::NextLanguage => {
                let at = Language::ALL
                    .iter()
                    .position(|l| *l == settings.language)
                    .unwrap_or(0);
                let next = Language::ALL.get((at + 1) % Language::ALL.len());
                settings.language = next.copied().unwrap_or_default();
            }
        }
        self.settings_changed(ctx);
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
        if let Err(error) = self.settings.save() {
            self.notices
                .hint(self.texts.tr("error-settings"), error.to_string());
        }
    }

    /// Leaves the open project for something, after asking when it is not saved.
    pub(super) fn leave(&mut self, ctx: &egui::Context, leaving: Leaving) {
        self.note_time();
        if self.session.as_ref().is_some_and(Session::unsaved) {
            self.leaving = Some(leaving);
        } else {
            self.left(ctx, leaving);
        }
    }

    /// Goes on after the open project was saved or given up.
    pub(super) fn left(&mut self, ctx: &egui::Context, leaving: Leaving) {
        match leaving {
            Leaving::Window => {
                self.closed = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Leaving::Project => self.close_project(),
            Leaving::Open(path) => self.open_project(ctx, path),
            Leaving::Sample => {
                let Some(folders) = settings::folders() else {
                    return;
                };
                match session::copy_out_sample(&folders.data) {
                    Ok(path) => self.open_project(ctx, path),
                    Err(error) => {
                        self.notices
                            .error(self.texts.tr("error-sample"), error.to_string());
                    }
                }
            }
            Leaving::New(paths) => self.read_documents(ctx, Destination::NewProject, paths),
        }
    }

    fn open_project(&mut self, ctx: &egui::Context, path: PathBuf) {
        self.said = self.texts.tr("said-opening");
        let seen = self.seen();
        self.tasks.start(ctx, "open project", move || {
            let opened = Session::open(&path).map(Box::new);
            TaskResult::Opened(seen, path, opened)
        });
    }

    fn close_project(&mut self) {
        self.n_closed += 1;
        self.session = None;
        self.totals.forget();
        self.place = Place::default();
        self.views.clear();
        self.marked_head = None;
        self.said.clear();
    }

    /// Takes what a task came to.
    pub(super) fn take_result(&mut self, ctx: &egui::Context, result: TaskResult) {
        match result {
            TaskResult::WordsLoaded => {}
            TaskResult::NoDialog(choice) => self.windows.ask_path(choice),
            TaskResult::Chosen(choice, paths) => self.take_chosen(ctx, choice, paths),
            TaskResult::Opened(seen, path, Ok(_)) if self.worked_since(seen) => {
                self.leaving = Some(Leaving::Open(path));
            }
            TaskResult::Opened(_, path, Ok(opened)) => {
                let (session, problems) = *opened;
                self.settings.remember(&path);
                self.settings_changed(ctx);
                self.take_session(session);
                self.tell_problems(&problems);
            }
            TaskResult::Opened(_, path, Err(error)) => {
                let title = self
                    .texts
                    .tr_with("error-open", [("file", file_name(&path).into())]);
                let body = format!("{error}\n{}", self.texts.tr("error-open-safe"));
                self.said.clear();
                self.notices.error(title, body);
            }
            TaskResult::Read(seen, Destination::NewProject, paths, read)
                if self.worked_since(seen) && !read.documents.is_empty() =>
            {
                self.leaving = Some(Leaving::New(paths));
            }
            // The project they were read for is closed.
            TaskResult::Read(seen, Destination::OpenProject, ..)
                if seen.project != self.n_closed =>
            {
                self.said.clear();
            }
            TaskResult::Read(_, destination, _, read) => self.take_documents(destination, read),
            // The project that was saved is closed; the one open now is another.
            TaskResult::Saved(seen, _, Ok(_)) if seen.project != self.n_closed => {
                self.saving = false;
            }
            TaskResult::Saved(_, path, Ok(saved)) => {
                self.saving = false;
                if let Some(session) = &mut self.session {
                    session.saved(&saved);
                }
                self.said = self.texts.tr("said-saved");
                self.settings.remember(&path);
                self.settings_changed(ctx);
                if let Some(leaving) = self.windows.after_save.take() {
                    self.leave(ctx, leaving);
                }
            }
            TaskResult::Saved(_, path, Err(error)) => {
                self.saving = false;
                self.windows.after_save = None;
                let title = self
                    .texts
                    .tr_with("error-save", [("file", file_name(&path).into())]);
                let body = format!("{error}\n{}", self.texts.tr("error-save-safe"));
                self.notices.error(title, body);
            }
            TaskResult::Exported(path, Ok(())) => {
                let file = path.display().to_string();
                self.said = self.texts.tr_with("said-exported", [("file", file.into())]);
            }
            TaskResult::Exported(path, Err(error)) => {
                let title = self
                    .texts
                    .tr_with("error-export", [("file", file_name(&path).into())]);
                self.notices.error(title, error.to_string());
            }
        }
    }

    /// Returns whether there is unsaved work that was not there when a task was started.
    fn worked_since(&self, seen: Seen) -> bool {
        self.seen() != seen && self.session.as_ref().is_some_and(Session::unsaved)
    }

    /// Takes files chosen in a dialog or typed in its stead.
    pub(super) fn take_chosen(&mut self, ctx: &egui::Context, choice: Choice, paths: Vec<PathBuf>) {
        let Some(first) = paths.first().cloned() else {
            self.windows.after_save = None;
            return;
        };
        match choice {
            Choice::NewProject => self.leave(ctx, Leaving::New(paths)),
            Choice::Documents | Choice::Folder => {
                self.read_documents(ctx, Destination::OpenProject, paths);
            }
            Choice::Project => self.leave(ctx, Leaving::Open(first)),
            Choice::SaveAs => {
                let path = with_extension(first, "ron");
                self.name_after(&path);
                self.save(ctx, Some(&path));
            }
            Choice::Export => self.export_to(ctx, first),
        }
    }

    /// Gives a project that was never named the name of its first file.
    fn name_after(&mut self, path: &Path) {
        let Some(session) = &self.session else { return };
        let unnamed = session.project().name == self.texts.tr("new-project-name");
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        if let (true, None, Some(stem)) = (unnamed, session.path(), stem) {
            self.edit(Command::RenameProject(stem), self.place.clone());
        }
    }

    fn take_session(&mut self, session: Session) {
        self.close_project();
        let annotators = session.project().annotators();
        let mine = Annotator::from(self.settings.annotator_or(NAMELESS));
        // A project of one other annotator is gone on with under that name.
        self.annotator = match annotators.iter().next() {
            Some(only) if annotators.len() == 1 && !annotators.contains(&mine) => only.clone(),
            _ => mine,
        };
        let first = session.project().documents.at(0).map(|doc| doc.id.clone());
        self.session = Some(session);
        self.open_document(first);
    }

    fn tell_problems(&mut self, problems: &[Problem]) {
        if problems.is_empty() {
            self.said = self.texts.tr("said-opened");
            return;
        }
        let title = self
            .texts
            .tr_with("notice-problems", [("n", problems.len().into())]);
        let mut lines: Vec<String> = problems.iter().take(8).map(ToString::to_string).collect();
        lines.push(self.texts.tr("notice-problems-safe"));
        self.notices.hint(title, lines.join("\n"));
    }

    fn take_documents(&mut self, destination: Destination, read: ReadDocuments) {
        self.said.clear();
        self.tell_refused(&read);
        if read.documents.is_empty() {
            return;
        }
        if destination == Destination::NewProject {
            let name = self.texts.tr("new-project-name");
            self.take_session(Session::new_project(name));
        }
        let first = read.documents.first().map(|doc| doc.id.clone());
        let n = read.documents.len();
        let after = Place {
            doc: first,
            ..Place::default()
        };
        if self.edit(Command::AddDocuments(read.documents), after) {
            self.said = self.texts.tr_with("said-added", [("n", n.into())]);
        }
    }

    fn tell_refused(&mut self, read: &ReadDocuments) {
        let lines = |items: Vec<String>| items.into_iter().take(8).collect::<Vec<_>>().join("\n");
        if !read.refused.is_empty() {
            let title = self
                .texts
                .tr_with("error-documents", [("n", read.refused.len().into())]);
            let body = lines(read.refused.iter().map(ToString::to_string).collect());
            self.notices.error(
                title,
                format!("{body}\n{}", self.texts.tr("error-documents-safe")),
            );
        }
        if !read.doubts.is_empty() {
            let words = read
                .doubts
                .iter()
                .map(|doubt| self.doubt_words(doubt))
                .collect();
            self.notices
                .hint(self.texts.tr("notice-doubts"), lines(words));
        }
    }

    fn doubt_words(&self, doubt: &session::Doubt) -> String {
        let mut parts = Vec::new();
        if let Some(encoding) = &doubt.guessed {
            let encoding = encoding.clone().into();
            parts.push(
                self.texts
                    .tr_with("doubt-encoding", [("encoding", encoding)]),
            );
        }
        for (key, n) in [
            ("doubt-replaced", doubt.n_replaced),
            ("doubt-controls", doubt.n_controls),
        ] {
            if n > 0 {
                parts.push(self.texts.tr_with(key, [("n", n.into())]));
            }
        }
        format!("{} · {}", doubt.document, parts.join(" · "))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn with_extension(path: PathBuf, extension: &str) -> PathBuf {
    if path.extension().is_some() {
        path
    } else {
        path.with_extension(extension)
    }
}

fn choice_title(choice: Choice) -> &'static str {
    match choice {
        Choice::NewProject => "files-new-project",
        Choice::Documents => "files-add-documents",
        Choice::Folder => "files-add-folder",
        Choice::Project => "files-open-project",
        Choice::SaveAs => "files-save-as",
        Choice::Export => "files-export",
    }
}

/// Returns what a refusal says to the user: what happened, and what to do.
pub fn refusal_words(texts: &Texts, refusal: &Refusal) -> (String, String) {
    let key = match refusal {
        Refusal::OverlapsSameLabel { .. } => "refusal-overlap",
        Refusal::SpanTaken(_) => "refusal-span-taken",
        Refusal::LabelTaken(_) => "refusal-label-taken",
        Refusal::HotkeyTaken { .. } => "refusal-hotkey-taken",
        Refusal::LabelInUse { .. } => "refusal-label-in-use",
        Refusal::BadKey(_) => "refusal-bad-key",
        Refusal::NameTaken(_) => "refusal-name-taken",
        Refusal::EmptyName | Refusal::EmptyAnnotator => "refusal-empty-name",
        Refusal::AnnotatorTaken(_) => "refusal-annotator-taken",
        Refusal::DocumentTaken { .. } => "refusal-document-taken",
        _ => "refusal-other",
    };
    (texts.tr(key), refusal.to_string())
}
