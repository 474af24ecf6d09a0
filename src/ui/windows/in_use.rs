//! Asks how to open a project that somebody has open already.

use std::path::PathBuf;

use egui::Context;
use egui::Key;

use super::Fate;
use super::Windows;
use super::window_ui;
use crate::session::Other;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::effect::OpenAs;
use crate::ui::scene::Ask;
use crate::ui::words;

/// A project that is open elsewhere.
pub(super) struct InUse {
    path: PathBuf,
    others: Vec<Other>,
}

impl Windows {
    /// Asks how to open what others have open.
    pub(in crate::ui) fn ask_in_use(&mut self, path: PathBuf, others: Vec<Other>) {
        self.in_use = Some(InUse { path, others });
        self.freshen();
    }
}

impl Desk {
    /// Shows the question.
    pub(super) fn in_use_ui(&mut self, ctx: &Context) {
        let Some(in_use) = self.windows.in_use.take() else {
            return;
        };
        let frame = self.windows.frame();
        self.windows.fresh = false;
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let (mut answer, mut cancelled) = (None, false);
        let title = scene.tr("in-use-title");
        let fate = window_ui(ctx, &scene, &title, 520.0, frame, |ui| {
            let file = in_use.path.display().to_string();
            ui.label(scene.texts.tr_with("in-use-file", [("file", file.into())]));
            for other in &in_use.others {
                ui.strong(words::other(scene.texts, other));
            }
            ui.label(scene.dim(scene.tr("in-use-what")));
            ui.horizontal_wrapped(|ui| {
                for (key, how) in [
                    ("in-use-read", OpenAs::ReadOnly),
                    ("in-use-anyway", OpenAs::Anyway),
                ] {
                    let response = ui.button(scene.tr(key));
                    if response.clicked() {
                        answer = Some(how);
                    }
                    if how == OpenAs::ReadOnly && frame.fresh {
                        response.request_focus();
                    }
                }
                cancelled = ui.button(scene.tr("cancel")).clicked();
            });
        });
        cancelled |= fate == Fate::Closes || ctx.input(|input| input.key_pressed(Key::Escape));
        if let Some(how) = answer {
            let effect = Effect::OpenBeside(in_use.path, how);
            self.asks.push(Ask::effect(effect));
        } else if cancelled {
            self.focus_text();
        } else {
            self.windows.in_use = Some(in_use);
        }
    }
}
