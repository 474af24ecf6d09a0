//! The labelling guideline, to read and to edit.

use std::sync::Arc;

use egui::Context;

use super::Fate;
use super::window_ui;
use crate::edit::command::Command;
use crate::ui::resolve::Effect;
use crate::ui::scene::Scene;

/// Shows the window.
pub(super) fn ui(ctx: &Context, scene: &mut Scene<'_>, typed: &mut String) -> Fate {
    let title = scene.tr("action-edit-guideline");
    let (mut done, mut cancelled) = (false, false);
    let fate = window_ui(ctx, scene, &title, 640.0, |ui| {
        ui.label(scene.dim(scene.tr("guideline-what")));
        let height = (ui.available_height() - 48.0).max(80.0);
        egui::ScrollArea::vertical()
            .max_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                let field = egui::TextEdit::multiline(typed)
                    .desired_width(f32::INFINITY)
                    .desired_rows(16);
                ui.add(field)
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
            });
        ui.horizontal(|ui| {
            done = ui.button(scene.tr("ok")).clicked();
            cancelled = ui.button(scene.tr("cancel")).clicked();
        });
    });
    if done {
        let place = scene.env.place.clone();
        scene.ask_effect(Effect::Edit(
            Command::SetGuideline(Arc::from(typed.as_str())),
            place,
        ));
    }
    if done || cancelled {
        Fate::Closes
    } else {
        fate
    }
}
