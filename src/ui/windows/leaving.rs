//! Asks what to do with a project that is not saved before it is left.

use egui::Context;
use egui::Key;

use super::Fate;
use super::window_ui;
use crate::ui::desk::Desk;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Save,
    Discard,
    Stay,
}

impl Desk {
    /// Shows the question.
    pub(super) fn leaving_ui(&mut self, ctx: &Context) {
        let frame = self.windows.frame();
        self.windows.fresh = false;
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let name = scene
            .env
            .project()
            .map(|p| p.name.clone())
            .unwrap_or_default();
        let mut answer = None;
        let fate = window_ui(ctx, &scene, &scene.tr("leave-title"), 440.0, frame, |ui| {
            ui.label(
                scene
                    .texts
                    .tr_with("leave-question", [("name", name.into())]),
            );
            ui.horizontal(|ui| {
                for (key, given) in [
                    ("leave-save", Answer::Save),
                    ("leave-discard", Answer::Discard),
                    ("cancel", Answer::Stay),
                ] {
                    let response = ui.button(scene.tr(key));
                    if response.clicked() {
                        answer = Some(given);
                    }
                    if given == Answer::Save && frame.fresh {
                        response.request_focus();
                    }
                }
            });
        });
        if fate == Fate::Closes || ctx.input(|input| input.key_pressed(Key::Escape)) {
            answer = Some(Answer::Stay);
        }
        match answer {
            Some(Answer::Save) => {
                self.windows.after_save = self.leaving.take();
                self.save(ctx, None);
            }
            Some(Answer::Discard) => {
                if let Some(leaving) = self.leaving.take() {
                    self.left(ctx, leaving);
                }
            }
            Some(Answer::Stay) => {
                self.leaving = None;
                self.focus_text();
            }
            None => {}
        }
    }
}
