//! The desk with a net under it: a panic in a frame ends the desk and not the program.
//!
//! What is shown then depends on nothing of the broken desk: what happened, where the data is, a
//! report to send, and a way to go on with a new desk. The journal is flushed before any of it.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::time::Duration;

use egui::Context;
use egui::RichText;
use egui::Ui;

use crate::session::Session;
use crate::session::user;
use crate::ui::crash;
use crate::ui::crash::Report;
use crate::ui::desk::Desk;
use crate::ui::i18n::Texts;
use crate::ui::theme;
use crate::ui::theme::Theme;

/// How long the journal is waited for once a frame broke off.
const FLUSH: Duration = Duration::from_secs(2);
/// Width of the screen's text.
const WIDTH: f32 = 640.0;

/// What makes a desk, at the start and after a panic.
pub type MakeDesk = Box<dyn FnMut(&Context) -> Desk>;

/// The desk, or what is shown when it broke.
pub struct Shell {
    desk: Option<Desk>,
    broken: Option<Broken>,
    make: MakeDesk,
    /// Which session a panic is to flush.
    watched: Option<u64>,
}

/// What is shown of a panic.
struct Broken {
    texts: Texts,
    theme: Theme,
    report: Report,
    /// Where the report is; nothing where it could not be written.
    report_path: Option<PathBuf>,
    /// The project's file.
    project: Option<PathBuf>,
    /// Whether everything was on the disk; nothing without a journal.
    flushed: Option<bool>,
    /// The open document's text.
    text: Option<String>,
}

impl Shell {
    /// Makes the first desk.
    pub fn new(ctx: &Context, mut make: MakeDesk) -> Self {
        let desk = make(ctx);
        Self {
            desk: Some(desk),
            broken: None,
            make,
            watched: None,
        }
    }

    /// Returns the desk, while it is whole.
    pub fn desk(&self) -> Option<&Desk> {
        self.desk.as_ref().filter(|_| self.broken.is_none())
    }

    /// Returns the desk to be changed, while it is whole.
    pub fn desk_mut(&mut self) -> Option<&mut Desk> {
        self.desk.as_mut().filter(|_| self.broken.is_none())
    }

    /// Does what needs no window.
    pub fn logic(&mut self, ctx: &Context) {
        self.guarded(ctx, |desk| desk.logic(ctx));
    }

    /// Shows a frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        if let Some(mut broken) = self.broken.take() {
            match broken.ui(ui) {
                None => self.broken = Some(broken),
                Some(Then::Restart) => self.restart(&ctx, broken.project),
                Some(Then::Quit) => {
                    self.broken = Some(broken);
                    ctx.send_viewport_cmd(egui::ViewportCommand::Close);
                }
            }
            return;
        }
        self.guarded(&ctx, |desk| {
            break_if_asked(&ctx);
            desk.ui(ui);
        });
    }

    fn guarded(&mut self, ctx: &Context, frame: impl FnOnce(&mut Desk)) {
        let Some(desk) = self.desk.as_mut().filter(|_| self.broken.is_none()) else {
            return;
        };
        let session = desk.session.as_ref();
        let serial = session.map(Session::serial);
        if self.watched != serial {
            self.watched = serial;
            crash::watch(session.and_then(Session::watch));
        }
        // A desk that broke is never shown again: nothing sees what the panic left half done.
        if catch_unwind(AssertUnwindSafe(|| frame(desk))).is_err() {
            self.broken = Some(Broken::of(ctx, desk));
            ctx.request_repaint();
        }
    }

    /// Goes on with a new desk, and with the project that was open.
    fn restart(&mut self, ctx: &Context, project: Option<PathBuf>) {
        let broken = self.desk.take();
        crash::watch(None);
        self.watched = None;
        // The locks of the old one go with it. Whatever it breaks in going is told already.
        catch_unwind(AssertUnwindSafe(move || drop(broken))).ok();
        crash::take();
        let mut desk = (self.make)(ctx);
        desk.open_paths(project.into_iter().collect());
        self.desk = Some(desk);
        ctx.request_repaint();
    }
}

/// What the user wants after a panic.
enum Then {
    Restart,
    Quit,
}

impl Broken {
    fn of(ctx: &Context, desk: &Desk) -> Self {
        let caught = crash::take();
        let session = desk.session.as_ref();
        let watch = session.and_then(Session::watch);
        let flushed = watch.map(|watch| watch.flush(FLUSH));
        let path = session.and_then(|session| session.path().or(session.unnamed()));
        let doc = session.and_then(|s| s.document(desk.place.doc.as_ref()?));
        let theme = match desk.theme.dark {
            true => Theme::dark(),
            false => Theme::light(),
        };
        theme.apply(ctx);
        let mut broken = Self {
            texts: Texts::new(desk.settings.language),
            theme,
            report: Report {
                caught,
                progress: session.and_then(Session::progress),
                text: None,
            },
            report_path: None,
            project: path.map(ToOwned::to_owned),
            flushed,
            text: doc.map(|doc| doc.text.as_str().to_owned()),
        };
        let data = desk.data_folder.clone();
        let data = data.or_else(|| user::folders().map(|folders| folders.data));
        broken.report_path = data.map(|data| crash::report_path(&data));
        broken.write();
        broken
    }

    fn write(&mut self) {
        let path = self.report_path.take();
        self.report_path = path.filter(|path| self.report.write(path).is_ok());
    }

    /// Shows what happened; returns what the user wants.
    fn ui(&mut self, ui: &mut Ui) -> Option<Then> {
        let mut then = None;
        let frame = egui::Frame::new()
            .fill(self.theme.window)
            .inner_margin(egui::Margin::same(32));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            let area = egui::ScrollArea::vertical().auto_shrink(false);
            area.show(ui, |ui| {
                ui.set_max_width(WIDTH);
                ui.spacing_mut().item_spacing.y = 2.0 * theme::STEP;
                ui.heading(self.texts.tr("crash-title"));
                ui.label(self.texts.tr(self.safe_key()));
                if let Some(project) = &self.project {
                    self.fact(ui, "crash-project", &project.display().to_string());
                }
                self.fact(ui, "crash-what", &self.report.caught.message);
                self.fact(ui, "crash-place", &self.report.caught.place);
                self.report_ui(ui);
                ui.add_space(2.0 * theme::STEP);
                ui.horizontal(|ui| {
                    let restart = match self.project {
                        Some(_) => "crash-restart-project",
                        None => "crash-restart",
                    };
                    let restart = ui.button(self.texts.tr(restart));
                    if ui.memory(|memory| memory.focused().is_none()) {
                        // Enter goes on.
                        restart.request_focus();
                    }
                    if restart.clicked() {
                        then = Some(Then::Restart);
                    }
                    if ui.button(self.texts.tr("crash-quit")).clicked() {
                        then = Some(Then::Quit);
                    }
                });
            });
        });
        then
    }

    fn safe_key(&self) -> &'static str {
        match self.flushed {
            Some(true) => "crash-safe",
            Some(false) => "crash-not-safe",
            None if self.project.is_some() => "crash-no-journal",
            None => "crash-no-project",
        }
    }

    fn fact(&self, ui: &mut Ui, key: &str, fact: &str) {
        if fact.is_empty() {
            return;
        }
        let [_, small, ..] = theme::TEXT_SIZES;
        let name = RichText::new(self.texts.tr(key)).size(small);
        ui.label(name.color(self.theme.dim));
        ui.label(fact);
    }

    fn report_ui(&mut self, ui: &mut Ui) {
        let Some(path) = &self.report_path else {
            ui.label(self.texts.tr("crash-no-report"));
            return;
        };
        self.fact(ui, "crash-report", &path.display().to_string());
        ui.label(self.texts.tr("crash-report-what"));
        if self.text.is_none() {
            return;
        }
        let mut with_text = self.report.text.is_some();
        let name = self.texts.tr("crash-with-text");
        if ui.checkbox(&mut with_text, name).changed() {
            self.report.text = self.text.clone().filter(|_| with_text);
            self.write();
        }
    }
}

/// Breaks down when the keys for that are pressed, in programs built to be tested.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "it is there to see what a panic does")]
fn break_if_asked(ctx: &Context) {
    let modifiers = egui::Modifiers::COMMAND | egui::Modifiers::ALT | egui::Modifiers::SHIFT;
    if ctx.input_mut(|input| input.consume_key(modifiers, egui::Key::F12)) {
        panic!("broken by key, as if by `一段文字`");
    }
}

#[cfg(not(debug_assertions))]
fn break_if_asked(_ctx: &Context) {}
