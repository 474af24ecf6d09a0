//! Carries out effects on the desk: edits, moves, settings.
//!
//! What waits for a disk or a dialog begins in `disk.rs` and comes back in `arrive.rs`.

use crate::assist::outside;
use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Act;
use crate::edit::command::Command;
use crate::edit::command::Refusal;
use crate::model::check;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::span_set::SpanSet;
use crate::session;
use crate::session::Session;
use crate::text::offset::CharRange;
use crate::ui::desk::Desk;
use crate::ui::desk::Leaving;
use crate::ui::effect::Destination;
use crate::ui::effect::Dialog;
use crate::ui::effect::Effect;
use crate::ui::effect::Extent;
use crate::ui::effect::Setting;
use crate::ui::i18n::Language;
use crate::ui::panels::paper;
use crate::ui::resolve::resolve;
use crate::ui::scene::Ask;
use crate::ui::settings::USUAL_TEXT_SIZE;
use crate::ui::tasks::TaskResult;
use crate::ui::text_view::Align;
use crate::ui::theme;
use crate::ui::theme::ThemeChoice;
use crate::ui::windows::Drawer;
use crate::ui::words;
use crate::ui::words::acts::Past;

/// The smallest and the largest size of the paper's text.
pub(super) const TEXT_SIZE_LIMITS: (f32, f32) = (12.0, 40.0);

/// What is said of an act that was taken back, or made again.
const UNDONE: &str = "said-undone";
const REDONE: &str = "said-redone";

impl Desk {
    /// Carries out what was asked in this frame, and what that asks in turn.
    ///
    /// While a project is being read nothing is carried out: it would be lost with what it was
    /// done to. What is asked meanwhile waits.
    pub(super) fn run_asks(&mut self, ctx: &egui::Context) {
        if self.loading {
            return;
        }
        let asks = std::mem::take(&mut self.asks);
        let any = !asks.is_empty();
        for ask in asks {
            if self.loading {
                self.asks.push(ask);
                continue;
            }
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
            Effect::Undo => self.step_history(ctx, Session::undo, UNDONE),
            Effect::Redo => self.step_history(ctx, Session::redo, REDONE),
            Effect::CloseNotice => {
                if self.notices.open.pop().is_none() {
                    self.leave_text(ctx);
                }
            }
            Effect::Go(place) => self.go(place),
            Effect::Grow(grown, place) => {
                self.grown = grown;
                self.go(place);
            }
            Effect::MoveCaret(motion, extent) => {
                let Some(doc) = self.env().document().cloned() else {
                    return;
                };
                let Some(view) = self.views.get_mut(&doc.id) else {
                    return;
                };
                let (from, extend) = (self.place.selection, extent == Extent::Selection);
                let segments = paper::ByDictionary {
                    own: self.own_words.words(),
                };
                let spans = SpanSet::default();
                let shown = paper::shown(&doc.text, &spans, from, &segments);
                let view = &mut view.text_view;
                let to = view.move_caret(ctx, &shown, from, motion, extend);
                self.place.selection = to;
                self.place.span = None;
                self.show_place(Align::Nearest);
            }
            Effect::Copy(range, form) => self.copy(ctx, range, form),
            Effect::GoTo(at) => self.go_to(at),
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
            Effect::OpenBeside(path, how) => self.open_project(ctx, path, how),
            Effect::ExplainStuck => self.explain_stuck(),
            Effect::OpenSample => self.leave(ctx, Leaving::Sample),
            Effect::ReadDocuments(Destination::NewProject, paths) => {
                self.leave(ctx, Leaving::New(paths));
            }
            Effect::ReadDocuments(Destination::OpenProject, paths) => {
                self.look_at_documents(ctx, Destination::OpenProject, paths);
            }
            Effect::Save => self.save(ctx, None),
            Effect::Show(dialog) => self.show(ctx, dialog),
            Effect::Set(setting) => self.set(ctx, setting),
            Effect::ReadAs(kind) => self.read_as(kind),
            Effect::FocusText if self.has_text_focus => self.leave_text(ctx),
            Effect::FocusText => self.focus_text(),
            Effect::Find(ask) => self.find(ctx, ask),
            Effect::Review(ask) => self.review(ctx, ask),
            Effect::OrderBy(order) => self.order_by(ctx, order),
            Effect::Queue(ask) => self.queue(ctx, ask),
            Effect::Damage(ask) => self.list_damage(ctx, ask),
            Effect::Past(ask) => self.list_past(ctx, ask),
            Effect::CopyStatistics => self.copy_statistics(ctx),
            Effect::Restore(version) => self.read_version(ctx, version),
            Effect::OpenRescued(path, source) => self.open_rescued(ctx, path, source),
            Effect::MakeOfLabelled => self.leave(ctx, Leaving::Labelled),
            Effect::CloseProject => self.leave(ctx, Leaving::Project),
            Effect::Quit => self.leave(ctx, Leaving::Window),
            Effect::WorkAs(annotator) if annotator.as_str().trim().is_empty() => {
                self.refuse(&Refusal::EmptyAnnotator);
            }
            Effect::WorkAs(annotator) if self.is_model(&annotator) => {
                self.said = self.texts.tr("say-is-model");
            }
            Effect::WorkAs(annotator) => {
                self.work_as(annotator);
            }
            Effect::RenameAnnotator { from, to } => {
                let after = Place {
                    annotator: Some(to.clone()),
                    ..self.place.clone()
                };
                self.edit(Command::RenameAnnotator { from, to }, after);
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
                    annotator: None,
                })
            }
            _ => after,
        };
        let mine = Some(self.annotator.clone());
        let before = Place {
            annotator: mine.clone(),
            ..self.place.clone()
        };
        let after = Place {
            annotator: after.annotator.clone().or(mine),
            ..after
        };
        let act = command.act();
        let corrects = act == Act::CorrectText;
        let n_misfits = self.totals.n_misfits;
        match session.run_at(command, &before, &after) {
            Ok(done) => {
                self.totals.refresh(session, &self.annotator);
                if act == Act::Relabel {
                    self.tell_misfitting_relations(&after);
                }
                let n_gone = self.totals.n_misfits.saturating_sub(n_misfits);
                if corrects && n_gone > 0 {
                    let title = self.texts.tr_with("correct-gone", [("n", n_gone.into())]);
                    let state = self.session.as_ref().map(|s| s.history().state());
                    let state = state.unwrap_or_default();
                    let what_to_do = self.texts.tr("correct-gone-do");
                    self.notices.hint_on(state, title, what_to_do);
                }
                self.said = match (done.n_added, done.n_removed) {
                    (0, 0) if act == Act::RemoveDocument => self.texts.tr("said-document-removed"),
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

    pub(super) fn refuse(&mut self, refusal: &Refusal) {
        let (title, body) = words::refusal(&self.texts, refusal);
        self.said.clone_from(&title);
        self.notices.hint(title, body);
    }

    pub(super) fn step_history(
        &mut self,
        ctx: &egui::Context,
        step: impl FnOnce(&mut Session) -> Option<session::Undone>,
        said: &str,
    ) {
        let Some(session) = &mut self.session else {
            return;
        };
        if session.is_read_only() {
            self.refuse(&Refusal::ReadOnly);
            return;
        }
        match step(session) {
            Some(undone) => {
                let history = session.history();
                // What was just taken back is the first that could be made again.
                let at = history
                    .done()
                    .len()
                    .saturating_sub(usize::from(said == REDONE));
                let act = Past::of(session.project(), history).sentence(&self.texts, at);
                self.said = self.texts.tr_with(said, [("act", act.into())]);
                self.notices.keep_true(|state| history.is_done(state));
                // An act on the whole project was made from no document: stay where we are.
                let there = undone
                    .place
                    .doc
                    .as_ref()
                    .is_some_and(|id| session.document(id).is_some());
                if there {
                    self.go(undone.place);
                    self.resume_after_undo();
                } else {
                    self.leave_missing_document();
                }
            }
            None => self.said = self.texts.tr("say-no-history"),
        }
        ctx.request_repaint();
    }

    pub(super) fn leave_missing_document(&mut self) {
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
    pub(super) fn go(&mut self, mut place: Place) {
        if let Some(annotator) = place.annotator.take() {
            self.work_as(annotator);
        }
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
            self.tell_hidden_span();
        }
    }

    /// Returns whether a name is that of a model, whose predictions nobody should add to.
    fn is_model(&self, name: &Annotator) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|session| outside::is_model(session.project(), name))
    }

    /// Labels under a name of the project from now on.
    fn work_as(&mut self, annotator: Annotator) {
        if annotator == self.annotator {
            return;
        }
        self.note_time();
        self.place.span = None;
        self.marked_head = None;
        self.n_switches += 1;
        self.annotator = annotator;
    }

    /// Opens a document where it was left.
    pub(super) fn open_document(&mut self, id: Option<DocId>) {
        self.note_time();
        self.marked_head = None;
        self.remember_place();
        self.place = match &id {
            Some(id) => {
                let left = (!self.views.contains_key(id)).then(|| self.view_left(id));
                let view = self.views.entry(id.clone());
                let view = view.or_insert_with(|| left.unwrap_or_default());
                let (selection, span) = (view.selection, view.span.clone());
                Place {
                    doc: Some(id.clone()),
                    selection,
                    span,
                    annotator: None,
                }
            }
            None => Place::default(),
        };
        self.remember_place();
        self.focus_text();
    }

    /// Scrolls the text to the selection or the span taken hold of.
    pub(super) fn show_place(&mut self, align: Align) {
        let head = self.place.selection.head;
        let span = self.env().span().map(|span| span.range);
        let range = span.unwrap_or(CharRange::new(head, head));
        if let Some(view) = self
            .place
            .doc
            .as_ref()
            .and_then(|id| self.views.get_mut(id))
        {
            view.text_view.scroll_to(range, align);
        }
    }

    /// Adds the time worked to the layer it was worked on, and begins anew.
    pub(super) fn note_time(&mut self) {
        let seconds = std::mem::take(&mut self.worked.seconds) as u64;
        let layer = self
            .env()
            .layer_ref()
            .filter(|_| self.env().layer().is_some());
        if let (Some(session), Some(layer), true) = (&mut self.session, layer, seconds > 0) {
            session.note_time(layer, seconds);
        }
    }

    fn show(&mut self, ctx: &egui::Context, dialog: Dialog) {
        let mut windows = std::mem::take(&mut self.windows);
        windows.show(dialog, &self.env(), &self.texts);
        self.windows = windows;
        if dialog == Dialog::Versions {
            self.list_versions(ctx);
        }
        if let (Dialog::Check, Some(session)) = (dialog, &self.session) {
            let (project, serial) = (session.project().clone(), session.serial());
            self.tasks.start(ctx, "check", move || {
                TaskResult::Checked(serial, check::findings(&project))
            });
        }
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
            Setting::ToggleFocus => settings.focus_mode = !settings.focus_mode,
            Setting::WiderSpacing => settings.step_line_spacing(1),
            Setting::CloserSpacing => settings.step_line_spacing(-1),
            Setting::LongerLines => self.step_measure(1),
            Setting::ShorterLines => self.step_measure(-1),
            Setting::UsualLines => {
                settings.line_spacing = theme::LINE_HEIGHT;
                settings.measure_chars = theme::MEASURE_CHARS;
            }
            Setting::ToggleBlind => {
                settings.blind = !settings.blind;
                let key = if settings.blind {
                    "said-blind"
                } else {
                    "said-not-blind"
                };
                self.said = self.texts.tr(key);
            }
            Setting::ToggleContrast => settings.high_contrast = !settings.high_contrast,
            Setting::NextLanguage => {
                let at = Language::ALL
                    .iter()
                    .position(|l| *l == settings.language)
                    .unwrap_or(0);
                let next = Language::ALL.get((at + 1) % Language::ALL.len());
                settings.language = next.copied().unwrap_or_default();
                // It is said in the language before.
                self.said.clear();
            }
        }
        self.settings_changed(ctx);
    }
}
