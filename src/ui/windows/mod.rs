//! Windows over the desk: one at a time, closed by Esc, by its button, or by what it does.
//!
//! A window keeps only what is being typed or chosen in it. What it asks for goes the way of
//! everything else that is asked.

mod about;
mod check;
mod correct;
pub mod export;
pub mod goto;
mod guideline;
mod help;
pub mod import;
mod in_use;
mod incoming;
pub mod labelled;
mod leaving;
pub mod lexicons;
mod meter;
mod names;
mod palette;
mod path;
pub mod predictions;
mod replace;
mod rescue;
mod schema;
mod settings;
pub mod statistics;
mod versions;

use std::path::PathBuf;

use egui::Key;

use crate::model::check::Finding;
use crate::session::Version;
use crate::ui::desk::Desk;
use crate::ui::desk::Leaving;
use crate::ui::effect::Choice;
use crate::ui::effect::Dialog;
use crate::ui::env::Env;
use crate::ui::i18n::Texts;
use crate::ui::scene::Scene;
use crate::ui::tasks::Asked;
use crate::ui::waiting;

/// What the windows over the desk hold.
#[derive(Default)]
pub struct Windows {
    /// The title the system's window shows.
    pub title: String,
    /// Whether the window is too narrow for the documents.
    pub documents_folded: bool,
    /// Whether the window is too narrow for the labels.
    pub labels_folded: bool,
    /// The panel shown over the paper because the window is too narrow for it.
    pub drawer: Option<Drawer>,
    /// What is to happen once the project is saved.
    pub after_save: Option<Leaving>,
    /// What was chosen in the export window.
    pub(super) export: export::Export,
    /// What was chosen in the statistics.
    pub(super) statistics: statistics::Statistics,
    /// Predictions on their way into the project.
    pub(super) predictions: predictions::Predictions,
    /// Labelled data on its way into a project.
    pub(super) labelled: labelled::Labelled,
    open: Option<Dialog>,
    path: Option<path::Path>,
    /// Whether the path at work was typed here and not chosen in a dialog of the system.
    pub(super) typed_path: bool,
    replace: Option<replace::Replace>,
    /// A project that somebody else has open.
    in_use: Option<in_use::InUse>,
    /// Files on their way into a project.
    import: Option<import::Import>,
    palette: palette::Palette,
    correction: correct::Correction,
    goto: goto::GoTo,
    name: names::Name,
    schema: schema::SchemaEditor,
    guideline: guideline::Guideline,
    lexicons: lexicons::Lexicons,
    /// What `check` found; `None` while it looks.
    findings: Option<Vec<Finding>>,
    /// The versions of the project; `None` while they are listed.
    pub(super) versions: Option<Vec<Version>>,
    /// A project that cannot be read.
    rescue: Option<rescue::Damaged>,
    keys: settings::KeyEditor,
    /// Whether the window was opened in this frame and wants the keyboard.
    fresh: bool,
    /// How often a window was opened: each has an id, and a memory, of its own.
    n_opened: u64,
}

/// A panel that a narrow window shows over the paper, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// The documents.
    Documents,
    /// The labels.
    Labels,
}

/// What becomes of a window after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Closes,
}

impl Windows {
    /// Opens a window.
    pub(super) fn show(&mut self, dialog: Dialog, env: &Env<'_>, texts: &Texts) {
        self.freshen();
        match dialog {
            Dialog::Palette => self.palette = palette::Palette::default(),
            Dialog::RenameDocument
            | Dialog::RenameProject
            | Dialog::RenameAnnotator
            | Dialog::Note => {
                self.name = names::Name::of(dialog, env);
            }
            Dialog::Schema => self.schema = schema::SchemaEditor::of(env, texts),
            Dialog::Guideline => self.guideline = guideline::Guideline::of(env),
            Dialog::Lexicons => self.lexicons = lexicons::Lexicons::of(env.project()),
            Dialog::Check => self.findings = None,
            Dialog::Versions => self.versions = None,
            Dialog::Export => self.export.open(env),
            Dialog::Settings => self.keys = settings::KeyEditor::default(),
            Dialog::GoTo => self.goto = goto::GoTo::default(),
            Dialog::Correct => self.correction = correct::Correction::of(env),
            Dialog::Help
            | Dialog::About
            | Dialog::Statistics
            | Dialog::Predictions
            | Dialog::Labelled => {}
        }
        self.open = Some(dialog);
    }

    /// Asks for a path in a window of our own, where the system has no dialog.
    pub(super) fn ask_path(&mut self, asked: Asked) {
        self.path = Some(path::Path::new(asked));
        self.freshen();
    }

    /// Asks whether a file that is there is to be replaced.
    pub(super) fn ask_replace(&mut self, choice: Choice, path: PathBuf) {
        self.replace = Some(replace::Replace { choice, path });
        self.freshen();
    }

    /// Takes what `check` found.
    pub(super) fn take_findings(&mut self, findings: Vec<Finding>) {
        self.findings = Some(findings);
    }

    /// Lets the window that is shown next take the keyboard.
    pub(super) fn freshen(&mut self) {
        self.fresh = true;
        self.n_opened += 1;
    }

    /// Closes every window, as when their project goes.
    pub(super) fn close(&mut self) {
        self.open = None;
        self.path = None;
        self.replace = None;
        self.in_use = None;
        self.rescue = None;
        self.import = None;
        self.drawer = None;
    }

    /// Returns whether a window has the keyboard.
    pub fn take_keys(&self) -> bool {
        self.open.is_some() || self.waits_for_answer()
    }

    /// Returns whether a question or a path is to be answered before anything else.
    pub(super) fn waits_for_answer(&self) -> bool {
        self.path.is_some()
            || self.replace.is_some()
            || self.in_use.is_some()
            || self.rescue.is_some()
            || self.import.is_some()
    }

    /// Returns whether files wait for the user's word before they come in.
    pub fn imports(&self) -> bool {
        self.import.is_some()
    }

    /// Returns whether the next keys pressed are to become an action's.
    pub(super) fn waits_for_keys(&self) -> bool {
        self.open == Some(Dialog::Settings) && self.keys.waits()
    }

    /// Opens the drawer of a panel, or closes it.
    pub(super) fn toggle_drawer(&mut self, drawer: Drawer) {
        self.drawer = (self.drawer != Some(drawer)).then_some(drawer);
    }

    /// Closes the window that is open.
    pub(super) fn close_dialog(&mut self) {
        self.open = None;
    }

    /// Returns the window that is open.
    pub fn open(&self) -> Option<Dialog> {
        self.open
    }
}

impl Desk {
    /// Returns whether anything lies over the desk.
    pub(super) fn is_covered(&self) -> bool {
        self.windows.take_keys() || self.leaving.is_some() || self.loading
    }

    /// Carries out what is typed in a window and would be lost when the project is left.
    pub(super) fn commit_typed(&mut self) {
        if self.windows.open != Some(Dialog::Guideline) {
            return;
        }
        if let Some(command) = self.windows.guideline.command(&self.env()) {
            self.edit(command, self.place.clone());
        }
    }

    /// Shows the windows over the desk.
    pub(super) fn windows_ui(&mut self, ctx: &egui::Context) {
        if self.loading {
            self.loading_ui(ctx);
        } else if self.leaving.is_some() {
            self.leaving_ui(ctx);
        } else if self.windows.rescue.is_some() {
            self.rescue_ui(ctx);
        } else if self.windows.in_use.is_some() {
            self.in_use_ui(ctx);
        } else if self.windows.replace.is_some() {
            self.replace_ui(ctx);
        } else if self.windows.path.is_some() {
            self.path_ui(ctx);
        } else if self.windows.import.is_some() {
            self.import_ui(ctx);
        } else if let Some(dialog) = self.windows.open {
            self.dialog_ui(ctx, dialog);
        }
    }

    fn dialog_ui(&mut self, ctx: &egui::Context, dialog: Dialog) {
        let escapes = !self.windows.waits_for_keys() && !egui::Popup::is_any_open(ctx);
        let escaped =
            escapes && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        let mut windows = std::mem::take(&mut self.windows);
        let fate = match dialog {
            Dialog::Settings => self.settings_ui(ctx, &mut windows),
            Dialog::Export => self.export_ui(ctx, &mut windows),
            Dialog::Statistics => self.statistics_ui(ctx, &mut windows),
            Dialog::Predictions => self.predictions_ui(ctx, &mut windows),
            Dialog::Labelled => self.labelled_ui(ctx, &mut windows),
            Dialog::Lexicons => self.lexicons_ui(ctx, &mut windows),
            dialog => {
                let mut asks = std::mem::take(&mut self.asks);
                let mut scene = self.scene(&mut asks);
                let frame = windows.frame();
                let fate = match dialog {
                    Dialog::Palette => palette::ui(ctx, &mut scene, &mut windows.palette, frame),
                    Dialog::Help => help::ui(ctx, &scene, frame),
                    Dialog::About => about::ui(ctx, &scene, frame),
                    Dialog::Schema => schema::ui(ctx, &mut scene, &mut windows.schema, frame),
                    Dialog::Guideline => {
                        guideline::ui(ctx, &mut scene, &mut windows.guideline, frame)
                    }
                    Dialog::Correct => correct::ui(ctx, &mut scene, &mut windows.correction, frame),
                    Dialog::GoTo => goto::ui(ctx, &mut scene, &mut windows.goto, frame),
                    Dialog::Check => check::ui(ctx, &mut scene, windows.findings.as_deref(), frame),
                    Dialog::Versions => {
                        versions::ui(ctx, &mut scene, windows.versions.as_deref(), frame)
                    }
                    dialog => names::ui(ctx, &mut scene, &mut windows.name, dialog, frame),
                };
                self.asks = asks;
                fate
            }
        };
        windows.fresh = false;
        // Esc once says what would be lost, and twice does it.
        let stays = match dialog {
            Dialog::Correct => escaped && windows.correction.warns(),
            Dialog::Export => escaped && windows.export.stop_writing(),
            _ => false,
        };
        let escaped = escaped && !stays;
        self.windows = windows;
        if escaped || fate == Fate::Closes {
            self.commit_typed();
            self.windows.open = None;
            // What it looks for nobody waits for any more.
            self.windows.lexicons = lexicons::Lexicons::default();
            match dialog {
                Dialog::Export => self.close_export(ctx),
                Dialog::Labelled => self.windows.labelled.close(),
                _ => {}
            }
            self.focus_text();
        }
    }

    /// Covers the desk while a project or documents are read.
    fn loading_ui(&mut self, ctx: &egui::Context) {
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let frame = Frame {
            fresh: false,
            serial: 0,
        };
        let title = scene.tr("loading-title");
        let under_way = self.under_way();
        window_ui(ctx, &scene, &title, 300.0, frame, |ui| match under_way {
            Some(under_way) => ui.horizontal(|ui| waiting::ui(ui, &scene, under_way)).inner,
            None => _ = ui.label(&self.said),
        });
    }
}

/// What a window needs to know of the frame it is shown in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Whether it was opened just now and wants the keyboard.
    fresh: bool,
    /// Tells it from every window shown before, so that none inherits what was typed in another.
    serial: u64,
}

impl Windows {
    fn frame(&self) -> Frame {
        Frame {
            fresh: self.fresh,
            serial: self.n_opened,
        }
    }
}

/// Shows a window with a title in the middle of the desk and a button that closes it.
///
/// Nothing beneath can be reached while it is there.
fn window_ui(
    ctx: &egui::Context,
    scene: &Scene<'_>,
    title: &str,
    width: f32,
    frame: Frame,
    contents: impl FnOnce(&mut egui::Ui),
) -> Fate {
    let room = ctx.content_rect().size() - egui::vec2(48.0, 80.0);
    let mut fate = Fate::Stays;
    let id = egui::Id::unique("dialog").with(frame.serial);
    let modal = egui::Modal::new(id).frame(card(scene)).show(ctx, |ui| {
        ui.set_width(width.min(room.x));
        ui.set_max_height(room.y.max(160.0));
        ui.horizontal(|ui| {
            ui.heading(title.trim_end_matches('…'));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let response = ui.button(scene.tr("close"));
                if frame.fresh {
                    response.request_focus();
                }
                if response.clicked() {
                    fate = Fate::Closes;
                }
            });
        });
        ui.separator();
        contents(ui);
    });
    modal
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Window, true, title));
    fate
}

/// Returns the frame of a window.
fn card(scene: &Scene<'_>) -> egui::Frame {
    egui::Frame::new()
        .fill(scene.theme.panel)
        .stroke(egui::Stroke::new(1.0, scene.theme.line))
        .corner_radius(crate::ui::theme::CARD_RADIUS)
        .inner_margin(egui::Margin::same(16))
        .shadow(egui::Shadow {
            offset: [0, 8],
            blur: 24,
            spread: 0,
            color: scene.theme.shadow,
        })
}
