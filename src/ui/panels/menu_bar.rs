//! The row at the top: name, menus, project and document, palette.

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::Ui;

use crate::session::Session;
use crate::ui::action::Action;
use crate::ui::action::Menu;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Moves of the caret stand in no menu; keys and help name them.
const FIRST_GROUP_NOT_SHOWN: u8 = 10;

/// Width kept for name and menus, in the longest language.
const MENUS_WIDTH: f32 = 330.0;
/// Width kept for the palette's button.
const BUTTONS_WIDTH: f32 = 170.0;

/// Shows the row.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let frame = Frame::new()
        .fill(scene.theme.panel)
        .inner_margin(Margin::symmetric(12, 0));
    let panel = Panel::top("menu_bar").exact_size(theme::TOP_HEIGHT);
    panel.frame(frame).show(ui, |ui| {
        let row = ui.max_rect();
        let left = Layout::left_to_right(Align::Center);
        part_ui(ui, row.with_max_x(row.left() + MENUS_WIDTH), left, |ui| {
            let [.., heading, _] = theme::TEXT_SIZES;
            let name = RichText::new("朱笔").size(heading);
            ui.label(name.color(scene.theme.accent));
            egui::MenuBar::new().ui(ui, |ui| {
                for menu in Menu::ALL {
                    ui.menu_button(scene.tr(menu.text_key()), |ui| menu_ui(ui, scene, menu));
                }
            });
        });
        let right = Layout::right_to_left(Align::Center);
        let buttons = row.with_min_x(row.right() - BUTTONS_WIDTH);
        part_ui(ui, buttons, right, |ui| {
            scene.button_ui(ui, Action::Palette);
        });
        // In the middle of the row, unless the menus leave no room there.
        let middle = ui.ctx().content_rect().center().x;
        let room = row
            .with_min_x(row.left() + MENUS_WIDTH)
            .with_max_x(buttons.left());
        let half = (middle - room.left()).min(room.right() - middle);
        let (middle, half) = if half > 60.0 {
            (middle, half)
        } else {
            (room.center().x, room.width() / 2.0)
        };
        let title = room.with_min_x(middle - half).with_max_x(middle + half);
        if title.width() > 60.0 {
            part_ui(
                ui,
                title,
                Layout::centered_and_justified(left.main_dir()),
                |ui| {
                    title_ui(ui, scene);
                },
            );
        }
    });
}

fn part_ui(ui: &mut Ui, rect: egui::Rect, layout: Layout, contents: impl FnOnce(&mut Ui)) {
    ui.scope_builder(
        egui::UiBuilder::new().max_rect(rect).layout(layout),
        contents,
    );
}

fn title_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let Some(project) = scene.env.project() else {
        return;
    };
    let document = scene.env.document().map(|doc| format!(" · {}", doc.name));
    let title = format!("{}{}", project.name, document.unwrap_or_default());
    let shown = ui.add(egui::Label::new(rows::drawn(ui, &title)).truncate());
    // Which file it is, whatever the project calls itself.
    if let Some(path) = scene.env.session.and_then(Session::path) {
        shown.on_hover_text(path.display().to_string());
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
    let response = ui.add_enabled(scene.can(action), button);
    if scene.explain_ui(response, action).clicked() {
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
