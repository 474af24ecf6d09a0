//! The row at the top: name, menus, project and document, palette.

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::Ui;

use crate::ui::action::Action;
use crate::ui::action::Menu;
use crate::ui::resolve::Effect;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Moves of the caret stand in no menu; keys and help name them.
const FIRST_GROUP_NOT_SHOWN: u8 = 10;

/// Shows the row.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let frame = Frame::new()
        .fill(scene.theme.panel)
        .inner_margin(Margin::symmetric(12, 0));
    Panel::top("menu_bar")
        .exact_size(theme::TOP_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let [.., heading, _] = theme::TEXT_SIZES;
                ui.label(
                    RichText::new("朱笔")
                        .size(heading)
                        .color(scene.theme.accent),
                );
                // The menus' own row takes all the width there is, so it tells no room.
                let mut menus = ui.cursor();
                egui::MenuBar::new().ui(ui, |ui| {
                    for menu in Menu::ALL {
                        let name = scene.tr(menu.text_key());
                        let shown = ui.menu_button(name, |ui| menu_ui(ui, scene, menu));
                        menus = shown.response.rect;
                    }
                });
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let palette = scene.button_ui(ui, Action::Palette);
                    let room = menus.with_max_x(palette.rect.left());
                    title_ui(ui, scene, room.with_min_x(menus.right()));
                });
            });
        });
}

/// Shows project and document in the middle of the row, as far as menus and buttons leave room.
fn title_ui(ui: &mut Ui, scene: &Scene<'_>, room: egui::Rect) {
    let Some(project) = scene.env.project() else {
        return;
    };
    let document = scene.env.document().map(|doc| format!(" · {}", doc.name));
    let title = format!("{}{}", project.name, document.unwrap_or_default());
    let middle = ui.ctx().content_rect().center().x;
    let half = (middle - room.left()).min(room.right() - middle) - 2.0 * theme::STEP;
    if half > 0.0 {
        let size = egui::vec2(2.0 * half, room.height());
        let rect = egui::Rect::from_center_size(egui::pos2(middle, room.center().y), size);
        let label = egui::Label::new(title).truncate().halign(Align::Center);
        ui.put(rect, label);
    }
}

fn menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, menu: Menu) {
    let mut last_group = None;
    let in_menu = Action::all().filter(|action| {
        action.menu().0 == menu
            && action.menu().1 < FIRST_GROUP_NOT_SHOWN
            && scene.can_name(*action)
    });
    let mut actions: Vec<Action> = in_menu.collect();
    actions.sort_by_key(|action| action.menu().1);
    for action in actions {
        let group = action.menu().1;
        if last_group.is_some_and(|last| last != group) {
            ui.separator();
        }
        last_group = Some(group);
        item_ui(ui, scene, action);
        if action == Action::OpenProject {
            recent_ui(ui, scene);
        }
    }
}

fn item_ui(ui: &mut Ui, scene: &mut Scene<'_>, action: Action) {
    let button = egui::Button::new(scene.name_of(action))
        .shortcut_text(scene.keys_of(action))
        .wrap_mode(egui::TextWrapMode::Extend);
    if ui.add_enabled(scene.can(action), button).clicked() {
        scene.ask(action);
        ui.close();
    }
}

fn recent_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let recent = scene.env.settings.recent.clone();
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button(scene.tr("menu-recent"), |ui| {
            for path in recent {
                if ui.button(path.display().to_string()).clicked() {
                    scene.ask_effect(Effect::OpenProject(path));
                    ui.close();
                }
            }
        });
    });
}
