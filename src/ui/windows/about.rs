//! What the program is, its version, its licences, where it keeps its files.

use egui::Context;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::ui::scene::Scene;
use crate::ui::settings;

/// Shows the window.
pub(super) fn ui(ctx: &Context, scene: &Scene<'_>, frame: Frame) -> Fate {
    window_ui(ctx, scene, &scene.tr("action-about"), 480.0, frame, |ui| {
        ui.heading(format!("朱笔 Zhubi {}", env!("CARGO_PKG_VERSION")));
        ui.label(scene.tr("start-what"));
        ui.label(scene.tr("about-licence"));
        ui.label(scene.tr("about-font"));
        if let Some(folders) = settings::folders() {
            ui.add_space(8.0);
            ui.label(scene.dim(scene.tr("about-config")));
            ui.monospace(folders.config.display().to_string());
            ui.label(scene.dim(scene.tr("about-data")));
            ui.monospace(folders.data.display().to_string());
        }
    })
}
