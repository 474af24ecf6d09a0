//! The whole window without the system's frame around it: state, order of a frame, panels.
//!
//! In a frame: keys first, then the panels in a fixed order, then what was asked, first in first
//! out. What an effect does to the desk is in `carry.rs`; what a window over it shows, in
//! `windows/`.

use std::collections::HashMap;
use std::path::PathBuf;

use egui::Ui;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::span::SpanKey;
use crate::session::Keeper;
use crate::session::Session;
use crate::session::labelled_files::is_labelled_by_name;
use crate::text::view::ViewKind;
use crate::ui::action::Action;
use crate::ui::assist::Assist;
use crate::ui::assist::queue;
use crate::ui::damage;
use crate::ui::damage::DamageList;
use crate::ui::disk::SettingsFile;
use crate::ui::effect::Destination;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::fonts;
use crate::ui::grow::Grown;
use crate::ui::histories::Histories;
use crate::ui::i18n::Texts;
use crate::ui::kept::Kept;
use crate::ui::memory::Left;
use crate::ui::memory::Memory;
use crate::ui::notices::Notices;
use crate::ui::own_words;
use crate::ui::panels;
use crate::ui::past;
use crate::ui::past::PastList;
use crate::ui::reading::Damaged;
use crate::ui::reading::Reading;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;
use crate::ui::search;
use crate::ui::search::Search;
use crate::ui::settings::Settings;
use crate::ui::shortcuts;
use crate::ui::shortcuts::Reach;
use crate::ui::tasks::Tasks;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewEvent;
use crate::ui::theme;
use crate::ui::theme::Theme;
use crate::ui::theme::ThemeChoice;
use crate::ui::totals::Totals;
use crate::ui::waiting::Gauges;
use crate::ui::windows::Drawer;
use crate::ui::windows::Windows;

/// The name under which someone labels who has given none.
pub const NAMELESS: &str = "标注员";

/// Everything the window holds.
pub struct Desk {
    /// What the program remembers of its user.
    pub settings: Settings,
    /// The words.
    pub texts: Texts,
    /// The colours.
    pub theme: Theme,
    /// The open project.
    pub session: Option<Session>,
    /// Where the user is in it.
    pub place: Place,
    /// The name under which the user labels in it.
    pub annotator: Annotator,
    /// The head of a relation to be made.
    pub marked_head: Option<SpanKey>,
    /// Messages not closed yet.
    pub notices: Notices,
    /// The last small word on what was done or why nothing was.
    pub said: String,
    /// What is asked for.
    pub asks: Vec<Ask>,
    /// Work under way.
    pub tasks: Tasks,
    /// Windows over the desk.
    pub windows: Windows,
    /// Words looked for, and where they are.
    pub search: Search,
    /// What is damaged.
    pub damage: DamageList,
    /// What is suggested.
    pub assist: Assist,
    /// What was done.
    pub past: PastList,
    /// How each document was left.
    pub(super) views: HashMap<DocId, View>,
    /// Whether a save is under way.
    pub saving: bool,
    /// A save asked for meanwhile, with its path if it has one of its own.
    pub(super) save_next: Option<Option<PathBuf>>,
    /// Whether an export is under way.
    pub(super) exporting: bool,
    /// Whether a project or documents are being read.
    pub loading: bool,
    /// How far what is read and saved is.
    pub gauges: Gauges,
    /// Whether a dialog of the system is open.
    pub(super) choosing: bool,
    /// Whether the window closes when the last file is written.
    pub(super) closing: bool,
    /// How far the settings' file is.
    pub(super) settings_file: SettingsFile,
    /// How often another layer was taken up: what is drawn of one is stale then.
    pub(super) n_switches: u64,
    /// What is to happen when the project is saved or given up.
    pub leaving: Option<Leaving>,
    /// Whether the window is to close.
    pub closed: bool,
    /// What is counted over the whole project.
    pub(super) totals: Totals,
    /// What became of suggestions.
    pub(super) histories: Histories,
    /// The words of the project.
    pub(super) own_words: own_words::Kept,
    /// What the selection grew out of.
    pub(super) grown: Grown,
    /// Seconds of work in the open document that no layer holds yet.
    pub(super) worked: Worked,
    keys_into_text: bool,
    /// Whether the keyboard goes on from the text, which egui does only before the text is shown.
    keys_leave_text: bool,
    /// Whether the text had the keyboard when it was last shown.
    pub(super) has_text_focus: bool,
    /// Where documents were left.
    pub memory: Memory,
    /// What of it was last handed to the disk.
    pub(super) memory_written: Option<Left>,
    /// Whether it is being written.
    pub(super) memory_writing: bool,
    /// Where reports go, unless it is the user's usual folder.
    pub data_folder: Option<PathBuf>,
    /// Where learners are kept; none is, without.
    pub learner_folder: Option<PathBuf>,
    /// Where what is accepted is kept; nothing is, without.
    pub keeper: Option<Keeper>,
    /// How far the open project is on its way to the disk.
    pub(super) kept: Kept,
}

/// How a document was left.
#[derive(Default)]
pub(super) struct View {
    pub text_view: TextView,
    pub selection: Selection,
    pub span: Option<SpanKey>,
    /// How it is read; not known before it is shown.
    pub reading: Option<Reading>,
    /// How it was read when it was last left, if that is remembered.
    pub kind: Option<ViewKind>,
    pub damaged: Option<Damaged>,
}

/// What waits for the user's word on a project that is not saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaving {
    /// The window closes.
    Window,
    /// The project closes.
    Project,
    /// Another project opens.
    Open(PathBuf),
    /// The sample opens.
    Sample,
    /// A project is made of documents.
    New(Vec<PathBuf>),
    /// A project is made of the labelled data that was read.
    Labelled,
}

/// Time worked, counted while there is input.
#[derive(Debug, Default)]
pub(super) struct Worked {
    pub seconds: f64,
    pub last_input: f64,
}

/// A pause longer than this is no work.
const PAUSE_SECONDS: f64 = 30.0;

impl Desk {
    /// Makes a desk with nothing on it.
    pub fn new(settings: Settings, tasks: Tasks) -> Self {
        let annotator = Annotator::from(settings.annotator_or(NAMELESS));
        Self {
            texts: Texts::new(settings.language),
            theme: Theme::light(),
            settings,
            session: None,
            place: Place::default(),
            annotator,
            marked_head: None,
            notices: Notices::default(),
            said: String::new(),
            asks: Vec::new(),
            tasks,
            windows: Windows::default(),
            search: Search::default(),
            damage: DamageList::default(),
            assist: Assist::default(),
            past: PastList::default(),
            views: HashMap::new(),
            saving: false,
            save_next: None,
            exporting: false,
            loading: false,
            gauges: Gauges::default(),
            choosing: false,
            closing: false,
            settings_file: SettingsFile::default(),
            n_switches: 0,
            leaving: None,
            closed: false,
            totals: Totals::default(),
            histories: Histories::default(),
            own_words: own_words::Kept::default(),
            grown: Grown::default(),
            worked: Worked::default(),
            keys_into_text: false,
            keys_leave_text: false,
            has_text_focus: false,
            memory: Memory::default(),
            memory_written: None,
            memory_writing: false,
            data_folder: None,
            learner_folder: None,
            keeper: None,
            kept: Kept::default(),
        }
    }

    /// Gives a context our face and our colours.
    pub fn prepare(&mut self, ctx: &egui::Context) {
        ctx.set_fonts(fonts::definitions());
        self.apply_theme(ctx);
    }

    /// Chooses the palette that the settings or the system ask for.
    pub fn apply_theme(&mut self, ctx: &egui::Context) {
        let dark = match self.settings.theme {
            ThemeChoice::Light => false,
            ThemeChoice::Dark => true,
            ThemeChoice::System => ctx.system_theme() == Some(egui::Theme::Dark),
        };
        let theme = if dark { Theme::dark() } else { Theme::light() };
        self.theme = if self.settings.high_contrast {
            theme.high_contrast()
        } else {
            theme
        };
        self.theme.apply(ctx);
    }

    /// Opens what the command line named: a project, or documents for a new one.
    pub fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let is_project = |path: &PathBuf| {
            path.extension()
                .is_some_and(|ext| ext.eq_ignore_ascii_case("ron"))
        };
        let effect = match paths.as_slice() {
            [] => return,
            [path] if is_project(path) => Effect::OpenProject(path.clone()),
            paths if paths.iter().all(|path| is_labelled_by_name(path)) => {
                self.show_labelled(paths.to_vec());
                return;
            }
            paths if paths.iter().any(is_project) => Effect::Say("say-one-project"),
            _ => {
                let destination = if self.session.is_some() {
                    Destination::OpenProject
                } else {
                    Destination::NewProject
                };
                Effect::ReadDocuments(destination, paths)
            }
        };
        self.asks.push(Ask::effect(effect));
    }

    /// Does what needs no window: takes results of tasks, starts what waits for them.
    pub fn logic(&mut self, ctx: &egui::Context) {
        for result in self.tasks.take() {
            self.take_result(ctx, result);
        }
        self.keep_past();
        self.keep_project(ctx);
    }

    /// Shows a frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let dark = ctx.system_theme() == Some(egui::Theme::Dark);
        if self.settings.theme == ThemeChoice::System && dark != self.theme.dark {
            self.apply_theme(&ctx);
        }
        self.prepare_reading(&ctx);
        self.keep_own_words(&ctx);
        self.take_input(&ctx);
        self.fold_panels(ui.available_width());
        self.panels_ui(ui);
        self.windows_ui(&ctx);
        self.run_asks(&ctx);
        self.keep_assist(&ctx);
        self.keep_queue(&ctx);
        self.keep_search(&ctx);
        self.keep_damage(&ctx);
        self.keep_memory(&ctx);
        self.keep_project(&ctx);
        self.update_title(&ctx);
    }

    /// Returns what panels see, with the list they ask in.
    pub(super) fn scene<'a>(&'a self, asks: &'a mut Vec<Ask>) -> Scene<'a> {
        Scene {
            env: self.env(),
            texts: &self.texts,
            theme: &self.theme,
            totals: &self.totals,
            covered: self.is_covered(),
            n_switches: self.n_switches,
            said: &self.said,
            asks,
        }
    }

    /// Returns where the user is.
    pub fn env(&self) -> Env<'_> {
        Env {
            session: self.session.as_ref(),
            place: &self.place,
            annotator: &self.annotator,
            marked_head: self.marked_head.as_ref(),
            reading: self.reading_of(self.place.doc.as_ref()),
            settings: &self.settings,
            own_words: self.own_words.words(),
            grown: &self.grown,
            assist: &self.assist,
        }
    }

    fn take_input(&mut self, ctx: &egui::Context) {
        let waiting = self.leaving.is_some() || self.loading || self.windows.waits_for_answer();
        let reach = if waiting || egui::Popup::is_any_open(ctx) {
            Reach::None
        } else if self.is_covered() {
            Reach::Covered
        } else if ctx.text_edit_focused() {
            Reach::Everywhere
        } else if !self.has_text_focus && ctx.memory(|memory| memory.focused().is_some()) {
            Reach::Beside
        } else {
            Reach::All
        };
        let labels: Vec<Option<char>> = match &self.session {
            Some(session) => session
                .project()
                .schema
                .labels
                .iter()
                .map(|l| l.hotkey)
                .collect(),
            None => Vec::new(),
        };
        if matches!(reach, Reach::All | Reach::Beside | Reach::Everywhere) {
            self.take_search_keys(ctx);
            self.take_damage_keys(ctx);
            self.take_past_keys(ctx);
            self.take_queue_keys(ctx);
        }
        let actions = ctx.input_mut(|input| {
            if input.events.is_empty() || self.windows.waits_for_keys() {
                return Vec::new();
            }
            shortcuts::take(input, &self.settings, &labels, reach)
        });
        let in_list = self.search.keyboard == search::Keyboard::List;
        let in_past = self.past.keyboard == search::Keyboard::List;
        let in_damage = self.damage.keyboard == search::Keyboard::List;
        let in_queue = self.assist.queue.keyboard == search::Keyboard::List;
        let asks = actions.into_iter().map(|action| {
            if let Some(ask) = damage::in_list(action).filter(|_| in_damage) {
                return Ask::effect(Effect::Damage(ask));
            }
            if let Some(ask) = past::in_list(action).filter(|_| in_past) {
                return Ask::effect(Effect::Past(ask));
            }
            if let Some(ask) = queue::in_list(action).filter(|_| in_queue) {
                return Ask::effect(Effect::Queue(ask));
            }
            let ask = search::in_list(action).filter(|_| in_list);
            ask.map_or(Ask::Action(action), |ask| Ask::effect(Effect::Find(ask)))
        });
        self.asks.extend(asks);
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<PathBuf> = dropped
            .into_iter()
            .map(|file| file.path().to_owned())
            .collect();
        self.open_paths(paths);
        let (time, active) = ctx.input(|input| (input.time, !input.events.is_empty()));
        if active && self.place.doc.is_some() {
            let pause = time - self.worked.last_input;
            if pause < PAUSE_SECONDS {
                self.worked.seconds += pause.max(0.0);
            }
            self.worked.last_input = time;
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.closed {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.asks.push(Ask::Action(Action::Quit));
        }
    }

    fn fold_panels(&mut self, width: f32) {
        self.windows.documents_folded = width < theme::FOLD_LEFT_BELOW;
        self.windows.labels_folded = width < theme::FOLD_RIGHT_BELOW;
        let folded = match self.windows.drawer {
            Some(Drawer::Documents) => self.windows.documents_folded,
            Some(Drawer::Labels) => self.windows.labels_folded,
            None => true,
        };
        if !folded {
            self.windows.drawer = None;
        }
    }

    fn panels_ui(&mut self, ui: &mut Ui) {
        if let Some(session) = &self.session {
            self.totals.refresh(session, &self.annotator);
        }
        self.keep_order();
        let mut asks = std::mem::take(&mut self.asks);
        let documents = self.settings.documents_visible && !self.windows.documents_folded;
        let labels = self.settings.labels_visible && !self.windows.labels_folded;
        let mut scene = self.scene(&mut asks);
        panels::menu_bar::ui(ui, &mut scene);
        panels::status_bar::ui(ui, &mut scene, &self.status());
        panels::review_bar::ui(ui, &mut scene);
        panels::notices::ui(ui, &mut self.notices, &self.theme, &self.texts);
        if self.session.is_none() {
            let mut scene = self.scene(&mut asks);
            panels::start::ui(ui, &mut scene, self.kept.unnamed());
        } else {
            let room = ui.available_rect_before_wrap();
            let mut scene = self.scene(&mut asks);
            if documents {
                panels::documents::ui(ui, &mut scene);
            }
            if labels {
                panels::labels::ui(ui, &mut scene);
            }
            self.search_ui(ui, &mut asks);
            self.damage_ui(ui, &mut asks);
            self.past_ui(ui, &mut asks);
            self.queue_ui(ui, &mut asks);
            self.paper_ui(ui, &mut asks);
            self.drawer_ui(ui, room, &mut asks);
        }
        self.asks = asks;
    }

    /// Shows a panel that has no room of its own over the paper.
    fn drawer_ui(&self, ui: &Ui, mut rect: egui::Rect, asks: &mut Vec<Ask>) {
        let Some(drawer) = self.windows.drawer else {
            return;
        };
        match drawer {
            Drawer::Documents => rect.set_width(theme::LEFT_WIDTH.min(rect.width())),
            Drawer::Labels => rect.min.x = rect.min.x.max(rect.max.x - theme::RIGHT_WIDTH),
        }
        let mut scene = self.scene(asks);
        egui::Area::new(egui::Id::unique("drawer"))
            .order(egui::Order::Middle)
            .fixed_pos(rect.min)
            .constrain(false)
            .show(ui.ctx(), |ui| {
                let inner = egui::UiBuilder::new().max_rect(rect);
                ui.scope_builder(inner, |ui| {
                    ui.set_min_size(rect.size());
                    match drawer {
                        Drawer::Documents => panels::documents::ui(ui, &mut scene),
                        Drawer::Labels => panels::labels::ui(ui, &mut scene),
                    }
                });
            });
    }

    fn status(&self) -> panels::status_bar::Status<'_> {
        panels::status_bar::Status {
            said: &self.said,
            keeping: self.kept.shown(),
            busy: self.tasks.busy(),
            // What covers the desk says it itself.
            under_way: self.under_way().filter(|_| !self.loading),
            n_damaged: self.n_damaged(),
        }
    }

    fn paper_ui(&mut self, ui: &mut Ui, asks: &mut Vec<Ask>) {
        let id = self.place.doc.clone();
        let view = id.as_ref().and_then(|id| self.views.get_mut(id));
        let mut text_view = view
            .map(|view| std::mem::take(&mut view.text_view))
            .unwrap_or_default();
        if std::mem::take(&mut self.keys_leave_text) {
            let next = egui::FocusDirection::Next;
            ui.ctx().memory_mut(|memory| memory.move_focus(next));
        }
        // Looked at before: what gives the keyboard up in this frame gives it to the next thing.
        let focus_free = ui.ctx().memory(|memory| memory.focused().is_none());
        let mut scene = self.scene(asks);
        let output = panels::paper::ui(ui, &mut scene, &mut text_view);
        if let Some(output) = output {
            let covered = self.is_covered();
            self.has_text_focus = output.response.has_focus();
            if !covered && (self.keys_into_text || focus_free) {
                output.response.request_focus();
                self.keys_into_text = false;
            }
            for event in output.events {
                self.take_view_event(event, asks);
            }
        }
        if let Some(id) = id {
            self.views.entry(id).or_default().text_view = text_view;
        }
    }

    fn take_view_event(&mut self, event: ViewEvent, asks: &mut Vec<Ask>) {
        match event {
            ViewEvent::Select(selection) => {
                self.place.selection = selection;
                // A press alone keeps the span, so that the click it becomes can reach beneath it.
                if !selection.is_empty() {
                    self.place.span = None;
                }
                self.windows.drawer = None;
                if selection.is_empty() {
                    self.take_clicked(selection.head);
                }
            }
            ViewEvent::TakeHold(span) => {
                self.place.span = span;
                self.tell_hidden_span();
            }
            ViewEvent::Resize { span, range } => {
                let Some(layer) = self.env().layer_ref() else {
                    return;
                };
                let key = SpanKey::new(range, span.label.clone());
                let selection = Selection::of(range);
                let after = Place {
                    selection,
                    span: Some(key),
                    ..self.place.clone()
                };
                let command = Command::Resize { layer, span, range };
                asks.push(Ask::effect(Effect::Edit(command, after)));
            }
            ViewEvent::ContextMenu { at, span, .. } => {
                let held = self.env().span().map(|span| span.range);
                let kept = held.unwrap_or(self.place.selection.range()).contains(at);
                if !kept {
                    self.place.selection = Selection::caret(at);
                    self.place.span = span;
                }
            }
        }
    }

    /// Puts the keyboard into the text in the next frame.
    pub(super) fn focus_text(&mut self) {
        self.keys_into_text = true;
    }

    /// Takes the keyboard out of the text, to the next thing in the window, in the next frame.
    pub(super) fn leave_text(&mut self, ctx: &egui::Context) {
        if self.has_text_focus {
            (self.keys_into_text, self.keys_leave_text) = (false, true);
            ctx.request_repaint();
        }
    }

    /// Leaves the keyboard where it is.
    pub(super) fn keep_keys(&mut self) {
        self.keys_into_text = false;
    }

    fn search_ui(&mut self, ui: &mut Ui, asks: &mut Vec<Ask>) {
        if !self.search.visible {
            self.search.keyboard = search::Keyboard::Elsewhere;
            return;
        }
        let mut search = std::mem::take(&mut self.search);
        let mut scene = self.scene(asks);
        panels::search::ui(ui, &mut scene, &mut search);
        self.search = search;
    }

    fn damage_ui(&mut self, ui: &mut Ui, asks: &mut Vec<Ask>) {
        if !self.damage.visible {
            self.damage.keyboard = search::Keyboard::Elsewhere;
            return;
        }
        let mut damage = std::mem::take(&mut self.damage);
        let mut scene = self.scene(asks);
        panels::damage::ui(ui, &mut scene, &mut damage);
        self.damage = damage;
    }

    fn past_ui(&mut self, ui: &mut Ui, asks: &mut Vec<Ask>) {
        // One list at a time; the one asked for last stays.
        self.past.visible &= !self.search.visible && !self.damage.visible;
        if !self.past.visible {
            self.past.keyboard = search::Keyboard::Elsewhere;
            return;
        }
        let mut past = std::mem::take(&mut self.past);
        let mut scene = self.scene(asks);
        panels::history::ui(ui, &mut scene, &mut past);
        self.past = past;
    }

    fn update_title(&mut self, ctx: &egui::Context) {
        let title = match &self.session {
            Some(session) => {
                let mark = if session.unsaved() { "● " } else { "" };
                let name = &session.project().name;
                let read_only = match session.is_read_only() {
                    true => self.texts.tr("title-read-only"),
                    false => String::new(),
                };
                format!("{mark}{name}{read_only} — 朱笔 Zhubi")
            }
            None => "朱笔 Zhubi".to_owned(),
        };
        if title != self.windows.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.windows.title = title;
        }
    }
}
