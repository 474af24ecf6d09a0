//! Asks for a path by hand, where the system has no file dialog.

use std::path::PathBuf;

use egui::Context;
use egui::Key;
use egui::Modifiers;

use super::Fate;
use super::window_ui;
use crate::ui::desk::Desk;
use crate::ui::tasks::Asked;

/// What is being typed.
pub(super) struct Path {
    asked: Asked,
    typed: String,
}

impl Path {
    pub(super) fn new(asked: Asked) -> Self {
        Self {
            asked,
            typed: String::new(),
        }
    }
}

impl Desk {
    /// Shows the window.
    pub(super) fn path_ui(&mut self, ctx: &Context) {
        let Some(mut path) = self.windows.path.take() else {
            return;
        };
        let frame = self.windows.frame();
        self.windows.fresh = false;
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let title = scene.tr(self.choice_title(path.asked.choice));
        let mut done = false;
        let mut cancelled = ctx.input(|input| input.key_pressed(Key::Escape));
        let fate = window_ui(ctx, &scene, &title, 520.0, frame, |ui| {
            ui.label(scene.tr("path-why"));
            let field = egui::TextEdit::multiline(&mut path.typed)
                .desired_rows(3)
                .return_key(egui::KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
                .hint_text(scene.tr("path-hint"))
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
            if frame.fresh {
                response.request_focus();
            }
            done = response.has_focus() && ui.input(|input| input.events.iter().any(is_enter));
            ui.horizontal(|ui| {
                done |= ui.button(scene.tr("ok")).clicked();
                cancelled |= ui.button(scene.tr("cancel")).clicked();
            });
        });
        let typed = path
            .typed
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let paths: Vec<PathBuf> = typed.map(PathBuf::from).collect();
        if done && !paths.is_empty() {
            self.windows.typed_path = true;
            self.take_chosen(ctx, path.asked, paths);
        } else if fate == Fate::Stays && !cancelled {
            self.windows.path = Some(path);
        } else {
            self.windows.after_save = None;
        }
    }
}

/// Returns whether an event is Enter; with Shift it begins a line.
fn is_enter(event: &egui::Event) -> bool {
    matches!(
        event,
        egui::Event::Key { key: Key::Enter, pressed: true, modifiers, .. } if !modifiers.shift
    )
}
