//! The dated versions kept of the project: to look at, or to bring back.

use egui::Context;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::session;
use crate::session::Version;
use crate::ui::effect::Effect;
use crate::ui::effect::OpenAs;
use crate::ui::scene::Scene;
use crate::ui::words;

/// Shows the window; `versions` is nothing while they are listed.
pub(super) fn ui(
    ctx: &Context,
    scene: &mut Scene<'_>,
    versions: Option<&[Version]>,
    frame: Frame,
) -> Fate {
    let title = scene.tr("action-versions");
    let mut asked = None;
    let fate = window_ui(ctx, scene, &title, 680.0, frame, |ui| {
        let Some(versions) = versions else {
            ui.label(scene.tr("versions-working"));
            return;
        };
        if versions.is_empty() {
            ui.label(scene.tr("versions-none"));
            return;
        }
        ui.label(scene.dim(scene.tr("versions-what")));
        let area = egui::ScrollArea::vertical().auto_shrink([false, true]);
        area.show(ui, |ui| asked = list_ui(ui, scene, versions));
    });
    match asked {
        Some(effect) => {
            scene.ask_effect(effect);
            Fate::Closes
        }
        None => fate,
    }
}

fn list_ui(ui: &mut egui::Ui, scene: &Scene<'_>, versions: &[Version]) -> Option<Effect> {
    let can_restore = scene.env.session.is_some_and(|s| !s.is_read_only());
    let mut asked = None;
    egui::Grid::new("versions")
        .num_columns(6)
        .striped(true)
        .spacing([16.0, 6.0])
        .show(ui, |ui| {
            for version in versions {
                let when = session::moment(version.when);
                ui.label(words::ago(scene.texts, version.when));
                ui.label(scene.dim(&when));
                let counts =
                    words::rescue::counts(scene.texts, version.n_documents, version.n_spans);
                ui.label(&counts);
                ui.label(scene.dim(words::rescue::size(version.len)));
                let button = |ui: &mut egui::Ui, key: &str, enabled: bool| {
                    let name = scene.tr(key);
                    let response = ui.add_enabled(enabled, egui::Button::new(&name));
                    let said = format!("{name} · {when} · {counts}");
                    response.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, enabled, &said)
                    });
                    response.clicked()
                };
                if button(ui, "versions-look", true) {
                    let path = version.path.clone();
                    asked = Some(Effect::OpenBeside(path, OpenAs::ReadOnly));
                }
                if button(ui, "versions-restore", can_restore) {
                    asked = Some(Effect::Restore(version.clone()));
                }
                ui.end_row();
            }
        });
    asked
}
