//! Every key on one page, from the one list of actions.

use egui::Context;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::ui::action::Action;
use crate::ui::action::Menu;
use crate::ui::scene::Scene;

/// Shows the window.
pub(super) fn ui(ctx: &Context, scene: &Scene<'_>, frame: Frame) -> Fate {
    window_ui(ctx, scene, &scene.tr("action-help"), 640.0, frame, |ui| {
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.label(scene.tr("help-mouse"));
                for menu in Menu::ALL {
                    ui.add_space(8.0);
                    ui.label(scene.section(menu.text_key()));
                    let shown = |action: &Action| {
                        let labelled = matches!(action, Action::Label(_));
                        let extends = matches!(action, Action::Extend(_));
                        action.menu().0 == menu
                            && !extends
                            && (!labelled || scene.can_name(*action))
                    };
                    egui::Grid::new(menu.text_key())
                        .num_columns(2)
                        .striped(true)
                        .show(ui, |ui| {
                            for action in Action::all().filter(shown) {
                                ui.label(all_keys(scene, action));
                                ui.label(scene.name_of(action));
                                ui.end_row();
                            }
                        });
                }
                ui.add_space(8.0);
                ui.label(scene.tr("help-extend"));
            });
    })
}

fn all_keys(scene: &Scene<'_>, action: Action) -> String {
    let keys = scene.env.settings.keys_of(action);
    if keys.is_empty() {
        return scene.keys_of(action);
    }
    keys.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" / ")
}
