//! The labelling guideline, to read and to edit.
//!
//! What was typed is kept however the window is closed, but by Cancel.

use std::sync::Arc;

use egui::Context;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::edit::command::Command;
use crate::ui::env::Env;
use crate::ui::scene::Scene;

/// What is being typed.
#[derive(Default)]
pub struct Guideline {
    typed: String,
    cancelled: bool,
}

impl Guideline {
    /// Starts with what is there.
    pub(super) fn of(env: &Env<'_>) -> Self {
        let typed = env.project().map(|project| project.guideline.to_string());
        Self {
            typed: typed.unwrap_or_default(),
            cancelled: false,
        }
    }

    /// Returns what keeps the text, unless it is as it was or is not to be kept.
    pub(super) fn command(self, env: &Env<'_>) -> Option<Command> {
        let changed = *env.project()?.guideline != *self.typed;
        (changed && !self.cancelled).then(|| Command::SetGuideline(Arc::from(self.typed)))
    }
}

/// Shows the window.
pub(super) fn ui(
    ctx: &Context,
    scene: &mut Scene<'_>,
    guideline: &mut Guideline,
    frame: Frame,
) -> Fate {
    let title = scene.tr("action-edit-guideline");
    let mut done = false;
    let fate = window_ui(ctx, scene, &title, 640.0, frame, |ui| {
        ui.label(scene.dim(scene.tr("guideline-what")));
        let height = (ui.available_height() - 48.0).max(80.0);
        let scroll = egui::ScrollArea::vertical().max_height(height);
        scroll.auto_shrink(false).show(ui, |ui| {
            let field = egui::TextEdit::multiline(&mut guideline.typed);
            let response = ui.add(field.desired_width(f32::INFINITY).desired_rows(16));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
            if frame.fresh {
                response.request_focus();
            }
        });
        ui.horizontal(|ui| {
            done = ui.button(scene.tr("ok")).clicked();
            guideline.cancelled = ui.button(scene.tr("cancel")).clicked();
        });
    });
    if done || guideline.cancelled {
        Fate::Closes
    } else {
        fate
    }
}
