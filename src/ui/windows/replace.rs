//! Asks before a file that is there is replaced.

use std::path::PathBuf;

use egui::Context;
use egui::Key;

use super::Fate;
use super::window_ui;
use crate::ui::desk::Desk;
use crate::ui::effect::Choice;

/// What would be written where.
pub(super) struct Replace {
    pub(super) choice: Choice,
    pub(super) path: PathBuf,
}

impl Desk {
    /// Shows the question.
    pub(super) fn replace_ui(&mut self, ctx: &Context) {
        let Some(replace) = self.windows.replace.take() else {
            return;
        };
        let frame = self.windows.frame();
        self.windows.fresh = false;
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let (mut agreed, mut cancelled) = (false, false);
        let title = scene.tr("replace-title");
        let fate = window_ui(ctx, &scene, &title, 480.0, frame, |ui| {
            let file = replace.path.display().to_string();
            ui.label(
                scene
                    .texts
                    .tr_with("replace-question", [("file", file.into())]),
            );
            ui.horizontal(|ui| {
                agreed = ui.button(scene.tr("replace-do")).clicked();
                cancelled = ui.button(scene.tr("cancel")).clicked();
            });
        });
        cancelled |= fate == Fate::Closes || ctx.input(|input| input.key_pressed(Key::Escape));
        if agreed {
            self.write_to(ctx, replace.choice, replace.path);
        } else if cancelled {
            self.windows.after_save = None;
            self.focus_text();
        } else {
            self.windows.replace = Some(replace);
        }
    }
}
