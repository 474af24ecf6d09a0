//! Windows over the desk: one at a time, closed by Esc, by its button, or by what it does.
//!
//! A window keeps only what is being typed or chosen in it. What it asks for goes the way of
//! everything else that is asked.

mod about;
mod check;
mod export;
mod guideline;
mod help;
mod leaving;
mod names;
mod palette;
mod path;
mod schema;
mod settings;

use egui::Key;

use crate::ui::desk::Desk;
use crate::ui::desk::Leaving;
use crate::ui::env::Env;
use crate::ui::i18n::Texts;
use crate::ui::resolve::Choice;
use crate::ui::resolve::Dialog;
use crate::ui::scene::Scene;

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
    open: Option<Dialog>,
    path: Option<path::Path>,
    palette: palette::Palette,
    name: names::Name,
    schema: schema::SchemaEditor,
    guideline: String,
    findings: Vec<crate::model::check::Finding>,
    keys: settings::KeyEditor,
    /// Whether the window was opened in this frame and wants the keyboard.
    fresh: bool,
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
        self.fresh = true;
        match dialog {
            Dialog::Palette => self.palette = palette::Palette::default(),
            Dialog::RenameDocument
            | Dialog::RenameProject
            | Dialog::RenameAnnotator
            | Dialog::Note => {
                self.name = names::Name::of(dialog, env);
            }
            Dialog::Schema => self.schema = schema::SchemaEditor::of(env, texts),
            Dialog::Guideline => {
                self.guideline = env
                    .project()
                    .map(|p| p.guideline.to_string())
                    .unwrap_or_default();
            }
            Dialog::Check => {
                self.findings = env
                    .project()
                    .map(crate::model::check::findings)
                    .unwrap_or_default();
            }
            Dialog::Export => self.export.choose_layer(env),
            Dialog::Settings => self.keys = settings::KeyEditor::default(),
            Dialog::Help | Dialog::About => {}
        }
        self.open = Some(dialog);
    }

    /// Asks for a path in a window of our own, where the system has no dialog.
    pub(super) fn ask_path(&mut self, choice: Choice) {
        self.path = Some(path::Path::new(choice));
        self.fresh = true;
    }

    /// Returns whether a window has the keyboard.
    pub fn take_keys(&self) -> bool {
        self.open.is_some() || self.path.is_some()
    }

    /// Returns whether the next keys pressed are to become an action's.
    pub(super) fn waits_for_keys(&self) -> bool {
        self.open == Some(Dialog::Settings) && self.keys.waits()
    }

    /// Opens the drawer of a panel, or closes it.
    pub(super) fn toggle_drawer(&mut self, drawer: Drawer) {
        self.drawer = (self.drawer != Some(drawer)).then_some(drawer);
    }

    /// Returns the window that is open.
    pub fn open(&self) -> Option<Dialog> {
        self.open
    }
}

impl Desk {
    /// Shows the windows over the desk.
    pub(super) fn windows_ui(&mut self, ctx: &egui::Context) {
        if self.leaving.is_some() {
            self.leaving_ui(ctx);
            return;
        }
        if self.windows.path.is_some() {
            self.path_ui(ctx);
            return;
        }
        let Some(dialog) = self.windows.open else {
            return;
        };
        let escapes = !self.windows.waits_for_keys() && !egui::Popup::is_any_open(ctx);
        let escaped =
            escapes && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        let mut windows = std::mem::take(&mut self.windows);
        let fresh = std::mem::take(&mut windows.fresh);
        let fate = match dialog {
            Dialog::Settings => self.settings_ui(ctx, &mut windows.keys),
            Dialog::Export => self.export_ui(ctx, &mut windows.export),
            dialog => {
                let mut asks = std::mem::take(&mut self.asks);
                let mut scene = self.scene(&mut asks);
                let fate = match dialog {
                    Dialog::Palette => palette::ui(ctx, &mut scene, &mut windows.palette, fresh),
                    Dialog::Help => help::ui(ctx, &scene),
                    Dialog::About => about::ui(ctx, &scene),
                    Dialog::Schema => schema::ui(ctx, &mut scene, &mut windows.schema),
                    Dialog::Guideline => guideline::ui(ctx, &mut scene, &mut windows.guideline),
                    Dialog::Check => check::ui(ctx, &mut scene, &windows.findings),
                    dialog => names::ui(ctx, &mut scene, &mut windows.name, dialog, fresh),
                };
                self.asks = asks;
                fate
            }
        };
        if escaped || fate == Fate::Closes {
            windows.open = None;
            self.focus_text();
        }
        // A window may have opened another one meanwhile; then that one is shown.
        self.windows = windows;
    }
}

/// Shows a window with a title in the middle of the desk and a button that closes it.
fn window_ui(
    ctx: &egui::Context,
    scene: &Scene<'_>,
    title: &str,
    width: f32,
    contents: impl FnOnce(&mut egui::Ui),
) -> Fate {
    let mut open = true;
    let height = (ctx.content_rect().height() - 120.0).max(160.0);
    egui::Window::new(title)
        .id(egui::Id::unique("dialog"))
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .fixed_size([width.min(ctx.content_rect().width() - 32.0), height])
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .frame(frame(scene))
        .show(ctx, |ui| {
            ui.set_max_height(height);
            contents(ui);
        });
    if open { Fate::Stays } else { Fate::Closes }
}

fn frame(scene: &Scene<'_>) -> egui::Frame {
    egui::Frame::new()
        .fill(scene.theme.panel)
        .stroke(egui::Stroke::new(1.0, scene.theme.line))
        .corner_radius(crate::ui::theme::CARD_RADIUS)
        .inner_margin(egui::Margin::same(16))
        .shadow(egui::Shadow {
            offset: [0, 8],
            blur: 24,
            spread: 0,
            color: egui::Color32::from_black_alpha(60),
        })
}
